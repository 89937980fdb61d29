"""What SQLite takes in its own sense and other engines refuse, or answer otherwise; each trap has a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sqlglot import exp, parse_one
from sqlglot.errors import SqlglotError

from .postgres import POSTGRES

_LITERAL = re.compile(r"'(?:[^']|'')*'|--[^\n]*|\?")
_OWN_WORDS = re.compile(
    r"\b(json_\w+|group_concat|iif|ifnull|strftime|printf|typeof|julianday|total|changes|last_insert_rowid)\s*\("
    r"|\b(rowid|GLOB|INDEXED BY|AUTOINCREMENT|OR IGNORE|OR REPLACE|WITHOUT ROWID)\b|(:from)\b",
    re.IGNORECASE,
)
_RESERVED = frozenset({"at", "window"})
"""Names of columns that some engine reserves: ``at`` DuckDB, ``window`` PostgreSQL."""

_TRUTHS = (
    *(exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Exists, exp.Is),
    *(exp.And, exp.Or, exp.Not, exp.Between, exp.Like),
)
_FOLDS = (exp.Sum, exp.Max, exp.Min, exp.Avg)
_SUMS = (exp.Add, exp.Sub, exp.Mul, exp.Mod)


def traps_of(text: str, *, partial: bool = False, tally: bool = False) -> list[str]:
    """The traps in one statement; of a partial one only what its words show, where it cannot be parsed.

    Only tallies are asked of engines that reserve ``at``.
    """
    plain = _LITERAL.sub(lambda found: ":p" if found[0] == "?" else found[0], text)
    bare = re.sub(r"'(?:[^']|'')*'|--[^\n]*", "", text)
    found = [f"a word of SQLite's own: {match[0].strip(' (')}" for match in _OWN_WORDS.finditer(bare)]
    if re.search(r"\bCROSS\s+JOIN\s+\S+(\s+(AS\s+)?\w+)?\s+ON\b", bare):
        found.append("CROSS JOIN with ON")
    try:
        tree = parse_one(POSTGRES.render(plain.replace("{part}", "part")), read="postgres")
    except SqlglotError as error:
        return found if partial else [*found, f"it cannot be parsed: {error}"]
    for look in _LOOKS:
        found += look(tree)
    return [*found, *_reserved(tree, _RESERVED if tally else _RESERVED - {"at"})]


def _bare(node: exp.Expr | None) -> exp.Expr | None:
    while isinstance(node, exp.Paren):
        node = node.this
    return node


def _own(select: exp.Expr, kinds: tuple[type[exp.Expr], ...]) -> Iterator[exp.Expr]:
    """Parts of these kinds that belong to a query itself, not to one inside it."""
    for node in select.walk(prune=lambda one: one is not select and isinstance(one, exp.Query)):
        if isinstance(node, kinds):
            yield node


def _truth_as_number(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(*_FOLDS):
        if isinstance(_bare(node.this), _TRUTHS):
            yield f"a truth is counted: {node.sql()}"
    for both in tree.find_all(*_SUMS):
        if isinstance(_bare(both.this), _TRUTHS) or isinstance(_bare(both.expression), _TRUTHS):
            yield f"a truth in a sum: {both.sql()}"


def _division(tree: exp.Expr) -> Iterator[str]:
    yield from (f"a division without div: {node.sql()}" for node in tree.find_all(exp.Div))


def _two_of_one_fold(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.Min, exp.Max):
        if node.expressions:
            yield f"least or greatest is meant: {node.sql()}"


def _nameless_query(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.Subquery):
        if isinstance(node.parent, (exp.From, exp.Join)) and not node.alias:
            yield f"a query in FROM without a name: {node.sql()[:60]}"


def _null_safe(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.Is):
        if not isinstance(node.expression, (exp.Null, exp.Boolean)):
            yield f"differs is meant: {node.sql()}"


def _upserts(tree: exp.Expr) -> Iterator[str]:
    for node in tree.find_all(exp.OnConflict):
        if not node.expressions:
            continue
        if not node.args.get("conflict_keys"):
            yield "ON CONFLICT DO UPDATE does not say which key"
        values = [one.expression for one in node.expressions if isinstance(one, exp.EQ)]
        for part in (*values, node.args.get("where")):
            for column in part.find_all(exp.Column) if part else ():
                if not column.table:
                    yield f"{column.sql()} in DO UPDATE does not say whose it is"


def _beside_a_fold(tree: exp.Expr) -> Iterator[str]:
    for select in tree.find_all(exp.Select):
        group = select.args.get("group")
        folded = any(not fold.find_ancestor(exp.Window) for fold in _own(select, (exp.AggFunc,)))
        if not folded and group is None:
            continue
        keys = {_key(one, select) for one in group.expressions} if group else set()
        for projection in select.expressions:
            yield from (f"{name} stands beside a fold" for name in _ungrouped(projection, keys))


def _key(node: exp.Expr, select: exp.Select) -> str:
    """What is grouped by, without its table: an expression, or the place or name of an answer's column."""
    if isinstance(node, exp.Literal):
        node = select.expressions[int(node.this) - 1]
    named = {one.alias: one.this for one in select.expressions if isinstance(one, exp.Alias)}
    if isinstance(node, exp.Column) and not node.table and node.name in named:
        node = named[node.name]
    return _said(node)


def _said(node: exp.Expr) -> str:
    plain = node.unalias().copy()
    for column in plain.find_all(exp.Column):
        column.set("table", None)
    return plain.sql()


def _ungrouped(projection: exp.Expr, keys: set[str]) -> Iterator[str]:
    inside = projection.unalias()
    if _said(inside) in keys or isinstance(inside, (exp.AggFunc, exp.Filter, exp.Query, exp.Window)):
        return
    if isinstance(inside, exp.Column):
        yield inside.sql()
    for part in inside.iter_expressions():
        if not isinstance(inside, exp.Column):
            yield from _ungrouped(part, keys)


def _reserved(tree: exp.Expr, names: frozenset[str]) -> Iterator[str]:
    for column in tree.find_all(exp.Column):
        if column.name in names and not column.table and not column.this.quoted:
            yield f"the column {column.name} is neither quoted nor said whose it is"


_LOOKS: tuple[Callable[[exp.Expr], Iterator[str]], ...] = (
    *(_truth_as_number, _division, _two_of_one_fold, _nameless_query),
    *(_null_safe, _upserts, _beside_a_fold),
)
