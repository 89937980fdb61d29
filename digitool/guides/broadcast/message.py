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

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from digitool import rules
from digitool.errors import RefusedError
from digitool.forms import kinds
from digitool.forms.form import Filled, Form, Key, Table
from digitool.guides.contact.policy import CHANNELS
from digitool.model.days import parse_instant
from digitool.model.ids import NO_MOMENT, Day, Ms
from digitool.model.personal import mask_personal
from digitool.model.references import require_sendable

_MAX_TEXT = 10_000
_OPT_OUT = ("拒收", "退订", "opt out", "unsubscribe")


class Message(NamedTuple):
    """What is to be said to whom. ``at`` is UTC ms, 0 for now.

    ``segment`` is the name of a segment of the workspace or a file, ``customers`` a file of ids; ``guides``
    are the only ones who send, empty for any.
    """

    name: str
    channel: str
    text: str
    segment: str = ""
    customers: Path | None = None
    campaign: str = ""
    stock: str = ""
    appid: str = ""
    at: Ms = NO_MOMENT
    guides: tuple[str, ...] = ()


def _text(value: Any) -> str:  # noqa: ANN401 - whatever TOML holds
    text = _any_text(value)
    if not text.strip():
        raise kinds.Problem("is empty")
    return text


_any_text = kinds.prose(_MAX_TEXT)

KEYS = (
    Key("name", kinds.text, "What people call the message", "", 'name = "Tea for March"'),
    Key("segment", kinds.text, "Segment of the customers, a name or a file", "", 'segment = "lapsed"'),
    Key("customers", kinds.text, "CSV file with their ids instead", "", 'customers = "ids.csv"'),
    Key(
        "channel", kinds.choice(*CHANNELS), "How it is sent", "", 'channel = "wecom"', required=True
    ),
    Key("text", _text, "The message itself", "", 'text = "..."', required=True),
    Key("campaign", kinds.text, "The campaign that it belongs to", "", 'campaign = "march-tea"'),
    Key("stock", kinds.text, "The coupon stock that it promises", "", 'stock = "TEN20"'),
    Key("appid", kinds.text, "The account that sends, where there are several", "", 'appid = "wx0123456789"'),
    Key("guides", kinds.texts, "Only these guides send it", (), 'guides = ["zhangsan"]'),
    Key("send_at", kinds.text, "When it is sent; now if left out", "", 'send_at = "2026-03-02 10:00"'),
)  # fmt: skip
"""Every key of a message plan."""

FORM = Form("message", {"": Table("single", "", KEYS)}, "digitool guide broadcast --help")
"""The form of a message plan, whose keys stand above all tables."""


def read_message(tables: dict[str, Any], text: str, file: Path, zone: str) -> Message:
    """The message of a file's tables; ``text`` is the file, for lines in messages.

    Paths are read from the file's own directory. Raises UsageError.
    """
    filled = Filled(FORM, tables, text, file)
    found = filled.values((), FORM.tables[""], tables)
    if not (found["segment"] or found["customers"]):
        problem = kinds.Problem("is missing, and customers is too; one of them says to whom")
        raise filled.fail(("segment",), problem, 'segment = "lapsed"')
    if found["segment"] and found["customers"]:
        problem = kinds.Problem("stands beside segment; only one of them says to whom")
        raise filled.fail(("customers",), problem, 'customers = "ids.csv"')
    return Message(
        name=mask_personal(found["name"] or file.stem),
        channel=found["channel"],
        text=found["text"],
        segment=_segment(found["segment"], file),
        customers=file.parent / found["customers"] if found["customers"] else None,
        campaign=mask_personal(found["campaign"]),
        stock=found["stock"],
        appid=found["appid"],
        at=_moment(filled, found["send_at"], zone),
        guides=found["guides"],
    )


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
            "must be a time such as 2026-03-02 10:00, not {value}", value=kinds.shown(value)
        )
        raise filled.fail(("send_at",), problem, 'send_at = "2026-03-02 10:00"') from None
