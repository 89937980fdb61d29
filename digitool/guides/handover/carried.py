"""What moves with the customers of a handover and what stays: one line each, with how many there are."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.guides.handover.operations import HandoverDraft
from digitool.guides.handover.people import Clientele
from digitool.guides.handover.plan import FRIEND, GROUP
from digitool.model.ids import Ms
from digitool.workspace.settings import Settings

MOVES, FOLLOWS, GIVER, BY_HAND = "moves", "follows", "stays", "by_hand"
"""Moves by this handover; is the customer's own anyway; stays the giver's; somebody must act."""


class Carried(NamedTuple):
    """One kind of thing: what becomes of it, whether that happens at the cut-over, and why (a template)."""

    what: str
    decision: str
    at_cut_over: bool
    why: str


LINES = (
    Carried("friendships", MOVES, False, "when WeCom says of each customer that it is done"),
    Carried("bindings", MOVES, True, "who serves a customer changes at the cut-over, once she is done"),
    Carried("groups", MOVES, False, "by requests of their own; done when the group shows its new owner"),
    Carried("corp_tags", FOLLOWS, False, "a tag belongs to the customer, whoever put it"),
    Carried("personal_tags", GIVER, False, "only the giver sees them in WeCom; here they still count"),
    Carried("names_and_phones", FOLLOWS, False, "they are the customer's own, and were never the guide's"),
    Carried("tasks", FOLLOWS, True, "the customer is on the list of whoever serves her; a snooze goes on"),
    Carried("coupons", FOLLOWS, False, "what was promised is the customer's; the new guide reminds her"),
    Carried("messages", BY_HAND, False, "planned broadcasts name the giver as sender: plan them anew"),
    Carried("live_codes", BY_HAND, False, "change who answers them: digitool guide code change"),
    Carried("orders_before", GIVER, True, "whoever served then is paid, and pays back what is refunded"),
    Carried("orders_after", MOVES, True, "from the cut-over on they are the receiver's, once she is done"),
)  # fmt: skip
"""What a handover does with everything that hangs on a customer."""


def carried(connection: Connection, settings: Settings, found: HandoverDraft, at: Ms) -> list[dict[str, Any]]:
    """The lines as rows for a plan at a moment (UTC ms); ``count`` is None where nothing can be counted."""
    people = Clientele(connection, settings, found.guide, at)
    persons = sorted({one.person for one in found.items if one.person})
    ids = sorted(people.identifiers(persons))  # coupons and orders hang on other ids than the friendship
    params = {"ids": json.dumps(ids), "guide": found.guide, "at": at, "today": people.day}
    row = run(connection, "guides", "handover_carried", params)[0]
    counts = dict(zip(row.keys(), row))
    counts["friendships"] = sum(one.what == FRIEND and bool(one.to) for one in found.items)
    counts["groups"] = sum(one.what == GROUP and bool(one.to) for one in found.items)
    counts["bindings"] = len(
        {one.person for one in found.items if one.to and one.person}
        & {row[0] for row in run(connection, "guides", "handover_bound", {"guide": found.guide, "at": at})}
    )
    counts["orders_before"] = counts.pop("orders")
    return [
        {
            "what": line.what,
            "decision": line.decision,
            "count": counts.get(line.what),
            "when": found.cut_over if line.at_cut_over else None,
            "why": line.why,
        }
        for line in LINES
    ]
