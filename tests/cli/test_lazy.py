"""Values of options, read without pydantic, and the sources of the language."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import pytest

from digitool.cli.app.coerce import reader
from digitool.cli.app.invocation import glance, language_of
from digitool.errors import UsageError


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (str, "x", "x"),
        (int, " -12 ", -12),
        (float, "0.5", 0.5),
        (bool, "no", False),
        (bool, "yes", True),
        (Path, "a/b", Path("a/b")),
        (Literal["a", "b"], "b", "b"),
        (list[int], "3", 3),
    ],
)
def test_values_are_read_by_kind(kind: object, text: str, value: object) -> None:
    """Each kind of option has one plain reading."""
    read = reader(kind)
    assert read is not None
    assert read("--x", text) == value


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (int, ""),
        (int, "1.0"),
        (int, "1_000"),
        (int, "１２"),
        (int, "9" * 30),
        (float, "nan"),
        (float, "inf"),
        (float, "1_0"),
        (float, "1e1"),
        (float, "１０"),
        (float, " 10 "),
        (Literal["a", "b"], "c"),
        (Path, "a\0b"),
    ],
)
def test_wrong_values_are_usage_errors(kind: object, text: str) -> None:
    """What is not of the kind is an error that names the option."""
    read = reader(kind)
    assert read is not None
    with pytest.raises(UsageError, match="--x"):
        read("--x", text)


def test_unknown_kinds_are_left_to_the_parser() -> None:
    """A kind that we do not read is not guessed at."""
    assert reader(complex) is None


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LC_MESSAGES": "zh_TW", "LANG": "en_US"}, "zh"),
        ({"DIGITOOL_LANG": "zh", "LC_ALL": "en_US"}, "zh"),
        ({"LC_ALL": "", "LANG": "zh"}, "zh"),
    ],
)
def test_the_language_of_the_environment(environ: dict[str, str], language: str) -> None:
    """DIGITOOL_LANG, LC_ALL, LC_MESSAGES, LANG in this order; English otherwise."""
    assert language_of(environ) == language


def test_a_glance_stops_at_a_double_dash() -> None:
    """What stands after -- is data, not an option."""
    invocation = glance(["sql", "--", "--json", "--lang", "zh"], {})
    assert (invocation.json_errors, invocation.language) == (False, "en")
    assert glance(["x", "--format", "jsonl", "--lang=zh", "-qv"], {}).verbose
