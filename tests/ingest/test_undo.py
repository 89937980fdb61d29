"""An import is taken back exactly: as if it had never been, and back again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.errors import ConflictError, NotFoundError
from digitool.ingest.deciding import decide
from digitool.ingest.undoing import redo_import, undo_import
from digitool.workspace.desk import Desk
from digitool.workspace.locate import find_workspace

from ..conftest import Cli
from ..sources.made import wechat_bill, wechat_row
from .chain import (
    CUSTOMER_HEAD,
    NOW,
    PURCHASE_HEAD,
    SETTINGS,
    TRAFFIC_HEAD,
    ask,
    differing,
    failed_checks,
    load,
    portrait,
    stored,
    table,
    touch_row,
)
from .chain import TOUCH_HEAD as TOUCHES_HEAD
from .test_any_order import EXPORTS, Export, take_in

Make = Callable[[], Path]


def desk(root: Path, *, dry_run: bool = False) -> Desk:
    """The surroundings of a write in a workspace."""
    workspace = find_workspace(root, {})
    return Desk(workspace.database, NOW, workspace.settings, lambda: workspace.key, "tester", dry_run=dry_run)


@pytest.mark.parametrize("last", EXPORTS, ids=lambda export: export.name)
def test_an_import_that_is_taken_back_never_was(last: Export, chain: Path) -> None:
    """Whatever a file tells of, all is as before it; and as after it when it counts again."""
    take_in(chain, [(export, export.rows) for export in EXPORTS if export is not last])
    before = portrait(chain)
    take_in(chain, [(last, last.rows)])
    after = portrait(chain)
    assert differing(before, after) != {}
    undo_import(desk(chain), len(EXPORTS))
    assert differing(before, portrait(chain)) == {}
    redo_import(desk(chain), len(EXPORTS))
    assert differing(after, portrait(chain)) == {}


class Part(NamedTuple):
    """Some rows of one kind of file."""

    kind: str
    rows: tuple[str, ...]

    def write(self, path: Path) -> Path:
        """The file that holds them."""
        if self.kind == "bill":
            path.write_text(wechat_bill([BILL[int(number)] for number in self.rows]), "utf-8")
            return path
        return table(path, HEADS[self.kind], self.rows)


HEADS = {
    "till": f"{PURCHASE_HEAD},merchant_order_no",
    "counts": TRAFFIC_HEAD,
    "touches": TOUCHES_HEAD,
    "customers": CUSTOMER_HEAD,
}

PAYMENT = "4200000000202603010000000901"
BILL = [
    wechat_row(1, 交易时间="2026-03-01 10:00:09", 微信订单号=PAYMENT, 商户订单号="T1"),
    wechat_row(2, "REVOKED", 交易时间="2026-03-01 11:00:00", 微信订单号=PAYMENT[:-1] + "2"),
    wechat_row(2, 交易时间="2026-03-01 11:00:00", 微信订单号=PAYMENT[:-1] + "2"),
    wechat_row(1, "REFUND", 交易时间="2026-03-03 10:00:00", 微信订单号=PAYMENT, 商户订单号="T1"),
    wechat_row(3, 交易时间="2026-03-01 13:00:05", 微信订单号=PAYMENT[:-1] + "3", 商户订单号="T3"),
    wechat_row(3, "REFUND", 交易时间="2026-03-03 11:00:00", 微信订单号=PAYMENT[:-1] + "3", 微信退款单号="5"),
    wechat_row(2, "REFUND", 交易时间="2026-03-03 11:00:00", 微信订单号=PAYMENT[:-1] + "2", 微信退款单号="5"),
    wechat_row(6, 交易时间="2026-03-01 12:00:20", 微信订单号=PAYMENT[:-1] + "6"),
    wechat_row(7, 交易时间="2026-03-01 12:02:20", 微信订单号=PAYMENT[:-1] + "7"),
    wechat_row(7, "REFUND", 交易时间="2026-03-01 15:00:00", 微信订单号=PAYMENT[:-1] + "7", 微信退款单号="6"),
]
TILL = [
    f"2026-03-01 10:00:00,0001,100.00,{PAYMENT},S001,13800138001,milk,,1,paid",
    "2026-03-01 12:00:00,0002,80.00,,S001,,tea,,1,paid",
    "2026-03-01 12:00:00,0002,20.00,,S001,,bread,,1,paid",
    "2026-03-02 09:00:00,0002,-30.00,,S001,,tea,,1,paid",
    "2026-03-03 09:00:00,0002,-10.00,,S001,,bread,,1,paid",
    "2026-03-02 12:00:00,0001,55.00,,S001,13800138001,milk,,1,paid",
    "2026-03-02 01:30:00,0003,5.00,,S001,,milk,,1,paid",
    "2026-03-02 01:40:00,0003,-2.00,,S001,,milk,,1,paid",
    "2026-03-02 02:30:00,0003,3.00,,S001,13800138000,tea,,1,paid",
    f"2026-03-01 10:00:00,0001,100.00,{PAYMENT},S001,13900139001,milk,,1,paid",
    "2026-03-01 13:00:00,0004,60.00,,S001,13800138002,milk,,1,paid",
    "2026-03-01 12:01:00,0005,100.00,,S001,13800138002,tea,,1,paid",
    "2026-03-01 15:00:00,0005,-30.00,,S001,,tea,,1,paid",
    "2026-03-01 13:00:00,0004,60.00,,S001,13800138002,milk,,1,paid,T3",
    "2026-03-01 13:00:00,0004,40.00,,S001,13800138002,tea,,1,paid,T3",
]
TILL = [row if row.endswith("T3") else f"{row}," for row in TILL]
COUNTS = [
    "2026-03-01 10:00:00,2026-03-01 11:00:00,D1,12,3",
    "2026-03-01 10:00:00,2026-03-01 11:00:00,D1,15,3",
    "2026-03-01 11:00:00,2026-03-01 12:00:00,D1,7,3",
]
TOUCHES = [
    touch_row(1, "oMADEUP000000000000000000001", "2026-03-01 09:50:00"),
    touch_row(2, "oMADEUP000000000000000000002", "2026-03-01 09:55:00"),
]
CUSTOMERS = [
    "13800138001,,,,2026-02-01 10:00:00,,yes,,S001",
    "13900139001,oMADEUP000000000000000000001,,,2026-02-01 10:00:00,,yes,,S001",
    "13800138001,oMADEUP000000000000000000002,,,2026-02-02 10:00:00,,,,",
]
HISTORY = {
    "till": TILL,
    "counts": COUNTS,
    "touches": TOUCHES,
    "customers": CUSTOMERS,
    "bill": list(map(str, range(len(BILL)))),
}
OTHERWISE = [
    SETTINGS,
    SETTINGS.replace("cutoff_hour = 3", "cutoff_hour = 1"),
    f'{SETTINGS}\n[reconcile]\ncounts = "till"\n',
    f"{SETTINGS}\n[reconcile]\nminutes = 0\n",
]
PAIRS = [
    (f"pos:S001::2026-03-01:{sale}", f"wechatpay:{PAYMENT[:-1]}{paid}")
    for sale in ("0002", "0005")
    for paid in (3, 6, 7)
]


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """Some rows of a file, in any order."""
    kind = draw(st.sampled_from(sorted(HISTORY)))
    rows = draw(st.lists(st.sampled_from(HISTORY[kind]), min_size=1, unique=True))
    if kind == "counts" and {*COUNTS[:2]} <= {*rows}:  # in one file the second is refused
        rows.remove(COUNTS[draw(st.integers(0, 1))])
    return Part(kind, tuple(rows))


def take(root: Path, files: Iterable[Part]) -> None:
    """Import parts, each as a file of its own."""
    for part in files:
        load(root, part.write(root / f"part{len(list(root.glob('part*')))}.csv"))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(files=st.lists(parts(), min_size=1, max_size=6), data=st.data())
def test_what_counts_is_what_the_live_imports_say(
    files: list[Part], new_chain: Make, data: st.DataObject
) -> None:
    """After imports, undos and redos all is as if the live ones alone had come, in another order.

    Business days may end, and sales be matched, otherwise than when a file came; persons may decide.
    """
    root = new_chain()
    live: set[int] = set()
    done = 0
    chosen = SETTINGS
    decided: list[tuple[str, str, bool]] = []
    while done < len(files) or data.draw(st.booleans()):
        what = data.draw(st.sampled_from(["import", "undo", "redo", "settings", "decide"]))
        if what == "settings":
            chosen = data.draw(st.sampled_from(OTHERWISE))
            (root / "digitool.toml").write_text(chosen, "utf-8")
        elif what == "decide":
            decision = (*data.draw(st.sampled_from(PAIRS)), data.draw(st.booleans()))
            if decide_if_possible(root, decision):
                decided.append(decision)
        gone = {*range(1, done + 1)} - live
        if what == "import" and done < len(files):
            take(root, [files[done]])
            done += 1
            live.add(done)
        elif what == "undo" and live:
            batch = data.draw(st.sampled_from(sorted(live)))
            undo_import(desk(root), batch)
            live.remove(batch)
        elif what == "redo" and gone:
            batch = data.draw(st.sampled_from(sorted(gone)))
            redo_import(desk(root), batch)
            live.add(batch)
    load(root, table(root / "follow.csv", TRAFFIC_HEAD, []))  # the settings are followed by a write
    other = new_chain()
    (other / "digitool.toml").write_text(chosen, "utf-8")
    take(other, data.draw(st.permutations([files[batch - 1] for batch in sorted(live)])))
    for decision in decided:
        decide_if_possible(other, decision)
    assert differing(portrait(root), portrait(other)) == {}


def decide_if_possible(root: Path, decision: tuple[str, str, bool]) -> bool:
    """Say that a sale and a payment are one, or are not; whether both are there to be decided about."""
    sale, payment, same = decision
    try:
        decide(desk(root), sale, payment, "", same=same)
    except (NotFoundError, ConflictError):
        return False
    return True


def test_what_a_bill_joined_is_apart_again_without_it(chain: Path) -> None:
    """A till's receipt that was the bill's payment is the till's sale again when the bill is taken back."""
    take(chain, [Part("till", tuple(TILL[-2:]))])
    alone = portrait(chain)
    take(chain, [Part("bill", ("4",))])
    assert ask(chain, "SELECT amount_fen, bill_fen, order_fen FROM purchase") == [(10_000, 10_000, 10_000)]
    joined = portrait(chain)
    undo_import(desk(chain), 2)
    assert differing(alone, portrait(chain)) == {}
    redo_import(desk(chain), 2)
    undo_import(desk(chain), 1)
    redo_import(desk(chain), 1)
    assert differing(joined, portrait(chain)) == {}


