"""What guides and stores have done: the ranking, scorecards, and a contest between stores."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.lone_refunds import FEN, REFUNDS, note_lone_refunds
from digitool.cli.app.options import PERIOD
from digitool.cli.commands.guide import app
from digitool.cli.commands.guide.relations import Userid, known
from digitool.errors import UsageError
from digitool.model.ids import Day
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.db.port import Connection
    from digitool.guides.performance.orders import AskedDays

_DEFAULT = "28d"
_GUIDE, _STORE = Column("guide", "Guide"), Column("store", "Store")
_NAME = Column("name", "Name", wide=True)
_MISSING = Column("missing", "Not known because", "list", wide=True)
_RANK = (
    Column("rank", "Rank", "int"),
    _GUIDE,
    _STORE,
    Column("customers", "Customers", "int"),
    Column("new_customers", "New to the chain", "int"),
    Column("tagged", "Tagged", "int"),
    Column("orders", "Orders", "int"),
    Column("gmv_fen", "Sales", "money"),
    Column("net_fen", "Net of refunds", "money"),
    Column("commission_fen", "Commission earned", "money"),
    _NAME,
    _MISSING,
)
_NOW = (
    Column("customers", "Customers", "int"),
    Column("added", "Added", "int"),
    Column("new_customers", "New to the chain", "int", wide=True),
    Column("lost", "Lost", "int"),
    Column("net_added", "Net", "int"),
    Column("tagged", "Tagged", "share"),
    Column("contacted", "Written to", "int"),
    Column("replied", "Reply rate", "share"),
    Column("redeemed", "Coupons used", "share"),
    Column("orders", "Orders", "int"),
    Column("gmv_fen", "Sales", "money", wide=True),
    Column("net_fen", "Net of refunds", "money"),
    Column("net_change", "Against before", "share"),
    Column("off_hours_share", "While closed", "share"),
    Column("repeat_rate", "Buy again", "share"),
    Column("commission_fen", "Commission earned", "money"),
    Column("buyers", "Buyers", "int", wide=True),
    Column("taken_over", "Customers taken over", "int", wide=True),
    Column("handed_over", "Customers handed over", "int", wide=True),
    _MISSING,
)
_BEFORE = (
    Column("prev_customers", "Customers before", "int", wide=True),
    Column("prev_added", "Added before", "int", wide=True),
    Column("prev_new_customers", "New to the chain before", "int", wide=True),
    Column("prev_lost", "Lost before", "int", wide=True),
    Column("prev_net_added", "Net before", "int", wide=True),
    Column("prev_tagged", "Tagged before", "share", wide=True),
    Column("prev_contacted", "Written to before", "int", wide=True),
    Column("prev_replied", "Reply rate before", "share", wide=True),
    Column("prev_redeemed", "Coupons used before", "share", wide=True),
    Column("prev_orders", "Orders before", "int", wide=True),
    Column("prev_gmv_fen", "Sales before", "money", wide=True),
    Column("prev_net_fen", "Net of refunds before", "money", wide=True),
    Column("prev_off_hours_share", "While closed before", "share", wide=True),
    Column("prev_repeat_rate", "Buy again before", "share", wide=True),
    Column("prev_commission_fen", "Commission earned before", "money", wide=True),
    Column("prev_buyers", "Buyers before", "int", wide=True),
    Column("prev_taken_over", "Customers taken over before", "int", wide=True),
    Column("prev_handed_over", "Customers handed over before", "int", wide=True),
)
_SCORES = {
    "guide": (_GUIDE, _STORE, _NAME, *_NOW, *_BEFORE),
    "store": (_STORE, *_NOW, *_BEFORE),
    "chain": (*_NOW, *_BEFORE),
}
_PLACE = (Column("rank", "Rank", "int"), _STORE)
_COUNTED = (
    Column("attained", "Attained", "int"),
    Column("target", "Fair target", "number"),
    Column("multiplier", "Multiplier", "number"),
    Column("rate", "Of its visits", "rate"),
)
_IN_MONEY = (
    Column("attained_fen", "Attained", "money"),
    Column("target_fen", "Fair target", "money"),
    Column("multiplier", "Multiplier", "number"),
    Column("per_visit_fen", "A visit", "money"),
)
_TRUST = (
    Column("traffic", "Visits counted", "int"),
    Column("coverage", "Opening time counted", "share"),
    Column("beyond_chance", "Beyond chance", "flag"),
    Column("tied", "Tied", "flag", wide=True),
    Column("reason", "Not ranked because"),
)
_WHY = {
    "no_relations": "no_relations: no customer list or event of these guides was ever imported",
    "losses_unseen": "losses_unseen: no full customer list since then and no event that would tell of a loss",
    "losses_partly": "losses_partly: events begin within the period; earlier losses are not in the figure",
    "no_tags": "no_tags: no tag was ever imported",
    "no_messages": "no_messages: no broadcast was recorded and no message written down",
    "no_results": "no_results: messages were planned, and their results were not imported",
    "no_replies": "no_replies: the results say nothing of replies",
    "no_commission": "no_commission: the settings name no rate, and nothing was ever settled",
    "no_guides": "no_guides: the roster has no guide there",
    "no_traffic": "no_traffic: no counter of the store has a valid hour in this period",
    "traffic_not_trusted": "traffic_not_trusted: too little opening time was counted (see flow quality)",
    "nobody_counted": "nobody_counted: the counters saw nobody",
    "no_target": "no_target: the stores attained nothing together, so there is no target",
}
"""What codes in ``missing`` and ``reason`` mean."""
_NOTHING = "no guide has anything in this period"


def _by_measure(values: Mapping[str, Any]) -> tuple[Column, ...]:
    in_money = values["measure"].endswith("_fen")
    return (*_PLACE, *(_IN_MONEY if in_money else _COUNTED), *_TRUST)


@command(
    app,
    PERIOD,
    columns=_RANK,
    examples=("digitool guide rank --last 4w", "digitool guide rank --sort -new_customers"),
)
def rank(here: Context) -> None:
    """The guides by net sales, or by whatever --sort names: who is where, equals on one place.

    An order counts once, for the guide whom attribution credits (guide commission why ORDER); orders of
    staff do not count. Refunds count against the orders that they belong to; one whose order was never
    imported counts on its own day, for the guide whom it names.
    """
    from digitool.guides.performance import questions
    from digitool.guides.performance.scorecards import MEASURES, ranked

    with here.reader() as connection:
        asked = _asked(here, connection)
        measures = [column.key for column in _RANK if column.key in MEASURES]
        rows = questions.rank(connection, here.workspace.settings, asked, here.asked_stores, measures)
        lone = _lone(here, connection, asked)
    nobody = [row for row in rows if row["guide"] is None]
    rows = [row for row in rows if row["guide"] is not None]
    measure = (here.options.sort or "").lstrip("-")
    rows = ranked(rows, measure if measure in measures else "net_fen")
    _nobody_note(here, nobody)
    _explain(here, rows, "missing")
    unassigned = {name: nobody[0][name] if nobody else 0 for name in ("orders", "gmv_fen", "net_fen")}
    here.answer(rows, period=asked.days, meta={"unassigned": unassigned, **lone}, empty=_NOTHING)


@command(
    app,
    PERIOD,
    columns=_SCORES,
    examples=(
        "digitool guide report --last 4w",
        "digitool guide report zhangsan --format wide",
        "digitool guide report --by store --json",
    ),
)
def report(
    here: Context,
    guide: Userid = "",
    by: Annotated[
        Literal["guide", "store", "chain"],
        Option("--by", help="One row for each guide, each store, or one for the chain."),
    ] = "guide",
) -> None:
    """Scorecards against the period before: customers, messages, coupons, orders, commission.

    Additions, losses and sales add up; the row without a guide is what nobody is credited with. Customers are
    people: a person whom five guides hold counts once for the store and the chain. Shares of shown orders,
    buyers, or customers; n/a is not zero: nothing that could tell was imported.
    """
    from digitool.guides.performance import questions

    if guide and by != "guide":
        raise UsageError("guide_and_by", "one guide has one row", hint="leave out --by, or the guide")
    with here.reader() as connection:
        known(here, connection, guide)
        asked = _asked(here, connection)
        scope = questions.CardScope(by, here.asked_stores, guide)
        rows = questions.score_report(connection, here.workspace.settings, asked, scope)
        lone = _lone(here, connection, asked)
    if by == "guide":
        _nobody_note(here, [row for row in rows if row["guide"] is None])
    _explain(here, rows, "missing")
    here.answer(rows, period=asked.days, meta=lone, empty=_NOTHING)


@command(
    app,
    PERIOD,
    columns=_by_measure,
    examples=("digitool guide contest --last 4w", "digitool guide contest --measure net_fen --json"),
)
def contest(
    here: Context,
    measure: Annotated[
        Literal["added", "new_customers", "orders", "gmv_fen", "net_fen"],
        Option("--measure", help="What the stores' guides are to attain."),
    ] = "added",
    coverage: Annotated[
        int,
        Option("--coverage", metavar="PERCENT", help="Least share of its opening time that a store counted."),
    ] = 80,
) -> None:
    """A contest between stores with fair targets: what the chain attains a visit, times a store's visits.

    Multiplier: attained over target; equals share a rank. Only days count whose opening time was counted to
    90% or more, on both sides; a store with too few such days is not ranked. Beyond chance: further from
    the target than counts like these vary by themselves (two standard deviations).
    """
    from digitool.guides.performance import questions
    from digitool.guides.performance.contest import MONEY, summary
    from digitool.guides.performance.contest import contest as held

    if not 1 <= coverage <= 100:
        raise UsageError("bad_coverage", "--coverage takes 1 to 100")
    in_money = measure in MONEY
    with here.reader() as connection:
        asked = _asked(here, connection)
        stores = questions.entrants(connection, here.workspace.settings, asked, here.stores, measure)
    rows = held(stores, coverage, counts=not in_money)
    meta = {"measure": measure, **summary(rows)}
    _chain_note(here, meta)
    _explain(here, rows, "reason")
    if in_money:
        rows = [_money(row) for row in rows]
    here.answer(rows, period=asked.days, meta=meta, empty=_NOTHING)


def _chain_note(here: Context, meta: Mapping[str, Any]) -> None:
    if meta["stores"] < 2:
        here.note("a contest needs two stores with counted traffic; here are {stores}", stores=meta["stores"])
    elif meta["rate"]["value"] is not None:
        here.note(
            "the target: {rate} a hundred visits, as {stores} stores attain together",
            rate=f"{100 * meta['rate']['value'] / (100 if meta['measure'].endswith('_fen') else 1):.2f}",
            stores=meta["stores"],
        )


def _money(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the contest in fen, a target to the fen."""
    from digitool.official_store.report.metrics import mean

    rate, target = row["rate"], row["target"]
    return {
        **row,
        "attained_fen": row["attained"],
        "target_fen": None if target is None else round(target),
        "per_visit_fen": mean(rate.num, rate.den) if rate is not None and rate.den else None,
    }


