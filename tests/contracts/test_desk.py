"""There is one way to carry who writes where and when, and one way to write."""

from __future__ import annotations

import ast
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from .templates import PACKAGE, sources
from .test_help import leaves
from .test_sizes import Function, functions
from .walking import NOON, call, doors, stock

WRITING = ("db", "workspace/desk.py")
"""What opens a write, finishes it and knows a replay."""

OUTSIDE = ("db", "workspace", "cli")
"""Rooms below the desk, and the command line that makes it."""

OPENS = {"WriteRequest", "operation", "transaction"}
ENDS = {"replayed", "finish"}


def _is_in(file: Path, places: tuple[str, ...]) -> bool:
    name = file.relative_to(PACKAGE).as_posix()
    return any(name == one or name.startswith(f"{one}/") for one in places)


def _openings(tree: ast.AST) -> Iterator[str]:
    """What a module has of `digitool.db.writing` that opens a write."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "digitool.db.writing":
            yield from (alias.name for alias in node.names if alias.name in OPENS)
        elif isinstance(node, ast.ImportFrom) and node.module == "digitool.db":
            yield from (alias.name for alias in node.names if alias.name == "writing")


def _endings(tree: ast.AST) -> Iterator[str]:
    """Where a module ends a write by itself, or asks whether it is a replay."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ENDS:
            who = ast.unparse(node.value)
            if node.attr == "replayed" or who.rsplit(".", 1)[-1] == "work":
                yield ast.unparse(node)


def _types(one: Function) -> dict[str, str]:
    """The parameters of a function and their types as they are written."""
    return {arg.arg: ast.unparse(arg.annotation) if arg.annotation else "" for arg in one.parameters}


def test_only_the_desk_opens_a_write() -> None:
    """Nobody else names a request or opens and ends an operation; a replay is answered in one place."""
    found = {
        str(file.relative_to(PACKAGE)): sorted({*_openings(tree), *_endings(tree)})
        for file, tree in sources().items()
        if not _is_in(file, WRITING)
    }
    assert {file: names for file, names in found.items() if names} == {}


def test_nobody_carries_surroundings_beside_a_desk() -> None:
    """No function takes a database and settings, or an actor, a key or a dry run beside a desk."""
    wrong = []
    for one in functions():
        if _is_in(one.file, OUTSIDE):
            continue
        types = _types(one)
        kinds = set(types.values())
        has_database = types.get("database") == "Path"
        if "WriteRequest" in kinds:
            wrong.append(one.place)
        if (has_database or "Path | Connection" in kinds) and "Settings" in kinds:
            wrong.append(one.place)
        if "Desk" in kinds and {"actor", "key", "dry_run", "database", "settings", "at"} & set(types):
            wrong.append(one.place)
    assert wrong == []


def test_what_works_inside_a_write_says_so() -> None:
    """A function whose name ends in ``_in`` takes the open write first, and the desk next if it needs one."""
    wrong = []
    for one in functions():
        kinds = list(_types(one).values())
        if not one.node.name.endswith("_in") or _is_in(one.file, ("cli",)):
            continue
        if kinds[:1] != ["Work"] or ("Desk" in kinds and kinds[1] != "Desk"):
            wrong.append(one.place)
    assert wrong == []


def test_what_others_give_their_write_ends_in_in() -> None:
    """A public function that takes an open write first ends in ``_in``."""
    wrong = [
        one.place
        for one in functions()
        if not one.method
        and not one.hidden
        and not one.node.name.startswith("_")
        and not one.node.name.endswith("_in")
        and not _is_in(one.file, WRITING)
        and list(_types(one).values())[:1] == ["Work"]
    ]
    assert wrong == []


