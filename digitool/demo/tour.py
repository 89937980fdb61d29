"""What a manager should see first: how many we know, where they are met and lost, what to fix.

Reads the figures like any report does, from the database; it knows nothing of the demo's answers.
"""

from __future__ import annotations

import shlex
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.errors import Phrase
from digitool.flow import questions
from digitool.flow.questions import Scope
from digitool.model.days import Days, iso_day
from digitool.model.ids import Day
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

    period: Days
    chain: Row
    stores: list[Row]
    funnel: list[Row]
    fixes: list[Fix]
    areas: list[Fix]
    next_commands: list[str]


def tour(
    connection: Connection,
    settings: Settings,
    period: Days,
    rejected: Mapping[str, int],
    root: Path,
) -> Tour:
    """The tour over a period, all stores.

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
        first, end = iso_day(Day(min(found))), iso_day(Day(max(found) + 1))
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


MONDAY = 4
"""Day numbers of Mondays leave this rest by 7."""


class Fix(NamedTuple):
    """One thing to do or to ask, in words, and the command that shows more."""

    words: Phrase
    command: str


def questions_by_area(connection: Connection, scope: Scope, settings: Settings, root: Path) -> list[Fix]:
    """The questions that this demo can answer; a tiny one has no deeds and no campaigns to ask about."""
    period = f"--from {iso_day(scope.start)} --to {iso_day(scope.end)}"
    end = f"--as-of {iso_day(scope.end)}T09:00:00+08:00"
    found = [*_everywhere(settings, period, f"--as-of {iso_day(Day(monday(scope.end)))}T09:00:00+08:00")]
    if connection.execute("SELECT 1 FROM coupon_stock LIMIT 1").fetchone():
        found += _of_deeds(period, end)
    if connection.execute("SELECT 1 FROM campaign LIMIT 1").fetchone():
        found += _of_campaigns(root, end)
    return found


def monday(end: int) -> int:
    """The last Monday of a period that ends before day ``end``: the day on which a manager asks."""
    return end - 1 - (end - 1 - MONDAY) % 7


def _everywhere(settings: Settings, period: str, today: str) -> Iterator[Fix]:
    yield _ask("How far do people come, from the door to the second purchase?", f"flow funnel {period}")
    question = "What does the official store sell, and how much of it while stores are closed?"
    yield _ask(question, f"official-store report {period}")
    yield _ask("Whom does each guide contact today, and why?", f"guide todo {today}")
    yield _ask("Who was lost last week, and by whom?", f"guide lost --last 1w {today}")
    yield _ask("Which guide brings what?", f"guide rank {period}")
    for guide in settings.guides.values():
        if guide.left is not None:
            question = "A guide leaves on Friday: who takes over whom?"
            yield _ask(question, f"guide handover {guide.userid} --dry-run {today}")


def _of_deeds(period: str, end: str) -> Iterator[Fix]:
    yield _ask("Which coupons are used?", f"coupon report {end}")
    yield _ask("What do guides earn, order by order?", f"guide commission preview {period}")
    yield _ask("Who brings new customers, and what does one cost?", f"referral report {end}")
    yield _ask("Which rewards should a person look at before they are paid?", f"referral audit {end}")
    yield _ask("What do the communities and their leaders sell?", f"community report {end}")


def _of_campaigns(root: Path, end: str) -> Iterator[Fix]:
    coupon, group = (
        shlex.quote(str(root / "campaigns" / name)) for name in ("coupon.toml", "group-buy.toml")
    )
    yield _ask("What does the past say of the next campaign?", f"campaign calibrate {end}")
    yield _ask("What would the next coupon bring, and how sure is that?", f"campaign simulate {coupon} {end}")
    yield _ask("Is a group-buy for the same budget better?", f"campaign compare {coupon} {group} {end}")


def _ask(question: str, command: str) -> Fix:
    return Fix(Phrase(question, {}), f"digitool {command}")
