"""The columns, options and helpers that the referral commands share."""

from __future__ import annotations

from typing import Annotated, Any

from typer import Argument, Option

from digitool.cli.app.coerce import NO_FEN
from digitool.cli.app.context import Context
from digitool.model.days import HOUR_MS
from digitool.model.ids import Fen, IdentifierId
from digitool.render import Column

OFFER_COLUMNS = (
    Column("campaign", "Campaign"),
    Column("mechanic", "Mechanic"),
    Column("state", "State"),
    Column("item", "Product"),
    Column("helpers", "Helpers needed", "int", wide=True),
    Column("budget_fen", "Budget", "money"),
)
RUN_COLUMNS = (
    Column("run", "Run"),
    Column("campaign", "Campaign"),
    Column("state", "State"),
    Column("people", "People", "int"),
    Column("places", "Places", "int"),
    Column("price_fen", "Price", "money"),
    Column("effect", "What followed"),
    Column("deadline", "Ends", "instant", wide=True),
)

Campaign = Annotated[str, Argument(metavar="CAMPAIGN", help="The campaign's code.")]
RunCode = Annotated[str, Argument(metavar="RUN", help="The run's code, such as TEA-1.")]
Who = Annotated[IdentifierId, Option("--customer", metavar="ID", help="The customer, such as P12.")]
OrderNo = Annotated[str, Option("--order", metavar="TEXT", help="The order's own number; else a new one.")]
Paid = Annotated[Fen, Option("--amount", metavar="YUAN", help="What was paid.")]
Hours = Annotated[int, Option("--hours", min=1, max=24 * 90, help="Hours that a run is open.")]
Days = Annotated[int, Option("--days", min=1, max=366, help="Days that the campaign is open, from now.")]
Item = Annotated[str, Option("--product", metavar="ITEM", help="The product of the catalogue that it sells.")]

DAY_MS = 24 * HOUR_MS


def offer(
    here: Context,
    campaign: str,
    mechanic: str,
    days: int,
    terms: dict[str, Any],
    item: str = "",
    budget: Fen = NO_FEN,
    caps: dict[str, Any] | None = None,
) -> None:
    """Open a campaign of a mechanic for some days from now, and show it."""
    from digitool.referral.campaigns import Offer, open_campaign
    from digitool.referral.limits import Limits

    until = here.as_of + days * DAY_MS
    asked = Offer(campaign, mechanic, here.as_of, until, terms, item, budget, Limits(**(caps or {})))
    here.answer(open_campaign(here.desk, asked), schema="referral.offer")


def begin(here: Context, mechanic: str, campaign: str, customer: IdentifierId, order: str = "") -> None:
    """Start a run of a mechanic's campaign, and show it."""
    from digitool.referral.runs.operations import start_run

    started = start_run(here.desk, campaign, customer, order, mechanic)
    here.answer(with_effects(started), schema="referral.run")


def act(
    here: Context, run: str, kind: str, customer: IdentifierId, order: str = "", amount: Fen = NO_FEN
) -> None:
    """Do something in a run, and show it."""
    from digitool.referral.runs.operations import Act, act_in_run

    asked = Act(run, kind, customer, order, amount)
    here.answer(with_effects(act_in_run(here.desk, asked)), schema="referral.run")


def with_effects(result: dict[str, Any]) -> dict[str, Any]:
    """An operation's answer whose rows say in words what followed."""
    return {**result, "rows": [{**row, "effect": followed(row)} for row in result["rows"]]}


def followed(row: dict[str, Any]) -> str:
    """What followed from a step as one text: ``refund I2 39.00; restock I2 x2``."""
    from digitool.model.money import format_yuan

    texts = []
    for one in row.get("effects", ()):
        money = format_yuan(one["amount_fen"]) if one["amount_fen"] else ""
        pieces = f"x{one['pieces']}" if one.get("pieces", 0) > 1 else ""
        texts.append(" ".join(filter(None, (one["kind"], one["customer"], pieces, money))))
    return "; ".join(texts)
