"""Online orders and mini-program analytics, imported: where they belong, in any order, more than once."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations
from pathlib import Path
from typing import Any

from ..conftest import Cli
from ..sources.made import YOUZAN_HEAD, wechat_bill, wechat_row
from ..sources.test_online_orders import FIRST, NUMBER, SECOND, channels, listed, shopify
from .chain import ask, differing, failed_checks, load, portrait, table

PLACES = (
    "SELECT p.number, coalesce(s.code, ''), o.region FROM order_place o JOIN purchase p ON p.id = o.purchase"
    " LEFT JOIN store s ON s.id = o.store ORDER BY 1"
)


def write(path: Path, text: str) -> Path:
    """Write a file; its path."""
    path.write_text(text, "utf-8")
    return path


def analytics(path: Path, visitors: int) -> Path:
    """One day of visits."""
    return write(path, json.dumps({"list": [{"ref_date": "20260301", "visit_uv": visitors, "visit_pv": 90}]}))


def youzan(path: Path, channel: str, store: str) -> Path:
    """A Youzan order with the same payment, delivered to 江苏省."""
    row = (
        f"E41,{channel},{store},交易完成,2026-03-01 09:59:00,2026-03-01 10:00:00,{NUMBER},45.00,牛奶(1件),"
        ",,张三,,,0.00,,0.00,江苏省"
    )
    return table(path, f"{YOUZAN_HEAD},收货人省份", [row])


def test_an_online_order_is_sold_in_no_store_and_still_has_its_place(chain: Path, tmp_path: Path) -> None:
    """The store that Youzan names serves the order, and the province is kept; the purchase is in no store."""
    assert load(chain, youzan(tmp_path / "a.csv", "网店", "二店")).accepted == 1
    assert ask(chain, "SELECT store, channel FROM purchase") == [(0, "official_store")]
    assert ask(chain, PLACES) == [(f"wechatpay:{NUMBER}", "S002", "江苏")]


def test_a_shop_name_that_is_no_store_is_no_fault(chain: Path, tmp_path: Path) -> None:
    """An online shop has a name of its own; only the province says where the order goes."""
    assert load(chain, youzan(tmp_path / "a.csv", "网店", "禾禾官方旗舰店")).accepted == 1
    assert ask(chain, PLACES) == [(f"wechatpay:{NUMBER}", "", "江苏")]


def test_an_order_of_a_store_has_no_place(chain: Path, tmp_path: Path) -> None:
    """What was sold over the counter stays with its store."""
    load(chain, youzan(tmp_path / "a.csv", "门店", "二店"))
    assert ask(chain, PLACES) == []


def test_bill_and_order_are_one_purchase_in_any_order(new_chain: Callable[[], Path], tmp_path: Path) -> None:
    """Bill and Channels order tell of one sale, whichever comes first, with the bill's payer."""
    row = wechat_row(1, **{"微信订单号": NUMBER, "订单金额": "45.00", "应结订单金额": "45.00"})
    foot = ("1", "45.00", "0.00", "0.00", "0.60000", "45.00", "0.00")
    files = [write(tmp_path / "bill.csv", wechat_bill([row], foot)), write(tmp_path / "c.json", channels())]
    seen = []
    for order in permutations(files):
        root = new_chain()
        for file in order:
            load(root, file)
        seen.append({**portrait(root), "place": ask(root, PLACES)})
    assert differing(seen[0], seen[1]) == {}
    assert len(seen[0]["purchase"]) == 1 and seen[0]["place"] == [(f"wechatpay:{NUMBER}", "", "广东")]


def test_importing_again_changes_nothing(chain: Path, tmp_path: Path) -> None:
    """Every one of the new formats is known the second time, line by line."""
    files = [
        write(tmp_path / "list.json", listed(order_state=5)),
        write(
            tmp_path / "channels.json",
            channels(order_id="77", order_detail={"pay_info": {"pay_time": 1772327100}}),
        ),
        write(tmp_path / "shopify.csv", shopify(FIRST, SECOND)),
        analytics(tmp_path / "visits.json", 40),
    ]
    assert [load(chain, file).accepted for file in files] == [1, 1, 1, 1]
    before = portrait(chain)
    again = [load(chain, file) for file in files]
    assert [(one.accepted, one.known, one.rejected) for one in again] == [(0, 1, 0)] * 4
    assert differing(before, portrait(chain)) == {}


def test_restated_visitors_replace_the_older_count(chain: Path, tmp_path: Path) -> None:
    """The platform's later account of a day stands; another mini program is counted beside it."""
    load(chain, analytics(tmp_path / "a.json", 40))
    assert load(chain, analytics(tmp_path / "b.json", 41)).accepted == 1
    load(chain, analytics(tmp_path / "c.json", 5), read={"appid": "wxother"})
    figures = ask(chain, "SELECT appid, value FROM mini_program_figure WHERE figure = 'visitors' ORDER BY 1")
    assert figures == [("wxmadeup", 41), ("wxother", 5)]


def test_a_dry_run_keeps_no_place_and_no_figure(chain: Path, tmp_path: Path) -> None:
    """A preview of an import writes nothing."""
    load(chain, youzan(tmp_path / "a.csv", "网店", "二店"), dry_run=True)
    load(chain, analytics(tmp_path / "b.json", 40), dry_run=True)
    assert ask(
        chain, "SELECT (SELECT count(*) FROM order_place), (SELECT count(*) FROM mini_program_figure)"
    ) == [(0, 0)]


def test_a_store_in_another_region(cli: Cli, chain: Path, tmp_path: Path) -> None:
    """From file to figure: a buyer whose home is in 广东 and whose order goes to 江苏 crosses regions."""
    settings = (
        (chain / "digitool.toml")
        .read_text("utf-8")
        .replace('name = "一店"', 'name = "一店"\nregion = "广东省"')
    )
    write(chain / "digitool.toml", settings)
    touches = [
        "ref,at,store,touchpoint,namespace,scope,identity",
        f"e1,2026-02-01T10:00:00+08:00,S001,S001-shelf,{WHO}",
    ]
    address = {"delivery_info": {"address_info": {"province_name": "江苏省"}}}
    for name, text in (("t.csv", "\n".join(touches) + "\n"), ("c.json", channels(order_detail=address))):
        write(tmp_path / name, text)
    assert cli("import", tmp_path / "t.csv", tmp_path / "c.json", cwd=chain).exit == 0
    rows: list[dict[str, Any]] = cli(
        "official-store", "report", "--on", "2026-03-01", "--json", cwd=chain
    ).rows
    assert [(row["store"], row["orders"], row["cross_region_share"]) for row in rows] == [
        ("S001", 1, {"value": 1.0, "num": 1, "den": 1})
    ]
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []


WHO = "wx_openid,wxmadeup,oMADEUP1"
"""The buyer of `channels`, touched in the first store."""
