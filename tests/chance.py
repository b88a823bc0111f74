"""The seed of everything that tests leave to chance: always the same one, unless `make fuzz` names another."""

import os

#: Named by `make fuzz` for each of its rounds; a failure there is repeated with MUNIMENT_FUZZ_SEED=N make quick.
NAMED = os.environ.get("MUNIMENT_FUZZ_SEED", "")
SEED = int(NAMED or 20261126)
