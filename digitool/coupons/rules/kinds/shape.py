"""The one shape of every kind of coupon: what is typed, what it is booked at, and what it takes off."""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple, Protocol, cast

from digitool.model.amounts import read_amount
from digitool.model.ids import BasisPoints, Fen
from digitool.model.money import MAX_FEN


class Worth(Protocol):
    """The rules of a stock that say how much its coupons give."""

    @property
    def value(self) -> int:
        """What was typed as the value: fen or basis points, as the kind has it."""

    @property
    def most_fen(self) -> int:
        """The most that one coupon takes off; 0 is no limit."""

    @property
    def percent_base(self) -> str:
        """What a share is taken of: ``current`` or ``initial`` prices."""


class Goods(NamedTuple):
    """Eligible lines, each by what is left to pay for it and its first price (fen), and its pieces."""

    left: list[int]
    first: list[int]
    pieces: list[int]


class ByAmount(NamedTuple):
    """What a coupon takes off a basket of which only the amount is known: fen, a share, at most so much."""

    face_fen: Fen = Fen(0)
    share: BasisPoints = BasisPoints(0)
    most_fen: Fen | None = None


class Kind:
    """What coupons of one kind give; the answers here are those of most kinds."""

    least, most = 0, MAX_FEN
    """The range of the value."""
    chosen = False
    """Whether the stock must say which goods it is for."""
    delivery = False
    """Whether it takes off the delivery fee, and nothing off the goods."""

    def read(self, typed: str) -> int:
        """A value as people type it. Raises UsageError."""
        return read_amount(typed, "--value")

    def liability_fen(self, value: int) -> int:
        """What one outstanding coupon is booked at: nothing, where the cart decides what it gives."""
        return 0

    def off_goods(self, worth: Worth, goods: Goods) -> list[int]:
        """What it takes off each eligible line, in fen; no part is above what the line has left."""
        return [0] * len(goods.left)

    def off_delivery(self, worth: Worth, fee_fen: int) -> int:
        """What it takes off the delivery fee, in fen; not more than the fee."""
        return 0

    def by_amount(self, worth: Worth) -> ByAmount | None:
        """What a simulation may count with; None where only the goods tell."""
        return None


@lru_cache(maxsize=1)
def kind_names() -> tuple[str, ...]:
    """The kinds that there are: the modules beside this one."""
    from digitool.coupons.rules import kinds as package

    return tuple(one.name for one in iter_modules(package.__path__) if one.name != "shape")


@cache
def kind_of(name: str) -> Kind:
    """The kind of a name that `kind_names` has, loaded when it is first asked for."""
    return cast("Kind", import_module(f"{__package__}.{name}").KIND)
