"""Record a broadcast, and close it with what became of its messages: one transaction each."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from digitool.coupons.campaigns import count_messages_in
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed, insert
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.guides.broadcast.drafting import Audience, BroadcastDraft, draft
from digitool.guides.broadcast.message import Message
from digitool.guides.broadcast.moments import require_unseen
from digitool.guides.broadcast.send_results import FAILED, SENT, UNANSWERED, Delivery
from digitool.guides.contact.policy import CODES
from digitool.model.ids import IdentifierId, identifier_text, person_text
from digitool.workspace.desk import Desk

PLANNED, CLOSED = "planned", "closed"

_INSERT = (
    "INSERT INTO guide_contact (day, plan, identifier, channel, at, guide, state, result)"
    " VALUES (?, ?, ?, ?, ?, ?, 'planned', '')"
)
_USE = (
    "INSERT INTO guide_consent (identifier, channel, kind, n, at, day, basis, plan, operation)"
    " VALUES (?, ?, ?, 1, ?, ?, '', ?, ?)"
)
_UPDATE = (
    "UPDATE guide_contact SET state = ?, result = ?, sent_at = ?"
    " WHERE day = ? AND plan = ? AND identifier = ? AND state IN texts(?)"
)
_BEFORE = {
    SENT: '["planned", "unanswered", "failed"]',
    FAILED: '["planned", "unanswered"]',
    UNANSWERED: '["planned"]',
}
"""By state that a result tells: the states that it may change, as JSON. What was sent stays sent."""


def plan_text(number: int) -> str:
    """A plan's public id."""
    return f"B{number}"


def plan_number(text: str) -> int:
    """The number in ``B12``. Raises NotFoundError ``no_such_plan``."""
    typed = text.strip().upper()
    if typed[:1] == "B" and typed[1:].isdecimal() and len(typed) < 19:
        return int(typed[1:])
    raise _no_plan(typed[:20])


def record_broadcast(
    desk: Desk, message: Message, audience: Audience
) -> tuple[dict[str, Any], BroadcastDraft | None]:
    """Decide again inside the write, and keep every message as planned; its caps count from now on.

    The draft is None where the key was seen before. Raises what `draft` raises, RefusedError ``quiet_hours``,
    ``nobody_to_send``, ``moments_seen_by_others`` and ``campaign_messages``, ConflictError ``plan_exists``.
    """
    plan: BroadcastDraft | None = None

    def act(work: Work) -> dict[str, Any]:
        nonlocal plan
        plan = found = draft(work.connection, message, audience, desk.settings, desk.at)
        _require_sending(work.connection, found)
        number = _insert_plan(work, found)
        if found.bounds.campaign is not None:
            count_messages_in(work, found.bounds.campaign, found.decisions.sends())
        code = CODES[message.channel]
        work.connection.executemany(
            _INSERT,
            (
                (found.day, number, one.address, code, found.at, one.guide)
                for one in found.decisions.sendings()
            ),
        )
        if message.channel == "subscribe":
            _use_consents(work, desk, found, number)
        return _summary(number, found)

    return desk.write("guide.broadcast", _asked(message), act), plan


def _asked(message: Message) -> dict[str, Any]:
    """What makes two requests for a broadcast the same one; of a text, its digest."""
    return {
        **asdict(message),
        "customers": str(message.customers or ""),
        "text": hashlib.blake2b(message.text.encode(), digest_size=12).hexdigest(),
    }


def import_results(
    desk: Desk, named: str, deliveries: Sequence[Delivery], files: Sequence[str] = (), *, close: bool
) -> dict[str, Any]:
    """Take what became of a plan's messages; it (``B12``) closes when none is left, or ``close`` says so.

    ``files`` are the digests of the files that tell. A message that was sent stays sent. Closing makes the
    rest unanswered. Raises NotFoundError.
    """
    number = plan_number(named)

    def act(work: Work) -> dict[str, Any]:
        plan = find_plan(work.connection, number)
        counts = _apply(work, plan, deliveries)
        left = _left(work.connection, plan)
        if left and close:
            work.connection.execute(
                "UPDATE guide_contact SET state = ? WHERE day = ? AND plan = ? AND state = ?",
                (UNANSWERED, plan["day"], number, PLANNED),
            )
        if close or not left:
            work.connection.execute("UPDATE guide_plan SET state = ? WHERE id = ?", (CLOSED, number))
        if plan["channel"] == "subscribe":
            _return_consents(work, desk, plan)
        row = plan_rows(work.connection, number)[0]
        return {**row, **counts}

    return desk.write("guide.results", {"plan": named, "close": close, "files": list(files)}, act)


def plan_rows(connection: Connection, number: int = 0) -> list[dict[str, Any]]:
    """Recorded broadcasts (or one) with their messages by state, youngest first."""
    rows = []
    for one in run(connection, "guides", "plans", {"plan": number}):
        row = {**dict(one), "plan": plan_text(one["id"]), "skipped": sum(json.loads(one["skipped"]).values())}
        del row["id"]
        rows.append(row)
    return rows


