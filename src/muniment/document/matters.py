"""What stands where in the part on one data set: the matters of Annex IV point 2(d) and of Article 10, as data."""

import functools
from dataclasses import dataclass

from muniment.base.resources import template_path
from muniment.record.parts import is_about


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter of a data set: its id, and whether it is printed also where nothing is stated of it."""

    id: str
    always: bool


@dataclass(frozen=True, slots=True)
class Matters:
    """The matters in order, and which path stands under which of them."""

    order: tuple[Matter, ...]
    by_path: dict[str, str]

    def in_scope(self, matter: str, parts: tuple[str, ...]) -> bool:
        """Tell whether a document on some parts of a set is about a matter; one on the whole is about each."""
        return not parts or any(is_about(path, parts) for path, of in self.by_path.items() if of == matter)

    def of(self, path: str) -> str:
        """Return the id of the matter under which a path stands: that of the longest path that holds it."""
        probe = path.replace("[]", "")
        while probe not in self.by_path:
            probe = probe.rpartition(".")[0]
            if not probe:
                return self.order[0].id
        return self.by_path[probe]


@functools.cache
def load_matters() -> Matters:
    """Return the matters of a data set, read from their file once."""
    import yaml

    raw = yaml.load(template_path("outlines", "data_set.yaml").read_bytes(), Loader=yaml.CSafeLoader)["matters"]
    order = tuple(Matter(matter["id"], bool(matter.get("always"))) for matter in raw)
    return Matters(order, {path: matter["id"] for matter in raw for path in matter["paths"]})
