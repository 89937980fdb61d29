"""The commands that look after a workspace, as a user types them."""

from __future__ import annotations

import csv
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from digitool.db.writing import WriteRequest, operation
from tests.conftest import HANG_SECONDS, Cli


@pytest.fixture
def cli(forked_cli: Cli) -> Cli:
    """Commands without the start of an interpreter; that every one starts is tested elsewhere."""
    return forked_cli


def write_operation(workspace: Path, at: int, kind: str = "test") -> None:
    """Record one operation that changes nothing else."""
    with operation(workspace / "digitool.db", WriteRequest(kind, at, {"n": at}, actor="me")) as work:
        work.finish({"rows": 3})


class TestConfig:
    """Settings and where they come from."""

    def test_show_names_the_line(self, cli: Cli, workspace: Path) -> None:
        """A written key has its file and line, another is a default."""
        (workspace / "digitool.toml").write_text(
            '[chain]\n\nname = "禾禾"\n[stores.S001]\nopen = "10:00-22:00"\n'
        )
        rows = {row["key"]: row for row in cli("config", "show", "--json", cwd=workspace).rows}
        assert (rows["chain.name"]["value"], rows["chain.name"]["origin"]) == ("禾禾", "digitool.toml:3")
        assert rows["stores.S001.open"]["origin"] == "digitool.toml:5"
        assert rows["traffic.zero_hours"]["origin"] == "default"

    def test_show_masks_phones(self, cli: Cli, workspace: Path) -> None:
        """A phone in the settings is never shown in full, in any format."""
        (workspace / "digitool.toml").write_text('[staff]\nphones = ["13912345678"]\n')
        for form in ("table", "wide", "json", "csv", "md"):
            out = cli("config", "show", "--format", form, cwd=workspace).out
            assert "13912345678" not in out and "139****5678" in out.replace("\\", "")

    def test_show_checks_the_file(self, cli: Cli, workspace: Path) -> None:
        """A wrong key is an error, not a row."""
        (workspace / "digitool.toml").write_text("[chain]\ncutof_hour = 3\n")
        done = cli("config", "show", "--json", cwd=workspace)
        assert (done.exit, done.error["code"]) == (2, "config")
        assert "digitool.toml:2" in done.error["message"] and "cutoff_hour" in done.error["message"]
        assert done.error["try"] == "digitool config explain chain.cutoff_hour"

    @pytest.mark.parametrize(
        ("key", "value", "origin", "default"),
        [
            ("chain.cutoff_hour", "3", "digitool.toml:2", "0"),
            ("stores.S001.cutoff_hour", "3", "digitool.toml:2", ""),
            ("stores.S002.cutoff_hour", "0", "digitool.toml:5", ""),
            ("stores.cutoff_hour", "3", "digitool.toml:2", ""),
            ("traffic.zero_hours", "2", "default", "2"),
            ("bills.0.device", "POS1", "digitool.toml:7", ""),
        ],
    )
    def test_explain(
        self, cli: Cli, workspace: Path, key: str, value: str, origin: str, default: str
    ) -> None:
        """A key's value, the line or default behind it, and its default; a store inherits from the chain."""
        (workspace / "digitool.toml").write_text(
            "[chain]\ncutoff_hour = 3\n[stores.S001]\n[stores.S002]\ncutoff_hour = 0\n"
            '[[bills]]\ndevice = "POS1"\n'
        )
        (row,) = cli("config", "explain", key, "--json", cwd=workspace).rows
        assert (row["value"], row["origin"], row["default"]) == (value, origin, default)
        assert row["meaning"] and row["example"]

    def test_the_environment_is_an_origin(self, cli: Cli, workspace: Path) -> None:
        """A variable that decides is named."""
        (row,) = cli(
            "config", "explain", "chain.language", "--json", cwd=workspace, env={"DIGITOOL_LANG": "en"}
        ).rows
        assert (row["value"], row["origin"]) == ("en", "DIGITOOL_LANG")

    def test_explain_needs_no_workspace(self, cli: Cli) -> None:
        """What a key means can be asked anywhere."""
        assert cli("config", "explain", "stores.zone").exit == 0

    @pytest.mark.parametrize(
        ("key", "word"), [("chain.zoen", "chain.zone"), ("x", "chain.zone"), ("", "chain.zone")]
    )
    def test_unknown_keys(self, cli: Cli, key: str, word: str) -> None:
        """An unknown key is an error that names the nearest, or how keys look."""
        done = cli("config", "explain", key)
        assert done.exit == 2
        assert word in done.err


