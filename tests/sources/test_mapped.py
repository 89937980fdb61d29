"""Any other table comes in by a mapping: checked, proposed, and as fast as plain reading allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import DataError, NotFoundError, UsageError
from digitool.model.days import format_instant, parse_local
from digitool.model.ids import Identifier
from digitool.model.records import (
    OrderLine,
    Profile,
    Purchase,
    Refund,
    Reject,
    Touch,
    Traffic,
)
from digitool.sources import Item, format_named, read
from digitool.sources.formats.tables.mapped_touches import read_touch_chunks
from digitool.sources.mapping.learning import mapping_toml, propose_mapping
from digitool.sources.mapping.mapping import (
    KINDS,
    TableMapping,
    load_mapping,
    read_mapping,
)
from tests.sources.made import OPTIONS, TOUCHES, document, items

POS = (
    "流水号,门店编号,收银员,销售时间,会员卡号,商品条码,商品名称,数量,单价,金额,备注\n"
    "T1,S001,zhangsan,2026/3/1 9:05,88000001,690001,测试牛奶,2,12.50,25.00,\n"
    "T1,S001,zhangsan,2026/3/1 9:05,88000001,690002,测试面包,-1,8.00,-8.00,退货\n"
    'T2,S001,lisi,2026/3/1 9:07,,690001,测试牛奶,1,1025.00,"￥1,025.00",\n'
)


def mapped(text: str, mapping: TableMapping) -> list[Item]:
    """Everything that a mapping reads from a text."""
    return list(read(document(text), format_named(mapping.kind), replace(OPTIONS, mapping=mapping)))


def test_our_own_column_names_need_no_mapping() -> None:
    """A table that uses the field names is recognised as it is."""
    first, second = items(TOUCHES)
    at = parse_local("2026-03-01 10:00:00")
    assert first == Touch(2, at, "S001-shelf", Identifier("wx_openid", "", "oMADEUP1"), "", "S001", "e1")
    assert isinstance(second, Touch) and second.at == at + 5_000


def test_a_plain_till_export_is_learnt_and_read() -> None:
    """Lines of one ticket are one purchase, returns count against it, and the total row is no data."""
    text = "某某超市销售明细,,,,,,,,,,\n" + POS + "合计,,,,,,,2,,1042.00,\n"
    mapping = propose_mapping(document(text.encode("gbk")))
    assert (mapping.kind, mapping.skip_lines, mapping.namespace) == ("purchases", 1, "member_no")
    ticket, single = mapped(text, mapping)
    assert isinstance(ticket, Purchase) and isinstance(single, Purchase)
    assert (ticket.amount_fen, ticket.order_no, ticket.guide) == (1_700, "T1", "zhangsan")
    assert (ticket.key, ticket.till, ticket.line, ticket.also) == ("", "", 3, (4,))
    assert ticket.lines == (
        OrderLine("690001", "测试牛奶", 2, 2_500),
        OrderLine("690002", "测试面包", -1, -800),
    )
    assert ticket.buyers == (Identifier("member_no", "", "88000001"),)
    assert (single.amount_fen, single.buyers) == (102_500, ())


def test_rows_of_a_ticket_may_stand_apart() -> None:
    """The order of rows changes nothing about a ticket."""
    head, one, two, three = POS.strip().split("\n")
    mapping = propose_mapping(document(POS))
    together = mapped(POS, mapping)
    apart = mapped("\n".join([head, one, three, two, ""]), mapping)
    assert {p.order_no: (p.amount_fen, p.lines) for p in apart if isinstance(p, Purchase)} == {
        p.order_no: (p.amount_fen, p.lines) for p in together if isinstance(p, Purchase)
    }


def test_a_ticket_with_a_bad_row_is_rejected_whole() -> None:
    """Half a ticket would be a wrong total, so its good rows wait for the bad one."""
    mapping = propose_mapping(document(POS))
    first, second, single = mapped(POS.replace(",-8.00,", ",oops,"), mapping)
    assert isinstance(first, Reject) and isinstance(second, Reject) and isinstance(single, Purchase)
    assert (first.code, second.code, second.column) == ("ticket_incomplete", "bad_amount", "金额")


def test_a_ticket_below_zero_is_a_refund() -> None:
    """A pure return gives money back on the receipt of its number, or on the order of it."""
    fields = {n: n for n in ("order_no", "at", "amount")}
    text = "order_no,at,amount\nT9,2026-03-01 10:00,-8.00\n"
    (refund,) = mapped(text, TableMapping("purchases", fields))
    assert isinstance(refund, Refund)
    assert (refund.amount_fen, refund.order_no, refund.till, refund.purchase_key) == (800, "T9", "", "")
    (online,) = mapped(text, TableMapping("purchases", fields, {"channel": "official_store"}))
    assert isinstance(online, Refund)
    assert (online.till, online.purchase_key) == (None, "order:T9")


def test_one_number_is_a_receipt_of_each_day_and_an_order_for_ever() -> None:
    """Channel and mapping say which it is; a till that numbers by itself is part of a receipt's name."""
    text = (
        "order_no,at,amount,store,till,channel\n1,2026-03-01 10:00,10.00,S1,A,store\n"
        "1,2026-03-01 10:00,20.00,S1,B,store\n1,2026-03-02 10:00,30.00,S1,A,store\n"
        "1,2026-03-02 11:00,-5.00,S1,A,store\n2,2026-03-01 10:00,40.00,S1,,official_store\n"
        "2,2026-03-02 10:00,-5.00,S1,,official_store\n"
    )
    names = ("order_no", "at", "amount", "store", "till", "channel")
    mapping = TableMapping("purchases", {name: name for name in names})
    *receipts, back, order, given = mapped(text, mapping)
    told = [(one.amount_fen, one.till, one.key) for one in receipts if isinstance(one, Purchase)]
    assert told == [(1_000, "A", ""), (2_000, "B", ""), (3_000, "A", "")]
    assert isinstance(back, Refund) and (back.amount_fen, back.till, back.purchase_key) == (500, "A", "")
    assert isinstance(order, Purchase) and (order.amount_fen, order.till, order.key) == (
        4_000,
        None,
        "order:2",
    )
    assert isinstance(given, Refund) and (given.till, given.purchase_key) == (None, "order:2")
    for scope, orders in (("day", 0), ("global", 2)):
        items = mapped(text, replace(mapping, number_scope=scope))
        assert sum(isinstance(one, Purchase) and one.till is None for one in items) == orders


