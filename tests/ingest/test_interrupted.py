"""Imports that are killed, run twice at once, or meet a full disk: nothing lost, nothing twice."""

from __future__ import annotations

import random
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from digitool.db.checks import run_checks
from digitool.db.reading import reader
from digitool.ingest.undoing import undo_import
from digitool.model.days import format_instant

from ..conftest import HANG_SECONDS, Cli
from ..dying import Mortal
from ..sources.made import wechat_bill
from .chain import (
    PURCHASE_HEAD,
    TOUCH_HEAD,
    Portrait,
    ask,
    differing,
    failed_checks,
    load,
    portrait,
    table,
    touch_row,
)
from .test_undo import BILL, PAYMENT, TILL, desk

ROWS = 10_000
MOMENTS = 20
"""How often an import is killed: in its start, its work, its end."""


def export(path: Path, seed: int, rows: int = ROWS) -> Path:
    """A table of touches of 5,000 persons, and one row that cannot be taken."""
    draw = random.Random(seed)
    places = (("S001", "S001-shelf"), ("S001", "S001-pay"), ("S002", "S002-door"))
    lines = [
        touch_row(
            seed * rows + number,
            f"oMADEUP{draw.randrange(5_000):06d}",
            format_instant(1_772_294_400_000 + draw.randrange(14 * 86_400) * 1000),
            *draw.choice(places),
        )
        for number in range(rows - 1)
    ]
    return table(path, TOUCH_HEAD, [*lines, touch_row(0, "o1", "soon")])


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The export that is imported over and over."""
    return export(tmp_path_factory.mktemp("export") / "touches.csv", 1)


@pytest.fixture(scope="module")
def clean(new_chain: Callable[[], Path], file: Path) -> Portrait:
    """What one undisturbed import gives."""
    root = new_chain()
    load(root, file)
    return portrait(root)


def command(*args: object) -> list[str]:
    """The real program as a command line."""
    return [sys.executable, "-m", "digitool", *map(str, args)]


def test_kill_at_twenty_moments_then_the_same_command_again(
    new_chain: Callable[[], Path],
    file: Path,
    clean: Portrait,
    environment: dict[str, str],
    cli: Cli,
    tmp_path: Path,
) -> None:
    """After each kill every check passes; the retry takes the file wholly, once, whatever was left."""
    whole = Mortal(tmp_path / "calls", environment, "import", file, "-w", new_chain()).calls()
    root = new_chain()
    for number in range(MOMENTS):
        call = whole * (number + 1) // (MOMENTS + 1)
        assert Mortal(tmp_path / "calls", environment, "import", file, "-w", root).die_at(call)
        counts = (
            ask(root, "SELECT count(*) FROM touch")[0][0],
            ask(root, "SELECT count(*) FROM import_file")[0][0],
        )
        assert counts in {(0, 0), (len(clean["touch"]), 1)}, (call, counts)
        with reader(root / "digitool.db") as connection:
            assert [outcome for outcome in run_checks(connection) if not outcome.passed] == [], call
        if number % 6 == 5 or counts[1]:
            again = cli("import", file, "--json", "-w", root)
            assert again.exit == 3
            assert again.rows[0]["accepted"] + again.rows[0]["known"] == ROWS - 1
            assert differing(portrait(root), clean) == {}
            assert not [path for path in (root / "rejects").iterdir() if path.name.startswith(".")]
            shutil.rmtree(root)
            root = new_chain()


def undoing(root: Path, file: Path, _tmp_path: Path) -> list[object]:
    """An import is taken back."""
    load(root, file)
    return ["import", "undo", "1"]


def redoing(root: Path, file: Path, _tmp_path: Path) -> list[object]:
    """It counts again."""
    load(root, file)
    undo_import(desk(root), 1)
    return ["import", "redo", "1"]


def joining(root: Path, _file: Path, tmp_path: Path) -> list[object]:
    """A bill joins what a till told, by numbers and by time."""
    load(root, table(tmp_path / "till.csv", f"{PURCHASE_HEAD},merchant_order_no", TILL))
    bill = tmp_path / "bill.csv"
    bill.write_text(wechat_bill(BILL), "utf-8")
    return ["import", bill]


def deciding(root: Path, file: Path, tmp_path: Path) -> list[object]:
    """A person says that one of two sales and one of two payments of one time are one."""
    _import, bill = joining(root, file, tmp_path)
    load(root, Path(str(bill)))
    return ["reconcile", "same", "pos:S001::2026-03-01:0002", f"wechatpay:{PAYMENT[:-1]}6"]


@pytest.mark.parametrize("deed", [undoing, redoing, joining, deciding], ids=lambda deed: deed.__name__)
def test_kill_at_twenty_moments_of_a_deed(
    new_chain: Callable[[], Path],
    file: Path,
    environment: dict[str, str],
    tmp_path: Path,
    deed: Callable[[Path, Path, Path], list[object]],
) -> None:
    """An undo, its undo, a bill that joins and a decision are there wholly or not at all."""
    root = new_chain()
    typed = deed(root, file, tmp_path)
    before = portrait(root)
    whole = shutil.copytree(root, tmp_path / "whole")
    calls = Mortal(tmp_path / "calls", environment, *typed, "-w", whole).calls()
    after = portrait(whole)
    assert differing(before, after) != {}
    for number in range(MOMENTS):
        torn = shutil.copytree(root, tmp_path / f"torn{number}")
        call = calls * (number + 1) // (MOMENTS + 1)
        assert Mortal(tmp_path / "calls", environment, *typed, "-w", torn).die_at(call)
        with reader(torn / "digitool.db") as connection:
            assert [outcome for outcome in run_checks(connection) if not outcome.passed] == [], call
        found = portrait(torn)
        assert {} in (differing(before, found), differing(after, found)), call
        shutil.rmtree(torn)


DIES_WRITING = """
import os, sys
from digitool.db.connection import connect
from pathlib import Path
connection = connect(Path(sys.argv[1]))
connection.execute("PRAGMA cache_size=10")
connection.execute("BEGIN IMMEDIATE")
connection.execute("UPDATE touch SET line = line + 1000000")
os.kill(os.getpid(), 9)
"""


def test_a_reader_rolls_back_what_a_dead_writer_left(
    chain: Path, environment: dict[str, str], cli: Cli
) -> None:
    """A hot journal is no damage: the next command, also one that only reads, sees the last commit."""
    load(chain, export(chain / "touches.csv", 3, 5_000))
    before = portrait(chain)
    subprocess.run([sys.executable, "-c", DIES_WRITING, chain / "digitool.db"], env=environment, check=False)
    assert (chain / "digitool.db-journal").stat().st_size > 0
    done = cli("check", "--json", cwd=chain)
    assert (done.exit, failed_checks(done.rows)) == (0, [])
    assert differing(portrait(chain), before) == {}
    assert ask(chain, "SELECT max(line) < 1000000 FROM touch") == [(1,)]


def test_two_imports_at_once_give_what_one_after_the_other_gives(
    new_chain: Callable[[], Path], file: Path, tmp_path: Path, environment: dict[str, str]
) -> None:
    """The same file twice and another one, all at the same time: all succeed, every fact once."""
    other = export(tmp_path / "other.csv", 2)
    serial, root = new_chain(), new_chain()
    for one in (file, other):
        load(serial, one)
    running = [
        subprocess.Popen(command("import", one, "-w", root, "-q"), env=environment, stdout=subprocess.DEVNULL)
        for one in (file, other, file)
    ]
    assert [process.wait(timeout=HANG_SECONDS) for process in running] == [3, 3, 3]
    assert differing(portrait(root), portrait(serial)) == {}
    totals = ask(root, "SELECT sum(accepted), sum(known), sum(rejected), count(*) FROM import_file")
    assert totals == [(2 * (ROWS - 1), ROWS - 1, 3, 3)]
    assert len(list((root / "rejects").iterdir())) == 3


@pytest.mark.parametrize("megabytes", [0.7, 1.2])
def test_a_full_disk_stops_the_import_and_not_the_database(
    new_chain: Callable[[], Path],
    file: Path,
    clean: Portrait,
    environment: dict[str, str],
    cli: Cli,
    megabytes: float,
) -> None:
    """Exit 9 with a way out, the database whole and as it was; with space again the command completes."""
    root = new_chain()
    load(root, table(root / "first.csv", TOUCH_HEAD, [touch_row(1, "o1", "2026-03-01 10:00:00")]))
    before = portrait(root)
    limit = int(megabytes * 1_000_000)
    for language in ("en", "zh"):
        done = subprocess.run(
            command("import", file, "-w", root, "--lang", language),
            env=environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=HANG_SECONDS,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
        )
        assert done.returncode == 9, done.stderr
        assert "Traceback" not in done.stderr
        assert "digitool.db" in done.stderr
        assert ("free some space" if language == "en" else "空间") in done.stderr
    assert differing(portrait(root), before) == {}
    check = cli("check", "--json", "-w", root)
    assert (check.exit, failed_checks(check.rows)) == (0, [])
    assert cli("import", file, "-w", root).exit == 3
    assert ask(root, "SELECT count(*) FROM touch") == [(len(clean["touch"]) + 1,)]


def test_interrupting_keeps_nothing_of_the_file_under_way(
    chain: Path, new_chain: Callable[[], Path], file: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """Ctrl-C ends an import with 130 and SIGTERM with 143; the file can simply be imported again."""
    importing = Mortal(tmp_path / "calls", environment, "import", file, "-w", chain)
    middle = Mortal(tmp_path / "calls", environment, "import", file, "-w", new_chain()).calls() // 2
    for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
        done = importing.stop_at(middle, number)
        assert done.returncode == code, done.stderr
        assert "Traceback" not in done.stderr
        assert ask(chain, "SELECT count(*) FROM import_file") == [(0,)]


@pytest.mark.parametrize("call", [1, 2, 3, 5])
def test_rejects_are_there_wherever_an_import_died(
    chain: Path, environment: dict[str, str], tmp_path: Path, call: int
) -> None:
    """Killed between its commit and the name of its rejects, an import repeated with its key has them."""
    file = table(tmp_path / "touches.csv", TOUCH_HEAD, [touch_row(0, "o1", "soon")])
    importing = Mortal(tmp_path / "calls", environment, "import", file, "-w", chain, "--key", "k1")
    assert importing.die_at(call, within="_publish")
    assert ask(chain, "SELECT count(*) FROM import_file") == [(1,)]
    assert importing.stop_at(0).returncode == 3
    (found,) = (chain / "rejects").iterdir()
    assert "soon" in found.read_text("utf-8-sig")


def test_another_import_finishes_what_a_dead_one_left(
    chain: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    """Drafts of kept imports get their name, those of imports that never were are removed."""
    file = table(tmp_path / "touches.csv", TOUCH_HEAD, [touch_row(0, "o1", "soon")])
    assert Mortal(tmp_path / "calls", environment, "import", file, "-w", chain).die_at(1, within="_publish")
    (chain / "rejects" / ".0009-lost.csv.part").write_text("of no import")
    load(chain, table(tmp_path / "good.csv", TOUCH_HEAD, [touch_row(1, "o1", "2026-03-01 10:00:00")]))
    assert [one.name for one in (chain / "rejects").iterdir()] == ["0001-touches.csv"]
