"""Where an answer goes is known before anything is done: every command, every wrong output."""

from __future__ import annotations

import errno
import inspect
import io
import json
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple, get_args, get_origin

import pytest

from digitool.cli.app.command import BY_ANSWER, shared_parameters
from digitool.cli.entry import run
from digitool.db.connection import connect
from digitool.workspace.own_files import BACKUPS, DATABASE_FILE, KEY_FILE, SETTINGS_FILE
from tests.conftest import Cli
from tests.contracts.test_help import leaves


class Parameter(NamedTuple):
    """One parameter of a command as its function declares it, whatever parser reads it."""

    name: str
    kind: Any
    options: tuple[str, ...]
    required: bool

    @property
    def names_a_path(self) -> bool:
        """Whether a file or folder is given."""
        return self.kind is Path or Path in get_args(self.kind)

    def typed(self, value: str = "") -> list[str]:
        """The parameter as it is typed, with a value that the parser takes."""
        value = value or (str(get_args(self.kind)[0]) if get_origin(self.kind) is Literal else "")
        value = value or ("1" if self.kind in (int, float) else "X1")
        return [self.options[0], value] if self.options else [value]


class Leaf(NamedTuple):
    """One command: its words, what it must be given, what names a path, and its shared options."""

    path: tuple[str, ...]
    needed: list[str]
    paths: list[Parameter]
    shared: set[str]
    by_answer: bool


def _leaf(path: tuple[str, ...], command: Any) -> Leaf:
    declared = [one for one in inspect.signature(command.callback).parameters.values() if one.name != "ctx"]
    everywhere = shared_parameters()
    shared = {
        one.name
        for one in declared
        if one.name in everywhere and one.annotation == everywhere[one.name].annotation
    }
    own = [_parameter(one) for one in declared if one.name not in shared]
    needed = [word for one in own if one.required for word in one.typed()]
    cells = inspect.unwrap(command.callback).__closure__ or ()
    by_answer = any(cell.cell_contents is BY_ANSWER for cell in cells)
    return Leaf(path, needed, [one for one in own if one.names_a_path], shared, by_answer)


def _parameter(one: inspect.Parameter) -> Parameter:
    kind, *told = get_args(one.annotation) if get_origin(one.annotation) is Annotated else (one.annotation,)
    names = tuple(told[0].param_decls or ()) if told else ()
    options = tuple(name for name in names if name.startswith("-"))
    if told and type(told[0]).__name__ == "OptionInfo" and not options:
        options = (f"--{one.name.replace('_', '-')}",)
    return Parameter(one.name, kind, options, one.default is inspect.Parameter.empty)


LEAVES = {" ".join(path): _leaf(path, command) for path, command in leaves().items()}
SHOWING = [name for name, leaf in LEAVES.items() if "fields" in leaf.shared]
WRITING = [name for name, leaf in LEAVES.items() if "key" in leaf.shared]


def typed(*words: str) -> tuple[int, dict[str, Any]]:
    """Run in this process; the exit code and the error, if there is one."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = run([*words, "--json"] if "--format" not in words and "--csv" not in words else words)
    text = err.getvalue().strip().splitlines()
    return code, json.loads(text[-1]) if text and text[-1].startswith("{") else {}


@pytest.fixture
def here(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A fresh workspace as the working directory, with a file that is in the way."""
    monkeypatch.chdir(workspace)
    monkeypatch.delenv("DIGITOOL_WORKSPACE", raising=False)
    (workspace / "taken.json").write_text("mine")
    return workspace