def test_what_is_taken_off_at_the_same_moment_lessens_the_sale() -> None:
    """An exchange and a discount are part of the payment; an exchange for less gives money back."""
    text = "order_no,at,amount,item\n" + "".join(
        f"{number},2026-03-01 {clock},{yuan}.00,{item}\n"
        for number, clock, yuan, item in (
            ("1", "10:00", 25, "milk"), ("1", "10:00", -8, "bread"),
            ("2", "10:05", 60, "hat"), ("2", "10:05", -100, "coat"),
        )
    )  # fmt: skip
    mapping = TableMapping("purchases", {n: n for n in ("order_no", "at", "amount", "item")})
    sale, hat, coat = mapped(text, mapping)
    assert isinstance(sale, Purchase) and isinstance(hat, Purchase) and isinstance(coat, Refund)
    assert (sale.amount_fen, hat.amount_fen, coat.amount_fen) == (1_700, 6_000, 10_000)


@pytest.mark.parametrize("name", ["till", "收银机号", "机号", "POS号", "POS 机号", "款台", "收银台"])
def test_the_column_of_the_till_is_learnt(name: str) -> None:
    """Whatever tables call it; and the mapping explains what a number's scope is."""
    text = f"小票号,销售时间,门店,{name},实收金额\n0001,2026-03-01 10:00:00,S001,2,30.00\n"
    mapping = propose_mapping(document(text))
    assert (mapping.kind, mapping.columns["till"]) == ("purchases", name)
    assert 'number_scope = ""' in mapping_toml(mapping) and "store, till and business date" in mapping_toml(
        mapping
    )


def test_payment_numbers_meet_the_bills_keys() -> None:
    """A WeChat Pay or Alipay number in the table gives the key that the bill gives."""
    fields = {name: name for name in ("order_no", "at", "amount", "pay_no")}
    text = "order_no,at,amount,pay_no\n" + "".join(
        f"T{n},2026-03-01 10:00,100,{number}\n"
        for n, number in enumerate(["42" + "0" * 26, "20260301" + "2" * 20, "77"])
    )
    keys = [
        p.key for p in mapped(text, TableMapping("purchases", fields, money="fen")) if isinstance(p, Purchase)
    ]
    assert keys == ["wechatpay:42" + "0" * 26, "alipay:20260301" + "2" * 20, ""]


