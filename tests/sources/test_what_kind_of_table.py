"""A table is taken for a kind on evidence, and a list of customers only when it is nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import DataError
from digitool.ingest.choose import choose
from digitool.ingest.outcome import ImportOptions
from digitool.sources import recognise_document
from digitool.sources.mapping.learning import mapping_toml, propose_mapping
from digitool.sources.mapping.mapping import KINDS, WHOSE, TableMapping
from digitool.sources.mapping.synonyms import NAMES
from digitool.sources.mapping.telltales import is_customer_list
from digitool.workspace.locate import find_workspace
from tests.conftest import Cli
from tests.sources.made import document

FOREIGN = {
    "orders": "order_id,phone,paid_amount,ordered_at,status",
    "orders in Chinese": "订单编号,买家手机号,实付金额,下单时间,phone",
    "own orders": "order_no,phone,amount,at",
    "invoice lines": "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country",
    "marketplace": "订单号,商品ID,商品名称,订购数量,下单时间,京东价,客户姓名,联系电话,phone",
    "till": "流水号,会员卡号,商品条码,商品名称,数量,单价,金额,openid",
    "catalogue": "id,name,price,category",
    "catalogue in Chinese": "商品编码,商品名称,售价,库存,identity",
    "coupon log": "openid,coupon_id,redeemed_at,discount",
    "scan log": "scan_time,code,product_code,openid,unionid,scene,result",
    "event log": "userid,event,page,timestamp,openid",
    "car park": "车牌号,入场时间,出场时间,停车费,phone",
    "people counter": "start,entered,left,sensor,phone",
    "touches": "at,touchpoint,namespace,identity,phone",
    "transfers": "transaction_id,from,to,amount,openid",
    "refunds": "refund_id,openid,refund_amount,refunded_at",
}
"""Headers of tables that are about something else, all with a column that says who."""


def rows_of(head: str, count: int = 3) -> str:
    """A table with this header, every cell of it different."""
    body = [",".join(f"v{n}{m}" for m in range(head.count(",") + 1)) for n in range(count)]
    return "\n".join([head, *body, ""])


@pytest.mark.parametrize("name", FOREIGN)
def test_a_foreign_table_is_never_taken_for_customers(name: str) -> None:
    """Neither recognised nor proposed as customers, whatever else it is; what it may be is said."""
    table = document(rows_of(FOREIGN[name]))
    try:
        assert recognise_document(table).name != "customers"
    except DataError as error:
        assert error.code in ("unsure_kind", "unknown_format", "format_not_imported")
        assert error.try_next == "digitool import --learn FILE" or error.code == "format_not_imported"
    try:
        assert propose_mapping(table).kind != "customers"
    except DataError as error:
        assert error.code == "not_learned" and "customers" in str(error.values["needs"])


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "customers"])
@given(data=st.data())
def test_no_mix_of_fields_of_another_kind_is_a_customer_list(kind: str, data: st.DataObject) -> None:
    """Any columns of ours that only another kind has beside an id tell that it is not a customer list."""
    alone = {"purchases": ["order_no", "amount"], "touches": ["touchpoint"], "traffic": ["entered"]}[kind]
    others = data.draw(st.lists(st.sampled_from(KINDS["customers"].all), unique=True))
    who = data.draw(st.sampled_from([name for name in WHOSE if name != "identity"]))
    head = data.draw(st.permutations([*{data.draw(st.sampled_from(alone)), who, *others}]))
    assert not is_customer_list(head)
    try:
        assert recognise_document(document(rows_of(",".join(head)))).name != "customers"
    except DataError as error:
        assert error.code == "unsure_kind"


@pytest.mark.parametrize("kind", ["purchases", "touches"])
def test_no_words_of_another_kind_are_learnt_as_customers(kind: str) -> None:
    """A table in any of the words that we know for another kind's own fields is not proposed as customers."""
    fields = {"purchases": ("order_no", "quantity", "item"), "touches": ("touchpoint",)}[kind]
    for field in fields:
        for word in NAMES[field]:
            try:
                found = propose_mapping(document(rows_of(f"phone,{word},whatever")))
            except DataError as error:
                assert error.code == "not_learned", word
            else:
                assert found.kind != "customers", word