def find_plan(connection: Connection, number: int) -> StoredRow:
    """A recorded broadcast. Raises NotFoundError ``no_such_plan``."""
    row: StoredRow | None = connection.execute("SELECT * FROM guide_plan WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise _no_plan(plan_text(number))
    return row


def _no_plan(shown: str) -> NotFoundError:
    return NotFoundError(
        "no_such_plan",
        "there is no broadcast {plan}",
        hint="list them first",
        try_next="digitool guide plans",
        plan=shown,
    )


def _require_sending(connection: Connection, found: BroadcastDraft) -> None:
    if found.quiet:
        raise RefusedError(
            "quiet_hours",
            "this is in the quiet hours, and nobody is written to then",
            hint="name another moment with send_at in the file, or change [contact] quiet_from and quiet_to",
        )
    if not found.decisions.sends():
        raise RefusedError(
            "nobody_to_send", "no customer may be written to", hint="see the reasons without --record"
        )
    require_unseen(found.onlookers)
    same = connection.execute(
        "SELECT id FROM guide_plan WHERE name = ? AND day = ? AND channel = ? AND state = 'open'",
        (found.message.name, found.day, found.message.channel),
    ).fetchone()
    if same:
        raise ConflictError(
            "plan_exists",
            "{name} is already planned for that day as {plan}",
            hint="give the message another name, or close the first plan",
            try_next="digitool guide results {plan} --close",
            name=found.message.name,
            plan=plan_text(same["id"]),
        )


def _insert_plan(work: Work, found: BroadcastDraft) -> int:
    message, decisions = found.message, found.decisions
    return insert(
        work.connection,
        "INSERT INTO guide_plan (name, channel, campaign, stock, text, appid, at, day, rule, rule_from,"
        " customers, skipped, state, operation) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?)",
        (
            message.name,
            message.channel,
            found.bounds.code,
            message.stock,
            message.text,
            message.appid,
            found.at,
            found.day,
            found.era.id,
            found.era.valid_from,
            len(decisions.asked),
            json.dumps(decisions.skipped()),
            work.seq,
        ),
    )


def _use_consents(work: Work, desk: Desk, found: BroadcastDraft, number: int) -> None:
    """One message uses one consent, reserved now and given back if it is not delivered."""
    rows = [(one.address, "subscribe", "use") for one in found.decisions.sendings()]
    tail = (desk.at, found.day, number, work.seq)
    work.connection.executemany(_USE, [(*row, *tail) for row in rows])


def _return_consents(work: Work, desk: Desk, plan: StoredRow) -> None:
    """Give back the consents of messages that did not go out, once, unless the customer withdrew."""
    rows = run(work.connection, "guides", "consents_to_return", {"plan": plan["id"], "day": plan["day"]})
    tail = (desk.at, plan["day"], plan["id"], work.seq)
    work.connection.executemany(_USE, [(row[0], "subscribe", "return", *tail) for row in rows])


def _summary(number: int, found: BroadcastDraft) -> dict[str, Any]:
    decisions = found.decisions
    return {
        "plan": plan_text(number),
        "name": found.message.name,
        "day": found.day,
        "customers": len(decisions.asked),
        "send": decisions.sends(),
        "skipped": decisions.skipped(),
        "rule": found.era.id,
    }


def _apply(work: Work, plan: StoredRow, deliveries: Sequence[Delivery]) -> dict[str, int]:
    """Update the messages that the results speak of; how many, and how many are none of this plan."""
    known: dict[str, IdentifierId] = {}
    for row in run(work.connection, "guides", "plan_members", {"day": plan["day"], "plan": plan["id"]}):
        names = (row["value"], person_text(row["person"]), identifier_text(row["identifier"]))
        known.update(dict.fromkeys(names, row["identifier"]))
    counts: Counter[str] = Counter({"updated": 0, "unknown": 0})
    for one in deliveries:
        identifier = known.get(one.customer)
        if identifier is None:
            counts["unknown"] += 1
        else:
            counts["updated"] += _update(work.connection, plan, identifier, one)
    return dict(counts)


def _update(connection: Connection, plan: StoredRow, identifier: IdentifierId, one: Delivery) -> int:
    """1 when something changed: a newer state, or a reply."""
    where = (plan["day"], plan["id"], identifier)
    news = 0
    if one.state in _BEFORE:
        told = (one.state, one.result, one.sent_at, *where, _BEFORE[one.state])
        news += changed(connection, _UPDATE, told)
    if one.reply_at is not None:
        news += changed(
            connection,
            "UPDATE guide_contact SET reply_at = ? WHERE day = ? AND plan = ? AND identifier = ?"
            " AND reply_at IS NULL",
            (one.reply_at, *where),
        )
    return min(news, 1)


def _left(connection: Connection, plan: StoredRow) -> int:
    row = connection.execute(
        "SELECT count(*) FROM guide_contact WHERE day = ? AND plan = ? AND state = 'planned'",
        (plan["day"], plan["id"]),
    ).fetchone()
    return int(row[0])