class TestLog:
    """What was changed."""

    def test_newest_first_and_by_day(self, cli: Cli, workspace: Path) -> None:
        """Operations come newest first; --on takes those of one business date in the chain's zone."""
        for at in (
            1772380800000,
            1772467199999,
            1772467200000,
        ):  # 2026-03-02 00:00, 23:59:59.999, 03-03 00:00
            write_operation(workspace, at)
        rows = cli("log", "--json", cwd=workspace).rows
        assert [row["operation"] for row in rows] == ["op-0003", "op-0002", "op-0001"]
        assert rows[2]["at"] == "2026-03-02T00:00:00+08:00"
        assert (rows[0]["actor"], rows[0]["kind"], rows[0]["result"]) == ("me", "test", {"rows": 3})
        one_day = cli("log", "--on", "2026-03-02", "--json", cwd=workspace).rows
        assert [row["operation"] for row in one_day] == ["op-0002", "op-0001"]

    def test_a_long_log_is_cut_and_says_so(self, cli: Cli, workspace: Path) -> None:
        """Twenty operations are shown, and the command that shows all is named and works."""
        for at in range(25):
            write_operation(workspace, at)
        done = cli("log", cwd=workspace)
        assert len(done.out.splitlines()) == 21
        assert "20 of 25 rows; all of them: digitool log --limit 0" in done.err
        assert len(cli("log", "--limit", "0", "--json", cwd=workspace).rows) == 25


class TestCheck:
    """Invariants."""

    def test_a_fresh_workspace_passes(self, cli: Cli, workspace: Path) -> None:
        """Every check holds on an empty database."""
        done = cli("check", "--json", cwd=workspace)
        assert done.exit == 0
        assert all(row["passed"] for row in done.rows)
        assert "database" in [row["check"] for row in done.rows]

    def test_one_check_by_name(self, cli: Cli, workspace: Path) -> None:
        """A named check runs alone; an unknown one is not found, with the nearest name."""
        assert [row["check"] for row in cli("check", "database", "--json", cwd=workspace).rows] == [
            "database"
        ]
        done = cli("check", "databse", cwd=workspace)
        assert done.exit == 4
        assert "database" in done.err

    @pytest.mark.parametrize("damage", ["empty", "magic", "cut", "garbled"])
    def test_a_damaged_database(self, cli: Cli, workspace: Path, damage: str) -> None:
        """A damaged file ends with 8 or 10 and a hint, never a traceback, and is left as it is."""
        database = workspace / "digitool.db"
        whole = database.read_bytes()
        data = {
            "empty": b"",
            "magic": b"not a database at all" + whole[21:],
            "cut": whole[:5000],
            "garbled": whole[:4096] + bytes(len(whole) - 4096),
        }[damage]
        database.write_bytes(data)
        done = cli("check", cwd=workspace)
        assert done.exit in (8, 10)
        assert "Traceback" not in done.err
        assert database.read_bytes() == data


