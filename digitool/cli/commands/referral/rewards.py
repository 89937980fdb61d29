"""``digitool referral settle|audit|approve|void|pay|payouts|report|tree``: rewards, doubts, and results."""

from __future__ import annotations

from typing import Annotated, Literal, Optional

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.app.payouts import Again, answer_payouts, payout_columns
from digitool.cli.commands.referral import app
from digitool.cli.commands.referral.shared import Campaign
from digitool.errors import UsageError
from digitool.model.days import format_instant
from digitool.render import Column

OneCampaign = Annotated[Optional[str], Argument(metavar="CAMPAIGN", help="Only this campaign.")]
Cases = Annotated[list[str], Argument(metavar="CASE...", help="Cases of the queue, such as R12.")]

_REWARD_COLUMNS = (
    Column("case", "Case"),
    Column("campaign", "Campaign"),
    Column("payee", "Payee"),
    Column("friend", "Friend"),
    Column("order", "Order", wide=True),
    Column("amount_fen", "Amount", "money"),
    Column("taken_off_fen", "Taken off", "money", wide=True),
    Column("coupon_stock", "Coupon", wide=True),
    Column("state", "State"),
    Column("reason", "Reason", wide=True),
)
_TREE_COLUMNS = (
    Column("referrer", "Referrer"),
    Column("customer", "Customer"),
    Column("at", "Time", "instant"),
    Column("new", "New", "flag"),
    Column("orders", "Orders", "int"),
)
_AUDIT_COLUMNS = (
    Column("case", "Case"),
    Column("campaign", "Campaign", wide=True),
    Column("payee", "Payee"),
    Column("friend", "Friend"),
    Column("amount_fen", "Amount", "money"),
    Column("signal", "Signal"),
    Column("observed", "Observed"),
    Column("limit", "Usual"),
    Column("score", "Score", "int"),
    Column("action", "By default"),
)
_SETTLED_COLUMNS = (
    Column("campaign", "Campaign"),
    Column("arrived", "Arrived by WeCom", "int", wide=True),
    Column("promised", "Promised", "int"),
    Column("held", "Held", "int"),
    Column("refused", "Refused", "int"),
    Column("taken_back", "Taken back", "int"),
    Column("approved", "Approved", "int"),
)
_REPORT_COLUMNS = (
    Column("campaign", "Campaign"),
    Column("seeds", "Seeds", "int"),
    Column("sharers", "Sharers", "int"),
    Column("arrivals", "Arrivals", "int", wide=True),
    Column("invitees", "Invitees", "int"),
    Column("new_customers", "New customers", "int"),
    Column("k_factor", "K-factor", "rate"),
    Column("fission_ratio", "Fission ratio", "rate"),
    Column("depth", "Generations", "int"),
    Column("delay_hours", "Hours between", "number", wide=True),
    Column("retained", "Bought again", "rate", wide=True),
    Column("retained_others", "Bought again, others", "rate", wide=True),
    Column("cost_fen", "Rewards", "money"),
    Column("cac_fen", "Per new customer, assumed", "money"),
    Column("cac_holdout_fen", "Per new customer, by holdout", "money", wide=True),
    Column("held", "Held", "int"),
    Column("held_fen", "Held money", "money", wide=True),
    Column("refused", "Refused", "int", wide=True),
)


@command(
    app,
    WRITE,
    columns=_SETTLED_COLUMNS,
    examples=("digitool referral settle", "digitool referral settle FRIEND20 --json"),
)
def settle(here: Context, campaign: OneCampaign = None) -> None:
    """Bring rewards up to what friends did: promise, hold, take back on refunds, approve what is due.

    Settling twice is settling once. Run it after every import.
    """
    from digitool.referral.rewards.operations import settle_rewards

    here.answer(settle_rewards(here.desk, campaign))


@command(app, columns=_AUDIT_COLUMNS, examples=("digitool referral audit",))
def audit(here: Context) -> None:
    """Ten held rewards, the most doubtful first: three facts each, and what to do by default."""
    from digitool.referral.reporting import QUEUE
    from digitool.referral.reporting import audit_queue as queue

    here.answer(here.ask(queue, QUEUE))
    here.note("decide with: digitool referral approve CASE, or digitool referral void CASE --why TEXT")


