"""A recorded handover as the request files that WeCom's interface takes, and when to send each.

A guide at work and one who has left go through different calls; only the first takes a message to the
customers. The answers name neither giver nor receiver, so keep what you sent.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from digitool import rules
from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import RefusedError
from digitool.guides.broadcast.requests import batches
from digitool.guides.handover.operations import find_handover, handover_number, handover_rows, handover_text
from digitool.guides.handover.plan import FRIEND, GROUP, ON_JOB
from digitool.guides.handover.states import PLANNED, REQUESTED
from digitool.model.days import HOUR_MS, instant, iso_day, local_day
from digitool.model.ids import Day, Ms
from digitool.workspace.desk import Desk

_CALLS = {
    (ON_JOB, FRIEND): "externalcontact/transfer_customer",
    (ON_JOB, GROUP): "externalcontact/groupchat/onjob_transfer",
    ("resigned", FRIEND): "externalcontact/resigned/transfer_customer",
    ("resigned", GROUP): "externalcontact/groupchat/transfer",
}
_RESULTS = {ON_JOB: "externalcontact/transfer_result", "resigned": "externalcontact/resigned/transfer_result"}
_HEAD = ("file", "call", "from", "to", "count", "send_on")


class File(NamedTuple):
    """One file: its name, its text, and how many customers or groups it asks for."""

    name: str
    text: str
    size: int


class _Call(NamedTuple):
    """One request: which call, the receiver, its body, how many it hands over, on which day to send it."""

    path: str
    to: str
    body: dict[str, Any]
    size: int
    day: Day


def request_files(connection: Connection, number: int, at: Ms, zone: str) -> list[File]:
    """The files of everything that was not sent yet, in a fixed order, and an index of them at the end.

    ``at`` is now, UTC ms. Raises NotFoundError, and RefusedError ``left_too_long_ago``. Ids are in the
    clear, for the platform needs them: keep the files private.
    """
    handover = find_handover(connection, number)
    rows = run(connection, "guides", "handover_requests", {"handover": number})
    first = _first_day(handover, at, zone)
    calls = [
        *_friend_calls(handover, [row for row in rows if row["what"] == FRIEND], first),
        *_group_calls(connection, handover, [row for row in rows if row["what"] == GROUP], first, zone),
    ]
    files = [
        File(f"{handover_text(number)}-{place:04d}.json", _json(call.body), call.size)
        for place, call in enumerate(calls, 1)
    ]
    index = [
        (file.name, call.path, handover["guide"], call.to, call.size, iso_day(call.day))
        for file, call in zip(files, calls)
    ]
    return [*files, File(f"{handover_text(number)}-index.csv", _csv([_HEAD, *index]), 0)]


def mark_requested(desk: Desk, handover: str) -> dict[str, Any]:
    """Keep that the requests of a handover (``H3``) were written: planned entries are requested now.

    Raises NotFoundError.
    """
    number = handover_number(handover)

    def act(work: Work) -> dict[str, Any]:
        find_handover(work.connection, number)
        marked = changed(
            work.connection,
            "UPDATE guide_handover_item SET state = ?, at = ?, asked_at = ?"
            " WHERE handover = ? AND what IN ('friend', 'group') AND state = ?",
            (REQUESTED, desk.at, desk.at, number, PLANNED),
        )
        return {**handover_rows(work.connection, 0, number)[0], "marked": marked}

    return desk.write("guide.handover.requests", {"handover": handover}, act)


def _first_day(handover: StoredRow, at: Ms, zone: str) -> Day:
    """The first day on which a request makes sense.

    Of a guide at work so early that the 24 hours are over by the cut-over; of who leaves not before she
    has left. Raises RefusedError where the platform's time for it is over.
    """
    cut_over, today = handover["cut_over"], local_day(at, zone)
    if handover["kind"] == ON_JOB:
        ahead = rules.at("handover.call", today).number("effective_hours") * HOUR_MS
        return max(local_day(cut_over - ahead, zone), today)
    rule = rules.at("handover.resigned", today)
    if today - local_day(cut_over, zone) > rule.number("within_days"):
        raise RefusedError(
            "left_too_long_ago",
            "{guide} left more than {limit} days ago ({rule}: {source})",
            hint="her customers must be added again by hand",
            guide=handover["guide"],
            limit=rule.number("within_days"),
            rule=rule.id,
            source=rule.source,
        )
    return max(local_day(cut_over, zone), today)


def _friend_calls(handover: StoredRow, rows: Sequence[StoredRow], day: Day) -> Iterator[_Call]:
    size, kind = rules.at("handover.call", day).number("per_call"), handover["kind"]
    for to, members in groupby(rows, key=lambda row: str(row["to_guide"])):
        pair = {"handover_userid": handover["guide"], "takeover_userid": to}
        for batch in batches(list(members), size):
            body = {**pair, "external_userid": [row["value"] for row in batch]}
            if handover["message"] and kind == ON_JOB:
                body["transfer_success_msg"] = handover["message"]
            yield _Call(_CALLS[kind, FRIEND], to, body, len(batch), day)
        yield _Call(_RESULTS[kind], to, {**pair, "cursor": ""}, 0, Day(day + 1))


def _group_calls(
    connection: Connection, handover: StoredRow, rows: Sequence[StoredRow], day: Day, zone: str
) -> Iterator[_Call]:
    """As many groups of one owner in a day as the platform takes; the rest on the days after."""
    rule = rules.at("handover.groups", day)
    left = rule.number("per_owner_day") - _sent(connection, handover, instant(day, 0, zone))
    path, waiting = _CALLS[handover["kind"], GROUP], list(rows)
    while waiting:
        today, waiting = waiting[: max(left, 0)], waiting[max(left, 0) :]
        for to, members in groupby(today, key=lambda row: str(row["to_guide"])):
            for batch in batches(list(members), rule.number("per_call")):
                body = {"chat_id_list": [row["value"] for row in batch], "new_owner": to}
                yield _Call(path, to, body, len(batch), day)
        day, left = Day(day + 1), rule.number("per_owner_day")


def _sent(connection: Connection, handover: StoredRow, since: int) -> int:
    """How many groups of the owner other handovers asked for since the day began (UTC ms)."""
    row = connection.execute(
        "SELECT count(*) FROM guide_handover_item t JOIN guide_handover h ON h.id = t.handover"
        " WHERE t.what = 'group' AND h.guide = ? AND h.id <> ? AND t.asked_at >= ?",
        (handover["guide"], handover["id"], since),
    ).fetchone()
    return int(row[0])


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _csv(rows: Sequence[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
