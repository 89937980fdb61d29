"""What a start does about each key of a campaign file: nothing that a forecast counts on is passed over.

A key decides who is in the campaign, or is enforced live, or changes no forecast, or is a belief that
nothing could enforce; and what nothing live holds to is refused by the start, by name. A key that is in
none of these is a fault of the program.
"""

from __future__ import annotations

from digitool.campaign.file.spec import CampaignFile
from digitool.errors import Phrase, RefusedError
from digitool.model.text import mask_value

WHO = "who"
"""Decides who is in the campaign, when, in which arm, and whom its offer reaches."""

COUPON = "coupon"
"""A rule or a budget of the coupon stock, held by the coupon room."""

MESSAGES = "messages"
"""A cap on its messages, kept with the campaign and held by broadcasts that belong to it."""

OFFER = "offer"
"""A term of the referral offer that is open; the start refuses one that says something else."""

COSTS = "costs"
"""Kept with the campaign: its result reckons with it."""

LAW = "law"
"""What customers read, and what the law asks: checked by lint before the start; changes no forecast."""

BELIEF = "belief"
"""What people are thought to do; nothing could enforce it."""

REFUSED = "refused"
"""Nothing live holds to it: a file that has it is not started."""

WAYS: dict[str, dict[str, str]] = {
    "campaign": {
        "name": WHO, "start": WHO, "days": WHO, "surface": LAW, "budget": COUPON, "holdout": WHO,
        "rules": LAW, "consent": LAW, "share_to_continue": LAW,
    },
    "audience": {
        "segment": WHO, "stores": WHO, "guides": WHO, "with_guide": WHO, "min_purchases": WHO,
        "max_purchases": WHO, "bought_within_days": WHO, "not_bought_within_days": WHO, "min_basket": WHO,
        "max_basket": WHO, "most": WHO,
    },
    "contact": {"most_in_7_days": MESSAGES, "most_in_30_days": MESSAGES, "messages": MESSAGES},
    "costs": {"margin": COSTS, "message": COSTS, "commission": COSTS, "fixed": COSTS},
    "guide_message": {"text": LAW, "capacity": MESSAGES},
    "broadcast": {"text": LAW, "channel": WHO},
    "coupon": {
        "value": COUPON, "min_spend": COUPON, "most": COUPON, "valid_days": COUPON, "total": COUPON,
        "budget": COUPON, "per_customer": COUPON, "stock": COUPON, "text": LAW,
    },
    "referral": {
        "reward": OFFER, "gift": OFFER, "trigger": OFFER, "levels": LAW, "entry_fee": LAW, "pool": BELIEF,
        "budget": OFFER, "offer": OFFER, "text": LAW,
    },
    "red_packet": {
        "total": OFFER, "people": OFFER, "packets": OFFER, "budget": OFFER, "trigger": LAW, "offer": OFFER,
        "text": LAW,
    },
    "bargain": {
        "list_price": OFFER, "floor": OFFER, "helpers": OFFER, "path": OFFER, "cut": OFFER,
        "window_hours": OFFER, "total": REFUSED, "lowest_price_7_days": LAW, "offer": OFFER, "text": LAW,
    },
    "group_buy": {
        "size": OFFER, "list_price": BELIEF, "price": OFFER, "window_hours": OFFER, "total": REFUSED,
        "virtual_members": LAW, "lowest_price_7_days": LAW, "offer": OFFER, "text": LAW,
    },
    "community": {
        "leaders": BELIEF, "min_orders": OFFER, "list_price": BELIEF, "price": OFFER, "commission": OFFER,
        "window_hours": OFFER, "cost_price": LAW, "offer": OFFER, "text": LAW,
    },
    "prize_draw": {
        "top_prize": REFUSED, "odds": REFUSED, "odds_published": REFUSED, "sharing_raises_odds": REFUSED,
        "text": REFUSED,
    },
    "assume": {
        "view_rate": BELIEF, "redemption": BELIEF, "redemption_of_buyers": BELIEF, "lift": BELIEF,
        "share": BELIEF, "brought_by_seed": BELIEF, "brought_later": BELIEF, "known": BELIEF,
        "newcomer_buys": BELIEF, "opens": BELIEF, "joiners": BELIEF, "joiner_spread": BELIEF,
        "replaced": BELIEF, "pull_forward": BELIEF, "fills_up": BELIEF, "usual_discount": BELIEF,
        "value_elasticity": BELIEF,
    },
}  # fmt: skip
"""Every key of every table, and what a start does about it."""


ROWS = (
    (WHO, "decides who is in it and whom it reaches"),
    (COUPON, "held by the coupon stock"),
    (MESSAGES, "held by broadcasts that belong to it"),
    (OFFER, "must be what the open offer says"),
    (COSTS, "kept for the result"),
    (LAW, "checked by lint"),
    (BELIEF, "a belief: nothing enforces it"),
    (REFUSED, "not held by anything: a start refuses it"),
)
"""What a start does about a key, in words."""


def require_holdable(spec: CampaignFile) -> None:
    """Raise RefusedError ``not_honoured`` for the first key of the file that nothing live could hold to."""
    for table, keys in spec.tables.items():
        if table == "prize_draw":
            raise not_honoured(spec, table, "", Phrase("nothing here runs a prize draw", {}))
        for key in keys:
            if WAYS[table][key] == REFUSED:
                raise not_honoured(spec, table, key, Phrase("what runs live has no such limit", {}))


def not_honoured(spec: CampaignFile, table: str, key: str, why: Phrase) -> RefusedError:
    """The refusal of a start for a key, or a whole table, that it could not keep to: file, line, why."""
    where = (table, key) if key else (table,)
    value = spec.tables.get(table, {}).get(key, "") if key else ""
    return RefusedError(
        "not_honoured",
        "{file}:{line}: {key} cannot be kept to when the campaign runs: {why}",
        hint="a forecast counts on it, so the start does too; change it, or take it away and simulate again",
        try_next="digitool campaign simulate {file}",
        file=spec.file,
        line=spec.line(*where),
        key=".".join(where),
        why=why,
        value=mask_value(str(value)),
        rule="campaign.honoured",
    )