def test_an_undo_is_recorded_and_refused_twice(chain: Path, cli: Cli) -> None:
    """It is an operation of its own; undone already, or never made, it is told so and changes nothing."""
    take_in(chain, [(EXPORTS[0], EXPORTS[0].rows)])
    done = cli("import", "undo", "1", "--json", cwd=chain)
    assert (done.exit, done.json["meta"]["batch"]) == (0, 1)
    assert {row["figure"] for row in done.rows} >= {"store_payments", "store_sales_fen"}
    (listed,) = cli("import", "list", "--json", cwd=chain).rows
    assert (listed["state"], listed["undone_by"]) == ("undone", "op-0002")
    before = stored(chain)
    with pytest.raises(ConflictError, match="taken back already"):
        undo_import(desk(chain), 1)
    with pytest.raises(NotFoundError, match="no import 7"):
        undo_import(desk(chain), 7)
    assert stored(chain) == before
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []


def test_a_dry_undo_shows_the_figures_and_changes_nothing(chain: Path, cli: Cli) -> None:
    """The same rows as the undo itself, and the database as it was."""
    take_in(chain, [(export, export.rows) for export in EXPORTS])
    before = stored(chain)
    dry = cli("import", "undo", "2", "--dry-run", "--json", cwd=chain)
    assert stored(chain) == before
    wet = cli("import", "undo", "2", "--json", cwd=chain)
    assert [(row["figure"], row["before"], row["after"]) for row in dry.rows] == [
        (row["figure"], row["before"], row["after"]) for row in wet.rows
    ]