def test_traffic_without_an_end_lasts_the_mappings_minutes() -> None:
    """The length of an interval comes from the mapping where the table has only its start."""
    mapping = TableMapping("traffic", {"start": "时间", "entered": "进"}, {"sensor": "D1"}, minutes=30)
    first, second = mapped("时间,进\n2026-03-01 09:00,5\n2026-03-01 09:30,\n", mapping)
    start = parse_local("2026-03-01 09:00:00")
    assert first == Traffic(2, "D1", "1", start, start + 1_800_000, 5, None)
    assert isinstance(second, Traffic) and second.entered is None


def test_customers_keep_every_id_that_a_row_holds() -> None:
    """Phone, openid and member number of one row belong to one profile; a row without any is nobody."""
    head = "member,phone,openid,consent,birthday\n"
    text = head + "M1,138-0013-8000,oA,是,1990/1/2\n,,,,\nM2,138****8000,,,x\n,12,,,\n"
    mapping = TableMapping(
        "customers",
        {
            "identity": "member",
            "phone": "phone",
            "openid": "openid",
            "consent": "consent",
            "birthday": "birthday",
        },
        namespace="member_no",
        verified=True,
    )
    one, two, bad = mapped(text, mapping)
    assert isinstance(one, Profile) and isinstance(two, Profile) and isinstance(bad, Reject)
    assert [identifier.ns for identifier in one.ids] == ["member_no", "wx_openid", "phone"]
    assert (one.consent, one.birthday, one.verified, two.birthday) == (True, "1990-01-02", True, "")
    assert [identifier.value for identifier in two.ids] == ["M2"]
    assert (bad.code, bad.column) == ("bad_phone", "phone")


def test_times_of_another_shape_take_a_pattern() -> None:
    """Day-first dates are read when the mapping says so, and proposed when the values leave no doubt."""
    text = "order_no,time,amount\nT1,31/12/2025 14:05,1.00\n"
    mapping = propose_mapping(document(text))
    assert mapping.time_format == "%d/%m/%Y %H:%M"
    (paid,) = mapped(text, mapping)
    assert isinstance(paid, Purchase) and paid.at == parse_local("2025-12-31 14:05:00")
    assert propose_mapping(document(text.replace("31/12", "01/02"))).time_format == ""


@pytest.mark.parametrize(
    ("text", "kind", "some"),
    [
        ("openid,扫码时间,触点编号\noA,2026-03-01 09:00:00,S1\n", "touches", {"openid": "openid"}),
        (
            "日期,进店人数,出店人数,设备编号\n2026-03-01,5,4,D1\n",
            "traffic",
            {"entered": "进店人数", "sensor": "设备编号"},
        ),
        ("姓名,手机号,性别,生日\n甲,13800138000,女,\n", "customers", {"phone": "手机号"}),
        ("Order ID,Paid At,Total\n1,2026-03-01 09:00:00,5.00\n", "purchases", {"amount": "Total"}),
    ],
)
def test_every_kind_of_table_can_be_learnt(text: str, kind: str, some: dict[str, str]) -> None:
    """Names in Chinese and English propose the kind and its columns."""
    mapping = propose_mapping(document(text))
    assert mapping.kind == kind
    assert some.items() <= mapping.columns.items()


def test_a_table_that_says_nothing_is_not_learnt() -> None:
    """Where no kind fits, the columns are named and what each kind needs."""
    with pytest.raises(DataError) as caught:
        propose_mapping(document("foo,bar\n1,2\n"))
    assert caught.value.code == "not_learned"
    assert "foo | bar" in str(caught.value)


@given(
    st.builds(
        TableMapping,
        kind=st.just("purchases"),
        columns=st.fixed_dictionaries(dict.fromkeys(KINDS["purchases"].required, st.text(max_size=9))),
        defaults=st.dictionaries(
            st.sampled_from(["store", "channel"]), st.text(st.characters(codec="utf-8"), max_size=9)
        ),
        time_format=st.text(st.characters(codec="utf-8"), max_size=9),
        money=st.sampled_from(["yuan", "fen"]),
        skip_lines=st.integers(0, 9),
        number_scope=st.sampled_from(["", "day", "global"]),
        verified=st.booleans(),
    )
)
def test_a_written_mapping_reads_back_equal(mapping: TableMapping) -> None:
    """Whatever a mapping holds, its TOML says the same."""
    import tomli

    text = mapping_toml(mapping)
    if text.isprintable() or max(text) < "\ud800":
        assert read_mapping(tomli.loads(text), text, Path("m.toml")) == mapping


