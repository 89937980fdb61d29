"""A recorded broadcast as the request files that its platform's API takes, in batches of its size."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.tally import run
from digitool.guides.broadcast.message import batch_size
from digitool.guides.broadcast.moments import require_still_unseen
from digitool.guides.contact.reach import refusers
from digitool.model.ids import Ms, person_text


class File(NamedTuple):
    """One file: its name, its text, who sends it and how many customers it names."""

    name: str
    text: str
    guide: str
    customers: int


def request_files(connection: Connection, plan: StoredRow, at: Ms) -> Iterator[File]:
    """The files of everything that is still planned, in a fixed order, and an index of them at the end.

    Whoever refused by ``at`` (now, UTC ms) is in none. Addresses are in the clear, for the platform needs
    them: keep the files private. A phone is never among them, for none is stored. Raises RefusedError
    ``moments_seen_since`` where a post would now be seen by others than those to whom it goes.
    """
    refused = refusers(connection, plan["channel"], at)
    planned = run(connection, "guides", "plan_addresses", {"plan": plan["id"], "day": plan["day"]})
    rows = [row for row in planned if row["person"] not in refused]
    if plan["channel"] == "moments":
        require_still_unseen(connection, plan, at, {row["person"] for row in rows})
    write, ending = _WRITERS[plan["channel"]]
    size = batch_size(plan["channel"], plan["day"])
    index: list[tuple[str, str, int]] = []
    for guide, members in _groups(rows, plan["channel"]):
        for batch in batches(members, len(members) if plan["channel"] == "subscribe" else size):
            name = f"B{plan['id']}-{len(index) + 1:04d}.{ending}"
            index.append((name, guide, len(batch)))
            yield File(name, write(plan, guide, batch), guide, len(batch))
    yield File(f"B{plan['id']}-index.csv", _csv([("file", "guide", "customers"), *index]), "", 0)


def batches(members: Sequence[Any], size: int) -> list[Sequence[Any]]:
    """The members in as few batches of at most ``size`` as there can be, all of nearly one length.

    Even lengths leave no batch of one, which some calls refuse.
    """
    if not members:
        return []
    count = -(-len(members) // size)
    cuts = [len(members) * n // count for n in range(count + 1)]
    return [members[start:end] for start, end in pairwise(cuts)]


def _groups(rows: list[StoredRow], channel: str) -> Iterator[tuple[str, Sequence[Any]]]:
    if channel == "moments":
        guides = sorted({row["guide"] for row in rows})
        if guides:
            yield "", guides
    else:
        for guide, members in groupby(rows, key=lambda row: str(row["guide"])):
            yield guide, list(members)


def _wecom(plan: StoredRow, guide: str, members: Sequence[Any]) -> str:
    return _json(
        {
            "chat_type": "single",
            "external_userid": [row["value"] for row in members],
            "sender": guide,
            "text": {"content": plan["text"]},
        }
    )


def _moments(plan: StoredRow, _guide: str, members: Sequence[Any]) -> str:
    senders = {"sender_list": {"user_list": list(members)}}
    return _json({"text": {"content": plan["text"]}, "visible_range": senders})


def _service_account(plan: StoredRow, _guide: str, members: Sequence[Any]) -> str:
    to = [row["value"] for row in members]
    return _json({"touser": to, "msgtype": "text", "text": {"content": plan["text"]}})


def _subscribe(plan: StoredRow, _guide: str, members: Sequence[Any]) -> str:
    """One call a line; the template's own field names are for its account to fill."""
    lines = [{"touser": row["value"], "data": {"text": {"value": plan["text"]}}} for row in members]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def _sms(_plan: StoredRow, _guide: str, members: Sequence[Any]) -> str:
    return _csv([("customer", "phone"), *((person_text(row["person"]), row["mask"]) for row in members)])


def _json(body: dict[str, Any]) -> str:
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def _csv(rows: Sequence[tuple[Any, ...]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


_WRITERS = {
    "wecom": (_wecom, "json"),
    "moments": (_moments, "json"),
    "service_account": (_service_account, "json"),
    "subscribe": (_subscribe, "jsonl"),
    "sms": (_sms, "csv"),
}
