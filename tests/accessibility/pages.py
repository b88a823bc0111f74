"""The pages that a browser looks at: every kind, audience, language and example, and samples made to be difficult.

Kinds come from the registry, so that a new one is looked at without a word here. Of the cards of one kind in one
example, that with the most facts and that with the fewest stand for all: the others differ in text only. The other
languages are looked at in the first example that has the kind, and every audience but where documents tell of forty
sets.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import replace
from pathlib import Path

from comparisons import comparison_pages
from difficult_records import difficult_records

from muniment import __version__
from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.building import vocabulary_of
from muniment.app.changing import change_record
from muniment.app.drafting import DEFAULTS, draft_record
from muniment.app.editions import render
from muniment.app.opening import open_workspace
from muniment.app.scoping import scope
from muniment.base.languages import SOURCE_LANGUAGE, offered_languages
from muniment.catalogue.load import load_catalogue
from muniment.disclosure.changing import Sides
from muniment.disclosure.disclose import Edition, Making, disclose
from muniment.disclosure.reach import Asked
from muniment.disclosure.workspace_record import workspace_record
from muniment.document.kinds import DOCUMENTS, ON_WORKSPACE
from muniment.record.record import Record, record_bytes

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("penguins", "recruitment", "open-model", "forty-cards")
#: The example that is there for its size: one audience shows it.
LARGE = "forty-cards"
SAMPLES = "samples"
AS_OF = "2026-11-20"
#: For every page: what fails it wherever it stands. Conditions of one template are looked at on fewer pages.
EVERYWHERE = ("axe",)
CONDITIONS = (
    "html", "targets", "dark", "contrast", "fits", "reflow", "zoom", "spacing", "spacing-narrow", "forced-colours",
    "print", "print-fits", "motion", "directions", "skip", "arrows", "keyboard", "keyboard-wide",
)  # fmt: skip
#: Pages that are no editions: the comparison of two sides.
BESIDE = ("diff",)
WORKSPACE_KINDS = frozenset(name for name, kind in DOCUMENTS.items() if kind.bearer == "workspace")


def write_pages(folder: Path) -> dict[str, list[str]]:
    """Write all pages below the folder; return their names, ``kind/example/…``, by kind."""
    pages: dict[str, list[str]] = {name: [] for name in (*DOCUMENTS, *BESIDE)}
    for start, record in _records():
        name = f"{record.kind}/{start}.{record.audience}.{record.language}.html"
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(render(record, record_bytes(record), "html"))
        pages[record.kind].append(name)
    for name, page in comparison_pages().items():
        file = folder / "diff" / f"{name}.html"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(page, "utf-8")
        pages["diff"].append(f"diff/{name}.html")
    return pages


def _records() -> Iterator[tuple[str, Record]]:
    for name, record in difficult_records().items():
        yield f"{SAMPLES}/{name}", record
    translated: set[str] = set()
    for example in EXAMPLES:
        assessed = assess_workspace(open_workspace([ROOT / "examples" / example]), AS_OF)
        yield f"{example}/memo", scope([ROOT / "examples" / example], AS_OF).record
        for name in DOCUMENTS:
            if name not in WORKSPACE_KINDS:
                for record in _editions(name, assessed, _languages(name, translated), all_audiences=example != LARGE):
                    translated.add(name)
                    yield f"{example}/{record.subject.name}", record
        for name in DEFAULTS.values():
            for record in _drafts(name, assessed, _languages(f"draft of {name}", translated)):
                translated.add(f"draft of {name}")
                yield f"{example}/{record.subject.name}-draft", record
        yield from _on_workspace(example, assessed, _languages("workspace", translated))
        translated.add("workspace")
    yield f"{example}/changed", _changed(assessed)


def _languages(kind: str, translated: Set[str]) -> tuple[str, ...]:
    return (SOURCE_LANGUAGE,) if kind in translated else tuple(offered_languages())


def _drafts(kind: str, assessed: Assessed, languages: Sequence[str]) -> Iterator[Record]:
    """Yield the drafts of the card of a kind with the fewest facts, in each language."""
    made = DOCUMENTS[kind]
    for bearer in _bearers(made.bearer, assessed)[:1]:
        for language in languages:
            edition = Edition(
                kind, bearer, "internal", language, AS_OF, AS_OF, reach=made.reach, paths=made.paths(kind, "internal"),
                outcomes=made.outcomes, only=tuple(Asked(*item) for item in made.only(kind)),
            )  # fmt: skip
            yield draft_record(edition, assessed, _making(), (("links", 2),))


def _on_workspace(example: str, assessed: Assessed, languages: Sequence[str]) -> Iterator[tuple[str, Record]]:
    workspace = assessed.opened.workspace
    for kind in ON_WORKSPACE:
        for audience in DOCUMENTS[kind].audiences:
            for language in languages if audience == DOCUMENTS[kind].audiences[0] else (SOURCE_LANGUAGE,):
                edition = Edition(kind, example, audience, language, AS_OF, AS_OF)
                yield f"{example}/all", workspace_record(
                    edition, workspace, assessed.assessment, load_catalogue(), assessed.policy,
                    frozenset(workspace.cards), _making(),
                )  # fmt: skip


def _changed(assessed: Assessed) -> Record:
    """Return the change record since an edition in which some facts were other, or were not there."""
    bearer = _bearers("dataset", assessed)[-1]
    edition = Edition("datasheet", bearer, "internal", SOURCE_LANGUAGE, AS_OF, AS_OF)
    earlier = _record(edition, assessed)
    facts = [replace(fact, value="Otherwise") if isinstance(fact.value, str) else fact for fact in earlier.facts]
    workspace = assessed.opened.workspace
    vocabulary = vocabulary_of({card.kind for card in workspace.cards.values()})
    sides = Sides(workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, _making())
    earlier = replace(earlier, facts=tuple(facts[::2]))
    return change_record(replace(edition, kind="change_record"), sides, earlier)


def _making() -> Making:
    return Making(__version__, load_catalogue().version, (), "")


def _editions(kind: str, assessed: Assessed, languages: Sequence[str], *, all_audiences: bool) -> Iterator[Record]:
    made = DOCUMENTS[kind]
    bearers = _bearers(made.bearer, assessed)
    for language in languages:
        # What changes with the language is the length of words: the fullest card shows it, for one audience.
        whole = language == SOURCE_LANGUAGE
        for bearer in bearers if whole else bearers[-1:]:
            for audience in made.audiences if whole and all_audiences else made.audiences[:1]:
                edition = Edition(
                    kind, bearer, audience, language, AS_OF, AS_OF, reach=made.reach,
                    paths=made.paths(kind, audience), outcomes=made.outcomes, onward=made.onward,
                    only=tuple(Asked(*item) for item in made.only(kind)),
                )  # fmt: skip
                yield _record(edition, assessed)


def _bearers(kind: str, assessed: Assessed) -> list[str]:
    cards = [card for card in assessed.opened.workspace.cards.values() if card.kind == kind]
    cards.sort(key=lambda card: len(card.facts))
    return list(dict.fromkeys(card.identity for card in cards[:1] + cards[-1:]))


def _record(edition: Edition, assessed: Assessed) -> Record:
    workspace = assessed.opened.workspace
    vocabulary = vocabulary_of({card.kind for card in workspace.cards.values()})
    return disclose(edition, workspace, assessed.assessment, load_catalogue(), assessed.policy, vocabulary, _making())
