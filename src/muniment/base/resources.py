"""Where the shipped data lies: ``schemas/`` and ``templates/``, in a wheel, an editable install or a checkout."""

import functools
from pathlib import Path

from muniment.base.errors import CannotRun

_PACKAGE = Path(__file__).resolve().parent.parent


@functools.cache
def data_root() -> Path:
    """Return the folder that holds ``schemas/`` and ``templates/``; raise CannotRun if it is gone."""
    for candidate in (_PACKAGE / "_data", _PACKAGE.parent.parent):
        if (candidate / "schemas").is_dir() and (candidate / "templates").is_dir():
            return candidate
    raise CannotRun(
        "The files that ship with muniment (schemas, templates) were not found.",
        "Reinstall the package, for instance with: pip install --force-reinstall muniment",
    )


def schema_path(*parts: str) -> Path:
    """Return a path below ``schemas/``."""
    return data_root().joinpath("schemas", *parts)


def template_path(*parts: str) -> Path:
    """Return a path below ``templates/``."""
    return data_root().joinpath("templates", *parts)
