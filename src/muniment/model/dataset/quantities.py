"""What kind of content a data set holds, how much of it, how it is split, and in which files it lies."""

from typing import Literal

from muniment.model.section import Entry, fact
from muniment.model.types import Amount, Count, Date, Digest, Id, Ref, Share, String, Text
from muniment.model.uses import DATA_ROLES, STAGES, DataRole, Stage

Modality = Literal["text", "image", "audio", "video", "tabular", "other"]
MODALITIES = {
    "text": "Written language, code included.",
    "image": "Still pictures.",
    "audio": "Sound and speech; not the sound of a video.",
    "video": "Moving pictures, with their sound.",
    "tabular": "Records with fields: tables, logs, time series.",
    "other": "Anything else; say what in the description.",
}


class Measure(Entry):
    """An amount of data, with the unit, the part of the set and the point in the pipeline it holds for."""

    modality: Modality | None = fact(
        "Modality", "The kind of content counted.", choices=MODALITIES, example="text", measured=True
    )
    split: Id | None = fact("Split", "The id of the split counted; none means the whole set.", example="train")
    stage: Stage | None = fact("Stage", "The stage of training the amount is prepared for.", choices=STAGES)
    point: Literal["raw", "after_preprocessing"] | None = fact(
        "Measuring point",
        "Where in the pipeline the amount was taken; the public summary counts after pre-processing.",
        choices={
            "raw": "As obtained, before any processing.",
            "after_preprocessing": "After pre-processing and before training.",
        },
        example="after_preprocessing",
    )
    unit: Literal["tokens", "images", "hours", "rows", "bytes", "documents", "other"] | None = fact(
        "Unit",
        "What is counted (Annex XI Section 1 point 2(c)).",
        choices={
            "tokens": "Tokens of the tokenizer named beside it.",
            "images": "Pictures.",
            "hours": "Hours of sound or film.",
            "rows": "Records, messages or examples.",
            "bytes": "Bytes, uncompressed.",
            "documents": "Documents or pages.",
            "other": "Another unit, named beside it.",
        },
        example="tokens",
        measured=True,
    )
    unit_name: String | None = fact("Name of unit", "The unit in words, where it is another one.", example="molecules")
    tokenizer: String | None = fact(
        "Tokenizer", "The tokenizer and its version, where tokens are counted.", example="o200k_base"
    )
    amount: Amount | None = fact(
        "Amount",
        "The exact figure in the unit named (Annex IV point 2(d), Annex XI Section 1 point 2(c)).",
        unit="per unit",
        example=18422017,
        measured=True,
    )
    range: String | None = fact(
        "Range", "The rounded range for publication, drawn from the amount.", unit="per unit", computed=True
    )
    dynamic: bool | None = fact(
        "Dynamic", "Whether this part keeps growing or changing, so that one figure cannot be final."
    )
    method: Text | None = fact("Method of counting", "How the amount was counted or estimated.")
    as_of: Date | None = fact("As of", "The day on which the amount was taken.", example="2026-09-30")


class Split(Entry):
    """A part of the set kept apart for training, validation or testing."""

    kind: DataRole | None = fact(
        "Role",
        "The role the part is made for; a use of the set may give it another (Art 10(1)).",
        choices=DATA_ROLES,
        example="training",
    )
    description: Text | None = fact("Description", "What the part contains and how it differs from the others.")
    method: Text | None = fact(
        "Method of splitting",
        "How items were assigned to the part: at random, by time, by person, by site.",
        example="Assigned by customer, so that no customer occurs in two parts.",
    )
    stratified_by: list[String] | None = fact(
        "Stratified by", "Fields whose proportions were held equal over the parts.", example=["product_line"]
    )
    grouped_by: String | None = fact(
        "Kept together by", "The field whose items never fall into two parts.", example="customer_id"
    )
    share: Share | None = fact("Share", "The part of all items in the set, from 0 to 1.", unit="share", measured=True)


class Distribution(Entry):
    """A file or group of files in which the set lies: where evidence finds the data."""

    location: Ref | None = fact(
        "Location",
        "A path from the workspace, with wildcards if need be, or a URL.",
        example="data/support-tickets-de/train-*.parquet",
    )
    format: String | None = fact("Format", "The media type of the files.", example="application/vnd.apache.parquet")
    compression: Literal["none", "gzip", "zstd", "bzip2", "xz", "lz4", "zip"] | None = fact(
        "Compression",
        "How the files are compressed as a whole.",
        choices={
            "none": "Not compressed as a whole; a format may compress inside.",
            "gzip": "gzip.",
            "zstd": "Zstandard.",
            "bzip2": "bzip2.",
            "xz": "xz.",
            "lz4": "LZ4 frames.",
            "zip": "A ZIP archive.",
        },
    )
    split: Id | None = fact("Split", "The id of the split the files hold; none means all.", example="train")
    sha256: Digest | None = fact(
        "Digest", "The digest of the file; of the list of digests, where there are several files.", measured=True
    )
    bytes: Count | None = fact("Size", "The size of the files together.", unit="bytes", measured=True)
    records: Count | None = fact("Records", "The number of records in the files.", unit="rows", measured=True)
    encoding: String | None = fact("Encoding", "The character encoding of text files.", example="utf-8")
    description: Text | None = fact("Description", "What the files hold and how to read them.")
