"""``muniment verify``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from muniment.verify.result import Signer, VerificationResult

_HEADLINES = {"verified": "VERIFIED", "not_verified": "NOT VERIFIED", "could_not_check": "COULD NOT CHECK"}
_SIGNS = {"passed": "yes", "failed": "NO", "not established": "-"}


@click.command("verify")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--trust", multiple=True, type=click.Path(path_type=Path),
    help="A certificate to trust (PEM or DER); nothing is trusted by default.",
)  # fmt: skip
@click.option("--policy", type=click.Path(path_type=Path), help="What must hold, as JSON.")
@click.option(
    "--trusted-list", type=click.Path(path_type=Path),
    help="A trusted list (ETSI TS 119 612, XML) by which to tell the class of signers. It trusts nobody.",
)  # fmt: skip
@click.option(
    "--status", type=click.Path(path_type=Path),
    help="The provider's status.json, with its seal beside it: does the document still stand?",
)  # fmt: skip
@click.option("--replay", is_flag=True, help="Also build each document again from its own record, and compare.")
@click.option("--fetch-status", is_flag=True, help="Fetch the status from the https address in the document.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(
    paths: tuple[Path, ...],
    trust: tuple[Path, ...],
    policy: Path | None,
    trusted_list: Path | None,
    status: Path | None,
    replay: bool,
    fetch_status: bool,
    form: str,
) -> None:
    """Verify documents (HTML, PDF), manifests, packs, stamps or whole folders.

    There is no network unless it is asked for.

    Exit code 0: verified. 1: not verified. 2: could not be checked, for instance without --trust.
    """
    from muniment.app.verifying import Given, verify

    results = verify(paths, Given(trust, policy, trusted_list, status, fetch_status))
    if form == "json":
        raw = [result.to_json() for result in results]
        click.echo(json.dumps(raw[0] if len(raw) == 1 else raw, ensure_ascii=False, indent=2))
    else:
        for result in results:
            click.echo(_text(result))
    codes = {result.verdict.exit_code for result in results}
    if replay:
        sound = [path for path, result in zip(paths, results, strict=True) if result.verdict.exit_code != 1]
        codes.add(_replayed(sound))
    raise click.exceptions.Exit(1 if 1 in codes else max(codes))


def _text(result: "VerificationResult") -> str:
    lines = [f"{_HEADLINES[result.verdict]}  {result.name}", f"  {result.summary}"]
    lines += signer_lines(result.signers)
    if result.good_until:
        lines.append(f"  good until {result.good_until}: {result.good_until_because}")
    if result.currency:
        lines.append(f"  {result.currency.detail}")
    document = result.document
    if document:
        subject = document.subject
        whom = f", addressed to {document.recipient}" if document.recipient else ""
        lines.append(
            f"  {document.kind} of {subject['title']} ({subject['kind']}/{subject['name']}@{subject['version']}), "
            f"for the {document.audience} audience{whom}, dated {document.document_date}"
        )
        if document.draft is not None:
            lines.append(f"  THIS IS {document.draft_sentence.upper()}")
        if document.part:
            lines.append(f"  {document.part_sentence}; the rest is not in scope")
        if document.supersedes:
            lines.append(f"  says that it replaces the edition with the record {document.supersedes}")
        lines.append(f"  {document.facts_sentence}")
    lines += [f"    {_SIGNS[check.result]:>3}  {check.name}: {check.detail}" for check in result.checks]
    lines += [f"         {file.path}: {file.result}, {file.detail}" for file in result.files]
    return "\n".join(lines)


def _replayed(paths: list[Path]) -> int:
    """Build documents that did not fail again and say how they compare; return 1 where one differs."""
    from muniment.app.replaying import replay

    same = True
    for path in paths:
        found = replay(path)
        click.echo(f"{path}: {found.detail}", err=True)
        same = same and found.same
    return 0 if same else 1


def signer_lines(signers: "Sequence[Signer]") -> list[str]:
    """Return a line for each who signed, in which place: over many files their times are a span."""
    alike: dict[tuple[object, ...], list[Signer]] = {}
    for signer in signers:
        who = (signer.role, signer.name, signer.key, signer.signer_class, signer.development, signer.place)
        alike.setdefault((*who, signer.trusted, signer.level, bool(signer.proven_at)), []).append(signer)
    return [_signer(group) for group in alike.values()]


def _signer(group: "list[Signer]") -> str:
    signer = group[0]
    kind = f" ({signer.signer_class})" if signer.signer_class in ("qualified", "advanced") else ""
    kind = " (development key)" if signer.development else kind
    parts = [f"  {signer.role} by {signer.name}{kind}{f', {signer.place}' if signer.place else ''}"]
    if any(item.signed_at for item in group):
        parts.append(f"who says: at {_span(item.signed_at for item in group)}")
    if signer.proven_at:
        parts.append(f"proven by a timestamp: not later than {_span(item.proven_at for item in group)}")
    if signer.level:
        parts.append(f"level {signer.level}")
    return ", ".join(parts)


def _span(times: "Iterable[str]") -> str:
    known = sorted(time for time in times if time)
    return known[0] if known[0] == known[-1] else f"{known[0]} to {known[-1]}"
