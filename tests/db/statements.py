"""The statements by which production code writes, as far as they can be read without running it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import digitool

PACKAGE = Path(digitool.__file__).parent
BUILT = "\N{REPLACEMENT CHARACTER}"
"""Stands for what of a statement is known only when it runs."""

_INSERT = re.compile(
    r"\bINSERT (?:OR \w+ )?INTO\s+([\w.\ufffd]+)(?: AS \w+)?\s*(?:\(([^()]*)\))?"
    r"\s*(?:VALUES\s*(?:\((.*))?|SELECT|WITH|$)",
    re.DOTALL,
)
_UPDATE = re.compile(r"\bUPDATE (?:OR \w+ )?([\w.\ufffd]+)(?: AS \w+)? SET\s+(.*)", re.DOTALL)
_UPSERT = re.compile(r"\bDO UPDATE SET\s+(.*)", re.DOTALL)
_DELETE = re.compile(r"\bDELETE FROM ([\w.\ufffd]+)")


class Write(NamedTuple):
    """One statement: where it stands, its table, the columns that it gives or sets.

    ``columns`` is None where an INSERT names none; ``values`` is then how many it gives (None: not known).
    """

    place: str
    verb: str
    table: str
    columns: tuple[str, ...] | None
    values: int | None = None

    @property
    def file(self) -> str:
        """The name of the file in which it stands."""
        return self.place.rpartition("/")[2].partition(":")[0]

    @property
    def is_built(self) -> bool:
        """Whether its table or columns are known only when it runs."""
        return BUILT in self.table or any(BUILT in column for column in self.columns or ())


def writes() -> list[Write]:
    """Every INSERT, UPDATE and DELETE of a table of ours in the package."""
    found = [one for place, text in _texts() for one in _writes(place, text)]
    return [one for one in found if not one.table.startswith(("temp.", "alembic_version"))]


def _writes(place: str, text: str) -> Iterator[Write]:
    for insert in _INSERT.finditer(text):
        table, named, given = insert.groups()
        columns = tuple(_parts(named)) if named is not None else None
        yield Write(place, "INSERT", table, columns, len(_parts(given)) if given else None)
        if upsert := _UPSERT.search(text, insert.start()):
            yield Write(place, "UPDATE", table, _assigned(upsert[1]))
    for update in _UPDATE.finditer(text):
        yield Write(place, "UPDATE", update[1], _assigned(update[2]))
    for delete in _DELETE.finditer(text):
        yield Write(place, "DELETE", delete[1], ())


def _assigned(text: str) -> tuple[str, ...]:
    """The columns before each ``=`` of a SET."""
    sides = [part.partition("=")[0].strip() for part in _parts(text, r"WHERE\b|FROM\b|RETURNING\b")]
    return tuple(column.strip() for side in sides for column in side.strip("()").split(","))


def _parts(text: str, end: str = r"\)") -> list[str]:
    """What commas part outside parentheses, up to an end."""
    parts, depth, start = [], 0, 0
    for sign in re.finditer(rf"[(,)]|\b(?:{end})|{end}|$", text):
        if depth == 0 and (sign[0] == "" or re.fullmatch(end, sign[0])):
            parts.append(text[start : sign.start()])
            break
        if sign[0] == "," and depth == 0:
            parts.append(text[start : sign.start()])
            start = sign.end()
        depth += {"(": 1, ")": -1}.get(sign[0], 0)
    return [part.strip().strip('"') for part in parts]


def _texts() -> Iterator[tuple[str, str]]:
    for file in sorted(PACKAGE.rglob("*.sql")):
        if file != PACKAGE / "db" / "schema" / "schema.sql":
            yield str(file.relative_to(PACKAGE)), re.sub(r"--.*", "", file.read_text("utf-8"))
    for file in sorted(PACKAGE.rglob("*.py")):
        text = file.read_text("utf-8")
        if re.search(r"\b(INSERT|UPDATE|DELETE) ", text):
            for line, found in _strings(file, ast.parse(text)):
                yield f"{file.relative_to(PACKAGE)}:{line}", found


def _strings(file: Path, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The texts of a module; in a formatted one what the module's own names say, `BUILT` for the rest."""
    names = vars(import_module(".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts)))
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield node.lineno, "".join(_part(part, names) for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inner:
            yield node.lineno, node.value


def _part(node: ast.expr, names: dict[str, object]) -> str:
    if isinstance(node, ast.Constant):
        return str(node.value)
    try:
        return str(eval(ast.unparse(node.value), dict(names)))  # type: ignore[attr-defined] # noqa: S307
    except Exception:  # a name of the function in which it stands
        return BUILT
