"""Milesight people counter over LoRaWAN: decoded uplinks with running totals.

The decoder gives no clock and no device. Both come from the network server's envelope where it was
saved (ChirpStack ``object``, The Things Stack ``uplink_message``), else from the options. Totals of a
line are 4 bytes wide; the bare totals of VS121, VS350 and VS360 are 2 bytes and wrap at 65,536.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from digitool.errors import UsageError
from digitool.model.ids import Ms
from digitool.model.records import Item, Items, Traffic
from digitool.sources.answers.pages import Page, each_part, first_page, key, member, members, pages
from digitool.sources.counting import message_time, people
from digitool.sources.file import problems
from digitool.sources.file.opening import Document
from digitool.sources.format import Format, ReadOptions

_LINE = re.compile(r"line_(\d{1,2})_total_(in|out)")
_PLAIN = {"total_in", "total_out"}
_TIMES = ("time", "timestamp", "received_at")
_DEVICES = ("devEUI", "devEui", "dev_eui", "device_sn")
_INSIDE = ("object", "decoded", "decoded_payload", "uplink_message", "data")
_WIDE, _NARROW = 32, 16


def sniff(document: Document) -> int:
    """An uplink, or a list of them, with totals under the decoder's names."""
    page = first_page(document)
    first = (members(page, "uplinks") or [page])[0]
    return 80 if isinstance(first, dict) and _has_totals(_payload(first)) else 0


def read(document: Document, options: ReadOptions) -> Items:
    """Running totals of every line; raises UsageError when sensor or time is known from nowhere."""
    return each_part(_uplinks(document), lambda part, place: _uplink(part, place, options))


def _uplinks(document: Document) -> Iterator[tuple[Any, Page]]:
    for page in pages(document):
        for uplink in members(page, "uplinks") if "uplinks" in page else [page]:
            yield uplink, {"uplinks": [uplink]}


def _payload(uplink: dict[str, Any]) -> dict[str, Any]:
    """The decoded values, under whichever envelope they lie."""
    for name in _INSIDE:
        inner = uplink.get(name)
        if isinstance(inner, dict) and not _has_totals(uplink):
            return _payload(inner)
    return uplink


def _has_totals(value: dict[str, Any]) -> bool:
    return bool(_PLAIN & set(value)) or any(map(_LINE.fullmatch, value))


def _uplink(uplink: object, place: int, options: ReadOptions) -> Iterator[Item]:
    envelope = member({"uplink": uplink}, "uplink")
    totals = _totals(_payload(envelope))
    if not totals:
        raise problems.missing("total_in")
    sensor = _sensor(envelope, options)
    at = _time(envelope, place, replace(options, zone=options.zone_of(sensor)))
    for gate, (entered, left, bits) in totals.items():
        yield Traffic(place, sensor, gate, at, at, entered, left, "total", bits)


def _totals(payload: dict[str, Any]) -> dict[str, tuple[int | None, int | None, int]]:
    """Entered, left and counter width of every line; one line called 1 for bare totals."""
    lines = sorted({match.group(1) for match in map(_LINE.fullmatch, payload) if match}, key=int)
    if lines:
        return {
            line: (
                people(payload, f"line_{line}_total_in"),
                people(payload, f"line_{line}_total_out"),
                _WIDE,
            )
            for line in lines
        }
    if not _PLAIN & set(payload):
        return {}
    return {"1": (people(payload, "total_in"), people(payload, "total_out"), _NARROW)}


def _sensor(envelope: dict[str, Any], options: ReadOptions) -> str:
    if options.sensor:
        return options.sensor
    for inner in (envelope, envelope.get("deviceInfo"), envelope.get("end_device_ids")):
        for name in _DEVICES:
            if isinstance(inner, dict) and inner.get(name):
                return key(inner, name)
    raise problems.needs_option("milesight-lora", "sensor")


def _time(envelope: dict[str, Any], place: int, options: ReadOptions) -> Ms:
    for inner in (envelope, envelope.get("uplink_message"), _payload(envelope)):
        for name in _TIMES:
            if isinstance(inner, dict) and inner.get(name):
                return message_time(inner[name], options.zone, name)
    if options.at is None or (place > 1 and not options.every_ms):
        raise UsageError(
            "needs_time",
            "{format}: uplink {place} carries no time",
            hint="Give the time of the first with --at, and the step between them with --every; "
            "or save the uplinks with the network server's time.",
            format="milesight-lora",
            place=place,
        )
    return Ms(options.at + (place - 1) * options.every_ms)


FORMAT = Format(
    name="milesight-lora",
    title_en="Milesight counter, LoRaWAN uplinks",
    title_zh="Milesight 客流计数器 LoRaWAN 上行",
    kinds=("Traffic",),
    sniff=sniff,
    read=read,
    where="The network server's event log: save the decoded uplinks, with their time",
)
