"""`upgrade`: old names become those of today, comments and values stay, and what needs a person is left to one."""

from collections import Counter

import pytest

from muniment.app.upgrading import renames, upgraded_bytes
from muniment.model.vocabulary import position_at
from muniment.source.layout import Layout
from muniment.source.load import load_tree
from sample_cards import load, run, write

OLD = """\
muniment: 1
kind: dataset
name: birds
version: "1"
temporal:
  from: 2019-01   # the first
  "to": 2020-01   # the last
# In short.
purpose_fit: Birds are what the system tells apart.
needs_assessment: {required_quantity: 100 pictures, verdict: sufficient}
measures:
  - id: rows
    value: 10   # counted
    unit: rows
labelling:
  labelled: true
  procedure: Two people label each picture.
"""
NEW = """\
muniment: 1
kind: dataset
name: birds
version: "1"
temporal:
  start: 2019-01   # the first
  end: 2020-01   # the last
# In short.
measures:
  - id: rows
    amount: 10   # counted
    unit: rows
labelling:
  labelled: true
  procedure: Two people label each picture.
fit:
  purpose: Birds are what the system tells apart.
  sufficiency:
    required_quantity: 100 pictures
    verdict: sufficient
"""
MODEL = """\
muniment: 1
kind: model
name: m
version: "1"
size:
  text:   # of the corpus
    value: 12
    unit: tokens   # of ours
"""


def test_names_become_those_of_today_and_the_rest_is_told(tmp_path) -> None:
    write(tmp_path, {"birds.card.yaml": OLD, "m.card.yaml": MODEL})
    shown = run("upgrade", "--diff", ".", at=tmp_path)
    assert shown.returncode == 1
    assert (tmp_path / "birds.card.yaml").read_text() == OLD
    done = run("upgrade", ".", at=tmp_path)
    made = (tmp_path / "birds.card.yaml").read_text()
    assert load(made)[1][0].pointer == "/labelling/procedure"
    assert made.replace("      ", "").count("\n") >= NEW.count("\n") - 3
    for line in ("  start: 2019-01   # the first\n", "  end: 2020-01   # the last\n", "    amount: 10   # counted\n"):
        assert line in made
    assert "# In short.\n" in made
    tree, _ = load_tree(made.encode(), "")
    wanted, _ = load_tree(NEW.encode(), "")
    assert tree is not None and wanted is not None and tree.value == wanted.value
    assert "temporal.from → dataset.temporal.start" in done.stdout
    assert "/labelling/procedure is left to you: now dataset.labelling.campaigns[].procedure" in done.stderr
    assert done.returncode == 1
    model = (tmp_path / "m.card.yaml").read_text()
    assert model == MODEL.replace("  text:", "  of_text:").replace("value:", "amount:")


def test_cards_of_today_stay(tmp_path) -> None:
    write(tmp_path, {"birds.card.yaml": 'muniment: 1\nkind: organisation\nname: a\nversion: "1"\nlegal_name: A\n'})
    done = run("upgrade", ".", at=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert "Every name is one of today." in done.stderr


@pytest.mark.parametrize("old", sorted(renames()))
def test_each_old_name_is_mended_or_left_and_nothing_is_lost(old: str) -> None:
    kind, *keys = old.split(".")
    assert position_at(old) is None
    if kind not in ("dataset", "model", "system", "organisation", "deployment"):
        return
    lines, indent = [], ""
    for key in keys[:-1]:
        lines.append(f"{indent}{key.removesuffix('[]')}:   # of {key}")
        indent += "  "
        if key.endswith("[]"):
            lines.append(f"{indent}- id: one")
            indent += "  "
    lines.append(f"{indent}{keys[-1].removesuffix('[]')}: what was said   # kept")
    text = f'muniment: 1\nkind: {kind}\nname: x\nversion: "1"\n' + "\n".join(lines) + "\n"
    made, done, left = upgraded_bytes(text.encode(), "x.card.yaml", renames())
    assert len(done) + len(left) == 1
    assert "what was said" in made.decode()
    before, after = load_tree(text.encode(), "")[0], load_tree(made, "")[0]
    assert before is not None and after is not None
    assert Counter(w for _, w in Layout(before.text, before.value).comments()) == Counter(
        w for _, w in Layout(after.text, after.value).comments()
    )
    assert (made == text.encode()) == bool(left)
    if done:
        assert not [f for f in load(made)[1] if f.code == "MUN201"], made.decode()
