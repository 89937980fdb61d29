"""The footer of a WeChat Pay trade bill is a checksum: count the rows and add them up again."""

from __future__ import annotations

from decimal import Decimal

from digitool.model.numbers import read_decimal
from digitool.model.text import mask_value
from digitool.sources.file import problems
from digitool.sources.file.rows import header_name

FOOTER_STARTS = frozenset({"总交易单数"})

_SUMMED = {
    "应结订单总金额": "应结订单金额",
    "总交易额": "总金额",
    "退款总金额": "退款金额",
    "总退款金额": "退款金额",
    "充值券退款总金额": "充值券退款金额",
    "总代金券或立减优惠退款金额": "代金券或立减优惠退款金额",
    "手续费总金额": "手续费",
    "订单总金额": "订单金额",
    "申请退款总金额": "申请退款金额",
}


class Sums:
    """Running totals of a bill, in yuan, by column.

    Old bills repeat the order's amount on its refund row, so a footer may mean all rows or all but
    the refunds; both totals are kept and either may match.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self.rows = 0
        self._state = names.index("交易状态")
        self._places = {column: names.index(column) for column in _SUMMED.values() if column in names}
        self._all = dict.fromkeys(self._places, Decimal())
        self._paid = dict.fromkeys(self._places, Decimal())
        self._unreadable: set[str] = set()

    def add(self, cells: list[str]) -> None:
        """Count one row; a cell that is no amount takes its column out of the comparison."""
        self.rows += 1
        refund = len(cells) > self._state and cells[self._state].strip(" `") == "REFUND"
        for column, place in self._places.items():
            value = amount(cells[place]) if len(cells) > place else None
            if value is None:
                self._unreadable.add(column)
                continue
            self._all[column] += value
            if not refund:
                self._paid[column] += value

    def check(self, file: str, names: list[str], values: list[str]) -> None:
        """Compare with the footer; raises DataError ``footer_mismatch`` or ``truncated``."""
        if len(values) < len(names):
            raise problems.no_footer(file)
        for name, value in zip(map(header_name, names), values, strict=False):
            stated = amount(value)
            if name in FOOTER_STARTS:
                self._compare(file, name, value, stated, (Decimal(self.rows),))
            column = _SUMMED.get(name, "")
            if column in self._places and column not in self._unreadable:
                self._compare(file, name, value, stated, (self._all[column], self._paid[column]))

    def _compare(
        self, file: str, name: str, value: str, stated: Decimal | None, found: tuple[Decimal, ...]
    ) -> None:
        if stated is None or stated not in found:
            raise problems.other_footer(file, name, mask_value(value.strip(" `")), f"{found[0]:f}")


def amount(cell: str) -> Decimal | None:
    """A decimal number, empty as 0; None for anything else."""
    plain = cell.strip(" \t`'")
    try:
        return read_decimal(plain) if plain else Decimal()
    except ValueError:
        return None
