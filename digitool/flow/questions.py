"""Put the tallies of customer flow to a database and do the arithmetic on the answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.errors import UsageError
from digitool.flow import metrics
from digitool.flow.metrics import Counted, Row
from digitool.model.calendar import CHINA_DAYS, calendar_of
from digitool.model.days import Days, week_start
from digitool.model.ids import Day, operation_id
from digitool.model.personal import mask_personal
from digitool.model.scenes import CODE, scene_name


class Scope(NamedTuple):
    """A half-open period of business days (day numbers) and the store codes asked for.

    ``everywhere`` says that nobody narrowed the stores, so what happens in no store belongs too.
    """

    start: Day
    end: Day
    stores: frozenset[str]
    everywhere: bool = True

    @property
    def span(self) -> dict[str, object]:
        """The period as tally parameters."""
        return {"first": self.start, "to": self.end}


def rate(connection: Connection, scope: Scope, by: Sequence[str]) -> list[Row]:
    """Both rates by store, day, both or in total."""
    refunds = (row for row in run(connection, "flow", "refunds", scope.span) if row["store"] in scope.stores)
    return metrics.rates(_days(connection, scope, daily="day" in by), by, refunds)


def funnel(connection: Connection, scope: Scope) -> list[Row]:
    """Funnel of the persons seen in the period, with the stage that they have reached by now."""
    stages: dict[int, int] = defaultdict(int)
    for row in _present(connection, scope):
        if row["scene"] == 0:
            stages[row["stage"]] += row["persons"]
    return metrics.funnel_stages(_days(connection, scope), stages)


def scenes(connection: Connection, scope: Scope) -> list[Row]:
    """Touches and persons by scene. Narrowed to a store, persons are counted from the touches."""
    counts = [
        row
        for row in run(connection, "flow", "scenes", scope.span)
        if row["store"] in scope.stores or (scope.everywhere and not row["store"])
    ]
    present = _present(connection, scope)
    everybody = sum(row["persons"] for row in present if row["scene"] == 0)
    persons: dict[int, int] = defaultdict(int)
    if scope.everywhere:
        for row in present:
            persons[row["scene"]] += row["persons"]
    else:
        for row in run(
            connection, "flow", "scene_persons_of_store", _instants(connection, scope, _single(scope))
        ):
            persons[row["scene"]] = row["persons"]
    return metrics.scenes(counts, persons, everybody)


def touchpoints(connection: Connection, scope: Scope, by: str, where: Mapping[str, str]) -> list[Row]:
    """Touches and persons by ``by`` (code, scene or store), of touchpoints that fit ``where``.

    A touchpoint that nobody touched has a row, too: a code that fell off its shelf shows as 0. Raises
    UsageError for several stores.
    """
    store = where.get("store") or ("" if scope.everywhere else _single(scope))
    params: dict[str, object] = {
        **_instants(connection, scope, store),
        "by": by,
        "code": where.get("code", ""),
        "scene": CODE.get(where.get("scene", ""), 0),
    }
    return [
        {**dict(row), "scene": scene_name(row["scene"]) if row["scene"] else None}
        for row in run(connection, "flow", "touchpoints", params)
    ]


def retention(connection: Connection, scope: Scope) -> list[Row]:
    """Cohorts whose first week begins in the period, up to the last whole week that has data."""
    rows = run(connection, "flow", "cohorts", scope.span)
    newest = connection.execute("SELECT max(day) FROM presence WHERE store = 0 AND scene = 0").fetchone()[0]
    return metrics.retention(rows, week_start(newest + 1) - 7) if rows else []


def overlap(connection: Connection) -> list[Row]:
    """Persons shared by each pair of scenes."""
    return metrics.overlap(run(connection, "flow", "scene_sets"))


def unmatched(connection: Connection, scope: Scope, own_appids: Iterable[str]) -> list[Row]:
    """Transactions whose payer nobody knows, by cause."""
    payments = [
        row
        for row in run(connection, "flow", "payments_of_period", scope.span)
        if row["store"] in scope.stores
    ]
    known = {
        row["person"]: (bool(row["known"]), bool(row["staff"]))
        for row in run(connection, "flow", "known_parties", scope.span)
    }
    appids = {row["name"] for row in run(connection, "flow", "appids_seen")} | set(own_appids)
    newest = connection.execute("SELECT max(day) FROM purchase WHERE bill_fen IS NOT NULL").fetchone()[0]
    return metrics.unmatched(payments, known, appids, newest if newest is not None else 0)


def lone_refunds(connection: Connection, scope: Scope) -> list[Row]:
    """Refunds of the period whose purchase nobody knows: they lessen net sales on their own day."""
    return [
        {
            **{
                name: row[name] for name in ("day", "store", "channel", "amount_fen", "state", "file", "line")
            },
            "order": mask_personal(row["order_no"]) or None,
            "refund": mask_personal(row["number"]),
        }
        for row in run(connection, "flow", "lone_refunds", scope.span)
        if row["store"] in scope.stores or (scope.everywhere and row["store"] is None)
    ]


def restated(connection: Connection, scope: Scope, since: int) -> list[Row]:
    """Figures of store-days that operations after ``since`` changed, with the last cause."""
    kinds = {
        row["seq"]: (row["kind"], row["file"])
        for row in connection.execute(
            "SELECT o.seq, o.kind, f.file FROM operation o LEFT JOIN import_file f ON f.operation = o.seq"
            " WHERE o.seq > ?",
            (since,),
        )
    }
    rows = []
    for row in run(connection, "flow", "restatements", {"since": since}):
        if (
            row["store"] in scope.stores
            and scope.start <= row["day"] < scope.end
            and row["before"] != row["after"]
        ):
            kind, file = kinds.get(row["operation"], ("", None))
            cause = f"{kind} {file}" if file else kind
            rows.append({**dict(row), "operation": operation_id(row["operation"]), "cause": cause})
    return rows


def data_window(connection: Connection, stores: frozenset[str]) -> Days | None:
    """The business days from the first to the last that any of the stores has facts for."""
    first, last = None, None
    for row in run(connection, "flow", "data_window"):
        if row["code"] in stores:
            first = row["first"] if first is None else min(first, row["first"])
            last = row["last"] if last is None else max(last, row["last"])
    return None if first is None or last is None else Days(first, Day(last + 1))


def _days(connection: Connection, scope: Scope, *, daily: bool = False) -> Iterator[Counted]:
    params = {**scope.span, "daily": int(daily)}
    return (row for row in run(connection, "flow", "rate", params) if row["store"] in scope.stores)


def _present(connection: Connection, scope: Scope) -> list[StoredRow]:
    """Distinct persons by scene and stage, of the chain or of one store.

    Raises UsageError for several stores: a person seen in two of them is one person, so uniques of
    stores must not be added.
    """
    if scope.everywhere:
        return run(connection, "flow", "persons_present", {**scope.span, "store": ""})
    return run(connection, "flow", "persons_present", {**scope.span, "store": _single(scope)})


def _single(scope: Scope) -> str:
    if len(scope.stores) > 1:
        raise UsageError(
            "several_stores",
            "persons of several stores cannot be added: one person may visit two of them",
            hint="ask for one store, or for all of them without --store",
        )
    return next(iter(scope.stores))


def _instants(connection: Connection, scope: Scope, code: str) -> dict[str, object]:
    """The period as instants by the calendar of a store, of the chain for an empty code."""
    store = connection.execute(
        "SELECT zone, cutoff_hour FROM store WHERE code = :code"
        " UNION ALL SELECT zone, cutoff_hour FROM chain WHERE :code = ''",
        {"code": code},
    ).fetchone()
    calendar = calendar_of(store["zone"], store["cutoff_hour"]) if store else CHINA_DAYS
    start, end = calendar.span(Days(scope.start, scope.end))
    return {"store": code, "from_at": start, "to_at": end}


def quality_rows(connection: Connection, scope: Scope) -> list[Row]:
    """Validity of every sensor on every day of the period that its store has data for."""
    from digitool.flow.days import DayReader
    from digitool.flow.quality import quality

    reader = DayReader(connection)
    rows = []
    for store, row in reader.stores.items():
        window = data_window(connection, frozenset([row["code"]]))
        if row["code"] not in scope.stores or window is None:
            continue
        for day in map(Day, range(max(scope.start, window.first), min(scope.end, window.after))):
            found = quality(reader.evidence(store, day), reader.rules)
            rows += [{"store": row["code"], "day": day, **item} for item in found]
    return rows
