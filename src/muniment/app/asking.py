"""`ask`: the open questions of one person, supplier or card as a file that people answer without YAML or git."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.choosing import check_offered
from muniment.app.files import write_atomically
from muniment.app.opening import concerns, open_workspace, refuse_wrong_settings
from muniment.base.errors import CannotRun
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.covering import organisation_name
from muniment.disclosure.decisions import Decider, build_decisions, deciders_of
from muniment.disclosure.questionnaire import Addressee, build_questionnaire, owners_of, suppliers_of
from muniment.document.questionnaire import build_form
from muniment.model.suggest import did_you_mean
from muniment.record.questionnaire import AnswerFile, Questionnaire


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for one person, role or supplier: how many questions, sign-offs and judgements."""

    name: str
    questions: int
    sign_offs: int
    judgements: int
    supplier: bool


def build_asked(
    paths: Sequence[Path], to: str, cards: Sequence[str], as_of: str, asked_on: str, language: str,
    *, every: bool = False,
) -> Questionnaire:  # fmt: skip
    """Return what is asked; ``to`` is an owner or a supplier, ``cards`` name the cards it is about, both may be empty.

    ``every`` asks for every open place, also for what no duty waits for today.
    Raises CannotRun outside a workspace, for somebody who answers for nothing, and for a card that is not there.
    """
    assessed, language = _assessed(paths, as_of, language)
    return build_questionnaire(
        assessed.opened.workspace, assessed.assessment, load_catalogue(),
        _addressee(assessed, to, cards, paths, every=every), _profiles(assessed), asked_on, language, every=every,
    )  # fmt: skip


def build_asked_decisions(
    paths: Sequence[Path], to: str, cards: Sequence[str], as_of: str, asked_on: str, language: str,
    *, sign_offs: bool, judgements: bool,
) -> Questionnaire:  # fmt: skip
    """Return what is asked of those who decide: ``to`` is a person or role of the settings, or an owner, or empty.

    Raises CannotRun as `build_asked` does.
    """
    assessed, language = _assessed(paths, as_of, language)
    workspace, assessment = assessed.opened.workspace, assessed.assessment
    known = deciders_of(workspace, assessment)
    name = next((one for one in known if one.casefold() == to.casefold()), "")
    if to and not name:
        near = did_you_mean(to, known)
        raise CannotRun(
            f'"{to[:80]}" decides on nothing here.',
            (f'Did you mean "{near}"? ' if near else "")
            + f"Known here: {', '.join(sorted(known)[:12]) or 'nobody'}. "
            + "Roles and persons stand in muniment.yaml (sign_offs), owners of cards there, too (owners).",
        )
    decider = Decider(name, known.get(name, frozenset()), _about(assessed, cards, paths), sign_offs, judgements)
    decisions, left_out = build_decisions(workspace, assessment, decider)
    return Questionnaire(
        organisation=organisation_name(workspace), to=name, outside=False, asked_on=asked_on, as_of=assessment.as_of,
        catalogue_version=assessment.catalogue_version, language=language, banner=workspace.settings.banner,
        questions=(), left_out=left_out, decisions=decisions,
    )  # fmt: skip


def list_addressees(
    paths: Sequence[Path], cards: Sequence[str], as_of: str, *, every: bool = False
) -> tuple[list[Waiting], int]:
    """Return what waits for whom, by name, and how many questions nobody is named for.

    Raises CannotRun outside a workspace, and for a card that is not there.
    """
    assessed, language = _assessed(paths, as_of, "")
    workspace, assessment, catalogue = assessed.opened.workspace, assessed.assessment, load_catalogue()
    about = _about(assessed, cards, paths)
    profiles = _profiles(assessed)

    def asked(addressee: Addressee) -> int:
        made = build_questionnaire(
            workspace, assessment, catalogue, addressee, profiles, as_of, language, every=every
        )  # fmt: skip
        return len(made.questions)

    def decided(name: str, roles: frozenset[str], *, sign_offs: bool) -> int:
        decider = Decider(name, roles, about, sign_offs, not sign_offs)
        return len(build_decisions(workspace, assessment, decider)[0])

    owners = owners_of(workspace, assessment, catalogue, every=every)
    suppliers, deciders = suppliers_of(workspace), deciders_of(workspace, assessment)
    found = []
    for name in sorted({*owners, *suppliers, *deciders}, key=str.casefold):
        supplies = {} if name in owners else suppliers.get(name, {})
        roles = deciders.get(name)
        found.append(
            Waiting(
                name,
                asked(Addressee(name, about, supplies)) if name in owners or supplies else 0,
                0 if roles is None else decided(name, roles, sign_offs=True),
                0 if roles is None else decided(name, roles, sign_offs=False),
                supplier=bool(supplies),
            )
        )
    return [one for one in found if one.questions or one.sign_offs or one.judgements], asked(
        Addressee("", about, unowned=True)
    )


