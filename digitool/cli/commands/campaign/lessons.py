"""Columns, rows and caveats of the campaign commands that learn from what happened."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, Any

from digitool.cli.app.context import Context
from digitool.errors import Phrase
from digitool.model.days import format_instant
from digitool.model.ids import person_text
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.campaign.measurement.effects import Effect
    from digitool.campaign.measurement.results import Reading

CAMPAIGN = Column("campaign", "Campaign")
VALUES = (
    Column("parameter", "Parameter"),
    Column("scope", "Of"),
    Column("value", "Value", "number"),
    Column("p5", "P5", "number"),
    Column("p95", "P95", "number"),
    Column("source", "Source"),
    Column("n", "n", "int"),
)
SCORES = (
    Column("target", "Target"),
    Column("cases", "Cases", "int"),
    Column("coverage90", "90% covers", "figure"),
    Column("mean_pit", "Mean PIT", "number"),
    Column("crps", "CRPS", "figure"),
    Column("bias", "Bias", "figure"),
    Column("crps_last", "CRPS last period", "figure"),
    Column("crps_mean", "CRPS mean", "figure"),
    Column("crps_seasonal", "CRPS last year", "figure", wide=True),
)
EFFECTS = (
    Column("metric", "Per customer"),
    Column("treated", "Treated", "figure"),
    Column("holdout", "Held out", "figure"),
    Column("lift", "Lift", "figure"),
    Column("p5", "P5", "figure"),
    Column("p95", "P95", "figure"),
    Column("verdict", "Verdict"),
    Column("p_value", "p", "number", wide=True),
    Column("smallest_seen", "Smallest seen", "figure", wide=True),
    Column("correlation", "Correlation", "number", wide=True),
)
LISTED = (
    CAMPAIGN,
    Column("state", "State"),
    Column("day_from", "From", "day"),
    Column("day_to", "To", "day"),
    Column("treated", "Treated", "int"),
    Column("holdout", "Held out", "int"),
    Column("stocks", "Stocks"),
    Column("started_at", "Started", "instant", wide=True),
)

_UNITS = {"purchases": "", "buyers": "ratio", "gmv_fen": "fen", "contribution_fen": "fen"}
_GOOD = (0.85, 0.95)
_SHOWN, _MOST_LEAKS = 5, 100
"""Leaks that people and programs are shown; the rest is counted."""

_HIGH = 0.65
"""Mean PIT from which a forecast lies to one side, and not by chance in the usual few cases."""


def pooled(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Coverage and mean PIT over all targets, weighted by cases; None without a case."""
    cases = sum(row["cases"] for row in rows)

    def mean(name: str) -> float | None:
        """A score over all cases."""
        return round(sum(row["cases"] * row[name] for row in rows) / cases, 4) if cases else None

    return {"cases": cases, "coverage90": mean("coverage90"), "mean_pit": mean("mean_pit")}


def promise(here: Context, scores: dict[str, Any]) -> str:
    """One sentence: how often what happened lay inside the interval, and how often it should."""
    if scores["coverage90"] is None:
        return here.say("There was no case to look at.")
    return here.say(
        "What happened lay inside the 90% interval in {share} of {cases} cases;"
        " 85% to 95% keeps the promise.",
        share=f"{scores['coverage90']:.0%}",
        cases=scores["cases"],
    )


def judged(here: Context, rows: list[dict[str, Any]]) -> list[str]:
    """What the scores mean: too narrow, too high or too low, or too few cases to tell."""
    from digitool.campaign.learning.scores import coverage_error

    scores, found = pooled(rows), []
    fewest = min((row["cases"] for row in rows), default=0)
    if scores["cases"] and scores["coverage90"] < _GOOD[0]:
        found.append(here.say("90% intervals covered {share} of the cases: they are too narrow here",
                              share=f"{scores['coverage90']:.0%}"))  # fmt: skip
    if scores["cases"] and scores["mean_pit"] < 1 - _HIGH:
        found.append(here.say("forecasts are too high here: less was sold than their middle in most cases"))
    if scores["cases"] and scores["mean_pit"] > _HIGH:
        found.append(here.say("forecasts are too low here: more was sold than their middle in most cases"))
    if fewest:
        error = coverage_error(fewest)
        if error > (_GOOD[1] - _GOOD[0]) / 2:
            found.append(here.say("the target with the fewest cases has {cases}: its coverage is known to"
                                  " within {error} points only",
                                  cases=fewest, error=f"{200 * error:.0f}"))  # fmt: skip
    return found


ROWS = (
    ("purchases", "purchases"),
    ("buyers", "buyers"),
    ("gmv_fen", "sales in yuan"),
    ("contribution_fen", "contribution in yuan"),
    ("redemptions of a stock", "redemptions of a stock"),
    # what came to somebody who is held out
    ("coupon", "coupon given"),
    ("use", "coupon used"),
    ("message", "message"),
    ("link", "link"),
    ("friend", "brought by a friend"),
    ("run", "took part"),
)
"""Metrics, targets and kinds of leaks by their name in JSON, and in words."""


