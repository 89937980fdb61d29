"""Find every English template in the source that a user can see, by reading the syntax tree."""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import digitool
from digitool.cli.app.pages import paragraphs

PACKAGE = Path(digitool.__file__).parent

POSITIONS: dict[str, tuple[int, ...]] = {
    "Phrase": (0,),
    "stored_as": (0,),
    "NotTaken": (2, 3),
    "Problem": (0,),
    "Refused": (2, 3),
    "Reject": (3, 4),
    "Warn": (1,),
    "Column": (1,),
    "FactKind": (4,),
    "comment": (0,),
    "by_key": (2,),
    "meant": (2,),
    "Key": (2,),
    "setting": (2,),
    "Declined": (1,),
    "Table": (1,),
    "say": (0,),
    "note": (0,),
    "detail": (0,),
    "warn": (0,),
    "progress": (0,),
    "confirm": (0,),
    "title": (0,),
    "text": (0,),
    "table": (0,),
    "line": (0,),
}
"""Where a call holds templates: by the last part of the function's name."""

KEYWORDS = {"hint", "help", "empty", "heading", "meaning", "where", "rich_help_panel"}
"""Keyword arguments that hold templates in the calls above, in errors, options and results."""

TABLES = {"_CAUSES": 1, "ROWS": 1, "AREAS": 0}
"""Module constants that are tuples of tuples, and which element is a template."""


_SENTENCE = re.compile(r"[a-z]{3,}[,;:]? [a-z]")
_WORD = re.compile(r"[A-Za-z]{2,}")
_CHINESE = re.compile("[\u3400-\u9fff]")
_SQL = re.compile(
    r"\b(SELECT|INSERT|UPDATE|DELETE|CREATE|FROM|WHERE|JOIN|VALUES|PRAGMA|RAISE|CASE|BETWEEN|IN|IS|ON|AND|OR)\b"
)
_NAMES = re.compile(r"\w+(, \w+)*")
_NO_PROSE = ("digitool ", "#", "<", '"', "-", "(?", "\\(")
"""How what is typed, a comment of a written file, markup, a TOML value and a pattern begin."""

_TOLD_IN_ENGLISH = {
    "db/connection.py": "what the driver says",
    "db/statements.py": "what the driver says",
    "checks.py": "differences that a check finds are for who mends a database",
    "requests.py": "lists of the fields of a request",
    "tables.py": "SQL",
    "db/constraints.py": "what SQLite says",
    "demo/config.py": "a file of the demo",
    "demo/deeds/drafts.py": "files of the demo",
    "demo/files": "files of the demo",
    "demo/truth/definitions.py": "a file of the demo",
    "referral/rewards/signals.py": "facts that are kept as they were told",
    "sources/mapping/learning.py": "comments of a mapping that is written for a program",
    "sources/mapping/synonyms.py": "words that are found in other people's tables",
}
"""Files, folders and names of files whose sentences nobody reads in Chinese, and what they are."""

_NOT_SHOWN = {"examples", "epilog", "rule", "title_en"}
"""Keyword arguments whose texts are typed, are ids, or have their Chinese beside them."""


class Template(NamedTuple):
    """One template and where it stands."""

    text: str
    place: str


@lru_cache(maxsize=1)
def sources() -> dict[Path, ast.Module]:
    """Every module of the package but the catalogue, parsed."""
    files = sorted(file for file in PACKAGE.rglob("*.py") if "words" not in file.parts)
    return {file: ast.parse(file.read_text("utf-8")) for file in files}


@lru_cache(maxsize=1)
def nodes() -> dict[Path, list[ast.AST]]:
    """Every node of each of these modules, walked once for all contracts."""
    return {file: list(ast.walk(tree)) for file, tree in sources().items()}


@lru_cache(maxsize=1)
def templates() -> list[Template]:
    """All templates of the package."""
    found = []
    for file, tree in sources().items():
        place = str(file.relative_to(PACKAGE.parent))
        if file.name != "tables.py":  # `text(...)` there is SQL
            found += [Template(text, place) for text in _in_module(file, tree) if _has_words(text)]
    return found


@lru_cache(maxsize=1)
def all_strings() -> frozenset[str]:
    """Every string constant of the package, and the paragraphs of those that have several."""
    texts = set()
    for inside in nodes().values():
        for node in inside:
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                first = node.value.split("\n")[0]
                texts.update([node.value, *paragraphs(node.value), first, first.rstrip(".")])
    return frozenset(texts)


@lru_cache(maxsize=1)
def sentences() -> list[Template]:
    """All sentences of the package, wherever they stand: three words or more, and not `_TOLD_IN_ENGLISH`.

    Left out are docstrings, what faults of the program say, and what is compared or typed.
    """
    found = []
    for file, inside in nodes().items():
        place = file.relative_to(PACKAGE)
        if not {file.name, *map(str, (place, *place.parents))} & _TOLD_IN_ENGLISH.keys():
            unread = {id(leaf) for node in inside for one in _unread(node) for leaf in ast.walk(one)}
            found += [
                Template(str(node.value), f"{place}:{node.lineno}")
                for node in inside
                if isinstance(node, ast.Constant) and id(node) not in unread and _is_sentence(node.value)
            ]
    return found


