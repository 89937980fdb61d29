"""Read a TOML file that a person wrote, and say where it is wrong and how it would be right."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from digitool.errors import Phrase, UsageError, cannot_use, no_such_file
from digitool.model.text import mask_value

_MAX_BYTES = 4 * 1024 * 1024
_PLACE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")

_ENDLESS = re.compile(r"[\d_]{4000}")

_CAUSES: tuple[tuple[str, str, str], ...] = (
    (r"=\s*[-+]?[\d.]+\s*[%％]", "a number takes no per cent sign", "rate_bp = 500"),
    (r"=\s*[-+]?0\d", "a number does not begin with 0; a code is a text in quotes", 'device = "00123"'),
    ("[“”„‘’]", "only straight quotes count as quotes", 'name = "中山路店"'),
    (r'"[^"]*\\[^"]*"', "in double quotes a backslash begins an escape", "file = 'C:\\data\\door.csv'"),
    (r"^\s*[^\s\w\"'#\[\]-]|^\s*[^\x00-\x7f]+\s*=", "names of keys are ASCII letters", 'name = "中山路店"'),
    (r"^\s*[\w.\"'-]+\s*[:：]", "a key and its value are joined by =", 'key = "..."'),
    (r"=\s*[^\d\s\"'\[{+-]", "a text stands in quotes", 'key = "..."'),
    (r"=\s*$", "the value is missing", 'key = "..."'),
)
"""What is usually behind a syntax error: a pattern of the line, what is wrong, how it is written."""


def read_toml(path: Path) -> tuple[dict[str, Any], str]:
    """The tables of a TOML file, and its text.

    Floats come as Decimal. A byte order mark is taken. Raises NotFoundError, InputOutputError or
    UsageError with file, line and a corrected example.
    """
    import tomli

    text = _decode(path)
    try:
        return tomli.loads(text, parse_float=Decimal), text
    except tomli.TOMLDecodeError as error:
        raise _explain(path, text, str(error)) from None
    except RecursionError:
        raise UsageError(
            "config_nesting", "{file}: brackets are nested too deep", hint=_EXAMPLE, file=path,
            example='key = ["a", "b"]',
        ) from None  # fmt: skip
    except ValueError:  # an integer of more digits than Python reads
        number = next((n for n, line in enumerate(text.split("\n"), 1) if _ENDLESS.search(line)), 0)
        raise _syntax(path, number, "", "no number has so many digits", "count = 500") from None


_EXAMPLE = "for example: {example}"


def _decode(path: Path) -> str:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError("config_size", "{file} is larger than 4 MiB", hint=_SIZE_HINT, file=path)
        data = path.read_bytes()
    except FileNotFoundError:
        raise no_such_file(path) from None
    except OSError as error:
        raise cannot_use(path, error) from None
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise _not_utf8(path, data, error.start) from None


_SIZE_HINT = "what digitool is told in TOML is short; facts are imported"


def _not_utf8(path: Path, data: bytes, start: int) -> UsageError:
    line = data[:start].count(b"\n") + 1
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encoding = "UTF-16"
    else:
        try:
            data.decode("gb18030")
            encoding = "GB18030"
        except UnicodeDecodeError:
            encoding = ""
    return UsageError(
        "config_encoding",
        "{file}:{line}: this is not UTF-8 but {encoding}" if encoding else "{file}:{line}: this is not UTF-8",
        hint="save the file as UTF-8",
        try_next="iconv -f {encoding} -t UTF-8 {file} > digitool-utf8.toml" if encoding else "",
        file=path,
        line=line,
        encoding=encoding,
    )


def _explain(path: Path, text: str, complaint: str) -> UsageError:
    """A parser's complaint as file, line, key, cause and example."""
    found = _PLACE.search(complaint)
    lines = text.split("\n")
    number = int(found.group(1)) if found and found.group(1) else len(lines)
    line = lines[min(number, len(lines)) - 1]
    if "overwrite" in complaint or "twice" in complaint or "already" in complaint:
        return UsageError(
            "config_twice",
            "{file}:{line}: this stands here a second time: {text}",
            hint="remove one of the two",
            file=path,
            line=number,
            text=mask_value(line.strip()),
        )
    for pattern, cause, example in _CAUSES:
        if re.search(pattern, line):
            return _syntax(path, number, line, cause, example)
    return _syntax(path, number, line, "this is not TOML", 'key = "..."')


def _syntax(path: Path, number: int, line: str, cause: str, example: str) -> UsageError:
    return UsageError(
        "config_syntax",
        "{file}:{line}: {cause}: {text}",
        hint=_EXAMPLE,
        file=path,
        line=number,
        cause=Phrase(cause, {}),
        text=mask_value(line.strip()),
        example=_of_this_key(line, example),
    )


def _of_this_key(line: str, example: str) -> str:
    """An example for any key as the line would be right, as far as it can be read; others as they are."""
    found = re.match(r"\s*([\w.-]+)\s*[=:：]\s*([\w/.:+ -]*)$", line)
    if found is None or not example.startswith("key "):
        return example
    return f'{found[1]} = "{mask_value(found[2].strip()) or "..."}"'


_HEADER = re.compile(r"\s*\[(\[?)\s*([^\]]+?)\s*\]?\]\s*(#.*)?")
_KEY = re.compile(r"""\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")
_BARE = re.compile(r"[\w-]+", re.ASCII)
_PART = re.compile(r"""[\w-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, path: tuple[str, ...]) -> int:
    """The line (from 1) of a key path such as ``("stores", "S001", "zone")``, 0 when it is not found.

    Elements of an array of tables count from 0: ``("bills", "1", "store")``. A key inside an inline
    table is found at the line of the table.
    """
    table: tuple[str, ...] = ()
    counts: dict[tuple[str, ...], int] = {}
    best, depth = 0, 0
    for number, line in enumerate(text.split("\n"), 1):
        header = _HEADER.fullmatch(line)
        key = None if header else _KEY.match(line)
        if header:
            table = _parts(header.group(2))
            if header.group(1):
                counts[table] = counts.get(table, -1) + 1
                table = (*table, str(counts[table]))
            here = table
        elif key:
            here = (*table, *_parts(key.group(1)))
        else:
            continue
        shared = min(len(here), len(path))
        if here[:shared] == path[:shared] and shared > depth:
            best, depth = number, shared
    return best


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in _PART.findall(dotted))


def quoted(text: str) -> str:
    """A text in double quotes as TOML has it; what cannot be seen is escaped."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'


def dotted(path: tuple[str, ...]) -> str:
    """A key path as one would write it: ``stores."S 1".open``."""
    return ".".join(part if _BARE.fullmatch(part) else quoted(part) for part in path)


def key_path(text: str) -> tuple[str, ...]:
    """The parts of a key as `dotted` writes it; of what TOML could not read, those between full stops."""
    import tomli

    parts: list[str] = []
    try:
        here: Any = tomli.loads(f"{text} = 0")
    except tomli.TOMLDecodeError:
        return tuple(text.split("."))
    while isinstance(here, dict) and len(here) == 1:
        name, here = next(iter(here.items()))
        parts.append(name)
    return tuple(text.split(".")) if isinstance(here, dict) else tuple(parts)
