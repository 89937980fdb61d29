"""Rows that were not taken wait on disk when they are many, and nobody sees a difference."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import DataError, InputOutputError
from digitool.ingest import outcome
from digitool.ingest.outcome import Rejects
from digitool.model.records import Reject
from digitool.sources.file.guard import unguard
from digitool.sources.formats.tables import mapped_touches
from tests.ingest.chain import PURCHASE_HEAD, TOUCH_HEAD, load, table, touch_row

REJECTS = st.lists(
    st.builds(
        Reject,
        st.integers(1, 9),
        st.sampled_from(["at", "金额"]),
        st.sampled_from(["bad_time", "bad_amount"]),
        st.sampled_from(["{value} is wrong", "{column} is wrong"]),
        st.just("Correct it."),
        st.text(max_size=3),
        st.lists(st.text(max_size=3), max_size=2).map(tuple),
    )
)


@given(REJECTS, st.integers(0, 4), st.integers(1, 5))
def test_each_line_keeps_its_first_reject_wherever_they_wait(
    rejects: list[Reject], held: int, step: int
) -> None:
    """One a line, by line, however many fit into memory; every reason is counted, the frequent first."""
    first = {one.line: one for one in reversed(rejects)}
    with TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setattr(outcome, "HELD", held)
        kept = Rejects(Path(directory))
        for place in range(0, len(rejects), step):
            kept.add(rejects[place : place + step])
        assert list(kept) == [first[line] for line in sorted(first)]
        kept.close()
        assert len(kept) == len(first)
    by_line = sorted(rejects, key=lambda one: one.line)
    counted = Counter((one.code, one.message, one.hint) for one in by_line).most_common()
    assert [((one.code, one.message, one.hint), one.rows) for one in kept.kinds()] == counted
    named = {one.code: one for one in reversed(by_line)}
    assert all(one.first == named[one.code] for one in kept.kinds())


def test_the_file_where_they_wait_has_no_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is left to be swept, not even by a process that is killed."""
    monkeypatch.setattr(outcome, "HELD", 0)
    kept = Rejects(tmp_path)
    kept.add([Reject(2, "at", "bad_time", "", "", "", ("13800138000",))])
    assert len(kept) == 1 and not list(tmp_path.iterdir())
    kept.close()


@pytest.mark.parametrize("where", ["read", "kept"])
def test_an_import_writes_the_same_file_from_disk(
    chain: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """Rows that cannot be read and rows of a store that nobody knows come back alike, in their order."""
    when, store = ("soon", "S001") if where == "read" else ("2026-03-01 10:00:00", "S999")
    rows = [f"{when},A{number},10.00,,{store},,,,,paid" for number in range(40)]
    file = table(chain / "sales.csv", PURCHASE_HEAD, rows)
    written = []
    for held in (2_000, 7):
        monkeypatch.setattr(outcome, "HELD", held)
        found = load(chain, file)
        assert (found.rows_in, found.rejected) == (40, 40) and found.rejects_file is not None
        written.append(found.rejects_file.read_bytes())
    assert written[0] == written[1] and written[0].count(b"\n") == 41
    assert load(chain, file, dry_run=True).rejects_file is None


def test_rows_found_bad_in_turn_come_back_with_their_own_cells(
    chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cells of rows that were refused after reading are looked up in one pass, between those of others."""
    monkeypatch.setattr(outcome, "HELD", 2)
    faults = [("soon", "S001"), ("2026-03-01 10:00:00", "S999"), ("2026-03-01 10:00:00", "S001")]
    rows = [f"{when},A{number},10.00,,{store},,,,,paid" for number in range(7) for when, store in faults]
    found = load(chain, table(chain / "sales.csv", PURCHASE_HEAD, rows))
    assert found.rejects_file is not None
    with found.rejects_file.open(encoding="utf-8-sig", newline="") as stream:
        written = list(csv.reader(stream))[1:]
    bad = [(line, row) for line, row in enumerate(rows, 2) if "soon" in row or "S999" in row]
    assert [int(row[0]) for row in written] == [line for line, _row in bad]
    assert [",".join(map(unguard, row[5:])) for row in written] == [row for _line, row in bad]


def test_a_scan_log_is_cut_where_many_of_its_rows_are_bad(
    chain: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chunks with few or many rejects give the same counts and the same file."""
    moments = ["soon" if number % 3 else "2026-03-01 10:00:00" for number in range(60)]
    rows = [touch_row(number, f"oSYNTHETIC{number:04d}", at) for number, at in enumerate(moments)]
    file = table(chain / "scans.csv", TOUCH_HEAD, rows)
    told = []
    for most in (5_000, 4):
        monkeypatch.setattr(mapped_touches, "_REJECTS", most)
        found = load(chain, file)
        assert found.rejects_file is not None
        told.append((found.rows_in, found.rejected, found.rejects_file.read_bytes()))
    assert told[0] == told[1] and told[0][:2] == (60, 40)


def test_a_place_that_takes_no_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where they cannot wait, the error says where, and what to do."""
    monkeypatch.setattr(outcome, "HELD", 0)
    with pytest.raises(InputOutputError) as refused:
        Rejects(tmp_path / "gone").add([Reject(2, "at", "bad_time", "", "", "", ())])
    assert refused.value.code == "database_io" and refused.value.hint


def test_a_strict_import_names_the_first_line_from_disk(chain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is refused as a whole says where it begins."""
    monkeypatch.setattr(outcome, "HELD", 3)
    rows = [f"soon,A{number},10.00,,S001,,,,,paid" for number in range(9)]
    with pytest.raises(DataError) as refused:
        load(chain, table(chain / "sales.csv", PURCHASE_HEAD, rows), strict=True)
    assert refused.value.values["line"] == 2