def _is_sentence(value: object) -> bool:
    """Whether a constant is English prose."""
    return (
        isinstance(value, str)
        and len(_WORD.findall(value)) >= 3
        and len(value.split()) >= 3
        and _SENTENCE.search(value) is not None
        and not value.startswith(_NO_PROSE)
        and not _CHINESE.search(value)
        and not _SQL.search(value)
        and not _NAMES.fullmatch(value)
    )


def _unread(node: ast.AST) -> Iterator[ast.AST]:
    """Parts of a node whose texts no person reads."""
    docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    typed = isinstance(node, ast.keyword) and node.arg in _NOT_SHOWN
    if docstring or typed or isinstance(node, (ast.JoinedStr, ast.Compare)):
        yield node
    elif isinstance(node, ast.Subscript):
        yield node.slice
    elif isinstance(node, ast.Call):
        name = _name(node)
        if name == "cast" or (name.endswith("Error") and hasattr(builtins, name)):
            yield node


def companies() -> Iterator[list[Template]]:
    """Texts of several words that stand in one column of a table, or in one place of calls of one name."""
    calls: dict[tuple[str, object], list[Template]] = {}
    for file, inside in nodes().items():
        place = str(file.relative_to(PACKAGE))
        in_rows: set[int] = set()
        for node in inside:
            if isinstance(node, ast.Call):
                given: list[tuple[object, ast.expr]] = [*enumerate(node.args)]
                given += [(one.arg, one.value) for one in node.keywords]
                for position, value in given:
                    calls.setdefault((_name(node), position), []).extend(_phrases(value, place))
            elif isinstance(node, (ast.Dict, ast.Tuple, ast.List)):
                cells = node.values if isinstance(node, ast.Dict) else node.elts
                rows = [cell.elts for cell in cells if isinstance(cell, ast.Tuple)]
                in_rows.update(map(id, (cell for cell in cells if isinstance(cell, ast.Tuple))))
                if id(node) not in in_rows:  # a walk meets a table before its rows
                    yield [one for cell in cells for one in _phrases(cell, place)]
                for column in range(max(map(len, rows), default=0)):
                    found = [row[column] for row in rows if column < len(row)]
                    yield [one for cell in found for one in _phrases(cell, place)]
    yield from calls.values()


def _phrases(node: ast.expr, place: str) -> list[Template]:
    """The texts of several words that an expression can be."""
    return [
        Template(text, f"{place}:{node.lineno}")
        for text in _texts(node, {})
        if " " in text.strip() and _has_words(text) and not text.startswith(_NO_PROSE)
    ]


def _has_words(text: str) -> bool:
    """Whether anything is left to translate without the places."""
    return any(map(str.isalpha, re.sub(r"\{\w*[^{}]*\}", "", text)))


def _in_module(file: Path, tree: ast.Module) -> Iterator[str]:
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _in_call(node, constants)
        elif isinstance(node, ast.FunctionDef) and any(
            _name(one) == "command" for one in node.decorator_list
        ):
            yield from paragraphs(ast.get_docstring(node) or "")
    for name, value in constants.items():
        if name in TABLES:
            yield from _column(value, TABLES[name])
    if file.parent.name == "commands" and not file.name.startswith("_"):
        yield (ast.get_docstring(tree) or "").split("\n")[0]
    if file.parent.name == "policies":
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                yield (ast.get_docstring(node) or "").split("\n")[0].rstrip(".")
    if file.parent.name == "topics":
        for name in ("TITLE", "HEADING"):
            yield from _texts(constants.get(name), constants)
        for text in _texts(constants.get("TEXT"), constants):
            yield from paragraphs(text)


def _in_call(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[str]:
    name = _name(call)
    positions = (1,) if name.endswith("Error") else POSITIONS.get(name, ())
    for position in positions:
        if position < len(call.args) and not any(
            isinstance(one, ast.Starred) for one in call.args[:position]
        ):
            yield from _texts(call.args[position], constants)
    if name == "table" and len(call.args) == 2:
        yield from _column(call.args[1], 1)
    templated = bool(positions) or name in {"Option", "Argument", "answer", "Format"}
    for keyword in call.keywords:
        if keyword.arg == "hint" or (
            templated and keyword.arg in KEYWORDS | ({"message"} if positions else set())
        ):
            yield from _texts(keyword.value, constants)


def _texts(node: ast.expr | None, constants: dict[str, ast.expr]) -> Iterator[str]:
    """The literal texts that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.Name) and node.id in constants:
        yield from _texts(constants[node.id], {})


def _column(node: ast.expr, place: int) -> Iterator[str]:
    if isinstance(node, (ast.Tuple, ast.List)):
        for row in node.elts:
            if isinstance(row, ast.Tuple):
                yield from _texts(row.elts[place], {})


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """Names that a module binds, to what it binds them (also inside functions, once)."""
    found: dict[str, ast.expr] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = node.value
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = node.value
    return found


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Call):
        node = node.func
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
