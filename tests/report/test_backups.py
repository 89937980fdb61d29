"""A backup counts once it is proven whole and later than the one before; only then others are deleted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from .kept import change, drafts, failing, names, told, typed, write


@pytest.fixture
def kept(workspace: Path) -> Path:
    """A workspace with three operations and a backup after the second and the third."""
    write(workspace, "a")
    for key in ("b", "c"):
        write(workspace, key)
        assert typed(workspace, "backup").exit == 0
    return workspace


def cut(database: Path, size: int) -> None:
    """Take the last bytes of a file away."""
    with database.open("r+b") as file:
        file.truncate(database.stat().st_size - size)


def _empty(root: Path) -> None:
    (root / "digitool.db").write_bytes(b"")


def _cut_within_a_page(root: Path) -> None:
    cut(root / "digitool.db", 777)


def _cut_by_half(root: Path) -> None:
    cut(root / "digitool.db", (root / "digitool.db").stat().st_size // 2)


def _no_database(root: Path) -> None:
    (root / "digitool.db").write_bytes(b"not a database at all")


def _newer(root: Path) -> None:
    change(root / "digitool.db", "PRAGMA user_version=9")


def _lost_the_last(root: Path) -> None:
    change(root / "digitool.db", "DELETE FROM operation WHERE seq = 3")


def _lost_one_before(root: Path) -> None:
    write(root, "d")
    change(root / "digitool.db", "DELETE FROM operation WHERE seq = 2")


def _older_copy_by_hand(root: Path) -> None:
    oldest = min((root / "backups").iterdir(), key=lambda one: (one / "backup.json").read_text())
    shutil.copy(oldest / "digitool.db", root / "digitool.db")
    write(root, "x")
    write(root, "y")


def _another_with_this_key(root: Path) -> None:
    (root / "backups").rename(root / "aside")
    (root / "digitool.db").unlink()
    assert typed(root, "init", root).exit == 0
    (root / "backups").rmdir()
    (root / "aside").rename(root / "backups")
    for key in "abcd":
        write(root, key)


def _reference_broken(root: Path) -> None:
    change(root / "digitool.db", "UPDATE operation SET undone_by = 77 WHERE seq = 1")


RUINS: list[tuple[Callable[[Path], None], int, str]] = [
    (_empty, 10, "schema_none"),
    (_cut_within_a_page, 8, "database_damaged"),
    (_cut_by_half, 8, "database_damaged"),
    (_no_database, 8, "database_damaged"),
    (_newer, 10, "schema_newer"),
    (_lost_the_last, 8, "operations_lost"),
    (_lost_one_before, 8, "operations_lost"),
    (_older_copy_by_hand, 8, "operations_lost"),
    (_another_with_this_key, 10, "other_database"),
    (_reference_broken, 8, "database_damaged"),
]


@pytest.mark.parametrize(("ruin", "code", "error"), RUINS, ids=[one[0].__name__ for one in RUINS])
def test_what_is_not_whole_prunes_nothing_and_the_named_way_on_works(
    kept: Path, ruin: Callable[[Path], None], code: int, error: str
) -> None:
    """Exit 8 or 10, both good backups stay to the byte; after the restore that is named backups go on."""
    before = {path: path.read_bytes() for path in (kept / "backups").rglob("*") if path.is_file()}
    ruin(kept)
    for _ in range(2):
        done = typed(kept, "backup", "--keep", "1", "--json")
        assert (done.exit, done.error["code"]) == (code, error), done.err
        assert done.error["hint"]
    dry = typed(kept, "backup", "--dry-run", "--json")
    assert dry.exit in (0, 8, 10)
    assert {path: path.read_bytes() for path in (kept / "backups").rglob("*") if path.is_file()} == before
    assert drafts(kept) == []

    assert typed(kept, "restore", "--yes").exit == 0
    assert [key for _, key in told(kept / "digitool.db")] == ["a", "b", "c"]
    assert failing(kept) == []
    after = typed(kept, "backup", "--keep", "1", "--json")
    assert after.exit == 0, after.err
    assert after.rows[0]["backup"] in names(kept)


def test_a_database_that_is_right_may_begin_anew_elsewhere(kept: Path, tmp_path: Path) -> None:
    """The other way on that a refused backup names: another directory, and from there back into the first."""
    _older_copy_by_hand(kept)
    assert typed(kept, "backup").exit == 8
    made = typed(kept, "backup", "--to", tmp_path / "disk", "--json")
    assert made.exit == 0
    assert typed(kept, "restore", made.rows[0]["path"], "--yes").exit == 0
    assert [key for _, key in told(kept / "digitool.db")][-2:] == ["x", "y"]
    assert typed(kept, "backup", "--keep", "1").exit == 0


def test_the_error_names_a_backup_elsewhere_by_its_path(kept: Path, tmp_path: Path) -> None:
    """What to type after a refused backup to another directory is a command that works."""
    assert typed(kept, "backup", "--to", tmp_path / "my disk").exit == 0
    _lost_the_last(kept)
    done = typed(kept, "backup", "--to", tmp_path / "my disk", "--json")
    import shlex

    words = shlex.split(done.error["try"])[1:]
    assert Path(words[1]).parent == tmp_path / "my disk"
    assert typed(kept, *words, "--yes").exit == 0
    assert typed(kept, "backup", "--to", tmp_path / "my disk").exit == 0


def test_two_chains_do_not_share_a_directory(kept: Path, pristine: Path, tmp_path: Path) -> None:
    """Backups of one database are never counted, compared or deleted for another one."""
    other = tmp_path / "other"
    shutil.copytree(pristine, other)
    (other / "digitool.db").unlink()
    assert typed(other, "init").exit == 0
    disk = tmp_path / "disk"
    assert typed(kept, "backup", "--to", disk).exit == 0
    done = typed(other, "backup", "--to", disk, "--keep", "1", "--json")
    assert (done.exit, done.error["code"]) == (10, "other_database")
    assert len(list(disk.iterdir())) == 1


@pytest.mark.parametrize("moment", ["2025-01-01", "1999-12-31", "2099-01-01"])
def test_a_clock_never_decides_what_is_new(kept: Path, moment: str) -> None:
    """A backup made under any clock is the newest: it stays, it is restored, and the older ones go."""
    write(kept, "d")
    made = typed(kept, "backup", "--keep", "1", "--as-of", moment, "--json").rows[0]["backup"]
    assert names(kept) == {made}
    assert made.startswith(moment[:2]) or moment == "1999-12-31"
    assert typed(kept, "restore", "--verify", "--json").rows[0]["backup"] == made
    write(kept, "e")
    later = typed(kept, "backup", "--keep", "1", "--json").rows[0]["backup"]
    assert names(kept) == {later}


@pytest.mark.parametrize("moment", ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "1899-12-31"])
def test_a_moment_without_a_date_in_every_zone_is_no_moment(kept: Path, moment: str) -> None:
    """--as-of takes 1900 to 9998; what lies outside is a usage error and no fault of the program."""
    assert typed(kept, "backup", "--as-of", moment).exit == 2
    assert typed(kept, "restore", "--yes", "--as-of", moment).exit == 2


def test_two_in_one_second_are_two_in_order(workspace: Path) -> None:
    """Names of one second get numbers; the one that goes furthest is restored, also over nine."""
    made = []
    for number in range(11):
        write(workspace, str(number))
        made += typed(workspace, "backup", "--as-of", "2026-03-02", "--json").rows
    assert len({row["backup"] for row in made}) == 11
    assert typed(workspace, "restore", "--verify", "--json").rows[0]["backup"] == made[-1]["backup"]
    assert typed(workspace, "backup", "--keep", "3", "--as-of", "2026-03-02").exit == 0
    assert len(names(workspace)) == 3
    assert {row["backup"] for row in made[-2:]} <= names(workspace)


def test_only_whole_backups_count_as_kept(kept: Path) -> None:
    """With a rotten one among the newest, --keep 2 keeps the good one behind it."""
    first, second = sorted(names(kept), key=lambda one: (kept / "backups" / one / "backup.json").read_text())
    database = kept / "backups" / second / "digitool.db"
    database.write_bytes(database.read_bytes()[:-1] + b"\1")
    assert typed(kept, "backup", "--keep", "2").exit == 0
    assert {first, second} < names(kept)
    assert typed(kept, "backup", "--keep", "2").exit == 0
    assert not {first, second} & names(kept)


def test_what_is_no_backup_of_ours_is_never_deleted(kept: Path) -> None:
    """A directory without its manifest, and people's own files beside the backups, stay."""
    mine = kept / "backups" / "mine"
    mine.mkdir()
    (mine / "digitool.db").write_bytes(b"mine")
    (kept / "backups" / ".mine").mkdir()
    (kept / "backups" / "notes.txt").write_text("mine")
    elsewhere = kept.parent / "elsewhere"
    shutil.copytree(next(path for path in (kept / "backups").iterdir() if path.name[0] == "2"), elsewhere)
    (kept / "backups" / "linked").symlink_to(elsewhere)
    for _ in range(2):
        assert typed(kept, "backup", "--keep", "1").exit == 0
    assert {"mine", ".mine", "notes.txt", "linked"} < names(kept)
    assert len(names(kept)) == 5 and (elsewhere / "digitool.db").exists()
    assert typed(kept, "restore", "mine", "--yes").exit == 8


