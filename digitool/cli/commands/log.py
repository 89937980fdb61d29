"""What was changed, when and by whom"""

from __future__ import annotations

import json
from typing import Any

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import DAYS
from digitool.errors import Phrase
from digitool.model.ids import operation_id
from digitool.render import Column

app = area(__doc__)

_COLUMNS = (
    Column("operation", "Operation"),
    Column("at", "Time", "instant"),
    Column("kind", "What"),
    Column("actor", "Who"),
    Column("undone_by", "Undone by"),
    Column("result", "Result", "object"),
    Column("recorded_at", "Recorded", "instant", wide=True),
    Column("key", "Key", wide=True),
    Column("params", "Asked for", "object", wide=True),
)
_LIMIT = 20


@command(
    app,
    DAYS,
    columns=_COLUMNS,
    examples=("digitool log", "digitool log --on today --json"),
)
def log(here: Context) -> None:
    """List operations, the newest first. Every write is one.

    The time is the one that the write was done for (--as-of); wide and JSON also show when it was
    recorded by the clock of the machine. Codes of coupons, pickups and exit passes are masked.
    """
    from digitool.db.connection import damaged
    from digitool.db.history import recorded_operations

    period = here.optional_period()
    found = here.ask(recorded_operations, here.calendar.span(period) if period else None)
    try:
        rows = [_row(dict(one)) for one in found]
    except ValueError:
        raise damaged(here.workspace.database, Phrase("an operation cannot be read", {})) from None
    here.answer(rows, period=period, limit=_LIMIT, empty="nothing was changed in this time")


def _row(one: dict[str, Any]) -> dict[str, Any]:
    from digitool.db.bearer import told_with_masks

    result = told_with_masks(one["result"])
    result.pop("operation", None)
    return {
        **one,
        "operation": operation_id(one["seq"]),
        "result": result,
        "params": json.loads(one["params"]),
        "undone_by": operation_id(one["undone_by"]) if one["undone_by"] else None,
    }
