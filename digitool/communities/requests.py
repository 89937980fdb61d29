"""Requests of referral and of communities, for one stream of JSON lines.

A round is begun and run by its own operations, which are those of the commands: a request that speaks of
one goes there, all others to the verbs of referral.
"""

from __future__ import annotations

from digitool.communities import operations
from digitool.errors import UsageError
from digitool.model.text import mask_value
from digitool.official_store.requests import Fields, Verb, needed, text_of
from digitool.referral.requests import VERBS as REFERRAL
from digitool.referral.requests import who_of
from digitool.workspace.desk import Desk


def _order(desk: Desk, fields: Fields) -> Fields:
    pieces, number = fields.get("pieces", 1), text_of(fields, "order")
    return operations.order_round(desk, needed(fields, "run"), who_of(fields), pieces, number)


def _pickup(desk: Desk, fields: Fields) -> Fields:
    return operations.pickup_round(desk, needed(fields, "run"), needed(fields, "code"))


def _open(desk: Desk, fields: Fields) -> Fields:
    return operations.open_round(desk, needed(fields, "campaign"), needed(fields, "community"))


def _return(desk: Desk, fields: Fields) -> Fields:
    return operations.give_back_round(desk, needed(fields, "run"), needed(fields, "order"))


def _arrive(desk: Desk, fields: Fields) -> Fields:
    return operations.arrive_round(desk, needed(fields, "run"))


def _settle(desk: Desk, fields: Fields) -> Fields:
    return operations.settle_round(desk, needed(fields, "run"))


def _either(verb: str, mark: str, fields: str, of_round: Verb) -> tuple[str, Verb]:
    """A verb of referral that is a round's own where the request has the field ``mark``.

    It takes the fields of one or of the other, never a mixture. Raises UsageError.
    """
    others, act = REFERRAL[verb]

    def choose(desk: Desk, asked: Fields) -> Fields:
        known, chosen = (fields, of_round) if mark in asked else (others, act)
        for name in sorted(set(asked) - set(known.split())):
            raise UsageError(
                "bad_request",
                "{verb} takes the fields {known}, not {field} with them",
                hint="nothing was changed; every verb takes exactly its own fields",
                verb=verb,
                known=known,
                field=mask_value(name),
            )
        return chosen(desk, asked)

    return f"{others} {fields}", choose


VERBS: dict[str, tuple[str, Verb]] = {
    **REFERRAL,
    "start": _either("start", "community", "campaign community", _open),
    "return": _either("return", "order", "run order", _return),
    "arrive": _either("arrive", "run", "run", _arrive),
    "settle": _either("settle", "run", "run", _settle),
    "order": ("run customer pieces order", _order),
    "pickup": ("run code", _pickup),
}
"""What a script can ask of referral campaigns and of rounds in communities."""
