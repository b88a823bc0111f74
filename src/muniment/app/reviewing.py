"""`review`: what awaits a person's judgement, and writing a judgement down as a file over the facts it was made on."""

import re
import shlex
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from muniment.app.assessing import Assessed, assess_workspace
from muniment.app.files import write_atomically
from muniment.app.opening import REVIEWS, Opened, concerns, open_workspace, shown
from muniment.assess.assessment import Row
from muniment.assess.explained import (
    before,
    digest_of_finding,
    reviews_of_finding,
    rows_touched,
    standing_explanation,
)
from muniment.assess.reviews import Awaiting, asked, awaiting, digest_of, stated
from muniment.base.addresses import split_address
from muniment.base.canonical import digest
from muniment.base.errors import CannotRun
from muniment.base.findings import Finding
from muniment.catalogue.load import load_catalogue
from muniment.model.suggest import did_you_mean
from muniment.report.explanation import codes
from muniment.report.text import printable
from muniment.source.load import load_tree
from muniment.workspace.reviews import ANSWERS, CONTRADICTION, JUDGEMENT, Review, load_review

_WIDTH = 118
#: What every reader of YAML, old or new, takes for the same text without quotes.
_BARE = re.compile(r"[A-Za-z][A-Za-z0-9_./@+-]*(?::[0-9a-f]{64})?")
_NOT_BARE = frozenset({"yes", "no", "on", "off", "true", "false", "null", "y", "n"})
#: The longest name of a file that every file system takes, with room for the name of a temporary file.
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """What awaits judgement, and the path to add to commands (empty inside the workspace)."""

    items: tuple[Awaiting, ...]
    path: str

    def command(self, item: Awaiting) -> str:
        """Return the command that answers an item from where the user stands."""
        head = f"muniment review {item.row.requirement.id}"
        return item.command.replace(head, f"{head} {shlex.quote(self.path)}", 1) if self.path else item.command


@dataclass(frozen=True, slots=True)
class Answer:
    """A judgement as it is given on the command line; ``card`` and ``use`` say about what."""

    requirement: str
    card: str
    use: str
    answer: str
    reviewer: str
    role: str
    reason: str
    date: str
    source: str = ""


def split_names(names: Sequence[str]) -> tuple[tuple[str, ...], tuple[Path, ...]]:
    """Tell ids of requirements and codes of findings from paths; what exists as a file or folder is a path."""
    known = {*load_catalogue().requirements, *codes()}
    ids = tuple(name for name in names if name in known and not Path(name).exists())
    paths = tuple(Path(name) for name in names if name not in ids)
    for path in paths:
        if not path.exists():
            near = did_you_mean(str(path), known)
            remedy = f'Did you mean "{near}"?' if near else "Name a duty, a card, or a folder that holds cards."
            raise CannotRun(f"{str(path)[:80]} is no requirement and does not exist.", remedy)
    return ids, paths


def list_awaiting(ids: Sequence[str], paths: Sequence[Path], as_of: str) -> Listed:
    """Return what awaits judgement on the cards of the paths, soonest due first; of the named duties only, if any."""
    opened, assessed = _assessed(paths, as_of)
    cards = assessed.opened.workspace.cards
    items = [
        item
        for item in awaiting(assessed.assessment, assessed.opened.workspace)
        if concerns(cards[item.row.bearer].file, paths) and (not ids or item.row.requirement.id in ids)
    ]
    items.sort(
        key=lambda item: ("" if item.row.due == "now" else item.row.due, item.row.requirement.id, item.row.bearer)
    )
    inside = Path.cwd().resolve().is_relative_to(opened.root.resolve())
    return Listed(tuple(items), "" if inside else shown(opened.root))


def write_review(given: Answer, paths: Sequence[Path], as_of: str, *, overwrite: bool = False) -> Path:
    """Write the review that gives an answer, and return its file.

    Raises CannotRun when the duty, card or use does not exist, when nothing of the kind is asked, when a standing
    review would be overwritten without leave, or when a word of it is a placeholder.
    """
    _, assessed = _assessed(paths, as_of)
    file, content = reviewed_file(given, assessed, overwrite=overwrite)
    write_atomically(file, content)
    return file


