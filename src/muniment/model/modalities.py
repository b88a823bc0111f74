"""Kinds of content, as the template of the public summary tells them apart, and kinds of output."""

from typing import Literal

Modality = Literal["text", "image", "audio", "video", "other"]

MODALITIES: dict[str, str] = {
    "text": "Text, source code included.",
    "image": "Still images.",
    "audio": "Sound, speech included.",
    "video": "Moving images, with their sound.",
    "other": "Anything else, such as tables, sensor data or molecules.",
}

OUTPUTS: dict[str, str] = {
    "text": "It generates text.",
    "image": "It generates images.",
    "audio": "It generates sound.",
    "video": "It generates video.",
    "other": "It generates something else.",
}
