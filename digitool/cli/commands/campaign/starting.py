"""How `campaign start` finds out whom a campaign is for, and says what it will and will not do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from digitool.cli.app.context import Context
from digitool.errors import Phrase, RefusedError
from digitool.model.days import DAY_MS, format_instant
from digitool.model.ids import Ms
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.campaign.file.spec import CampaignFile
    from digitool.campaign.forecast.forecasting import Ready, Stage
    from digitool.campaign.start.launching import Aimed, Live
    from digitool.campaign.start.starting import Start
    from digitool.coupons.rules.terms import Terms

ARMS = (
    Column("arm", "Arm"),
    Column("customers", "Customers", "int"),
    Column("households", "Households", "int"),
    Column("reached", "Reached", "int"),
    Column("coupons", "Coupons", "int"),
)

ROWS = (
    ("unreachable", "cannot be reached"),
    ("frequency", "written to often enough"),
    ("backlog", "past the window in the queue of their guides"),
    ("budget", "past the messages that the file allows"),
)
"""Why the offer does not reach a customer, in words."""

_DILUTED = 1.05
"""Treated customers for each who is reached, from which on a result is smaller to the eye."""

_UNSURE = ("too_little_history", "calibration_old")
"""For want of these `simulate` works with --priors alone; a start then does the same."""


@dataclass(frozen=True)
class Aim:
    """Whom a file is for, what is live for it already, what to say; ``not_reached``: treated by reason."""

    whom: Aimed
    live: Live
    not_reached: dict[str, int]
    written: bool
    notes: tuple[Phrase, ...]


def aim(here: Context, spec: CampaignFile, *, priors: bool) -> Aim:
    """The audience of a file and those whom it reaches, exactly as a simulation of the same file has them."""
    from digitool.campaign.forecast.assembly import is_written, skipped
    from digitool.campaign.forecast.permission import held_out
    from digitool.campaign.start.launching import Aimed, read_live

    live = here.ask(read_live, spec, here.today)
    stage, notes = _staged(here, spec, priors=priors)
    ready: Ready = stage.ready[0]
    persons = stage.roster.persons
    whom = Aimed(persons[ready.audience].tolist(), persons[ready.audience & ready.reached].tolist())
    treated = ready.audience & ~held_out(spec, stage.roster, here.workspace.key)
    missed = skipped(ready.campaign.plan, treated.nonzero()[0])
    return Aim(whom, live, missed, is_written(spec), notes)


def _staged(here: Context, spec: CampaignFile, *, priors: bool) -> tuple[Stage, tuple[Phrase, ...]]:
    from digitool.campaign.forecast.forecasting import ForecastMoment, stage

    moment = ForecastMoment(here.as_of, here.today)
    with here.reader() as connection:
        try:
            return stage(here.workspace, connection, [spec], moment, priors=priors), ()
        except RefusedError as error:
            if priors or error.code not in _UNSURE:
                raise
            found = stage(here.workspace, connection, [spec], moment, priors=True)
    return found, (
        Phrase("who is reached follows from built-in assumptions, as simulate --priors has it", {}),
    )


def caps_shown(plan: Start, live: Live, zone: str) -> dict[str, Any]:
    """What binds the campaign from now on, for programs: its stock, its messages, its referral offers."""
    stocks = [
        {
            "stock": code,
            "pieces": terms.total,
            "per_customer": terms.per_person,
            "uses": _budget(terms.budgets, "count"),
            "discounts_fen": _budget(terms.budgets, "money"),
            "min_spend_fen": terms.min_spend_fen,
            "valid_from": format_instant(Ms(terms.valid_from), zone) if terms.valid_from else None,
            "valid_to": format_instant(Ms(terms.valid_to), zone) if terms.valid_to else None,
        }
        for code, terms in (*plan.new_stocks.items(), *_existing(plan, live))
    ]
    return {
        "coupons": stocks,
        "messages": plan.caps._asdict(),
        "offers": {row["code"]: row["budget_fen"] or None for row in live.offers.values()},
    }


def told_of(here: Context, plan: Start, result: dict[str, Any], found: Aim) -> list[str]:
    """What must be said beside a start: who is not reached, what binds it, and what is left to do by hand."""
    from digitool.campaign.start.live_offers import bounds_beyond

    notes = list(found.notes)
    if plan.holdout_bp == 0:
        notes.append(Phrase("without a holdout nobody will be able to tell what this campaign changed", {}))
    treated = result["rows"][0]
    if treated["reached"] < treated["customers"]:
        reasons = (f"{here.say(dict(ROWS)[name])} {n:,}" for name, n in found.not_reached.items())
        notes.append(_reach(treated, ", ".join(reasons) or "-"))
    notes += _coupons(plan, found)
    notes += bounds_beyond(found.live.offers)
    for stock, n in result["held_before"].items():
        values: dict[str, object] = {"campaign": plan.code, "n": n, "stock": stock}
        notes.append(
            Phrase("the held-out customers of {campaign} hold {n} coupons of {stock} from before", values)
        )
    if found.written:
        notes.append(
            Phrase(
                'no message goes out by itself: digitool guide broadcast FILE with campaign = "{campaign}"'
                " keeps to its holdout and caps",
                {"campaign": plan.code},
            )
        )
    return [here.say(one.template, **one.values) for one in notes]


def _reach(treated: dict[str, Any], reasons: str) -> Phrase:
    values: dict[str, object] = {
        "reached": f"{treated['reached']:,}",
        "treated": f"{treated['customers']:,}",
        "reasons": reasons,
    }
    if not treated["reached"]:
        return Phrase("the offer reaches none of {treated} treated customers ({reasons})", values)
    times = treated["customers"] / treated["reached"]
    if times < _DILUTED:
        return Phrase("the offer reaches {reached} of {treated} treated customers ({reasons})", values)
    values["times"] = f"{times:.1f}"
    return Phrase(
        "the offer reaches {reached} of {treated} treated customers within the window ({reasons}); the result"
        " is told of all treated, so what those reached do differently shows {times} times smaller",
        values,
    )


def _coupons(plan: Start, found: Aim) -> list[Phrase]:
    notes = []
    for code, terms in (*plan.new_stocks.items(), *_existing(plan, found.live)):
        notes += _bounds(code, terms)
        over = _days_over(plan, terms) if code in plan.new_stocks else 0
        if over > 0:
            notes.append(
                Phrase(
                    "coupons of {stock} work up to {days} days past the window: such uses are in no forecast"
                    " and in no result",
                    {"stock": code, "days": over},
                )
            )
        if not plan.issue:
            notes.append(
                Phrase(
                    "no coupon is out yet: digitool coupon issue {stock} --customer ID gives them, or a start"
                    " with --issue",
                    {"stock": code},
                )
            )
    return notes


def _bounds(code: str, terms: Terms) -> list[Phrase]:
    """That a budget ends the uses before all coupons are used, where it does."""
    from digitool.model.money import format_yuan

    budget = _budget(terms.budgets, "money")
    full = terms.total * terms.liability_fen or None
    if budget is None or full is None or budget >= full:
        return []
    return [
        Phrase(
            "if each coupon of {stock} were used they would cost {full} yuan; uses end at the budget of"
            " {budget} yuan",
            {"stock": code, "full": format_yuan(full), "budget": format_yuan(budget)},
        )
    ]


def _days_over(plan: Start, terms: Terms) -> int:
    """Days after the window on which a coupon can still be used."""
    days = plan.day_to - plan.day_from
    return (terms.valid_to - terms.valid_from) // DAY_MS - days if terms.valid_to else 0


def _existing(plan: Start, live: Live) -> list[tuple[str, Terms]]:
    return [(code, live.stock) for code in plan.stocks if live.stock is not None]


def _budget(budgets: Sequence[tuple[str, str, int]], measure: str) -> int | None:
    return next((cap for kind, window, cap in budgets if (kind, window) == (measure, "total")), None)
