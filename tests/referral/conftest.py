"""Fixtures of the referral room's tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from digitool.referral.checks import CHECKS
from tests.conftest import Cli
from tests.referral.street import Street
from tests.referral.town import Town


@pytest.fixture
def street(tmp_path: Path) -> Iterator[Street]:
    """A shop with referral campaigns; its books must be right when a test ends."""
    street = Street(tmp_path / "digitool.db", customers=70)
    yield street
    differences = street.differences()
    street.close()
    assert differences == []


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A town whose books must be right when a test ends."""
    town = Town(tmp_path_factory.mktemp("town") / "digitool.db", customers=40)
    yield town
    differences = town.differences() + [text for check in CHECKS.values() for text in check(town.connection)]
    town.close()
    assert differences == []


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
