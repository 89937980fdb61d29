"""The tests notice mistakes: each seeded bug turns them red."""

from __future__ import annotations

import pytest

from tests.coupons.seeded_bugs import BUGS, caught


@pytest.mark.slow
@pytest.mark.parametrize("name", BUGS)
def test_seeded_bug_is_caught(name: str) -> None:
    """With this bug in the program the tests named for it fail."""
    assert caught(name), BUGS[name].what
