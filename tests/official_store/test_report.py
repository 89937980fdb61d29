"""What the official store's report says: figures worked out by hand, and compared with a count by loops."""

from __future__ import annotations

import re
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.db.schema.making import create_database
from digitool.model.days import iso_day, week_start
from digitool.official_store.report.metrics import MEASURES, Period
from digitool.official_store.report.questions import sales_report
from tests.official_store.facts import FIRST, Back, Bought, Facts, Lone, Shop, Touched, by_hand

README = Path(__file__).parent.parent.parent / "README.md"


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, made once."""
    path = tmp_path_factory.mktemp("blank") / "digitool.db"
    create_database(path)
    return path


@pytest.fixture
def database(blank: Path, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to an empty database of this test's own."""
    path = tmp_path / "digitool.db"
    shutil.copy(blank, path)
    connection = sqlite3.connect(path, isolation_level=None)
    connection.row_factory = sqlite3.Row
    yield connection
    connection.close()


def rows(facts: Facts, connection: sqlite3.Connection, period: Period, **more: Any) -> list[dict[str, Any]]:
    """The report over facts that are written for it and taken back."""
    connection.execute("BEGIN")
    try:
        facts.insert(connection)
        return sales_report(connection, period, **more).rows
    finally:
        connection.execute("ROLLBACK")


def plain(row: dict[str, Any]) -> dict[str, Any]:
    """A row's own measures, rates as pairs."""
    return {name: tuple(row[name]) if isinstance(row[name], tuple) else row[name] for name in MEASURES}


A_WEEK = Facts(
    shops=(Shop(1, "S001", "广东"), Shop(2, "S002", "上海")),
    touched=[Touched(-40, 600, 1, 1), Touched(-2, 600, 2, 2)],
    bought=[
        Bought(
            0, 720, 10_000, 1, lines=2, back=(Back("wechatpay-refund", 3_000), Back("youzan-refund", 3_000))
        ),
        Bought(1, 615, 5_000, 1, served=2, lines=1),
        Bought(1, 1_350, 4_000, 2, served=2, region="广东"),
        Bought(2, 600, 1_000, 2, region="广东", back=(Back("wechatpay-refund", 400, "FAIL"),)),
        Bought(2, 601, 2_000),
        Bought(2, 602, 7_777, 5),
        Bought(2, 700, 9_999, 3, state="unpaid"),
        Bought(0, 600, 6_000, 3, "store", 1),
        Bought(0, 601, 2_000, 4, "store", 2, guide="zhangsan"),
        Bought(-7, 600, 11_000, 2),
    ],
    visitors={0: 50, 2: 100, -7: 25},
    staff=frozenset({5}),
)
"""Ten purchases. Store 1 is the home of person 1, store 2 that of person 2; person 5 is staff."""


def test_every_number_of_a_week(database: sqlite3.Connection) -> None:
    """Each figure of the chain's row is the one that pencil and paper give."""
    (row,) = rows(A_WEEK, database, Period(FIRST, FIRST + 7, "chain"))
    assert plain(row) == {
        "orders": 5,
        "gmv_fen": 22_000,
        "net_fen": 19_000,  # the bill and the order system tell of one refund; the failed one is none
        "buyers": 2,
        "basket_fen": 4_400,
        "lines_per_order": 1.5,  # of the two orders whose source tells lines
        "conversion": (3, 150),  # day 0: person 1; day 2: person 2 and one unknown; day 1 has no visitors
        "off_hours_share": (2, 4),  # Sunday noon, and half past ten in the night of the short day
        "cross_region_share": (2, 3),  # 广东 -> store 2 in 上海; 上海 -> 上海; 上海 -> 广东 by address
        "repeat_rate": (2, 2),  # person 2 bought a week before
        "private_share": (24_000, 30_000),
    }
    before = {name: row[f"prev_{name}"] for name in ("orders", "gmv_fen", "conversion", "repeat_rate")}
    assert before == {"orders": 1, "gmv_fen": 11_000, "conversion": (1, 25), "repeat_rate": (0, 1)}
    assert row["gmv_change"] == (11_000, 11_000)


