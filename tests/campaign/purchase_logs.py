"""Read purchase logs into (customer, day) pairs and cut histories from them at any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from digitool.campaign.history.log_file import read_log
from digitool.campaign.history.purchase_log import PurchaseLog
from digitool.campaign.models.bg_nbd import BuyerHistories

_EPOCH = date(1970, 1, 1).toordinal()


@dataclass(frozen=True)
class Purchases:
    """Distinct (customer, day) pairs sorted by customer, then day: arrays (m,), days from the log's first."""

    customer: np.ndarray
    day: np.ndarray


def read_cdnow(path: Path) -> Purchases:
    """CDNOW_master.txt: customer, date YYYYMMDD, number of CDs, dollars."""
    rows = np.loadtxt(path, skiprows=1, usecols=(0, 1), dtype=np.int64)
    first = date(1997, 1, 1).toordinal()
    days = {
        int(d): date(d // 10_000, d // 100 % 100, d % 100).toordinal() - first for d in np.unique(rows[:, 1])
    }
    day = np.array([days[int(d)] for d in rows[:, 1]])
    pairs = np.unique(np.stack([rows[:, 0], day]), axis=1)
    return Purchases(pairs[0], pairs[1])


def read_sales(path: Path) -> PurchaseLog:
    """A purchase log with sales in hundredths: CDNOW_master.txt, or a CSV of customer, date, amount."""
    if path.suffix.lower() == ".csv":
        return read_log(path)
    rows = np.loadtxt(path, skiprows=1, usecols=(0, 1, 3))
    written = rows[:, 1].astype(np.int64)
    dates = np.unique(written)
    days = [date(d // 10_000, d // 100 % 100, d % 100).toordinal() - _EPOCH for d in dates.tolist()]
    day = np.array(days)[np.searchsorted(dates, written)]
    return PurchaseLog.of(rows[:, 0].astype(np.int64), day, np.rint(100 * rows[:, 2]).astype(np.int64))


def history_at(purchases: Purchases, end: int) -> BuyerHistories:
    """Repeat purchases, recency and age in weeks of everybody who bought up to day ``end`` (included)."""
    past = purchases.day <= end
    _, first, count = np.unique(purchases.customer[past], return_index=True, return_counts=True)
    day = purchases.day[past]
    last = day[first + count - 1]
    return BuyerHistories.of(count - 1, (last - day[first]) / 7, (end - day[first]) / 7)
