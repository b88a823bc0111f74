"""`fmt`: one form, the same values and comments; what cannot be formatted safely stays."""

import random
from collections import Counter

import pytest

from chance import SEED
from made_texts import Maker, groups, value_of, written
from muniment.app.formatting import formatted_bytes
from muniment.source.arrange import CannotArrange, arranged
from muniment.source.layout import Layout
from muniment.source.load import load_tree
from sample_cards import load, run, write

CARD = """\
# yaml-language-server: $schema=x.json
# About the whole card.

# The version that was used.
version: "1"    # quoted
kind: dataset
muniment: 1
name:   birds
labelling:
    # Who did it.
    campaigns:
    - task: 'Name the bird'
      # An id, last.
      id: c1
      procedure: >-
          Two people,
            indented,
          a third decides.
    -   id: c2
        workforce:
        -   kind: vendor
            id: w1
        # The end of the group.
    labelled: true
    # The end of labelling.

# What it is called.
title: Birds   # short
personal_data: {present: false,
   note: x}
# The end.
"""
FORM = """\
# yaml-language-server: $schema=x.json
# About the whole card.

muniment: 1
kind: dataset
name:   birds
# The version that was used.
version: "1"    # quoted

# What it is called.
title: Birds   # short
labelling:
  labelled: true
  # Who did it.
  campaigns:
    # An id, last.
    - id: c1
      task: 'Name the bird'
      procedure: >-
          Two people,
            indented,
          a third decides.
    - id: c2
      workforce:
        - id: w1
          kind: vendor
      # The end of the group.
  # The end of labelling.
personal_data: {present: false,
   note: x}
# The end.
"""


@pytest.mark.parametrize(("newline", "mark"), [("\n", b""), ("\r\n", b""), ("\n", b"\xef\xbb\xbf")])
def test_a_card_gets_its_form_and_keeps_everything(newline: str, mark: bytes) -> None:
    made = formatted_bytes(mark + CARD.replace("\n", newline).encode(), "birds.card.yaml")
    assert made is not None
    assert made.decode() == (mark.decode() + FORM).replace("\n", newline)
    assert formatted_bytes(made, "birds.card.yaml") == made
    before, after = load(CARD)[0], load(FORM)[0]
    assert before is not None and after is not None
    assert {f.inner: f.value for f in before.facts.values()} == {f.inner: f.value for f in after.facts.values()}


LEFT = ["{muniment: 1, kind: dataset}", "muniment: 1\nkind: dataset\nscope:\n  - - a\n    - b\n", "? muniment\n: 1\n",
        "muniment: 1\nkind: dataset\nlist:\n  -\n    a: 1\n"]  # fmt: skip


@pytest.mark.parametrize("text", LEFT)
def test_what_is_written_otherwise_is_left(text: str, tmp_path) -> None:
    made = formatted_bytes(text.encode(), "x.card.yaml")
    assert made in (None, text.encode())
    write(tmp_path, {"x.card.yaml": text})
    run("fmt", ".", at=tmp_path)
    assert (tmp_path / "x.card.yaml").read_text() == text


def test_the_command_checks_shows_and_writes(tmp_path) -> None:
    write(tmp_path, {"birds.card.yaml": CARD, "good.card.yaml": FORM.replace("birds", "good")})
    checked = run("fmt", "--check", ".", at=tmp_path)
    assert (checked.returncode, checked.stdout) == (1, "birds.card.yaml\n")
    shown = run("fmt", "--diff", ".", at=tmp_path)
    assert shown.returncode == 1
    assert "+++ b/birds.card.yaml" in shown.stdout
    assert (tmp_path / "birds.card.yaml").read_text() == CARD
    assert run("fmt", ".", at=tmp_path).returncode == 0
    assert (tmp_path / "birds.card.yaml").read_text() == FORM
    assert run("fmt", "--check", ".", at=tmp_path).returncode == 0


@pytest.mark.parametrize("number", range(60))
def test_texts_made_at_random_keep_values_and_comments(number: int) -> None:
    chance = random.Random(f"{SEED}-{number}")
    root = Maker(chance.randrange(10**9)).text()
    data = written(root, chance.choice(["\n", "\r\n"])).encode()
    tree, _ = load_tree(data, "")
    assert tree is not None
    layout = Layout(tree.text, tree.value)
    orders = {pointer: sorted(value_of(group)) for pointer, group in groups(root) if group.mapping}
    try:
        made = arranged(layout, orders)
    except CannotArrange:
        # Lists of lists only, in these texts.
        assert any(not group.mapping and any(not getattr(m.node, "mapping", True) for m in group.members)
                   for _, group in groups(root))  # fmt: skip
        return
    after, findings = load_tree(made.encode(), "")
    assert after is not None and not findings, made
    assert after.value == tree.value
    again = Layout(after.text, after.value)
    assert Counter(words for _, words in again.comments()) == Counter(words for _, words in layout.comments())
    for pointer, keys in orders.items():
        if not again.is_flow(pointer) and not again.in_flow(pointer):
            assert list(again.value(pointer)) == keys
    assert arranged(again, orders) == made
