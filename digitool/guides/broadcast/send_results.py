"""What became of messages: WeCom's ``get_groupmsg_send_result`` as JSON, or a small CSV (pure).

The CSV has the columns customer (P12, I12, an external_userid or an openid) and status (sent, failed,
unanswered), and may have result, sent_at and reply_at.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from digitool.errors import DataError
from digitool.guides.broadcast import problems
from digitool.model.days import parse_instant, within
from digitool.model.ids import Ms
from digitool.model.personal import mask_personal
from digitool.model.text import mask_value

SENT, FAILED, WAITING, UNANSWERED = "sent", "failed", "waiting", "unanswered"

_WECOM = {0: (WAITING, ""), 1: (SENT, ""), 2: (FAILED, "not_a_friend"), 3: (FAILED, "cap_reached")}
"""Status of one customer in get_groupmsg_send_result: unsent, sent, not a friend, cap reached."""

_WORDS = {"sent": SENT, "failed": FAILED, "unanswered": UNANSWERED, "waiting": WAITING,
          "已发送": SENT, "发送失败": FAILED, "未发送": WAITING}  # fmt: skip


class Delivery(NamedTuple):
    """One message's fate. ``customer`` is an id as the file writes it; times are UTC ms."""

    customer: str
    state: str
    result: str = ""
    sent_at: int | None = None
    reply_at: int | None = None


class Results(NamedTuple):
    """A file's deliveries; ``more`` says that the platform has another page."""

    deliveries: list[Delivery]
    more: bool


def read_results(data: bytes, file: str, zone: str) -> Results:
    """The deliveries of one file, JSON or CSV by its first character. Raises DataError."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise problems.not_utf8(file) from None
    if text.lstrip()[:1] in ("{", "["):
        return _wecom(text, file)
    return Results(list(_table(text, file, zone)), more=False)


def _wecom(text: str, file: str) -> Results:
    try:
        page = json.loads(text)
    except (ValueError, RecursionError):
        raise DataError(
            "bad_json", "{file} is not complete JSON", hint="save the answer again", file=file
        ) from None
    pages = page if isinstance(page, list) else [page]
    found = [one for each in pages for one in _page(each, file)]
    last = pages[-1] if pages else {}
    return Results(found, bool(last.get("next_cursor")))


def _page(page: Any, file: str) -> Iterator[Delivery]:  # noqa: ANN401 - whatever JSON holds
    if not isinstance(page, dict) or not isinstance(page.get("send_list"), list) or page.get("errcode"):
        code = page.get("errcode") if isinstance(page, dict) else None
        raise DataError(
            "no_send_list", "{file} is no send result of WeCom (errcode {errcode})",
            hint="save the answer of externalcontact/get_groupmsg_send_result", file=file, errcode=code,
        )  # fmt: skip
    for number, one in enumerate(page["send_list"], 1):
        try:
            state, result = _WECOM[one["status"]]
            customer = one["external_userid"]
            at = one.get("send_time")
            yield Delivery(str(customer), state, result, within(Ms(int(at) * 1000)) if at else None)
        except (KeyError, TypeError, ValueError):
            raise DataError(
                "bad_delivery", "{file}: entry {place} of send_list has no known status",
                hint="statuses are 0 unsent, 1 sent, 2 not a friend, 3 cap reached", file=file, place=number,
            ) from None  # fmt: skip


def _table(text: str, file: str, zone: str) -> Iterator[Delivery]:
    reader = csv.DictReader(io.StringIO(text))
    names = reader.fieldnames or []
    if "customer" not in names or "status" not in names:
        raise DataError(
            "no_result_columns", "{file} has no columns customer and status",
            hint="the first line names them: customer,status,sent_at,reply_at", file=file,
        )  # fmt: skip
    for row in reader:
        try:
            state = _WORDS[(row["status"] or "").strip().lower()]
            times = [_time(row.get(name), zone) for name in ("sent_at", "reply_at")]
        except (KeyError, ValueError, OverflowError):
            raise DataError(
                "bad_result_line", "{file}:{line}: {value} is no status or time",
                hint="statuses are sent, failed, unanswered and waiting", file=file, line=reader.line_num,
                value=mask_value(",".join(filter(None, (row["status"], row.get("sent_at"))))),
            ) from None  # fmt: skip
        yield Delivery(
            (row["customer"] or "").strip(), state, mask_personal(row.get("result") or "")[:60], *times
        )


def _time(text: str | None, zone: str) -> Ms | None:
    return parse_instant(text, zone) if text and text.strip() else None
