"""What a manager should see first: how many we know, where they are met and lost, what to fix.

Reads the figures like any report does, from the database; it knows nothing of the demo's answers.
"""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.demo.areas import Fix, questions_by_area
from digitool.errors import Phrase
from digitool.flow import questions
from digitool.flow.questions import Scope
from digitool.model.days import iso_day
from digitool.model.scenes import PHYSICAL, scene_name
from digitool.workspace.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True)
class Tour:
    """The tour's figures.

    ``chain`` and ``stores`` are rows of ``flow rate`` (stores with their best and worst scene),
    ``funnel`` those of ``flow funnel``; ``areas`` is a question for every part of the program with the
    command that answers it, ``next_commands`` are three commands to try.
    """

    period: tuple[int, int]
    chain: Row
    stores: list[Row]
    funnel: list[Row]
    fixes: list[Fix]
    areas: list[Fix]
    next_commands: list[str]


def tour(
    connection: Connection,
    settings: Settings,
    period: tuple[int, int],
    rejected: Mapping[str, int],
    root: Path,
) -> Tour:
    """The tour over a half-open period of business days (day numbers), all stores.

    ``rejected`` counts the rows of rejects files, by path; ``root`` is the workspace.
    """
    scope = Scope(*period, frozenset(settings.stores))
    stores = questions.rate(connection, scope, ("store",))
    met = _first_meetings(connection, scope)
    for row in stores:
        row["name"] = settings.stores[row["store"]].name
        row.update(_best_and_worst(met, settings, row["store"]))
    fixes = [
        *_counter_fixes(connection, scope),
        *_payment_fixes(connection, scope, settings),
        *_scene_fixes(scope, stores),
        *_reject_fixes(rejected),
    ]
    return Tour(
        period,
        questions.rate(connection, scope, ())[0],
        stores,
        questions.funnel(connection, scope),
        fixes,
        questions_by_area(connection, scope, settings, root),
        _next_commands(stores),
    )


def _first_meetings(connection: Connection, scope: Scope) -> Counter[tuple[str, str]]:
    """Persons first met in the period, by store and scene."""
    rows = run(connection, "flow", "scenes", scope.span)
    return Counter({(row["store"], scene_name(row["scene"])): row["new_persons"] for row in rows})


def _best_and_worst(met: Counter[tuple[str, str]], settings: Settings, store: str) -> Row:
    """The scenes of a store where most and fewest persons were first met; None where it has too few."""
    placed = {point.scene for point in settings.touchpoints.values() if point.store == store}
    ranked = sorted((met[store, scene], scene) for scene in placed & PHYSICAL)
    if len(ranked) < 2:
        return {"best_scene": None, "best_new": None, "worst_scene": None, "worst_new": None}
    (fewest, worst), (most, best) = ranked[0], ranked[-1]
    return {"best_scene": best, "best_new": most, "worst_scene": worst, "worst_new": fewest}


def _counter_fixes(connection: Connection, scope: Scope) -> list[Fix]:
    """Every counter that had invalid hours: why, and on which days."""
    days: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for row in questions.quality_rows(connection, scope):
        if row["validity"] == "invalid":
            days[row["store"], row["sensor"], row["reason"]].append(row["day"])
    fixes = []
    for (store, sensor, reason), found in sorted(days.items()):
        first, end = iso_day(min(found)), iso_day(max(found) + 1)
        words = Phrase(
            "{store}: have counter {sensor} looked at ({reason}); days with bad hours: {days}, from {first}",
            {"store": store, "sensor": sensor, "days": len(found), "first": first, "reason": _word(reason)},
        )
        fixes.append(Fix(words, f"digitool flow quality --bad --store {store} --from {first} --to {end}"))
    return fixes


_ADVICE = {
    "never_seen": "{payments} payments came from people who never touched a code: "
    "print the follow code on every receipt",
    "no_payer_id": "{payments} payments name no payer: ask for the member code before paying",
    "other_appid": "{payments} payments came under another appid: "
    "have the service provider's tills pay under your own (sub_appid)",
    "ambiguous": "{payments} payments belong to an identifier that several people share: settle who is who",
    "late_bill": "{payments} payments wait for their bill: import the newest one",
}


def _payment_fixes(connection: Connection, scope: Scope, settings: Settings) -> list[Fix]:
    """The two largest causes for which payments are of nobody we know."""
    rows = questions.unmatched(connection, scope, settings.chain.own_appids)
    return [
        Fix(
            Phrase(_ADVICE[row["cause"]], {"payments": f"{row['payments']:,}"}),
            f"digitool flow unmatched {_period(scope)}",
        )
        for row in rows[:2]
        if row["cause"] in _ADVICE
    ]


def _scene_fixes(scope: Scope, stores: Sequence[Row]) -> list[Fix]:
    """The scene that brings least, in the store that we know least of."""
    ranked = [row for row in stores if row["worst_scene"] and row["rate_visit"].value is not None]
    if not ranked:
        return []
    row = min(ranked, key=lambda one: (one["rate_visit"].value, one["store"]))
    words = Phrase(
        "{store}: only {fewest} people were first met at: {worst} ({most} at: {best}); "
        "show the code where they look",
        {
            "store": row["store"],
            "fewest": row["worst_new"],
            "worst": _word(row["worst_scene"]),
            "most": row["best_new"],
            "best": _word(row["best_scene"]),
        },
    )
    return [Fix(words, f"digitool flow scenes --store {row['store']} {_period(scope)}")]


def _reject_fixes(rejected: Mapping[str, int]) -> list[Fix]:
    """The rejects files with most rows."""
    template = "{rows} rows are in {file}: correct them in a spreadsheet and import the file again"
    return [
        Fix(Phrase(template, {"rows": count, "file": name}), f"digitool import {shlex.quote(name)}")
        for name, count in Counter(rejected).most_common(2)
    ]


def _next_commands(stores: Sequence[Row]) -> list[str]:
    """Three commands that go on from here, for the store that we know least of."""
    known = [row for row in stores if row["rate_visit"].value is not None] or list(stores)
    store = min(known, key=lambda row: (row["rate_visit"].value or 0, row["store"]))["store"]
    return [
        f"digitool flow rate --by day --store {store}",
        "digitool flow retention --scene entrance",
        "digitool flow overlap --sort -overlap",
    ]


def _period(scope: Scope) -> str:
    return f"--from {iso_day(scope.start)} --to {iso_day(scope.end)}"


def _word(template: str) -> Phrase:
    return Phrase(template, {})
