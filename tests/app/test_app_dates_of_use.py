"""Three dates apart in documents: declared, not later than a timestamp says, first recorded; and who may see them."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from muniment.app.dates import first_recorded
from muniment.app.opening import open_workspace
from muniment.base.canonical import digest
from pki import Pki
from sample_cards import PROGRAM, card, write

CARD = "datasets/birds.card.yaml"
PROOF = "dataset.proof."


def text(version: str = "1.0", **more: object) -> str:
    return card("dataset", "birds", version, title="Birds of the garden", content_hash=digest(b"all"), **more)


@pytest.fixture
def workspace(tmp_path) -> Path:
    """A data set in use since March by its card, committed in January and again in May."""
    cards = {
        "muniment.yaml": "muniment: 1\ndisclosure: {table: 1}\n",
        "organisation.card.yaml": card("organisation", "org", "1", legal_name="Example GmbH", roles=["provider_gpai"]),
        CARD: text("0.9"),
        "models/m.card.yaml": card(
            "model", "m", datasets=[{"id": "b", "dataset": "birds@1.0", "role": "training", "used_from": "2026-03"}]
        ),
    }
    write(tmp_path, cards)
    git(tmp_path, "init", "-q")
    commit(tmp_path, "2026-01-05T12:00:00Z")
    write(tmp_path, {CARD: text()})
    commit(tmp_path, "2026-02-07T23:30:00Z")
    write(tmp_path, {CARD: text(description="Photographs of birds.")})
    commit(tmp_path, "2026-05-09T12:00:00Z")
    return tmp_path


def git(at: Path, *arguments: str, when: str = "2026-01-05T12:00:00Z") -> str:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when, "GIT_CONFIG_GLOBAL": "/dev/null"}
    done = subprocess.run(
        ["git", *who, *arguments], cwd=at, capture_output=True, text=True, check=True,
        env={**dates, "PATH": "/usr/bin:/bin", "HOME": str(at)},
    )  # fmt: skip
    return done.stdout


def commit(at: Path, when: str) -> None:
    git(at, "add", "-A")
    git(at, "commit", "-qm", "x", when=when)


def run(at: Path, *arguments: object, codes: tuple[int, ...] = (0,)) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(part) for part in (PROGRAM, *arguments)], capture_output=True, text=True, check=False, cwd=at, timeout=120
    )
    assert done.returncode in codes, done.stdout + done.stderr
    return done


def stamp(at: Path, pki: Pki) -> str:
    """Stamp the card; return the day that the timestamp proves."""
    name = run(at, "stamp", CARD, "--timestamp", pki.tsa_url).stdout.strip()
    found = re.search(r"\d{4}-\d\d-\d\d", name)
    assert found
    return found[0]


def proof(at: Path, audience: str, language: str = "en") -> tuple[dict[str, object], str]:
    """Build the datasheet; return what its record says of dates, by key, and the page."""
    run(at, "build", CARD, "--document", "datasheet", "--audience", audience, "--lang", language, "--format", "html",
        "--date", "2026-11-26", "-o", "out")  # fmt: skip
    page = next((at / "out").rglob(f"datasheet.{audience}.{language}.html")).read_text()
    found = [item for item in _record(page)["facts"] if item["path"].startswith(PROOF)]
    facts = {item["path"].removeprefix(PROOF): item for item in found}
    assert {item["origin"] for item in found if item["status"] == "known"} <= {"computed"}
    return {key: item.get("value") for key, item in facts.items()}, page


def _record(page: str) -> dict[str, list[dict[str, str]]]:
    from muniment.verify.page import embedded_record

    return json.loads(embedded_record(page.encode()))


def test_each_audience_is_told_its_dates(workspace, loopback_pki):
    assert proof(workspace, "authority")[0] == {}
    day = stamp(workspace, loopback_pki)
    told = {"data_by": day, "card_by": day, "timestamped_by": ["Test TSA"]}
    client, page = proof(workspace, "client")
    assert client == told
    assert "Data existed not later than" in page
    assert "Test TSA" in page
    assert "2026-02-07" not in page
    assert proof(workspace, "authority")[0] == {**told, "recorded_on": "2026-02-07"}
    inside, page = proof(workspace, "internal")
    assert inside == {**told, "recorded_on": "2026-02-07", "first_use": "2026-03"}
    for label in ("First use, as declared", "This card existed not later than", "First recorded in version control"):
        assert label in page
    assert "Zuerst in der Versionsverwaltung erfasst" in proof(workspace, "internal", "de")[1]
    assert "Première utilisation, telle que déclarée" in proof(workspace, "internal", "fr")[1]


def test_the_technical_documentation_tells_them_in_the_part_on_the_set(workspace, loopback_pki):
    use = {"id": "b", "dataset": "birds@1.0", "role": "training", "used_from": "2026-04"}
    write(workspace, {"systems/s.card.yaml": card("system", "s", title="Counting birds", datasets=[use])})
    day = stamp(workspace, loopback_pki)
    run(workspace, "build", "systems", "--document", "technical_documentation", "--audience", "authority",
        "--format", "html", "--date", "2026-11-26", "-o", "out")  # fmt: skip
    page = next((workspace / "out").rglob("technical_documentation.authority.en.html")).read_text()
    facts = {item["path"]: item.get("value") for item in _record(page)["facts"]}
    assert facts["system.datasets[].used_from"] == "2026-04"
    assert (facts[f"{PROOF}data_by"], facts[f"{PROOF}recorded_on"]) == (day, "2026-02-07")
    assert f"{PROOF}first_use" not in facts
    for words in ("Data existed not later than", "First recorded in version control", "Test TSA"):
        assert words in page


def test_a_changed_card_keeps_the_proof_of_its_data_only(workspace, loopback_pki):
    day = stamp(workspace, loopback_pki)
    (workspace / CARD).write_text(text(description="Photographs of garden birds."))
    assert proof(workspace, "client")[0] == {"data_by": day, "timestamped_by": ["Test TSA"]}
    (workspace / CARD).write_text(text(distribution=[{"id": "x", "sha256": digest(b"more")}]))
    assert proof(workspace, "client")[0] == {}


def test_a_stamp_that_does_not_hold_proves_nothing(workspace, loopback_pki):
    stamp(workspace, loopback_pki)
    (file,) = (workspace / "stamps").rglob("*.json")
    file.write_bytes(file.read_bytes().replace(b'"record":"/datasets/b"', b'"record":"/datasets/c"'))
    assert proof(workspace, "internal")[0] == {}


def test_nobody_types_a_proof(workspace, loopback_pki):
    for typed in ({"data_by": "2020-01-01"}, {"first_use": "2020"}, {"recorded_on": "2020-01-01"}):
        (workspace / CARD).write_text(text(proof=typed))
        done = run(workspace, "check", "--format", "concise", codes=(1,))
        assert "MUN407 error" in done.stdout
        assert proof(workspace, "internal")[0] == {}
    stamp(workspace, loopback_pki)
    told, page = proof(workspace, "internal")
    assert told["recorded_on"] == "2026-02-07"
    assert "2020-01-01" not in page


def test_as_many_typed_proofs_as_found_ones_do_not_stand(workspace, loopback_pki):
    shutil.rmtree(workspace / ".git")
    (workspace / "models/m.card.yaml").unlink()
    typed = {"data_by": "2020-01-01", "card_by": "2020-01-01", "timestamped_by": ["Nobody"]}
    (workspace / CARD).write_text(text(proof=typed))
    day = stamp(workspace, loopback_pki)
    assert proof(workspace, "internal")[0] == {"data_by": day, "card_by": day, "timestamped_by": ["Test TSA"]}


def test_a_use_that_does_not_say_since_when_leaves_the_first_open(workspace, loopback_pki):
    write(workspace, {"models/n.card.yaml": card("model", "n", datasets=[{"id": "b", "dataset": "birds@1.0"}])})
    stamp(workspace, loopback_pki)
    assert proof(workspace, "internal")[0]["first_use"] is None


def test_version_control_tells_only_what_it_knows(workspace, tmp_path):
    def recorded(at: Path) -> dict[str, str]:
        opened = open_workspace([at])
        return first_recorded(opened.root, list(opened.workspace.of_kind("dataset")))

    assert recorded(workspace) == {"dataset/birds@1.0": "2026-02-07"}
    for line in ("version: 1.0+r.x", 'version: "1.0+r.x"  # the second', "version: '1.0+r.x'\r"):
        (workspace / CARD).write_bytes(re.sub(r"version: .*", line, text()).encode())
        commit(workspace, "2026-03-01T12:00:00Z")
        (workspace / CARD).write_bytes(re.sub(r"version: .*", "version: 1.0+r", text()).encode())
        commit(workspace, "2026-03-04T12:00:00Z")
        assert recorded(workspace) == {"dataset/birds@1.0+r": "2026-03-04"}
        (workspace / CARD).write_bytes(re.sub(r"version: .*", "version: 1.0+r.x", text()).encode())
        assert recorded(workspace) == {"dataset/birds@1.0+r.x": "2026-03-01"}
        git(workspace, "reset", "-q", "--hard", "HEAD~2")
    (workspace / CARD).write_text(text("1.0.1"))
    assert recorded(workspace) == {}, "not committed yet"
    git(workspace, "checkout", "-q", CARD)
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{workspace}", str(tmp_path / "shallow"))
    (tmp_path / "shallow" / "muniment.yaml").write_text("muniment: 1\n")
    assert recorded(tmp_path / "shallow") == {}, "its first commit is not the first"
