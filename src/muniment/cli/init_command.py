"""``muniment init``."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muniment.cli.gathered import tell_gathered, tell_next, write_found
from muniment.cli.options import date_or_today
from muniment.model.roles import ROLES

if TYPE_CHECKING:
    from muniment.app.init_cards import Answers
    from muniment.app.initialising import Initialised

#: The roles that most who begin hold, in their words; every other one can be written by its name.
PLAIN_ROLES = {
    "provider_gpai": "We place a general-purpose AI model on the market: we train it, or have it trained.",
    "provider_high_risk": "We place a high-risk AI system on the market, or put one into service (Annex I or III).",
    "provider_other_system": "We offer an AI system that is not high-risk.",
    "model_developer": "We develop models of any kind, on the market or not.",
    "downstream_modifier": "We change a general-purpose model of somebody else, for instance by fine-tuning.",
    "supplier": "We supply data, labelling or tools to those who build AI.",
    "deployer": "We use AI systems of others.",
    "controller": "We decide why and how personal data are processed.",
}
CI = ("github", "gitlab", "none")


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--name", "legal_name", metavar="TEXT", help="The organisation's name as in its register.")
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="A role it holds; several times (gpai-provider …)."
)
@click.option("--in-union/--outside-union", "in_union", default=None, help="Whether it has its seat in the Union.")
@click.option("--dataset", metavar="NAME", help="The name of the first data set.")
@click.option("--lang", "languages", multiple=True, help="Language of documents; several times.")
@click.option("--ci", type=click.Choice(CI), help="Which service runs the checks.")
@click.option("--hooks/--no-hooks", default=None, help="Whether git checks the cards before a commit (pre-commit).")
@click.option("--no-input", is_flag=True, help="Ask nothing: what no flag says stays open.")
@click.option(
    "--from",
    "source",
    metavar="DIR|FILE",
    type=click.Path(path_type=Path),
    help="Make a card for each folder with data in DIR, or each row of an inventory (CSV, XLSX).",
)
@click.option("--columns", type=click.Path(path_type=Path), help="With --from FILE: which column gives which fact.")
@click.option("--sheet", default="", help="With --from FILE.xlsx: the sheet (default: the first that is shown).")
@click.option("--encoding", default="", help="With --from FILE.csv: its encoding, where it is not UTF-8.")
@click.option("--profiles/--no-profiles", default=True, help="With --from FILE: propose profiles of what repeats.")
@click.option("--plan", is_flag=True, help="With --from: say what would be made, and write nothing.")
def command(
    folder: Path, legal_name: str | None, roles: tuple[str, ...], in_union: bool | None, dataset: str | None,
    languages: tuple[str, ...], ci: str | None, hooks: bool | None, no_input: bool, source: Path | None,
    columns: Path | None, sheet: str, encoding: str, profiles: bool, plan: bool,
) -> None:  # fmt: skip
    """Begin a workspace in FOLDER (default: here): cards that teach, and the files for editor, hook and CI.

    At most seven questions, each with a flag of its own; Enter leaves one open, and nothing is concluded from that.
    What is there already is never written over.

    With --from, cards are made of what is there: for each folder its files with sizes, digests and rows, or for each
    row of an inventory what its columns plainly give. What has no place is told and not guessed. In a folder that is a
    workspace already, only cards are added.
    """
    from muniment.app.gathering import GatherWanted, gather
    from muniment.app.initialising import check_free
    from muniment.app.opening import find_root

    if source is None and (columns or sheet or encoding or plan or not profiles):
        raise click.UsageError("--columns, --sheet, --encoding, --no-profiles and --plan go with --from.")
    found = gather(GatherWanted(source, date_or_today(None), columns, sheet, encoding, profiles)) if source else None
    if found is not None and plan:
        tell_gathered(found)
        return
    root = find_root(folder)
    if found is None or root is None or (folder != Path() and root != folder.resolve()):
        check_free(folder)
        given = _Given(legal_name, roles, in_union, "" if source else dataset, languages, ci, hooks, not no_input)
        _begin(folder, given, with_dataset=found is None)
    if found is not None:
        write_found(found, root or folder, with_columns=columns is None)


@dataclass(frozen=True, slots=True)
class _Given:
    """What the flags say; None where a question is to be asked."""

    legal_name: str | None
    roles: tuple[str, ...]
    in_union: bool | None
    dataset: str | None
    languages: tuple[str, ...]
    ci: str | None
    hooks: bool | None
    ask: bool


def _begin(folder: Path, given: _Given, *, with_dataset: bool) -> None:
    from muniment.app.initialising import initialise

    answers = _answers(folder, given)
    made = initialise(folder, answers, with_dataset=with_dataset)
    _tell(made, with_next=with_dataset)


def _answers(folder: Path, given: _Given) -> "Answers":
    from muniment.app.init_cards import Answers
    from muniment.app.initialising import offered
    from muniment.app.role_schemas import find_role
    from muniment.base.addresses import name_of

    ask, legal_name, in_union, dataset = given.ask, given.legal_name, given.in_union, given.dataset
    languages, ci, hooks = given.languages, given.ci, given.hooks
    if legal_name is None:
        legal_name = _text("1. What is your organisation called, as in its register?") if ask else ""
    held = tuple(find_role(role) for role in given.roles) or (_roles() if ask else ())
    if in_union is None and ask:
        in_union = {"y": True, "n": False}.get(_choice("3. Has it its seat in the European Union?", "y", "n", "open"))
    if dataset is None:
        dataset = _text("4. A data set to begin with: what is it called?") if ask else ""
    if not languages and ask:
        languages = tuple(_text("5. Languages of your documents (en, de, fr)?", "en").replace(",", " ").split())
    if ci is None:
        ci = _choice("6. Which service runs your checks?", *CI) if ask else "none"
    if hooks is None:
        hooks = not ask or _choice("7. Check the cards before each commit, by pre-commit?", "y", "n") == "y"
    return Answers(
        name_of(legal_name or folder.resolve().name),
        legal_name, tuple(dict.fromkeys(held)), in_union, name_of(dataset or "first-data-set"),
        offered(languages), ci, hooks,
    )  # fmt: skip


def _text(question: str, default: str = "") -> str:
    shown = f"{question} [{default or 'Enter: open'}]"
    return str(click.prompt(shown, default=default, show_default=False, err=True)).strip()


def _choice(question: str, *choices: str) -> str:
    return str(click.prompt(question, type=click.Choice(choices), default=choices[-1], err=True))


def _roles() -> tuple[str, ...]:
    from muniment.app.role_schemas import find_role
    from muniment.base.errors import CannotRun

    click.echo(
        "2. What do you do? Duties rest on roles; several numbers or names, Enter if nobody can say yet.", err=True
    )
    for number, words in enumerate(PLAIN_ROLES.values(), 1):
        click.echo(f"   {number}  {words}", err=True)
    click.echo(f"   Others by name: {', '.join(role for role in ROLES if role not in PLAIN_ROLES)}", err=True)
    while True:
        given = _text("  ").replace(",", " ").split()
        names = list(PLAIN_ROLES)
        try:
            return tuple(
                names[int(word) - 1] if word.isdigit() and 0 < int(word) <= len(names) else find_role(word)
                for word in given
            )
        except CannotRun as error:
            click.echo(f"   {error.message} {error.remedy}", err=True)


def _tell(made: "Initialised", *, with_next: bool) -> None:
    from muniment.app.opening import shown

    schemas = [name for name in made.written if name.startswith(".muniment/")]
    for name in made.written:
        if name not in schemas:
            click.echo(shown(made.root / name))
    if schemas:
        click.echo(f"{shown(made.root / '.muniment')} ({len(schemas)} schemas for editors)")
    for name in made.kept:
        click.echo(f"There already, left as it is: {shown(made.root / name)}", err=True)
    if with_next:
        card = next((name for name in made.written if name.startswith("datasets/")), "datasets")
        tell_next(made.root, card)
    if ".pre-commit-config.yaml" in made.written:
        click.echo("Once in each clone, with pre-commit installed: pre-commit install", err=True)
