"""Judging a manifest: its detached seal, and every output it lists, byte by byte and seal by seal."""

import hashlib
from collections.abc import Callable
from pathlib import PurePosixPath

from muniment.base.canonical import digest
from muniment.record.manifest import Manifest, Output, load_manifest
from muniment.record.seal import MANIFEST_MEDIA_TYPE
from muniment.verify.document import describe_record
from muniment.verify.page import embedded_record, judge_page, split_page
from muniment.verify.policy import Terms
from muniment.verify.result import Document, File, Judgement, Outcome, printable
from muniment.verify.seal import Broken, judge_seal

MAX_MANIFEST = 8_000_000
PDF_MEDIA_TYPE = "application/pdf"
PAGE_MEDIA_TYPE = "text/html"
#: Reads a file by its path beside the manifest; None if there is none; raises OSError if it must not be read.
Siblings = Callable[[str], bytes | None]


def judge_manifest(data: bytes, name: str, siblings: Siblings | None, terms: Terms) -> Judgement:
    """Judge a manifest, its detached seal beside it, and each of its outputs."""
    judgement = Judgement()
    seal_name = seal_name_of(name)
    try:
        if len(data) > MAX_MANIFEST:
            raise Broken(f"the manifest is larger than {MAX_MANIFEST} bytes")
        seal_json = siblings(seal_name) if siblings else None
        if seal_json is None:
            raise Broken(f"the manifest carries no seal: {seal_name} is not beside it")
    except (Broken, OSError) as error:
        judgement.failed("integrity", str(error))
        return judgement
    judge_seal(judgement, seal_json, data, MANIFEST_MEDIA_TYPE, terms)
    if judgement.fails():
        return judgement
    try:
        manifest = load_manifest(data)
        _check_outputs(manifest)
    except (Broken, ValueError, RecursionError) as error:
        judgement.failed("completeness", str(error))
        return judgement
    assert siblings is not None
    for output in manifest.outputs:
        _judge_output(judgement, output, siblings, terms)
    judgement.passed("completeness", f"all {len(manifest.outputs)} files of the manifest are there, as built")
    return judgement


def seal_name_of(name: str) -> str:
    """Return the name of a manifest's detached seal: ``manifest.public.json`` → ``manifest.public.seal.json``."""
    return name.removesuffix(".json") + ".seal.json"


def check_path(path: str) -> None:
    """Raise Broken unless the path is a plain relative one: no way up, no root, no drive, nothing odd in it."""
    parts = path.split("/")
    if not path or any(part in ("", ".", "..") for part in parts):
        raise Broken(f"the path {printable(path)!r} leaves the folder of the manifest")
    if "\\" in path or ":" in path or not path.isprintable():
        raise Broken(f"the path {printable(path)!r} has characters that are not allowed")


def _check_outputs(manifest: Manifest) -> None:
    if not manifest.outputs:
        raise Broken("the manifest lists no files")
    for output in manifest.outputs:
        check_path(output.path)
    # Compared without case, because some file systems would take two such names for one file.
    paths = [str(PurePosixPath(output.path)).casefold() for output in manifest.outputs]
    if len(set(paths)) != len(paths):
        raise Broken("the manifest lists a file twice")


def _judge_output(judgement: Judgement, output: Output, siblings: Siblings, terms: Terms) -> None:
    try:
        data = siblings(output.path)
        if data is None:
            raise Broken("is missing")
        part = _judge_bytes(output, data, terms)
    except (Broken, OSError) as error:
        judgement.failed("completeness", f"{output.path} {error}")
        judgement.files.append(_file(output.path, Outcome.FAILED, str(error), None))
        return
    failures = [check.detail for check in part.checks.values() if check.result is Outcome.FAILED]
    undecided = [c.detail for c in part.checks.values() if c.name == "identity" and c.result is not Outcome.PASSED]
    result = Outcome.PASSED
    if failures or undecided:
        result = Outcome.FAILED if failures else Outcome.NOT_ESTABLISHED
    detail = "; ".join(failures or undecided) or "as built"
    said = (part.document.draft_sentence, part.document.part_sentence) if part.document is not None else ()
    detail = "; ".join([detail, *filter(None, said)])
    judgement.files.append(_file(output.path, result, detail, part.document))
    judgement.absorb(part, output.path)


def _judge_bytes(output: Output, data: bytes, terms: Terms) -> Judgement:
    unsigned, rest = data[: output.size], data[output.size :]
    if output.size < 0 or len(unsigned) != output.size:
        raise Broken(f"is shorter than the {output.size} bytes it was built as")
    if f"sha256:{hashlib.sha256(unsigned).hexdigest()}" != output.sha256:
        raise Broken("is not the file that was built: the digest is another one")
    if output.media_type not in (PAGE_MEDIA_TYPE, PDF_MEDIA_TYPE):
        if rest:
            raise Broken(f"has {len(rest)} bytes more than it was built with")
        return _unsealed(output, data)
    if not rest:
        if terms.policy.sealed_outputs:
            raise Broken("carries no seal of its own")
        return _unsealed(output, data)
    if output.media_type == PAGE_MEDIA_TYPE:
        if len(split_page(data)[0]) != output.size:
            raise Broken("has something between the bytes it was built with and its seal")
        part = judge_page(data, terms)
    else:
        # Imported here: a manifest without PDF must not pay for pyHanko.
        from muniment.verify.pdf import judge_pdf

        part = judge_pdf(data, terms, output.size)
    if part.document is not None and part.document.record_sha256 != output.record_sha256:
        raise Broken("carries another record than the manifest says")
    _check_draft(part.document, output)
    return part


def _unsealed(output: Output, data: bytes) -> Judgement:
    """Judge a file that the manifest's seal alone vouches for."""
    judgement = Judgement()
    judgement.passed("integrity", "as built")
    if output.media_type == PAGE_MEDIA_TYPE:
        record = embedded_record(data)
    elif output.media_type == PDF_MEDIA_TYPE:
        from muniment.verify.pdf import embedded_record_of

        record = embedded_record_of(data)
    elif output.record_sha256 == output.sha256:
        record = data
    else:
        return judgement
    if digest(record) != output.record_sha256:
        raise Broken("carries another record than the manifest says")
    judgement.document = describe_record(record)
    _check_draft(judgement.document, output)
    return judgement


def _check_draft(document: Document | None, output: Output) -> None:
    if document is not None and (document.draft is None) is not (output.draft is None):
        raise Broken("is a draft by its record or by the manifest, and not by the other")
    if document is not None and document.supersedes != (output.supersedes or ""):
        raise Broken("replaces another edition by its record than by the manifest")


def _file(path: str, result: Outcome, detail: str, document: Document | None) -> File:
    return File(printable(path), result, printable(detail), document)
