"""The listing and the tables alone, without a sample, as `muniment measure` counts them."""

import sys
import tempfile
from pathlib import Path

from muniment.evidence.inventory import take_inventory
from muniment.evidence.plan import plan_of
from muniment.evidence.states import FolderStates
from muniment.evidence.tables import measure_tables
from muniment.model.load import load_card
from muniment.source.load import load_tree

card = Path(sys.argv[1])
tree, _ = load_tree(card.read_bytes(), card.name)
assert tree is not None
plan = plan_of(load_card(tree)[0])
with tempfile.TemporaryDirectory(dir=card.parent) as work:
    files = take_inventory(plan, card.parent).readable
    states = FolderStates(Path(work) / "states")
    print(len(measure_tables(plan, files, work=Path(work), states=states, told=lambda *_: None).facts))
