"""Containers as they must be, and hostile ones: each refused, with the reason in words."""

import io
import random
import struct
import time
import tracemalloc
import zipfile

import pytest
from handmade_zip import ASICE, Made, archive, mimetype
from hypothesis import given, settings
from hypothesis import strategies as st

from chance import SEED
from muniment.verify import container
from muniment.verify.container import open_container
from muniment.verify.seal import Broken

UTF8 = 0x800
A = Made(b"a.txt", b"first")
B = Made(b"b/c.txt", b"second " * 40, method=8)


def read_all(data: bytes, media_type: str | None = ASICE) -> dict[str, bytes]:
    opened = open_container(data, media_type)
    return {name: opened.read(name) for name in opened.entries}


def test_a_plain_container_is_read() -> None:
    data = archive(mimetype(), A, B, Made("é.txt".encode(), b"x", flags=UTF8), Made(b"empty"))
    expected = {
        "mimetype": ASICE.encode(), "a.txt": b"first", "b/c.txt": b"second " * 40, "é.txt": b"x", "empty": b""
    }  # fmt: skip
    assert read_all(data) == expected
    assert zipfile.ZipFile(io.BytesIO(data)).testzip() is None


def test_what_is_not_there_is_none() -> None:
    assert open_container(archive(mimetype(), A), ASICE).read("b.txt") is None


def test_a_container_without_a_mimetype_is_read_where_none_is_asked_for() -> None:
    assert read_all(archive(A), None) == {"a.txt": b"first"}


def test_what_pythons_own_library_writes_is_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        written.writestr("a.txt", "first")
        written.writestr("ö/b.txt", "second" * 100)
    assert read_all(out.getvalue(), None) == {"a.txt": b"first", "ö/b.txt": b"second" * 100}


def named(name: bytes | str, **changes) -> bytes:
    raw = name if isinstance(name, bytes) else name.encode()
    return archive(mimetype(), Made(raw, b"x", flags=changes.pop("flags", UTF8), **changes))


def two(first: str, second: str) -> bytes:
    return archive(mimetype(), Made(first.encode(), b"x", flags=UTF8), Made(second.encode(), b"y", flags=UTF8))