def _named(here: Context, name: str) -> str:
    """A metric, or a target with its horizon, in the reader's language; as it is for machines."""
    metric, _, weeks = name.partition(" ") if name.endswith("w") else (name, "", "")
    told = here.say(dict(ROWS).get(metric, metric)) if here.output.for_people else metric
    return f"{told} {weeks}".strip()


def score_row(here: Context, row: dict[str, Any]) -> dict[str, Any]:
    """A row of `campaign backtest`: coverage and bias as shares, CRPS in the target's own unit."""
    unit = "fen" if str(row["target"]).startswith("gmv_fen") else ""
    units = {"coverage90": "ratio", "bias": "ratio"} | dict.fromkeys(
        ("crps", "crps_last", "crps_mean", "crps_seasonal"), unit
    )
    figures = {name: (value, units[name]) for name, value in rounded(row, tuple(units)).items()}
    return {**row, **rounded(row, ("mean_pit",)), **figures, "target": _named(here, row["target"])}


def effect_row(here: Context, name: str, effect: Effect, found: Reading) -> dict[str, Any]:
    """A row of `campaign result`; money in fen, shares of buyers as fractions."""
    from digitool.campaign.measurement.effects import smallest_seen

    verdict = {
        "more": "more than without it",
        "less": "less than without it",
        "unclear": "no difference can be told",
        "few": "too few customers to tell",
    }[effect.verdict]
    row = {
        "treated": effect.treated,
        "holdout": effect.holdout,
        "lift": effect.difference,
        "p5": effect.p5,
        "p95": effect.p95,
        "p_value": effect.p_value,
        "smallest_seen": smallest_seen(effect),
        "correlation": found.correlation[name],
    }
    plain, unit = ("p_value", "correlation"), _UNITS[name]
    figures = {key: (value, unit) for key, value in rounded(row, tuple(row)).items() if key not in plain}
    told = here.say(verdict) if here.output.for_people else effect.verdict
    return {"metric": _named(here, name), **rounded(row, plain), **figures, "verdict": told}


def totals_of(found: Reading, zone: str) -> dict[str, Any]:
    """The whole campaign's increment: per treated customer times treated customers, in whole fen."""
    treated = int((~found.members.held_out).sum())
    gmv, earned = found.effects["gmv_fen"], found.effects["contribution_fen"]
    totals: dict[str, Any] = {
        "campaign": found.campaign,
        "treated": treated,
        "held_out": int(found.members.held_out.sum()),
        "watched_days": found.until - found.day_from,
        "fixed_fen": found.fixed_fen,
        "two_arms": found.members.two_arms,
        "leaked": _leaks_by_kind(found),
        "leaks": [
            {
                "customer": person_text(one.person),
                "kind": one.kind,
                "what": one.what,
                "at": format_instant(one.at, zone),
            }
            for one in found.leaks[:_MOST_LEAKS]
        ],
    }
    for name, effect, cost in (("gmv", gmv, 0), ("contribution", earned, found.fixed_fen)):
        for key, value in (("", effect.difference), ("_p5", effect.p5), ("_p95", effect.p95)):
            whole = value * treated - cost
            totals[f"{name}{key}_fen"] = round(whole) if math.isfinite(whole) else None
    return totals


def _leaks_by_kind(found: Reading) -> dict[str, int]:
    """How many of each kind came to customers who were held out."""
    return dict(Counter(one.kind for one in found.leaks))


def caveats(here: Context, found: Reading) -> list[str]:
    """What must be said beside a result."""
    notes = []
    if found.running:
        notes.append(
            Phrase(
                "{known} of {days} days are known: who looks every day and stops at a good one finds luck",
                {"known": found.until - found.day_from, "days": found.day_to - found.day_from},
            )
        )
    if found.members.two_arms:
        notes.append(
            Phrase(
                "{n} persons turned out to be customers of both arms: each purchase counts for the arm of the"
                " identifier that made it, and the first customer that they were decides what they are"
                " offered",
                {"n": found.members.two_arms},
            )
        )
    if found.leaks:
        notes.append(
            Phrase(
                "{n} of {held} held-out customers got something of the campaign ({what}): {shown}",
                {
                    "n": len({one.person for one in found.leaks}),
                    "held": int(found.members.held_out.sum()),
                    "what": ", ".join(
                        f"{here.say(dict(ROWS)[kind])} {n}" for kind, n in _leaks_by_kind(found).items()
                    ),
                    "shown": ", ".join(
                        dict.fromkeys(person_text(one.person) for one in found.leaks[:_SHOWN])
                    ),
                },
            )
        )
    return [here.say(one.template, **one.values) for one in notes]


def rounded(row: dict[str, Any], names: tuple[str, ...]) -> dict[str, float | None]:
    """Numbers with four significant digits; None for what is unknown or endless."""
    return {name: _four(row[name]) for name in names if name in row}


def _four(value: float | None) -> float | None:
    if value is None or not math.isfinite(value):
        return None
    if value == 0:
        return 0.0
    return round(value, max(0, 3 - math.floor(math.log10(abs(value)))))
