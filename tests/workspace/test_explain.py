"""Where a setting comes from, where its file is wrong, and which workspace is meant."""

from __future__ import annotations

import os
import shlex
from pathlib import Path

import pytest

from digitool.errors import UsageError, WorkspaceError
from digitool.forms.form import all_keys
from digitool.forms.toml_file import line_of, quoted, read_toml
from digitool.workspace.build import load_settings
from digitool.workspace.explain import DEFAULT, SettingsFile, shown_setting
from digitool.workspace.hours import OpenTime
from digitool.workspace.locate import Workspace, find_root, find_workspace
from digitool.workspace.settings import TABLES

TEXT = """\
[chain]
zone = "Asia/Urumqi"

[stores.S001]
name = "中山路店"
hours = { sun = "closed", exceptions = { "2026-10-01" = "10:00-20:00" } }

[guides.zhangsan]
phones = ["13800138000"]

[[bills]]
device = "A"

[[bills]]
device = "B"
store = "S001"
"""


@pytest.fixture
def file(tmp_path: Path) -> SettingsFile:
    """A settings file, and nothing in the environment."""
    path = tmp_path / "digitool.toml"
    path.write_text(TEXT, "utf-8")
    return SettingsFile(path, {})


@pytest.mark.parametrize(
    ("key", "value", "origin"),
    [
        ("chain.zone", "Asia/Urumqi", "digitool.toml:2"),
        ("chain.cutoff_hour", "0", DEFAULT),
        ("chain.own_appids", "[]", DEFAULT),
        ("stores.S001.name", "中山路店", "digitool.toml:5"),
        ("stores.S001.zone", "Asia/Urumqi", "digitool.toml:2"),
        ("stores.S001.cutoff_hour", "0", DEFAULT),
        ("stores.S001.open", "09:00-22:00", DEFAULT),
        ("stores.S001.hours", "{sun = closed, exceptions = {2026-10-01 = 10:00-20:00}}", "digitool.toml:6"),
        ("guides.zhangsan.phones", "[138****8000]", "digitool.toml:9"),
        ("bills.1.device", "B", "digitool.toml:15"),
        ("bills.0.store", "", DEFAULT),
        ("bills.7.device", "", DEFAULT),
    ],
)
def test_a_key_tells_its_value_and_its_line(file: SettingsFile, key: str, value: str, origin: str) -> None:
    """Written, inherited from the chain, or the default; phones are masked."""
    found = file.explain(key)
    assert (found.key, found.value, found.origin) == (key, value, origin)
    assert found.meaning and found.example.startswith(key.split(".")[-1])


def test_a_variable_comes_before_the_file(file: SettingsFile) -> None:
    """The language of the environment is in force, whatever the file says."""
    file.environ = {"DIGITOOL_LANG": "en"}
    found = file.explain("chain.language")
    assert (found.value, found.origin, found.default) == ("en", "DIGITOOL_LANG", "zh")


@pytest.mark.parametrize(
    ("key", "near"),
    [
        ("chain.zon", "chain.zone"),
        ("chian.zone", "chain.zone"),
        ("stores.S001.opne", "stores.open"),
        ("x", ""),
        ("", ""),
    ],
)
def test_a_key_that_is_not_there_has_a_nearest(file: SettingsFile, key: str, near: str) -> None:
    """A slip is answered by the key that was meant, or by how keys look."""
    with pytest.raises(UsageError) as caught:
        file.explain(key)
    assert (caught.value.code, caught.value.values["near"]) == ("no_such_key", near)
    assert caught.value.hint.startswith("did you mean" if near else "keys look like")


def test_what_is_in_force_is_shown_whole() -> None:
    """Without a file every key of the single tables has its default, and of the others there is nothing."""
    rows = SettingsFile(None, {}).show()
    single = [name for name, table in TABLES.items() if table.shape == "single"]
    assert [row.key for row in rows] == [key for key in all_keys(TABLES) if key.split(".")[0] in single]
    assert {row.origin for row in rows} == {DEFAULT} and all(row.value == row.default for row in rows)


def test_what_is_written_is_shown_where_it_stands(file: SettingsFile) -> None:
    """Tables with codes show what is written, each with the line that it is on."""
    written = {row.key: row.origin for row in file.show() if row.origin != DEFAULT}
    assert written == {
        "chain.zone": "digitool.toml:2",
        "stores.S001.name": "digitool.toml:5",
        "stores.S001.hours": "digitool.toml:6",
        "guides.zhangsan.phones": "digitool.toml:9",
        "bills.0.device": "digitool.toml:12",
        "bills.1.device": "digitool.toml:15",
        "bills.1.store": "digitool.toml:16",
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "true"),
        (7, "7"),
        (OpenTime(540, 1320), "09:00-22:00"),
        (("a", "b"), "[a, b]"),
        ([], "[]"),
        ({}, "{}"),
    ],
)
def test_values_as_the_file_would_have_them(value: object, text: str) -> None:
    """Flags, spans, lists and tables; a text is masked and may be long."""
    assert shown_setting(value) == text
    assert shown_setting("电话 13800138000") == "电话 138****8000" and len(shown_setting("x" * 999)) == 400


