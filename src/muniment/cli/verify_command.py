"""``muniment verify``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from muniment.verify.result import VerificationResult

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
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(paths: tuple[Path, ...], trust: tuple[Path, ...], policy: Path | None, form: str) -> None:
    """Verify documents (HTML, PDF), manifests or whole folders, without any network.

    Exit code 0: verified. 1: not verified. 2: could not be checked, for instance without --trust.
    """
    from muniment.app.verifying import verify

    results = verify(paths, trust, policy)
    if form == "json":
        raw = [result.to_json() for result in results]
        click.echo(json.dumps(raw[0] if len(raw) == 1 else raw, ensure_ascii=False, indent=2))
    else:
        for result in results:
            click.echo(_text(result))
    codes = {result.verdict.exit_code for result in results}
    raise click.exceptions.Exit(1 if 1 in codes else max(codes))


def _text(result: "VerificationResult") -> str:
    lines = [f"{_HEADLINES[result.verdict]}  {result.name}", f"  {result.summary}"]
    for signer in result.signers:
        kind = " (development key)" if signer.development else ""
        when = f", who says: at {signer.signed_at}" if signer.signed_at else ""
        lines.append(f"  {signer.role} by {signer.name}{kind}{when}")
    document = result.document
    if document:
        subject = document.subject
        lines.append(
            f"  {document.kind} of {subject['title']} ({subject['kind']}/{subject['name']}@{subject['version']}), "
            f"for the {document.audience} audience, dated {document.document_date}"
        )
        if document.draft is not None:
            lines.append(f"  THIS IS {document.draft_sentence.upper()}")
        lines.append(f"  {document.facts_sentence}")
    lines += [f"    {_SIGNS[check.result]:>3}  {check.name}: {check.detail}" for check in result.checks]
    lines += [f"         {file.path}: {file.result}, {file.detail}" for file in result.files]
    return "\n".join(lines)
