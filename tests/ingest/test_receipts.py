"""Receipts whose numbers start again, and returns: the same figures however the rows are cut into files."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ..conftest import Cli
from .chain import ask, differing, failed_checks, load, portrait, table

HEAD = "at,order_no,amount,store,till,item"

Make = Callable[[], Path]
Files = Sequence[Sequence[str]]


class TillRow(NamedTuple):
    """One row of a till's export."""

    day: int
    clock: str
    number: str
    yuan: int
    store: str
    till: str
    item: str

    def text(self, channel: str = "") -> str:
        """The row under `HEAD`."""
        at = f"2026-03-0{self.day} {self.clock}:00"
        return f"{at},{self.number},{self.yuan}.00,{self.store},{self.till},{self.item}"


def take_in(root: Path, files: Files, head: str = HEAD) -> list[int]:
    """Import rows, file by file; how many of each were new. None may be rejected or lost."""
    news = []
    for rows in files:
        outcome = load(root, table(root / f"{len(list(root.iterdir()))}.csv", head, rows))
        assert not outcome.rejects
        assert outcome.rows_in == outcome.accepted + outcome.known == len(rows)
        news.append(outcome.accepted)
    return news


def figures(root: Path) -> tuple[int, int, int, int]:
    """Sales, what is off them, and number and amount of refunds of no known sale, of all stores."""
    (paid,) = ask(root, "SELECT coalesce(sum(paid_fen), 0) FROM store_day")
    (back,) = ask(
        root,
        "SELECT coalesce(sum(back_fen), 0), coalesce(sum(lone), 0), coalesce(sum(lone_fen), 0)"
        " FROM store_refund",
    )
    return (*paid, *back)


_rows = st.builds(
    TillRow,
    day=st.integers(1, 4),
    clock=st.sampled_from(["00:30", "02:10", "03:10", "10:00", "10:00", "18:00"]),
    number=st.sampled_from(["0001", "0002"]),
    yuan=st.sampled_from([100, 60, 30, 20, -10, -20, -30, -60]),
    store=st.sampled_from(["S001", "S001", "二店"]),
    till=st.sampled_from(["", "A"]),
    item=st.sampled_from(["", "milk", "bread"]),
)


