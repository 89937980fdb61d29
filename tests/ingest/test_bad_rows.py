"""A long file with bad rows of many kinds: the good ones come in, the bad ones come back explained."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from digitool.model.days import format_instant

from ..conftest import Cli
from .chain import PURCHASE_HEAD, ask, differing, load, portrait, table

ROWS, BAD = 100_000, 1_000
HEAD = ("ref", "at", "store", "touchpoint", "scene", "namespace", "identity")
START = 1_772_294_400_000

Cells = list[str]


class Kind(NamedTuple):
    """One way in which a row goes wrong: what breaks it, and the column and code that must be named."""

    column: str
    code: str
    spoil: Callable[[Cells], Cells]


def _set(**cells: str) -> Callable[[Cells], Cells]:
    return lambda row: [cells.get(name, cell) for name, cell in zip(HEAD, row)]


KINDS = [
    Kind("touchpoint", "missing", _set(touchpoint="")),
    Kind("identity", "missing", _set(identity="")),
    Kind("at", "missing", _set(at="")),
    Kind("identity", "short_row", lambda row: row[:-1]),
    Kind("identity", "extra_cells", lambda row: [*row, "left over"]),
    Kind("at", "bad_time", _set(at="yesterday")),
    Kind("at", "bad_time", _set(at="2026-02-30 10:00:00")),
    Kind("at", "bad_time", _set(at="-1772330400")),
    Kind("at", "bad_time", _set(at="NaN")),
    Kind("at", "bad_time", _set(at="1899-12-30 00:00:00")),
    Kind("store", "unknown_store", _set(store="S999")),
    Kind("scene", "unknown_scene", _set(scene="roof")),
    Kind("touchpoint", "unknown_touchpoint", _set(touchpoint="S001-ghost")),
    Kind("identity", "id_mangled", _set(identity="4.2E+27")),
    Kind("identity", "id_mangled", _set(identity="13800138000.0")),
    Kind("identity", "bad_id", _set(identity="o" * 200)),
    Kind("identity", "bad_id", _set(identity="o\x07bell")),
    Kind("touchpoint", "bad_code", _set(touchpoint="S001\u202eflehs")),
    Kind("namespace", "bad_namespace", _set(namespace="WX OPENID")),
    Kind("namespace", "bad_namespace", _set(namespace="")),
    Kind("identity", "bad_phone", _set(namespace="phone", identity="1380013800")),
    Kind("identity", "bad_phone", _set(namespace="phone", identity="021-62881234")),
]


def clean_rows() -> list[Cells]:
    """Good rows: 20,000 persons over thirty days in two stores."""
    draw = random.Random(7)
    rows = []
    for number in range(ROWS):
        at = START + draw.randrange(30 * 86_400) * 1000
        touchpoint = draw.choice(("S001-shelf", "S001-pay", "S002-door"))
        who = f"oMADEUP{draw.randrange(20_000):09d}"
        rows.append([f"e{number}", format_instant(at), "", touchpoint, "", "wx_openid", who])
    return rows


def write(path: Path, rows: list[Cells], head: tuple[str, ...] = HEAD) -> Path:
    """Write rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([list(head), *rows])
    return path


