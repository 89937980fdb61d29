"""Who gets a coupon, as a file names them: one customer id a line, or a table with a column of them."""

from __future__ import annotations

import csv
import io
from typing import NamedTuple

from digitool.db.port import Connection
from digitool.errors import DataError, NotFoundError, UsageError
from digitool.model.ids import IdentifierId
from digitool.model.text import mask_value
from digitool.model.typed_ids import read_customer

COLUMNS = frozenset(
    {"customer", "customer_id", "person", "identifier", "id", "顾客", "顾客编号", "顾客id", "客户", "会员"}
)
"""Headings of the column that holds the ids; without one it is the first column."""
MOST_SHOWN = 5


class Recipient(NamedTuple):
    """An identifier id and the line of the file that names it."""

    line: int
    customer: IdentifierId


def read_recipients(text: str, file: str) -> list[Recipient]:
    """The customers of a file, in its order; empty lines are left out.

    Raises DataError ``bad_recipients`` with the line of every id that is none (the first five).
    """
    rows = csv.reader(io.StringIO(text.lstrip("\ufeff"), newline=""))
    found: list[Recipient] = []
    wrong: list[str] = []
    column = 0
    for number, row in enumerate(rows, 1):
        cells = [cell.strip() for cell in row]
        if number == 1 and COLUMNS & set(map(str.lower, cells)):
            column = next(n for n, cell in enumerate(cells) if cell.lower() in COLUMNS)
            continue
        if not any(cells):
            continue
        typed = cells[column] if column < len(cells) else ""
        try:
            found.append(Recipient(rows.line_num, read_customer(typed)))
        except UsageError:
            wrong.append(f"{rows.line_num} ({mask_value(typed) or '-'})")
    if wrong:
        raise DataError(
            "bad_recipients",
            "{file}: {count} lines hold no customer id, lines {lines}",
            hint="one id such as P12 a line, or a table with the column customer; nothing was given",
            file=mask_value(file),
            count=len(wrong),
            lines=", ".join(wrong[:MOST_SHOWN]) + (", …" if len(wrong) > MOST_SHOWN else ""),
        )
    return found


def require_customers(connection: Connection, recipients: list[Recipient], file: str) -> list[IdentifierId]:
    """The ids of customers who all exist. Raises NotFoundError ``no_recipient`` with the first line."""
    for one in recipients:
        if connection.execute("SELECT 1 FROM identifier WHERE id = ?", (one.customer,)).fetchone() is None:
            raise NotFoundError(
                "no_recipient",
                "{file}, line {line}: there is no customer P{customer}",
                hint="correct the line and run the command again; nothing was given",
                try_next="digitool customer find --help",
                file=mask_value(file),
                line=one.line,
                customer=one.customer,
            )
    return [one.customer for one in recipients]
