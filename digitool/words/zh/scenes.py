"""Chinese of scenes, and of what is wrong with a people counter."""

from __future__ import annotations

TEXT: dict[str, str] = {
    # scenes
    "car_park": "停车场",
    "entrance": "入口",
    "shelf": "货架",
    "pay": "支付后",
    "scan_and_go": "扫码购",
    "item_code": "一物一码",
    "mini_program": "小程序",
    "guide": "导购",
    "group": "社群",
    "share": "分享",
    # people counters
    "no_data": "没有数据",
    "gap": "有缺口",
    "zero_while_selling": "有销售却计数为零",
    "counter_reset": "计数器重置",
    "no_sensor": "没有计数器",
}