def spoilt(rows: list[Cells]) -> tuple[list[Cells], dict[int, Kind]]:
    """The rows with every hundredth one spoilt, and how, by line."""
    bad, expected = list(rows), {}
    for place in range(37, ROWS, ROWS // BAD):
        kind = KINDS[len(expected) % len(KINDS)]
        bad[place] = kind.spoil(rows[place])
        expected[place + 2] = kind
    return bad, expected


def read_rejects(path: Path) -> tuple[Cells, list[Cells]]:
    """Header and rows of a rejects file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        head, *rows = csv.reader(stream)
    return head, rows


def correct(path: Path, good: list[Cells]) -> None:
    """Write the right cells behind the five leading columns, as a person does in a spreadsheet."""
    head, rows = read_rejects(path)
    write(path, [[*row[:5], *good[int(row[0]) - 2]] for row in rows], tuple(head))


def test_good_rows_come_in_and_bad_ones_can_be_corrected(
    chain: Path, cli: Cli, new_chain: Callable[[], Path]
) -> None:
    """99,000 in, 1,000 explained; corrected and imported again they give exactly the clean result."""
    good = clean_rows()
    bad, expected = spoilt(good)
    file = write(chain / "march.csv", bad)
    done = cli("import", file, "--json", cwd=chain)
    (row,) = done.rows
    assert done.exit == 3
    assert (row["rows_in"], row["accepted"], row["rejected"], row["known"]) == (ROWS, ROWS - BAD, BAD, 0)

    (rejects,) = (chain / "rejects").iterdir()
    assert rejects.stat().st_mode & 0o777 == 0o600
    head, rows = read_rejects(rejects)
    assert head == ["_line", "_column", "_code", "_message", "_hint", *HEAD]
    assert {(int(row[0]), row[1], row[2]) for row in rows} == {
        (line, kind.column, kind.code) for line, kind in expected.items()
    }
    assert all(row[3] and row[4] for row in rows)
    told = "\n".join(text for row in rows for text in row[3:5])
    assert "13800138000" not in told
    assert "1380013800" not in told
    assert "138****8000" in told
    assert "\x07" not in told
    assert "\u202e" not in told

    correct(rejects, good)
    again = cli("import", rejects, "--json", cwd=chain)
    assert again.exit == 0
    assert (again.rows[0]["rows_in"], again.rows[0]["accepted"]) == (BAD, BAD)
    fresh = new_chain()
    load(fresh, write(fresh / "march.csv", good))
    assert differing(portrait(chain), portrait(fresh)) == {}


def test_strict_takes_a_file_wholly_or_not_at_all(chain: Path, cli: Cli) -> None:
    """With --strict one bad row keeps 99,999 good ones out, exit 3, and the first bad line is named."""
    rows = clean_rows()
    rows[70_000] = _set(at="soon")(rows[70_000])
    done = cli("import", write(chain / "march.csv", rows), "--strict", "--json", cwd=chain)
    assert done.exit == 3
    assert done.error["code"] == "strict"
    assert "70002" in done.error["message"]
    assert ask(chain, "SELECT count(*) FROM touch") == [(0,)]
    assert ask(chain, "SELECT count(*) FROM import_file") == [(0,)]
    assert list((chain / "rejects").iterdir()) == []


BAD_SALES = {
    "2026-03-01 10:00:00,A{n},-,,S001,,,,,paid": ("amount", "bad_amount"),
    "2026-03-01 10:00:00,A{n},NaN,,S001,,,,,paid": ("amount", "bad_amount"),
    "2026-03-01 10:00:00,A{n},1e3,,S001,,,,,paid": ("amount", "bad_amount"),
    "2026-03-01 10:00:00,A{n},12.345,,S001,,,,,paid": ("amount", "bad_amount"),
    "2026-03-01 10:00:00,A{n},,,S001,,,,,paid": ("amount", "missing"),
    "2026-03-01 10:00:00,,10.00,,S001,,,,,paid": ("order_no", "missing"),
    "2026-03-01 10:00:00,4.2E+27,10.00,,S001,,,,,paid": ("order_no", "id_mangled"),
    "2026-03-01 10:00:00,A{n},10.00,4.2E+27,S001,,,,,paid": ("pay_no", "id_mangled"),
    "2026-03-01 25:00:00,A{n},10.00,,S001,,,,,paid": ("at", "bad_time"),
    "2026-03-01 10:00:00,A{n},10.00,,S999,,,,,paid": ("store", "unknown_store"),
    "2026-03-01 10:00:00,A{n},10.00,,S001,138001380,,,,paid": ("phone", "bad_phone"),
    "2026-03-01 10:00:00,A{n},10.00,,S001,,,milk,two,paid": ("quantity", "bad_number"),
    "2026-03-01 10:00:00,A{n},10.00,,S001,,,,,perhaps": ("state", "bad_state"),
    "2026-03-01 10:00:00,A{n},10.00": ("pay_no", "short_row"),
}


def test_bad_sales_are_explained_by_column_and_code(chain: Path) -> None:
    """Amounts that are no money, unknown stores and broken numbers are rejected one by one."""
    lines = [row.replace("{n}", str(number)) for number, row in enumerate(BAD_SALES)]
    good = [f"2026-03-01 10:00:00,B{number},10.00,,S001,,,,,paid" for number in range(500)]
    outcome = load(chain, table(chain / "sales.csv", PURCHASE_HEAD, [*good, *lines]))
    assert (outcome.accepted, outcome.rejected) == (500, len(lines))
    found = {reject.line: (reject.column, reject.code) for reject in outcome.rejects}
    assert [found[502 + place] for place in range(len(lines))] == list(BAD_SALES.values())
    assert ask(chain, "SELECT count(*), sum(amount_fen) FROM purchase") == [(500, 500_000)]


def test_a_line_with_two_faults_comes_back_once(chain: Path) -> None:
    """The rejects file has one row for each rejected line, and the counts say the same."""
    rows = [
        "2026-03-01 10:00:00,A1,10.00,,S999,138,,,,paid",
        "2026-03-01 10:00:00,A1,20.00,,S999,,,,,paid",
        "2026-03-01 10:00:00,A2,20.00,,S001,,,,,paid",
    ]
    outcome = load(chain, table(chain / "sales.csv", PURCHASE_HEAD, rows))
    assert outcome.rejects_file is not None
    lines = Counter(row[0] for row in read_rejects(outcome.rejects_file)[1])
    assert set(lines.values()) == {1}
    assert (outcome.rows_in, len(lines)) == (3, outcome.rejected)


def test_rejects_that_cannot_be_written_keep_the_import_out(chain: Path, cli: Cli) -> None:
    """An import never keeps the good rows while its rejects are lost; --force replaces a file."""
    file = write(chain / "march.csv", [["e1", "soon", "", "S001-pay", "", "wx_openid", "oMADEUP1"]])
    there = chain / "there.csv"
    there.write_text("mine")
    refused = {
        there: (2, "file_exists"),
        chain / "digitool.toml" / "rejects.csv": (9, "no_directory"),
        chain / "digitool.db-journal": (6, "own_file"),
    }
    for target, expected in refused.items():
        done = cli("import", file, "--rejects", target, "--json", cwd=chain)
        assert (done.exit, done.error["code"]) == expected
    assert there.read_text() == "mine"
    assert ask(chain, "SELECT count(*) FROM import_file") == [(0,)]
    assert cli("import", file, "--rejects", there, "--force", cwd=chain).exit == 3
    assert there.read_text("utf-8-sig").startswith("_line,")


def test_a_repeat_says_where_rejected_rows_were_and_how_to_get_them(chain: Path, cli: Cli) -> None:
    """With the same key again the rejects file is named while it is there, and the way to a new one after."""
    file = write(chain / "march.csv", [["e1", "soon", "", "S001-pay", "", "wx_openid", "oMADEUP1"]])
    assert cli("import", file, "--key", "march", cwd=chain).exit == 3
    (rejects,) = (chain / "rejects").iterdir()
    again = cli("import", file, "--key", "march", cwd=chain)
    assert again.exit == 3 and f"correct {rejects}" in again.err
    rejects.unlink()
    again = cli("import", file, "--key", "march", cwd=chain)
    assert again.exit == 3
    assert str(rejects) in again.err and "without --key" in again.err
    assert cli("import", file, cwd=chain).exit == 3
    assert len(list((chain / "rejects").iterdir())) == 1


def test_hostile_values_in_rejects_are_words_not_templates(chain: Path, cli: Cli) -> None:
    """A store called {0} or {x.y} is shown as it stands, in both languages."""
    names = ("{0}", "{x.y}", "{value", "}{")
    rows = [
        [f"e{n}", "2026-03-01 10:00:00", name, "S001-pay", "", "wx_openid", "o1"]
        for n, name in enumerate(names)
    ]
    file = write(chain / "march.csv", rows)
    for language in ("zh", "en"):
        done = cli("import", file, "--lang", language, cwd=chain)
        assert done.exit == 3
        assert "{0}" in done.err
