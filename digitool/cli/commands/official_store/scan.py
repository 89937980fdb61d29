"""``digitool official-store scan``: scan-and-go baskets."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import PERIOD, STORE, WRITE, Customer, Many
from digitool.cli.commands.official_store import app
from digitool.cli.commands.official_store.shared import STATE, Coupons, Guide, Lines, Payment, wants
from digitool.render import Column

BASKET_COLUMNS = (
    Column("basket", "Basket"),
    STATE,
    Column("store", "Store"),
    Column("customer", "Customer"),
    Column("pieces", "Pieces", "int"),
    Column("discount_fen", "Discount", "money", wide=True),
    Column("payable_fen", "To pay", "money"),
)

scans = area("Scan-and-go baskets: pay without a till", "scan", app)

_Basket = Annotated[str, Argument(metavar="BASKET", help="The basket's number.")]
_REPORT_COLUMNS = (
    Column("store", "Store"),
    Column("opened", "Opened", "int"),
    Column("paid", "Paid", "int"),
    Column("exited", "Went out", "int", wide=True),
    Column("audit_rate", "Looked into", "rate"),
    Column("mismatch_rate", "Mismatches", "rate"),
    Column("gmv_fen", "GMV", "money"),
    Column("missed_fen", "Not scanned", "money"),
    Column("minutes_saved", "Queue minutes saved (assumed)", "int"),
)


@command(
    scans,
    STORE,
    WRITE,
    columns=BASKET_COLUMNS,
    examples=("digitool official-store scan open --store S001 --customer P12",),
)
def open_(here: Context, customer: Customer = None, guide: Guide = "") -> None:
    """A customer starts scanning in a store."""
    from digitool.official_store.baskets.operations import open_basket

    result = open_basket(here.desk, here.one_store, customer, guide)
    here.answer(result)


@command(scans, WRITE, columns=BASKET_COLUMNS, examples=("digitool official-store scan add B000001 A1=2 B2",))
def add(
    here: Context,
    basket: _Basket,
    lines: Lines,
    remove: Annotated[bool, Option("--remove", help="Take the pieces out again.")] = False,
) -> None:
    """Scan products into a basket."""
    from digitool.official_store.baskets.operations import scan

    here.answer(scan(here.desk, basket, wants(lines), remove=remove))


_PAY_COLUMNS = (
    *BASKET_COLUMNS,
    Column("exit_pass", "Exit pass"),
    Column("exit_by", "Valid to"),
    Column("found", "Found", "int", wide=True),
)


@command(
    scans, WRITE, columns=_PAY_COLUMNS, examples=("digitool official-store scan pay B000001 --key pay-B1",)
)
def pay(here: Context, basket: _Basket, coupon: Coupons = None, payment: Payment = "") -> None:
    """Pay for a basket: the store's goods are sold, and the exit pass is shown.

    Goods that the shelf had and the books did not are booked as found; count them soon.
    """
    from digitool.official_store.baskets.operations import pay_basket

    result = pay_basket(here.desk, basket, tuple(coupon or ()), payment)
    here.answer(result)


_EXIT_COLUMNS = (*BASKET_COLUMNS, Column("decision", "Decision"), Column("reason", "Reason"))


@command(
    scans,
    STORE,
    WRITE,
    columns=_EXIT_COLUMNS,
    examples=("digitool official-store scan exit CODE --store S001",),
)
def exit_(
    here: Context,
    code: Annotated[str, Argument(metavar="CODE", help="The exit pass, with or without hyphens.")],
) -> None:
    """Show an exit pass at the door, once: go, or let the guard look into the bag."""
    from digitool.official_store.baskets.exits import leave_by_pass

    here.answer(leave_by_pass(here.desk, code, here.one_store))


_AUDIT_COLUMNS = (*BASKET_COLUMNS, Column("verdict", "Verdict"), Column("missed_fen", "Not scanned", "money"))


@command(
    scans,
    WRITE,
    columns=_AUDIT_COLUMNS,
    examples=(
        "digitool official-store scan audit B000001",
        "digitool official-store scan audit B000001 --missed A1=1",
    ),
)
def audit(
    here: Context,
    basket: _Basket,
    missed: Annotated[
        Many,
        Option("--missed", metavar="ITEM=N", help="Pieces that were not scanned; repeatable."),
    ] = None,
) -> None:
    """What the guard found in the bag; without --missed all of it was paid for."""
    from digitool.official_store.baskets.exits import audit_basket

    here.answer(audit_basket(here.desk, basket, wants(missed)))


@command(scans, PERIOD, columns=_REPORT_COLUMNS, examples=("digitool official-store scan report --last 7d",))
def report(here: Context) -> None:
    """Baskets, audits and mismatches by store, and the queue minutes that they are assumed to save."""
    from digitool.official_store.asking import ASSUMED, scan_report

    desk = here.desk
    period = here.period("30d")
    span = here.calendar.span(period)
    chosen = here.stores if here.options.store else [""]
    with here.reader() as connection:
        rows = [row for store in chosen for row in scan_report(connection, desk, span, store)]
    minutes = desk.settings.official_store.queue_minutes
    here.answer(
        rows,
        period=period,
        meta={"queue_minutes": minutes},
        warnings=[here.say(ASSUMED, minutes=minutes)] if rows else [],
        empty="no basket was opened in this time",
    )
