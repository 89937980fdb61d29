"""Take what WeCom says of handovers: answers, results, callbacks, and groups with a new owner.

Nothing is taken for granted: a customer is handed over when WeCom says of *this* customer that it is done.
An accepted request is waiting, an empty answer says nothing, and each customer's own code is kept. The
friendship changes when it did; the binding, and with it who is paid, at the handover's cut-over.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digitool import rules
from digitool.db.port import Connection
from digitool.db.schema.triggers import among
from digitool.db.statements import changed
from digitool.db.tally import run
from digitool.guides.binding.stored import BindingMove, record_move
from digitool.guides.handover.operations import handover_text
from digitool.guides.handover.plan import FRIEND, GROUP
from digitool.guides.handover.states import (
    DONE,
    FAILED,
    LIMIT_REACHED,
    OPEN,
    RECEIVER_FULL,
    REFUSED,
    WAITING,
    after,
)
from digitool.model.ids import NO_MOMENT, Day, IdentifierId, Ms

_STATE_OF = {
    "done": DONE,
    "waiting": WAITING,
    "refused": REFUSED,
    "receiver_full": RECEIVER_FULL,
    "too_often": LIMIT_REACHED,
}
"""States by what the dated rules call a status or an error; everything else is failed."""

NEW, KNOWN, NOBODY = "new", "known", "nobody"
"""What became of a report: it changed an entry, said nothing new, or is about nobody in a handover."""


class Report(NamedTuple):
    """What was said of one customer (``value`` is her WeCom id) or one group.

    ``at`` is when it was true (UTC ms), 0 unknown. ``giver`` and ``receiver`` are empty where the report
    does not name them.
    """

    value: str
    state: str
    reason: str
    code: str = ""
    at: Ms = NO_MOMENT
    giver: str = ""
    receiver: str = ""
    what: str = FRIEND


@dataclass
class _Entry:
    """An entry of a handover while reports on it are taken."""

    handover: int
    subject: int
    to_guide: str
    state: str
    guide: str
    made_at: int
    cut_over: Ms
    value: str


class Taken(NamedTuple):
    """A friendship that went from one guide to another: identifier, both guides, and when (UTC ms)."""

    identifier: IdentifierId
    giver: str
    receiver: str
    at: Ms


def of_status(value: str, status: int, at: Ms, day: Day) -> Report | None:
    """A customer's status in transfer_result, read by the rules of a day; None for an unknown status."""
    meaning = str(rules.at("handover.results", day).limits.get(str(status), ""))
    if not meaning:
        return None
    state = _STATE_OF.get(meaning, FAILED)
    reason = "customer_refused" if state == REFUSED else meaning
    return Report(value, state, reason, f"status {status}", at if state == DONE else NO_MOMENT)


def of_error(value: str, error: int, day: Day, what: str = FRIEND) -> Report:
    """A customer's (or group's) own error code in an answer; 0 is accepted, and so waiting."""
    if error == 0:
        return Report(value, WAITING, "accepted", "0", what=what)
    meaning = str(rules.at("handover.errors", day).limits.get(str(error), "refused_by_platform"))
    return Report(value, _STATE_OF.get(meaning, FAILED), meaning, str(error), what=what)


def settle_reports(
    connection: Connection, operation: int, at: Ms, reports: Sequence[Report]
) -> tuple[list[str], list[Taken]]:
    """Take reports at a moment (UTC ms): what became of each, and the friendships that moved.

    Bindings are recorded as moves; fold their persons afterwards. A friendship that is told again with its
    time is given back again, so that it can be kept whichever report came first.
    """
    entries = _entries(connection, reports)
    fates, taken = [], []
    for one in reports:
        entry = _meant(entries.get((one.what, one.value), []), one)
        if entry is None:
            fates.append(NOBODY)
            continue
        new = _take(connection, at, entry, one)
        fates.append(NEW if new else KNOWN)
        if one.state != DONE or entry.state != DONE or one.what != FRIEND:
            continue
        if new:
            told = IdentifierId(entry.subject), entry.guide, entry.to_guide, entry.cut_over
            record_move(connection, operation, BindingMove(*told, handover_text(entry.handover)))
        if new or one.at >= entry.made_at:
            taken.append(Taken(IdentifierId(entry.subject), entry.guide, entry.to_guide, one.at or at))
    return fates, taken


def settle_owners(connection: Connection, at: Ms) -> int:
    """End the entries of groups whose new owner an export has shown; how many."""
    return changed(
        connection,
        "UPDATE guide_handover_item SET state = ?, reason = 'owner_changed', at = ?, taken_at = ?"  # noqa: S608
        f" WHERE what = ? AND state IN ({among(OPEN)})"
        " AND to_guide = (SELECT owner FROM group_chat WHERE id = subject)",
        (DONE, at, at, GROUP),
    )


def _entries(connection: Connection, reports: Sequence[Report]) -> dict[tuple[str, str], list[_Entry]]:
    """By kind and id, the entries that reports may mean, the likeliest first."""
    found: dict[tuple[str, str], list[_Entry]] = {}
    for what in {one.what for one in reports}:
        values = json.dumps(sorted({one.value for one in reports if one.what == what}))
        for row in run(connection, "guides", "handover_found", {"what": what, "told": values}):
            found.setdefault((what, row["value"]), []).append(_Entry(*row))
    return found


def _meant(entries: Sequence[_Entry], one: Report) -> _Entry | None:
    """The entry that a report is about: the open one, else the youngest, of the guides that it names."""
    for entry in entries:
        if one.giver in ("", entry.guide) and one.receiver in ("", entry.to_guide):
            return entry
    return None


def _take(connection: Connection, at: Ms, entry: _Entry, one: Report) -> bool:
    """Let a report change its entry; False where it is older than the handover or says nothing more."""
    state = after(entry.state, one.state)
    if (one.at and one.at < entry.made_at) or state == entry.state:
        return False
    entry.state = state
    connection.execute(
        "UPDATE guide_handover_item SET state = ?, reason = ?, code = ?, at = ?,"
        " asked_at = CASE WHEN ? THEN ? ELSE coalesce(asked_at, ?) END, taken_at = ?"
        " WHERE handover = ? AND what = ? AND subject = ?",
        (state, one.reason, one.code, at, state == WAITING, at, min(one.at or at, at),
         (one.at or at) if state == DONE else None, entry.handover, one.what, entry.subject),
    )  # fmt: skip
    return True
