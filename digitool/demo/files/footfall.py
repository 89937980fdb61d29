"""People counters: Milesight CSV from the device, Hikvision XML, LoRa running totals that wrap.

Layouts: formats research section 13. The CSV does not name its device: the workspace says which
file belongs to which sensor.
"""

from __future__ import annotations

import json

from digitool.demo.files.outbox import OutFile, csv_bytes
from digitool.demo.world.clock import rfc3339, slashed
from digitool.demo.world.doors import COUNTER_BITS, Count, Counter, wrap_start
from digitool.demo.world.making import World

_ALERT = """<?xml version="1.0" encoding="UTF-8"?>
<EventNotificationAlert version="1.0" xmlns="urn:psialliance-org">
<ipAddress>192.0.2.10</ipAddress>
<protocolType>HTTP</protocolType>
<macAddress>{sensor}</macAddress>
<channelID>1</channelID>
<dateTime>{end}</dateTime>
<activePostCount>1</activePostCount>
<eventType>PeopleCounting</eventType>
<eventState>active</eventState>
<eventDescription>peopleCounting alarm</eventDescription>
<channelName>Camera 01</channelName>
<peopleCounting>
<statisticalMethods>timeRange</statisticalMethods>
<TimeRange>
<startTime>{start}</startTime>
<endTime>{end}</endTime>
</TimeRange>
<enter>{entered}</enter>
<exit>{left}</exit>
<regionsID>1</regionsID>
</peopleCounting>
<childCounting>
<enter>0</enter>
<exit>0</exit>
</childCounting>
</EventNotificationAlert>
"""


def file_name(counter: Counter) -> str:
    """The file of a counter; the workspace points its sensor at it."""
    ending = {"milesight": "csv", "hikvision": "xml", "lora": "jsonl"}[counter.door.vendor]
    return f"{counter.door.vendor}_{counter.door.sensor.replace(':', '')}.{ending}"


def footfall(world: World) -> list[OutFile]:
    """One file for every people counter."""
    writers = {"milesight": _milesight, "hikvision": _hikvision, "lora": _lora}
    return [writers[counter.door.vendor](counter) for counter in world.counters]


def _milesight(counter: Counter) -> OutFile:
    gates = range(counter.door.gates)
    header = ["StartTime", "EndTime"]
    for gate in gates:
        header += [f"Line{gate + 1} - In", f"Line{gate + 1} - Out"]
    rows = [header]
    for count in counter.counts:
        cells = [slashed(count.start), slashed(count.end - 1)]
        for gate in gates:
            cells += [str(count.entered[gate]), str(count.left[gate])]
        rows.append(cells)
    sensor = counter.door.sensor
    return OutFile(file_name(counter), "milesight-csv", csv_bytes(rows), len(rows) - 1, sensor=sensor)


def _hikvision(counter: Counter) -> OutFile:
    text = "".join(_alert(counter.door.sensor, count) for count in counter.counts)
    return OutFile(file_name(counter), "hikvision", text.encode(), len(counter.counts))


def _alert(sensor: str, count: Count) -> str:
    return _ALERT.format(
        sensor=sensor,
        start=rfc3339(count.start),
        end=rfc3339(count.end),
        entered=sum(count.entered),
        left=sum(count.left),
    )


def _lora(counter: Counter) -> OutFile:
    """The first reading, then one after every interval; totals start over at 65,536."""
    entered, left = wrap_start(counter.counts)
    first = counter.counts[0].start
    lines = [_reading(counter.door.sensor, first, entered, left)]
    for count in counter.counts:
        entered += sum(count.entered)
        left += sum(count.left)
        lines.append(_reading(counter.door.sensor, count.end, entered, left))
    return OutFile(file_name(counter), "milesight-lora", "".join(lines).encode(), len(lines))


def _reading(sensor: str, at: int, entered: int, left: int) -> str:
    size = 1 << COUNTER_BITS
    uplink = {"time": rfc3339(at), "devEUI": sensor, "total_in": entered % size, "total_out": left % size}
    return json.dumps(uplink) + "\n"