def test_a_corrected_mapping_replaces_a_wrong_one(chain: Path, tmp_path: Path, cli: Cli) -> None:
    """A newcomer sees what a wrong mapping did, and puts the right one in its place in one step."""
    file = tmp_path / "pos.csv"
    file.write_text("when,no,list_price,paid,shop\n2026-03-01 10:00,A1,100.00,80.00,S001\n", "utf-8")
    columns = 'kind = "purchases"\n[columns]\nat = "when"\norder_no = "no"\namount = "{}"\nstore = "shop"\n'
    wrong, right = tmp_path / "wrong.toml", tmp_path / "right.toml"
    wrong.write_text(columns.format("list_price"), "utf-8")
    right.write_text(columns.format("paid"), "utf-8")
    assert cli("import", file, "--mapping", wrong, cwd=chain).exit == 0
    shown = cli("import", "show", "1", "--json", cwd=chain)
    assert [(row["kind"], row["told"], row["alone"]) for row in shown.rows] == [("sale_claim", 1, 1)]
    assert cli("import", file, "--mapping", right, "--replaces", "1", cwd=chain).exit == 0
    assert ask(chain, "SELECT amount_fen FROM purchase") == [(8_000,)]
    assert [row["state"] for row in cli("import", "list", "--json", cwd=chain).rows] == ["counts", "undone"]


