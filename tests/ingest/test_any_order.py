"""Files twice, overlapping, in any order, with late rows: the figures do not know how they came in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.errors import RefusedError
from digitool.flow.recount import Recount
from digitool.identity.operations import merge_persons, split_person, undo_operation
from digitool.workspace.desk import Desk
from digitool.workspace.locate import find_workspace

from ..conftest import Cli
from ..sources.made import YOUZAN_HEAD, wechat_bill, wechat_row
from .chain import (
    CUSTOMER_HEAD,
    NOW,
    TOUCH_HEAD,
    TRAFFIC_HEAD,
    Portrait,
    ask,
    differing,
    failed_checks,
    load,
    portrait,
    stored,
    table,
    touch_row,
    wecom_page,
)

Rows = list[Any]


class Export(NamedTuple):
    """One kind of export: its rows, and how some of them make a file."""

    name: str
    rows: Rows
    make: Callable[[Rows], str]


def openid(number: int) -> str:
    """The openid that the bill gives to payer ``number``."""
    return f"oMADEUP{number:021d}"


def _table(head: str) -> Callable[[Rows], str]:
    return lambda rows: "\n".join([head, *rows, ""])


def _pay(
    number: int, at: str, state: str = "SUCCESS", order: int | None = None, device: str = ""
) -> list[str]:
    """A payment by payer ``number``; ``order`` tells payments of one payer apart."""
    order = number if order is None else order
    return wechat_row(
        number,
        state,
        交易时间=at,
        设备号=device,
        微信订单号=f"42000000002026030100000{order:05d}",
        商户订单号=f"POS{order:05d}",
    )


PAYMENTS = [
    _pay(1, "2026-03-01 10:00:00"),
    _pay(1, "2026-03-02 10:00:00", order=11),
    _pay(2, "2026-03-01 11:00:00", device="TILL2"),
    _pay(3, "2026-03-02 01:30:00"),
    _pay(4, "2026-03-01 12:00:00"),
    _pay(4, "2026-03-01 12:01:00", "REVOKED"),
    _pay(1, "2026-03-02 12:00:00", "REFUND"),
    _pay(5, "2026-03-04 06:10:00"),
]

TOUCHES = [
    touch_row(1, openid(1), "2026-03-01 09:50:00"),
    touch_row(2, openid(1), "2026-03-01 10:05:00", touchpoint="S001-pay"),
    touch_row(3, openid(3), "2026-03-02 02:50:00"),
    touch_row(4, openid(3), "2026-03-02 03:10:00"),
    touch_row(5, openid(6), "2026-03-03 15:00:00", "S002", "S002-door"),
    touch_row(6, openid(7), "2026-03-03 16:00:00", "S002", "S002-door"),
    touch_row(7, openid(2), "2026-02-20 16:00:00", "S002", "S002-door"),
    touch_row(8, openid(5), "2026-03-05 02:59:00"),
]

CONTACTS = [
    {
        "id": "wm1",
        "guide": "zhangsan",
        "at": 1_772_326_800,
        "unionid": "u1",
        "phone": "13800138001",
        "tags": ["t1"],
    },
    {"id": "wm1", "guide": "lisi", "at": 1_772_400_000, "unionid": "u1", "tags": ["t2", "t3"]},
    {"id": "wm2", "guide": "zhangsan", "at": 1_772_330_000, "state": "S001-shelf", "phone": "13800138002"},
    {"id": "wm3", "guide": "zhangsan", "at": 1_772_500_000, "unionid": "u3", "phone": "13800138009"},
    {"id": "wm4", "guide": "lisi", "at": 1_772_510_000, "phone": "13800138009", "name": "王小明"},
]

CUSTOMERS = [
    f"13800138001,{openid(1)},u1,,2026-02-01 00:00:00,李大山,yes,yes,S001",
    f"13800138002,{openid(2)},,,2026-02-01 00:00:00,王五,yes,no,",
    f"13800138009,{openid(6)},u6,,2026-02-01 00:00:00,王小明,no,,",
    f"13800138009,{openid(7)},u7,,2026-02-03 00:00:00,赵一一,yes,,S002",
    f",{openid(3)},u3,,,李四,,,",
    "13800138005,,u9,,,钱七七,yes,yes,",
    "13800138005,,u9,,,钱七七,,no,S002",
]

ORDERS = [
    "E1,门店,二店,交易完成,2026-03-01 10:00:00,2026-03-01 10:00:30,4200000000202603010000000001,100.00,"
    "牛奶(1件),13800138001,,张三,,,0.00,赵六,0.00",
    "E2,网店,官方旗舰店,交易完成,2026-03-02 20:00:00,2026-03-02 20:01:00,,90.00,"
    "面包(2件),13800138002,,,,部分退款,10.00,,0.00",
    "E3,门店,一店,交易关闭,2026-03-03 20:00:00,,,20.00,礼盒(1件),13800138005,,,,,0.00,,0.00",
]

COUNTS = [
    f"2026-03-{day:02d} {hour:02d}:00:00,2026-03-{day:02d} {hour + 1:02d}:00:00,{sensor},{hour * day},{hour}"
    for sensor in ("D1", "D2")
    for day in (1, 2, 4)
    for hour in range(9, 22)
    if (sensor, day, hour) != ("D2", 2, 15)
]

EXPORTS = [
    Export("bill.csv", PAYMENTS, wechat_bill),
    Export("touches.csv", TOUCHES, _table(TOUCH_HEAD)),
    Export("contacts.json", CONTACTS, wecom_page),
    Export("customers.csv", CUSTOMERS, _table(CUSTOMER_HEAD)),
    Export("orders.csv", ORDERS, _table(YOUZAN_HEAD)),
    Export("traffic.csv", COUNTS, _table(TRAFFIC_HEAD)),
]


def take_in(root: Path, files: Sequence[tuple[Export, Rows]]) -> None:
    """Import files in this order; none may have a reject."""
    for number, (export, rows) in enumerate(files):
        path = root / f"{number}-{export.name}"
        path.write_text(export.make(rows), "utf-8")
        outcome = load(root, path)
        assert not outcome.rejects
        assert outcome.rows_in == outcome.accepted + outcome.known


@pytest.fixture(scope="module")
def straight(new_chain: Callable[[], Path]) -> tuple[Path, Portrait]:
    """A workspace that got every export once, in the order above, and its portrait."""
    root = new_chain()
    take_in(root, [(export, export.rows) for export in EXPORTS])
    return root, portrait(root)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Export, Rows]]:
    """Every export in one to three files, rows shuffled, parts overlapping, files in any order."""
    files = []
    for export in EXPORTS:
        rows = draw(st.permutations(export.rows))
        cut = draw(st.integers(0, len(rows)))
        overlap = draw(st.integers(0, 3))
        parts = [rows[: cut + overlap], rows[cut:]]
        if draw(st.booleans()):
            parts.append(draw(st.permutations(export.rows)))
        files += [(export, part) for part in parts if part]
    return draw(st.permutations(files))


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=histories())
def test_any_order_of_files_and_rows_gives_the_same_figures(
    history: list[tuple[Export, Rows]], new_chain: Callable[[], Path], straight: tuple[Path, Portrait]
) -> None:
    """Facts, persons and every roll-up are those of the plain import, whatever came first or twice."""
    root = new_chain()
    take_in(root, history)
    assert differing(portrait(root), straight[1]) == {}


def test_the_plain_import_is_what_this_file_thinks(straight: tuple[Path, Portrait]) -> None:
    """The example is not empty: sales, known sales, visits, a merged person and a kept-apart household."""
    found = straight[1]
    assert len(found["touch"]) == len(TOUCHES) + len(CONTACTS)
    assert {row[7] for row in found["purchase"]} == {"paid", "revoked", "unpaid"}
    assert sum(row[7] for row in found["store_day"]) == 5
    assert sum(row[8] for row in found["store_day"]) >= 3
    assert any(len(person) >= 4 for person in found["persons"])
    assert ask(straight[0], "SELECT count(*) FROM household_member") > [(0,)]


def test_every_check_passes_after_the_plain_import(straight: tuple[Path, Portrait], cli: Cli) -> None:
    """`digitool check` recounts everything and finds no difference."""
    done = cli("check", "--json", cwd=straight[0])
    assert (done.exit, failed_checks(done.rows)) == (0, [])


def test_the_same_files_again_are_all_known(new_chain: Callable[[], Path]) -> None:
    """A second import of everything accepts nothing, rejects nothing and changes no figure."""
    root = new_chain()
    files = [(export, export.rows) for export in EXPORTS]
    take_in(root, files)
    before = portrait(root)
    for number, (export, rows) in enumerate(files):
        path = root / f"again-{number}-{export.name}"
        path.write_text(export.make(rows), "utf-8")
        outcome = load(root, path)
        assert (outcome.accepted, outcome.rejected, outcome.known) == (0, 0, outcome.rows_in), export.name
    assert differing(portrait(root), before) == {}
    assert ask(
        root,
        "SELECT count(*) FROM restatement r JOIN operation o ON o.seq = r.operation WHERE o.seq > ?",
        len(files),
    ) == [(0,)]


def test_late_rows_change_only_their_own_day(new_chain: Callable[[], Path]) -> None:
    """A touch, a sale and a count of an old day move that store-day, no other, and the move is recorded."""
    root = new_chain()
    take_in(root, [(export, export.rows) for export in EXPORTS])
    before = {row[:2]: row[2:] for row in ask(root, "SELECT * FROM store_day")}
    touches = table(
        root / "late.csv", TOUCH_HEAD, [touch_row(99, openid(7), "2026-03-02 12:00:00", "S002", "S002-door")]
    )
    assert load(root, touches).accepted == 1
    (root / "late-bill.csv").write_text(
        wechat_bill([_pay(2, "2026-03-02 12:30:00", order=77, device="TILL2")]), "utf-8"
    )
    assert load(root, root / "late-bill.csv").accepted == 1
    counts = table(
        root / "late-counts.csv", TRAFFIC_HEAD, ["2026-03-02 15:00:00,2026-03-02 16:00:00,D2,30,28"]
    )
    assert load(root, counts).accepted == 1
    after = {row[:2]: row[2:] for row in ask(root, "SELECT * FROM store_day")}
    day = (2, 20_514)
    assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} == {day}
    moved = ask(root, "SELECT DISTINCT store, day FROM restatement WHERE operation > ?", len(EXPORTS))
    assert moved == [day]
    assert ("sales", 0, 1) in ask(root, "SELECT measure, before, after FROM restatement")


def persons(root: Path) -> list[str]:
    """Public ids of all persons."""
    return [f"P{row[0]}" for row in ask(root, "SELECT DISTINCT person FROM identifier ORDER BY person")]


def desk(root: Path) -> Desk:
    """The desk of a workspace."""
    workspace = find_workspace(root, {})
    return Desk(workspace.database, NOW, workspace.settings)


def test_merge_then_undo_is_exactly_nothing(new_chain: Callable[[], Path]) -> None:
    """Whichever two persons are made one, undoing it gives every figure and every person back."""
    root = new_chain()
    take_in(root, [(export, export.rows) for export in EXPORTS])
    before = portrait(root)
    everyone = persons(root)
    merged = 0
    for first, second in pairwise(everyone):
        try:
            done = merge_persons(desk(root), first, second, recounts=Recount)
        except RefusedError:
            assert differing(portrait(root), before) == {}
            continue
        merged += 1
        assert differing(portrait(root), before).keys() >= {"persons"}
        undo_operation(desk(root), done["operation"], recounts=Recount)
        assert differing(portrait(root), before) == {}, (first, second)
    assert merged > 3


def test_split_then_undo_is_exactly_nothing(new_chain: Callable[[], Path]) -> None:
    """Parting the largest person and undoing that gives everything back."""
    root = new_chain()
    take_in(root, [(export, export.rows) for export in EXPORTS])
    before = portrait(root)
    ((person, last),) = ask(
        root, "SELECT person, max(id) FROM identifier GROUP BY person ORDER BY count(*) DESC, person LIMIT 1"
    )
    done = split_person(desk(root), f"P{person}", [f"I{last}"], recounts=Recount)
    assert differing(portrait(root), before).keys() >= {"persons"}
    undo_operation(desk(root), done["operation"], recounts=Recount)
    assert differing(portrait(root), before) == {}


def test_a_dry_run_changes_nothing_and_tells_what_would(new_chain: Callable[[], Path], cli: Cli) -> None:
    """The database is the same to the byte of its content; counts, large persons and moved figures show."""
    root = new_chain()
    take_in(root, [(export, export.rows) for export in EXPORTS if export.name != "bill.csv"])
    file = root / "bill.csv"
    file.write_text(wechat_bill(PAYMENTS), "utf-8")
    (root / "bad.csv").write_text("at,order_no,amount\nsoon,A1,1.00\n", "utf-8")
    before, rejects = stored(root), list((root / "rejects").iterdir())
    done = cli("import", file, root / "bad.csv", "--dry-run", "--json", cwd=root)
    assert done.exit == 3
    assert [row["accepted"] for row in done.rows] == [len(PAYMENTS), 0]
    meta = done.json["meta"]
    assert meta["dry_run"] is True
    assert meta["largest_persons"][0]["identifiers"] >= 4
    assert stored(root) == before
    assert list((root / "rejects").iterdir()) == rejects
    assert load(root, file).accepted == len(PAYMENTS)
    moved = ask(
        root,
        "SELECT measure, count(*), sum(before), sum(after) FROM restatement"
        " WHERE operation = (SELECT max(seq) FROM operation) GROUP BY measure ORDER BY measure",
    )
    assert "sales" in {row[0] for row in moved}
    told = [(row["measure"], row["store_days"], row["before"], row["after"]) for row in meta["would_change"]]
    assert told == moved


def test_a_key_gives_the_first_result_again(new_chain: Callable[[], Path], cli: Cli) -> None:
    """The same --key and files: the same rows and exit code, nothing twice; other files: refused."""
    root = new_chain()
    one = table(root / "a.csv", TOUCH_HEAD, [*TOUCHES, "e9,soon,S001,S001-pay,wx_openid,wxmadeup,o9"])
    two = table(root / "b.csv", CUSTOMER_HEAD, CUSTOMERS)
    runs = [cli("import", one, two, "--key", "march", "--json", cwd=root) for _ in range(2)]
    assert [run.exit for run in runs] == [3, 3]
    assert runs[0].rows == runs[1].rows
    assert ask(root, "SELECT count(*) FROM import_file") == [(2,)]
    assert len(list((root / "rejects").iterdir())) == 1
    refused = cli("import", two, one, "--key", "march", "--json", cwd=root)
    assert (refused.exit, refused.error["code"]) == (5, "key_reused")


FACTS = ("touch", "purchase", "refund", "traffic", "relation", "membership")


def test_every_fact_knows_its_file_and_line(straight: tuple[Path, Portrait]) -> None:
    """Batch and line of every fact lead to an imported file and to a row that it has."""
    root = straight[0]
    sizes = dict(ask(root, "SELECT id, rows_in FROM import_file"))
    for fact in FACTS:
        of_files = " WHERE batch > 0" if fact == "touch" else ""  # others follow from relations
        rows = ask(root, "SELECT batch, line FROM " + fact + of_files)
        assert rows, fact
        assert all(1 <= line <= sizes[batch] + 1 for batch, line in rows), fact
    lines = ask(
        root,
        "SELECT t.line, t.at FROM touch t JOIN import_file f ON f.id = t.batch WHERE f.format = 'touches'",
    )
    assert sorted(line for line, _at in lines) == list(range(2, len(TOUCHES) + 2))
    assert dict(lines)[2] == 1_772_329_800_000


def test_rows_in_are_accepted_rejected_or_known(straight: tuple[Path, Portrait]) -> None:
    """No row of any file is lost from the account, and the operation says the same as the file."""
    rows = ask(straight[0], "SELECT rows_in, accepted, rejected, known, operation FROM import_file")
    assert [row[0] for row in rows] == [len(export.rows) for export in EXPORTS]
    assert all(row[0] == sum(row[1:4]) for row in rows)
    assert [row[4] for row in rows] == [row[0] for row in ask(straight[0], "SELECT seq FROM operation")]
