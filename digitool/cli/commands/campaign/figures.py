"""Columns, words and charts of the campaign forecasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from digitool.cli.app.context import Context
from digitool.render import Column, charts, curves
from digitool.render.cells import figure_text
from digitool.render.result import Look

if TYPE_CHECKING:
    from digitool.campaign.forecast.forecasting import Ready
    from digitool.campaign.forecast.reporting import Driver
    from digitool.campaign.simulation.outcome import Outcome

ROWS = (
    ("contribution", "Contribution"),
    ("incremental_sales", "Incremental sales"),
    ("roi", "Return on cost"),
    ("cost", "Cost"),
    ("margin", "Margin on the increment"),
    ("incremental_customers", "Incremental customers"),
    ("new_customers", "New customers"),
    ("cac", "Cost of a customer gained"),
    ("redemptions", "Coupons redeemed"),
    ("redemption_rate", "Redeemed of viewers"),
    ("cannibalised_share", "Discounts given away"),
    ("discounts", "Discounts"),
    ("unmet", "Coupons refused by a cap"),
    ("viewed", "Customers who read the message"),
    ("messages", "Messages sent"),
    ("opt_outs", "Customers who opt out"),
    ("rewards", "Rewards and packets"),
    ("rewards_unpaid", "Rewards past the budget"),
    ("openers", "Opened by customers or leaders"),
    ("completed", "Completed"),
    ("completion_rate", "Completed of opened"),
    ("group_orders", "Orders in completed ones"),
    ("k0", "Brought by one who invites"),
    ("k1", "Brought by one who was brought"),
    ("k_effective", "New customers for each inviter"),
    ("break_even_lift", "Break-even lift"),
    ("break_even_face", "Break-even discount of one use"),
    ("lift", "Lift of viewers' sales"),
    # what a forecast rests on
    ("r", "purchase rates (r)"),
    ("alpha", "purchase rates (alpha)"),
    ("a", "how customers leave (a)"),
    ("b", "how customers leave (b)"),
    ("shock", "the season"),
    ("theta", "lift after a view"),
    ("redemption_rate_assumed", "redemption rate"),
    ("view_rate", "share that reads"),
    ("fatigue", "fatigue from messages"),
    ("pull_forward", "sales brought forward"),
    ("opt_out", "opting out"),
    ("reach_threshold", "filling up the basket"),
    ("share", "share that invites"),
    ("r0", "people an inviter brings"),
    ("r1", "people brought later on"),
    ("known", "known among those brought"),
    ("newcomer_buys", "newcomers who buy"),
    ("basket_p", "basket sizes (p)"),
    ("basket_q", "basket sizes (q)"),
    ("basket_v", "basket sizes (v)"),
    ("opens", "share that opens"),
    ("joiners", "friends who join"),
    ("replaced", "orders that come anyway"),
    ("elasticity", "pull of a large discount"),
    # caps
    ("coupon", "the coupon's total or budget"),
    ("reward", "the referral's budget"),
    ("group", "the total of groups, bargains or packets"),
    ("budget", "the budget of the campaign"),
)
"""Figures, assumptions and caps by their name in JSON, and in words."""

_WORDS = dict(ROWS)


def words(here: Context, name: str) -> str:
    """A figure, an assumption or a cap in the reader's language."""
    return here.say(_WORDS.get(name, name))


def screen(here: Context) -> Look:
    """The reader's screen."""
    return here.output.request.look


def name_columns(here: Context, heading: Column) -> tuple[Column, ...]:
    """The column of names: words for people, the name itself for programs."""
    code = Column("metric", "Metric", wide=True)
    return (heading, code) if here.output.for_people else (code,)


FIGURE = Column("figure", "Figure")

SUMMARY = (
    Column("mean", "Mean", "figure"),
    Column("p5", "P5", "figure"),
    Column("p50", "P50", "figure"),
    Column("p95", "P95", "figure"),
    Column("unit", "Unit"),
    Column("error", "Error of P50", "figure", wide=True),
)


