"""TOML that we write says what was meant, on one line a key."""

from __future__ import annotations

import tomli
from hypothesis import given
from hypothesis import strategies as st

from digitool.forms.toml_file import dotted, line_of
from digitool.forms.writing import toml_key, toml_lines, toml_table, toml_value

VALUES = st.recursive(
    st.text() | st.integers(-(2**63), 2**63 - 1) | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_is_written_reads_back_equal(values: dict[str, object]) -> None:
    """Texts of any characters, numbers, flags, lists and tables of such, under keys of any characters."""
    text = toml_table("[here]", values)
    assert tomli.loads(text) == {"here": values}
    assert len(text.split("\n")) == len(values) + 2


def test_a_person_would_write_it_so() -> None:
    """Chinese stays readable, quotes stand where they must, and a day is no number."""
    assert toml_lines({"name": "禾禾", "on": True, "gates": ["1", "2"], "bits": 16}) == [
        'name = "禾禾"',
        "on = true",
        'gates = ["1", "2"]',
        "bits = 16",
    ]
    assert toml_value({"sun": "closed", "2026-10-01": "closed"}) == (
        '{ sun = "closed", "2026-10-01" = "closed" }'
    )
    assert [toml_key(name) for name in ("S001-shelf", "6600", "中", "")] == [
        "S001-shelf",
        '"6600"',
        '"中"',
        '""',
    ]


@given(st.lists(st.text("ab-_01 中", min_size=1), min_size=1, max_size=4))
def test_a_key_path_is_found_as_it_is_told(parts: list[str]) -> None:
    """What a complaint calls a key is what stands in the file."""
    path = tuple(parts)
    assert line_of(f"# first\n{dotted(path)} = 1\n", path) == 2