def test_a_copy_that_fails_a_check_is_kept_and_does_not_count(kept: Path) -> None:
    """Exit 8 with the check; the copy stays, nothing is deleted, and restore goes by the last good one."""
    good = names(kept)
    change(kept / "digitool.db", "UPDATE operation SET result = '{' WHERE seq = 1")
    done = typed(kept, "backup", "--keep", "1", "--json")
    assert (done.exit, done.error["code"]) == (8, "check_failed")
    assert done.rows[0]["verified"] is False
    assert "operations" in done.error["message"]
    assert names(kept) == good | {done.rows[0]["backup"]}
    assert typed(kept, "restore", done.rows[0]["backup"], "--yes").exit == 8
    change(kept / "digitool.db", "UPDATE operation SET result = '{}' WHERE seq = 1")
    again = typed(kept, "backup", "--keep", "1", "--json")
    assert again.exit == 0
    assert names(kept) == {again.rows[0]["backup"]}


def test_a_dry_run_looks_and_changes_nothing(kept: Path) -> None:
    """With -n the answer is that of the real one, and nothing is written or deleted."""
    before = names(kept)
    assert typed(kept, "backup", "-n", "--keep", "1").exit == 0
    _lost_the_last(kept)
    assert typed(kept, "backup", "-n").exit == 8
    assert names(kept) == before


