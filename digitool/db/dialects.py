"""How each engine writes what SQL has no common word for; statements are in the subset that all of them read.

A statement names such a thing by a macro, and a `Dialect` writes it for one engine:

- ``ints(:x)``, ``texts(:x)``: a JSON list as rows with the column ``value``, for ``IN`` and ``FROM``;
  ``ints_by_name(:x)``, ``texts_by_name(:x)``: a JSON object as rows with the columns ``name`` and ``value``.
- ``div(a, b)``: whole numbers divided, without a rest.
- ``least(a, b)``, ``greatest(a, b)``: of values of which none is NULL; of one that is, engines differ.
- ``listed(a)``: what rows say as a JSON list; ``row_of(a, b)``: a JSON list of what one row says.
- ``joined(a, ', ')``: the texts of rows in one.
- ``text_in(a, 'name')``, ``int_in``, ``flag_in``: what a JSON object says under a name, NULL for nothing.
- ``differs(a, b)``: whether they are not the same, NULL being a value like others.
- ``/*+ then */ JOIN``: the left side is read first. It is faster so; other engines know better by themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

_THEN = "/*+ then */ JOIN"
_TOKEN = re.compile(rf"'[^']*'|--[^\n]*|{re.escape(_THEN)}|\b([a-z_]+)\(")
_INSIDE = re.compile(r"'[^']*'|[(),]")


class Dialect:
    """What one engine writes for each macro: ``{0}`` and ``{1}`` are its arguments, ``{all}`` all of them.

    ``then`` is its join that reads the left side first. Each argument is written once: it may be a ``?``.
    """

    def __init__(self, macros: Mapping[str, str], then: str) -> None:
        self._macros = macros
        self._then = then
        self.render = lru_cache(maxsize=1024)(self._render)
        """A statement as the engine reads it. Raises ValueError for a macro that is not closed."""

    def _render(self, statement: str) -> str:
        written: list[str] = []
        at = 0
        while found := _TOKEN.search(statement, at):
            written.append(statement[at : found.start()])
            at = found.end()
            form = self._macros.get(found[1])
            if form is None:
                written.append(self._then if found[0] == _THEN else found[0])
            else:
                arguments, at = _arguments(statement, at)
                rendered = [self._render(one) for one in arguments]
                written.append(form.format(*rendered, all=", ".join(rendered)))
        return "".join((*written, statement[at:]))


def _arguments(statement: str, start: int) -> tuple[list[str], int]:
    """The arguments of a macro whose bracket opened just before, and where the text goes on."""
    arguments: list[str] = []
    depth, begun = 1, start
    for found in _INSIDE.finditer(statement, start):
        depth += (found[0] == "(") - (found[0] == ")")
        if depth == 0 or (depth == 1 and found[0] == ","):
            arguments.append(statement[begun : found.start()].strip())
            begun = found.end()
        if depth == 0:
            return arguments, begun
    raise ValueError(f"a macro is not closed: {statement}")


SQLITE = Dialect(
    {
        "ints": "(SELECT value FROM json_each({0}))",
        "texts": "(SELECT value FROM json_each({0}))",
        "ints_by_name": "(SELECT key AS name, value FROM json_each({0}))",
        "texts_by_name": "(SELECT key AS name, value FROM json_each({0}))",
        "div": "(({0}) / ({1}))",
        "least": "min({all})",
        "greatest": "max({all})",
        "listed": "json_group_array({0})",
        "row_of": "json_array({all})",
        "joined": "group_concat({0}, {1})",
        "text_in": "json_extract({0}, '$.' || {1})",
        "int_in": "json_extract({0}, '$.' || {1})",
        "flag_in": "json_extract({0}, '$.' || {1})",
        "differs": "({0} IS NOT {1})",
    },
    then="CROSS JOIN",
)
