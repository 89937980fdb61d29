"""What the rows of a table make of one purchase: its sale and its returns, from whatever files. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from digitool.model.ids import Ms
from digitool.model.keys import key64
from digitool.model.records import OrderLine, PurchasePart, is_return


class Kept(NamedTuple):
    """A row as it is kept; ``digest`` makes it the same row when it comes again, ``line`` is its article."""

    at: Ms
    fen: int
    digest: int
    whole: bool
    line: OrderLine | None = None


def keep(parts: Iterable[PurchasePart], *, order: bool) -> tuple[Kept, ...]:
    """The rows of one telling, to be kept.

    A receipt's row is known by all that it says: it never changes. An order is told again when it changes,
    so what it adds is known by its article, and the newest account of it counts.
    """
    articles: Counter[tuple[Any, ...]] = Counter()
    found = []
    for part in parts:
        article = (part.line.item, part.line.title) if part.line is not None else ("", "")
        if order and part.amount_fen >= 0:
            articles[article] += 1
            says: tuple[Any, ...] = ("article", part.whole, *article, articles[article])
        else:
            pieces = part.line.quantity if part.line is not None else 0
            says = ("row", part.whole, part.at, part.amount_fen, *article, pieces, part.nth)
        digest = key64(*map(str, says))
        found.append(Kept(part.at, part.amount_fen, digest, part.whole, part.line))
    return tuple(found)


class ToldRows(NamedTuple):
    """The rows of a purchase that were ever told: those of its sale, and returns. In no matter what order."""

    sale: tuple[Kept, ...] = ()
    returns: tuple[Kept, ...] = ()


def parted(rows: Iterable[Kept]) -> ToldRows:
    """Which rows are a sale and which are returns; each comes once, in no matter what order."""
    every = sorted(rows, key=lambda row: (row.at, row.fen, row.digest))
    moments: dict[tuple[bool, int], int] = defaultdict(int)
    for row in every:
        moments[row.whole, row.at] += row.fen
    back = [is_return(row.fen, moments[row.whole, row.at]) for row in every]
    return ToldRows(
        tuple(row for row, gone in zip(every, back) if not gone),
        tuple(row for row, gone in zip(every, back) if gone),
    )


def paid(sale: Sequence[Kept]) -> tuple[int, int]:
    """When a sale was made, and its amount in fen: by rows that tell what was paid, else by article."""
    counting = [row for row in sale if row.whole] or list(sale)
    return min(row.at for row in counting), sum(row.fen for row in counting)
