"""Adopting the tool on a repository with many bare data sets: nothing fails, and nothing may get worse from then on."""

import json
import shutil
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from git_repositories import begun, committed, git
from muniment.app.check import Checked, check
from muniment.cli.main import group

AS_OF = "2026-11-27"
SETS = 60


def bare_set(at: Path, name: str, more: str = "personal_data: {present: true}\n") -> Path:
    file = at / "datasets" / f"{name}.card.yaml"
    file.parent.mkdir(exist_ok=True)
    file.write_text(f'muniment: 1\nkind: dataset\nname: {name}\nversion: "1"\ntitle: Data of {name}\n{more}')
    return file


@pytest.fixture
def adopted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with three bare sets and a baseline, on a branch of its own."""
    return _adopted(tmp_path, monkeypatch, 3)


def _adopted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sets: int) -> Path:
    for name in ("CI", "GITHUB_ACTIONS", "GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)
    at = begun(tmp_path / "repository")
    monkeypatch.chdir(at)
    (at / "muniment.yaml").write_text("muniment: 1\ndisclosure: {table: 1}\n")
    (at / "organisation.card.yaml").write_text(
        'muniment: 1\nkind: organisation\nname: acme\nversion: "1"\nlegal_name: Acme\nroles: [controller]\n'
    )
    for number in range(sets):
        bare_set(at, f"set-{number}")
    assert muniment("check").exit_code == 1
    assert muniment("baseline").exit_code == 0
    committed(at)
    git(at, "switch", "-qc", "branch")
    return at


def muniment(*arguments: str) -> Result:
    dated = ["--as-of", AS_OF] if arguments[0] in ("check", "baseline") else []
    return CliRunner().invoke(group, [*arguments, *dated])


def since(ref: str = "main", *paths: Path) -> Checked:
    return check(paths, AS_OF, since=ref)


def counting(checked: Checked) -> list[tuple[str, str]]:
    """Return code and address of the findings of which each makes a check fail."""
    return [
        (item.finding.code, item.finding.address)
        for item in checked.items
        if item.finding.severity == "error" and not item.standing.suppressed
    ]


def test_sixty_bare_sets_are_green_and_a_sixty_first_is_red(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = _adopted(tmp_path, monkeypatch, SETS)
    green = muniment("check")
    assert green.exit_code == 0
    assert "no findings" in green.stderr
    assert "in the baseline" in green.stderr
    assert muniment("check", "--since", "main").exit_code == 0
    bare_set(at, "set-60")
    for arguments in (("check",), ("check", "--since", "main")):
        red = muniment(*arguments, "--format", "json")
        assert red.exit_code == 1
        told = json.loads(red.stdout)
        at_the_new = [row for row in told["findings"] if row["address"].startswith("dataset/set-60@1#")]
        assert "dataset/set-60@1#/personal_data/lawful_basis" in [row["address"] for row in at_the_new]
        assert {row["code"] for row in told["findings"] if row not in at_the_new} == {"MUN710"}
    # A question that is asked once for all sets is asked of one more.
    asked = [item for item in check([], AS_OF).items if item.finding.code == "MUN710"]
    assert asked
    assert all("set-60" in place for item in asked for place in item.standing.places)


@pytest.mark.parametrize("arguments", [("check",), ("check", "--since", "main")])
def test_a_further_set_that_says_nothing_is_red_and_one_that_says_it_does_not_know_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    at = _adopted(tmp_path, monkeypatch, 2)
    silent = at / "datasets" / "a-further.card.yaml"
    silent.write_text('muniment: 1\nkind: dataset\nname: zz-further\nversion: "1"\n')
    red = muniment(*arguments, "--format", "json")
    assert red.exit_code == 1
    errors = [row for row in json.loads(red.stdout)["findings"] if row["severity"] == "error"]
    asked = {row["path"]: row for row in errors if row["code"] == "MUN710"}
    # Whether there are personal data decides duties of today; which system will use the set may stay open.
    assert "dataset.personal_data.present" in asked
    assert "dataset" not in asked
    told = asked["dataset.personal_data.present"]
    assert told["file"].endswith("a-further.card.yaml")
    assert any(citation.startswith("GDPR Art 5(1)(a)") for citation in told["citations"])
    unknown = "{unknown: nobody has looked yet, owner: Ada Bell}"
    stated = "".join(
        f"{row['path'].split('.')[1]}: {{{row['path'].split('.')[2]}: {unknown}}}\n" for row in asked.values()
    )
    silent.write_text(silent.read_text() + stated)
    assert muniment(*arguments).exit_code == 0


def test_what_many_cards_lack_at_one_line_of_a_profile_is_told_once_and_a_further_card_is_seen(adopted: Path) -> None:
    (adopted / "profiles").mkdir()
    (adopted / "profiles" / "shared.yaml").write_text(
        "muniment: 1\nprofile_of: dataset\nname: shared\npersonal_data: {present: true}\n"
    )
    for number in range(3):
        bare_set(adopted, f"set-{number}", "profiles: [shared]\n")
    assert counting(check([], AS_OF)) == []
    assert muniment("check", "--since", "main").exit_code == 0
    bare_set(adopted, "set-3", "profiles: [shared]\n")
    for checked in (check([], AS_OF), since()):
        assert ("GDPR-5-1a", "dataset/set-3@1#/personal_data/lawful_basis") in counting(checked)
        assert {address.partition("#")[0] for _, address in counting(checked)} == {"dataset/set-3@1"}


def test_mending_shrinks_the_baseline_and_what_was_mended_cannot_come_back(adopted: Path) -> None:
    before = (adopted / "muniment.baseline.json").read_text()
    card = adopted / "datasets" / "set-1.card.yaml"
    card.write_text(
        card.read_text().replace("present: true", "present: true, accuracy_process: Persons correct their own records.")
    )
    green = check([], AS_OF)
    assert counting(green) == []
    assert [item.finding.code for item in green.items] == ["MUN745"]
    assert muniment("baseline", "--check").exit_code == 1
    assert (adopted / "muniment.baseline.json").read_text() == before
    done = muniment("baseline")
    assert (done.exit_code, "GDPR-5-1d at dataset/set-1@1#/personal_data/accuracy_process" in done.stdout) == (0, True)
    after = (adopted / "muniment.baseline.json").read_text()
    assert set(after.splitlines()) < set(before.splitlines())
    assert len(before.splitlines()) - len(after.splitlines()) == 1
    assert muniment("baseline", "--check", "--since", "main").exit_code == 0
    bare_set(adopted, "set-1")
    assert counting(check([], AS_OF)) == [("GDPR-5-1d", "dataset/set-1@1#/personal_data/accuracy_process")]


def test_an_honest_unknown_that_becomes_silence_is_worse(adopted: Path) -> None:
    told = "personal_data: {present: true, lawful_basis: {unknown: the vendor was asked, owner: legal}}\n"
    bare_set(adopted, "set-1", told)
    assert muniment("baseline").exit_code == 0
    committed(adopted)
    bare_set(adopted, "set-1")
    address = "dataset/set-1@1#/personal_data/lawful_basis"
    for checked in (check([], AS_OF), since("HEAD")):
        assert counting(checked) == [("GDPR-5-1a", address)]
        assert {item.standing.change for item in checked.items if item.finding.address == address} <= {"worse", "new"}
    assert "worse than before" in muniment("check", "--format", "concise").stdout
    # The silence that stood on main before is no news there.
    assert counting(since("main")) == []


def test_a_moved_card_and_a_new_version_keep_what_was_open(adopted: Path) -> None:
    old = adopted / "datasets" / "set-1.card.yaml"
    (adopted / "hr").mkdir()
    git(adopted, "mv", "datasets/set-1.card.yaml", "hr/set-1.card.yaml")
    assert check([], AS_OF).items == since().items == []
    moved = adopted / "hr" / "set-1.card.yaml"
    moved.write_text(moved.read_text().replace('version: "1"', 'version: "2"'))
    assert counting(check([], AS_OF)) == counting(since()) == []
    # A further version is one more set without a legal basis.
    old.with_name("set-1@1.card.yaml").write_text(moved.read_text().replace('version: "2"', 'version: "1"'))
    twice = Counter(code for code, _ in counting(since()))
    assert twice["GDPR-5-1a"] == 2
    assert counting(check([], AS_OF)) == counting(since())


def test_an_answer_brings_duties_that_waited_for_it_and_fails_nothing(adopted: Path) -> None:
    """Whoever answers a question must not be worse off than whoever leaves it open."""
    unasked = bare_set(adopted, "set-9", "")
    assert muniment("baseline", "--accept-new").exit_code == 0
    committed(adopted)
    unasked.write_text(unasked.read_text() + "personal_data: {present: true}\n")
    for checked in (check([], AS_OF), since("HEAD")):
        brought = [item for item in checked.items if item.standing.change == "revealed"]
        assert "dataset/set-9@1#/personal_data/lawful_basis" in {item.finding.address for item in brought}
        assert counting(checked) == []
    assert muniment("baseline").exit_code == 0
    assert muniment("baseline", "--check", "--since", "HEAD").exit_code == 0
    assert counting(check([], AS_OF)) == []
    assert [item for item in check([], AS_OF).items if item.standing.change == "revealed"] == []
    # A card that is new has answered nothing that was asked before.
    bare_set(adopted, "set-10")
    assert ("GDPR-5-1a", "dataset/set-10@1#/personal_data/lawful_basis") in counting(since("HEAD"))


def test_mistakes_of_form_always_fail_and_stop_a_baseline(adopted: Path) -> None:
    bare_set(adopted, "set-1", "personal_dta: {present: true}\n")
    committed(adopted)
    for arguments in (("check",), ("check", "--since", "HEAD")):
        wrong = muniment(*arguments, "--format", "concise")
        assert (wrong.exit_code, "MUN201 error" in wrong.stdout) == (1, True)
    assert muniment("baseline", "--accept-new").exit_code != 0


@pytest.mark.parametrize(
    "content",
    [
        "", "[]", "{}", '{"baseline": 2, "entries": []}', '{"baseline": 1, "entries": {}}', "<<<<<<< HEAD",
        '{"baseline": 1, "entries": [{"at": "x", "code": "MUN201", "outcome": "", "count": 1}]}',
        '{"baseline": 1, "entries": [{"at": "x", "code": "GDPR-8", "outcome": "", "count": 0}]}',
        '{"baseline": 1, "entries": [{"at": "x", "code": "GDPR-8", "outcome": "", "count": true}]}',
        '{"baseline": 1, "entries": [{"at": 1, "code": "GDPR-8", "outcome": "", "count": 1}]}',
        '{"baseline": 1, "entries": [{"code": "GDPR-8"}]}', "[" * 100_000,
    ],
)  # fmt: skip
def test_a_broken_baseline_hides_nothing(adopted: Path, content: str) -> None:
    file = adopted / "muniment.baseline.json"
    file.write_text(content)
    found = check([], AS_OF)
    assert [item.finding.code for item in found.items if item.place.file == file.name] == ["MUN744"]
    assert len(counting(found)) > 10
    assert muniment("baseline").exit_code != 0
    assert file.read_text() == content


def test_nothing_is_written_in_ci_and_a_grown_baseline_is_told(adopted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare_set(adopted, "set-3")
    assert muniment("baseline", "--accept-new").exit_code == 0
    grown = (adopted / "muniment.baseline.json").read_bytes()
    assert muniment("check").exit_code == 0
    # What a branch writes into the file does not hide what it brings.
    assert muniment("check", "--since", "main").exit_code == 1
    monkeypatch.setenv("CI", "true")
    told = muniment("baseline", "--since", "main")
    assert (told.exit_code, "more than at the commit compared with" in told.stdout) == (1, True)
    (adopted / "datasets" / "set-3.card.yaml").unlink()
    assert muniment("baseline").exit_code == 1
    assert (adopted / "muniment.baseline.json").read_bytes() == grown


def test_in_a_shallow_clone_a_worktree_and_on_a_detached_head(adopted: Path, tmp_path: Path) -> None:
    bare_set(adopted, "set-3")
    committed(adopted)
    git(tmp_path, "clone", "-q", "--depth", "1", "--no-single-branch", f"file://{adopted}", "shallow")
    cut = check([tmp_path / "shallow"], AS_OF, since="origin/main")
    assert {address.partition("#")[0] for _, address in counting(cut)} == {"dataset/set-3@1"}
    assert "shallow clone" in cut.summary["since"]["notes"][0]
    git(adopted, "worktree", "add", "-q", "--detach", str(tmp_path / "tree"), "branch")
    apart = check([tmp_path / "tree"], AS_OF, since="main")
    assert {address.partition("#")[0] for _, address in counting(apart)} == {"dataset/set-3@1"}
    assert apart.summary["since"]["notes"] == []


def test_main_that_has_moved_on_and_a_workspace_below_the_top(adopted: Path, tmp_path: Path) -> None:
    git(adopted, "switch", "-q", "main")
    bare_set(adopted, "elsewhere")
    committed(adopted)
    git(adopted, "switch", "-q", "branch")
    assert since().items == []
    nested = begun(tmp_path / "outer")
    shutil.copytree(adopted, nested / "docs" / "cards", ignore=shutil.ignore_patterns(".git"))
    (nested / "docs" / "cards" / "datasets" / "link.card.yaml").symlink_to("set-0.card.yaml")
    first = committed(nested)
    told = check([nested / "docs" / "cards"], AS_OF, since=first[:10])
    assert "datasets/link.card.yaml (it is a link)" in told.summary["since"]["notes"][0]
    assert "MUN701" in {item.finding.code for item in told.items}


def test_what_was_no_workspace_before_is_new_as_a_whole(adopted: Path) -> None:
    git(adopted, "switch", "-q", "--orphan", "bare")
    (adopted / "README").write_text("x")
    start = committed(adopted)
    git(adopted, "checkout", "-q", "branch", "--", ".")
    told = since(start)
    assert len(counting(told)) > 10
    assert "no muniment.yaml" in told.summary["since"]["notes"][0]


def test_findings_and_their_places_are_by_the_schema(adopted: Path) -> None:
    import jsonschema

    schema = json.loads((Path(__file__).parents[2] / "schemas/check/v1/result.schema.json").read_text())
    bare_set(adopted, "set-3")
    (adopted / "waivers.yaml").write_text(
        "muniment: 1\nwaivers:\n"
        "  - {id: basis, code: GDPR-5-1a, path: dataset.personal_data, reason: being settled, person: Ada Bell,"
        " until: 2026-12-31}\n"
    )
    for arguments in (("check",), ("check", "--since", "main"), ("check", "datasets/set-3.card.yaml")):
        told = json.loads(muniment(*arguments, "--format", "json").stdout)
        jsonschema.validate(told, schema)
        waived = [row for row in told["findings"] if row["suppressed"]]
        assert {(row["suppressed"]["by"], row["suppressed"]["id"]) for row in waived} == {("waiver", "basis")}
        assert told["summary"]["suppressed"]["waiver"] >= 2
        assert told["summary"]["error"] == sum(
            row["severity"] == "error" for row in told["findings"] if not row["suppressed"]
        )
        identities = [row["identity"] for row in told["findings"] if row["code"].startswith("GDPR")]
        assert len(set(identities)) == len(identities)
