"""Who gets a coupon, as a file names them: one customer id a line, or a table with a column of them."""

from __future__ import annotations

from digitool.db.port import Connection
from digitool.errors import NotFoundError
from digitool.model.ids import IdentifierId
from digitool.model.text import mask_value
from digitool.model.typed_ids import Listed


def require_customers(connection: Connection, listed: list[Listed], file: str) -> list[IdentifierId]:
    """The ids of customers who all exist. Raises NotFoundError ``no_recipient`` with the first line."""
    for one in listed:
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
    return [one.customer for one in listed]
