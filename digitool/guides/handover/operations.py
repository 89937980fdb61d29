"""Plan, record and cancel a handover: one transaction each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

from digitool import rules
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed, insert
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import NotFoundError, RefusedError
from digitool.guides.binding.operations import sync_in
from digitool.guides.binding.stored import BindingMove, record_move, refresh
from digitool.guides.handover.people import Clientele
from digitool.guides.handover.plan import (
    BINDING,
    FRIEND,
    GROUP,
    HandoverItem,
    Side,
    plan_groups,
    plan_handover,
)
from digitool.guides.handover.states import CANCELLED, DONE, PLANNED, REQUESTED
from digitool.guides.handover.terms import (
    AskedHandover,
    check_message,
    kind_and_start,
    require_leaving,
    require_room,
    takers,
)
from digitool.guides.roster import require_guide
from digitool.model.days import CHINA, HOUR_MS, local_day
from digitool.model.ids import IdentifierId, Ms, person_text
from digitool.workspace.desk import Desk
from digitool.workspace.settings import Settings

_INSERT = (
    "INSERT INTO guide_handover_item (handover, what, subject, to_guide, state, reason, rule, at, taken_at,"
    " code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, '')"
)


_ITEM_KEYS = ("person", "what", "subject", "to_guide", "state", "reason", "rule")


class HandoverDraft(NamedTuple):
    """A plan: its kind, the cut-over (UTC ms), how many persons were hers, and a line for everything."""

    guide: str
    kind: str
    cut_over: Ms
    customers: int
    items: list[HandoverItem]


def handover_text(number: int) -> str:
    """A handover's public id."""
    return f"H{number}"


def handover_number(text: str) -> int:
    """The number in ``H3``. Raises NotFoundError ``no_such_handover``."""
    typed = text.strip().upper()
    if typed[:1] == "H" and typed[1:].isdecimal() and len(typed) < 19:
        return int(typed[1:])
    raise _no_handover(typed[:20])


