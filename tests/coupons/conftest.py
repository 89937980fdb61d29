"""Fixtures of the coupon tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.coupons.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with twenty customers; its books must be clean when a test ends."""
    shop = Shop(tmp_path / "digitool.db")
    yield shop
    differences = shop.differences()
    shop.close()
    assert differences == []
