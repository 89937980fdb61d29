"""Why an order earns what it earns, as sentences (English templates).

Amounts are in yuan, shares in per cent, days dates; ``guide`` is a guide's userid.
"""

from __future__ import annotations

from typing import Any

from digitool.forms.kinds import per_cent
from digitool.guides.commission.earnings import DUE, FROZEN, NO_COMMISSION, PAID, REFUND_OPEN, SETTLED, VOID
from digitool.guides.commission.rates import RatedPart, uncapped
from digitool.model.days import format_instant, iso_day
from digitool.model.money import format_yuan

ROWS = (
    ("nobody", "no guide is named who worked then, and none served the customer when she paid"),
    ("unpaid_order", "the order is not paid, or was revoked at the till"),
    ("buyer", "{guide} is the buyer herself"),
    ("share_named", "the order names {guide}: she shared or sold it"),
    ("referrer", "{guide} shared it: the order names her as referrer"),
    ("on_behalf_named", "{guide} rang it up in the store"),
    ("bound", "{guide} served the customer when she paid, since {since} ({basis})"),
    ("own_guide", "{guide} served the customer, since {since} ({basis}), though another guide sold to her"),
    ("rule", "{base} falls under the rule {rule}: {rate}"),
    ("base_rate", "{base} has the chain's own rate: {rate}"),
    ("cap", "that is {fen}, more than {cap} of the order: {capped} remain"),
    ("part", "{guide} gets {part} of the order's commission: {fen}"),
    ("refunds", "{refunded} of {paid} was given back, so {back} is taken back and {kept} remains"),
    ("more_back", "refunds since then take back {fen} more when commissions are settled next"),
    ("no_refunds", "nothing of {paid} was given back"),
    ("journals", "journals of the ledger: {journals}"),
    (FROZEN, "it can be settled from {day} on"),
    (REFUND_OPEN, "it is settled when the refund that is under way has ended"),
    (DUE, "it can be settled now"),
    (SETTLED, "it is settled, and will be paid with the next payout"),
    (PAID, "it was paid out"),
    ("claimed", "{fen} was taken back after that and comes off the next payout"),
    (VOID, "nothing of it remains"),
    (NO_COMMISSION, "the policy pays nothing for {relation}"),
)

WORDS = dict(ROWS)
"""By what is said."""

Sentence = tuple[str, dict[str, Any]]
"""A template and its values."""


def sentences(told: dict[str, Any], parts: tuple[RatedPart, ...], zone: str) -> list[Sentence]:
    """What a row of `commission.why.why` says, in order; its instants in a zone."""
    guide = {"guide": told["guide"]}
    since = told["bound_since"]
    found: list[Sentence] = [
        _said(_why(told), **guide, since=format_instant(since, zone)[:10] if since else "-",
              basis=told["bound_basis"] or "-"),
    ]  # fmt: skip
    if told["state"] != NO_COMMISSION:
        found += _rates(told, parts)
        found.append(
            _said("part", **guide, part=per_cent(told["part_bp"]), fen=format_yuan(told["earned_fen"]))
        )
        found.append(_refunds(told))
        if told.get("to_take_back_fen"):
            found.append(_said("more_back", fen=format_yuan(told["to_take_back_fen"])))
    found.append(_said(told["state"], day=iso_day(told["settles_from"]), relation=told["relation"]))
    if told.get("claimed_fen"):
        found.append(_said("claimed", fen=format_yuan(told["claimed_fen"])))
    if told["journals"]:
        found.append(_said("journals", journals=", ".join(told["journals"])))
    return found


def _why(told: dict[str, Any]) -> str:
    return f"{told['relation']}_named" if told["why"] == "named" else str(told["why"])


def _rates(told: dict[str, Any], parts: tuple[RatedPart, ...]) -> list[Sentence]:
    found = [
        _said(
            "rule" if one.rule else "base_rate",
            base=format_yuan(one.base_fen),
            rule=one.rule,
            rate=per_cent(one.rate_bp),
        )
        for one in parts
    ]
    whole = uncapped(parts)
    if whole > told["order_commission_fen"]:
        capped = format_yuan(told["order_commission_fen"])
        found.append(_said("cap", fen=format_yuan(whole), cap=per_cent(told["cap_bp"]), capped=capped))
    return found


def _refunds(told: dict[str, Any]) -> Sentence:
    paid = format_yuan(told["order_fen"])
    if not told["refunded_fen"]:
        return _said("no_refunds", paid=paid)
    back, kept = format_yuan(told["taken_back_fen"]), format_yuan(told["commission_fen"])
    return _said("refunds", refunded=format_yuan(told["refunded_fen"]), paid=paid, back=back, kept=kept)


def _said(code: str, **values: object) -> Sentence:
    return WORDS[code], values
