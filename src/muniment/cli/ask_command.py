"""``muniment ask``."""

from pathlib import Path

import click

from muniment.cli.options import AS_OF, PATHS, date_or_today, with_options

FORMATS = ("xlsx", "html", "docx", "json")


@click.command("ask")
@with_options(PATHS)
@click.option("--to", metavar="NAME", default="", help="Only what this owner, or this supplier, is asked.")
@click.option("--for", "cards", metavar="CARD", multiple=True, help="Only about this card; may be repeated.")
@click.option("--all", "every", is_flag=True, help="Every open place, also what no duty waits for today.")
@click.option("--sign-offs", is_flag=True, help="In place of questions: which facts are to be signed off.")
@click.option("--judgements", is_flag=True, help="In place of questions: what only a person can judge of duties.")
@click.option("--lang", "language", default="", help="The language of the questions (default: the workspace's first).")
@click.option("--on", "asked_on", metavar="DATE", help="The day on which it is asked (default: today).")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path),
    help="The file to write: its ending says which form, .xlsx, .html or .docx (.json: the bare data). Without it, who "
    "would be asked is listed.",
)  # fmt: skip
@with_options(AS_OF)
def command(
    paths: tuple[Path, ...], to: str, cards: tuple[str, ...], every: bool, sign_offs: bool, judgements: bool,
    language: str, asked_on: str | None, output: Path | None, as_of: str | None,
) -> None:  # fmt: skip
    """Write the open questions into a file that people answer in Excel, LibreOffice, Word or a browser.

    Each question is asked once, with the duty, an example and the allowed values; it is answered, or said not to be
    known or not to apply, each with the reason. muniment answers reads the file back. Owners are those of
    muniment.yaml and beside unknown; a supplier is asked about its own data sets only, and sees nothing of the cards.

    --sign-offs and --judgements ask for decisions instead, each with the facts as they stand: of a person or role of
    sign_offs in muniment.yaml, or of an owner of cards.
    """
    from muniment.app.asking import build_asked, build_asked_decisions, write_asked
    from muniment.app.dates import read_date, today
    from muniment.app.opening import shown

    if output is None:
        if to or sign_offs or judgements or language or asked_on:
            raise click.UsageError("To write a file, name it: -o questions.xlsx. Without -o, who is asked is listed.")
        _list(paths, cards, date_or_today(as_of), every=every)
        return
    form = output.suffix.removeprefix(".").lower()
    if form not in FORMATS:
        raise click.UsageError(f"Name a file that ends in {', '.join('.' + name for name in FORMATS)}.")
    day = read_date(asked_on, "--on") if asked_on else today()
    decides = sign_offs or judgements
    if decides:
        asked = build_asked_decisions(
            paths, to, cards, date_or_today(as_of), day, language, sign_offs=sign_offs, judgements=judgements
        )
    else:
        asked = build_asked(paths, to, cards, date_or_today(as_of), day, language, every=every)
    found = asked.decisions if decides else asked.questions
    if not found:
        click.echo("Nothing is open that could be asked so; no file was written.", err=True)
    else:
        write_asked(asked, form, output)
        click.echo(shown(output))
    _told(len(found or ()), "decision" if decides else "question", dict(asked.left_out))


def _list(paths: tuple[Path, ...], cards: tuple[str, ...], as_of: str, *, every: bool) -> None:
    from muniment.app.asking import list_addressees
    from muniment.report.text import printable

    waiting, unowned = list_addressees(paths, cards, as_of, every=every)
    for one in waiting:
        counts = (
            (one.questions, "question"), (one.sign_offs, "sign-off (--sign-offs)"),
            (one.judgements, "judgement (--judgements)"),
        )  # fmt: skip
        said = ", ".join(_counted(count, what) for count, what in counts if count)
        click.echo(printable(f"{one.name}{' (supplier)' if one.supplier else ''}: {said}"))
    if unowned:
        click.echo(f"{_counted(unowned, 'question')} nobody is named for (owners in muniment.yaml).")
    if not waiting and not unowned:
        click.echo("Nothing is open that could be asked.", err=True)


def _counted(count: int, what: str) -> str:
    noun, blank, option = what.partition(" ")
    return f"{count} {noun}{'s' * (count != 1)}{blank}{option}"


def _told(count: int, what: str, left_out: dict[str, int]) -> None:
    said = {
        "judgement": "judged by a person: muniment ask --judgements, or muniment review",
        "too_long": "about facts that say more than a form shows: muniment review",
        "no_card": "about a card that is not there yet: muniment check",
        "computed": "computed from facts of other cards: muniment coverage",
        "stated": "stated, and in doubt: a supplier is not shown what your cards state",
        "supplied": "in a record of a supplier's datasheet: the supplier states it, and issues the datasheet again",
        "depends": "known, and waiting for another fact that is open",
    }
    click.echo(f"{count} {what}{'s' * (count != 1)}.", err=True)
    for reason, number in left_out.items():
        click.echo(f"Not asked: {number} {said[reason]}.", err=True)
