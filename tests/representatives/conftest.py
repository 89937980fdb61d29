"""What tests of this room share."""

from __future__ import annotations

import pytest

from tests.conftest import Cli


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