@command(app, WRITE, columns=_REWARD_COLUMNS, examples=("digitool referral approve R12 R13",))
def approve(here: Context, cases: Cases) -> None:
    """Let held rewards go on; one that is not due yet waits out its return window."""
    from digitool.referral.rewards.deciding import decide

    here.answer(decide(here.desk, _numbers(cases), good=True), schema="referral.decide")


@command(app, WRITE, columns=_REWARD_COLUMNS, examples=("digitool referral void R12 --why same-payer",))
def void(
    here: Context,
    cases: Cases,
    why: Annotated[str, Option("--why", metavar="TEXT", help="Why, for the log.")],
) -> None:
    """Void held rewards: the money is free in the budget again."""
    from digitool.referral.rewards.deciding import decide

    here.answer(decide(here.desk, _numbers(cases), good=False, why=why), schema="referral.decide")


@command(
    app,
    WRITE,
    columns=_REWARD_COLUMNS,
    examples=("digitool referral pay --csv -o payout.csv --key payout-2026-03",),
)
def pay(here: Context, campaign: OneCampaign = None) -> None:
    """Pay every approved reward: the rows are the payout file; what a payee owes is taken off."""
    from digitool.referral.rewards.deciding import pay_rewards

    here.answer(pay_rewards(here.desk, campaign))


@command(
    app,
    columns=payout_columns(_REWARD_COLUMNS),
    examples=("digitool referral payouts", "digitool referral payouts --again op-0012 --csv -o payout.csv"),
)
def payouts(
    here: Context,
    campaign: OneCampaign = None,
    again: Again = None,
) -> None:
    """What was paid so far, line by line, the newest payout first; or one payout file once more.

    The lines are those that `pay` answered with; nothing is worked out again.
    """
    from digitool.referral.campaigns import find_campaign
    from digitool.referral.rewards.deciding import PAY

    if again is not None and campaign is not None:
        raise UsageError("one_or_all", "--again prints one payout whole", hint="leave the campaign out")
    if campaign is not None:
        with here.reader() as connection:
            find_campaign(connection, campaign)
    answer_payouts(here, PAY, again, lambda line: campaign in (None, line["campaign"]))


@command(
    app,
    columns=_REPORT_COLUMNS,
    examples=("digitool referral report", "digitool referral report FRIEND20 --json"),
)
def report(here: Context, campaign: OneCampaign = None) -> None:
    """What referral brought: people, speed, generations, whether they stay, cost, and doubts.

    The cost per new customer assumes that none of them would have come anyway. Where a started campaign
    of the same code has a holdout, the second figure counts only what the holdout did not do by itself.
    """
    from digitool.referral.reporting import campaign_report as rows_of

    here.answer(here.ask(rows_of, campaign, here.as_of))


@command(
    app,
    columns=_TREE_COLUMNS,
    documents={"dot": "export", "gv": "export", "json": "export"},
    examples=("digitool referral tree FRIEND20 --export dot -o tree.dot",),
)
def tree(
    here: Context,
    campaign: Campaign,
    export: Annotated[
        Optional[Literal["json", "dot"]], Option("--export", help="As JSON or for Graphviz.")
    ] = None,
) -> None:
    """Who brought whom, edge by edge."""
    import json

    from digitool.referral.reporting import dot, edges_of

    edges = here.ask(edges_of, campaign, here.as_of)
    if export is None:
        here.answer(edges)
        return
    rows = [{**one, "at": format_instant(one["at"], here.zone)} for one in edges]
    text = "\n".join(dot(campaign, edges)) if export == "dot" else json.dumps(rows, ensure_ascii=False)
    here.output.write_text(text + "\n")


def _numbers(cases: list[str]) -> list[int]:
    """``R12`` as 12. Raises UsageError."""
    found = []
    for case in cases:
        digits = case.strip().upper().removeprefix("R")
        if not (digits.isascii() and digits.isdecimal()) or len(digits) > 15:
            raise UsageError("bad_case", "{value} is not a case", hint="cases look like R12",
                             try_next="digitool referral audit", value=case)  # fmt: skip
        found.append(int(digits))
    return found
