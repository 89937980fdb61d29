"""Public data that some tests are held against; they skip with a reason where it is absent."""

from __future__ import annotations

import csv
import os
from pathlib import Path

import numpy as np
import pytest

from digitool.campaign.models.bg_nbd import BuyerHistories
from tests.campaign.purchase_logs import Purchases, history_at, read_cdnow
from tests.conftest import Cli

CALIBRATION_DAYS = 272
"""CDNOW's customary split: 1 January to 30 September 1997."""


def data_file(name: str) -> Path:
    """A file of the public data, by DIGITOOL_DATA or beside the repository; skips where absent."""
    beside = Path(__file__).resolve().parents[3] / "shared" / "data"
    path = Path(os.environ.get("DIGITOOL_DATA", beside)) / name
    if not path.exists():
        pytest.skip(f"public data {name} not found: set DIGITOOL_DATA to the folder that holds it")
    return path


@pytest.fixture(scope="session")
def cdnow() -> np.ndarray:
    """CDNOW sample (2357, 5): customer, repeat purchases, recency, age in weeks, mean basket in dollars."""
    return np.loadtxt(
        data_file("cdnow/cdnow_customers_summary_with_transactions.csv"), delimiter=",", skiprows=1
    )


def cdnow_file() -> Path:
    """The purchase log of CDNOW, or the one of its form that DIGITOOL_CDNOW names."""
    given = os.environ.get("DIGITOOL_CDNOW")
    return Path(given) if given else data_file("cdnow/CDNOW_master.txt")


def hillstrom_file() -> Path:
    """The Hillstrom experiment, or the one of its form that DIGITOOL_HILLSTROM names."""
    given = os.environ.get("DIGITOOL_HILLSTROM")
    return Path(given) if given else data_file("hillstrom/hillstrom_data.csv")


@pytest.fixture(scope="session")
def hillstrom() -> dict[str, np.ndarray]:
    """Visit, conversion and spend (n, 3) of the Hillstrom e-mail experiment by arm."""
    arms: dict[str, list[tuple[float, ...]]] = {}
    with hillstrom_file().open(newline="") as lines:
        for row in csv.DictReader(lines):
            outcome = (float(row["visit"]), float(row["conversion"]), float(row["spend"]))
            arms.setdefault(row["segment"], []).append(outcome)
    return {arm: np.array(outcomes) for arm, outcomes in arms.items()}


@pytest.fixture(scope="session")
def cdnow_purchases() -> Purchases:
    """Every purchase of all 23,570 CDNOW customers, 1 January 1997 to 30 June 1998."""
    return read_cdnow(data_file("cdnow/CDNOW_master.txt"))


@pytest.fixture(scope="session")
def cdnow_full(cdnow_purchases: Purchases) -> BuyerHistories:
    """All CDNOW customers up to 30 September 1997 (week 39), one purchase a day."""
    return history_at(cdnow_purchases, CALIBRATION_DAYS)


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands of this room, each in a fork."""
    return forked_cli