def find_handover(connection: Connection, number: int) -> StoredRow:
    """A recorded handover. Raises NotFoundError ``no_such_handover``."""
    row: StoredRow | None = connection.execute(
        "SELECT * FROM guide_handover WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise _no_handover(handover_text(number))
    return row


def record_handover(desk: Desk, asked: AskedHandover) -> tuple[dict[str, Any], HandoverDraft | None]:
    """Plan a handover and record it; the draft is None where the key was seen before.

    A dry run plans alike and keeps nothing. Raises NotFoundError, UsageError (``not_leaving`` and those of
    `kind_and_start`), and RefusedError with rule and source where the plan breaks one: ``same_guide``,
    ``receiver_left``, ``no_capacity``, ``has_left``, ``cut_over_past``, ``nothing_to_hand_over`` and others.
    """
    plan: HandoverDraft | None = None

    def act(work: Work) -> dict[str, Any]:
        nonlocal plan
        sync_in(work, desk)
        plan = found = draft(work.connection, desk.settings, asked, desk.at)
        if not desk.dry_run:
            require_leaving(desk.settings, found.guide, found.kind, found.cut_over)
            _require_any(found, desk.settings, desk.at)
        number = _write(work, desk, found, asked.message)
        return _summary(number, found)

    return desk.write("guide.handover", asked.as_typed(), act), plan


def draft(connection: Connection, settings: Settings, asked: AskedHandover, at: Ms) -> HandoverDraft:
    """The plan of a handover at a moment (UTC ms); changes nothing. Raises as `record_handover`."""
    require_guide(settings, asked.guide)
    kind, cut_over = kind_and_start(settings, asked, at)
    check_message(asked, kind, settings, at)
    people = Clientele(connection, settings, asked.guide, at)
    customers, groups = people.customers(kind), people.groups(kind)
    receivers = people.receivers(takers(settings, asked, at, Ms(cut_over)))
    if asked.to and customers:
        require_room(receivers, settings, at)
    giver = settings.guides[asked.guide]
    side = Side(giver.userid, giver.store, giver.language)
    items = plan_handover(customers, receivers, side) + plan_groups(groups, receivers, side)
    return HandoverDraft(asked.guide, kind, Ms(cut_over), len(customers), items)


def cancel(desk: Desk, handover: str) -> dict[str, Any]:
    """Take back what was not sent yet of a handover (``H3``): planned and requested entries.

    What the platform took goes on. Raises NotFoundError.
    """
    number = handover_number(handover)

    def act(work: Work) -> dict[str, Any]:
        find_handover(work.connection, number)
        done = changed(
            work.connection,
            "UPDATE guide_handover_item SET state = ?, reason = ?, at = ?"
            " WHERE handover = ? AND state IN (?, ?)",
            (CANCELLED, CANCELLED, desk.at, number, PLANNED, REQUESTED),
        )
        row = handover_rows(work.connection, due_before(desk.at), number)[0]
        return {**row, "cancelled": done}

    return desk.write("guide.handover.cancel", {"handover": handover}, act)


def due_before(at: Ms) -> int:
    """Requests taken before this instant (UTC ms) should have their result by ``at``."""
    return at - rules.at("handover.call", local_day(at, CHINA)).number("effective_hours") * HOUR_MS


def handover_rows(connection: Connection, due: int, number: int = 0) -> list[dict[str, Any]]:
    """Recorded handovers (or one) with their entries by state, youngest first."""
    rows = []
    for one in run(connection, "guides", "handovers", {"handover": number, "due": due}):
        row = {"handover": handover_text(one["id"]), **dict(one)}
        del row["id"]
        rows.append(row)
    return rows


def handover_entries(connection: Connection, number: int) -> list[dict[str, Any]]:
    """The entries of a recorded handover as rows: customer (or group), from, to, state, reason and more."""
    return [_entry(row) for row in run(connection, "guides", "handover_items", {"handover": number})]


def draft_of(connection: Connection, number: int) -> HandoverDraft:
    """A recorded handover as it was planned, with what became of it since. Raises NotFoundError."""
    row = find_handover(connection, number)
    items = [
        HandoverItem(*(one[key] for key in _ITEM_KEYS))
        for one in run(connection, "guides", "handover_items", {"handover": number})
    ]
    return HandoverDraft(row["guide"], row["kind"], row["cut_over"], row["customers"], items)


def draft_rows(connection: Connection, found: HandoverDraft) -> Iterator[dict[str, Any]]:
    """The lines of a draft, as `handover_entries` has them."""
    chats = dict(
        connection.execute("SELECT id, chat FROM group_chat WHERE owner = ?", (found.guide,)).fetchall()
    )
    for one in found.items:
        whom = chats[one.subject] if one.what == GROUP else person_text(one.person)
        yield _shown(one.what, whom, found.guide, one)


def _entry(row: StoredRow) -> dict[str, Any]:
    one = HandoverItem(*(row[key] for key in _ITEM_KEYS))
    whom = row["value"] if row["what"] == GROUP else person_text(row["person"])
    more = {"code": row["code"], "asked_at": row["asked_at"], "taken_at": row["taken_at"]}
    return {**_shown(row["what"], whom, row["guide"], one), **more}


def _shown(what: str, whom: str, giver: str, one: HandoverItem) -> dict[str, Any]:
    return {
        "customer": whom,
        "from": giver,
        "to": one.to,
        "state": one.state,
        "reason": one.reason,
        "what": what,
        "rule": one.rule,
    }


def _require_any(found: HandoverDraft, settings: Settings, at: Ms) -> None:
    """Raises RefusedError ``nothing_to_hand_over`` with the commonest reason, its rule and source."""
    if any(one.to for one in found.items):
        return
    if not found.items:
        raise RefusedError(
            "nothing_to_hand_over",
            "{guide} holds no customers and owns no groups",
            guide=found.guide,
            hint="import the latest list of her customers first",
        )
    (reason, rule_id), count = Counter((one.reason, one.rule) for one in found.items).most_common(1)[0]
    rule = rules.at(rule_id, local_day(at, settings.chain.zone)) if rule_id else None
    raise RefusedError(
        "nothing_to_hand_over",
        "nothing of {guide} can be handed over; {observed} times {reason} ({rule}: {source})"
        if rule
        else "nothing of {guide} can be handed over; {observed} times {reason}",
        hint="see every customer with --dry-run",
        guide=found.guide,
        reason=reason,
        observed=count,
        rule=rule_id,
        source=rule.source if rule else "",
        limit=dict(rule.limits) if rule else {},
    )


def _write(work: Work, desk: Desk, found: HandoverDraft, message: str) -> int:
    at = desk.at
    number = insert(
        work.connection,
        "INSERT INTO guide_handover (guide, kind, at, cut_over, customers, message, operation)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (found.guide, found.kind, at, found.cut_over, found.customers, message, work.seq),
    )
    work.connection.executemany(
        _INSERT,
        (
            (number, one.what, one.subject, one.to, one.state, one.reason, one.rule, at,
             at if one.state == DONE else None)
            for one in found.items
        ),
    )  # fmt: skip
    decided = [one for one in found.items if one.what == BINDING and one.state == DONE]
    for one in decided:
        record_move(
            work.connection,
            work.seq,
            BindingMove(
                IdentifierId(one.subject), found.guide, one.to, found.cut_over, handover_text(number)
            ),
        )
    refresh(work.connection, (one.person for one in decided))
    return number


def _summary(number: int, found: HandoverDraft) -> dict[str, Any]:
    left = Counter(one.reason for one in found.items if not one.to)
    given = Counter(one.what for one in found.items if one.to)
    return {
        "handover": handover_text(number),
        "guide": found.guide,
        "kind": found.kind,
        "cut_over": found.cut_over,
        "customers": found.customers,
        "friends": given[FRIEND],
        "bindings": given[BINDING],
        "groups": given[GROUP],
        "not_moved": dict(sorted(left.items())),
    }


def _no_handover(shown: str) -> NotFoundError:
    return NotFoundError(
        "no_such_handover",
        "there is no handover {handover}",
        hint="list them first",
        try_next="digitool guide handovers",
        handover=shown,
    )
