"""Read a purchase log from a plain file: one purchase a line, with customer, date and amount.

    customer,date,amount,store
    10023,2026-03-01,129.50,S001

Comma, tab or semicolon; UTF-8 or GB18030; the store is optional. Any customer id is taken and kept only
as a number, so nothing personal leaves the file.
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from digitool.campaign.history.purchase_log import NOWHERE, PurchaseLog
from digitool.errors import DataError, InputOutputError, NotFoundError, UsageError, reason_of
from digitool.model.days import DAY_MS, parse_local
from digitool.model.money import parse_yuan
from digitool.model.text import mask_value
from digitool.workspace.inputs import reading

NAMES = {
    "customer": ("customer", "customer_id", "user", "person", "顾客", "客户", "会员"),
    "date": ("date", "day", "time", "日期", "时间"),
    "amount": ("amount", "value", "spend", "yuan", "金额", "实付"),
    "store": ("store", "store_code", "门店"),
}
_COMPACT = re.compile(r"\d{8}", re.ASCII)
MOST_BYTES = 512 * 1024 * 1024


class _Row(NamedTuple):
    customer: str
    day: int
    fen: int
    store: str


def read_log(path: Path) -> PurchaseLog:
    """The log as `PurchaseLog`: customers and stores by number in order of their names.

    Raises NotFoundError, InputOutputError, UsageError ``no_log_columns`` where the first line does not
    name the columns, and DataError ``bad_log_line`` with file and line for a row that cannot be read.
    """
    lines = _text(path).splitlines()
    delimiter = max(",\t;", key=lines[0].count) if lines else ","
    rows = csv.reader(lines, delimiter=delimiter)
    places = _places(path, next(rows, []))
    found = [_row(path, rows.line_num, cells, places) for cells in rows if any(map(str.strip, cells))]
    return _log(found)


def _log(rows: Sequence[_Row]) -> PurchaseLog:
    """The log; the file's stores are the groups of its customers, each in the one of most of her lines."""
    customer = _numbers(row.customer for row in rows)
    store = np.full(len(rows), NOWHERE, dtype=np.int64)
    if any(row.store for row in rows):
        lines = Counter((row.customer, row.store) for row in rows)
        ascending = sorted((count, who, code) for (who, code), count in lines.items())
        group = {who: code for _count, who, code in ascending}
        store = _numbers(group[row.customer] for row in rows)
    return PurchaseLog.of(customer, [row.day for row in rows], [row.fen for row in rows], store)


def _numbers(names: Iterable[str]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    every = list(names)
    order = {name: number for number, name in enumerate(sorted(set(every)))}
    return np.array([order[name] for name in every], dtype=np.int64)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputOutputError("log_too_large", "{path} is larger than {limit} MB", path=path, limit=512)
        raw = reading(path).read_bytes()
    except FileNotFoundError:
        raise NotFoundError(
            "no_log", "there is no file {path}", hint="check the path; nothing was read", path=path
        ) from None
    except OSError as error:
        raise InputOutputError(
            "log_unreadable", "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _places(path: Path, header: Sequence[str]) -> dict[str, int]:
    """The column of each name; the store may be missing."""
    known = [cell.strip().lower() for cell in header]
    places = {
        name: known.index(word) for name, words in NAMES.items() for word in words[::-1] if word in known
    }
    missing = [name for name in ("customer", "date", "amount") if name not in places]
    if missing:
        raise UsageError(
            "no_log_columns",
            "{path} has no column {missing}",
            hint="its first line must be like this: customer,date,amount",
            path=path,
            missing=", ".join(missing),
        )
    return places


def _day(text: str) -> int:
    """The day number of ``2026-03-01``, ``2026/3/1``, ``20260301``, with or without a time."""
    if _COMPACT.fullmatch(text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return parse_local(text, "UTC") // DAY_MS


def _row(path: Path, line: int, cells: Sequence[str], places: dict[str, int]) -> _Row:
    try:
        return _Row(
            cells[places["customer"]].strip(),
            _day(cells[places["date"]].strip()),
            parse_yuan(cells[places["amount"]]),
            cells[places["store"]].strip() if "store" in places else "",
        )
    except (ValueError, IndexError):
        raise DataError(
            "bad_log_line",
            "{path}:{line}: not a customer, a date and an amount: {row}",
            hint="a line looks like this: 10023,2026-03-01,129.50",
            path=path,
            line=line,
            row=mask_value(",".join(cells)[:40]),
        ) from None
