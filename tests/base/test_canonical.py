"""Canonical bytes: the fast way says what the reference implementation of RFC 8785 says, and refuses the same."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from muniment.base.canonical import canonical_bytes

scalars = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text()
values = st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(values)
def test_the_bytes_are_those_of_the_reference(value: object) -> None:
    assert canonical_bytes(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1.5, 2**53, -(2**53), {"a": [2**60]}, "\ud800", {"\ud800": 1}, {1: 2}, {"a": b"x"}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError):
        canonical_bytes(value)


def test_keys_are_sorted_by_utf_16_code_units() -> None:
    assert canonical_bytes({"\ue000": 1, "\U0001f600": 2, "a": 3}) == '{"a":3,"\U0001f600":2,"\ue000":1}'.encode()