def test_a_negative_number_is_no_number_of_backups(kept: Path) -> None:
    """--keep takes 0 and up."""
    assert typed(kept, "backup", "--keep", "-1").exit == 2


@pytest.mark.parametrize("part", ["digitool.db", "digitool.toml", "backup.json", "SHA256SUMS"])
@pytest.mark.parametrize("how", ["altered", "gone"])
def test_a_backup_is_all_of_its_parts(kept: Path, part: str, how: str) -> None:
    """A backup with one altered or missing part is refused with 8 before anything is changed."""
    name = typed(kept, "backup", "--json").rows[0]["backup"]
    path = kept / "backups" / name / part
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.unlink()
    if how == "altered":
        path.write_bytes(data)
    before = (kept / "digitool.db").read_bytes()
    done = typed(kept, "restore", name, "--yes", "--json")
    assert (done.exit, done.error["code"]) == (8, "backup_altered")
    assert (kept / "digitool.db").read_bytes() == before


def test_a_manifest_must_tell_what_is_in_the_database(kept: Path) -> None:
    """A manifest that was edited together with its sum is found out by the database itself."""
    from digitool.report.manifest import write_sums

    name = typed(kept, "backup", "--json").rows[0]["backup"]
    path = kept / "backups" / name
    manifest = json.loads((path / "backup.json").read_text())
    manifest["history"]["sequence"] = 99
    (path / "backup.json").write_text(json.dumps(manifest))
    (path / "SHA256SUMS").write_text(write_sums(path))
    assert typed(kept, "restore", name, "--yes").exit == 8


def test_a_journal_in_wal_mode_is_backed_up_as_one_file(kept: Path) -> None:
    """A database that somebody switched to WAL gives backups of one file, and a restore brings it back."""
    change(kept / "digitool.db", "PRAGMA journal_mode=WAL")
    write(kept, "d")
    made = typed(kept, "backup", "--json").rows[0]["backup"]
    assert not list((kept / "backups" / made).glob("digitool.db-*"))
    assert typed(kept, "restore", "--yes").exit == 0
    assert [key for _, key in told(kept / "digitool.db")] == ["a", "b", "c", "d"]
    assert typed(kept, "backup").exit == 0
