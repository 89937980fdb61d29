"""What the rows of a table make of one purchase: its sale and its returns, from whatever files. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from digitool.model.ids import Ms
from digitool.model.keys import key64
from digitool.model.records import OrderLine, PurchasePart, is_return


class Kept(NamedTuple):
    """A row as it is kept; ``digest`` is what makes it the same row when it comes again.

    ``line`` is the article of a row that takes something off; that of any other stands in the purchase's
    lines, and here only while the row is new.
    """

    at: Ms
    fen: int
    digest: int
    whole: bool
    line: OrderLine | None = None

    def stored(self) -> list[Any]:
        """The row as JSON holds it."""
        cells: list[Any] = [self.at, self.fen, self.digest, int(self.whole)]
        return [*cells, list(self.line)] if self.line is not None and self.fen < 0 else cells


def kept(cells: Sequence[Any]) -> Kept:
    """A row from what JSON holds."""
    line = OrderLine(*cells[4]) if len(cells) > 4 else None
    return Kept(cells[0], cells[1], cells[2], bool(cells[3]), line)


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


def retold(before: ToldRows, new: Iterable[Kept], *, newer: bool = True) -> ToldRows:
    """All rows after some were told again; of two accounts of one row the newer one counts."""
    rows = {row.digest: row for row in (*before.sale, *before.returns)}
    for row in new:
        old = rows.get(row.digest)
        if old is None or (newer and (old.at, old.fen) != (row.at, row.fen)):
            rows[row.digest] = row
    moments: dict[tuple[bool, int], int] = defaultdict(int)
    for row in rows.values():
        moments[row.whole, row.at] += row.fen
    sale: list[Kept] = []
    returns: list[Kept] = []
    for row in sorted(rows.values(), key=lambda row: (row.at, row.fen, row.digest)):
        (returns if is_return(row.fen, moments[row.whole, row.at]) else sale).append(row)
    return ToldRows(tuple(sale), tuple(returns))


def paid(sale: Sequence[Kept]) -> tuple[int, int]:
    """When a sale was made, and its amount in fen: by rows that tell what was paid, else by article."""
    counting = [row for row in sale if row.whole] or list(sale)
    return min(row.at for row in counting), sum(row.fen for row in counting)


def lines_after(lines: Iterable[OrderLine], before: Sequence[Kept], after: Sequence[Kept]) -> list[OrderLine]:
    """The lines of a purchase after its sale changed, in an order that follows from what they say."""
    left = list(lines)
    stays = {(row.digest, row.fen) for row in after}
    for row in before:
        if (row.digest, row.fen) not in stays:
            gone = next((line for line in left if _is_of(line, row, after)), None)
            if gone is not None:
                left.remove(gone)
    told = {(row.digest, row.fen) for row in before}
    left += [row.line for row in after if row.line is not None and (row.digest, row.fen) not in told]
    return sorted(left)


def _is_of(line: OrderLine, row: Kept, after: Sequence[Kept]) -> bool:
    """Whether a line is that of a row which is no longer told so; the newer account has its article."""
    if row.line is not None:
        return line == row.line
    newer = next((one.line for one in after if one.digest == row.digest), None)
    same = newer is not None and (line.item, line.title) == (newer.item, newer.title)
    return same and line.amount_fen == row.fen
