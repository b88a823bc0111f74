"""The part of ``muniment review`` that signs off facts of a card, or lists what still has to be."""

import json
from pathlib import Path

import click

from muniment.cli.options import date_or_today


def list_or_sign(
    names: tuple[str, ...], role: str | None, facts: str | None, decision: str | None, person: str | None, remark: str,
    pending: bool, dated: str | None, overwrite: bool, form: str, as_of: str | None,
) -> None:  # fmt: skip
    """List what is pending, or write one sign-off; raise UsageError for options that do not go together."""
    on = date_or_today(as_of)
    if pending:
        if role or facts or decision or remark:
            raise click.UsageError("--pending lists; leave --as, --facts, --decision and --remark away.")
        _list(tuple(map(Path, names)), on, form)
        return
    wanted = {"--as": role, "--facts": facts, "--decision": decision, "--reviewer": person}
    if not role or not facts or not decision or not person:
        missing = ", ".join(flag for flag, value in wanted.items() if not value)
        raise click.UsageError(f"To sign off facts, give also {missing}.")
    if len(names) != 1:
        raise click.UsageError("Name the one card whose facts are signed off: muniment review dataset/x@1.0 --as …")
    from muniment.app.dates import read_date, today
    from muniment.app.opening import shown
    from muniment.app.signing_off import Decision, sign_off

    day = read_date(dated, "--date") if dated else today()
    paths = tuple(path.strip() for path in facts.split(",") if path.strip())
    at = Path(names[0]) if Path(names[0]).is_file() else Path()
    given = Decision(names[0], role, paths, decision, person, day, remark)
    click.echo(shown(sign_off(given, at, on, overwrite=overwrite)))
    click.echo("It stands until one of these facts changes. Commit it with the cards.", err=True)


def _list(paths: tuple[Path, ...], on: str, form: str) -> None:
    from muniment.app.signing_off import list_pending
    from muniment.report.text import printable

    found = list_pending(paths, on)
    if form == "json":
        rows = [
            {
                "card": one.card, "role": one.role, "paths": list(one.paths),
                "refused_by": one.refused.person if one.refused else None, "command": one.command,
            }
            for one in found
        ]  # fmt: skip
        click.echo(json.dumps({"pending": rows}, ensure_ascii=False, indent=2))
        return
    for one in found:
        refused = f" (refused by {one.refused.person}: {one.refused.remark})" if one.refused else ""
        click.echo(printable(f"{one.role}: {one.card}: {', '.join(one.paths)}{refused}"))
        click.echo(f"  {printable(one.command)}")
    click.echo(f"{len(found)} pending.", err=True)
