"""A form: the keys that a kind of file may have, declared once, and the reading of a file by them.

A table is mostly a dataclass whose fields are its keys (`setting`, `keys_of`). Every complaint about a file
names file, line and key, says what is wrong and how it would be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, field, fields
from pathlib import Path
from typing import Any, NamedTuple

from digitool.errors import UsageError
from digitool.forms.kinds import MAX_TABLES, Kind, Problem, needs, tables, tables_by_code, unknown_key
from digitool.forms.toml_file import dotted, line_of
from digitool.model.text import mask_value, nearest

_listed = tables(MAX_TABLES)


class Key(NamedTuple):
    """One key. ``meaning`` is an English template; ``example`` is TOML; None: no default."""

    name: str
    read: Kind
    meaning: str
    default: Any
    example: str
    required: bool = False


class Table(NamedTuple):
    """One table: ``single`` ([chain]), ``named`` ([stores.S001]) or ``list`` ([[bills]])."""

    shape: str
    meaning: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        """A key by name."""
        return next((key for key in self.keys if key.name == name), None)

    def header(self, name: str, code: str = "S001") -> str:
        """The line that opens an example of the table under its name."""
        if self.shape == "list":
            return f"[[{name}]]"
        return f"[{name}.{code}]" if self.shape == "named" else f"[{name}]"


def setting(
    default: Any,  # noqa: ANN401 - as dataclasses.field
    read: Kind,
    meaning: str,
    example: str,
    *,
    key: str = "",
    unset: Any = MISSING,  # noqa: ANN401
    required: bool = False,
) -> Any:  # noqa: ANN401
    """A field that is a key: its default, how TOML is read, what it means, and the TOML of an example value.

    ``key`` is its name in the file where that is no name of a field; ``unset`` what the reading gives where
    the key is left out, if that is not yet the default. The name of the field completes it (`keys_of`).
    """
    left_out = default if unset is MISSING else unset
    told = Key(key, read, meaning, None if left_out is MISSING else left_out, example, required)
    return field(default=default, metadata={"key": told})


def composed(default: Any, *keys: Key) -> Any:  # noqa: ANN401 - as dataclasses.field
    """A field that is made from several keys."""
    return field(default=default, metadata={"keys": keys})


def keys_of(kind: type) -> tuple[Key, ...]:
    """The keys that the fields of a dataclass declare, in their order; other fields are none."""
    return tuple(key for one in fields(kind) for key in _keys(one))


def _keys(one: Any) -> tuple[Key, ...]:  # noqa: ANN401 - dataclasses.Field of any kind
    told = one.metadata.get("key")
    if told is None:
        keys: tuple[Key, ...] = one.metadata.get("keys", ())
        return keys
    name = told.name or one.name
    return (told._replace(name=name, example=f"{name} = {told.example}"),)


def policy_table(policy: type) -> Table:
    """The table of a policy: its meaning is the first line of the docstring, its keys are the fields."""
    meaning = (policy.__doc__ or "").strip().splitlines()[0].rstrip(".")
    return Table("single", meaning, keys_of(policy))


def all_keys(tables: Mapping[str, Table]) -> list[str]:
    """Every key with its table: ``chain.zone``, ``stores.zone``."""
    return [f"{name}.{key.name}" for name, table in tables.items() for key in table.keys]


def _never(path: tuple[str, ...]) -> bool:
    return False


def _spelt(path: tuple[str, ...]) -> str:
    return dotted(tuple(map(mask_value, path)))


class Form(NamedTuple):
    """One kind of file: its tables by name, the code of its errors, and what to type for more.

    ``explain`` is a command; where ``explains`` says so of a key path, it takes the key, else ``overview``
    (or itself, alone) helps. ``spelt`` is how a key path is told to people.
    """

    code: str
    tables: Mapping[str, Table]
    explain: str
    explains: Callable[[tuple[str, ...]], bool] = _never
    spelt: Callable[[tuple[str, ...]], str] = _spelt
    overview: str = ""


class Filled:
    """A form that somebody filled in: the tables of one file, and its text, in which keys are found."""

    def __init__(self, form: Form, tables: Mapping[str, Any], text: str, file: Path) -> None:
        self.form, self.tables, self.text, self.file = form, tables, text, file

    def line(self, path: tuple[str, ...]) -> int:
        """The line (from 1) of a key path, of its table where it is not written, 1 where neither is."""
        return line_of(self.text, path) or 1

    def error_at(
        self, path: tuple[str, ...], problem: Problem, example: str = "", about: tuple[str, ...] = ()
    ) -> UsageError:
        """The error for a problem at a key path such as ``("bills", "0", "store")``, the file's at ``()``.

        ``about`` is the key to explain, where that is not the one at fault.
        """
        import shlex

        full, form = (*path, *problem.key), self.form
        asked = about or full
        told = shlex.quote(form.spelt(asked)).replace("{", "{{").replace("}", "}}")
        return UsageError(
            form.code,
            "{file}:{line}: {key} {problem}",
            hint="for example: {example}" if example else "",
            try_next=f"{form.explain} {told}" if form.explains(asked) else form.overview or form.explain,
            file=self.file,
            line=self.line(full),
            key=form.spelt(full) or mask_value(self.file.stem),
            problem=problem.phrase,
            example=example,
        )

    def only_known_tables(self) -> None:
        """Raise UsageError for a table that the form does not have."""
        known = self.form.tables
        for name in self.tables:
            if name not in known:
                near = nearest(name, list(known))
                header = known[near].header(near) if near else ""
                raise self.error_at((name,), unknown_key(name, list(known)), header)

    def only(self, path: tuple[str, ...], known: Mapping[str, str], given: Iterable[str]) -> None:
        """Raise UsageError for a name that is not known; ``known`` are examples by name."""
        for name in given:
            if name not in known:
                near = nearest(name, list(known))
                problem = unknown_key(name, list(known))
                raise self.error_at((*path, name), problem, known.get(near, ""), (*path, near or name))

    def single(self, name: str) -> dict[str, Any]:
        """The values of a table that exists once."""
        return self.values((name,), self.form.tables[name], self.tables.get(name, {}))

    def named(self, name: str) -> dict[str, dict[str, Any]]:
        """The values of each table below a name, by code."""
        table = self.form.tables[name]
        group = self._read((name,), tables_by_code, self.tables.get(name, {}), table.header(name))
        return {code: self.values((name, code), table, one) for code, one in group.items()}

    def listed(self, name: str) -> list[dict[str, Any]]:
        """The values of each table of an array."""
        table = self.form.tables[name]
        rows = self._read((name,), _listed, self.tables.get(name, []), table.header(name))
        return [self.values((name, str(place)), table, one) for place, one in enumerate(rows)]

    def values(self, path: tuple[str, ...], table: Table, given: Any) -> dict[str, Any]:  # noqa: ANN401
        """One table's values with defaults filled in; only known keys, only right kinds.

        The path of what stands above all tables is ``()``. Raises UsageError.
        """
        if not isinstance(given, dict):
            raise self.error_at(path, Problem("must be a table"), f"[{'.'.join(path)}]")
        self.only(path, {key.name: key.example for key in table.keys}, given)
        return {key.name: self._value(path, key, given) for key in table.keys}

    def _value(self, path: tuple[str, ...], key: Key, given: dict[str, Any]) -> Any:  # noqa: ANN401
        if key.name in given:
            return self._read((*path, key.name), key.read, given[key.name], key.example)
        if not key.required:
            return key.default
        if path:
            raise self.error_at(path, needs(key.name), key.example)
        raise self.error_at((key.name,), Problem("is missing"), key.example)

    def _read(self, path: tuple[str, ...], read: Kind, value: Any, example: str) -> Any:  # noqa: ANN401
        """A value as a kind takes it, or the error of its problem."""
        try:
            return read(value)
        except Problem as problem:
            raise self.error_at(path, problem, example) from None
