"""The coupon commands as a test runs them: one call, its exit code and its JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Run = Callable[..., tuple[int, dict[str, Any]]]
CREATE = (
    "create TEN20 --kind amount --value 20.00 --min-spend 100.00 --total 1000 --per-customer 1"
    " --valid-days 14"
)


def rows(answer: tuple[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows of a command that must have worked."""
    assert answer[0] == 0, answer
    found: list[dict[str, Any]] = answer[1]["rows"]
    return found