def _profiles(assessed: Assessed) -> dict[str, tuple[str, Any]]:
    """Return file and value of each profile by name."""
    opened = assessed.opened
    return {name: (file, opened.trees[file].value) for name, file in opened.profiles.items()}


def _assessed(paths: Sequence[Path], as_of: str, language: str) -> tuple[Assessed, str]:
    """Return the assessed workspace around the paths, and the language to ask in."""
    opened = open_workspace(paths)
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; questions belong to a workspace.",
            "Put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
        )
    # Who owns what, and who signs off, stands in the settings: a mistake there would ask nobody in silence.
    refuse_wrong_settings(opened)
    language = language or opened.workspace.settings.languages[0]
    check_offered([language])
    # Reading needs the cards as they are written: what is computed is told apart by its origin.
    return assess_workspace(opened, as_of), language


def _about(assessed: Assessed, names: Sequence[str], paths: Sequence[Path]) -> frozenset[str]:
    """Return the cards that names or paths mean; empty for all."""
    workspace = assessed.opened.workspace
    cards = frozenset(cards_named(workspace.cards, names))
    if not cards and paths:
        below = frozenset(name for name, card in workspace.cards.items() if concerns(card.file, paths))
        cards = frozenset() if len(below) == len(workspace.cards) else below
    return cards


def _addressee(assessed: Assessed, to: str, names: Sequence[str], paths: Sequence[Path], *, every: bool) -> Addressee:
    workspace = assessed.opened.workspace
    cards = _about(assessed, names, paths)
    if not to:
        return Addressee("", cards)
    suppliers = {name.casefold(): supplied for name, supplied in suppliers_of(workspace).items()}
    owners = owners_of(workspace, assessed.assessment, load_catalogue(), every=every)
    if to.casefold() in {owner.casefold() for owner in owners}:
        return Addressee(to, cards)
    if to.casefold() in suppliers:
        return Addressee(to, cards, suppliers[to.casefold()])
    named = sorted({*owners, *suppliers_of(workspace)})
    near = did_you_mean(to, named)
    known = f"Known here: {', '.join(named[:12]) or 'nobody'}. "
    raise CannotRun(
        f'"{to[:80]}" answers for nothing that is open.',
        (f'Did you mean "{near}"? ' if near else "")
        + known
        + "Owners stand in muniment.yaml (owners) and beside unknown; suppliers in data-set cards (supplier.name) "
        "and in the datasheets that these take over.",
    )


def cards_named(known: Iterable[str], names: Sequence[str]) -> Iterable[str]:
    """Yield the identities that names mean: an identity, ``name@version``, or a name alone for all its versions.

    Raises CannotRun for a name that no card has.
    """
    every = list(known)
    for name in names:
        found = [one for one in every if name in (one, one.partition("/")[2], one.partition("/")[2].partition("@")[0])]
        if not found:
            near = did_you_mean(name, [*every, *(one.partition("/")[2] for one in every)])
            remedy = f'Did you mean "{near}"?' if near else "Name it as kind/name@version: dataset/x@1.0."
            raise CannotRun(f'There is no card "{name[:160]}".', remedy)
        yield from found


def write_asked(asked: Questionnaire, form: str, output: Path) -> None:
    """Write a questionnaire as a workbook, a page, a Word file, or the bare JSON that all carry."""
    write_atomically(output, _render(asked, form))


def _render(asked: Questionnaire, form: str) -> bytes:
    if form == "json":
        return AnswerFile(asked, "", "", ()).to_json()
    view = build_form(asked)
    if form == "html":
        from muniment.render.questionnaire_html import render_questionnaire_html

        return render_questionnaire_html(view)
    if form == "docx":
        from muniment.render.questionnaire_docx import render_questionnaire_docx

        return render_questionnaire_docx(view)
    from muniment.render.questionnaire_xlsx import render_questionnaire_xlsx

    return render_questionnaire_xlsx(view)