def test_an_order_belongs_to_the_store_that_serves_it_else_to_its_buyers_home(
    database: sqlite3.Connection,
) -> None:
    """By store: what serves before what is home; the rest is of no store, and conversion is unknown."""
    found = rows(A_WEEK, database, Period(FIRST, FIRST + 7, "store"))
    assert [(row["store"], row["orders"], row["gmv_fen"], row["conversion"]) for row in found] == [
        ("S001", 1, 10_000, None),
        ("S002", 3, 10_000, None),
        (None, 1, 2_000, None),
    ]
    assert [tuple(row["private_share"]) for row in found] == [
        (10_000, 16_000),
        (12_000, 12_000),
        (2_000, 2_000),
    ]
    narrowed = rows(A_WEEK, database, Period(FIRST, FIRST + 7, "store"), stores={"S001"})
    assert [row["store"] for row in narrowed] == ["S001"]


def test_a_day_is_compared_with_the_same_day_of_the_period_before(database: sqlite3.Connection) -> None:
    """With seven days Sunday stands beside Sunday, with one day today beside yesterday."""
    found = rows(A_WEEK, database, Period(FIRST, FIRST + 7, "day"))
    assert [(row["day"] - FIRST, row["orders"], row["prev_orders"]) for row in found] == [
        (0, 1, 1),
        (1, 2, 0),
        (2, 2, 0),
    ]
    (single,) = rows(A_WEEK, database, Period(FIRST + 2, FIRST + 3, "day"))
    assert (single["orders"], single["prev_orders"]) == (2, 2)


def test_a_week_is_compared_with_the_week_before(database: sqlite3.Connection) -> None:
    """A week begins on Monday; a part of one is compared with the same part of the week before."""
    found = rows(A_WEEK, database, Period(FIRST - 7, FIRST + 7, "week"))
    assert [(iso_day(row["week"]), row["orders"], row["prev_orders"]) for row in found] == [
        ("2026-02-16", 1, 0),
        ("2026-02-23", 1, 1),
        ("2026-03-02", 4, 0),  # the order of Sunday is not among the six days compared
    ]
    assert found[1]["week"] == week_start(FIRST)


def test_no_orders_are_zero_orders_and_unknown_rates(database: sqlite3.Connection) -> None:
    """Nothing sold is zero; what has nothing to be divided by is unknown."""
    (row,) = rows(Facts(), database, Period(FIRST, FIRST + 7, "chain"))
    assert (row["orders"], row["gmv_fen"], row["basket_fen"], row["lines_per_order"]) == (0, 0, None, None)
    assert row["repeat_rate"].value is None and row["conversion"].value is None


_bought = st.builds(
    Bought,
    day=st.integers(-9, 8),
    minute=st.integers(0, 1439),
    fen=st.integers(0, 50_000),
    person=st.integers(0, 5),
    channel=st.just("official_store"),
    store=st.just(0),
    state=st.sampled_from(["paid", "paid", "paid", "unpaid", "revoked"]),
    guide=st.sampled_from(["", "", "zhangsan"]),
    served=st.sampled_from([0, 0, 1, 2, 3]),
    region=st.sampled_from(["", "广东", "上海"]),
    lines=st.integers(0, 4),
    back=st.lists(
        st.builds(
            Back,
            st.sampled_from(["wechatpay-refund", "alipay-refund", "youzan-refund", "pos-refund"]),
            st.integers(1, 20_000),
            st.sampled_from(["SUCCESS", "PROCESSING", "FAIL"]),
        ),
        max_size=3,
    ).map(tuple),
)
_tills = _bought.flatmap(
    lambda one: st.tuples(st.integers(1, 3), st.sampled_from([0, 0, 365])).map(
        lambda drawn: one._replace(
            channel="store", store=drawn[0], day=one.day - drawn[1], served=0, region=""
        )
    )
)
_lone = st.builds(
    Lone,
    day=st.integers(-9, 8),
    unknown=st.integers(1, 3),
    back=st.builds(
        Back,
        st.sampled_from(["wechatpay-refund", "order-refund"]),
        st.integers(1, 20_000),
        st.sampled_from(["SUCCESS", "PROCESSING", "FAIL"]),
    ),
    channel=st.sampled_from(["official_store", "official_store", "store"]),
)
_facts = st.builds(
    Facts,
    shops=st.tuples(*(st.sampled_from(["", "广东", "上海"]) for _ in range(3))).map(
        lambda regions: tuple(Shop(n, f"S{n}", region) for n, region in enumerate(regions, 1))
    ),
    bought=st.lists(_bought | _tills, max_size=14),
    lone=st.lists(_lone, max_size=5),
    touched=st.lists(
        st.builds(
            Touched,
            st.integers(-30, 9) | st.integers(-375, -355),
            st.integers(0, 1439),
            st.integers(1, 5),
            st.integers(1, 3),
        ),
        max_size=6,
    ),
    visitors=st.dictionaries(st.integers(-9, 8), st.integers(0, 500), max_size=8),
    staff=st.sampled_from([frozenset(), frozenset({1}), frozenset({1, 2})]),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=_facts, start=st.integers(-3, 3), days=st.integers(1, 7))