def unit_words(here: Context, unit: str) -> str:
    """A unit as people read it: fen are shown in yuan."""
    if not here.output.for_people:
        return unit
    return {
        "fen": here.say("yuan"),
        "ratio": "",
        "customers": here.say("customers"),
        "coupons": here.say("coupons"),
        "messages": here.say("messages"),
        "people": here.say("people"),
        "gatherings": here.say("gatherings"),
        "orders": here.say("orders"),
    }.get(unit, unit)


def summary_rows(here: Context, ready: Ready, outcome: Outcome) -> list[dict[str, Any]]:
    """The rows of a simulation."""
    from digitool.campaign.forecast.assembly import is_written
    from digitool.campaign.forecast.reporting import figures_of

    return [
        {
            "figure": words(here, one.metric),
            "metric": one.metric,
            "unit": unit_words(here, one.unit),
            **{name: (getattr(one, name), one.unit) for name in ("mean", "p5", "p50", "p95", "error")},
        }
        for one in figures_of(outcome, written=is_written(ready.spec))
    ]


def meta_of(ready: Ready, outcome: Outcome) -> dict[str, Any]:
    """Everything about a simulation that is not a row, for programs."""
    from digitool.campaign.forecast import belief, reporting
    from digitool.campaign.forecast.assembly import skipped

    loss, loss_error = reporting.loss_of(outcome)
    split = reporting.split_of(outcome)
    ab = reporting.ab_interval_of(outcome, ready.held_out_share)
    low, high = reporting.coupled_interval(outcome)
    return {
        "campaign": ready.spec.campaign.name,
        "audience": ready.audience_size,
        "customers_written_to": ready.campaign.plan.messages,
        "not_written_to": skipped(ready.campaign.plan, ready.audience.nonzero()[0]),
        "contact_policy": ready.reasons,
        "p_loss": round(loss, 4),
        "p_loss_error": round(loss_error, 4),
        "caps": [one.__dict__ for one in reporting.caps_of(outcome)],
        "removable_width": None if split is None else round(split.removable_width, 3),
        "lift_assumed": outcome.assumed,
        "assumed": belief.stated(ready.spec.assume),
        "increment_coupled_fen": [round(low), round(high)],
        "increment_ab_test_fen": None if ab is None else [round(ab[0]), round(ab[1])],
        "unhosted": round(outcome.unhosted, 4),
        "drivers": [one.__dict__ for one in reporting.drivers_of(outcome)],
    }


def verdict(here: Context, ready: Ready, outcome: Outcome) -> str:
    """The sentences under the table: profit or loss, what it rests on, and how sure it is."""
    from digitool.campaign.forecast import reporting

    lines = [_pays(here, outcome)] if outcome.assumed else []
    loss, error = reporting.loss_of(outcome)
    lines.append(
        here.say(
            "Probability of a loss: {loss} (give or take {error}).",
            loss=f"{100 * loss:.0f}%",
            error=f"{100 * error:.1f}%",
        )
    )
    lines += [
        here.say(
            "{cap} is used up in {share} of the runs, then mostly on day {day}.",
            cap=words(here, cap.cap).capitalize(),
            share=f"{100 * cap.probability:.0f}%",
            day=cap.day,
        )
        for cap in reporting.caps_of(outcome)
    ]
    split = reporting.split_of(outcome)
    if split is not None and split.parameter + split.process > 0:
        lines.append(
            here.say(
                "More data would remove {share} of this width; the rest is luck.",
                share=f"{100 * split.removable_width:.0f}%",
            )
        )
    lines += _increment(here, ready, outcome)
    if outcome.unhosted > 0.05:
        lines.append(
            here.say(
                "{share} of the uses that the redemption rate promises find no purchase to be used at.",
                share=f"{100 * outcome.unhosted:.0f}%",
            )
        )
    return "\n".join(lines)


def _pays(here: Context, outcome: Outcome) -> str:
    """That the lift is assumed, and the one from which on the campaign pays."""
    lift = break_even(outcome)
    if lift is not None and lift <= 0:
        return here.say("The lift is assumed, not measured by a holdout. It pays even without one.")
    return here.say(
        "The lift is assumed, not measured by a holdout. It pays from a lift of {lift} on.",
        lift=figure_text(lift, "ratio") or here.say("n/a"),
    )


