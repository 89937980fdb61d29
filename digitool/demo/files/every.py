"""All files of the inbox, in the order in which the demo imports them (any other gives the same answers)."""

from __future__ import annotations

from digitool.demo.files.alipay_bills import alipay_bills
from digitool.demo.files.callbacks import callbacks
from digitool.demo.files.footfall import footfall
from digitool.demo.files.outbox import OutFile
from digitool.demo.files.platform import daily_visits, tag_list
from digitool.demo.files.tables import item_code_log, member_list, openid_lists, scan_tables
from digitool.demo.files.wechat_bills import wechat_bills
from digitool.demo.files.wecom import contact_pages, group_chat
from digitool.demo.files.youzan import youzan_orders
from digitool.demo.world.making import World


def inbox_files(world: World) -> list[OutFile]:
    """Every file of a world; equal worlds give equal bytes."""
    return [
        *footfall(world),
        *wechat_bills(world),
        *alipay_bills(world),
        *youzan_orders(world),
        *member_list(world),
        *openid_lists(world),
        *contact_pages(world),
        *group_chat(world),
        *scan_tables(world),
        *item_code_log(world),
        *callbacks(world),
        *tag_list(world),
        *daily_visits(world),
    ]
