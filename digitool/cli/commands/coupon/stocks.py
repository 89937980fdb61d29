"""Coupon stocks: create, resize, change a budget, stop, book out what ended."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from digitool.cli.app.coerce import NO_FEN
from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import STORE, WRITE
from digitool.cli.app.period import read_moment
from digitool.cli.commands.coupon import app, rules
from digitool.cli.commands.coupon.shared import (
    STOCK,
    STOCK_COLUMNS,
    TILL_COLUMNS,
    StockName,
    counter,
)
from digitool.render import Column

Expected = Annotated[str, Option("--expected", metavar="N", help="What it is now, as you know it.")]


@command(
    app,
    STORE,
    WRITE,
    columns=STOCK_COLUMNS,
    examples=(
        "digitool coupon create TEN20 --kind amount --value 20.00 --min-spend 100.00 --total 1000"
        " --per-customer 1 --valid-days 14",
        "digitool coupon create OFF15 --kind percent --value 15% --most 50.00 --total 500"
        " --valid-to 2026-04-01",
    ),
)
def create(
    here: Context,
    stock: StockName,
    kind: rules.Kind,
    value: rules.Value,
    total: rules.Total,
    most: rules.Most = NO_FEN,
    min_spend: rules.MinSpend = NO_FEN,
    min_spend_base: rules.MinSpendBase = "before",
    per_customer: rules.PerCustomer = 0,
    per_household: rules.PerHousehold = 0,
    valid_days: rules.ValidDays = 0,
    next_day: rules.NextDay = False,
    valid_from: rules.ValidFrom = None,
    valid_to: rules.ValidTo = None,
    product: rules.Product = None,
    category: rules.Category = None,
    exclude: rules.Exclude = None,
    channel: rules.OnlyChannel = None,
    budget: rules.Budget = None,
    stack_class: rules.StackClass = "coupon",
    priority: rules.Priority = 100,
    exclusive_with: rules.ExclusiveWith = None,
    max_stack: rules.MaxStack = 1,
    percent_base: rules.PercentBase = "current",
    public: rules.Public = False,
) -> None:
    """Create a coupon stock: what its coupons are worth, to whom, where and when.

    Stores are named with --store. Without a scope the coupon is for all goods everywhere. Days are
    business days of the store; --valid-to is the day after the last one.
    """
    from digitool.coupons import typed
    from digitool.coupons.rules.terms import Terms
    from digitool.coupons.stocks import create_stock

    desk = counter(here, one_store=False)
    terms = Terms(
        kind=kind,
        value=typed.read_value(kind, value),
        total=total,
        most_fen=most,
        min_spend_fen=min_spend,
        min_spend_base=min_spend_base,
        products=frozenset(product or ()),
        categories=frozenset(category or ()),
        excluded=frozenset(exclude or ()),
        stores=frozenset(here.stores if here.options.store else ()),
        channels=frozenset(channel or ()),
        valid_from=read_moment(valid_from, desk.calendar()),
        valid_to=read_moment(valid_to, desk.calendar()),
        valid_days=valid_days,
        starts_next_day=next_day,
        per_person=per_customer,
        per_household=per_household,
        budgets=tuple(map(typed.read_budget, budget or ())),
        stack_class=stack_class,
        priority=priority,
        exclusive_with=frozenset(exclusive_with or ()),
        max_stack=max_stack,
        percent_base=percent_base,
        public=public,
    )
    here.answer(create_stock(desk, stock, terms))


@command(
    app,
    WRITE,
    columns=STOCK_COLUMNS,
    examples=("digitool coupon resize TEN20 --total 2000 --expected 1000 --key more-ten",),
)
def resize(here: Context, stock: StockName, total: rules.Total, expected: Expected) -> None:
    """Change how many coupons of a stock there may be; never below what is given out already.

    --expected is the total as you know it: if somebody changed it since, nothing is done.
    """
    from digitool.coupons.stocks import resize_stock
    from digitool.coupons.typed import read_count

    was = read_count(expected, "--expected")
    here.answer(resize_stock(counter(here), stock, total, was))


_BUDGET_COLUMNS = (
    STOCK,
    Column("budget", "Budget"),
    Column("cap", "Most uses", "int"),
    Column("cap_fen", "Most discount", "money"),
    Column("used", "Uses so far", "int"),
    Column("used_fen", "Discount so far", "money"),
)


@command(
    app,
    WRITE,
    columns=_BUDGET_COLUMNS,
    examples=("digitool coupon budget TEN20 money/day=800.00 --expected 500.00",),
)
def budget(
    here: Context,
    stock: StockName,
    cap: Annotated[str, Argument(metavar="BUDGET", help="The new cap: money/day=800.00, count/week=300.")],
    expected: Expected,
) -> None:
    """Give a budget of a stock a new cap; never below what is spent and kept by locks.

    --expected is the cap as you know it: if somebody changed it since, nothing is done.
    """
    from digitool.coupons.stocks import change_budget
    from digitool.coupons.typed import read_budget

    wanted = read_budget(cap)
    known = read_budget(f"{wanted.name}={expected}")
    here.answer(change_budget(counter(here), stock, wanted, known.cap))


_VOID_COLUMNS = (*TILL_COLUMNS[:3], Column("voided", "Withdrawn coupons", "int"))


@command(app, WRITE, columns=_VOID_COLUMNS, examples=("digitool coupon void TEN20 --yes",))
def void(
    here: Context, target: Annotated[str, Argument(metavar="STOCK|CODE", help="A stock, or one coupon.")]
) -> None:
    """Withdraw one coupon, or stop a stock and withdraw all its unused coupons."""
    from digitool.coupons.codes import is_code
    from digitool.coupons.till.reversing import void_target

    if not is_code(target) and not here.options.dry_run:
        here.confirm("Stop {target} and withdraw all its unused coupons?", target=target)
    here.answer(void_target(counter(here), target))


_EXPIRE_COLUMNS = (STOCK, Column("expired", "Expired", "int"))


@command(app, WRITE, columns=_EXPIRE_COLUMNS, examples=("digitool coupon expire TEN20",))
def expire(here: Context, stock: StockName) -> None:
    """Book ended coupons of a stock out of the ledger; nothing else depends on it."""
    from digitool.coupons.till.reversing import expire_stock

    here.answer(expire_stock(counter(here), stock))
