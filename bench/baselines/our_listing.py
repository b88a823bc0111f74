"""The listing alone, as `muniment measure` takes it: files found, digested and told from their content."""

import sys
from pathlib import Path

from muniment.evidence.inventory import take_inventory
from muniment.evidence.listing import listing_bytes
from muniment.evidence.plan import plan_of
from muniment.model.load import load_card
from muniment.source.load import load_tree

card = Path(sys.argv[1])
tree, _ = load_tree(card.read_bytes(), card.name)
assert tree is not None
plan = plan_of(load_card(tree)[0])
sys.stdout.buffer.write(listing_bytes(take_inventory(plan, card.parent).files))