def test_a_mapping_file_loads_as_it_was_learnt(tmp_path: Path) -> None:
    """What was learnt is what its file says; a file that is missing is told of."""
    mapping = propose_mapping(document(POS))
    (tmp_path / "m.toml").write_text(mapping_toml(mapping), "utf-8")
    assert load_mapping(tmp_path / "m.toml") == mapping
    with pytest.raises(NotFoundError):
        load_mapping(tmp_path / "no.toml")


@pytest.mark.parametrize(
    ("tables", "said"),
    [
        ({"kind": "purchase"}, "purchase"),
        ({"kind": "traffic", "colums": {}}, "columns"),
        (
            {
                "kind": "purchases",
                "columns": dict.fromkeys(("at", "order_no", "amount"), "x"),
                "number_scope": "week",
            },
            "day, global, not week",
        ),
        ({"kind": "traffic", "columns": {"start": "x", "entered": "y"}, "number_scope": "day"}, "traffic"),
        (
            {"kind": "traffic", "columns": {"entred": "x"}},
            "columns.entred is not a known key",
        ),
        ({"kind": "traffic", "columns": {"start": "x"}}, "entered"),
        ({"kind": "traffic", "columns": {"start": 1}}, "start"),
        ({"kind": "traffic", "columns": []}, "columns"),
        ({"kind": "traffic", "columns": {"start": "a", "entered": "b"}, "minutes": -1}, "minutes"),
        (
            {"kind": "traffic", "columns": {"start": "a", "entered": "b"}, "zone": "Asia/Nowhere"},
            "Asia/Nowhere",
        ),
        ({"kind": "traffic", "columns": {"start": "a", "entered": "b"}, "money": "jiao"}, "jiao"),
        ({"kind": "customers", "columns": {"name": "a"}}, "phone"),
        ({"kind": "customers", "columns": {"identity": "a"}}, "namespace"),
        ({"kind": "customers", "columns": {"phone": "a"}, "identity": {"verified": "yes"}}, "verified"),
    ],
)
def test_a_wrong_mapping_names_the_key_and_the_nearest_one(tables: dict[str, object], said: str) -> None:
    """An unknown, missing or wrong key is a usage error that says which, and what was meant."""
    with pytest.raises(UsageError) as caught:
        read_mapping(tables, "", Path("m.toml"))
    assert caught.value.code == "bad_mapping"
    assert said in str(caught.value) + caught.value.hint.format(**caught.value.values)


def test_broken_toml_is_a_usage_error(tmp_path: Path) -> None:
    """A slip in the file is told with its place."""
    (tmp_path / "m.toml").write_text('kind = "traffic\n')
    with pytest.raises(UsageError) as caught:
        load_mapping(tmp_path / "m.toml")
    assert caught.value.code == "config_syntax" and "m.toml:1:" in str(caught.value)


def test_a_missing_column_names_the_nearest_one() -> None:
    """A renamed column is told with the name that is there."""
    with pytest.raises(DataError) as caught:
        mapped(
            "时间段,进店人数\n2026-03-01 09:00,5\n",
            TableMapping("traffic", {"start": "时间", "entered": "进店人数"}),
        )
    assert (caught.value.code, caught.value.values["column"]) == ("missing_column", "时间")


def test_a_kind_without_its_mapping_is_a_usage_error() -> None:
    """Asking for touches of a table that says nothing about them needs a mapping."""
    with pytest.raises(UsageError) as caught:
        list(read(document("a,b\n1,2\n"), format_named("touches"), OPTIONS))
    assert caught.value.code == "needs_mapping"


TOUCH_COLUMNS = {name: name for name in ("ref", "at", "touchpoint", "identity", "store")}
CELL = st.sampled_from(["", "S1", " S1 ", "`S1", "S" * 65, "a\x1bb", "4.2E+27", "中文", "合计", "x.0"])


def by_rows(text: str, mapping: TableMapping) -> list[tuple[object, ...]]:
    """What the row-by-row reading finds: one row a table, so that no other row matters."""
    head, *body = text.strip("\n").split("\n")
    found: list[tuple[object, ...]] = []
    for number, line in enumerate(body, start=2):
        for chunk in read_touch_chunks(document(f"{head}\n{line}\n"), mapping, OPTIONS):
            found += [(number, *row[1:]) for row in chunk.rows]
            found += [(number, reject.code, reject.column) for reject in chunk.rejects]
    return found


