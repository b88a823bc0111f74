"""Building a document again from its own record, and comparing."""

import pytest

from muniment import __version__
from muniment.app.editions import render
from muniment.app.replaying import replay
from muniment.base.errors import CannotRun
from muniment.record.record import Record, Subject, record_bytes
from muniment.render import pinned_versions


def record(version: str = __version__, renderer=None) -> Record:
    return Record(
        kind="datasheet",
        subject=Subject("dataset", "tickets", "1.0.0", "Tickets"),
        audience="public",
        recipient="",
        language="en",
        as_of="2026-11-01",
        document_date="2026-11-20",
        tool_version=version,
        catalogue_version="2026-11",
        disclosure_table="1",
        renderer=pinned_versions() if renderer is None else renderer,
        source_revision="",
        banner="",
        facts=(),
        outcomes=(),
        citations=(),
        omissions=(),
    )


def page_of(made: Record) -> bytes:
    return render(made, record_bytes(made), "html")


def test_a_page_comes_out_with_identical_bytes_also_below_its_seal(tmp_path):
    file = tmp_path / "x.html"
    for seal in (b"", b"\n<!-- muniment-seal:1 AAAA -->\n"):
        file.write_bytes(page_of(record()) + seal)
        assert replay(file).same


def test_a_page_that_says_something_else_than_its_record_differs(tmp_path):
    file = tmp_path / "x.html"
    file.write_bytes(page_of(record()).replace(b"Tickets</h1>", b"Tockets</h1>").replace(b"<title>", b"<title>x"))
    found = replay(file)
    assert not found.same
    assert "differently" in found.detail


def test_another_version_is_asked_for_by_name(tmp_path):
    file = tmp_path / "x.html"
    file.write_bytes(page_of(record("0.0.9")))
    with pytest.raises(CannotRun, match=r"0\.0\.9") as caught:
        replay(file)
    assert "pip install muniment==0.0.9" in caught.value.remedy
    file.write_bytes(page_of(record(renderer=(("weasyprint", "1.0"),))))
    with pytest.raises(CannotRun, match=r"weasyprint==1\.0"):
        replay(file)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"<html></html>", b"\xff"])
def test_what_carries_no_record_cannot_be_built_again(tmp_path, data):
    file = tmp_path / "x"
    file.write_bytes(data)
    with pytest.raises(CannotRun):
        replay(file)
