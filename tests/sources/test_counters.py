"""People counters: periods and running totals kept apart, unknown never zero, wraps told by their width."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from digitool.errors import DataError, UsageError
from digitool.model.days import parse_local
from digitool.model.records import Reject, Skip, Traffic
from tests.sources.made import LORA, MILESIGHT, OPTIONS, REAL_TIME, TIME_RANGE, items

NINE, TEN = parse_local("2026-03-01 09:00:00"), parse_local("2026-03-01 10:00:00")


def test_the_devices_file_counts_each_line_in_periods() -> None:
    """An end at the last second means the full hour, and an empty cell is unknown, not zero."""
    first, second = items(MILESIGHT)
    assert first == Traffic(2, "sensor-1", "1", NINE, TEN, 31, 28)
    assert isinstance(second, Traffic)
    assert (second.entered, second.left) == (None, 40)


def test_blanks_around_the_dash_and_a_second_line_do_not_matter() -> None:
    """Header cells differ by firmware; each line of the sensor is its own gate."""
    head = "StartTime , EndTime,Line1-In,Line1 -Out,Line2 - In,Line2 - Out\n"
    text = head + "2026/03/01 09:00:00,2026/03/01 10:00:00,1,2,3,4\n"
    assert [(t.gate, t.entered, t.left) for t in items(text) if isinstance(t, Traffic)] == [
        ("1", 1, 2),
        ("2", 3, 4),
    ]


def test_a_file_without_a_device_needs_the_sensor() -> None:
    """What the file does not say, the person must."""
    with pytest.raises(UsageError) as caught:
        items(MILESIGHT, replace(OPTIONS, sensor=""))
    assert caught.value.code == "needs_option"


def http(**changes: object) -> str:
    """One pushed message of a Milesight counter."""
    return json.dumps(
        {
            "device_info": {"device_sn": "66000001"},
            "time_info": {
                "start_time": "2026-03-01 06:40:00",
                "end_time": "2026-03-01 06:41:00",
                "time_zone": "UTC+8:00 China",
                "dst_status": 0,
            },
            "line_periodic_data": [{"line": 1, "total": {"in": 3, "out": 1}}],
            "line_total_data": [
                {"line": 1, "total": {"in_counted": 12, "out_counted": 14, "capacity_counted": -2}}
            ],
            **changes,
        }
    )


def test_a_push_with_both_kinds_of_counts_is_read_once() -> None:
    """The period and the running total of one line tell of the same people."""
    (traffic,) = items(http(), replace(OPTIONS, sensor=""))
    start = parse_local("2026-03-01 06:40:00")
    assert traffic == Traffic(1, "66000001", "1", start, start + 60_000, 3, 1)


def test_a_push_with_totals_alone_is_a_running_total() -> None:
    """Without periods the totals are taken, as counters that wrap at 32 bits."""
    (traffic,) = items(http(line_periodic_data=[]))
    assert isinstance(traffic, Traffic)
    assert (traffic.kind, traffic.bits, traffic.entered, traffic.start) == ("total", 32, 12, traffic.at)


@pytest.mark.parametrize(
    ("label", "summer", "utc"),
    [("UTC-0:00 WET/GMT", 0, "06:40"), ("UTC+5:30 India", 0, "01:10"), ("UTC+1:00 CET", 1, "04:40")],
)
def test_the_zone_label_and_daylight_saving_place_the_time(label: str, summer: int, utc: str) -> None:
    """The label beside the local time decides, not the zone of the chain."""
    times = {"start_time": "2026-03-01 06:40:00", "end_time": "2026-03-01 06:41:00", "time_zone": label}
    (traffic,) = items(http(time_info={**times, "dst_status": summer}))
    assert isinstance(traffic, Traffic)
    assert traffic.start == parse_local(f"2026-03-01 {utc}:00", "UTC")


def test_bare_uplinks_take_sensor_and_time_from_the_options() -> None:
    """The decoder gives no clock: first time and step come from the person; bare totals are 16 bits wide."""
    first, second = items(LORA)
    assert isinstance(first, Traffic) and isinstance(second, Traffic)
    assert (first.entered, second.entered, first.bits, first.kind) == (65_530, 4, 16, "total")
    assert second.at - first.at == 60_000
    for wrong in (replace(OPTIONS, at=None), replace(OPTIONS, every_ms=0)):
        with pytest.raises(UsageError) as caught:
            items(LORA, wrong)
        assert caught.value.code == "needs_time"


@pytest.mark.parametrize(
    "uplink",
    [
        {"time": "2026-03-01T01:00:00Z", "deviceInfo": {"devEui": "24e1"}, "object": {"line_1_total_in": 7}},
        {
            "received_at": "2026-03-01T01:00:00Z",
            "end_device_ids": {"dev_eui": "24e1"},
            "uplink_message": {"decoded_payload": {"line_1_total_in": 7}},
        },
        {"timestamp": 1772326800, "devEUI": "24e1", "line_1_total_in": 7},
        {"timestamp": 1772326800123, "devEUI": "24e1", "line_1_total_in": "7"},
    ],
)
def test_the_network_servers_envelope_gives_device_and_time(uplink: dict[str, object]) -> None:
    """Uplinks saved with their envelope need no options; totals of a line are 32 bits wide."""
    (traffic,) = items(json.dumps(uplink), replace(OPTIONS, sensor="", at=None))
    assert isinstance(traffic, Traffic)
    assert (traffic.sensor, traffic.at, traffic.bits, traffic.left) == ("24e1", 1_772_326_800_000, 32, None)


def test_hikvision_periods_and_running_totals_are_told_apart() -> None:
    """Both in one file stay what they are; children are in the count already."""
    period, total = items(TIME_RANGE + REAL_TIME, replace(OPTIONS, sensor=""))
    quarter = 15 * 60_000
    assert period == Traffic(1, "00:00:5e:00:53:01", "1", TEN, TEN + quarter, 12, 9)
    assert total == Traffic(
        2, "00:00:5e:00:53:01", "1", TEN + quarter, TEN + quarter, 12, 9, "total", 0, True
    )


def test_alerts_of_other_kinds_are_skipped() -> None:
    """A camera reports more than people; the rest adds nothing."""
    other = TIME_RANGE.replace("PeopleCounting", "VMD")
    assert [type(item) for item in items(TIME_RANGE + other)] == [Traffic, Skip]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (TIME_RANGE.replace("<EventN", '<!DOCTYPE a [<!ENTITY b "c">]><EventN', 1), "doctype"),
        (TIME_RANGE[:-40], "bad_xml"),
        (TIME_RANGE + REAL_TIME[:200], "bad_xml"),
        (TIME_RANGE.replace("<enter>", "<enter"), "bad_xml"),
        (TIME_RANGE.replace("<channelID>1", "<channelID>&x;"), "bad_xml"),
    ],
)
def test_xml_that_is_cut_or_declares_entities_is_refused(text: str, code: str) -> None:
    """Neither half an alert nor a document type gets through."""
    with pytest.raises(DataError) as caught:
        items(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<enter>12", "<enter>many", "bad_number"),
        ("<enter>12", "<enter>-12", "bad_number"),
        ("timeRange", "guess", "bad_state"),
        ("10:15:00+08:00</endTime>", "09:15:00+08:00</endTime>", "bad_time"),
        ("2026-03-01T10:00:00+08:00</startTime>", "soon</startTime>", "bad_time"),
    ],
)
def test_a_bad_alert_is_one_reject(old: str, new: str, code: str) -> None:
    """One alert with a bad value costs itself alone."""
    reject, good = items(TIME_RANGE.replace(old, new) + TIME_RANGE)
    assert isinstance(reject, Reject) and isinstance(good, Traffic)
    assert (reject.line, reject.code) == (1, code)


def test_xovis_lines_are_gates_with_forward_as_in() -> None:
    """Each counting line gives its periods under its own name."""
    record = {
        "from": "2026-03-01T01:59:00Z",
        "to": "2026-03-01T02:00:00Z",
        "counts": [{"name": "fw", "value": 3}, {"name": "bw", "value": 1}],
    }
    push = {"sensor_info": {"serial_number": "00:6E"}, "logics": [{"name": "Door A", "records": [record]}]}
    (traffic,) = items(json.dumps({"logics_data": push}), replace(OPTIONS, sensor=""))
    assert traffic == Traffic(1, "00:6E", "Door A", TEN - 60_000, TEN, 3, 1)


def test_a_day_that_footfallcam_did_not_count_is_no_traffic() -> None:
    """Null counts are no data; counts as text are counts."""
    day = {"ffc_site_summary.SiteCode": "S001", "ffc_site_summary.Time.day": "2026-03-01T00:00:00.000"}
    counted = {**day, "ffc_site_summary.A01": "320", "ffc_site_summary.A02": "318"}
    missing = {**day, "ffc_site_summary.A01": None, "ffc_site_summary.A02": None}
    traffic, skip = items(json.dumps({"data": [counted, missing]}), replace(OPTIONS, sensor=""))
    start = parse_local("2026-03-01")
    assert traffic == Traffic(1, "S001", "1", start, start + 86_400_000, 320, 318)
    assert skip == Skip(2, "not_counted")