TIME = st.sampled_from(["2026-03-01T10:00:00+08:00", "2026/3/1 9:05", "soon", "2026-03-01 10:59:59Z"])
ROW = st.tuples(CELL, TIME, CELL, CELL, CELL)
DEFAULTS = st.dictionaries(st.sampled_from(["scene", "store", "ref", "scope"]), CELL, max_size=2)


@given(st.lists(ROW, min_size=1, max_size=12), st.booleans(), DEFAULTS, CELL)
def test_reading_by_columns_is_reading_by_rows(
    table: list[tuple[str, ...]], mostly_good: bool, defaults: dict[str, str], scope: str
) -> None:
    """The fast way over whole blocks takes and rejects exactly what each row alone would."""
    columns = {**TOUCH_COLUMNS, "scope": "store"} if mostly_good else TOUCH_COLUMNS
    mapping = TableMapping("touches", columns, defaults, namespace="wx_openid", scope=scope)
    good = [("e1", "2026-03-01T10:00:00+08:00", "S1-shelf", "oA", "S1")] * (70 if mostly_good else 0)
    text = "\n".join([",".join(TOUCH_COLUMNS), *(",".join(row) for row in [*good, *table])]) + "\n"
    found: list[tuple[object, ...]] = []
    for chunk in read_touch_chunks(document(text), mapping, OPTIONS, 8):
        found += [tuple(row) for row in chunk.rows]
        found += [(reject.line, reject.code, reject.column) for reject in chunk.rejects]
    assert sorted(found, key=lambda row: int(str(row[0]))) == by_rows(text, mapping)


@given(
    st.integers(1_000_000_000, 4_000_000_000),
    st.sampled_from(["Asia/Shanghai", "America/New_York", "Asia/Kolkata"]),
)
def test_the_hour_cache_never_changes_a_time(second: int, zone: str) -> None:
    """A time read through the cache is the instant that it was written for."""
    text = "at,touchpoint,namespace,identity\n" + "".join(
        f"{format_instant(at * 1000, zone)},S1,wx_openid,oA\n" for at in (second, second + 1, second + 3_599)
    )
    assert [touch.at // 1000 for touch in items(text) if isinstance(touch, Touch)] == [
        second,
        second + 1,
        second + 3_599,
    ]


def test_local_times_use_the_mappings_zone() -> None:
    """A time without an offset is local to the zone of the mapping, before that of the options."""
    text = "ref,at,touchpoint,identity,store\ne1,2026-07-01 10:00:00,S1,oA,S1\n"
    mapping = TableMapping("touches", TOUCH_COLUMNS, zone="America/New_York", namespace="wx_openid")
    (touch,) = mapped(text, mapping)
    assert isinstance(touch, Touch) and touch.at == parse_local("2026-07-01 14:00:00", "UTC")


def test_chunks_are_bounded_and_in_order() -> None:
    """Memory follows the chunk size; every line comes once, in order."""
    body = "".join(f"e{n},2026-03-01T10:00:00Z,S1,S1-pay,wx_openid,o{n}\n" for n in range(5_000))
    mapping = TableMapping("touches", {**TOUCH_COLUMNS, "namespace": "namespace"})
    chunks = list(read_touch_chunks(document(TOUCHES.split("\n")[0] + "\n" + body), mapping, OPTIONS, 1_024))
    assert max(len(chunk.rows) for chunk in chunks) <= 2_048
    assert [row[0] for chunk in chunks for row in chunk.rows] == list(range(2, 5_002))


def test_phones_as_identities_are_normalised_or_rejected() -> None:
    """A phone column is never parsed as a number and never taken half-way."""
    text = "at,touchpoint,identity\n" + "".join(
        f"2026-03-01 10:00:00,S1,{p}\n" for p in ("138 0013 8000", "1.38E+10", "138****8000")
    )
    mapping = TableMapping("touches", {n: n for n in ("at", "touchpoint", "identity")}, namespace="phone")
    touch, mangled, masked = mapped(text, mapping)
    assert isinstance(touch, Touch) and isinstance(mangled, Reject) and isinstance(masked, Reject)
    assert touch.who == Identifier("phone", "", "+8613800138000")
    assert (mangled.code, masked.code) == ("bad_phone", "missing")
