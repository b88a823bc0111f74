"""Role schemas: what a role must state, from which day on, with its citation, as others' validators read it."""

import json
import subprocess
import sys
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from muniment.app.role_schemas import role_schema
from muniment.base.errors import CannotRun
from muniment.model.kinds import KINDS
from muniment.model.roles import ROLES

DAY = "2026-11-23"
HEADER = {"muniment": 1, "kind": "model", "name": "terne", "version": "1.0"}


def cited(card: dict[str, Any], as_of: str = DAY, role: str = "gpai-provider") -> set[str]:
    """Return the ids of the duties that a validator finds a card to lack something for."""
    schema = role_schema("model", role, as_of)
    found = set()
    for error in Draft202012Validator(schema).iter_errors(card):
        where = list(error.absolute_schema_path)
        assert where[0] == "allOf", error.message
        rule = schema["allOf"][where[1]]
        assert rule["title"] and rule["description"]
        found.add(rule["$comment"].partition(",")[0])
    return found


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_schema_is_one(role: str, kind: str) -> None:
    Draft202012Validator.check_schema(role_schema(kind, role, DAY))


def test_asks_what_the_law_asks_of_the_role() -> None:
    assert {"TPL-0-a", "TPL-0-b", "TPL-1.2-c"} <= cited({**HEADER, "gpai": True})


def test_asks_nothing_while_it_is_open_whether_the_duty_applies() -> None:
    assert cited(HEADER) == set()
    assert cited({**HEADER, "gpai": False}) == set()


def test_relief_for_open_source_takes_away_what_it_takes_away() -> None:
    open_source = {
        "gpai": True,
        "systemic_risk": False,
        "licence": {"allows": ["access", "use", "modify", "distribute"]},
        "public_parts": ["weights", "architecture", "usage_information"],
    }
    with_relief = cited({**HEADER, **open_source})
    assert not {found for found in with_relief if found.startswith(("AIA-A11-1", "AIA-A12"))}
    assert "TPL-0-a" in with_relief
    for closed in ({"public_parts": ["architecture"]}, {"systemic_risk": True}, {"licence": {"allows": ["access"]}}):
        assert {"AIA-A11-1-1a", "AIA-A12-1a", "TPL-0-a"} <= cited({**HEADER, **open_source, **closed}), closed


def test_asks_nothing_before_the_first_day() -> None:
    assert cited({**HEADER, "gpai": True}, as_of="2025-08-01") == set()


def test_another_role_is_asked_other_things() -> None:
    assert cited({**HEADER, "gpai": True}, role="supplier") == set()


@pytest.mark.parametrize("answer", ["2026-05-04", {"unknown": "not yet decided"}, {"value": "2026-05-04"}])
def test_a_status_is_a_statement(answer: object) -> None:
    assert "TPL-1.2-c" not in cited({**HEADER, "gpai": True, "union_market_date": answer})


def test_a_status_above_speaks_for_what_is_below() -> None:
    assert "TPL-0-a" not in cited({**HEADER, "gpai": {"value": True}, "summary": {"unknown": "not yet written"}})


def test_what_is_computed_is_asked_of_nobody() -> None:
    lacking = cited({**HEADER, "gpai": True})
    assert not lacking & {"TPL-1.3-date", "TPL-1.3-mod", "TPL-2.1-yn"}


def test_one_schema_for_cards_of_every_kind() -> None:
    schema = role_schema("", "provider_gpai", DAY)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    assert list(validator.iter_errors({**HEADER, "gpai": True}))
    assert not list(validator.iter_errors(HEADER))


def test_words_of_a_role_in_any_order_and_no_others() -> None:
    assert role_schema("model", "gpai-provider", DAY) == role_schema("model", "provider_gpai", DAY)
    with pytest.raises(CannotRun):
        role_schema("model", "gpai-supplier", DAY)
    with pytest.raises(CannotRun):
        role_schema("model", "supplier", "2023-01-01")


def test_the_command_prints_it() -> None:
    command = [sys.executable, "-m", "muniment.cli.main", "schema", "--role", "gpai-provider", "--as-of", DAY]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["$id"] == f"urn:muniment:schema:role:provider_gpai:{DAY}"
    wrong = subprocess.run([*command[:-4], "--role", "nobody"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2 and "There is no role" in wrong.stderr
