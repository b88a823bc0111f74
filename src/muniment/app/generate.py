"""Writing the files that are generated and committed: catalogue, schemas, reference pages, translations as used.

``python -m muniment.app.generate`` writes them; with ``--check`` it only says which differ (exit 1).
"""

import json
import sys
from collections.abc import Iterable
from typing import Any

from muniment.app.files import write_atomically
from muniment.app.hooks import hooks_text
from muniment.app.translatable import choices_by_path, named_by_path, titles_of_sections
from muniment.app.translating import compiled_files, template_files
from muniment.app.verifier_page import verifier_files
from muniment.base.resources import data_root, schema_path
from muniment.catalogue.load import build_catalogue, compile_sources
from muniment.catalogue.serving import citations_by_path
from muniment.model.schema import generate
from muniment.model.schema_types import plain_schema
from muniment.record.schemas import DIALECT, generated_schemas
from muniment.report.reference_pages import render_pages
from muniment.source.load import load_tree
from muniment.workspace.deliveries import DeliveryFile
from muniment.workspace.fill_map import FillMap
from muniment.workspace.review_files import ReviewFile, SignOffFile
from muniment.workspace.reviews import ANSWERS
from muniment.workspace.settings import SettingsFile
from muniment.workspace.sign_offs import REFUSED, REMARKED
from muniment.workspace.waivers import WaiverFile

#: Where the reference pages lie, in a checkout.
PAGES = "docs/reference"


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
    built = build_catalogue(json.loads(catalogue))
    schemas = generate(citations_by_path(built))
    files.update({f"schemas/{name}": content for name, content in schemas.items()})
    settings = {"$schema": DIALECT, "$id": "urn:muniment:schema:settings:v1", **plain_schema(SettingsFile)}
    waivers = {"$schema": DIALECT, "$id": "urn:muniment:schema:waivers:v1", **plain_schema(WaiverFile)}
    others = {
        "settings/v1/settings.schema.json": settings,
        "review/v1/review.schema.json": _review_schema(),
        "waivers/v1/waivers.schema.json": waivers,
        "review/v1/sign-off.schema.json": _sign_off_schema(),
        "delivery/v1/delivery.schema.json": {
            "$schema": DIALECT,
            "$id": "urn:muniment:schema:delivery:v1",
            **plain_schema(DeliveryFile),
        },
    }
    others["filled/v1/map.schema.json"] = {
        "$schema": DIALECT, "$id": "urn:muniment:schema:fill-map:v1", **plain_schema(FillMap)
    }  # fmt: skip
    for name, schema in {**generated_schemas(), **others}.items():
        files[f"schemas/{name}"] = json.dumps(schema, ensure_ascii=False, indent=1).encode() + b"\n"
    listed = {
        "note": "How values print, by path: of closed lists as words, codes by name; generated from the models.",
        "choices": choices_by_path(),
        "named": named_by_path(),
        "sections": titles_of_sections(),
    }
    files["schemas/vocab/choices.json"] = json.dumps(listed, indent=1).encode() + b"\n"
    files[".pre-commit-hooks.yaml"] = hooks_text().encode()
    files |= template_files(built) | compiled_files() | verifier_files()
    walk = schema_path("requirements", "provisions.yaml")
    pages = render_pages(built, read_source(walk.read_bytes(), walk.name)).items()
    return files | {f"{PAGES}/{name}": text.encode() for name, text in pages}


def foreign_pages(files: Iterable[str]) -> list[str]:
    """Return the reference pages that lie in the checkout though nothing generates them any more."""
    lying = [f"{PAGES}/{file.name}" for file in (data_root() / PAGES).glob("*.md")]
    return sorted(set(lying) - set(files))


def _review_schema() -> dict[str, Any]:
    """Return the schema of a review: the form, and which answers go with which question; without one, a judgement."""
    fitting = [
        {
            "if": {"properties": {"question": {"const": question}}, **({"required": ["question"]} if number else {})},
            "then": {"properties": {"answer": {"enum": list(answers)}}},
        }
        for number, (question, answers) in enumerate(ANSWERS.items())
    ]
    head = {"$schema": DIALECT, "$id": "urn:muniment:schema:review:v1"}
    duty, finding = ["requirement", "revision"], ["finding", "fact"]
    of_a_finding = {
        "if": {"anyOf": [{"required": [key]} for key in finding]},
        "then": {
            "required": [*finding, "question"],
            "properties": {"question": {"const": "contradiction"}, **dict.fromkeys([*duty, "use"], False)},
        },
        "else": {"required": duty},
    }
    return {**head, **plain_schema(ReviewFile), "allOf": [*fitting, of_a_finding]}


def _sign_off_schema() -> dict[str, Any]:
    """Return the schema of a sign-off: the form, and that a decision with a remark, or against, says something."""
    remarked = {
        "if": {"properties": {"decision": {"enum": [REMARKED, REFUSED]}}, "required": ["decision"]},
        "then": {"required": ["remark"]},
    }
    head = {"$schema": DIALECT, "$id": "urn:muniment:schema:sign-off:v1"}
    return {**head, **plain_schema(SignOffFile), "allOf": [remarked]}


def main(arguments: list[str]) -> int:
    """Write the generated files, or compare them with ``--check``; return the exit code."""
    differing = []
    files = generated()
    for name in foreign_pages(files):
        differing.append(name)
        if "--check" not in arguments:
            (data_root() / name).unlink()
    for name, content in files.items():
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
