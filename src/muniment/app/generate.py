"""Writing the files that are generated and committed: the compiled catalogue and the JSON Schemas.

``python -m muniment.app.generate`` writes them; with ``--check`` it only says which differ (exit 1).
"""

import json
import sys
from typing import Any

from muniment.app.files import write_atomically
from muniment.base.resources import data_root, schema_path
from muniment.catalogue.load import build_catalogue, compile_sources
from muniment.catalogue.serving import citations_by_path
from muniment.model.schema import generate
from muniment.model.schema_types import plain_schema
from muniment.record.schemas import DIALECT, generated_schemas
from muniment.source.load import load_tree
from muniment.workspace.settings import SettingsFile


def read_source(data: bytes, name: str) -> Any:
    """Return the value of a YAML source of the catalogue; raise ValueError with the first finding."""
    tree, findings = load_tree(data, name)
    if findings or tree is None:
        raise ValueError(f"{name}: {findings[0].message}")
    return tree.value


def generated() -> dict[str, bytes]:
    """Return every generated file by its path below the data root."""
    catalogue = compile_sources(schema_path("requirements"), read_source)
    files = {"schemas/requirements/catalogue.json": catalogue}
    schemas = generate(citations_by_path(build_catalogue(json.loads(catalogue))))
    files.update({f"schemas/{name}": content for name, content in schemas.items()})
    settings = {"$schema": DIALECT, "$id": "urn:muniment:schema:settings:v1", **plain_schema(SettingsFile)}
    for name, schema in {**generated_schemas(), "settings/v1/settings.schema.json": settings}.items():
        files[f"schemas/{name}"] = json.dumps(schema, ensure_ascii=False, indent=1).encode() + b"\n"
    return files


def main(arguments: list[str]) -> int:
    """Write the generated files, or compare them with ``--check``; return the exit code."""
    differing = []
    for name, content in generated().items():
        file = data_root() / name
        if not file.is_file() or file.read_bytes() != content:
            differing.append(name)
            if "--check" not in arguments:
                write_atomically(file, content)
    for name in differing:
        print(f"{'differs' if '--check' in arguments else 'written'}: {name}")
    return 1 if differing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
