"""A message plan: the TOML file behind ``guide broadcast``, checked key by key (pure).

name = "Tea for March"
segment = "lapsed.toml"          # or customers = "ids.csv": ids such as P12 in its first column
channel = "wecom"
text = "..."
stock = "TEN20"                  # the coupon stock that the text promises
campaign = "march-tea"
guides = ["zhangsan"]            # left out: any guide
send_at = "2026-03-02 10:00"     # left out: now
"""

# ruff: noqa: RUF009 - `setting` makes a field
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitool import rules
from digitool.errors import RefusedError
from digitool.forms import kinds
from digitool.forms.form import Filled, Form, Table, keys_of, setting
from digitool.guides.contact.policy import CHANNELS
from digitool.model.days import parse_instant
from digitool.model.ids import NO_MOMENT, Day, Ms
from digitool.model.personal import mask_personal
from digitool.model.references import require_sendable

_LONG_TEXT = kinds.filled(kinds.prose(10_000))
_OPT_OUT = ("拒收", "退订", "opt out", "unsubscribe")


@dataclass(frozen=True)
class Message:
    """What is to be said to whom. ``at`` is UTC ms, 0 for now.

    ``segment`` is the name of a segment of the workspace or a file, ``customers`` a file of ids; ``guides``
    are the only ones who send, empty for any.
    """

    name: str = setting("", kinds.text, "What people call the message", '"Tea for March"')
    channel: str = setting("", kinds.choice(*CHANNELS), "How it is sent", '"wecom"', required=True)
    text: str = setting("", _LONG_TEXT, "The message itself", '"..."', required=True)
    segment: str = setting("", kinds.text, "Segment of the customers, a name or a file", '"lapsed"')
    customers: Path | None = setting(
        None, kinds.text, "CSV file with their ids instead", '"ids.csv"', unset=""
    )
    campaign: str = setting("", kinds.text, "The campaign that it belongs to", '"march-tea"')
    stock: str = setting("", kinds.text, "The coupon stock that it promises", '"TEN20"')
    appid: str = setting("", kinds.text, "The account that sends, where there are several", '"wx0123456789"')
    at: Ms = setting(
        NO_MOMENT,
        kinds.text,
        "When it is sent; now if left out",
        '"2026-03-02 10:00"',
        key="send_at",
        unset="",
    )
    guides: tuple[str, ...] = setting((), kinds.texts, "Only these guides send it", '["zhangsan"]')


FORM = Form("message", {"": Table("single", "", keys_of(Message))}, "digitool guide broadcast --help")
"""The form of a message plan, whose keys stand above all tables."""


def read_message(tables: dict[str, Any], text: str, file: Path, zone: str) -> Message:
    """The message of a file's tables; ``text`` is the file, for lines in messages.

    Paths are read from the file's own directory. Raises UsageError.
    """
    filled = Filled(FORM, tables, text, file)
    found = filled.values((), FORM.tables[""], tables)
    if not (found["segment"] or found["customers"]):
        problem = kinds.Problem("is missing, and customers is too; one of them says to whom")
        raise filled.error_at(("segment",), problem, 'segment = "lapsed"')
    if found["segment"] and found["customers"]:
        problem = kinds.Problem("stands beside segment; only one of them says to whom")
        raise filled.error_at(("customers",), problem, 'customers = "ids.csv"')
    found |= {
        "name": mask_personal(found["name"] or file.stem),
        "segment": _segment(found["segment"], file),
        "customers": file.parent / found["customers"] if found["customers"] else None,
        "campaign": mask_personal(found["campaign"]),
        "at": _moment(filled, found.pop("send_at"), zone),
    }
    return Message(**found)


def check_text(message: Message, day: Day) -> None:
    """Whether the platform of the day takes the text. Raises UsageError, RefusedError with rule and limit."""
    require_sendable(message.text, "text")
    rule = _call_rule(message.channel, day)
    most = rule.limits.get("text_bytes")
    size = len(message.text.encode())
    if most and size > int(most):
        raise RefusedError(
            "text_too_long",
            "the text has {observed} bytes, and {rule} takes {limit}",
            hint="shorten it; a Chinese character counts three bytes",
            rule=rule.id,
            observed=size,
            limit=most,
        )
    if rule.limits.get("opt_out_in_text") and not any(one in message.text.lower() for one in _OPT_OUT):
        raise RefusedError(
            "no_opt_out",
            "a commercial text message must say how to refuse the next one ({rule}: {source})",
            hint="end it with how to opt out, for example 拒收请回复R",
            rule=rule.id,
            source=rule.source,
        )


def batch_size(channel: str, day: Day) -> int:
    """How many customers one call of the platform takes on a day."""
    return _call_rule(channel, day).number("per_call")


def _call_rule(channel: str, day: Day) -> rules.Rule:
    name = CHANNELS[channel]
    return rules.at(f"{name}.call" if channel == "wecom" else name, day)


def _segment(asked: str, file: Path) -> str:
    """A name stays one; a path is read from the message's own directory."""
    return str(file.parent / asked) if asked.endswith(".toml") or "/" in asked else asked


def _moment(filled: Filled, value: str, zone: str) -> Ms:
    try:
        return parse_instant(value, zone) if value else NO_MOMENT
    except (ValueError, OverflowError):
        problem = kinds.Problem(
            "must be a time such as 2026-03-02 10:00, not {value}", value=kinds.brief(value)
        )
        raise filled.error_at(("send_at",), problem, 'send_at = "2026-03-02 10:00"') from None