def test_the_line_of_every_key_that_is_written(file: SettingsFile) -> None:
    """The line holds the last part of the path; below an inline table it is the table's."""
    lines = TEXT.split("\n")
    for path in (
        ("chain", "zone"),
        ("stores", "S001", "name"),
        ("bills", "0", "device"),
        ("bills", "1", "store"),
    ):
        assert lines[line_of(TEXT, path) - 1].startswith(path[-1])
    assert line_of(TEXT, ("stores", "S001", "hours", "exceptions", "2026-10-01")) == 6
    assert line_of(TEXT, ("bills", "1")) == 14 and line_of(TEXT, ("stores",)) == 4
    assert line_of(TEXT, ("nowhere", "x")) == line_of("", ("chain",)) == 0


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        ("rate = 5%", "no per cent sign"),
        ("device = 00123", "does not begin with 0"),
        ("name = “中山路店”", "straight quotes"),
        ('file = "C:\\data"', "backslash"),
        ("名字 = 1", "ASCII letters"),
        ("zone: 1", "joined by ="),
        ("zone = Asia/Shanghai", "stands in quotes"),
        ("zone =", "value is missing"),
        ("= 5", "ASCII letters"),
        ('zone = "a" "b"', "not TOML"),
        ("zone = 1\nzone = 2", "second time"),
        ("[a]\n[a]", "second time"),
    ],
)
def test_a_slip_of_syntax_has_its_cause(tmp_path: Path, line: str, cause: str) -> None:
    """What is usually behind it, in the words of people, on the line where it stands."""
    path = tmp_path / "x.toml"
    path.write_text(f"# first\n{line}\n", "utf-8")
    with pytest.raises(UsageError) as caught:
        read_toml(path)
    assert cause in str(caught.value)
    assert caught.value.values["line"] == 2 + line.count("\n")


def test_the_nearest_workspace_upwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """From any depth, the inner one first; a directory of that name is none."""
    inner, deep = tmp_path / "a", tmp_path / "a" / "b" / "c"
    deep.mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert find_root(None, {}) is None
    (tmp_path / "digitool.toml").touch()
    assert find_root(None, {}) == Path(os.path.realpath(tmp_path))
    (deep / "digitool.toml").mkdir()
    (inner / "digitool.toml").touch()
    assert find_root(None, {}) == Path(os.path.realpath(inner))


def test_what_is_named_is_taken_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option before the variable, and neither looks upwards: what is typed is meant."""
    one, two = tmp_path / "one", tmp_path / "two"
    for place in (one, two):
        place.mkdir()
        (place / "digitool.toml").touch()
    (one / "inner").mkdir()
    monkeypatch.chdir(one)
    assert find_root(two, {"DIGITOOL_WORKSPACE": str(one)}) == two
    assert find_root(None, {"DIGITOOL_WORKSPACE": str(two)}) == two
    assert find_root(None, {"DIGITOOL_WORKSPACE": ""}) == Path(os.path.realpath(one))
    assert find_root(one / "inner", {}) is None
    with pytest.raises(WorkspaceError) as caught:
        find_workspace(one / "inner", {})
    assert caught.value.try_next == "digitool init {path}" and caught.value.values["path"] == one / "inner"
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkspaceError, match="no workspace here"):
        find_workspace(None, {})


def test_all_of_a_workspace_lies_in_it(tmp_path: Path) -> None:
    """Settings, database, key, backups and rejects are beside one another."""
    place = Workspace(tmp_path)
    parts = [place.settings_file, place.database, place.key_file, place.backups, place.rejects]
    assert {part.parent for part in parts} == {tmp_path} and len({part.name for part in parts}) == 5


@pytest.mark.parametrize("code", ["zhang san", "A.1", '"', "中山", "S'1", "a = 1", "{x}"])
def test_a_key_is_taken_as_it_is_told(tmp_path: Path, code: str) -> None:
    """Whatever a guide is called, what `config show` and an error say of her key can be typed again."""
    path = tmp_path / "digitool.toml"
    path.write_text(
        f'[stores.S001]\nname = "N"\n[guides.{quoted(code)}]\nstore = "S001"\nname = 3\n', "utf-8"
    )
    told = next(one.key for one in SettingsFile(path, {}).show() if one.key.endswith(".store"))
    assert SettingsFile(path, {}).explain(told).value == "S001"
    with pytest.raises(UsageError) as refused:
        load_settings(path)
    typed = shlex.split(refused.value.try_next.format(**refused.value.values))[-1]
    assert SettingsFile(path, {}).explain(typed).value == "3"
