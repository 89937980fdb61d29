"""Campaign commands that learn from what happened: calibrate, backtest, start, result, list"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.campaign import app
from digitool.cli.commands.campaign.lessons import (
    EFFECTS,
    LISTED,
    SCORES,
    VALUES,
    caveats,
    effect_row,
    judged,
    pooled,
    promise,
    rounded,
    score_row,
    totals_of,
)
from digitool.cli.commands.campaign.staging import Priors
from digitool.cli.commands.campaign.starting import ARMS, aim, caps_shown, told_of
from digitool.errors import RefusedError, UsageError
from digitool.model.days import Days
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.campaign.file.spec import CampaignFile
    from digitool.campaign.history.purchase_log import PurchaseLog


@command(app, WRITE, columns=VALUES, operation=False, examples=("digitool campaign calibrate",))
def calibrate(here: Context) -> None:
    """Learn from your own history what forecasts need, and keep it with its uncertainty.

    Each row says where its value comes from: history, a holdout, the chain (a store too small to stand
    alone) or a prior (a built-in assumption), and how many customers, coupons or messages stand behind it.
    """
    from digitool.campaign.learning.operations import calibrate as learn

    result = learn(here.desk)
    rows = [{**row, **rounded(row, ("value", "p5", "p95"))} for row in result["rows"]]
    meta = {name: result[name] for name in ("data_from", "data_to", "customers", "purchases", "operation")}
    warnings = [here.say(text, **values) for text, values in result["warnings"]]
    here.answer(rows, period=Days(result["data_from"], result["data_to"]), meta=meta, warnings=warnings)


_ASSUMPTIONS_COLUMNS = (VALUES[0], *VALUES[2:5], Column("reference", "Where it comes from"))


@command(
    app,
    ("seed", "runs"),
    columns=SCORES,
    examples=(
        "digitool campaign backtest",
        "digitool campaign backtest --data purchases.csv --groups 6",
    ),
)
def backtest(
    here: Context,
    data: Annotated[
        Optional[Path],
        Option("--data", metavar="FILE", help="A purchase log: customer, date, amount; no workspace needed."),
    ] = None,
    groups: Annotated[
        int, Option("--groups", metavar="N", help="Split the customers at random, for more cases.")
    ] = 0,
    origins: Annotated[
        int, Option("--origins", metavar="N", help="Past days to forecast from, the newest ones.")
    ] = 12,
) -> None:
    """How far forecasts can be trusted: made again at past days, compared with what then happened.

    A 90% interval should cover 85-95% of the cases, mean PIT should lie between 0.45 and 0.55, and the
    CRPS should be below those of forecasts without a model: last period again, and the mean so far.
    """
    from digitool.campaign.learning import backtest as sales
    from digitool.campaign.learning.backtest import backtest_coupons as coupons

    seed, draws = _number(here.options.seed, 1, 0), _number(here.options.runs, 200, 20)
    log, chances = _history(here, data)
    if groups:
        log = _split(log, groups, seed)
    settings = sales.BacktestSettings(draws, max(origins, 1), seed)
    with here.progress("forecasting from past days", settings.origins) as meter:
        rows = sales.backtest(log, settings, lambda done, of: meter.advance())
    if chances is not None:
        rows += coupons(chances, log, seed=seed)
    shown = [score_row(here, row) for row in rows]
    meta = pooled(rows)
    here.answer(shown, meta=meta, charts=(promise(here, meta),), warnings=judged(here, rows))


@command(
    app,
    WRITE,
    columns=ARMS,
    examples=(
        "digitool campaign start spring.toml --dry-run",
        "digitool campaign start spring.toml --issue --key spring-2026",
    ),
)
def start(
    here: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="The campaign file.")],
    issue: Annotated[
        bool, Option("--issue", help="Give the coupon now to every treated customer whom the offer reaches.")
    ] = False,
    priors: Priors = False,
) -> None:
    """Start a campaign: draw the holdout at random, record who is in which arm, create its coupons.

    The draw depends on the workspace's key, the campaign's name and the household alone: nobody chooses,
    all of a household is in one arm, and the same start gives the same arms.

    What simulate counts on holds when the campaign runs: budgets and totals bind its coupon stock,
    [contact] and the guides' capacity bind broadcasts that name it, referral offers must be open with the
    terms of the file. A key that nothing live would hold to is refused, with its line. Reached are the
    treated customers whom simulate writes to; only they are given coupons by --issue.
    """
    from digitool.campaign.file.reading import read_campaign
    from digitool.campaign.start.launching import plan_of
    from digitool.campaign.start.starting import start as begin

    spec = read_campaign(file)
    _require_lawful(here, spec)
    aimed = aim(here, spec, priors=priors)
    plan = plan_of(spec, aimed.whom, aimed.live, here.desk.calendar(), issue=issue)
    result = begin(here.desk, plan)
    meta = {
        "campaign": plan.code,
        "stocks": [*plan.new_stocks, *plan.stocks],
        "offers": list(plan.offers),
        "caps": caps_shown(plan, aimed.live, here.zone),
        "not_reached": aimed.not_reached,
    }
    here.answer(
        result,
        period=Days(plan.day_from, plan.day_to),
        meta=meta,
        warnings=told_of(here, plan, result, aimed),
    )


@command(
    app,
    columns=EFFECTS,
    examples=("digitool campaign result spring", "digitool campaign result spring --adjust"),
)
def result(
    here: Context,
    campaign: Annotated[str, Argument(metavar="CAMPAIGN", help="The campaign's name.")],
    adjust: Annotated[
        bool, Option("--adjust", help="Take off what the eight weeks before the start explain.")
    ] = False,
) -> None:
    """What a campaign changed: the treated against those held out at random, with 90% intervals.

    Figures are per customer; a verdict is given at the 5% level. The interval of the whole campaign is that
    of one customer times all treated.

    Compared are all customers to whom arms were dealt. Merges, splits and their undo move nobody: an
    identifier's purchases count for the arm that it was dealt into. Where customers of both arms turn out
    to be one person, they are counted, and the first of them (the smallest id) decides what she is offered.
    What customers got who are held out is listed.
    """
    from digitool.campaign.measurement.results import reading

    found = here.ask(reading, campaign, here.as_of, adjust=adjust)
    rows = [effect_row(here, name, one, found) for name, one in found.effects.items()]
    here.answer(
        rows,
        period=Days(found.day_from, found.until),
        meta=totals_of(found, here.zone),
        warnings=caveats(here, found),
    )


@command(app, columns=_ASSUMPTIONS_COLUMNS, examples=("digitool campaign assumptions",))
def assumptions(here: Context) -> None:
    """What forecasts assume where nothing is known yet: every built-in value and its source."""
    from digitool.campaign.learning.priors import priors

    rows = [
        {
            "parameter": one.estimate.parameter,
            **rounded(vars(one.estimate), ("value", "p5", "p95")),
            "reference": here.say(one.reference),
        }
        for one in priors()
    ]
    here.answer(rows, zone=here.any_zone)


@command(app, columns=LISTED, examples=("digitool campaign list",))
def list_(here: Context) -> None:
    """Campaigns that were started, newest first."""
    from digitool.db.tally import run

    found = here.ask(run, "campaign", "campaigns", {"code": "", "at": here.as_of})
    rows = [
        {
            **{column.key: row[column.key] for column in LISTED[2:]},
            "campaign": row["code"],
            "state": here.say(state) if here.output.for_people else state,
        }
        for row, state in ((row, _state(row["day_from"], row["day_to"], here.today)) for row in found)
    ]
    here.answer(rows, empty="no campaign was started yet")


def _state(day_from: int, day_to: int, today: int) -> str:
    if today < day_from:
        return "planned"
    return "running" if today < day_to else "over"


def _require_lawful(here: Context, spec: CampaignFile) -> None:
    """Refuse what lint forbids, with the first finding's rule and the lawful way. Raises RefusedError."""
    from digitool.campaign.file.lint import forbidden, lint

    found = forbidden(lint(spec, here.language))
    if found:
        raise RefusedError(
            "forbidden",
            "{where}: {told}",
            hint="{alternative}",
            try_next="digitool campaign lint {file}",
            where=found[0].where,
            told=found[0].message,
            alternative=found[0].alternative,
            rule=found[0].rule,
            file=spec.file,
        )


def _history(here: Context, data: Path | None) -> tuple[PurchaseLog, Any]:
    """Purchases, and what became of coupons, of a file or of the workspace."""
    if data is not None:
        from digitool.campaign.history.log_file import read_log

        return read_log(data), None
    from digitool.campaign.learning.evidence import gather

    found = here.ask(gather, here.as_of, here.zone)
    return found.log, found.chances


def _split(log: PurchaseLog, groups: int, seed: int) -> PurchaseLog:
    from digitool.campaign.learning.backtest import deal_customers

    return deal_customers(log, groups, seed)


def _number(asked: int | None, usual: int, least: int) -> int:
    """A shared option's number, or the usual one. Raises UsageError below the least."""
    if asked is None:
        return usual
    if asked < least:
        raise UsageError("too_small", "{value} is too small; at least {limit}", value=asked, limit=least)
    return asked