class TestBackup:
    """Whole copies, and the way back."""

    def test_a_backup_restores_everything(self, cli: Cli, workspace: Path) -> None:
        """What was there at the backup is there after the restore; what was there before is kept."""
        write_operation(workspace, 1)
        made = cli("backup", "--as-of", "2026-03-02T08:40:00+08:00", "--json", cwd=workspace).rows[0]
        assert made["backup"] == "20260302T004000Z" and made["verified"] is True
        write_operation(workspace, 2)
        done = cli("restore", made["backup"], "--yes", "--json", cwd=workspace)
        assert done.exit == 0 and done.rows[0]["operations"] == 1
        rows = cli("log", "--json", cwd=workspace).rows
        assert [(row["operation"], row["kind"]) for row in rows] == [
            ("op-0003", "restore"),
            ("op-0001", "test"),
        ]
        saved = done.rows[0]["saved"]
        assert rows[0]["result"] == {"saved": saved}
        assert cli("restore", saved, "--yes", cwd=workspace).exit == 0
        kinds = [row["kind"] for row in cli("log", "--json", cwd=workspace).rows]
        assert kinds == ["restore", "test", "test"]

    def test_a_backup_is_private_and_without_the_key(self, cli: Cli, workspace: Path) -> None:
        """Nobody else can read it, the key is in it only when asked for, and no draft is left."""
        cli("backup", "--as-of", "2026-03-02", cwd=workspace)
        cli("backup", "--as-of", "2026-03-03", "--with-key", cwd=workspace)
        first, second = sorted((workspace / "backups").iterdir())
        whole = {"digitool.db", "digitool.toml", "backup.json", "SHA256SUMS"}
        assert {path.name for path in first.iterdir()} == whole
        assert (second / "digitool.key").read_bytes() == (workspace / "digitool.key").read_bytes()
        for path in (workspace / "backups").rglob("*"):
            assert path.stat().st_mode & 0o077 == 0

    def test_keep_deletes_the_oldest(self, cli: Cli, workspace: Path) -> None:
        """--keep N leaves the newest N."""
        for day in (1, 2, 3):
            cli("backup", "--as-of", f"2026-03-0{day}", "--keep", "2", cwd=workspace)
        assert len(list((workspace / "backups").iterdir())) == 2
        assert cli("restore", "--verify", cwd=workspace).exit == 0

    def test_verify_changes_nothing(self, cli: Cli, workspace: Path) -> None:
        """--verify proves a backup and leaves database and backups as they are."""
        cli("backup", cwd=workspace)
        write_operation(workspace, 1)
        before = (workspace / "digitool.db").read_bytes()
        assert cli("restore", "--verify", cwd=workspace).exit == 0
        assert (workspace / "digitool.db").read_bytes() == before
        assert len(list((workspace / "backups").iterdir())) == 1

    def test_a_damaged_backup_is_refused(self, cli: Cli, workspace: Path) -> None:
        """A backup that is not whole ends with 8, and the database stays."""
        path = Path(cli("backup", "--json", cwd=workspace).rows[0]["path"]) / "digitool.db"
        data = bytearray(path.read_bytes())
        data[8192:12288] = bytes(4096)
        path.write_bytes(data)
        before = (workspace / "digitool.db").read_bytes()
        assert cli("restore", "--yes", cwd=workspace).exit == 8
        assert (workspace / "digitool.db").read_bytes() == before

    def test_restore_over_a_damaged_database(self, cli: Cli, workspace: Path) -> None:
        """A database that cannot be read is replaced, and kept beside for whoever looks at it."""
        write_operation(workspace, 1)
        cli("backup", cwd=workspace)
        (workspace / "digitool.db").write_bytes(b"ruined")
        done = cli("restore", "--yes", "--json", cwd=workspace)
        assert done.exit == 0
        assert (workspace / done.rows[0]["saved"]).read_bytes() == b"ruined"
        assert [row["kind"] for row in cli("log", "--json", cwd=workspace).rows] == ["restore", "test"]

    def test_restore_asks(self, cli: Cli, workspace: Path) -> None:
        """Without a terminal and without --yes nothing is restored; exit 2."""
        cli("backup", cwd=workspace)
        done = cli("restore", cwd=workspace)
        assert done.exit == 2
        assert "--yes" in done.err

    def test_a_backup_while_others_write(
        self, workspace: Path, cli: Cli, environment: dict[str, str]
    ) -> None:
        """A backup taken under load is whole and holds every operation that ended before it began."""
        program = (
            "import sys; from pathlib import Path; from tests.cli.test_commands import write_operation\n"
            "for n in range(40): write_operation(Path(sys.argv[1]), n); print(n, flush=True)\n"
        )
        writer = subprocess.Popen(
            [sys.executable, "-c", program, str(workspace)],
            cwd=Path(__file__).parent.parent.parent,
            env=environment,
            stdout=subprocess.PIPE,
        )
        assert writer.stdout is not None
        for _ in range(5):
            writer.stdout.readline()
        done = cli("backup", "--json", cwd=workspace)
        writer.communicate(timeout=HANG_SECONDS)
        assert done.exit == 0, done.err
        proven = cli("restore", "--verify", "--json", cwd=workspace)
        assert proven.exit == 0, proven.err
        assert proven.rows[0]["operations"] >= 5

    def test_no_backup_yet(self, cli: Cli, workspace: Path) -> None:
        """Restoring without a backup is not found, and says how to make one."""
        done = cli("restore", cwd=workspace)
        assert done.exit == 4
        assert "digitool backup" in done.err


