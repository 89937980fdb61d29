"""Fixtures of the referral room's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.referral.street import Street


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """A shop with referral campaigns; its books must be right when a test ends."""
    street = Street(tmp_path / "digitool.db", customers=70)
    yield street
    differences = street.differences()
    street.close()
    assert differences == []
