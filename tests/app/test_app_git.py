"""Reading repositories: names, merge bases, the files of a commit; and that a hostile repository gets nothing run."""

import ast
import os
from pathlib import Path

import pytest

from git_repositories import begun, committed, git, tree_of
from muniment.app.git import MOST_FILE, ask, extract, files_at, is_shallow, merge_base, read_file, resolve, top_of
from muniment.base.errors import CannotRun

SOURCE = Path(__file__).resolve().parents[2] / "src" / "muniment"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    at = begun(tmp_path / "repository")
    (at / "cards").mkdir()
    (at / "cards" / "a.card.yaml").write_text("a: 1\n")
    (at / "top.txt").write_text("top\n")
    committed(at)
    return at


def test_git_is_called_in_one_place_only() -> None:
    callers = []
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.List) and node.elts and getattr(node.elts[0], "value", None) == "git":
                callers.append(file.relative_to(SOURCE).as_posix())
    assert callers == ["app/git.py"]


def test_names_stand_for_commits(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    git(repository, "tag", "-a", "v1", "-m", "x")
    assert {resolve(repository / "cards", ref) for ref in ("main", "HEAD", "v1", first, first[:9], "main~0")} == {first}
    assert top_of(repository / "cards") == repository.resolve()


@pytest.mark.parametrize("ref", ["", "--all", "-h", "x y", "a\nb", "nowhere", "0" * 40, "main:top.txt", "é" * 300])
def test_what_is_no_commit_is_said_to_be_none(repository: Path, ref: str) -> None:
    with pytest.raises(CannotRun):
        resolve(repository, ref)


def test_outside_a_repository_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(CannotRun, match="not a git repository"):
        resolve(tmp_path, "main")
    assert ask(tmp_path, "rev-parse", "HEAD") == ""


def test_a_merge_base_is_where_branches_parted(repository: Path, tmp_path: Path) -> None:
    base = resolve(repository, "main")
    git(repository, "switch", "-qc", "branch")
    committed(repository, "on the branch")
    git(repository, "switch", "-q", "main")
    committed(repository, "on main")
    assert merge_base(repository, "branch") == base
    git(repository, "switch", "-q", "--orphan", "other")
    other = committed(repository)
    assert merge_base(repository, other, "main") == ""
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{repository}", "shallow")
    assert is_shallow(tmp_path / "shallow")
    assert not is_shallow(repository)


def test_the_files_of_a_commit_below_a_folder_are_written_as_they_are_stored(repository: Path, tmp_path: Path) -> None:
    (repository / ".gitattributes").write_text("*.yaml filter=evil eol=crlf\n")
    git(repository, "config", "filter.evil.smudge", f"touch {tmp_path}/ran; cat")
    old = resolve(repository, "main")
    (repository / "cards" / "a.card.yaml").write_text("a: 2\n")
    committed(repository)
    got = extract(repository / "cards", old, tmp_path / "into")
    assert got.files == ("a.card.yaml",)
    assert not got.refused
    assert (tmp_path / "into" / "a.card.yaml").read_bytes() == b"a: 1\n"
    assert read_file(repository / "cards", old, "a.card.yaml") == b"a: 1\n"
    assert read_file(repository, old, "cards/a.card.yaml") == b"a: 1\n"
    assert read_file(repository, old, "cards") is None
    assert not (tmp_path / "ran").exists()
    assert extract(repository, old, tmp_path / "some", lambda path: path.endswith(".txt")).files == ("top.txt",)
    (repository / "new").mkdir()
    assert files_at(repository / "new", old) == []


def test_links_submodules_and_names_that_lead_elsewhere_are_refused(repository: Path, tmp_path: Path) -> None:
    commit = tree_of(
        repository,
        ("120000", "link.card.yaml", b"/etc/passwd"),
        ("100644", "..", b"up"),
        ("100644", ".GIT", b"git"),
        ("100644", "a\\b", b"back"),
        ("100644", "n" * 300, b"long"),
        ("100644", "ok", b"ok"),
        ("160000", "sub", b""),
        ("100644", "../../out", b"out"),
        ("100644", "/tmp/absolute", b"abs"),
    )
    got = extract(repository, commit, tmp_path / "into")
    assert got.files == ("ok",)
    assert {path: why for path, why in got.refused if path in ("link.card.yaml", "sub")} == {
        "link.card.yaml": "it is a link",
        "sub": "it is a submodule",
    }
    assert len(got.refused) == 8
    assert [file.name for file in tmp_path.rglob("*") if repository not in (file, *file.parents)] == ["into", "ok"]


def test_a_file_and_a_folder_of_one_name_do_not_mix(repository: Path, tmp_path: Path) -> None:
    commit = tree_of(repository, ("100644", "a", b"1"), ("100644", "a", b"2"), ("100644", "a/b", b"3"))
    got = extract(repository, commit, tmp_path / "into")
    assert got.files == ("a",)
    assert (tmp_path / "into" / "a").read_bytes() == b"1"


def test_what_is_too_large_is_refused(repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (repository / "large").write_bytes(bytes(MOST_FILE + 1))
    commit = committed(repository)
    got = extract(repository, commit, tmp_path / "into")
    assert "large" not in got.files
    assert [path for path, _ in got.refused] == ["large"]
    monkeypatch.setattr("muniment.app.git.MOST_BYTES", 5)
    with pytest.raises(CannotRun, match="to compare with"):
        extract(repository, commit, tmp_path / "more")


def test_nothing_of_a_hostile_repository_is_run(repository: Path, tmp_path: Path) -> None:
    run = f"touch {tmp_path}/ran"
    hook = repository / ".git" / "hooks" / "post-checkout"
    hook.write_text(f"#!/bin/sh\n{run}\n")
    hook.chmod(0o755)
    for key in ("core.fsmonitor", "core.sshCommand", "core.pager", "diff.external", "core.editor"):
        git(repository, "config", key, run)
    for key, value in (("remote.origin.url", f"ext::sh -c {run}"), ("protocol.ext.allow", "always")):
        git(repository, "config", key, value)
    git(repository, "config", "remote.origin.promisor", "true")
    git(repository, "config", "extensions.partialClone", "origin")
    missing = git(repository, "rev-parse", "main:cards/a.card.yaml")
    (repository / ".git" / "objects" / missing[:2] / missing[2:]).unlink()
    assert ask(repository, "status", "--porcelain") == ""
    with pytest.raises(CannotRun, match="does not hold"):
        extract(repository / "cards", resolve(repository, "main"), tmp_path / "into")
    assert not (tmp_path / "ran").exists()


def test_a_hook_and_a_worktree_and_a_submodule_find_their_own_repository(
    repository: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(repository, "worktree", "add", "-q", str(tmp_path / "tree"), "-b", "side")
    assert top_of(tmp_path / "tree" / "cards") == (tmp_path / "tree").resolve()
    outer = begun(tmp_path / "outer")
    git(outer, "submodule", "add", "-q", str(repository), "inner")
    committed(outer)
    assert top_of(outer / "inner" / "cards") == (outer / "inner").resolve()
    monkeypatch.setenv("GIT_DIR", str(outer / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", "nowhere")
    assert top_of(repository) == repository.resolve()


def test_a_repository_that_names_other_files_as_its_own_is_told(repository: Path) -> None:
    git(repository, "config", "core.worktree", os.fspath(SOURCE))
    with pytest.raises(CannotRun):
        files_at(repository / "cards", git(repository, "rev-parse", "HEAD"))