@st.composite
def cut(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    """Distinct rows, and files that hold each of them at least once, in any order, some of them twice."""
    rows = [row.text() for row in draw(st.lists(_rows, min_size=2, max_size=12, unique=True))]
    places = draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    again = draw(st.lists(st.integers(0, 3), min_size=len(rows), max_size=len(rows)))
    files = [
        draw(st.permutations([row for row, *its in zip(rows, places, again) if place in its]))
        for place in range(4)
    ]
    return rows, [file for file in files if file]


def row(day: int, number: str, yuan: int, **cells: str) -> str:
    """One row of a till, of the first store at ten o'clock where nothing else is said."""
    known = {"clock": "10:00", "store": "S001", "till": "", "item": "", **cells}
    return TillRow(day, number=number, yuan=yuan, **known).text()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
@given(history=cut())
def test_any_cut_of_a_history_into_files_gives_the_same_purchases(
    history: tuple[list[str], list[list[str]]], new_chain: Make
) -> None:
    """Sales, exchanges and returns, over the cut-off hour too: all follows from the rows alone."""
    rows, files = history
    whole, apart = new_chain(), new_chain()
    take_in(whole, [rows])
    take_in(apart, files)
    paid, back, _, lone = figures(whole)
    assert paid - back - lone == sum(100 * int(row.split(",")[2].removesuffix(".00")) for row in rows)
    assert differing(portrait(apart), portrait(whole)) == {}
    assert take_in(apart, [*files, rows]) == [0] * (len(files) + 1)
    assert differing(portrait(apart), portrait(whole)) == {}


def test_a_number_that_comes_again_elsewhere_is_another_purchase(new_chain: Make) -> None:
    """Another day, another store, another till: three more sales, in one file or in one each."""
    rows = [
        row(1, "0001", 10),
        row(2, "0001", 20),
        row(1, "0001", 40, store="S002"),
        row(1, "0001", 80, till="A"),
    ]
    whole, apart = new_chain(), new_chain()
    assert take_in(whole, [rows]) == [4]
    assert take_in(apart, [[one] for one in reversed(rows)]) == [1] * 4
    assert ask(whole, "SELECT amount_fen FROM purchase ORDER BY 1") == [
        (1_000,),
        (2_000,),
        (4_000,),
        (8_000,),
    ]
    assert differing(portrait(whole), portrait(apart)) == {}


def test_a_store_is_the_same_by_code_and_by_name(chain: Path) -> None:
    """One export says S002, the next 二店: one receipt."""
    assert take_in(chain, [[row(1, "0001", 10, store="S002")], [row(1, "0001", 10, store="二店")]]) == [1, 0]


def test_returns_of_one_receipt_on_several_days_are_several_refunds(chain: Path) -> None:
    """200 less 80 less 50 is 70, file by file; the same rows again, also together, are known."""
    rows = [row(1, "Z1", 200), row(2, "Z1", -80), row(3, "Z1", -50)]
    assert take_in(chain, [[one] for one in rows]) == [1, 1, 1]
    assert figures(chain) == (20_000, 13_000, 0, 0)
    assert take_in(chain, [rows, *([one] for one in rows)]) == [0] * 4


def test_equal_rows_of_one_file_are_two(chain: Path) -> None:
    """Two of the same article in two rows count twice, sold or returned; the file again changes nothing."""
    rows = [row(1, "0001", 30, item="milk")] * 2 + [row(2, "0001", -30, item="milk")] * 2
    assert take_in(chain, [rows, rows]) == [4, 0]
    assert figures(chain) == (6_000, 6_000, 0, 0)


def test_totals_and_articles_of_one_receipt_are_one_sale(new_chain: Make) -> None:
    """An export by receipt tells what was paid, one by article what was bought."""
    articles = [
        row(1, "0001", 25, item="milk"),
        row(1, "0001", 10, item="bread"),
        row(2, "0001", -10, item="bread"),
    ]
    totals = ["2026-03-01 10:00:00,0001,33.00,S001", "2026-03-02 10:00:00,0001,-10.00,S001"]
    found = []
    for first in (True, False):
        root = new_chain()
        for by_article in (first, not first):
            if by_article:
                take_in(root, [articles])
            else:
                take_in(root, [totals], "at,order_no,amount,store")
        assert figures(root) == (3_300, 1_000, 0, 0)
        assert ask(root, "SELECT item FROM purchase_line ORDER BY position") == [("bread",), ("milk",)]
        found.append(portrait(root))
    assert differing(*found) == {}


OWN_NUMBER = [row(1, "A1", 100), row(3, "R1", -30, clock="11:00"), row(3, "A1", -20, clock="12:00")]


def test_a_return_with_its_own_number_lessens_net_on_its_day_and_is_named(chain: Path, cli: Cli) -> None:
    """Sold for 100 on the 1st, 20 of it back; 30 more back on the 3rd, of whatever it was."""
    assert take_in(chain, [OWN_NUMBER]) == [3]
    assert figures(chain) == (10_000, 2_000, 1, 3_000)
    period = ("--from", "2026-03-01", "--to", "2026-03-05")
    (total,) = cli("flow", "rate", "--by", "chain", *period, "--json", cwd=chain).rows
    assert (total["gmv_fen"], total["net_fen"]) == (10_000, 5_000)
    assert (total["refunds_without_purchase"], total["refunds_without_purchase_fen"]) == (1, 3_000)
    days = cli("flow", "rate", "--by", "day", *period, "--json", cwd=chain).rows
    net = {one["day"]: one["net_fen"] for one in days if one["net_fen"]}
    assert net == {"2026-03-01": 8_000, "2026-03-03": -3_000}
    told = cli("flow", "rate", *period, "--lang", "en", cwd=chain).err
    assert "refunds whose purchase was never imported: 1, 30.00 in all" in told
    (named,) = cli("flow", "refunds", "--json", cwd=chain).rows
    assert (named["day"], named["store"], named["channel"]) == ("2026-03-03", "S001", "store")
    assert (named["order"], named["amount_fen"], named["line"]) == ("R1", 3_000, 3)
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []


@pytest.mark.parametrize("channel", ["store", "official_store"])
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_a_return_finds_its_sale_whenever_that_comes(
    chain: Path, cli: Cli, channel: str, order: tuple[int, ...]
) -> None:
    """Before its sale is imported it counts on its own day, after that against the sale."""
    head = "at,order_no,amount,store,channel"
    told = (1, 200), (4, -80), (5, -50)
    rows = [f"2026-03-0{day} 10:00:00,Z1,{yuan}.00,S001,{channel}" for day, yuan in told]
    for place in order:
        assert take_in(chain, [[rows[place]]], head) == [1]
    assert ask(
        chain, "SELECT count(*), sum(r.amount_fen) FROM refund r JOIN purchase p ON p.id = r.purchase"
    ) == [(2, 13_000)]
    period = ("--from", "2026-03-01", "--to", "2026-03-06", "--json")
    if channel == "store":
        assert figures(chain) == (20_000, 13_000, 0, 0)
    else:
        (total,) = cli("official-store", "report", "--by", "chain", *period, cwd=chain).rows
        assert (total["gmv_fen"], total["net_fen"], total["refunds_without_purchase"]) == (20_000, 7_000, 0)
    assert cli("flow", "refunds", "--json", cwd=chain).rows == []
    assert take_in(chain, [rows, rows[1:], rows[:1]], head) == [0, 0, 0]


def test_the_official_store_counts_a_refund_of_an_unknown_order_on_its_day(chain: Path, cli: Cli) -> None:
    """Only the return is in the files: net is below zero on that day, and the row says why."""
    head = "at,order_no,amount,store,channel"
    take_in(chain, [["2026-03-04 10:00:00,Z9,-80.00,,official_store"]], head)
    period = ("--from", "2026-03-01", "--to", "2026-03-06", "--json")
    (day,) = cli("official-store", "report", "--by", "day", *period, cwd=chain).rows
    assert (day["day"], day["orders"], day["gmv_fen"], day["net_fen"]) == ("2026-03-04", 0, 0, -8_000)
    assert (day["refunds_without_purchase"], day["refunds_without_purchase_fen"]) == (1, 8_000)


def test_a_return_is_never_of_a_receipt_that_was_for_less(chain: Path) -> None:
    """Its own number stood on a receipt of the day before by chance: 300 are not off a sale of 20."""
    take_in(chain, [[row(1, "0042", 20), row(2, "0042", -300)]])
    assert figures(chain) == (2_000, 0, 1, 30_000)


def test_number_scope_says_how_far_a_number_is_good(chain: Path) -> None:
    """An order's number of two days is one purchase, the newest account of it; a receipt's is two."""
    mapping = chain / "orders.toml"
    columns = "".join(f'{name} = "{name}"\n' for name in ("at", "order_no", "amount", "store"))
    told = ["2026-03-01 10:00:00,1,10.00,S001"], ["2026-03-02 10:00:00,1,8.00,S001"]
    for scope, amounts in (("global", [(800,)]), ("day", [(800,), (800,), (1_000,)])):
        mapping.write_text(f'kind = "purchases"\nnumber_scope = "{scope}"\n[columns]\n{columns}', "utf-8")
        for place, rows in enumerate(told):
            file = table(chain / f"{scope}{place}.csv", "at,order_no,amount,store", rows)
            assert load(chain, file, mapping=mapping).accepted == 1
        assert ask(chain, "SELECT amount_fen FROM purchase ORDER BY 1") == amounts


def test_articles_of_an_order_that_a_page_cuts_apart_stay_one_order(new_chain: Make) -> None:
    """The last order of one file goes on in the next; what is told again newly replaces only itself."""
    head = "at,order_no,amount,store,channel,item"
    milk, bread, cheaper = (
        f"2026-03-01 10:00:00,O1,{yuan}.00,,official_store,{item}"
        for yuan, item in ((25, "milk"), (8, "bread"), (20, "milk"))
    )
    for files in ([[milk], [bread]], [[bread], [milk]], [[milk, bread]]):
        root = new_chain()
        take_in(root, files, head)
        assert ask(root, "SELECT amount_fen FROM purchase") == [(3_300,)]
        take_in(root, [[cheaper]], head)
        assert ask(root, "SELECT amount_fen FROM purchase") == [(2_800,)]
        assert ask(root, "SELECT item, amount_fen FROM purchase_line ORDER BY 1") == [
            ("bread", 800),
            ("milk", 2_000),
        ]


PAY = "4200000000202603010000000777"


@pytest.mark.parametrize("first", [0, 1])
def test_a_payment_number_that_one_export_lacks_makes_no_second_purchase(chain: Path, first: int) -> None:
    """The till's export with and without the column: the receipt is the same, and the bill joins it."""
    files = (
        ("at,order_no,amount,store,pay_no", f"2026-03-01 10:00:00,0001,30.00,S001,{PAY}"),
        ("at,order_no,amount,store", "2026-03-01 10:00:00,0001,30.00,S001"),
    )
    for head, line in (files[first], files[1 - first]):
        take_in(chain, [[line]], head)
    assert ask(chain, "SELECT number, amount_fen FROM purchase") == [(f"wechatpay:{PAY}", 3_000)]
    for head, line in files:
        assert take_in(chain, [[line]], head) == [0]
    take_in(chain, [["2026-03-02 10:00:00,0001,-30.00,S001"]], "at,order_no,amount,store")
    assert figures(chain) == (3_000, 3_000, 0, 0)


def test_a_new_cut_off_hour_moves_receipts_and_their_returns(chain: Path) -> None:
    """A receipt of half past two changes its day with the settings, and is still known afterwards."""
    rows = [row(2, "0001", 30, clock="02:30"), row(2, "0001", -10, clock="02:40")]
    take_in(chain, [rows])
    settings = chain / "digitool.toml"
    settings.write_text(settings.read_text("utf-8").replace("cutoff_hour = 3", "cutoff_hour = 1"), "utf-8")
    assert take_in(chain, [rows]) == [0]
    assert ask(chain, "SELECT day - 20513 FROM purchase UNION ALL SELECT day - 20513 FROM refund") == [
        (1,),
        (1,),
    ]
    assert take_in(chain, [[row(1, "0001", 50, clock="12:00")], rows]) == [1, 0]
    assert figures(chain) == (8_000, 1_000, 0, 0)


def test_what_looks_like_two_tills_or_a_changed_receipt_is_told(chain: Path) -> None:
    """One number at ten and at six, and a receipt with a further amount in another file: two warnings."""
    head = "at,order_no,amount,store"
    first = table(
        chain / "a.csv", head, ["2026-03-01 10:00:00,0001,10.00,S001", "2026-03-01 18:00:00,0001,20.00,S001"]
    )
    (apart,) = load(chain, first).warnings
    assert (apart.code, apart.values) == ("receipts_apart", {"count": 1, "receipt": "0001 (2026-03-01)"})
    again = table(chain / "b.csv", head, ["2026-03-01 10:00:00,0001,9.00,S001"])
    grew = {warning.code: warning.values for warning in load(chain, again).warnings}["receipts_grew"]
    assert grew == {"count": 1, "receipt": "0001 (2026-03-01)", "before": "30.00", "after": "39.00"}
    assert load(chain, again).warnings == []


def test_a_program_reads_the_warnings_of_an_import_in_the_answer(chain: Path, cli: Cli) -> None:
    """What a person reads on stderr stands in the JSON, once in either."""
    rows = ["2026-03-01 10:00:00,0001,10.00,S001", "2026-03-01 18:00:00,0001,20.00,S001"]
    file = table(chain / "a.csv", "at,order_no,amount,store", rows)
    person = cli("import", file, "--dry-run", "--lang", "en", cwd=chain)
    program = cli("import", file, "--lang", "en", "--json", cwd=chain)
    (warning,) = json.loads(program.out)["warnings"]
    assert warning.startswith("1 receipt numbers stand at moments")
    assert person.err.count(warning) == 1
    assert program.err == ""


@pytest.mark.parametrize("first", ["plain", "till", "order"])
@pytest.mark.parametrize("second", ["plain", "till", "order"])
def test_a_number_that_is_told_in_another_way_is_said(chain: Path, first: str, second: str) -> None:
    """With a till, without one, or as an order: any two of these would count one sale twice."""

    def told(way: str, name: str) -> list[str]:
        names = ("at", "order_no", "amount", "store", *(["till"] if way == "till" else []))
        scope = 'number_scope = "global"\n' if way == "order" else ""
        mapping = chain / f"{way}.toml"
        columns = "".join(f'{one} = "{one}"\n' for one in names)
        mapping.write_text(f'kind = "purchases"\n{scope}[columns]\n{columns}', "utf-8")
        file = table(chain / name, "at,order_no,amount,store,till", ["2026-03-01 10:00:00,0001,10.00,S001,1"])
        return [warning.code for warning in load(chain, file, mapping=mapping).warnings]

    assert told(first, "a.csv") == []
    assert told(second, "b.csv") == ([] if first == second else ["receipts_twofold"])


def test_a_ticket_is_rejected_whole_for_a_time_that_cannot_be_read(chain: Path) -> None:
    """The row may be of any receipt of its number: those it stands with wait for it, others do not."""
    bad = row(1, "0001", 5).replace("2026-03-01 10:00:00", "soon")
    rows = [row(1, "0001", 10), bad, row(1, "0001", 20), row(2, "0001", 40)]
    outcome = load(chain, table(chain / "a.csv", HEAD, rows))
    assert (outcome.rows_in, outcome.accepted, outcome.rejected) == (4, 1, 3)
    assert ask(chain, "SELECT amount_fen FROM purchase") == [(4_000,)]


def test_rows_of_a_ticket_of_an_unknown_store_are_all_rejected(chain: Path, cli: Cli) -> None:
    """The rejects file holds every row of it, and no store at all has a hint that helps."""
    rows = [row(1, "0001", 10, store="S9", item="milk"), row(1, "0001", 20, store="S9", item="bread")]
    rows.append(row(2, "0001", -5, store="S9"))
    outcome = load(chain, table(chain / "a.csv", HEAD, rows))
    assert (outcome.rows_in, outcome.accepted, outcome.rejected) == (3, 0, 3)
    nowhere = cli(
        "import", table(chain / "b.csv", HEAD, [row(1, "1", 5, store="")]), "--lang", "en", cwd=chain
    )
    assert nowhere.exit == 3
    assert "nothing says which store this is of" in nowhere.err and "[defaults]" in nowhere.err


FAULTS = {
    "an amount": "UPDATE purchase SET amount_fen = amount_fen + 1",
    "a day": "UPDATE purchase SET day = day + 1",
    "a row of a receipt": "UPDATE sale_claim SET told = replace(told, ',10000,', ',9000,')",
    "what was given back": "UPDATE refund SET amount_fen = amount_fen + 1",
    "when it was given back": "UPDATE refund SET at = at + 1",
    "a refund of another sale": "UPDATE refund SET purchase = (SELECT id FROM purchase)",
    "a refund of no sale": "UPDATE refund SET purchase = 7",
    "a lost refund": "DELETE FROM refund WHERE amount_fen = 3000",
    "a lost purchase": "DELETE FROM purchase",
    "a figure": "UPDATE store_refund SET lone_fen = lone_fen + 1",
    "a figure that is missing": "DELETE FROM store_refund",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_check_sees_each_fault_of_money(fault: str, chain: Path, cli: Cli) -> None:
    """Put into the database by hand, every one of them is found; before that nothing is."""
    take_in(chain, [OWN_NUMBER])
    names = ("purchases", "refunds", "flow-store-days", "flow-refunds")
    assert failed_checks(cli("check", *names, "--json", cwd=chain).rows) == []
    with closing(sqlite3.connect(chain / "digitool.db")) as connection, connection:
        assert connection.execute(FAULTS[fault]).rowcount > 0
    assert failed_checks(cli("check", *names, "--json", cwd=chain).rows) != []


@pytest.mark.parametrize(("before", "after"), [(3, 0), (0, 3)])
def test_a_new_cut_off_hour_makes_no_row_a_second_sale(
    before: int, after: int, chain: Path, cli: Cli
) -> None:
    """Rows around midnight were one receipt, or two: told again under another hour, they are known."""
    settings = chain / "digitool.toml"

    def cut_off(old: int, new: int) -> None:
        text = settings.read_text("utf-8")
        settings.write_text(text.replace(f"cutoff_hour = {old}", f"cutoff_hour = {new}"), "utf-8")

    cut_off(3, before)
    rows = [
        row(1, "0001", 10, clock="23:50"),
        row(2, "0001", 20, clock="00:10"),
        row(2, "0001", 40, clock="10:00"),
        row(3, "0001", -10, clock="00:30"),
    ]
    take_in(chain, [rows])
    paid, back, _, lone = figures(chain)
    assert paid - back - lone == 6_000
    cut_off(before, after)
    assert take_in(chain, [rows, rows[:2], rows[1:3], rows[2:]]) == [0, 0, 0, 0]
    paid, back, _, lone = figures(chain)
    assert paid - back - lone == 6_000
    assert failed_checks(cli("check", "--json", cwd=chain).rows) == []
