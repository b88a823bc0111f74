"""``muniment accept``."""

import json
from dataclasses import asdict
from pathlib import Path

import click

_EXIT = {"accepted": 0, "not_accepted": 1, "could_not_check": 2}
_HEADLINES = {"accepted": "ACCEPTED", "not_accepted": "NOT ACCEPTED", "could_not_check": "COULD NOT CHECK"}


@click.command("accept")
@click.argument("pack", type=click.Path(path_type=Path))
@click.option("--policy", required=True, type=click.Path(path_type=Path), help="What you must know, as JSON.")
@click.option(
    "--trust", multiple=True, type=click.Path(path_type=Path),
    help="A certificate to trust (PEM or DER); nothing is trusted by default.",
)  # fmt: skip
@click.option("--by", "person", required=True, metavar="NAME", help="Who checks; stands in the report.")
@click.option("--report", type=click.Path(path_type=Path), help="Write the evidence there, as PDF.")
@click.option("--questions", type=click.Path(path_type=Path), help="Write what is open there, YAML or JSON.")
@click.option("--lang", "language", default="en", show_default=True, help="Language of report and questions.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Output."
)
def command(
    pack: Path,
    policy: Path,
    trust: tuple[Path, ...],
    person: str,
    report: Path | None,
    questions: Path | None,
    language: str,
    form: str,
) -> None:
    """Judge a PACK that you received: its signatures, its completeness, and the facts that your policy asks for.

    Exit code 0: accepted. 1: not verified, or something is not answered. 2: could not be checked.
    """
    from muniment.app.accepting import Asked, accept, write_questions, write_report
    from muniment.base.errors import CannotRun
    from muniment.base.languages import is_offered, offered_languages

    if not is_offered(language):
        raise CannotRun(f"Reports are not offered in {language}.", f"Choose one of {', '.join(offered_languages())}.")
    found = accept(Asked(pack, policy, trust, person))
    if report is not None:
        write_report(found, report, language)
    if questions is not None and (found.gaps or found.lacking):
        write_questions(found, questions, language)
    if form == "json":
        click.echo(json.dumps(asdict(found), ensure_ascii=False, indent=2))
    else:
        click.echo(f"{_HEADLINES[found.outcome]}  {found.pack_name}")
        click.echo(f"  Signatures: {found.verdict.replace('_', ' ')}; {found.summary}")
        if found.misdirected:
            click.echo(f"  addressed to {found.recipient or 'nobody by name'}, and not to {found.expected}")
        for kind in found.lacking:
            click.echo(f"  asked for and not there: {kind}")
        for item in found.gaps:
            click.echo(f"  {item.demand.path} of {item.card}: {item.problem.replace('_', ' ')}")
        click.echo(f"  {len(found.answers) - len(found.gaps)} of {len(found.answers)} facts are answered as asked.")
        click.echo("  Verified is not complete; complete is not lawful.")
    raise click.exceptions.Exit(_EXIT[found.outcome])
