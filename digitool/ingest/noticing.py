"""What is worth a look at receipts, although their rows are taken."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from digitool.facts.parts import Kept, paid
from digitool.facts.receipts import Receipt
from digitool.facts.sales.matching import DOUBLE
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
    numbers that another file told with another kind of key; ``differs``: how many facts of a kind (its
    table) another file tells otherwise; ``matched``: new matches of tills' sales and payments, by kind.
    """

    apart: set[Receipt] = field(default_factory=set)
    grew: dict[Receipt, tuple[int, int]] = field(default_factory=dict)
    twofold: set[Receipt] = field(default_factory=set)
    differs: Counter[str] = field(default_factory=Counter)
    matched: Counter[str] = field(default_factory=Counter)

    def look(self, receipt: Receipt, rows: Sequence[Kept], before_fen: int | None) -> None:
        """Take note of a receipt's sale that changed; ``before_fen`` is what other files had told of it."""
        moments = [row.at for row in rows]
        if max(moments) - min(moments) >= _FAR:
            self.apart.add(receipt)
        whole = [row for row in rows if row.whole]
        if before_fen is not None and whole and paid(whole)[1] != before_fen:
            first = self.grew.get(receipt, (before_fen, 0))[0]
            self.grew[receipt] = first, paid(whole)[1]

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
        if doubles := self.matched[DOUBLE]:
            found.append(
                Warn(
                    "sales_told_twice",
                    "{matched} sales of tills are payments of a bill, by time and amount; {open} more are"
                    " told by both, nobody knows as which, and count once. See digitool reconcile",
                    {"matched": self.matched.total() - doubles, "open": doubles},
                )
            )
        found += [
            Warn(f"{kind}_differs", _DIFFERS[kind], {"count": count})
            for kind, count in self.differs.items()
            if count
        ]
        return found


_DIFFERS = {
    "traffic": (
        "{count} counts differ from what another file says of the same time; the larger one counts. See"
        " digitool check contradictions; import undo takes a wrong file back"
    ),
    "mini_program_figure": (
        "{count} figures differ from what another file says of the same day; the larger one counts. See"
        " digitool check contradictions; import undo takes a wrong file back"
    ),
    "group_chat": (
        "{count} groups have another owner in another file, and this one does not say when it was taken, so"
        " its owner does not count; say when with --at"
    ),
    "sale_place": (
        "{count} rows stay where an earlier import placed them, although the settings would place them"
        " elsewhere now; to have them follow, import the file again with --replaces and that import's number"
    ),
    "sale_claim": (
        "{count} purchases differ from what another file says of them; the lower amount counts. See"
        " digitool check contradictions; import undo takes a wrong file back"
    ),
}


def _named(receipt: Receipt) -> str:
    return f"{mask_value(receipt.number)} ({iso_day(receipt.day)})"