def reviewed_file(given: Answer, assessed: Assessed, *, overwrite: bool = False) -> tuple[Path, bytes]:
    """Return the file of a review and what it holds; nothing is written. Raises CannotRun as `write_review` does."""
    opened = assessed.opened
    question = next(name for name, answers in ANSWERS.items() if given.answer in answers)
    row = _row(given, assessed, question)
    workspace = assessed.opened.workspace
    found = workspace.reviews_of((row.requirement.id, row.bearer, row.use, question))
    earlier = _earlier(found, row.reviews, overwrite)
    if earlier in row.reviews and earlier is not None:
        # It stands: what it was made over is what there is now.
        facts, rests_on = earlier.facts, earlier.rests_on
    else:
        before = stated(row.facts, workspace)
        facts = digest_of(row.requirement, question, before)
        rests_on = tuple((fact.address, fact.digest) for fact in before)
    parts = [row.bearer, *([row.use] if row.use else []), *([question] if question != JUDGEMENT else [])]
    file = Path(earlier.file) if earlier else _file(opened.root, row.requirement.id, parts)
    review = Review(
        file=shown(file), requirement=row.requirement.id, revision=row.requirement.revision, bearer=row.bearer,
        use=row.use, question=question, answer=given.answer, reviewer=given.reviewer, role=given.role,
        date=given.date, reason=given.reason, facts=facts, rests_on=rests_on, source=given.source,
    )  # fmt: skip
    return file, _content(review, file, opened, earlier)


def write_explanation(
    code: str, address: str, given: Answer, paths: Sequence[Path], as_of: str, *, overwrite: bool = False
) -> Path:
    """Write the review that explains a contradiction on which no duty rests, and return its file.

    ``given.requirement`` and ``given.card`` are not looked at. Raises CannotRun as `write_review` does.
    """
    opened, assessed = _assessed(paths, as_of)
    finding = _finding(code, address, assessed)
    workspace = assessed.opened.workspace
    standing = standing_explanation(finding, workspace)
    earlier = _earlier(reviews_of_finding(finding, workspace), (standing,) if standing else (), overwrite)
    card, inner = split_address(address)
    # Two addresses may look alike as a name.
    parts = [card, inner.strip("/"), digest(address.encode())[-8:]]
    file = Path(earlier.file) if earlier else _file(opened.root, code, parts)
    review = Review(
        file=shown(file), requirement="", revision=0, bearer=card, use="", question=CONTRADICTION,
        answer=given.answer, reviewer=given.reviewer, role=given.role, date=given.date, reason=given.reason,
        facts=digest_of_finding(finding, workspace),
        rests_on=tuple((fact.address, fact.digest) for fact in before(finding, workspace)),
        finding=code, fact=address,
    )  # fmt: skip
    write_atomically(file, _content(review, file, opened, earlier))
    return file


def _finding(code: str, address: str, assessed: Assessed) -> Finding:
    """Return the contradiction at an address; raise CannotRun where there is none, or where duties rest on it."""
    found = next((one for one in assessed.contradictions if (one.code, one.address) == (code, address)), None)
    if found is None:
        near = did_you_mean(address, [one.address for one in assessed.contradictions if one.code == code])
        remedy = f'Did you mean "{near}"?' if near else "muniment check lists what there is, with the address."
        raise CannotRun(f"There is no contradiction {code} at {address[:160]}.", remedy)
    duties = sorted({row.requirement.id for row in rows_touched(found, assessed.assessment)})
    if duties:
        raise CannotRun(
            f"Duties rest on this fact, and each is answered for itself: {', '.join(duties[:5])}.",
            f"Give one of them: muniment review {duties[0]} --card {split_address(address)[0]} --answer explained …",
        )
    return found


def _content(review: Review, file: Path, opened: Opened, earlier: Review | None) -> bytes:
    content = _checked(review, _head(opened, earlier))
    if earlier is None and file.exists():
        raise CannotRun(f"{shown(file)} exists and is no review of this question.", "Move it away, or mend it.")
    return content


def _assessed(paths: Sequence[Path], as_of: str) -> tuple[Opened, Assessed]:
    opened = open_workspace(paths)
    if not opened.in_workspace:
        raise CannotRun(
            "No muniment.yaml was found upward; judgements belong to a workspace.",
            "Put a muniment.yaml (muniment: 1) at the top of the folder with the cards.",
        )
    return opened, assess_workspace(opened, as_of)


def _row(given: Answer, assessed: Assessed, question: str) -> Row:
    """Return the row that an answer is about; raise CannotRun where there is none, or where nobody is asked."""
    cards = assessed.opened.workspace.cards
    if given.card not in cards:
        near = did_you_mean(given.card, cards)
        remedy = f'Did you mean "{near}"?' if near else "Name it as kind/name@version: dataset/x@1.0."
        raise CannotRun(f'There is no card "{given.card[:160]}".', remedy)
    rows = [
        part
        for row in assessed.assessment.rows
        if row.requirement.id == given.requirement and row.bearer == given.card
        for part in row.parts or (row,)
    ]
    if not rows:
        bearer = load_catalogue().requirements[given.requirement].bearer
        raise CannotRun(f"{given.requirement} rests on {bearer} cards, not on {given.card}.", "Name such a card.")
    chosen = [row for row in rows if row.use == given.use] if given.use or len(rows) > 1 else rows
    if not chosen:
        uses = "; ".join(f"--use {shlex.quote(row.use)}" for row in rows)
        raise CannotRun(f"{given.requirement} is judged for each use of {given.card}.", f"Give one of: {uses}.")
    row = chosen[0]
    if question not in (asked(row), *(review.question for review in row.reviews)):
        raise _not_asked(row, question)
    return row