class TestDoctor:
    """Health."""

    def test_a_fresh_workspace_is_well(self, cli: Cli, workspace: Path) -> None:
        """Nothing fails, and the answer names what was looked at."""
        done = cli("doctor", "--json", cwd=workspace)
        assert done.exit == 0
        states = {row["check"]: row["state"] for row in done.rows}
        assert {
            "python",
            "sqlite",
            "zones",
            "encoding",
            "key",
            "permissions",
            "schema",
            "disk",
            "mount",
        } <= set(states)
        assert "fail" not in states.values()

    def test_without_a_workspace(self, cli: Cli) -> None:
        """The computer can be looked at without a workspace; one that is named must exist."""
        assert cli("doctor").exit == 0
        assert cli("doctor", "-w", "nowhere").exit == 10

    def test_it_finds_what_is_wrong(self, cli: Cli, workspace: Path) -> None:
        """An open key and a wrong setting fail with 8; an open database is a warning."""
        (workspace / "digitool.key").chmod(0o644)
        (workspace / "digitool.db").chmod(0o644)
        (workspace / "digitool.toml").write_text("[chain]\nzone = 5\n")
        done = cli("doctor", "--json", cwd=workspace)
        states = {row["check"]: row["state"] for row in done.rows}
        assert done.exit == 8
        assert (states["key"], states["settings"], states["permissions"]) == ("fail", "fail", "warn")

    def test_the_deepest_mount_counts(self) -> None:
        """A network drive is told from a local one by the deepest mount."""
        from digitool.report.health import file_system

        mounts = [("/", "ext4"), ("/mnt", "tmpfs"), ("/mnt/share", "nfs4")]
        assert file_system(Path("/mnt/share/chain"), mounts) == "nfs4"
        assert file_system(Path("/mnt/other"), mounts) == "tmpfs"
        assert file_system(Path("/home"), mounts) == "ext4"


