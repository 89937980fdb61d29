"""WeCom answers, Youzan orders, item scans: whose they are, and what is only told once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from digitool.errors import DataError
from digitool.model.days import parse_local
from digitool.model.ids import Identifier
from digitool.model.records import (
    GroupChat,
    GroupList,
    GroupMember,
    HeldContact,
    OrderLine,
    Profile,
    Purchase,
    Refund,
    Reject,
    Skip,
    Touch,
)
from digitool.sources.formats.tables.youzan_orders import items as order_lines
from tests.sources.made import OPTIONS, SCANS, WECOM, YOUZAN, items

CUSTOMER = {"external_userid": "wmMADEUP01", "name": "甲", "type": 1, "unionid": "uMADEUP01"}


def follow(userid: str, **more: Any) -> dict[str, Any]:
    """One guide's relation with a customer."""
    return {"userid": userid, "createtime": 1772326800, "add_way": 1, **more}


def test_a_customer_of_a_guide_is_one_contact() -> None:
    """The relation keeps who, whose, since when, how, and what the guide typed."""
    assert items(json.dumps(WECOM)) == [
        HeldContact(
            line=1,
            at=1_772_326_800_000,
            guide="zhangsan",
            who=Identifier("wecom_external_userid", "wwmadeup", "wmMADEUP01"),
            unionid="uMADEUP01",
            name="甲",
            phones=("13800138000",),
            add_way=1,
            state="S001-shelf",
            tags=("et1",),
            held_at=1_772_326_800_000,
        )
    ]


def test_one_customer_of_two_guides_is_two_relations_of_one_identifier() -> None:
    """Counting the contacts would count the customer twice; the identifier is the same."""
    tags = [{"tag_name": "金卡", "tag_id": "et1", "type": 1}]
    page = {
        "errcode": 0,
        "external_contact": CUSTOMER,
        "follow_user": [follow("zhangsan", tags=tags), follow("lisi")],
    }
    first, second = items(json.dumps(page))
    assert isinstance(first, HeldContact) and isinstance(second, HeldContact)
    assert first.who == second.who
    assert (first.guide, first.tags, second.guide, second.tags) == ("zhangsan", ("金卡",), "lisi", ())


def test_a_bare_list_needs_its_guide() -> None:
    """A list of ids says nothing about whose customers they are, so a person must."""
    page = json.dumps({"errcode": 0, "external_userid": ["wm1", "wm2"]})
    with pytest.raises(DataError) as caught:
        items(page)
    assert caught.value.code == "needs_guide"
    found = items(page, replace(OPTIONS, guide="zhangsan"))
    assert [(c.guide, c.who.value) for c in found if isinstance(c, HeldContact)] == [
        ("zhangsan", "wm1"),
        ("zhangsan", "wm2"),
    ]


def test_a_guide_without_customers_is_an_empty_list() -> None:
    """84061 is how WeCom says "nobody"; it is no failure."""
    assert items('{"errcode": 84061, "errmsg": "not external contact"}') == []


@pytest.mark.parametrize("joined", ["\n".join, lambda pages: "[" + ",".join(pages) + "]", "\n\n".join])
def test_pages_may_stand_one_after_the_other_or_in_an_array(joined: Any) -> None:
    """However the pages were saved, the same contacts come out."""
    for indent in (None, 1):
        page = json.dumps(WECOM, indent=indent)
        assert len(items(joined([page, page]))) == 2


def test_an_error_among_pages_refuses_the_file() -> None:
    """HTTP 200 does not mean success: one failed page and the file is not whole."""
    with pytest.raises(DataError) as caught:
        items(json.dumps(WECOM) + '\n{"errcode": 45009, "errmsg": "api freq out of limit"}')
    assert (caught.value.code, caught.value.values["error"]) == ("error_answer", "45009")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"external_contact": {"name": "甲"}}, "missing"),
        ({"external_contact": {"external_userid": 1.5}}, "id_mangled"),
        ({"external_contact": []}, "bad_shape"),
        ({"follow_info": None}, "missing"),
        ({"follow_info": {"userid": "z", "createtime": "yesterday"}}, "bad_time"),
        ({"follow_info": {"userid": "z", "createtime": 10**30}}, "bad_time"),
        ({"follow_info": {"userid": ["z"]}}, "bad_shape"),
        ({"follow_info": {"userid": "z", "add_way": "many"}}, "bad_number"),
        ({"follow_info": {"userid": "z\ud800"}}, "bad_id"),
    ],
)
def test_a_bad_contact_is_one_reject_that_holds_its_page(change: dict[str, Any], code: str) -> None:
    """The rest is taken, and the reject's cell is a page that can be corrected and read again."""
    good = WECOM["external_contact_list"][0]  # type: ignore[index]
    page = {"errcode": 0, "external_contact_list": [good, {**good, **change}]}
    contact, reject = items(json.dumps(page))
    assert isinstance(contact, HeldContact) and isinstance(reject, Reject)
    assert (reject.line, reject.code) == (2, code)
    again = items(reject.cells[0])
    assert [type(item) for item in again] == [Reject]


def test_members_who_are_staff_are_not_customers() -> None:
    """A group's owner sits in it as a member; only members of type 2 are customers."""
    chat = {
        "chat_id": "wr1",
        "name": "福利群",
        "owner": "zhangsan",
        "create_time": 1772326800,
        "member_list": [
            {"userid": "zhangsan", "type": 1, "join_time": 1772326800},
            {
                "userid": "wm1",
                "type": 2,
                "unionid": "u1",
                "join_time": 1772327000,
                "join_scene": 3,
                "state": "S1",
            },
            {"userid": "wm2", "type": 2, "join_time": 1772327300, "invitor": {"userid": "zhangsan"}},
        ],
    }
    taken = 1_772_400_000_000
    told = json.dumps({"errcode": 0, "group_chat": chat})
    group, staff, one, two, whole = items(told, replace(OPTIONS, at=taken))
    assert whole == GroupList(4, taken, "wr1")
    assert group == GroupChat(1, 1_772_326_800_000, "wr1", "福利群", "zhangsan", held_at=taken)
    assert staff == Skip(2, "staff_member")
    assert isinstance(one, GroupMember) and isinstance(two, GroupMember)
    assert (one.who.value, one.unionid, one.join_scene, two.guide) == ("wm1", "u1", 3, "zhangsan")


