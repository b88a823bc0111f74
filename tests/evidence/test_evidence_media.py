"""Pictures, sound and film are counted by their heads, and another reader's durations are the oracle."""

import contextlib
import io
from fractions import Fraction
from pathlib import Path

import av
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from muniment.evidence.boxes import BrokenFrames, adts_duration, heic_size
from muniment.evidence.inventory import Inventory, take_inventory
from muniment.evidence.media import hours, measure_media
from muniment.evidence.plan import Group, Plan

PICTURES = ("png", "jpg", "gif", "webp", "tif", "bmp", "avif", "jp2")
SOUNDS = {"a.wav": "pcm_s16le", "b.flac": "flac", "c.mp3": "libmp3lame", "d.opus": "libopus", "e.m4a": "aac",
          "f.mka": "libopus", "g.mp4": "aac", "h.aiff": "pcm_s16be", "i.ac3": "ac3", "j.aac": "aac",
          "k.webm": "libopus", "l.ogg": "libopus"}  # fmt: skip
FILMS = {"a.mp4": "mpeg4", "b.mkv": "mpeg4", "c.avi": "mpeg4", "d.webm": "libvpx", "e.mov": "mpeg4", "f.wmv": "wmv2",
         "g.flv": "flv1", "h.ts": "mpeg2video"}  # fmt: skip


def sound(file: Path, codec: str, seconds: Fraction, rate: int = 48000) -> None:
    with av.open(str(file), "w") as out:
        stream = out.add_stream(codec, rate=rate)
        silence = av.AudioFrame("s16", "mono", int(seconds * rate))
        silence.rate, silence.pts = rate, 0
        for plane in silence.planes:
            plane.update(bytes(plane.buffer_size))
        into = av.AudioResampler(stream.format, stream.layout, rate, stream.codec_context.frame_size or 1024)
        for frame in (*into.resample(silence), *into.resample(None), None):
            out.mux(stream.encode(frame))


def film(file: Path, codec: str, seconds: int, rate: int = 25) -> None:
    with av.open(str(file), "w") as out:
        stream = out.add_stream(codec, rate=rate)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number in range(seconds * rate):
            frame = av.VideoFrame(64, 48, "yuv420p")
            frame.pts = number
            for plane in frame.planes:
                plane.update(bytes(plane.buffer_size))
            out.mux(stream.encode(frame))
        out.mux(stream.encode(None))


def other_reader(file: Path) -> float:
    with av.open(str(file)) as opened:
        if file.suffix != ".aac":
            return opened.duration / av.time_base
        # No head states it, and the other reader guesses from the rate of bits: its frames are counted.
        (stream,) = opened.streams
        return sum(packet.duration * packet.time_base for packet in opened.demux(stream) if packet.size)


def taken(root: Path, **splits: str) -> tuple[Plan, Inventory]:
    groups = tuple(Group(name, f"{name}/*", split=split) for name, split in splits.items())
    plan = Plan("dataset/x@1", groups, (), splits=tuple(set(splits.values()) - {""}))
    return plan, take_inventory(plan, root)


def amounts(plan: Plan, found: Inventory) -> dict[tuple[str, str, str], tuple[object, int]]:
    return {
        (fact.part("modality"), fact.part("unit"), fact.part("split")): (fact.value, fact.read)
        for fact in measure_media(plan, found.readable).facts
    }


def test_pictures_are_counted_over_the_set_and_by_split(tmp_path: Path) -> None:
    for folder, count in (("train", len(PICTURES)), ("test", 3)):
        (tmp_path / folder).mkdir()
        for kind in PICTURES[:count]:
            Image.new("RGB", (30, 20)).save(tmp_path / folder / f"p.{kind}")
    whole = (tmp_path / "train" / "p.png").read_bytes()
    (tmp_path / "test" / "cut.png").write_bytes(whole[:20])
    (tmp_path / "test" / "notes.txt").write_text("none of these\n")
    plan, found = taken(tmp_path, train="train", test="test")
    assert amounts(plan, found) == {
        ("image", "images", ""): (11, 11),
        ("image", "images", "train"): (8, 8),
        ("image", "images", "test"): (3, 3),
    }
    assert [(item.path, item.reason) for item in found.unread] == [("test/cut.png", "damaged")]


