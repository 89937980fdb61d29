"""Verbs about the roster and who holds whom: list, relations, new, lost, untagged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import PERIOD, STORE
from digitool.cli.commands.guide import app
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.db.port import Connection
    from digitool.guides.relations import KnownSpan
    from digitool.model.days import Days

GUIDE = Column("guide", "Guide")
CUSTOMER = Column("customer", "Customer")
ADDED_AT = Column("added_at", "Added", "instant")
LOST_AT = Column("lost_at", "Lost", "instant")
CODE = Column("code", "Live code")
ADD_WAY = Column("add_way", "Way of adding", "int", wide=True)
_ROSTER = (
    GUIDE,
    Column("name", "Name"),
    Column("store", "Store"),
    Column("state", "State"),
    Column("on_duty", "On duty", "flag"),
    Column("customers", "Customers", "int"),
    Column("room", "Room", "int"),
    Column("added_today", "Added today", "int"),
    Column("shift", "Shift"),
    Column("joined", "Joined", wide=True),
    Column("left", "Gone from", wide=True),
    Column("capacity", "Capacity", "int", wide=True),
    Column("daily_adds", "Most in a day", "int", wide=True),
    Column("language", "Language", wide=True),
)
_RELATIONS = (
    GUIDE,
    CUSTOMER,
    Column("status", "Status"),
    ADDED_AT,
    LOST_AT,
    Column("episodes", "Episodes", "int"),
    CODE,
    ADD_WAY,
)
_LOST = (
    GUIDE,
    CUSTOMER,
    LOST_AT,
    Column("lost_by", "Lost by"),
    ADDED_AT,
    Column("last_touch", "Last touch", "instant"),
    Column("still_with", "Still with", "list"),
)
_NEW = (
    GUIDE,
    CUSTOMER,
    ADDED_AT,
    Column("new", "New", "flag"),
    CODE,
    LOST_AT,
    Column("half", "To confirm", "flag", wide=True),
    ADD_WAY,
)
Userid = Annotated[str, Argument(metavar="[GUIDE]", help="One guide by WeCom userid; else all.")]


@command(app, STORE, columns=_ROSTER, examples=("digitool guide list", "digitool guide list --format wide"))
def list_(here: Context) -> None:
    """The roster: who works where, who is on duty, how many customers each holds and has room for.

    Guides whom only imported files name are listed as not_on_roster.
    """
    from digitool.guides.relations import roster_rows

    with here.reader() as connection:
        rows = of_stores(here, roster_rows(connection, here.workspace.settings, here.as_of))
    here.answer(rows, empty="no guide is known")


@command(
    app,
    STORE,
    columns=_RELATIONS,
    examples=("digitool guide relations zhangsan", "digitool guide relations --customer P12"),
)
def relations(
    here: Context,
    guide: Userid = "",
    customer: Annotated[
        str, Option("--customer", metavar="ID", help="Only this customer, such as P12.")
    ] = "",
    status: Annotated[
        str, Option("--status", metavar="NAME", help="Only this status, such as active or lost_by_customer.")
    ] = "",
) -> None:
    """Who holds whom in WeCom, with the status of each relation and how often it began anew.

    A customer whom five guides hold is one customer and five relations.
    """
    from digitool.guides.relations import holding
    from digitool.identity.stored.finding import person_of

    settings = here.workspace.settings
    with here.reader() as connection:
        known(here, connection, guide)
        person = person_of(connection, customer) if customer else None
        rows = of_stores(here, holding(connection, settings, here.as_of, guide, person))
    rows = [row for row in rows if status in ("", row["status"])]
    persons = {row["customer"] for row in rows}
    here.note("{customers} customers in {relations} relations", customers=len(persons), relations=len(rows))
    here.answer(rows, limit=50, meta={"customers": len(persons), "relations": len(rows)})


@command(
    app,
    PERIOD,
    columns=_LOST,
    examples=("digitool guide lost --last 1w", "digitool guide lost zhangsan --csv"),
)
def lost(here: Context, guide: Userid = "") -> None:
    """Customers who were lost in a period (the last 7 days): by whom, and the last touch before it.

    Lost by unknown: the customer was missing in a full list, or met the guide again; nobody saw the end.
    """
    from digitool.guides.relations import lost as ask

    period = here.period("7d")
    with here.reader() as connection:
        known(here, connection, guide)
        rows = of_stores(here, ask(connection, span_of(here, period), guide))
    unseen = sum(row["lost_by"] == "unknown" for row in rows)
    if unseen:
        here.note(
            "{count} had been lost by then; who ended it, and when before that, is not known", count=unseen
        )
    here.answer(rows, period=period, empty="nobody was lost in this period")


@command(app, PERIOD, columns=_NEW, examples=("digitool guide new --last 1w", "digitool guide new zhangsan"))
def new(here: Context, guide: Userid = "") -> None:
    """Customers who were added in a period (the last 7 days), and whether the chain knew them before.

    New says that no guide of the chain held the customer earlier; one who is lost again shows when.
    """
    from digitool.guides.relations import added

    period = here.period("7d")
    with here.reader() as connection:
        known(here, connection, guide)
        rows = of_stores(here, added(connection, span_of(here, period), guide))
    meta = {
        "added": len(rows),
        "new": sum(row["new"] for row in rows),
        "net": sum(row["lost_at"] is None for row in rows),
    }
    here.note("{added} added, {new} of them new to the chain, {net} still there", **meta)
    here.answer(rows, period=period, limit=50, meta=dict(meta), empty="nobody was added in this period")


@command(
    app,
    STORE,
    columns=(GUIDE, CUSTOMER, ADDED_AT),
    examples=("digitool guide untagged", "digitool guide untagged zhangsan --limit 0"),
)
def untagged(here: Context, guide: Userid = "") -> None:
    """Customers whom nobody has tagged, by guide; a tag of any guide counts for the person."""
    from digitool.guides.relations import untagged as ask

    with here.reader() as connection:
        known(here, connection, guide)
        rows, coverage = ask(connection, here.as_of, guide)
    here.note(
        "{tagged} of {customers} customers are tagged", tagged=coverage.tagged, customers=coverage.customers
    )
    rate = coverage.tagged / coverage.customers if coverage.customers else None
    here.answer(
        of_stores(here, rows),
        limit=50,
        meta={"tagged": {"value": rate, "num": coverage.tagged, "den": coverage.customers}},
        empty="everybody is tagged",
    )


def span_of(here: Context, period: Days) -> KnownSpan:
    """A period of the chain's business days as instants, known as of the command's clock."""
    from digitool.guides.relations import KnownSpan

    return KnownSpan(*here.calendar.span(period), here.as_of)


def of_stores(here: Context, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of guides who work in the stores that --store names; all where it names none."""
    if not here.options.store:
        return rows
    guides = here.workspace.settings.guides
    return [row for row in rows if row["guide"] in guides and guides[row["guide"]].store in here.stores]


def known(here: Context, connection: Connection, guide: str) -> None:
    """Check that a guide is known, where one is named. Raises NotFoundError ``no_guide``."""
    from digitool.guides.relations import require_known_guide

    if guide:
        require_known_guide(connection, here.workspace.settings, guide)
