"""`sign --as` a person: add their approval to sealed PDFs that ask for it. What was signed before stays as it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from muniment.app.files import read_bounded, write_atomically
from muniment.app.showing import Looks
from muniment.app.signers import Acting
from muniment.base.errors import CannotRun
from muniment.record.record import load_record
from muniment.record.seal import APPROVAL_FIELDS, SEAL_FIELD
from muniment.sign.pdf import approve_pdf, empty_fields, signed_fields
from muniment.verify.files import MAX_FILE, verify_file
from muniment.verify.pdf import embedded_record_of


@dataclass(frozen=True, slots=True)
class Approved:
    """What was approved now, and what the same role had approved before."""

    files: tuple[Path, ...]
    before: tuple[Path, ...]


def approve(paths: Sequence[Path], acting: Acting) -> Approved:
    """Sign in the field of the role in every PDF among and below the paths that asks for it and is sealed.

    Raises CannotRun when none does, when a file was changed since it was sealed, or when the proof cannot be had;
    nothing is written then.
    """
    name = APPROVAL_FIELDS[acting.role]
    looks = Looks(acting, datetime.now(UTC).replace(microsecond=0))
    made: list[tuple[Path, bytes]] = []
    before: list[Path] = []
    for file in _documents(paths):
        data = read_bounded(file, MAX_FILE + 1)
        signed = signed_fields(data)
        if name in signed:
            before.append(file)
        elif name in empty_fields(data):
            if SEAL_FIELD not in signed:
                raise CannotRun(f"{file} is not sealed yet.", "Have it sealed first: muniment sign FOLDER.")
            _check(file, data)
            look = looks.in_language(load_record(embedded_record_of(data)).language)
            made.append((file, approve_pdf(data, acting.role, acting.signer, looks.signed_at, look, acting.proof)))
    if not made and not before:
        raise CannotRun(
            f"No PDF here asks for an approval as {acting.role}.",
            f"Write signing: approvals: [{acting.role}] in muniment.yaml, build again, seal, then approve.",
        )
    for file, content in made:
        write_atomically(file, content)
    return Approved(tuple(file for file, _ in made), tuple(before))


def _documents(paths: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(path.rglob("*.pdf"))
        elif path.is_file():
            found.append(path)
        else:
            raise CannotRun(f"{path} does not exist.", "Name a sealed PDF, or the folder that build wrote.")
    if not found:
        raise CannotRun("No PDF was found to approve.", "Name a sealed PDF, or the folder that build wrote.")
    return list(dict.fromkeys(found))


def _check(file: Path, data: bytes) -> None:
    """Raise CannotRun unless what the person approves is what was sealed; who sealed it is theirs to judge."""
    result = verify_file(data, file.name, trust=(), now=datetime.now(UTC))
    failed = [check for check in result.checks if check.result == "failed"]
    if failed:
        raise CannotRun(f"{file} cannot be approved: {failed[0].detail}.", "Build it again and have it sealed.")
