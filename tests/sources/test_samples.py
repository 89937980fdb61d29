"""The shared sample files behave as their manifest says, where that folder is present."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from digitool.errors import DataError
from digitool.model.records import Purchase, Refund, Reject, Traffic
from digitool.sources import ReadOptions, known_formats
from tests.sources.made import items_of

SAMPLES = Path(__file__).parents[3] / "shared" / "samples"
OPTIONS = ReadOptions(sensor="s", at=1_772_413_200_000, every_ms=60_000, corp_id="ww", guide="zhangsan")

TAKEN = {
    "wechatpay_trade_all.csv": {"Purchase": 4, "Refund": 1},
    "wechatpay_trade_all.csv.gz": {"Purchase": 4, "Refund": 1},
    "wechatpay_trade_success.csv": {"Purchase": 3},
    "wechatpay_trade_refund.csv": {"Refund": 1},
    "wechatpay_trade_all_legacy24.csv": {"Purchase": 2},
    "wechatpay_trade_empty.csv": {},
    "wechatpay_trade_all.bad_excel.csv": {"Reject": 5},
    "alipay_trade_detail.csv": {"Purchase": 2, "Refund": 1},
    "alipay_trade_20260301.zip": {"Purchase": 2, "Refund": 1},
    "wecom_externalcontact_list.json": {"HeldContact": 2},
    "wecom_externalcontact_get.json": {"HeldContact": 2},
    "wecom_batch_get_by_user.page1.json": {"HeldContact": 1},
    "wecom_batch_get_by_user.page2.json": {"HeldContact": 1},
    "wecom_groupchat_list.json": {"GroupChat": 2},
    "wecom_groupchat_get.json": {"GroupChat": 1, "GroupList": 1, "GroupMember": 2, "Skip": 1},
    "wecom_event_add_external_contact.xml": {"RelationEvent": 1},
    "wecom_event_del_follow_user.xml": {"RelationEvent": 1},
    "wecom_event_transfer_fail.xml": {"RelationEvent": 1},
    "wecom_transfer_customer.response.json": {"TransferReport": 2},
    "wecom_transfer_result.json": {"TransferReport": 2},
    "wecom_unassigned_list.json": {"HeldContact": 1},
    "wecom_event_change_external_chat.xml": {"GroupMember": 2},
    "youzan_orders.csv": {"Purchase": 2},
    "youzan_trades_sold_get.json": {"Purchase": 1},
    "milesight_ondevice.csv": {"Traffic": 4},
    "milesight_vs135_http.json": {"Traffic": 1},
    "milesight_vs133_lora.json": {"Traffic": 1},
    "milesight_vs350_wrap.json": {"Traffic": 2},
    "hikvision_timerange.xml": {"Traffic": 1},
    "hikvision_realtime.xml": {"Traffic": 1},
    "xovis_logics_push.json": {"Traffic": 1},
    "footfallcam_cube_load.json": {"Traffic": 1, "Skip": 1},
    "wxa_sec_get_order_list.json": {"Purchase": 1},
    "channels_ec_order_get.json": {"Purchase": 1, "Warn": 1},
    "channels_ec_order_list.json": {"Skip": 1, "Warn": 1},
    "channels_ec_order_get.bad_float_id.json": {"Reject": 1},
    "shopify_orders_export.csv": {"Purchase": 1, "Refund": 1},
    "shopify_orders_export.bad_orphan_line.csv": {"Reject": 1},
    "wxa_daily_summary.json": {"MiniProgramFigure": 3},
    "wxa_daily_visit_trend.json": {"MiniProgramFigure": 6},
    "wxa_visit_distribution.json": {"MiniProgramFigure": 7},
    "wxa_daily_retain.json": {"MiniProgramFigure": 4},
    "item_code_scan_log.csv": {"Touch": 2, "Profile": 1, "Skip": 1},
}
REFUSED = {
    "wecom_event.bad_unclosed.xml": "bad_xml",
    "wechatpay_trade_all.bad_footer.csv": "footer_mismatch",
    "alipay_trade_detail.bad_no_end.csv": "truncated",
    "wechatpay_v3_error_no_statement.json": "error_answer",
    "wecom_error_40014.json": "error_answer",
    "wecom_error_45009.json": "error_answer",
    "wxa_daily_summary.bad_error.json": "error_answer",
    "youzan_trades_sold_get.bad_error_with_list.json": "error_answer",
    "generic_pos_cn.csv": "unknown_format",
    "MANIFEST.csv": "unknown_format",
}
"""Every other sample is of a format that is known and not imported."""


def present() -> list[str]:
    """The names of the samples, none where the folder is missing."""
    return (
        sorted(path.name for path in SAMPLES.glob("*.*") if path.suffix != ".md") if SAMPLES.is_dir() else []
    )


@pytest.mark.skipif(not present(), reason="the shared samples are not beside this checkout")
def test_every_sample_is_taken_or_refused_as_the_manifest_says() -> None:
    """No sample is misread, and no refusal is a surprise."""
    outcome: dict[str, object] = {}
    for name in present():
        try:
            outcome[name] = dict(Counter(type(item).__name__ for item in items_of(SAMPLES / name, OPTIONS)))
        except DataError as refused:
            outcome[name] = refused.code
    expected = {name: TAKEN.get(name, REFUSED.get(name, "format_not_imported")) for name in present()}
    assert outcome == expected


@pytest.mark.skipif(not present(), reason="the shared samples are not beside this checkout")
def test_the_figures_of_the_samples_are_those_of_the_manifest() -> None:
    """12800 + 5000 + 1990 fen paid, 2800 asked back; the wrapped counter; the ids that Excel destroyed."""
    bill = items_of(SAMPLES / "wechatpay_trade_all.csv", OPTIONS)
    assert [item.amount_fen for item in bill if isinstance(item, Purchase) and item.state == "paid"] == [
        12_800,
        5_000,
        1_990,
    ]
    assert [item.amount_fen for item in bill if isinstance(item, Refund)] == [2_800]
    wrap = items_of(SAMPLES / "milesight_vs350_wrap.json", OPTIONS)
    assert [(item.entered, item.bits) for item in wrap if isinstance(item, Traffic)] == [
        (65_530, 16),
        (4, 16),
    ]
    excel = SAMPLES / "wechatpay_trade_all.bad_excel.csv"
    assert {item.code for item in items_of(excel, OPTIONS) if isinstance(item, Reject)} == {"id_mangled"}
    assert len(items_of(excel, replace(OPTIONS, by_order_no=True))) == 6
    assert len(known_formats()) >= 17
