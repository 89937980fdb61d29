"""Coupons: create stocks, give coupons out, redeem them at the till, report"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Literal, Optional

from typer import Argument, Option

from digitool.cli.command import area, command
from digitool.cli.commands._coupon import (
    BACK_COLUMNS,
    COUPON,
    COUPON_COLUMNS,
    DISCOUNT,
    ISSUED_COLUMNS,
    OPERATION,
    REPORT_COLUMNS,
    STOCK,
    STOCK_COLUMNS,
    TILL_COLUMNS,
    Amount,
    CartFile,
    Channel,
    Code,
    Codes,
    Customer,
    Many,
    Order,
    StockName,
    cart_of,
    customer_of,
    moment,
    read_text,
    show,
    surroundings,
    yuan,
)
from digitool.cli.commands._coupon_rules import (
    Budget,
    Category,
    Exclude,
    ExclusiveWith,
    Kind,
    MaxStack,
    MinSpend,
    MinSpendBase,
    Most,
    NextDay,
    OnlyChannel,
    PercentBase,
    PerCustomer,
    PerHousehold,
    Product,
    Public,
    StackClass,
    Total,
    ValidDays,
    ValidFrom,
    ValidTo,
    Value,
)
from digitool.cli.context import Context
from digitool.cli.options import OUTPUT, WRITE
from digitool.errors import UsageError
from digitool.render import Column, Result

app = area(__doc__)

STORE = ("store",)


@command(
    app,
    STORE,
    WRITE,
    OUTPUT,
    examples=(
        "digitool coupon create TEN20 --kind amount --value 20.00 --min-spend 100.00 --total 1000"
        " --per-customer 1 --valid-days 14",
        "digitool coupon create OFF15 --kind percent --value 15% --most 50.00 --total 500"
        " --valid-to 2026-04-01",
    ),
)
def create(
    call: Context,
    stock: StockName,
    kind: Kind,
    value: Value,
    total: Total,
    most: Most = None,
    min_spend: MinSpend = None,
    min_spend_base: MinSpendBase = "before",
    per_customer: PerCustomer = 0,
    per_household: PerHousehold = 0,
    valid_days: ValidDays = 0,
    next_day: NextDay = False,
    valid_from: ValidFrom = None,
    valid_to: ValidTo = None,
    product: Product = None,
    category: Category = None,
    exclude: Exclude = None,
    channel: OnlyChannel = None,
    budget: Budget = None,
    stack_class: StackClass = "coupon",
    exclusive_with: ExclusiveWith = None,
    max_stack: MaxStack = 1,
    percent_base: PercentBase = "current",
    public: Public = False,
) -> None:
    """Create a coupon stock: what its coupons are worth, to whom, where and when.

    Stores are named with --store. Without a scope the coupon is for all goods everywhere. Days are
    business days of the store; --valid-to is the day after the last one.
    """
    from digitool.coupons import typed
    from digitool.coupons.operations import create as create_stock
    from digitool.coupons.terms import Terms

    here = surroundings(call, one_store=False)
    terms = Terms(
        kind=kind,
        value=typed.read_value(kind, value),
        total=total,
        most_fen=yuan(most, "--most"),
        min_spend_fen=yuan(min_spend, "--min-spend"),
        min_spend_base=min_spend_base,
        products=frozenset(product or ()),
        categories=frozenset(category or ()),
        excluded=frozenset(exclude or ()),
        stores=frozenset(call.stores if call.options.store else ()),
        channels=frozenset(channel or ()),
        valid_from=moment(valid_from, here.calendar),
        valid_to=moment(valid_to, here.calendar),
        valid_days=valid_days,
        starts_next_day=next_day,
        per_person=per_customer,
        per_household=per_household,
        budgets=tuple(map(typed.read_budget, budget or ())),
        stack_class=stack_class,
        exclusive_with=frozenset(exclusive_with or ()),
        max_stack=max_stack,
        percent_base=percent_base,
        public=public,
    )
    show(call, "create", STOCK_COLUMNS, create_stock(here, stock, terms))


@command(
    app,
    WRITE,
    OUTPUT,
    examples=("digitool coupon issue TEN20 --customer P12", "digitool coupon issue TEN20 --pieces 500 --csv"),
)
def issue(
    call: Context,
    stock: StockName,
    customer: Annotated[Many, Option("--customer", metavar="ID", help="A customer; repeatable.")] = None,
    file: Annotated[
        Optional[Path], Option("--file", metavar="FILE", help="Customers, one id a line; - reads stdin.")
    ] = None,
    pieces: Annotated[int, Option("--pieces", metavar="N", help="Codes that nobody holds yet.")] = 0,
) -> None:
    """Give coupons to customers, or make codes to print.

    A customer who has enough of them already is passed over, with the reason in her row.
    """
    from digitool.coupons.operations import issue as issue_coupons
    from digitool.coupons.typed import read_customer

    named = [*(customer or ()), *(line for line in read_text(file).split() if file)]
    if bool(named) == bool(pieces):
        raise UsageError(
            "who_gets_it", "name customers or a number of pieces", hint="use --customer, --file or --pieces"
        )
    result = issue_coupons(surroundings(call), stock, [read_customer(one) for one in named], pieces)
    show(call, "issue", ISSUED_COLUMNS, result)


@command(app, WRITE, OUTPUT, examples=("digitool coupon claim TEN20 --customer P12",))
def claim(
    call: Context,
    target: Annotated[str, Argument(metavar="STOCK|CODE", help="A public stock, or a printed code.")],
    customer: Annotated[str, Option("--customer", metavar="ID", help="The customer, such as P12.")],
) -> None:
    """A customer takes a coupon of a public stock, or takes over a printed code."""
    from digitool.coupons.codes import is_code
    from digitool.coupons.operations import claim as claim_coupon
    from digitool.coupons.operations import receive
    from digitool.coupons.typed import read_customer

    take = receive if is_code(target) else claim_coupon
    show(call, "claim", ISSUED_COLUMNS, take(surroundings(call), target, read_customer(customer)))


@command(
    app,
    STORE,
    WRITE,
    OUTPUT,
    examples=("digitool coupon redeem CODE --order O1 --amount 100.00",),
)
def redeem(
    call: Context,
    codes: Codes,
    order: Order,
    amount: Amount = None,
    cart: CartFile = None,
    customer: Customer = None,
    channel: Channel = "store",
) -> None:
    """Use coupons for an order: all of them, or none and the reason.

    Say what the order comes to with --amount, or send the goods with --cart.
    """
    from digitool.coupons.operations import redeem as redeem_coupons

    here = surroundings(call, channel)
    result = redeem_coupons(here, codes, order, cart_of(here, amount, cart), customer_of(customer))
    show(call, "redeem", TILL_COLUMNS, result)


@command(app, STORE, WRITE, OUTPUT, examples=("digitool coupon lock CODE --order O1 --amount 100.00",))
def lock(
    call: Context,
    codes: Codes,
    order: Order,
    amount: Amount = None,
    cart: CartFile = None,
    customer: Customer = None,
    channel: Channel = "store",
    cancel: Annotated[bool, Option("--cancel", help="Give the coupon free again.")] = False,
) -> None:
    """Keep coupons for an order for 15 minutes; the clock gives them free again."""
    from digitool.coupons.operations import lock as lock_coupons
    from digitool.coupons.operations import release

    here = surroundings(call, channel)
    if cancel:
        if len(codes) != 1:
            raise UsageError("bad_count", "{count} coupons cannot be used at once", count=len(codes))
        result = release(here, codes[0], order)
    else:
        result = lock_coupons(here, codes, order, cart_of(here, amount, cart), customer_of(customer))
    show(call, "lock", TILL_COLUMNS, result)


@command(app, WRITE, OUTPUT, examples=("digitool coupon reverse CODE --key refund-O1",))
def reverse(
    call: Context,
    code: Code,
    line: Annotated[Many, Option("--line", metavar="L=N", help="Pieces that come back; repeatable.")] = None,
    policy: Annotated[
        Literal["keep", "revert"],
        Option("--policy", help="What kept goods do when they miss the minimum spend."),
    ] = "keep",
) -> None:
    """Give the use of a coupon back: its order is cancelled, or goods return.

    The coupon goes back to its owner if it is still valid, else it is expired.
    """
    from digitool.coupons.operations import reverse as reverse_coupon
    from digitool.coupons.typed import read_pieces

    lines = dict(map(read_pieces, line or ()))
    show(call, "reverse", BACK_COLUMNS, reverse_coupon(surroundings(call), code, lines, policy))


@command(app, WRITE, OUTPUT, examples=("digitool coupon void TEN20 --yes",))
def void(
    call: Context, target: Annotated[str, Argument(metavar="STOCK|CODE", help="A stock, or one coupon.")]
) -> None:
    """Withdraw one coupon, or stop a stock and withdraw all its unused coupons."""
    from digitool.coupons.codes import is_code
    from digitool.coupons.operations import void as void_target

    if not is_code(target) and not call.options.dry_run:
        call.confirm("Stop {target} and withdraw all its unused coupons?", target=target)
    columns = (*TILL_COLUMNS[:3], Column("voided", "Withdrawn coupons", "int"), OPERATION)
    show(call, "void", columns, void_target(surroundings(call), target))


@command(app, WRITE, OUTPUT, examples=("digitool coupon expire TEN20",))
def expire(call: Context, stock: StockName) -> None:
    """Book ended coupons of a stock out of the ledger; nothing else depends on it."""
    from digitool.coupons.operations import expire as expire_stock

    columns = (STOCK, Column("expired", "Expired", "int"), OPERATION)
    show(call, "expire", columns, expire_stock(surroundings(call), stock))


@command(app, OUTPUT, examples=("digitool coupon status TEN20",))
def status(
    call: Context,
    target: Annotated[str, Argument(metavar="STOCK|CODE", help="A stock, or one coupon.")],
) -> None:
    """What a stock or a coupon is now: its state, owner, validity and order."""
    from digitool.coupons.asking import status as ask

    with call.reader() as connection:
        row = ask(connection, target, surroundings(call))
    columns: tuple[Column, ...] = STOCK_COLUMNS[:-1]
    if "coupon" in row:
        columns = COUPON_COLUMNS
    call.show(Result("digitool.coupon.status/1", columns, [row], as_of=call.as_of, zone=call.zone))


@command(app, OUTPUT, examples=("digitool coupon report",))
def report(
    call: Context, stock: Annotated[str, Argument(metavar="[STOCK]", help="One stock; else all.")] = ""
) -> None:
    """Issued, received and redeemed coupons of each stock, with both redemption rates.

    A rate of issued coupons and one of received coupons are two figures: each shows its denominator.
    """
    from digitool.coupons.finding import find_stock
    from digitool.coupons.metrics import report as ask

    with call.reader() as connection:
        if stock:
            find_stock(connection, stock)
        rows = [one.row() for one in ask(connection, call.as_of, stock)]
    for row in rows:
        for name in ("rate_of_issued", "rate_of_received"):
            row[name] = (row[name]["num"], row[name]["den"])
    call.show(Result("digitool.coupon.report/1", REPORT_COLUMNS, rows, as_of=call.as_of, zone=call.zone))


@command(app, STORE, OUTPUT, examples=("digitool coupon check CODE --amount 100.00",))
def check(
    call: Context,
    codes: Annotated[Many, Argument(metavar="[CODE...]", help="Codes; else all of the customer.")] = None,
    amount: Amount = None,
    cart: CartFile = None,
    customer: Customer = None,
    channel: Channel = "store",
) -> None:
    """What coupons would do for a cart: discount by line, stacking order, and why some do not work."""
    from digitool.coupons import asking

    here = surroundings(call, channel)
    who = customer_of(customer)
    with call.reader() as connection:
        asked = codes or (asking.codes_of(connection, who) if who else [])
        answer = asking.check_cart(connection, here, asked, cart_of(here, amount, cart), who)
    rows = asking.answer_rows(answer)
    for row, refusal in zip(rows[len(answer.cuts) :], answer.refusals, strict=True):
        row["reason"] = call.say(refusal.words, **refusal.values)
    columns = (
        COUPON,
        Column("decision", "Decision"),
        Column("step", "Step", "int"),
        DISCOUNT,
        Column("reason", "Reason"),
        Column("lines", "By line", "object", wide=True),
        Column("code", "Code", wide=True),
        Column("rule", "Rule", wide=True),
        Column("observed", "Observed", "object", wide=True),
        Column("limit", "Limit", "object", wide=True),
    )
    meta: dict[str, Any] = {
        "initial_fen": answer.initial_fen,
        "discount_fen": answer.discount_fen,
        "payable_fen": answer.payable_fen,
        "lines": [line._asdict() for line in answer.lines],
    }
    notes = [call.say(note) for note in answer.notes]
    call.show(
        Result(
            "digitool.coupon.check/1",
            columns,
            rows,
            as_of=call.as_of,
            meta=meta,
            warnings=notes,
            empty="no coupon was asked about",
        )
    )