def operations(root: Path) -> int:
    """How many operations are recorded."""
    connection = connect(root / DATABASE_FILE, read_only=True)
    try:
        return int(connection.execute("SELECT count(*) FROM operation").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("name", SHOWING)
def test_a_wrong_output_is_told_before_a_command_begins(here: Path, name: str) -> None:
    """Existing file, missing folder, unknown suffix, format, column, order, number: refused, nothing done."""
    leaf = LEAVES[name]
    command = [*leaf.path, *leaf.needed]
    wrong = {
        ("-o", "taken.json"): (2, "file_exists"),
        ("-o", "no/folder.json"): (9, "no_directory"),
        ("-o", "answer.xlsx"): (2, "unknown_suffix"),
        ("-o", "answer.csv"): (2, "two_formats"),
        ("-o", KEY_FILE, "--force"): (6, "own_file"),
        ("--limit", "-1"): (2, "bad_limit"),
        ("--fields", "no_such_field"): (2, "no_such_column"),
        ("--sort", "-no_such_field"): (2, "no_such_column"),
    }
    for words, expected in wrong.items():
        code, error = typed(*command, *words)
        if leaf.by_answer and words[0] in ("--fields", "--sort"):
            continue
        assert (code, error.get("code")) == expected, (words, error)
    assert typed(*command, "--format", "nosuch")[0] == 2
    assert typed(*command, "--csv", "-o", "answer.xlsx")[0] == 2
    assert (here / "taken.json").read_text() == "mine"
    assert operations(here) == 0
    assert not [one for one in here.iterdir() if one.name.startswith((".answer", ".taken", "answer"))]


@pytest.mark.parametrize("name", SHOWING)
def test_a_full_disk_is_told_before_a_command_begins(
    here: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the disk has no room for the answer, nothing is done and nothing is left."""

    def full(handle: int, start: int, size: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.posix_fallocate", full)
    leaf, before = LEAVES[name], sorted(here.iterdir())
    code, error = typed(*leaf.path, *leaf.needed, "-o", "answer.json")
    assert (code, error["code"]) == (9, "disk_full")
    assert operations(here) == 0
    assert sorted(here.iterdir()) == before


@pytest.mark.parametrize(
    "command",
    ["guide broadcast plan.toml --record --requests", "guide handover zhangsan --leaves --requests"],
)
def test_a_folder_for_request_files_is_looked_at_before_anything_is_recorded(
    here: Path, command: str
) -> None:
    """A file in the place of the folder, or a folder of backups: refused, no plan is kept."""
    (here / "digitool.toml").write_text(
        '[chain]\nname = "C"\n[stores.S001]\nname = "S"\n[guides.zhangsan]\nname = "Z"\nstore = "S001"\n'
    )
    (here / "ids.csv").write_text("customer\nP1\n")
    (here / "plan.toml").write_text(
        'name = "Hello"\nchannel = "wecom"\ntext = "hello"\ncustomers = "ids.csv"\n'
    )
    assert typed(*command.split(), "taken.json")[0] == 9
    assert typed(*command.split(), f"{BACKUPS}/x")[0] == 6
    assert operations(here) == 0


def test_only_commands_that_change_nothing_learn_their_columns_from_the_answer() -> None:
    """A command that records something, or makes files, says beforehand what it will show."""
    changing = {"init", "demo", "backup", "restore", "migrate"}
    late = {name for name, leaf in LEAVES.items() if leaf.by_answer}
    assert late
    assert not late & {*WRITING, *changing}


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full")
def test_an_answer_that_is_lost_says_that_the_work_is_done(cli: Cli, workspace: Path) -> None:
    """Output that fails only at the end is exit 9, and says how to get the answer again."""
    create = shlex.split("coupon create TEN --kind amount --value 10.00 --total 5 --valid-days 9 --key k1")
    shell = f"import sys; sys.argv[1:] = {create!r}; from digitool.cli import main; main()"
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-c", shell],
            cwd=workspace,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 9
    assert "recorded" in done.stderr
    assert "--key" in done.stderr
    again = cli(*create, "--json", cwd=workspace)
    assert (again.exit, again.rows[0]["stock"]) == (0, "TEN")
    assert operations(workspace) == 1


def protected(root: Path) -> Iterator[Path]:
    """Every file of a workspace that no command may touch as an output."""
    yield from (root / name for name in (KEY_FILE, SETTINGS_FILE, DATABASE_FILE))
    yield from (one for one in (root / BACKUPS).rglob("*") if one.is_file())


@pytest.mark.parametrize("name", LEAVES)
def test_no_option_writes_over_what_the_workspace_is(here: Path, name: str) -> None:
    """Each option that names a file or folder, pointed at key, database, settings, journal and backups."""
    leaf = LEAVES[name]
    (here / BACKUPS / "old").mkdir(parents=True)
    for file in (DATABASE_FILE, SETTINGS_FILE):
        (here / BACKUPS / "old" / file).write_bytes((here / file).read_bytes())
    (here / BACKUPS / "old" / "backup.json").write_text("{}")
    before = {path: path.read_bytes() for path in protected(here)}
    targets = [*(str(path.relative_to(here)) for path in before), "digitool.db-journal", "DIGITOOL.KEY"]
    options: list[list[str]] = []
    if "output" in leaf.shared:
        options += [["-o", target, "--force"] for target in targets]
    for one in leaf.paths:
        options += [
            [*one.typed(target), *(["--force"] if "force" in leaf.shared else [])] for target in targets
        ]
    forms = [[*leaf.path, *leaf.needed, *extra] for extra in options]
    for form in forms:
        if leaf.path[0] == "completion":
            continue
        typed(*form)
        assert {path: path.read_bytes() for path in protected(here) if path in before} == before, form
        assert not (here / "digitool.db-journal").exists(), form
        assert not [one for one in here.iterdir() if one.name == "DIGITOOL.KEY"], form


def spellings(file: Path) -> list[str]:
    """Ways to name a file: plain, by a detour, from the root, and by both kinds of links."""
    directory = file.parent
    (directory / "detour").mkdir(exist_ok=True)
    (directory / "link.json").unlink(missing_ok=True)
    (directory / "hard.json").unlink(missing_ok=True)
    (directory / "link.json").symlink_to(file.name)
    (directory / "hard.json").hardlink_to(file)
    return [file.name, f"detour/../{file.name}", str(file.absolute()), "link.json", "hard.json"]


READING = [name for name, leaf in LEAVES.items() if leaf.paths and "output" in leaf.shared]


@pytest.mark.parametrize("name", READING)
def test_no_command_writes_its_answer_over_a_file_that_it_names(here: Path, name: str) -> None:
    """Each parameter that names a file, and the same file as the output: exit 6, and the file as it was."""
    leaf = LEAVES[name]
    file = here / "X1"
    file.write_text("mine")
    for one in leaf.paths:
        given = leaf.needed if one.required else [*leaf.needed, *one.typed("X1")]
        for output in spellings(file):
            for extra in ([], ["--force"]):
                code, error = typed(*leaf.path, *given, "-o", output, *extra)
                assert (code, error.get("code")) == (6, "own_input"), (one.name, output, extra, error)
        assert file.read_text() == "mine"
    assert operations(here) == 0


INDIRECT = {
    "guide broadcast plan.toml": "ids.csv",
    "customer segment preview friends": "segments/friends.toml",
    "customer segment export segments/friends.toml": "segments/friends.toml",
    "coupon issue TEN --segment friends": "segments/friends.toml",
    "customer tag refresh": "segments/friends.toml",
    "import pos.csv": "pos.csv.toml",
    "import pos.csv bill.csv": "bill.csv",
}
"""Commands, and a file that each of them reads, most of them without its path in the command."""


@pytest.mark.parametrize("command", INDIRECT)
def test_no_command_writes_its_answer_over_a_file_that_it_comes_to_read(here: Path, command: str) -> None:
    """A list that a plan names, a segment by its name, a mapping beside a table: exit 6, nothing done."""
    (here / "plan.toml").write_text(
        'name = "Hello"\nchannel = "wecom"\ntext = "hello"\ncustomers = "ids.csv"\n'
    )
    (here / "segments").mkdir()
    for name in ("ids.csv", "segments/friends.toml", "pos.csv", "pos.csv.toml", "bill.csv"):
        (here / name).write_text("[[all]]\norders = 1\n")
    if command.startswith("coupon"):
        create = shlex.split("coupon create TEN --kind amount --value 10.00 --total 5 --valid-days 9")
        assert typed(*create)[0] == 0
    before, file = operations(here), here / INDIRECT[command]
    (here / "hard.json").hardlink_to(file)
    for output in ("hard.json", "detour/../hard.json"):
        (here / "detour").mkdir(exist_ok=True)
        code, error = typed(*command.split(), "-o", output, "--force")
        assert (code, error.get("code")) == (6, "own_input"), error
    assert (here / "hard.json").samefile(file)
    assert operations(here) == before


def test_rejects_are_never_written_over_what_is_imported(here: Path) -> None:
    """--rejects with the name of the table, of its mapping or of the answer: exit 6, by any spelling."""
    for name in ("pos.csv", "map.toml"):
        file = here / name
        file.write_text("mine")
        for output in spellings(file):
            for extra in ([], ["--force"], ["--dry-run"]):
                code, error = typed("import", "pos.csv", "--mapping", "map.toml", "--rejects", output, *extra)
                assert (code, error.get("code")) == (6, "own_input"), (output, extra, error)
        assert file.read_text() == "mine"
    code, error = typed("import", "pos.csv", "--rejects", "new.json", "-o", "./new.json", "--force")
    assert (code, error.get("code")) == (6, "own_input")
    assert operations(here) == 0
