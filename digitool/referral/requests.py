"""Requests of referral as a script sends them: ``{"do": "join", "run": "TEA-1", "customer": "P12"}``.

They are read and done as the official store's are: every verb takes exactly its own fields, amounts are
whole fen, and the key of a request makes it happen once.
"""

from __future__ import annotations

from digitool.errors import UsageError
from digitool.model.amounts import check_fen
from digitool.model.ids import IdentifierId
from digitool.official_store.requests import Fields, Verb, customer_of, needed, text_of
from digitool.referral import links
from digitool.referral.rewards import operations as rewards
from digitool.referral.runs import operations as runs
from digitool.referral.runs.operations import Act
from digitool.workspace.desk import Desk


def who_of(fields: Fields) -> IdentifierId:
    """The customer that a request must name. Raises UsageError."""
    who = customer_of(fields)
    if who is None:
        raise UsageError("no_customer", "the request names no customer", hint='add "customer": "P12"')
    return who


def _start(desk: Desk, fields: Fields) -> Fields:
    return runs.start_run(desk, needed(fields, "campaign"), who_of(fields), text_of(fields, "order"))


def _act(kind: str) -> Verb:
    """The verb that does one kind of event in a run."""

    def act(desk: Desk, fields: Fields) -> Fields:
        amount = fields.get("amount_fen")
        fen = 0 if amount is None else check_fen(amount, "amount_fen")
        asked = Act(needed(fields, "run"), kind, who_of(fields), text_of(fields, "order"), fen)
        return runs.act_in_run(desk, asked)

    return act


def _link(desk: Desk, fields: Fields) -> Fields:
    return links.make_link(
        desk, needed(fields, "campaign"), who_of(fields), text_of(fields, "role", "member")
    )


def _arrive(desk: Desk, fields: Fields) -> Fields:
    return links.arrive_by(desk, needed(fields, "link"), who_of(fields))


def _settle(desk: Desk, fields: Fields) -> Fields:
    return rewards.settle_rewards(desk, text_of(fields, "campaign") or None)


def _expire(desk: Desk, fields: Fields) -> Fields:
    del fields
    return runs.tick_all(desk)


VERBS: dict[str, tuple[str, Verb]] = {
    "start": ("campaign customer order", _start),
    "join": ("run customer order", _act("join")),
    **{kind: ("run customer order amount_fen", _act(kind)) for kind in ("pay", "buy")},
    **{kind: ("run customer", _act(kind)) for kind in ("quit", "return", "help", "open")},
    "link": ("campaign customer role", _link),
    "arrive": ("link customer", _arrive),
    "settle": ("campaign", _settle),
    "expire": ("", _expire),
}
"""What a script can ask for: the fields of each verb, and the function that does it."""
