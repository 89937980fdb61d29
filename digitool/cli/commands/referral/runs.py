"""``digitool referral list|runs|show|expire``: runs of all mechanics, as they stand and as they went."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.json_lines import Verbs, answer_lines
from digitool.cli.app.options import WRITE
from digitool.cli.commands.referral import app
from digitool.cli.commands.referral.shared import RUN_COLUMNS, RunCode, with_effects
from digitool.render import Column

_CAMPAIGN_COLUMNS = (
    Column("campaign", "Campaign"),
    Column("mechanic", "Mechanic"),
    Column("state", "State"),
    Column("item", "Product"),
    Column("opens", "Opens", "instant"),
    Column("closes", "Closes", "instant"),
    Column("budget_fen", "Budget", "money"),
    Column("runs", "Runs", "int"),
)
_EVENT_COLUMNS = (
    Column("run", "Run", wide=True),
    Column("at", "Time", "instant"),
    Column("event", "Event"),
    Column("customer", "Customer"),
    Column("order", "Order"),
    Column("amount_fen", "Amount", "money"),
    Column("effect", "What followed"),
)


@command(app, name="list", columns=_CAMPAIGN_COLUMNS, examples=("digitool referral list",))
def list_campaigns(here: Context) -> None:
    """Referral campaigns: what they offer, until when, and how many runs they have."""
    from digitool.referral.runs.asking import campaigns

    here.answer(here.ask(campaigns))


@command(
    app, columns=RUN_COLUMNS, examples=("digitool referral runs --open", "digitool referral runs TEA3 --json")
)
def runs(
    here: Context,
    campaign: Annotated[Optional[str], Argument(metavar="CAMPAIGN", help="Only this campaign's.")] = None,
    running: Annotated[bool, Option("--open", help="Only runs that are still open.")] = False,
) -> None:
    """Groups, bargains and packets as they stand now, newest first."""
    from digitool.referral.campaigns import find_campaign, require_way
    from digitool.referral.mechanics.shape import ROUNDS, RUNS
    from digitool.referral.runs.asking import list_runs

    with here.reader() as connection:
        if campaign is not None:
            require_way(find_campaign(connection, campaign), RUNS, ROUNDS)
        rows = list_runs(connection, campaign, here.as_of, running=running)
    here.answer(rows)


@command(app, name="show", columns=_EVENT_COLUMNS, examples=("digitool referral show TEA3-1",))
def show_run(here: Context, run: RunCode) -> None:
    """One run from its first event to now: who did what, and what followed."""
    from digitool.referral.runs.asking import events_of

    here.answer(here.ask(events_of, run, here.as_of))


@command(app, WRITE, columns=RUN_COLUMNS, examples=("digitool referral expire --json",))
def expire(here: Context) -> None:
    """End every run whose time is over: failed groups refund everybody, packets return what is left.

    The clock does this anyway as soon as somebody touches a run; this writes it down for all of them.
    """
    from digitool.referral.runs.operations import tick_all

    here.answer(with_effects(tick_all(here.desk)))


@command(
    app,
    WRITE,
    examples=("digitool referral run - --key evening < steps.jsonl", "digitool referral run steps.jsonl"),
)
def run(
    here: Context,
    file: Annotated[Path, Argument(metavar="FILE", help="Requests, one JSON object a line; - reads stdin.")],
) -> int:
    """Run mechanics from JSON lines, and answer each with one line of JSON, at once.

    A request names what to do (start, join, pay, quit, return, help, buy, open, link, arrive, settle,
    expire; order and pickup in a round of a community), its key and its fields. The exit code is 3 when
    some were refused.
    """
    from digitool.communities.requests import VERBS
    from digitool.official_store.requests import perform, read_request

    verbs = Verbs(
        lambda text: read_request(text, VERBS),
        lambda connection, request, key: perform(here.desk, connection, request, key, VERBS),
    )
    return answer_lines(here, file, verbs)
