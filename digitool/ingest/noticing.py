"""What is worth a look at receipts, although their rows are taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from digitool.facts.parts import Kept, paid
from digitool.facts.receipts import Receipt
from digitool.model.days import HOUR_MS, iso_day
from digitool.model.money import format_yuan
from digitool.model.records import Warn
from digitool.model.text import mask_value

_FAR = HOUR_MS
"""Nobody rings up one receipt for this long: rather two tills number alike."""


@dataclass
class Noticed:
    """Receipts of one import that look like more or fewer sales than they are, or were.

    ``apart``: rows that stand far apart; ``grew``: rows in addition to those of another file; ``twofold``:
    numbers that another file told with another kind of key.
    """

    apart: set[Receipt] = field(default_factory=set)
    grew: dict[Receipt, tuple[int, int]] = field(default_factory=dict)
    twofold: set[Receipt] = field(default_factory=set)

    def look(self, receipt: Receipt, before: Sequence[Kept], after: Sequence[Kept], *, again: bool) -> None:
        """Take note of a receipt's sale; ``again`` says that another file told of it before."""
        moments = [row.at for row in after]
        if before != after and max(moments) - min(moments) >= _FAR:
            self.apart.add(receipt)
        old, new = _whole(before), _whole(after)
        if again and old and new != old:
            first = self.grew.get(receipt, (paid(old)[1], 0))[0]
            self.grew[receipt] = first, paid(new)[1]

    def warnings(self) -> list[Warn]:
        """What to tell a person."""
        found = []
        if self.apart:
            found.append(
                Warn(
                    "receipts_apart",
                    "{count} receipt numbers stand at moments an hour or more apart on one day, such as"
                    " {receipt}: if several tills number alike, map the column of the till",
                    {"count": len(self.apart), "receipt": _named(min(self.apart))},
                )
            )
        if self.grew:
            receipt = min(self.grew)
            before, after = map(format_yuan, self.grew[receipt])
            found.append(
                Warn(
                    "receipts_grew",
                    "{count} receipts have further rows here that an earlier file had not, such as {receipt}:"
                    " {before}, now {after}; rows of one receipt add up",
                    {"count": len(self.grew), "receipt": _named(receipt), "before": before, "after": after},
                )
            )
        if self.twofold:
            found.append(
                Warn(
                    "receipts_twofold",
                    "{count} numbers, such as {receipt}, came before in another way: with a till or without"
                    " one, as receipts or as orders. Sales told in two ways count twice: import a shop's"
                    " files with one mapping",
                    {"count": len(self.twofold), "receipt": _named(min(self.twofold))},
                )
            )
        return found


def _whole(rows: Iterable[Kept]) -> list[Kept]:
    return [row for row in rows if row.whole]


def _named(receipt: Receipt) -> str:
    return f"{mask_value(receipt.number)} ({iso_day(receipt.day)})"
