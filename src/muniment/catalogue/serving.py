"""Which provisions a fact serves: the other way round through the catalogue."""

from collections.abc import Mapping
from typing import Any

from muniment.catalogue.requirements import Catalogue

Citations = Mapping[str, tuple[str, ...]]


def citations_by_path(catalogue: Catalogue) -> Citations:
    """Return for each path that a requirement names the provisions it serves, in the catalogue's order."""
    found: dict[str, dict[str, Any]] = {}
    for requirement in catalogue.requirements.values():
        for need in requirement.needs:
            for path in need.paths:
                for real in real_paths(path):
                    found.setdefault(real, {})[requirement.citation] = None
    return {path: tuple(citations) for path, citations in found.items()}


def real_paths(path: str) -> tuple[str, ...]:
    """Return where a path of a use can stand: in a system's or model's use, or as the data set's own default."""
    if not path.startswith("use."):
        return (path,)
    rest = path.removeprefix("use.")
    users = (f"system.datasets[].{rest}", f"model.datasets[].{rest}")
    return (*users, f"dataset.{rest}") if rest.startswith("fit.") else users


def served_by(path: str, citations: Citations) -> tuple[str, ...]:
    """Return the provisions that a position serves: its own, or those of everything below a section or list."""
    if path in citations:
        return citations[path]
    inside = (path + ".", path + "[]")
    below = [cited for other, cited in citations.items() if other.startswith(inside)]
    return tuple(dict.fromkeys(citation for cited in below for citation in cited))