def break_even(outcome: Outcome) -> float | None:
    """The median lift at which a campaign neither earns nor loses; None where no lift could."""
    from digitool.campaign.forecast.reporting import figure

    return figure("break_even_lift", outcome.figures["break_even_lift"], "ratio").p50


def _increment(here: Context, ready: Ready, outcome: Outcome) -> list[str]:
    """The coupled interval, and beside it the one that an A/B test of this size would show."""
    from digitool.campaign.forecast import reporting

    low, high = reporting.coupled_interval(outcome)
    lines = [
        here.say(
            "Increment among those written to: {low} to {high} yuan, both worlds on one clock.",
            low=figure_text(low, "fen"),
            high=figure_text(high, "fen"),
        )
    ]
    ab = reporting.ab_interval_of(outcome, ready.held_out_share)
    if ab is not None:
        lines.append(
            here.say(
                "An A/B test with this holdout would show {low} to {high} yuan.",
                low=figure_text(ab[0], "fen"),
                high=figure_text(ab[1], "fen"),
            )
        )
    return lines


def drawings(here: Context, ready: Ready, outcome: Outcome) -> tuple[str, ...]:
    """Verdict, drivers, fan by day, histogram and funnel as text blocks, as wide as the screen."""
    from digitool.campaign.forecast import reporting

    sight = screen(here)
    cells = min(sight.cells or 80, 100)
    blocks = [verdict(here, ready, outcome)]
    drivers = _drivers(here, reporting.drivers_of(outcome), cells, sight.ascii)
    if drivers:
        blocks.append(titled(here.say("What moves the contribution most"), drivers))
    bands = curves.fan(reporting.fan(outcome).tolist(), _yuan, cells, ascii_only=sight.ascii)
    if bands:
        blocks.append(titled(here.say("Incremental sales up to each day, yuan (P5 to P95)"), bands))
    values = outcome.figures["contribution"].tolist()
    shape = curves.histogram(values, _yuan, cells, here.say("break-even"), ascii_only=sight.ascii)
    if shape:
        blocks.append(titled(here.say("Contribution over the runs, yuan"), shape))
    blocks.append(titled(here.say("From audience to use"), funnel(here, ready, outcome, sight)))
    return tuple(blocks)


def funnel(here: Context, ready: Ready, outcome: Outcome, sight: Look) -> str:
    """Medians from the audience down to those who used the offer."""
    import numpy as np

    from digitool.campaign.forecast.assembly import is_written

    def middle(name: str) -> int:
        """The median of a count."""
        return round(float(np.median(outcome.runs.count(name))))

    stages = [
        (here.say("audience"), ready.audience_size),
        (here.say("written to" if is_written(ready.spec) else "could see it"), middle("messages")),
        (here.say("read"), middle("viewed")),
    ]
    campaign = outcome.prepared.campaign
    if campaign.coupon is not None:
        stages.append((here.say("redeemed"), middle("redemptions")))
        stages.append((here.say("not given away"), middle("redemptions") - middle("cannibalised")))
    elif campaign.gatherings:
        stages += [(here.say("opened"), middle("openers")), (here.say("completed"), middle("completed"))]
    elif campaign.referral is not None:
        stages += [(here.say("invited"), middle("seeds"))]
    return charts.funnel(stages, min(sight.cells or 80, 100), ascii_only=sight.ascii)


def _drivers(here: Context, drivers: Sequence[Driver], cells: int, ascii_only: bool) -> str:
    named = [
        (words(here, "redemption_rate_assumed" if one.parameter == "redemption_rate" else one.parameter), one)
        for one in drivers
    ]
    rows: list[tuple[str, float | None, str]] = [
        (name, abs(one.effect), f"{one.effect:+.2f}") for name, one in named
    ]
    return charts.bars(rows, cells, ascii_only=ascii_only)


def titled(title: str, block: str) -> str:
    """A block of text under its title."""
    return f"{title}\n{block}"


def _yuan(fen: float) -> str:
    return f"{fen / 100:,.0f}"
