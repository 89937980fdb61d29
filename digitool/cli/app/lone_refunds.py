"""What reports of net sales say of refunds whose purchase nobody knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from digitool.cli.app.context import Context


REFUNDS, FEN = "refunds_without_purchase", "refunds_without_purchase_fen"


def note_lone_refunds(here: Context, rows: Iterable[Mapping[str, Any]]) -> None:
    """Say how much of the refunds in these rows is of purchases that nobody knows, if any is."""
    from digitool.model.money import format_yuan

    counts = [(row[REFUNDS], row[FEN]) for row in rows]
    if refunds := sum(count for count, _ in counts):
        here.note(
            "refunds whose purchase was never imported: {count}, {amount} in all; they count on their own day"
            " (digitool flow refunds)",
            count=refunds,
            amount=format_yuan(sum(fen for _, fen in counts)),
        )
