"""Every key of every form, put wrong in each kind of way, answers with file, line, key and a hint."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
import tomli

from digitool.campaign.file import schema as campaign
from digitool.campaign.file.reading import read_campaign
from digitool.errors import Exit, UsageError
from digitool.forms.form import Form, Key, Table
from digitool.forms.toml_file import read_toml
from digitool.guides.broadcast import message
from digitool.segments import keys as segment
from digitool.segments.spec import read_segment
from digitool.sources.mapping import mapping
from digitool.words import chinese
from digitool.workspace import settings
from digitool.workspace.build import load_settings


class Kind(NamedTuple):
    """A kind of file: its form, and how it is read."""

    form: Form
    read: Callable[[Path], object]


def _segment(path: Path) -> object:
    tables, text = read_toml(path)
    return read_segment(tables, text, path)


def _message(path: Path) -> object:
    tables, text = read_toml(path)
    return message.read_message(tables, text, path, "Asia/Shanghai")


KINDS = {
    "settings": Kind(settings.FORM, load_settings),
    "campaign": Kind(campaign.FORM, read_campaign),
    "segment": Kind(segment.FORM, _segment),
    "mapping": Kind(mapping.FORM, mapping.load_mapping),
    "message": Kind(message.FORM, _message),
}


def needed(kind: str, but: str) -> str:
    """What every file of a kind must say, but for one table."""
    return "".join(
        (f"[{name}]\n" if name else "") + "".join(f"{key.example}\n" for key in table.keys if key.required)
        for name, table in KINDS[kind].form.tables.items()
        if name != but and table.shape == "single" and any(key.required for key in table.keys)
    )


class Place(NamedTuple):
    """A key of a table; the table's name is empty for what stands above all tables."""

    kind: str
    name: str
    table: Table
    key: Key

    @property
    def path(self) -> str:
        """The table and the key as they are told, blocks of segments counted from 1."""
        first = "1" if self.kind == "segment" else "0"
        inner = {"named": f"{self.name}.S001.", "list": f"{self.name}.{first}."}
        return (inner.get(self.table.shape, f"{self.name}.") if self.name else "") + self.key.name

    def text(self, line: str) -> str:
        """A file with a line in the table, and everything else that must be there."""
        own = "".join(f"{one.example}\n" for one in self.table.keys if one.required and one != self.key)
        if not self.name:
            return f"{line}\n{own}{needed(self.kind, self.name)}"
        return f"{needed(self.kind, self.name)}{self.table.header(self.name)}\n{line}\n{own}"

    @property
    def line(self) -> int:
        """The line (from 1) that `text` puts into the table."""
        return needed(self.kind, self.name).count("\n") + 2 if self.name else 1


PLACES = [
    Place(kind, name, table, key)
    for kind, (form, _) in KINDS.items()
    for name, table in form.tables.items()
    for key in table.keys
]
NAMES = [f"{one.kind}-{one.path}" for one in PLACES]


def complaint(tmp_path: Path, kind: str, text: str) -> UsageError:
    """What the reader of a kind of file says of a text."""
    file = tmp_path / f"{kind}.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        KINDS[kind].read(file)
    return caught.value


def check(error: UsageError, kind: str, tmp_path: Path, wanted: tuple[int, str]) -> None:
    """The error is that of the form, names the place, and shows how it would be right, in both languages."""
    line, key = wanted
    assert (error.code, error.exit) == (KINDS[kind].form.code, Exit.USAGE)
    assert str(error).startswith(f"{tmp_path / kind}.toml:{line}: {key} "), str(error)
    assert error.try_next.startswith("digitool ")
    assert str(error.values["problem"].template) in chinese()  # type: ignore[attr-defined]


WRONG = (
    "{}",
    "[[1]]",
    "1e400",
    "nan",
    "07:32:00",
    '"\\u0000"',
    "-9223372036854775808",
    '"' + "x" * 20_000 + '"',
)
"""Values of which each key takes some at most: tables, lists, numbers without end, times, and long texts."""


def refuses(key: Key, value: object) -> bool:
    """Whether the kind of a key itself does not take a value."""
    try:
        key.read(value)
    except Exception:  # whatever it says is the reader's affair
        return True
    return False


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_a_wrong_value_is_told_where_it_stands(place: Place, tmp_path: Path) -> None:
    """Whatever a key does not take is told with file, line and key, and with an example that it takes."""
    wrong = [value for value in WRONG if refuses(place.key, tomli.loads(f"x = {value}")["x"])]
    for value in wrong:
        text = place.text(f"{place.key.name} = {value}")
        error = complaint(tmp_path, place.kind, text)
        check(error, place.kind, tmp_path, (place.line, place.path))
        assert error.values["example"] == place.key.example
    assert len(wrong) >= 3 or place.path == "identity"


@pytest.mark.parametrize("place", PLACES, ids=NAMES)
def test_an_unknown_key_is_told_with_the_nearest(place: Place, tmp_path: Path) -> None:
    """A slip at the end of any key names a key that was meant, and how it is written."""
    text = place.text(f"{place.key.name}x = 1")
    error = complaint(tmp_path, place.kind, text)
    check(error, place.kind, tmp_path, (place.line, f"{place.path}x"))
    near = str(error.values["problem"].values["near"])  # type: ignore[attr-defined]
    assert place.table.key(near) is not None and near in str(error.values["example"])


@pytest.mark.parametrize("place", [one for one in PLACES if one.key.required], ids=lambda one: str(one.path))
def test_what_is_needed_and_missing_is_told(place: Place, tmp_path: Path) -> None:
    """The table says what it needs; above all tables, the key says that it is missing."""
    error = complaint(tmp_path, place.kind, place.text(""))
    assert str(error).endswith(f" needs {place.key.name}" if place.name else f" {place.key.name} is missing")
    assert (error.code, error.values["example"]) == (KINDS[place.kind].form.code, place.key.example)


@pytest.mark.parametrize("kind", KINDS)
def test_a_table_that_is_none_is_told(kind: str, tmp_path: Path) -> None:
    """A number, a text or a list where tables are wanted, and a table that the form does not have."""
    for table in filter(None, KINDS[kind].form.tables):
        for value in ("5", '"a"', "[1]"):
            error = complaint(tmp_path, kind, f"{table} = {value}\n{needed(kind, table)}")
            check(error, kind, tmp_path, (1, table))
            assert error.hint
    check(
        complaint(tmp_path, kind, "\n[no-such-table-at-all]\n"), kind, tmp_path, (2, "no-such-table-at-all")
    )


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("data", "code", "place"),
    [
        (b"a = 1\nb = = 2\n", "config_syntax", ":2: "),
        (b"a = 1\na = 2\n", "config_twice", ":2: "),
        (b"a = 1\nb = " + b"9" * 5_000 + b"\n", "config_syntax", ":2: "),
        ("a = '禾'\n".encode("gbk"), "config_encoding", ":1: "),
    ],
)
def test_what_is_no_toml_is_told_alike(kind: str, data: bytes, code: str, place: str, tmp_path: Path) -> None:
    """Slips of syntax and other encodings have one answer in every kind of file."""
    file = tmp_path / f"{kind}.toml"
    file.write_bytes(data)
    with pytest.raises(UsageError) as caught:
        KINDS[kind].read(file)
    assert caught.value.code == code and place in str(caught.value) and caught.value.hint


def test_nobodys_number_is_shown_as_a_key(tmp_path: Path) -> None:
    """A phone where a key should be is masked in every form."""
    for kind in KINDS:
        error = complaint(tmp_path, kind, "13800138000 = 1\n")
        assert "13800138000" not in str(error)
