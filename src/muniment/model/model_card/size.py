"""The size of all training data, per modality, in the brackets of the public summary's template (section 1.3).

Amounts and brackets are computed from the measures of the data sets used, after pre-processing and before training.
"""

from typing import Literal

from muniment.model.section import Entry, Section, fact, section
from muniment.model.types import Amount, String, Text

_AMOUNT = "The sum over the data sets used for training, after pre-processing."
_BRACKET = "The bracket of the template that the amount falls into."
_UNIT = "The unit, if the size is given in another one than the template's."
_DYNAMIC = "Whether sets that keep changing are left out of this size."
_HOURS = {"lt_1e4": "Under 10 000 hours.", "1e4_1e6": "10 000 to 1 million hours.", "gt_1e6": "Over 1 million hours."}


class TextSize(Section):
    """The size of the text."""

    bracket: Literal["lt_1e9", "1e9_1e13", "gt_1e13"] | None = fact(
        "Bracket",
        _BRACKET,
        computed=True,
        choices={
            "lt_1e9": "Under 1 billion tokens.",
            "1e9_1e13": "1 billion to 10 trillion tokens.",
            "gt_1e13": "Over 10 trillion tokens.",
        },
    )
    amount: Amount | None = fact("Amount", _AMOUNT, unit="tokens", computed=True)
    unit: String | None = fact("Other unit", _UNIT)
    excludes_dynamic: bool | None = fact("Without dynamic sets", _DYNAMIC)


class ImageSize(Section):
    """The size of the image data."""

    bracket: Literal["lt_1e6", "1e6_1e9", "gt_1e9"] | None = fact(
        "Bracket",
        _BRACKET,
        computed=True,
        choices={
            "lt_1e6": "Under 1 million images.",
            "1e6_1e9": "1 million to 1 billion images.",
            "gt_1e9": "Over 1 billion images.",
        },
    )
    amount: Amount | None = fact("Amount", _AMOUNT, unit="images", computed=True)
    unit: String | None = fact("Other unit", _UNIT)
    excludes_dynamic: bool | None = fact("Without dynamic sets", _DYNAMIC)


class DurationSize(Section):
    """The size of audio or video data, in hours."""

    bracket: Literal["lt_1e4", "1e4_1e6", "gt_1e6"] | None = fact("Bracket", _BRACKET, computed=True, choices=_HOURS)
    amount: Amount | None = fact("Amount", _AMOUNT, unit="hours", computed=True)
    unit: String | None = fact("Other unit", _UNIT)
    excludes_dynamic: bool | None = fact("Without dynamic sets", _DYNAMIC)


class OtherSize(Entry):
    """The size of data of another modality."""

    name: String | None = fact("Modality", "What kind of data these are.", example="molecular graphs")
    amount: Amount | None = fact("Amount", _AMOUNT, computed=True)
    unit: String | None = fact("Unit", "The unit of the amount.", example="graphs")


class Size(Section):
    """The size of the training data, per modality."""

    of_text: TextSize | None = section("Text")
    of_image: ImageSize | None = section("Image")
    of_audio: DurationSize | None = section("Audio", "The size of the audio data; speech is audio.")
    of_video: DurationSize | None = section("Video", "The size of the video data, sound inside a video included.")
    of_other: list[OtherSize] | None = section("Other modalities")


class ContentTypes(Entry):
    """What types of content the training data hold, for one modality."""

    description: Text | None = fact(
        "Types of content", "The types of content in one modality, such as news, fiction, photographs or music."
    )
