"""Codes that a bearer can use: told once, kept in declared columns, and nowhere in what is recorded."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digitool.cli.entry import run
from digitool.coupons.codes import draw_payload, format_code, is_code, parse_code
from digitool.db.bearer import kinds, told_again
from digitool.db.connection import connect
from tests.people import move_in
from tests.streams import stdin_with

NOON = "2026-03-02T12:00:00+08:00"
LATER = "2026-03-05T12:00:00+08:00"
SETTINGS = """
[stores.S901]
name = "North"
[official_store]
audit_rate = "0%"
audit_more = "0%"
"""
_CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{5}")

Draws = list[int]


class Counter:
    """A workspace whose commands are run in this process; keeps every code that it is told."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.told: set[str] = set()

    def __call__(self, words: str, *more: str, stdin: str = "", at: str = NOON, exit: int = 0) -> Any:
        """Run a command twice under one key: the second time must tell what the first one told."""
        first = self._run([*words.split(), *more, "--as-of", at], stdin, exit)
        if "--key" in more or "--key" in words:
            assert self._run([*words.split(), *more, "--as-of", at], stdin, exit) == first
        self.told |= {code for code in _CODE.findall(first) if is_code(code)}
        return first

    def rows(self, words: str, *more: str, **ways: Any) -> list[dict[str, Any]]:
        """The rows of a command."""
        rows: list[dict[str, Any]] = json.loads(self(words, *more, "--json", **ways))["rows"]
        return rows

    def _run(self, words: list[str], stdin: str, exit: int) -> str:
        out, before = io.StringIO(), (sys.stdin, sys.stdout)
        sys.stdin, sys.stdout = stdin_with(stdin), out
        try:
            assert run(words) == exit, (words, out.getvalue())
        finally:
            sys.stdin, sys.stdout = before
        return out.getvalue()


@pytest.fixture
def draws(monkeypatch: pytest.MonkeyPatch) -> Draws:
    """Every secret that the program draws, wherever it draws one."""
    found: Draws = []

    def draw() -> int:
        found.append(draw_payload())
        return found[-1]

    from digitool.coupons.giving import issuing
    from digitool.official_store.baskets import operations as baskets
    from digitool.official_store.orders import paying

    for module in (issuing, baskets, paying):
        monkeypatch.setattr(module, "draw_payload", draw)
    return found