@pytest.mark.parametrize(
    "head",
    [
        "phone,name,birthday",
        "openid,unionid",
        "external_userid,phone,at,consent,note",
        "phone",
    ],
)
def test_a_list_of_customers_is_still_one(head: str) -> None:
    """Our own names of what a customer list holds need no mapping."""
    assert recognise_document(document(rows_of(head))).name == "customers"


@pytest.mark.parametrize(
    "head",
    [
        "客户姓名,客户手机号,客户生日,消费次数,消费金额,累计退款订单数,笔单价,上次消费时间,成为客户时间",
        "Customer ID,First Name,Last Name,Email,Phone,Total Spent,Total Orders,Tax Exempt",
        "会员号,姓名,手机号,性别,生日,城市,开卡门店,开卡时间",
    ],
)
def test_what_a_customer_spent_so_far_does_not_make_an_order(head: str) -> None:
    """Lists of customers with totals are still proposed as customers."""
    assert propose_mapping(document(rows_of(head))).kind == "customers"


def test_ids_that_come_again_and_again_are_a_log() -> None:
    """Rows that name the same few ids are what people did, whatever the columns are called."""
    log = "customer_id,what\n" + "".join(f"C{n % 5},x\n" for n in range(60))
    with pytest.raises(DataError) as caught:
        propose_mapping(document(log))
    assert caught.value.code == "not_learned"
    once = "customer_id,what\n" + "".join(f"C{n},x\n" for n in range(60))
    assert propose_mapping(document(once)).kind == "customers"


@pytest.fixture
def chain(workspace: Path) -> Path:
    """A workspace for mappings that are kept in it."""
    (workspace / "mappings").mkdir()
    return workspace


def test_a_kept_mapping_of_customers_does_not_take_an_order_table(chain: Path, tmp_path: Path) -> None:
    """A mapping whose columns happen to be there is used only where the table tells of nothing else."""
    kept = TableMapping("customers", {"phone": "手机", "name": "姓名"})
    (chain / "mappings" / "a.toml").write_text(mapping_toml(kept), "utf-8")
    orders, people = tmp_path / "orders.csv", tmp_path / "people.csv"
    orders.write_text(rows_of("单号,手机,姓名,金额,下单时间"), "utf-8")
    people.write_text(rows_of("手机,姓名,备注"), "utf-8")
    place = find_workspace(chain, {})
    assert choose(place, people, ImportOptions()).format.name == "customers"
    with pytest.raises(DataError) as caught:
        choose(place, orders, ImportOptions())
    assert caught.value.code == "unknown_format"
    columns = {"order_no": "单号", "amount": "金额", "at": "下单时间", "phone": "手机"}
    (chain / "mappings" / "b.toml").write_text(mapping_toml(TableMapping("purchases", columns)), "utf-8")
    assert choose(place, orders, ImportOptions()).format.name == "purchases"


def test_what_was_not_read_is_said(workspace: Path, cli: Cli, tmp_path: Path) -> None:
    """An import of any table names the columns that it left unread; --as takes it as what a person says."""
    table = tmp_path / "orders.csv"
    table.write_text(
        "order_id,phone,paid_amount,ordered_at\n1,13800138000,5.00,2026-03-01 10:00:00\n", "utf-8"
    )
    asked = cli("import", table, "-w", workspace, "--lang", "en")
    assert asked.exit == 3
    assert "may be a table of purchases, customers" in asked.err and "--learn" in asked.err
    told = cli("import", table, "--as", "customers", "-w", workspace, "--lang", "en")
    assert told.exit == 0
    assert "columns that were not read: order_id, paid_amount, ordered_at" in told.err
    learnt = cli("import", "--learn", table, "-w", workspace)
    assert 'kind = "purchases"' in learnt.out


def test_a_proposal_names_what_it_does_not_read(workspace: Path, cli: Cli, tmp_path: Path) -> None:
    """A person who reads the proposal sees what it leaves out."""
    table = tmp_path / "people.csv"
    table.write_text("手机号,姓名,开卡门店,备注\n13800138000,甲,一店,x\n", "utf-8")
    learnt = cli("import", "--learn", table, "-w", workspace)
    assert '# columns that are not read: "开卡门店", "备注"' in learnt.out