class TestOutput:
    """The shared output options at work."""

    def test_fields_sort_and_limit(self, cli: Cli) -> None:
        """Columns are chosen and ordered, rows sorted and cut, alike in every format."""
        args = ["formats", "--fields", "title,format", "--sort", "-format", "--limit", "2"]
        rows = cli(*args, "--json").rows
        assert [list(row) for row in rows] == [["title", "format"]] * 2
        assert rows[0]["format"] > rows[1]["format"]
        assert [row["format"] for row in csv.DictReader(io.StringIO(cli(*args, "--csv").out))] == [
            row["format"] for row in rows
        ]

    def test_the_command_that_shows_the_rest_works(self, cli: Cli) -> None:
        """meta.next is a command line that gives every row."""
        import shlex

        cut = cli("formats", "--limit", "1", "--json").json
        every = cli(*shlex.split(cut["meta"]["next"])[1:]).json
        assert every["meta"]["returned"] == cut["meta"]["total"] > 1

    def test_output_to_a_file(self, cli: Cli, tmp_path: Path) -> None:
        """-o writes the file and a note, and nothing to stdout; a second time it needs --force."""
        first = cli("formats", "-o", "formats.json", "--json")
        assert (first.exit, first.out) == (0, "")
        assert json.loads((tmp_path / "formats.json").read_text())["rows"]
        assert cli("formats", "-o", "formats.json", "--json").exit == 2
        assert cli("formats", "-o", "formats.json", "--json", "--force").exit == 0

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion_scripts(self, cli: Cli, shell: str) -> None:
        """Each shell gets a script that names the program."""
        done = cli("completion", shell)
        assert done.exit == 0
        assert "_DIGITOOL_COMPLETE" in done.out

    @pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
    @pytest.mark.parametrize(
        ("words", "found"),
        [
            ("digitool con", "config"),
            ("digitool config e", "explain"),
            ("digitool config show --fo", "--format"),
        ],
    )
    def test_completion_answers(self, cli: Cli, words: str, found: str) -> None:
        """The shell's question is answered with commands and options."""
        done = cli(
            env={
                "COMP_WORDS": words,
                "COMP_CWORD": str(words.count(" ")),
                "_DIGITOOL_COMPLETE": "complete_bash",
            }
        )
        assert done.exit == 0
        assert found in done.out.split()

    @pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
    def test_completion_of_nothing(self, cli: Cli, shell: str) -> None:
        """A shell that says nothing of what was typed is answered, with exit 0."""
        assert cli(env={"_DIGITOOL_COMPLETE": f"complete_{shell}"}).exit == 0

    @pytest.mark.parametrize(
        "topic", ["exit-codes", "environment", "formats", "formulas", "privacy", "examples"]
    )
    def test_topics(self, cli: Cli, topic: str) -> None:
        """Each topic has a page in both languages."""
        english, chinese = cli("help", topic), cli("help", topic, "--lang", "zh")
        assert english.exit == chinese.exit == 0
        assert english.out != chinese.out

    def test_unknown_topics(self, cli: Cli) -> None:
        """An unknown topic is not found, with the nearest."""
        done = cli("help", "exit-code")
        assert done.exit == 4
        assert "digitool help exit-codes" in done.err

    def test_languages(self, cli: Cli) -> None:
        """--lang wins over DIGITOOL_LANG, and that over the locale; it may stand anywhere."""
        zh = {"LC_ALL": "zh_CN.UTF-8"}
        assert "用法" in cli("--help", env=zh).out
        assert "Usage" in cli("--help", env={**zh, "DIGITOOL_LANG": "en"}).out
        assert "用法" in cli("config", "--lang", "zh", "show", "-h", env={"DIGITOOL_LANG": "en"}).out
        assert "用法" in cli("--lang=zh", "config", "-h").out


def test_one_altered_byte_of_a_backup_shows(cli: Cli, workspace: Path) -> None:
    """`restore --verify` proves that the backup is byte for byte what was written."""
    assert cli("backup", cwd=workspace).exit == 0
    database = next((workspace / "backups").glob("*/digitool.db"))
    assert cli("restore", "--verify", cwd=workspace).exit == 0
    content = bytearray(database.read_bytes())
    content[-1] ^= 1
    database.chmod(0o600)
    database.write_bytes(content)
    done = cli("restore", "--verify", "--json", cwd=workspace)
    assert (done.exit, done.error["code"]) == (8, "backup_altered")


@pytest.mark.parametrize("stored", ["'{'", "x'ff'", "''", "CAST(x'ff' AS TEXT)"])
def test_what_cannot_be_read_is_damage_and_no_fault_of_the_program(
    cli: Cli, workspace: Path, stored: str
) -> None:
    """An operation whose stored text is ruined: check names it, log and backup say what to do, exit 8."""
    import sqlite3
    from contextlib import closing

    write_operation(workspace, 1)
    with closing(sqlite3.connect(workspace / "digitool.db")) as connection, connection:
        connection.execute(f"UPDATE operation SET result = {stored}")
    checked = cli("check", "--json", cwd=workspace)
    assert checked.exit == 8
    assert "operations" in [row["check"] for row in checked.rows if not row["passed"]]
    for words in (("log",), ("backup",)):
        done = cli(*words, "--json", cwd=workspace)
        assert done.exit == 8, done.err
        assert done.error["try"].startswith("digitool")