_LINES = {
    "import": ("import customers.csv",),
    "import undo": ("import customers.csv",),
    "import redo": ("import customers.csv", "import undo 1"),
    "flow restate": ("flow restate --last 7d --mark",),
    "official-store catalogue flash": (
        "official-store catalogue flash A1 --price 50.00"
        " --starts 2026-03-02T13:00:00+08:00 --ends 2026-03-02T14:00:00+08:00",
    ),
    "official-store inventory count": ("official-store inventory count A1=500",),
    "official-store order ship": ("official-store order ship W2",),
    "official-store order deliver": ("official-store order ship W2", "official-store order deliver W2"),
    "official-store scan audit": ("official-store scan pay B000001", "official-store scan audit B000001"),
    "coupon resize": ("coupon resize TEN --total 950 --expected 900",),
    "coupon budget": (
        "coupon create CAP --kind amount --value 1 --total 9 --valid-days 9 --budget count/day=5",
        "coupon budget CAP count/day=6 --expected 5",
    ),
    "coupon reverse": ("coupon redeem CODE --order O1 --amount 100.00", "coupon reverse CODE"),
    "guide consent": ("guide consent P1 withdraw",),
    "guide handover-cancel": ("guide handover zhangsan --moves", "guide handover-cancel H1"),
    "guide handover-requests": (
        "guide handover zhangsan --moves",
        "guide handover-requests H1 out --force",
    ),
    "guide visit plan": ("guide visit plan visits.csv",),
    "guide visit check-in": ("guide visit check-in R2 --store S902",),
    "guide visit note": ("guide visit note V1 --order A1=2",),
    "referral link": ("referral link PAL --customer P1",),
    "referral task offer": ("referral task offer NEW --tier 3=5.00 --budget 50",),
    "referral group join": ("referral group join TEA-1 --customer P3",),
    "referral group pay": ("referral group pay TEA-1 --customer P1 --amount 39.00",),
    "referral group return": (
        "referral group join TEA-1 --customer P3",
        "referral group pay TEA-1 --customer P1 --amount 39.00",
        "referral group pay TEA-1 --customer P3 --amount 39.00",
        "referral group return TEA-1 --customer P1",
    ),
    "referral bargain open": ("referral bargain open CUT --customer P2",),
    "referral bargain help": ("referral bargain help CUT-1 --customer P3",),
    "referral bargain buy": (
        *(f"referral bargain help CUT-1 --customer P{n}" for n in (3, 4, 5)),
        "referral bargain buy CUT-1 --customer P1 --amount 10.00",
    ),
    "referral bargain return": (
        *(f"referral bargain help CUT-1 --customer P{n}" for n in (3, 4, 5)),
        "referral bargain buy CUT-1 --customer P1 --amount 10.00",
        "referral bargain return CUT-1 --customer P1",
    ),
    "referral packet send": ("referral packet send RED --customer P2",),
    "referral packet open": ("referral packet open RED-1 --customer P3",),
    "community offer": ("community offer NEW --price 24.90 --percent 0",),
    "community open": (
        "community offer NEW --product A1 --price 24.90 --percent 0",
        "community appoint wrA --customer P1",
        "community open NEW wrA",
    ),
    "community arrive": ("community arrive FRUIT-1 --as-of 2026-03-04T12:00:00+08:00",),
    "community return": (
        "community arrive FRUIT-1 --as-of 2026-03-04T12:00:00+08:00",
        "community return FRUIT-1 FRUIT-1-2 --as-of 2026-03-04T13:00:00+08:00",
    ),
    "community settle": ("community settle FRUIT-1 --as-of 2026-03-24T12:00:00+08:00",),
    "customer split": (
        "customer merge P1 P7 --reason one-card",
        "customer split P1 --move I7 --reason lent",
    ),
    "customer undo": ("customer merge P1 P7 --reason one-card", "customer undo op-0026 --reason mistake"),
}
"""Lines that write something in the shop, by command, where the walk's own words do not."""

_ELSEWHERE = {
    "official-store order pickup": "takes a code that only its customer sees",
    "official-store order run": "its keys stand in its lines",
    "official-store scan exit": "takes a pass that only its customer sees",
    "guide broadcast": "needs friends of guides",
    "guide results": "needs a broadcast",
    "guide handover-result": "needs an answer of the platform",
    "guide done": "needs friends of guides",
    "guide snooze": "needs friends of guides",
    "reconcile same": "needs a till's sale and a bill's payment",
    "reconcile not-same": "needs a till's sale and a bill's payment",
    "reconcile undo": "needs a till's sale and a bill's payment",
    "referral arrive": "takes a link that only its owner sees",
    "referral approve": "needs a case in the queue",
    "referral void": "needs a case in the queue",
    "referral run": "its keys stand in its lines",
    "community pickup": "takes a code that only its customer sees",
    "campaign calibrate": "needs a history of purchases",
    "campaign start": "needs a history of purchases",
    "migrate": "upgrades an older database, and records nothing in this one",
}
"""Commands that tests of their rooms carry out, and why this walk does not."""


def _log(root: Path) -> list[tuple[str, str]]:
    with sqlite3.connect(root / "digitool.db") as connection:
        rows = connection.execute("SELECT actor, kind FROM operation ORDER BY seq").fetchall()
    connection.close()
    return rows


def _typed(line: list[str]) -> list[str]:
    shown = ["--json"] if any(one.name == "json" for one in leaves()[_path(line)].params) else []
    return [*line, *shown, *([] if "--as-of" in line else ["--as-of", NOON])]


def _path(line: list[str]) -> tuple[str, ...]:
    return next(path for path in leaves() if tuple(line[: len(path)]) == path)


def test_every_write_knows_who_asks_and_answers_a_repeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typed as anna each write is anna's; typed again with its key it says the same and does nothing."""
    monkeypatch.setenv("DIGITOOL_ACTOR", "anna")
    kept, root = tmp_path / "kept", tmp_path / "shop"
    root.mkdir()
    monkeypatch.chdir(root)
    assert call(["init", "."]).exit == 0
    known = stock(root)
    (root / "customers.csv").write_text("at,unionid,name\n2026-03-01 10:00:00,u1,Li\n")
    (root / "visits.csv").write_text("representative,store,day\nR9,S901,2026-03-05\n")
    shutil.copytree(root, kept)
    silent = []
    for door in doors():
        if not door.is_option or door.name != "--key":
            continue
        words = " ".join(door.path)
        own = [line.replace("CODE", known["coupon code"]).split() for line in _LINES.get(words, ())]
        *before, last = own or [door.words("K-1", known)]
        for line in before:
            assert call(_typed(line)).exit == 0, line
        last = _typed(last if not own else [*last, "--key", "K-1"])
        then = len(_log(root))
        first, log = call(last), _log(root)
        again = call(last)
        if len(log) == then:
            silent.append(words)
        else:
            assert (again, _log(root)) == (first._replace(err=again.err), log), (last, first, again)
            assert {actor for actor, _kind in log} == {"anna"}, last
        shutil.rmtree(root / "out", ignore_errors=True)
        shutil.copytree(kept, root, dirs_exist_ok=True)
    assert sorted(silent) == sorted(_ELSEWHERE)
