"""The arithmetic of customer flow: plain counts in, rows with rates out (pure).

Every rate names its numerator and denominator; where the denominator is unknown the rate is null.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from digitool.errors import Phrase
from digitool.model.results import Rate
from digitool.model.scenes import SCENES, scene_name

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


STAGES = ("touched", "identified", "reachable", "purchased", "repurchased")
"""touched: seen and known; identified: has an identifier that outlives one app (unionid, WeCom id,
member number, phone); reachable: a guide, a group or a consent lets us write; purchased: paid once;
repurchased: paid on two business days."""


def stages_of(
    identified: NDArray[np.bool_], reachable: NDArray[np.bool_], purchase_days: NDArray[np.int64]
) -> NDArray[np.int64]:
    """The position in `STAGES` of the last step that each person has reached without a gap."""
    stage: NDArray[np.int64] = identified.astype("int64")
    reached = identified
    for step in (reachable, purchase_days >= 1, purchase_days >= 2):
        reached = reached & step
        stage += reached
    return stage


_COUNTS = (
    *("open_seconds", "valid_seconds", "traffic", "visits", "sales", "sales_known", "paid_fen"),
    *("people", "untold"),
)
_REFUNDS = ("back_fen", "lone", "lone_fen")

Row = dict[str, Any]
"""One row of an answer."""


class Counted(Protocol):
    """One row of a tally: values by column name."""

    def __getitem__(self, name: str, /) -> Any:  # noqa: ANN401 - a tally's columns differ
        """The value of a column."""


def rates(days: Iterable[Counted], by: Sequence[str], refunds: Iterable[Counted] = ()) -> list[Row]:
    """Both digitization rates by ``store``, ``day``, both, or for the chain (``by`` empty).

    ``rate_visit`` = digitized visits / people through the door, both in valid open hours, or both of the
    whole day where a counter tells no hours; ``left_out`` are people who were counted and are not in it;
    ``rate_transaction`` = transactions whose payer is known / transactions; ``coverage`` = valid
    opening seconds / opening seconds. The two rates have different denominators: never compare them.
    ``days_untold`` counts store-days whose people are told only together with days that are not there.
    ``net_fen`` is sales less ``refunds``: those of known sales on the day of the sale, others on their own.
    """
    sums: dict[tuple[Any, ...], dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTS + _REFUNDS, 0))
    for names, rows in ((_COUNTS, days), (_REFUNDS, refunds)):
        for row in rows:
            total = sums[tuple(row[name] for name in by)]
            for name in names:
                total[name] += row[name]
    return [{**dict(zip(by, key)), **_rate_row(total)} for key, total in sorted(sums.items())]


def _rate_row(total: Mapping[str, int]) -> Row:
    counted = total["valid_seconds"] > 0
    return {
        "traffic": total["traffic"] if counted else None,
        "visits_digitized": total["visits"] if counted else None,
        "rate_visit": Rate(total["visits"], total["traffic"] if counted else 0),
        "transactions": total["sales"],
        "rate_transaction": Rate(total["sales_known"], total["sales"]),
        "coverage": Rate(total["valid_seconds"], total["open_seconds"]),
        "gmv_fen": total["paid_fen"],
        "net_fen": total["paid_fen"] - total["back_fen"] - total["lone_fen"],
        "refunds_without_purchase": total["lone"],
        "refunds_without_purchase_fen": total["lone_fen"],
        "left_out": total["people"] - total["traffic"] if total["people"] or counted else None,
        "days_untold": total["untold"],
    }


def untold(rows: Iterable[Row]) -> list[Phrase]:
    """What to say of rates that leave out what counters tell only together with other days."""
    days = sum(row.get("days_untold", 0) for row in rows)
    said = Phrase(
        "the people of {days} store-days are counted only together with other days, such as a whole week,"
        " that are not asked for here or cannot be trusted; digitool flow quality says which",
        {"days": days},
    )
    return [said] if days else []


def funnel_stages(days: Iterable[Counted], persons_by_stage: Mapping[int, int]) -> list[Row]:
    """From people at the door to customers who came back.

    The first step counts people through the door (visits, not persons), so the step rate of
    ``touched`` is the visit digitization rate; each later step is a share of the persons before.
    """
    total = rates(days, ())
    door: Row = total[0] if total else _rate_row(dict.fromkeys(_COUNTS + _REFUNDS, 0))
    rows: list[Row] = [{"stage": "traffic", "persons": door["traffic"], "step_rate": None}]
    reached = [
        sum(n for stage, n in persons_by_stage.items() if stage >= step) for step in range(len(STAGES))
    ]
    rows.append({"stage": STAGES[0], "persons": reached[0], "step_rate": door["rate_visit"]})
    for step in range(1, len(STAGES)):
        rate = Rate(reached[step], reached[step - 1])
        rows.append({"stage": STAGES[step], "persons": reached[step], "step_rate": rate})
    return rows


def scenes(counts: Iterable[Counted], persons: Mapping[int, int], everybody: int) -> list[Row]:
    """Touches, distinct persons and persons first met, by scene; ``share`` is of all persons seen."""
    touches: dict[int, int] = defaultdict(int)
    new: dict[int, int] = defaultdict(int)
    for row in counts:
        touches[row["scene"]] += row["touches"]
        new[row["scene"]] += row["new_persons"]
    return [
        {
            "scene": scene_name(scene),
            "touches": touches[scene],
            "persons": persons.get(scene, 0),
            "new_persons": new[scene],
            "share": Rate(persons.get(scene, 0), everybody),
        }
        for scene in sorted(touches)
        if touches[scene]
    ]


def retention(cohorts: Iterable[Counted], last_week: int) -> list[Row]:
    """Of the persons first met at a scene in a week, those active and reachable n weeks later.

    A week in which nobody of the cohort came back is zero; a week after ``last_week`` (a Monday) is
    not there, because it has not passed or has no data.
    """
    cells: dict[tuple[int, int], dict[int, Counted]] = defaultdict(dict)
    for row in cohorts:
        cells[row["scene"], row["week"]][row["weeks_later"]] = row
    rows = []
    for (scene, week), later in sorted(cells.items()):
        size = later[0]["active"] if 0 in later else 0
        for weeks in range(max(0, (last_week - week) // 7) + 1):
            found = later.get(weeks)
            rows.append(
                {
                    "scene": scene_name(scene),
                    "cohort": week,
                    "week": weeks,
                    "active": Rate(found["active"] if found else 0, size),
                    "retained": Rate(found["retained"] if found else 0, size),
                }
            )
    return rows


def overlap(sets: Iterable[Counted]) -> list[Row]:
    """Persons seen in both of two scenes as a share of those seen in either, since the beginning."""
    counted = [(row["scenes"], row["persons"]) for row in sets]
    present = [code for code in range(1, len(SCENES) + 1) if any(mask >> code & 1 for mask, _n in counted)]
    rows = []
    for position, one in enumerate(present):
        for other in present[position + 1 :]:
            both = sum(n for mask, n in counted if mask >> one & 1 and mask >> other & 1)
            either = sum(n for mask, n in counted if mask >> one & 1 or mask >> other & 1)
            rows.append(
                {
                    "scene_a": scene_name(one),
                    "scene_b": scene_name(other),
                    "persons_both": both,
                    "persons_either": either,
                    "overlap": Rate(both, either),
                }
            )
    return rows


def unmatched(
    payments: Iterable[Counted], known: Mapping[int, tuple[bool, bool]], appids: set[str], last_bill: int
) -> list[Row]:
    """Transactions whose payer and buyer nobody knows, by cause, largest first.

    ``known`` maps a person to (known, staff); ``appids`` are those under which anybody was touched;
    ``last_bill`` is the newest business day of any payment bill.
    """
    found: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for payment in payments:
        parties = [known.get(payment[name], (False, False)) for name in ("person", "buyer")]
        if any(named or staff for named, staff in parties):
            continue
        cell = found[_cause(payment, appids, last_bill)]
        cell[0] += 1
        cell[1] += payment["amount_fen"]
    rows = [{"cause": cause, "payments": n, "amount_fen": fen} for cause, (n, fen) in found.items()]
    return sorted(rows, key=lambda row: (-row["payments"], row["cause"]))


def _cause(payment: Counted, appids: set[str], last_bill: int) -> str:
    if payment["party"] is None:
        return "late_bill" if payment["no_bill"] and payment["day"] > last_bill else "no_payer_id"
    if payment["flagged"] or payment["candidate"]:
        return "ambiguous"
    if payment["ns"] == 1 and payment["scope"] not in appids:
        return "other_appid"
    return "never_seen"