ZIP64 = struct.pack("<2H2Q", 1, 16, 5, 5)
LOCATOR = b"PK\6\7" + b"\0" * 16
HOSTILE = {
    # names
    "same name twice": (two("a", "a"), "two entries go by one name"),
    "same name by case": (two("A.txt", "a.TXT"), "two entries go by one name"),
    "same name by case, sharp s": (two("straße", "STRASSE"), "two entries go by one name"),
    "same name by Unicode form": (two("\u00e9.txt", "e\u0301.txt"), "two entries go by one name"),
    "same name by compatibility": (two("file", "\ufb01le"), "two entries go by one name"),
    "file and folder of one name": (two("a", "A/b"), "is a file and a folder at once"),
    "folder and file of one name": (two("a/b", "a"), "two entries go by one name"),
    "not in normal form": (named("e\u0301.txt"), "not in the usual Unicode form"),
    "climbing": (named("../x"), "leads out of the folder"),
    "climbing inside": (named("a/../../x"), "leads out of the folder"),
    "dot": (named("./x"), "leads out of the folder"),
    "absolute": (named("/etc/passwd"), "leads out of the folder"),
    "backslash": (named("..\\x"), "characters that are not allowed"),
    "drive": (named("C:x"), "characters that are not allowed"),
    "stream of another file": (named("a.txt:hidden"), "characters that are not allowed"),
    "control character": (named("a\0b"), "characters that are not allowed"),
    "text turned around": (named("a\u202etxt.exe"), "characters that are not allowed"),
    "device": (named("b/NUL.txt"), "another one on some systems"),
    "trailing dot": (named("a.txt."), "another one on some systems"),
    "trailing blank": (named("a /b"), "another one on some systems"),
    "empty part": (named("a//b"), "another one on some systems"),
    "folder": (named("folder/"), "is a folder and no file"),
    "no name": (named(""), "no name, or one that is too long"),
    "long name": (named("x" * 300), "no name, or one that is too long"),
    "name in another code": (named(b"\xe9.txt", flags=0), "not written in UTF-8"),
    "broken UTF-8": (named(b"\xff.txt"), "not written in UTF-8"),
    # kinds
    "symbolic link": (named("x", mode=0o120777 << 16), "is a symbolic link"),
    "pipe": (named("x", mode=0o010644 << 16), "is no ordinary file"),
    "set user id": (named("x", mode=0o104755 << 16), "is no ordinary file"),
    "folder by its attributes": (named("x", mode=0x10), "is no ordinary file"),
    "made for another system": (named("x", made_by=0x0714), "is no ordinary file"),
    # how it is packed
    "encrypted": (named("x", flags=1), "is encrypted"),
    "strongly encrypted": (named("x", flags=0x41), "is encrypted"),
    "masked headers": (named("x", flags=0x2000), "is encrypted"),
    "data descriptor": (
        named("x", flags=8, local={"crc": 0, "packed": 0, "size": 0}, after=b"PK\7\x08" + b"\0" * 12),
        "has its sizes behind its data",
    ),
    "patched data": (named("x", flags=0x20), "features of the format"),
    "newer version": (named("x", needed=45), "features of the format"),
    "another method": (named("x", method=14), "packed by a method"),
    "stored with two sizes": (named("x", size=7), "has two sizes"),
    "wrong checksum": (named("x", crc=1), "its checksum is another one"),
    "unpacks to less": (archive(mimetype(), Made(b"x", b"abc", method=8, size=9)), "does not unpack to the size"),
    "unpacks to more": (archive(mimetype(), Made(b"x", b"abcdef", method=8, size=2)), "does not unpack to the size"),
    "nothing packed": (archive(mimetype(), Made(b"x", b"abc", method=8, raw=b"")), "does not unpack to the size"),
    "cut off stream": (archive(mimetype(), Made(b"x", b"abc", method=8, raw=b"\x4b\x4c")), "does not unpack"),
    "no deflate": (archive(mimetype(), Made(b"x", b"abc", method=8, raw=b"\xff\xff\xff")), "cannot be unpacked"),
    "bytes behind the stream": (
        archive(mimetype(), Made(b"x", b"abc", method=8, raw=Made(b"", b"abc", method=8).packed_bytes() + b"JUNK")),
        "does not unpack to the size",
    ),
    # bombs
    "bomb by ratio": (archive(mimetype(), Made(b"x", b"\0" * 30_000_000, method=8)), "more than 100 times its size"),
    "bomb that hides its size": (
        archive(mimetype(), Made(b"x", b"\0" * 30_000_000, method=8, size=900_000)),
        "does not unpack to the size",
    ),
    "bomb by size": (archive(mimetype(), Made(b"x", method=8, size=4_000_000_000)), "unpacks to more than"),
    "many entries said": (archive(mimetype(), A, count=60_000), "more than 20000"),
    # first entry
    "mimetype is not first": (archive(A, mimetype()), "the first entry of the container is not mimetype"),
    "no mimetype": (archive(A, B), "the first entry of the container is not mimetype"),
    "mimetype packed": (archive(mimetype(method=8), A), "mimetype is packed"),
    "another mimetype": (archive(Made(b"mimetype", b"application/zip"), A), "does not say"),
    # headers
    "other name in the local header": (named("x", local={"name": b"y"}), "otherwise in its own header"),
    "other size in the local header": (named("x", local={"size": 2}), "otherwise in its own header"),
    "other checksum in the local header": (named("x", local={"crc": 2}), "otherwise in its own header"),
    "other method in the local header": (named("x", local={"method": 8}), "otherwise in its own header"),
    "other flags in the local header": (named("x", local={"flags": 0}), "otherwise in its own header"),
    "other date in the local header": (named("x", local={"date": 0x22}), "otherwise in its own header"),
    "extra in the local header": (named("x", local_extra=b"up\0\0"), "otherwise in its own header"),
    "extra in the directory": (named("x", extra=b"up\0\0"), "extra fields or a comment"),
    "other name in an extra field": (named("x", extra=b"up\6\0\1\0\0\0\0y"), "extra fields or a comment"),
    "comment of an entry": (named("x", comment=b"hidden"), "extra fields or a comment"),
    # places
    "bytes before": (archive(mimetype(), A, start=b"#!/bin/sh\n"), "does not begin with an entry"),
    "entry before, of no name": (archive(A, start=archive(mimetype())[:70]), "behind bytes that no entry holds"),
    "bytes between": (archive(mimetype(), Made(b"x", b"x", before=b"JUNK")), "behind bytes that no entry holds"),
    "entry that the directory leaves out": (
        archive(mimetype(), Made(b"x", b"x", before=archive(Made(b"h", b"hidden"))[:37])),
        "behind bytes that no entry holds",
    ),
    "bytes before the directory": (archive(mimetype(), A, gap=b"JUNK"), "last entry and the directory"),
    "bytes behind the directory": (archive(mimetype(), A, directory_end=b"JUNK"), "is not where its end says"),
    "bytes behind the directory, counted": (
        archive(mimetype(), A, directory_end=b"JUNK", end={"size": 46 * 2 + 8 + 5 + 4}),
        "between the directory and the end",
    ),
    "bytes behind the end": (archive(mimetype(), A, tail=b"JUNK"), "does not end where its directory says"),
    "comment of the archive": (archive(mimetype(), A, comment=b"hello"), "does not end where its directory says"),
    "comment that is not there": (archive(mimetype(), A, end={"comment": 9}), "announces a comment"),
    "two ends": (archive(mimetype(), A) + archive(mimetype(), A)[-22:], "is not where its end says"),
    "overlap": (archive(mimetype(), A, Made(b"a.txt2", b"first", offset=70)), "otherwise in its own header"),
    "one entry twice": (archive(mimetype(), A, Made(b"mimetype", ASICE.encode(), offset=0)), "by one name"),
    "outside": (archive(mimetype(), Made(b"x", b"x", offset=9_000_000)), "outside of the part that holds entries"),
    "runs into the directory": (archive(mimetype(), Made(b"x", b"x", raw=b"", packed=1)), "runs into the directory"),
    # forms
    "64-bit by its end": (archive(mimetype(), A, end={"offset": 0xFFFFFFFF}), "zip64"),
    "64-bit by its count": (archive(mimetype(), A, count=0xFFFF), "zip64"),
    "64-bit locator": (archive(mimetype(), A, directory_end=LOCATOR), "is not where its end says"),
    "64-bit by an entry": (named("x", extra=ZIP64, needed=20, size=0xFFFFFFFF, packed=0xFFFFFFFF), "extra fields"),
    "64-bit by an entry without its field": (named("x", size=0xFFFFFFFF, packed=0xFFFFFFFF), "zip64"),
    "several parts": (archive(mimetype(), A, end={"disk": 1}), "one part of several"),
    "entry in another part": (named("x", disk=1), "lies in another part"),
    "fewer entries said": (archive(mimetype(), A, B, count=2), "between the directory and the end"),
    "more entries said": (archive(mimetype(), A, count=3), "directory of the container is cut off"),
    "no entries": (b"PK\5\6" + b"\0" * 18, "does not begin with an entry"),
    "nothing but a head": (b"PK\3\4", "does not end where its directory says"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_containers_are_refused_with_the_reason(case: str) -> None:
    data, reason = HOSTILE[case]
    with pytest.raises(Broken) as refused:
        read_all(data)
    assert reason in str(refused.value)
    assert str(refused.value).isprintable()


def test_an_overlap_is_called_one() -> None:
    inner = Made(b"in.txt", b"inner")
    held = archive(inner)[: 30 + 6 + 5]
    data = archive(mimetype(), Made(b"out.bin", held), Made(b"in.txt", b"inner", offset=69 + 30 + 7))
    # The third entry is written again at the end; without that copy its header lies inside the second one's content.
    directory = data.index(b"PK\1\2")
    copy = directory - len(held)
    cut = data[:copy] + data[directory:-6] + struct.pack("<IH", copy, 0)
    with pytest.raises(Broken, match="overlaps the entry before it"):
        read_all(cut)


def test_limits_of_count_and_size(monkeypatch) -> None:
    monkeypatch.setattr(container, "MAX_ENTRIES", 3)
    monkeypatch.setattr(container, "MAX_TOTAL", 100)
    with pytest.raises(Broken, match="more than 3"):
        read_all(archive(mimetype(), A, B, Made(b"d")))
    with pytest.raises(Broken, match="more than 100 bytes"):
        read_all(archive(mimetype(), Made(b"x", b"x" * 80)))
    monkeypatch.setattr(container, "MAX_CONTAINER", 50)
    with pytest.raises(Broken, match="larger than 50 bytes"):
        read_all(archive(mimetype()))


def test_a_bomb_takes_no_memory() -> None:
    bombs = [HOSTILE[name][0] for name in ("bomb by ratio", "bomb that hides its size")]
    tracemalloc.start()
    for data in bombs:
        with pytest.raises(Broken):
            read_all(data)
    assert tracemalloc.get_traced_memory()[1] < 4_000_000
    tracemalloc.stop()


def test_one_entry_of_every_name_that_others_would_list_differently() -> None:
    """What Python's library reads without a word is refused here: the reason for a parser of our own."""
    data = two("a", "a")
    assert zipfile.ZipFile(io.BytesIO(data)).namelist() == ["mimetype", "a", "a"]
    with pytest.raises(Broken):
        read_all(data)


WHOLE = archive(mimetype(), A, B, Made(b"META-INF/x.p7s", b"\x30\x80" * 30, method=8))


@settings(max_examples=400)
@given(st.binary(max_size=400), st.sampled_from([b"", b"PK\3\4", WHOLE[:60]]), st.sampled_from([b"", WHOLE[-22:]]))
def test_any_bytes_end_in_a_verdict(data: bytes, head: bytes, tail: bytes) -> None:
    with pytest.raises(Broken):
        read_all(head + data + tail)


def test_every_changed_byte_is_refused_or_says_the_same() -> None:
    """Bytes that no name, size or checksum rests on (dates, modes, versions) may differ; contents may not."""
    expected = read_all(WHOLE)
    for at in range(len(WHOLE)):
        for change in (0x01, 0x80, 0xFF):
            changed = WHOLE[:at] + bytes([WHOLE[at] ^ change]) + WHOLE[at + 1 :]
            try:
                assert read_all(changed) == expected, at
            except Broken:
                continue


def test_mutated_containers_end_soon() -> None:
    chance = random.Random(SEED)
    start = time.process_time()
    for _ in range(3000):
        changed = bytearray(WHOLE)
        for _ in range(chance.randint(1, 4)):
            at, length = chance.randrange(len(changed)), chance.randint(0, 40)
            piece = chance.choice((b"", chance.randbytes(length), b"\xff" * 4, WHOLE[at : at + length], b"PK\1\2"))
            changed[at : at + chance.choice((0, len(piece), length))] = piece
        try:
            read_all(bytes(changed))
        except Broken:
            continue
    assert time.process_time() - start < 10