def _lone(here: Context, connection: Connection, asked: AskedDays) -> dict[str, int]:
    """How much of the refunds of a period is of orders that nobody knows, told once."""
    from digitool.guides.performance.orders import lone_of

    found = lone_of(connection, asked)
    row = {REFUNDS: sum(one.refunds for one in found), FEN: sum(one.fen for one in found)}
    note_lone_refunds(here, [row])
    return row


def _nobody_note(here: Context, rows: list[dict[str, Any]]) -> None:
    """Say how many orders the row without a guide has."""
    if rows:
        here.note("{orders} orders are credited to no guide", orders=rows[0]["orders"])


def _explain(here: Context, rows: Iterable[Mapping[str, Any]], name: str) -> None:
    """Say what the codes mean that the rows carry."""
    told = [row[name] for row in rows]
    codes = {code for one in told for code in ([one] if isinstance(one, str) else one)}
    for code in _WHY:
        if code in codes:
            here.note(_WHY[code])


def _asked(here: Context, connection: Connection) -> AskedDays:
    """The asked period; without one, the last four weeks that have orders."""
    from digitool.guides.performance.orders import AskedDays, last_sale_day

    def after() -> Day | None:
        last = last_sale_day(connection)
        return None if last is None else Day(last + 1)

    span = here.recent(_DEFAULT, after)
    return AskedDays(*span, here.as_of, here.today, here.workspace.key)