@pytest.fixture
def counter(workspace: Path, monkeypatch: pytest.MonkeyPatch, draws: Draws) -> Counter:
    """A shop with goods, customers, a customer group and coupon stocks."""
    monkeypatch.chdir(workspace)
    with (workspace / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write(SETTINGS)
    move_in(workspace, 6, chat_of="g")
    counter = Counter(workspace)
    counter("official-store catalogue add A1 --title Tea --category drinks --price 100.00 -q")
    counter("official-store inventory receive A1=50 --at web -q")
    counter("official-store inventory receive A1=50 --at S901 -q")
    counter("coupon create TEN --kind amount --value 10 --total 900 --valid-days 30 --public -q")
    return counter


def coupons(counter: Counter) -> str:
    """Every verb of the coupon room, each under a key; a code that is still unused at the end."""
    issued = counter.rows("coupon issue TEN --pieces 6 --key i1")
    one, two, three, four, five, six = (row["coupon"] for row in issued)
    counter.rows("coupon issue TEN --customer P1 --customer P2 --key i2")
    counter.rows("coupon claim TEN --customer P3 --key c1")
    counter.rows("coupon claim", one, "--customer", "P4", "--key", "c2")
    counter.rows("coupon lock", two, "--order", "O1", "--amount", "100.00", "--key", "l1")
    counter.rows("coupon redeem", two, "--order", "O1", "--amount", "200.00", "--key", "r1")
    counter.rows("coupon reverse", two, "--key", "b1")
    counter.rows("coupon redeem", three, "--order", "O3", "--amount", "200.00", "--key", "r2")
    counter.rows("coupon lock", four, "--order", "O2", "--amount", "100.00", "--key", "l2")
    counter.rows("coupon lock", four, "--order", "O2", "--cancel", "--key", "l3")
    counter.rows("coupon void", five, "--key", "v1")
    counter("coupon check", six, "--amount", "100.00")
    counter("coupon status", six)
    return str(six)


def orders(counter: Counter, coupon: str) -> None:
    """An order with a coupon, its pickup and its return, by commands and by JSON lines; a basket's exit."""
    store = "official-store"
    counter.rows(f"{store} order create A1=2 --pickup S901 --order W1 --coupon {coupon} --key o1")
    (paid,) = counter.rows(f"{store} order pay W1 --key p1")
    counter.rows(f"{store} order pickup", paid["pickup_code"], "--store", "S901", "--key", "u1")
    counter.rows(f"{store} order refund W1 --key f1")
    lines = '{"do": "create", "key": "s1", "order": "W2", "lines": {"A1": 1}, "pickup": "S901"}\n'
    lines += '{"do": "pay", "key": "s2", "order": "W2"}\n'
    answers = [json.loads(line) for line in counter(f"{store} order run - --key s", stdin=lines).splitlines()]
    assert is_code(answers[1]["rows"][0]["pickup_code"])
    (basket,) = counter.rows(f"{store} scan open --store S901 --key t1")
    number = basket["basket"]
    counter.rows(f"{store} scan add {number} A1=1 --key t2")
    (left,) = counter.rows(f"{store} scan pay {number} --key t3")
    counter.rows(f"{store} scan exit", left["exit_pass"], "--store", "S901", "--key", "t4")


def neighbours(counter: Counter) -> None:
    """A round of community group buying, whose pickup codes follow from the workspace's key."""
    counter("community offer FRUIT --price 24.90 --hours 24 --min-orders 1 --budget 1000.00 --return-days 0")
    counter("community appoint wrA --customer P1")
    (opened,) = counter.rows("community open FRUIT wrA --key n1")
    (ordered,) = counter.rows(f"community order {opened['run']} --customer P2 --pieces 1 --key n2")
    assert is_code(ordered["pickup_code"])
    counter(f"community arrive {opened['run']} --key n3", at=LATER)
    counter(f"community pickup {opened['run']}", ordered["pickup_code"], "--key", "n4", at=LATER)


@pytest.fixture
def used(counter: Counter) -> Counter:
    """The shop after every kind of code was drawn, told, used and taken back."""
    orders(counter, coupons(counter))
    neighbours(counter)
    return counter


def forms(code: str) -> set[str]:
    """A code as people may write it."""
    plain = code.replace("-", "")
    return {code, plain, code.replace("-", " "), code.lower(), plain.lower()}


def recorded(root: Path) -> str:
    """Everything that the operations hold, as one text."""
    connection = connect(root / "digitool.db", read_only=True)
    try:
        rows = connection.execute("SELECT kind, key, params, actor, result FROM operation").fetchall()
    finally:
        connection.close()
    return "\n".join("\t".join(map(str, row)) for row in rows)


def columns_with(root: Path, payloads: Draws) -> Iterator[tuple[str, str]]:
    """Columns of the database in which drawn payloads stand, as numbers or as codes."""
    wanted: set[int | str] = {*payloads, *(form for one in payloads for form in forms(format_code(one)))}
    connection = connect(root / "digitool.db", read_only=True)
    try:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        for (table,) in map(tuple, tables):
            cursor = connection.execute(f"SELECT * FROM {table}")
            names = [column[0] for column in cursor.description]
            held = {name for row in cursor for name, value in zip(names, row) if _holds(value, wanted)}
            yield from ((table, name) for name in sorted(held))
    finally:
        connection.close()


def _holds(value: object, wanted: set[int | str]) -> bool:
    if isinstance(value, str):
        return any(isinstance(one, str) and one in value for one in wanted)
    return value in wanted


def test_no_code_is_recorded(used: Counter, draws: Draws) -> None:
    """Of all codes that were drawn or told, none stands in an operation or in any form of the log."""
    codes = used.told | {format_code(one) for one in draws}
    assert len(draws) >= 12 and used.told > {format_code(one) for one in draws[:3]}
    log = [used._run(["log", "--limit", "0", "--format", form], "", 0) for form in ("json", "csv", "wide")]
    for text in (recorded(used.root), *log):
        assert {code for code in codes for form in forms(code) if form in text} == set()


def test_codes_stand_only_in_declared_columns(used: Counter, draws: Draws) -> None:
    """Where the database keeps a drawn secret, a kind of code is declared, and each kind is drawn here."""
    declared = {(kind.table, kind.column) for kind in kinds().values()}
    assert set(columns_with(used.root, draws)) == declared


@pytest.mark.parametrize("form", range(3))
def test_a_code_that_somebody_types_elsewhere_is_named_and_not_kept(
    counter: Counter, form: int, draws: Draws
) -> None:
    """A code as key, as order number or as a reference is recorded as the coupon's number."""
    code = counter.rows("coupon issue TEN --pieces 1")[0]["coupon"]
    stdin_with = [code, code.replace("-", ""), code.lower()][form]
    redeem = ["--order", f"till:{stdin_with}", "--amount", "100.00", "--key", stdin_with, "--json"]
    first = counter("coupon redeem", code, *redeem)
    assert json.loads(first)["meta"]["order"] == "till:coupon:1"
    counter("official-store inventory receive A1=1 --ref", f"shown {stdin_with}")
    assert not any(one in recorded(counter.root) for one in forms(code))
    assert parse_code(code) in draws


def test_a_replay_asks_the_database_once_for_all_codes(counter: Counter) -> None:
    """Five hundred codes come back from one question, as they were told the first time."""
    first = json.loads(counter("coupon issue TEN --pieces 500 --key many --json"))["rows"]
    connection = connect(counter.root / "digitool.db", read_only=True)
    text = connection.execute("SELECT result FROM operation WHERE key = 'many'").fetchone()[0]
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    again = told_again(connection, text)["rows"]
    connection.close()
    assert [row["coupon"] for row in again] == [row["coupon"] for row in first]
    assert len(asked) == 1


def test_a_code_that_is_gone_is_told_masked(counter: Counter) -> None:
    """A replay whose code was erased meanwhile shows the mask that its record holds."""
    code = counter.rows("coupon issue TEN --pieces 1 --key one")[0]["coupon"]
    connection = connect(counter.root / "digitool.db")
    text = connection.execute("SELECT result FROM operation WHERE key = 'one'").fetchone()[0]
    connection.execute("DROP TRIGGER coupon_fixed")
    connection.execute("UPDATE coupon SET id = id + 1000")
    again = told_again(connection, text)["rows"]
    connection.close()
    assert again[0]["coupon"] == f"****-****-{code[-5:]}"