def _not_asked(row: Row, question: str) -> CannotRun:
    kind = "judgement" if question == JUDGEMENT else f"answer on a {question}"
    how = f"outcome {row.outcome}" if row.outcome else f"applies: {row.applies}"
    wanted = ANSWERS.get(asked(row))
    remedy = f"It asks for --answer {' or '.join(wanted)}." if wanted else "muniment review lists what awaits a person."
    return CannotRun(f"{row.requirement.id} awaits no {kind} on {row.bearer} ({how.replace('_', ' ')}).", remedy)


def _earlier(found: Sequence[Review], standing: Sequence[Review], overwrite: bool) -> Review | None:
    """Return the review that the new one takes the place of; raise CannotRun when it stands, or when there are two."""
    if len(found) > 1:
        files = ", ".join(review.file for review in found)
        raise CannotRun(f"Two reviews answer this already: {files}.", "Delete one of them; until then neither counts.")
    if found and found[0] in standing and not overwrite:
        review = found[0]
        said = f"{printable(review.reviewer)} judged this on {review.date} ({review.answer}): {review.file}."
        raise CannotRun(said, "The review stands. Give --replace to put another in its place.")
    return found[0] if found else None


def _file(root: Path, about: str, parts: Sequence[str]) -> Path:
    """Return where a review goes: ``reviews/<duty or finding>/<card>[.<use or fact>][.<question>].yaml``."""
    name = ".".join(re.sub(r"[^A-Za-z0-9._+@-]+", "-", part) for part in parts)
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 20]}-{digest(name.encode())[-16:]}"
    # Whatever a version is called, the file must not look like a card.
    name = re.sub(r"\.card$", "-card", name)
    return root / REVIEWS / about / f"{name}.yaml"


def _head(opened: Opened, earlier: Review | None) -> str:
    """Return the comments with which an earlier file begins: they stay."""
    if earlier is None:
        return ""
    lines = opened.trees[earlier.file].text.splitlines(keepends=True)
    count = next((at for at, line in enumerate(lines) if not line.startswith("#")), 0)
    return "".join(lines[:count])


def _checked(review: Review, head: str) -> bytes:
    """Return the file of a review; raise CannotRun with the first finding when it would not be read as written."""
    content = (head + _yaml(review)).encode("utf-8", "surrogatepass")
    tree, findings = load_tree(content, review.file)
    read, said = load_review(tree) if tree else (None, [])
    for finding in [*findings, *said]:
        raise CannotRun(finding.message, finding.remedy)
    if read != review:
        raise CannotRun("The words cannot be written to a file as they are.", "Write them in plain text.")
    return content


def _yaml(review: Review) -> str:
    pairs: list[tuple[str, Any]] = [
        ("requirement", review.requirement), ("revision", review.revision or ""), ("finding", review.finding),
        ("fact", review.fact), ("bearer", review.bearer),
        ("use", review.use), ("question", review.question), ("answer", review.answer), ("reviewer", review.reviewer),
        ("role", review.role), ("date", review.date), ("reason", review.reason), ("source", review.source),
        ("facts", review.facts),
    ]  # fmt: skip
    lines = ["muniment: 1", *(f"{key}: {scalar(value)}" for key, value in pairs if value != "")]
    if review.rests_on:
        lines.append("rests_on:")
    for address, sha256 in review.rests_on:
        lines += [f"  - address: {scalar(address)}", f"    sha256: {sha256}"]
    return "\n".join(lines) + "\n"


def scalar(value: Any) -> str:
    """Return a value as YAML: bare where nobody can misread it, folded where it is long, else in quotes."""
    if not isinstance(value, str):
        return str(value)
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value) or (
        _BARE.fullmatch(value) and value.lower() not in _NOT_BARE
    ):
        return value
    if len(value) > _WIDTH - 10 and value.isprintable() and " ".join(value.split()) == value:
        folded = textwrap.wrap(value, _WIDTH - 2, break_long_words=False, break_on_hyphens=False)
        return ">-\n  " + "\n  ".join(folded)
    quoted: str = yaml.safe_dump(value, default_style='"', width=10**6, allow_unicode=True)
    return quoted.removesuffix("\n")