def test_a_value_that_is_named_again_is_the_same_identifier(chain: Path, cli: Cli) -> None:
    """What an import alone had named is nobody once it is taken back, and has its number again later."""
    touches = [row for row in EXPORTS if row.name == "touches.csv"]
    take_in(chain, [(one, one.rows) for one in touches])
    before = ask(chain, "SELECT id, value FROM identifier ORDER BY id")
    undo_import(desk(chain), 1)
    assert ask(chain, "SELECT count(*) FROM identifier") == [(0,)]
    assert cli("customer", "show", "P1", cwd=chain).exit == 4
    take_in(chain, [(one, one.rows) for one in touches])
    assert ask(chain, "SELECT id, value FROM identifier ORDER BY id") == before


def test_two_files_that_contradict_each_other_are_named(chain: Path, tmp_path: Path, cli: Cli) -> None:
    """The larger count counts whichever came first; check names both until one is taken back."""
    for number, row in enumerate(COUNTS[:2]):
        done = cli("import", table(tmp_path / f"{number}.csv", TRAFFIC_HEAD, [row]), "--json", cwd=chain)
        assert (done.rows[0]["accepted"], len(done.json["warnings"])) == (1, number)
    assert ask(chain, "SELECT entered FROM traffic") == [(15,)]
    (found,) = cli("check", "contradictions", "--json", cwd=chain).rows
    assert found["passed"]
    assert "import 2 line 2 says [15, 3, 0, 0] and counts, import 1 line 2" in found["detail"]
    undo_import(desk(chain), 2)
    assert ask(chain, "SELECT entered FROM traffic") == [(12,)]
    assert cli("check", "contradictions", "--json", cwd=chain).rows[0]["detail"] == ""
