"""The files are in the formats that they claim: read back by the readers that an import uses."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from digitool.demo.world.doors import plan_blemishes
from digitool.demo.world.making import World
from digitool.demo.writing import DemoFiles, InboxFile
from digitool.model.days import iso_day
from digitool.model.records import Purchase, Refund, Reject, Touch, Traffic, Warn
from digitool.sources.file.opening import open_document
from digitool.sources.format import ReadOptions
from digitool.sources.mapping.mapping import load_mapping
from digitool.sources.registry import format_named, read
from digitool.workspace.build import load_settings
from tests.sources.made import recognise


def items(file: InboxFile) -> list[Any]:
    """Everything that the readers find in a file."""
    mapping = load_mapping(file.mapping) if file.mapping else None
    options = ReadOptions(sensor=file.sensor, corp_id="ww", mapping=mapping)
    return list(read(open_document(file.path), format_named(file.format), options))


def of_format(files: DemoFiles, name: str) -> list[InboxFile]:
    """The files of one format."""
    return [file for file in files.inbox if file.format == name]


def test_every_file_is_recognised_and_every_row_is_read(files: DemoFiles, truth: dict[str, Any]) -> None:
    """Format, rows and rejects of each file are what the answers say; no footer is ever wrong."""
    for file, answer in zip(files.inbox, truth["files"], strict=True):
        if not file.mapping:
            assert recognise(file.path)[0].name == file.format, file.path.name
        found = items(file)
        rejected = {item.line for item in found if isinstance(item, Reject)}
        lines = {item.line for item in found if not isinstance(item, Warn)}
        assert (len(lines), len(rejected)) == (answer["rows_in"], answer["rejected"]), file.path.name
        assert not [item for item in found if isinstance(item, Warn)], file.path.name


def test_every_format_of_the_demo_is_there(files: DemoFiles) -> None:
    """A manager sees each kind of export that the formats page promises."""
    assert {file.format for file in files.inbox} == {
        "alipay-trade",
        "customers",
        "hikvision",
        "item-scans",
        "milesight-csv",
        "milesight-lora",
        "mini-program-analytics",
        "touches",
        "wechatpay-trade",
        "wecom-contacts",
        "wecom-events",
        "wecom-groups",
        "wecom-tags",
        "youzan-orders",
    }


def test_settings_know_every_touchpoint_sensor_and_till(files: DemoFiles) -> None:
    """No row of the demo asks for a store, scene, sensor or merchant that digitool.toml lacks."""
    settings = load_settings(files.settings)
    till_rules = {(rule.merchant, rule.sub_merchant, rule.device) for rule in settings.bills}
    for file in files.inbox:
        for item in items(file):
            if isinstance(item, Touch) and not item.scene:
                assert item.touchpoint in settings.touchpoints
            elif isinstance(item, Traffic):
                assert item.sensor in settings.sensors
            elif isinstance(item, Purchase) and item.merchant and not item.store:
                till = (item.merchant, item.sub_merchant, item.device)
                assert any(
                    all(wanted in ("", seen) for wanted, seen in zip(rule, till, strict=True))
                    for rule in till_rules
                )


def test_settings_have_the_hours_that_the_answers_use(
    files: DemoFiles, world: World, truth: dict[str, Any]
) -> None:
    """Opening hours, weekends, the late store and the closed day are the same on both sides."""
    settings = load_settings(files.settings)
    rows = {(row["store"], row["day"]): row["open_hours"] for row in truth["store_days"]}
    for store in world.chain.stores:
        assert settings.stores[store.code].cutoff_hour == store.cutoff
        for day in range(world.size.first_day, world.size.end_day):
            span = settings.stores[store.code].hours.open_minutes(day)
            hours = (span[1] - span[0]) // 60 if span else 0
            assert rows[store.code, iso_day(day)] == hours
    assert 0 in rows.values()


def test_bills_hold_refunds_and_one_revoked_pair(files: DemoFiles, truth: dict[str, Any]) -> None:
    """Refund rows add up to the answer; the revoked payment is there twice under one number."""
    refunds: dict[str, int] = {}
    states: dict[str, list[str]] = {}
    for file in of_format(files, "wechatpay-trade") + of_format(files, "alipay-trade"):
        for item in items(file):
            if isinstance(item, Refund):
                refunds[item.key] = item.amount_fen
            elif isinstance(item, Purchase) and ".gz" not in file.path.name:
                states.setdefault(item.key, []).append(item.state)
    money = truth["money"]
    assert (len(refunds), sum(refunds.values())) == (money["refunds_billed"], money["refund_billed_fen"])
    assert [found for found in states.values() if "revoked" in found] == [["paid", "revoked"]]


def test_official_orders_share_their_number_with_the_bill(files: DemoFiles, truth: dict[str, Any]) -> None:
    """An order paid by WeChat is in two files under one key, with one amount."""
    billed: dict[str, int] = {}
    for file in of_format(files, "wechatpay-trade"):
        billed.update({item.key: item.amount_fen for item in items(file) if isinstance(item, Purchase)})
    orders = [item for item in items(*of_format(files, "youzan-orders")) if isinstance(item, Purchase)]
    shared = [order for order in orders if order.key in billed]
    assert 0 < len(shared) < len(orders) == truth["money"]["official_orders"]
    assert all(order.amount_fen == billed[order.key] for order in shared)
    assert {order.channel for order in orders} == {"official_store"}


def test_one_bill_came_twice_and_gzipped(files: DemoFiles, truth: dict[str, Any]) -> None:
    """The duplicate has another name and other bytes, but the same rows."""
    packed = [file.path for file in files.inbox if file.path.suffix == ".gz"]
    assert len(packed) == 1
    text = gzip.decompress(packed[0].read_bytes())
    assert text in [file.path.read_bytes() for file in of_format(files, "wechatpay-trade")]
    answer = next(one for one in truth["files"] if one["file"] == packed[0].name)
    assert answer["accepted"] == 0 < answer["known"]


def test_an_overlapping_contact_page_adds_nothing(files: DemoFiles, truth: dict[str, Any]) -> None:
    """Every relation of the last page is on an earlier one."""
    pages = [{(c.guide, c.who) for c in items(file)} for file in of_format(files, "wecom-contacts")]
    assert pages[-1] <= set().union(*pages[:-1])
    answer = next(one for one in truth["files"] if one["file"] == "wecom_again.json")
    assert answer["known"] == len(pages[-1]) > 0


def test_the_alipay_zip_has_gbk_names_without_the_flag(files: DemoFiles) -> None:
    """Member names read as code page 437 are GBK bytes, as Alipay writes them, and the zip is whole."""
    for file in of_format(files, "alipay-trade"):
        with zipfile.ZipFile(file.path) as archive:
            assert archive.testzip() is None
            assert all(member.flag_bits & 0x800 == 0 for member in archive.infolist())
            names = [member.filename.encode("cp437").decode("gb18030") for member in archive.infolist()]
        assert [name.partition("_业务")[2] for name in names] == ["明细.csv", "明细(汇总).csv"]


def test_the_member_list_is_gbk_with_bad_rows_that_are_explained(files: DemoFiles) -> None:
    """It is no UTF-8; two phones and two dates in it cannot be taken, and no good row is hurt."""
    file = next(one for one in files.inbox if one.path.name == "会员名单.csv")
    with pytest.raises(UnicodeDecodeError):
        file.path.read_bytes().decode("utf-8")
    rejects = [item for item in items(file) if isinstance(item, Reject)]
    assert sorted(reject.column for reject in rejects) == sorted(["手机号", "手机号", "开卡时间", "开卡时间"])


def test_households_share_a_phone_but_not_a_unionid(files: DemoFiles, truth: dict[str, Any]) -> None:
    """In the member list some phones belong to two people, whose unionids always differ."""
    file = next(one for one in files.inbox if one.path.name == "会员名单.csv")
    rows = list(csv.DictReader(io.StringIO(file.path.read_bytes().decode("gb18030"))))
    owners: dict[str, list[str]] = {}
    for row in rows:
        owners.setdefault(row["手机号"], []).append(row["unionid"])
    shared = [unionids for unionids in owners.values() if len(unionids) > 1]
    assert len(shared) == truth["persons"]["shared_phones"]["value"] > 0
    assert all(len(set(unionids)) == len(unionids) and all(unionids) for unionids in shared)


def test_the_lora_total_wraps_and_loses_nobody(files: DemoFiles, world: World) -> None:
    """Read modulo 65,536, the readings of the side door add up to the people who used it."""
    file = of_format(files, "milesight-lora")[0]
    readings = [json.loads(line)["total_in"] for line in file.path.read_text().splitlines()]
    steps = [later - earlier for earlier, later in pairwise(readings)]
    assert min(steps) < 0
    counter = next(one for one in world.counters if one.door.vendor == "lora")
    assert sum(step % 65_536 for step in steps) == sum(sum(count.entered) for count in counter.counts)


def test_one_counter_was_dead_and_one_stood_still(
    files: DemoFiles, world: World, truth: dict[str, Any]
) -> None:
    """The dead days have no row, the still afternoon has only zeros, and both leave the valid hours."""
    blemishes = plan_blemishes(world.size, world.chain)
    counters = {one.door.sensor: one.counts for one in world.counters}
    for sensor, (start, end) in blemishes.dead.items():
        assert not [count for count in counters[sensor] if start <= count.start < end]
    for sensor, (start, end) in blemishes.stuck.items():
        still = [count for count in counters[sensor] if start <= count.start < end]
        assert still
        assert all(sum(count.entered) == 0 for count in still)
    lost = {store["store"]: store["open_hours"] - store["valid_hours"] for store in truth["stores"]}
    assert lost["S002"] >= 5
    assert lost["S003"] >= 25


def test_staff_scan_and_pay(files: DemoFiles, world: World) -> None:
    """Staff identifiers of the settings turn up among scans and among payers."""
    settings = load_settings(files.settings)
    staff = set(settings.staff).union(*(guide.identifiers for guide in settings.guides.values()))
    scans = {item.who for file in of_format(files, "touches") for item in items(file)}
    payers = {
        item.payer
        for file in of_format(files, "wechatpay-trade")
        for item in items(file)
        if isinstance(item, Purchase)
    }
    assert staff & scans
    assert staff & payers


def test_youzan_has_its_column_twice(files: DemoFiles) -> None:
    """The export keeps the trap of the real one: 60 columns, one name on two of them."""
    path: Path = of_format(files, "youzan-orders")[0].path
    header = path.read_text("utf-8").splitlines()[0].split(",")
    assert (len(header), header.count("分销员")) == (60, 2)
