"""The options of ``coupon create``: one alias each, so that the command reads like a list of rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal, Optional

from typer import Option

from digitool.cli.app.options import Many
from digitool.coupons.rules.kinds.shape import kind_names
from digitool.model.ids import Fen

if TYPE_CHECKING:
    _Kinds = str
else:
    _Kinds = Literal[kind_names()]  # a new kind is a choice as soon as its file is there

Kind = Annotated[_Kinds, Option("--kind", help="What it gives.")]
Value = Annotated[
    str,
    Option(
        "--value",
        metavar="V",
        help="20.00 yuan off; 15% for percent; exchange: what is still paid; free_shipping: at most this.",
    ),
]
Total = Annotated[int, Option("--total", metavar="N", help="How many coupons there may be.")]
Most = Annotated[Fen, Option("--most", metavar="YUAN", help="The most that a percent coupon takes off.")]
MinSpend = Annotated[Fen, Option("--min-spend", metavar="YUAN", help="Eligible goods must come to this.")]
MinSpendBase = Annotated[
    Literal["initial", "before", "after"],
    Option("--min-spend-base", help="Counted at tag prices, before this coupon, or after it."),
]
PerCustomer = Annotated[int, Option("--per-customer", metavar="N", help="Limit for a person.")]
PerHousehold = Annotated[int, Option("--per-household", metavar="N", help="Limit for a household.")]
ValidDays = Annotated[int, Option("--valid-days", metavar="N", help="Business days from receipt.")]
NextDay = Annotated[bool, Option("--next-day", help="The days begin on the day after receipt.")]
ValidFrom = Annotated[Optional[str], Option("--valid-from", metavar="DAY", help="First day or moment.")]
ValidTo = Annotated[
    Optional[str], Option("--valid-to", metavar="DAY", help="The day or moment after the last.")
]
Product = Annotated[Many, Option("--product", metavar="ID", help="Only this product; repeatable.")]
Category = Annotated[Many, Option("--category", metavar="NAME", help="Only this; repeatable.")]
Exclude = Annotated[Many, Option("--exclude", metavar="ID", help="Never this; repeatable.")]
OnlyChannel = Annotated[Many, Option("--channel", metavar="NAME", help="Only here; repeatable.")]
Budget = Annotated[
    Many, Option("--budget", metavar="B", help="money/day=500.00 or count/week=200; repeatable.")
]
StackClass = Annotated[
    Literal["price", "member", "coupon", "referral", "payment"],
    Option("--class", help="Its place in the fixed stacking order."),
]
Priority = Annotated[int, Option("--priority", metavar="N", help="Lower goes first within its class.")]
ExclusiveWith = Annotated[
    Many, Option("--exclusive-with", metavar="CLASS", help="Never with this class; repeatable.")
]
MaxStack = Annotated[int, Option("--max-stack", metavar="N", help="Coupons of it per order.")]
PercentBase = Annotated[
    Literal["current", "initial"], Option("--percent-base", help="Percent of what is left, or of tags.")
]
Public = Annotated[bool, Option("--public", help="Customers may claim it themselves.")]