def test_a_list_of_groups_keeps_their_status() -> None:
    """A group that waits for a new owner is told by its status."""
    page = {
        "errcode": 0,
        "group_chat_list": [{"chat_id": "wr1", "status": 0}, {"chat_id": "wr2", "status": 1}],
    }
    assert [(g.chat, g.status) for g in items(json.dumps(page)) if isinstance(g, GroupChat)] == [
        ("wr1", "0"),
        ("wr2", "1"),
    ]


def test_both_youzan_distributor_columns_are_kept() -> None:
    """The second 分销员 earns the commission and the guide is another column: nobody's share is lost."""
    paid, refund, unpaid = items(YOUZAN)
    assert isinstance(paid, Purchase) and isinstance(refund, Refund) and isinstance(unpaid, Purchase)
    assert (paid.guide, paid.referrer, paid.store, paid.channel) == ("张三", "赵六", "一店", "official_store")
    assert (paid.key, paid.amount_fen) == ("wechatpay:4200000000202603010000000041", 9_000)
    assert (refund.key, refund.purchase_key, refund.amount_fen) == ("youzan-refund:E1", paid.key, 1_000)
    only_first = YOUZAN.replace("赵六", "")
    assert [p.referrer for p in items(only_first) if isinstance(p, Purchase)] == ["李四", ""]


def test_unpaid_orders_and_masked_phones_are_told_apart() -> None:
    """An order without a time of payment was not paid; a masked phone names nobody."""
    paid, _, unpaid = items(YOUZAN)
    assert isinstance(paid, Purchase) and isinstance(unpaid, Purchase)
    assert (paid.state, paid.buyers) == ("paid", ())
    assert (unpaid.state, unpaid.key, unpaid.channel) == ("unpaid", "youzan:E2", "store")
    assert unpaid.buyers == (Identifier("phone", "", "+8613800138000"),)


def test_packed_items_have_no_invented_amounts() -> None:
    """The cell names pieces but no prices: only a single line can carry the paid amount."""
    assert order_lines("牛奶(大)(2件);面包(1件)", 9_000) == (
        OrderLine("", "牛奶(大)", 2, 0),
        OrderLine("", "面包", 1, 0),
    )
    assert order_lines("牛奶(2件)", 9_000) == (OrderLine("", "牛奶", 2, 9_000),)
    assert order_lines("", 0) == ()


TRADE = {
    "order_info": {"tid": "E1", "created": "2026-03-01 10:00:00", "pay_time": "2026-03-01 10:01:00"},
    "pay_info": {"payment": "90.00", "deduction_pay": 500},
    "buyer_info": {"yz_open_id": "yz1", "buyer_phone": "13800138000", "outer_user_id": "oMADEUP1"},
    "orders": [
        {"oid": "1", "title": "牛奶", "num": 2, "payment": "72.00", "outer_item_id": "690001"},
        {"oid": "2", "title": "面包", "num": 1, "payment": "18.00"},
    ],
}


def trades(order: dict[str, Any], **more: Any) -> str:
    """An answer of the order interface."""
    data = {"full_order_info_list": [{"full_order_info": order}]}
    return json.dumps({"code": 200, "success": True, "data": data, **more})


def test_youzan_yuan_texts_and_fen_numbers_are_not_mixed_up() -> None:
    """Texts are yuan; the integer in fen is no part of the payment, and a number for yuan is refused."""
    (paid,) = items(trades(TRADE), replace(OPTIONS, appid="wx1"))
    assert isinstance(paid, Purchase)
    assert (paid.amount_fen, sum(line.amount_fen for line in paid.lines)) == (9_000, 9_000)
    assert [buyer[:2] for buyer in paid.buyers] == [("yz_open_id", ""), ("wx_openid", "wx1"), ("phone", "")]
    (reject,) = items(trades({**TRADE, "pay_info": {"payment": 9000}}))
    assert isinstance(reject, Reject)
    assert reject.code == "bad_amount"


def test_a_youzan_failure_with_a_list_is_no_empty_shop() -> None:
    """An error may carry an empty list; success is what the answer says, not what it looks like."""
    for page in (
        '{"code": 5000, "success": false, "message": "x", "data": {"full_order_info_list": []}}',
        '{"gw_err_resp": {"err_code": 4201, "err_msg": "bad token"}, "data": {"full_order_info_list": []}}',
    ):
        with pytest.raises(DataError) as caught:
            items(page)
        assert caught.value.code == "error_answer"


def test_only_the_first_scan_of_a_bottle_is_a_touch() -> None:
    """A repeat adds nothing; openid and unionid in one row are linked by a profile."""
    at = parse_local("2026-03-01 20:00:00")
    openid, unionid = Identifier("wx_openid", "", "oMADEUP1"), Identifier("wx_unionid", "", "uMADEUP1")
    first, profile, repeat, other = items(SCANS)
    assert first == Touch(2, at, "item:690001", openid, "item_code", "", "012345678")
    assert profile == Profile(2, at, (openid, unionid), city="深圳市")
    assert repeat == Skip(3, "repeat_scan")
    assert isinstance(other, Touch) and other.who.value == "oMADEUP2"