def test_a_picture_larger_than_any_memory_is_a_picture(tmp_path: Path) -> None:
    import struct
    import zlib

    (tmp_path / "big").mkdir()
    head = struct.pack(">IIBBBBB", 200_000, 200_000, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", len(head)) + b"IHDR" + head + struct.pack(">I", zlib.crc32(b"IHDR" + head))
    (tmp_path / "big" / "p.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunk + b"\0\0\0\0IEND\xaeB`\x82")
    plan, found = taken(tmp_path, big="")
    assert amounts(plan, found) == {("image", "images", ""): (1, 1)}


@pytest.mark.parametrize(("kind", "made"), [("audio", SOUNDS), ("video", FILMS)])
def test_durations_are_those_that_another_reader_tells(tmp_path: Path, kind: str, made: dict[str, str]) -> None:
    (tmp_path / kind).mkdir()
    for number, (name, codec) in enumerate(made.items()):
        if kind == "audio":
            sound(tmp_path / kind / name, codec, Fraction(7, 2) + number)
        else:
            film(tmp_path / kind / name, codec, 2 + number)
    plan, found = taken(tmp_path, **{kind: ""})
    assert not found.unread
    total = 0
    for file in found.files:
        ((name, duration),) = file.media
        assert (file.form, name) == (kind, kind), file.path
        # Encoders add silence before and after: some tell it, some do not, by a frame or two.
        assert duration / 1e6 == pytest.approx(other_reader(file.local), abs=0.06), file.path
        total += duration
    ((value, read),) = amounts(plan, found).values()
    assert (value, read) == (hours(total), len(made))


def test_raw_aac_is_as_long_as_its_frames_and_must_be_whole(tmp_path: Path) -> None:
    whole = tmp_path / "whole.aac"
    sound(whole, "aac", Fraction(9, 4), 44100)
    data = whole.read_bytes()
    (tmp_path / "aac").mkdir()
    tag = b"ID3\x04\x00\x00\x00\x00\x01\x00" + bytes(128)
    for name, content in {
        "a-whole": data, "b-tagged": tag + data + b"TAG" + bytes(125), "c-cut": data[:-3], "d-odd": data + b"\x00" * 40,
        "e-short": data[:20],
    }.items():  # fmt: skip
        (tmp_path / "aac" / f"{name}.aac").write_bytes(content)
    _, found = taken(tmp_path, aac="")
    lengths = {file.path: file.media for file in found.readable}
    assert list(lengths) == ["aac/a-whole.aac", "aac/b-tagged.aac"]
    assert len(set(lengths.values())) == 1
    assert {(item.path[4:5], item.reason) for item in found.unread} == {(one, "truncated") for one in "cde"}


def test_a_heic_picture_states_its_size_and_one_without_is_damaged(tmp_path: Path) -> None:
    made = tmp_path / "made.avif"
    Image.new("RGB", (300, 200)).save(made)
    avif = made.read_bytes()
    # The boxes of a HEIC picture are those of AVIF; only the brand and the codec are others.
    heic = avif[:8] + b"heic" + avif[12:16] + b"mif1heic".ljust(int.from_bytes(avif[:4], "big") - 16, b"\0")
    heic += avif[len(heic) :]
    assert heic_size(io.BytesIO(heic)) == (300, 200)
    at = heic.index(b"ispe")
    (tmp_path / "p").mkdir()
    without = heic[: at + 8] + bytes(8) + heic[at + 16 :]
    for name, content in {
        "a": heic, "b": heic[:60], "c": without, "d": heic.replace(b"meta", b"free"), "e": heic[:28] + b"\xff" * 400
    }.items():  # fmt: skip
        (tmp_path / "p" / f"{name}.heic").write_bytes(content)
    _, found = taken(tmp_path, p="")
    assert [file.path for file in found.readable] == ["p/a.heic"]
    assert {(item.path, item.reason) for item in found.unread} == {(f"p/{name}.heic", "damaged") for name in "bcde"}


@given(st.binary(max_size=400))
def test_heads_that_are_none_end_in_an_answer(data: bytes) -> None:
    for begins in (b"", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"\xff\xf1\x50\x80", b"ID3\x04\0\0\0\0\0\x05"):
        with contextlib.suppress(BrokenFrames):
            adts_duration(io.BytesIO(begins + data))
        with contextlib.suppress(ValueError):
            assert all(heic_size(io.BytesIO(begins + data)))


@pytest.mark.parametrize(
    ("name", "declared", "reasons"),
    [
        ("k.webm", "audio/webm", []),
        ("k.webm", "video/webm", ["another_format"]),
        ("g.mp4", "audio/mp4", []),
        ("g.mp4", "video/mp4", ["another_format"]),
        ("d.webm", "video/webm", []),
        ("d.webm", "audio/webm", ["another_format"]),
    ],
)
def test_what_a_container_holds_decides_what_it_is(
    tmp_path: Path, name: str, declared: str, reasons: list[str]
) -> None:
    (tmp_path / "data").mkdir()
    if name == "d.webm":
        film(tmp_path / "data" / name, "libvpx", 1)
    else:
        sound(tmp_path / "data" / name, SOUNDS[name], Fraction(1))
    plan = Plan("dataset/x@1", (Group("all", "data/*", declared),), ())
    assert [item.reason for item in take_inventory(plan, tmp_path).unread] == reasons


def test_a_film_that_breaks_off_before_its_head_is_told(tmp_path: Path) -> None:
    (tmp_path / "films").mkdir()
    whole = tmp_path / "whole.mp4"
    film(whole, "mpeg4", 2)
    (tmp_path / "films" / "cut.mp4").write_bytes(whole.read_bytes()[:200])
    plan, found = taken(tmp_path, films="")
    assert [item.reason for item in found.unread] == ["no_duration"]
    assert not amounts(plan, found)


@pytest.mark.parametrize(
    ("microseconds", "told"),
    [(0, "0.000"), (1_800_000, "0.000"), (1_800_001, "0.001"), (5_400_000, "0.002"), (3_600_000_000, "1.000")],
)
def test_hours_have_three_decimals_half_to_even(microseconds: int, told: str) -> None:
    assert hours(microseconds) == told
