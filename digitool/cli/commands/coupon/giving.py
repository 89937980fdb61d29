"""Give coupons out: to customers, to a segment, as codes to print, or by claim."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE, Many
from digitool.cli.commands.coupon import app
from digitool.cli.commands.coupon.shared import COUPON, STATE, STOCK, StockName, counter, read_text
from digitool.errors import NotFoundError, UsageError
from digitool.model.ids import IdentifierId
from digitool.model.text import mask_value
from digitool.render import Column

ISSUED_COLUMNS = (
    STOCK,
    COUPON,
    STATE,
    Column("customer", "Customer"),
    Column("reason", "Reason"),
    Column("rule", "Rule", wide=True),
)


@command(
    app,
    WRITE,
    columns=ISSUED_COLUMNS,
    examples=(
        "digitool coupon issue TEN20 --customer P12",
        "digitool coupon issue TEN20 --segment lapsed_30_90 --dry-run",
        "digitool coupon issue TEN20 --pieces 500 --csv",
    ),
)
def issue(
    here: Context,
    stock: StockName,
    customer: Annotated[Many, Option("--customer", metavar="ID", help="A customer; repeatable.")] = None,
    segment: Annotated[
        Optional[str],
        Option("--segment", metavar="NAME", help="The customers of a segment, or of its TOML file."),
    ] = None,
    file: Annotated[
        Optional[Path],
        Option("--file", metavar="FILE", help="Customers: one id a line, or CSV; - reads stdin."),
    ] = None,
    pieces: Annotated[int, Option("--pieces", metavar="N", help="Codes that nobody holds yet.")] = 0,
    despite_holdout: Annotated[
        bool,
        Option("--despite-holdout", help="Give to customers whom the stock's campaign holds out, too."),
    ] = False,
) -> None:
    """Give coupons to customers, or make codes to print.

    A customer who has enough of them already is passed over, with the reason in her row. So is one whom the
    campaign of the stock holds out, while it runs: its result is measured against such customers. What they
    are given all the same is shown by digitool campaign result and digitool check.
    """
    from digitool.coupons.giving.issuing import issue_coupons
    from digitool.model.typed_ids import read_customer

    if sum(map(bool, (customer, segment, file, pieces))) != 1:
        raise UsageError(
            "who_gets_it",
            "say in one way who gets the coupons",
            hint="use --customer, --segment, --file or --pieces",
        )
    if despite_holdout and pieces:
        raise UsageError(
            "nobody_named",
            "codes that nobody holds are given to nobody, held out or not",
            hint="leave out --despite-holdout",
        )
    customers = [read_customer(one) for one in customer or ()]
    named = ""
    if segment:
        customers, named = _members(here, segment), f"segment:{segment}"
    if file:
        customers = _listed(here, file)
    given = issue_coupons(counter(here), stock, customers, pieces, named, despite_holdout)
    here.answer(given, warnings=_bounds(here, stock) if pieces else ())


def _bounds(here: Context, stock: str) -> list[str]:
    """Whom codes that nobody holds do not work for, in words."""
    from digitool.coupons.holdouts import holding_out

    campaign = here.ask(holding_out, stock, here.as_of)
    if not campaign:
        return []
    note = (
        "campaign {campaign} holds customers out: these codes are refused to them where a till or an order"
        " names the customer; where none is named, nobody can tell"
    )
    return [here.say(note, campaign=campaign)]


def _members(here: Context, name: str) -> list[IdentifierId]:
    """The persons of a segment now. Raises NotFoundError when there is none, or nobody in it."""
    from digitool.segments.finding import load_segment
    from digitool.segments.members import segment_members

    segment = load_segment(here.workspace, name)
    with here.reader() as connection:
        persons = segment_members(connection, segment, here.as_of, here.workspace.settings).persons
    if not persons:
        raise NotFoundError(
            "empty_segment",
            "nobody is in the segment {segment} now",
            hint="look at what each of its conditions selects",
            try_next="digitool customer segment preview {segment}",
            segment=mask_value(name),
        )
    return [IdentifierId(one) for one in persons]


def _listed(here: Context, file: Path) -> list[IdentifierId]:
    """The customers of a file, all of whom exist. Raises DataError, NotFoundError with the line."""
    from digitool.coupons.giving.recipients import require_customers
    from digitool.model.typed_ids import read_customers

    recipients = read_customers(read_text(here, file), file.name)
    return here.ask(require_customers, recipients, file.name)


@command(app, WRITE, columns=ISSUED_COLUMNS, examples=("digitool coupon claim TEN20 --customer P12",))
def claim(
    here: Context,
    target: Annotated[str, Argument(metavar="STOCK|CODE", help="A public stock, or a printed code.")],
    customer: Annotated[str, Option("--customer", metavar="ID", help="The customer, such as P12.")],
) -> None:
    """A customer takes a coupon of a public stock, or takes over a printed code."""
    from digitool.coupons.codes import is_code
    from digitool.coupons.giving.issuing import claim_coupon, receive_coupon
    from digitool.model.typed_ids import read_customer

    take = receive_coupon if is_code(target) else claim_coupon
    here.answer(take(counter(here), target, read_customer(customer)))