def test_the_report_is_what_a_loop_over_the_purchases_counts(
    database: sqlite3.Connection, facts: Facts, start: int, days: int
) -> None:
    """For any facts and period: chain and days equal the count by hand, and stores add up to the chain."""
    period = Period(FIRST + start, FIRST + start + days, "chain")
    (row,) = rows(facts, database, period)
    assert plain(row) == by_hand(facts, start, start + days)
    before = by_hand(facts, start - days, start)
    assert {name: row[f"prev_{name}"] for name in MEASURES} == before
    for one in rows(facts, database, period._replace(by="day")):
        day = one["day"] - FIRST
        assert plain(one) == by_hand(facts, day, day + 1)
    stores = rows(facts, database, period._replace(by="store"))
    for name in ("orders", "gmv_fen", "net_fen"):
        assert sum(one[name] for one in stores) == row[name]
    for name in ("off_hours_share", "cross_region_share", "private_share"):
        assert sum(one[name].num for one in stores) == row[name].num
        assert sum(one[name].den for one in stores) == row[name].den


def readme_answers(connection: sqlite3.Connection, start: int, end: int) -> list[dict[str, Any]]:
    """What the SQL of README.md answers, its two dates replaced."""
    text = README.read_text("utf-8")
    base = re.search(r"cat > base\.sql <<'SQL'\n(.*?)\nSQL\n", text, re.DOTALL)
    assert base is not None
    dates = {"2026-03-01": iso_day(start), "2026-03-02": iso_day(end)}
    shared = re.sub("|".join(dates), lambda found: dates[found.group()], base.group(1))
    asked = re.findall(r'\$ digitool sql "\$\(cat base\.sql\) (SELECT [^"]*)"', text)
    assert len(asked) == 8
    return [dict(connection.execute(f"{shared} {one}").fetchone()) for one in asked]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=_facts, start=st.integers(-3, 3), days=st.integers(1, 7))
def test_the_sql_of_the_readme_gives_the_same_numbers(
    database: sqlite3.Connection, facts: Facts, start: int, days: int
) -> None:
    """Whatever was imported, README's questions recompute every number of the report."""
    database.execute("BEGIN")
    try:
        facts.insert(database)
        compare_with_readme(database, FIRST + start, FIRST + start + days)
    finally:
        database.execute("ROLLBACK")


def compare_with_readme(connection: sqlite3.Connection, start: int, end: int) -> dict[str, Any]:
    """Check each number of the chain's row against README's SQL; the row."""
    (row,) = sales_report(connection, Period(start, end, "chain")).rows
    counts, net, lines, *rates = readme_answers(connection, start, end)
    assert {name: counts[name] or 0 for name in ("orders", "gmv_fen", "buyers")} == {
        name: row[name] for name in ("orders", "gmv_fen", "buyers")
    }
    assert (counts["basket_fen"], lines["lines_per_order"]) == (row["basket_fen"], row["lines_per_order"])
    assert (net["net_fen"] or 0) == row["net_fen"]
    names = ("conversion", "off_hours_share", "cross_region_share", "repeat_rate", "private_share")
    assert [(one["num"] or 0, one["den"] or 0) for one in rates] == [tuple(row[name]) for name in names]
    return row


def test_the_numbers_do_not_depend_on_which_identifier_paid(database: sqlite3.Connection) -> None:
    """One person with two identifiers is one buyer."""
    facts = replace(A_WEEK, bought=[one for one in A_WEEK.bought if one.person in (0, 1)])
    (row,) = rows(facts, database, Period(FIRST, FIRST + 7, "chain"))
    assert (row["buyers"], tuple(row["repeat_rate"])) == (1, (1, 1))
