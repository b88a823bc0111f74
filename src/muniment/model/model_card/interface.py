"""What goes into a model and comes out, its licence, and who may do what with it."""

from typing import Literal

from pydantic import Field

from muniment.model.modalities import MODALITIES, Modality
from muniment.model.section import Entry, Section, fact
from muniment.model.types import Licence, Ref, String, Url, Value


class InputOutput(Value):
    """One kind of input or output: its modality and format."""

    direction: Literal["input", "output"] = Field(title="Direction", description="Whether it goes in or comes out.")
    modality: Modality = Field(
        title="Modality", description="The kind of content.", json_schema_extra={"choices": dict(MODALITIES)}
    )
    format: String = Field(title="Format", description="Such as UTF-8, PNG or WAV 16 kHz.")


class CoveredModel(Entry):
    """One model that this documentation covers; several only where the content is the same for all."""

    name: String | None = fact(
        "Name with version",
        "The name under which the model is published, with its version.",
        example="Example 2.1 Large",
    )
    doc_url: Url | None = fact("Page", "Where the model is described.")


class ModelLicence(Section):
    """The licence under which the model is made available."""

    id: Licence | None = fact(
        "Licence", "An SPDX identifier or expression, or LicenseRef- and a name of your own.", example="Apache-2.0"
    )
    ref: Ref | None = fact("Text of the licence", "Where its text can be read, if it has no SPDX identifier.")
    allows: list[Literal["access", "use", "modify", "distribute"]] | None = fact(
        "Rights granted",
        "What the licence allows everybody to do; the relief for open source needs all four (Art 53(2)).",
        choices={
            "access": "Obtain the model.",
            "use": "Use it, for any purpose.",
            "modify": "Change it.",
            "distribute": "Pass it on, changed or not.",
        },
    )
