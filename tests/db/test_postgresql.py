"""The declarations make the same schema in PostgreSQL as in SQLite."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from itertools import count

import pytest

from digitool.db.schema import ddl
from digitool.db.schema import making as schema
from digitool.db.schema.triggers import Refusal, in_postgresql
from tests.contracts.postgres import POSTGRES
from tests.contracts.written_sql import inline, tallies

from .postgres import Server, programs, running

Names = set[tuple[str, ...]]


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """A server with the schema that the declarations give."""
    if (binaries := programs()) is None:
        pytest.skip("no PostgreSQL server is installed here")
    with running(binaries) as started:
        assert started.do(";\n".join(["BEGIN", *ddl.postgresql_statements(), "COMMIT;"])) == ""
        yield started


@pytest.fixture(scope="module")
def here() -> Iterator[sqlite3.Connection]:
    """A new database of SQLite."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.make_newest(connection)
        yield connection


def _asked(here: sqlite3.Connection, sql: str) -> Names:
    return {tuple(map(str, row)) for row in here.execute(sql)}


_INDEXES = """
SELECT r.relname, t.relname, i.indisunique::int, (i.indpred IS NOT NULL)::int FROM pg_index i
JOIN pg_class r ON r.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
WHERE t.relnamespace = 'public'::regnamespace
AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u'))
"""
_KEYS = """
SELECT c.conrelid::regclass, a.attname, array_position(c.conkey, a.attnum) FROM pg_constraint c
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
WHERE c.connamespace = 'public'::regnamespace AND c.contype =
"""
_KINDS = {
    "tables": (
        "SELECT name FROM sqlite_master WHERE type = 'table'",
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'",
    ),
    "views": (
        "SELECT name FROM sqlite_master WHERE type = 'view'",
        "SELECT viewname FROM pg_views WHERE schemaname = 'public'",
    ),
    "columns": (
        "SELECT m.name, p.cid, p.name, NOT (p.[notnull] OR p.pk) FROM sqlite_master m"
        " JOIN pragma_table_xinfo(m.name) p WHERE m.type = 'table'",
        "SELECT table_name, ordinal_position - 1, column_name, (is_nullable = 'YES')::int"
        " FROM information_schema.columns JOIN pg_tables ON tablename = table_name"
        " WHERE table_schema = 'public' AND schemaname = 'public'",
    ),
    "columns of views": (
        "SELECT m.name, p.cid, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p"
        " WHERE m.type = 'view'",
        "SELECT table_name, ordinal_position - 1, column_name"
        " FROM information_schema.columns JOIN pg_views ON viewname = table_name"
        " WHERE table_schema = 'public' AND schemaname = 'public'",
    ),
    "indexes": (
        "SELECT i.name, m.name, i.[unique], i.partial FROM sqlite_master m"
        " JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND i.origin = 'c'",
        _INDEXES,
    ),
    "keys": (
        "SELECT m.name, p.name, p.pk FROM sqlite_master m JOIN pragma_table_info(m.name) p"
        " WHERE m.type = 'table' AND p.pk > 0",
        _KEYS + "'p'",
    ),
    "unique together": (
        "SELECT m.name, c.name, c.seqno + 1 FROM sqlite_master m JOIN pragma_index_list(m.name) i"
        " JOIN pragma_index_info(i.name) c WHERE m.type = 'table' AND i.origin = 'u'",
        _KEYS + "'u'",
    ),
    "references": (
        "SELECT m.name, f.[from], f.[table], f.[to] FROM sqlite_master m"
        " JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
        "SELECT c.conrelid::regclass, a.attname, c.confrelid::regclass, b.attname FROM pg_constraint c"
        " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
        " JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1] WHERE contype = 'f'",
    ),
    "triggers": (
        "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'",
        "SELECT tgname, tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal",
    ),
}
"""What a schema is made of: how SQLite is asked for it, and how PostgreSQL."""


@pytest.mark.parametrize("kind", list(_KINDS))
def test_both_have_the_same(server: Server, here: sqlite3.Connection, kind: str) -> None:
    """Every name and property of a kind that one database has, the other has too."""
    ours, theirs = _KINDS[kind]
    found = _asked(here, ours)
    assert len(found) > 2
    assert server.rows(theirs) == found


def test_both_check_the_same(server: Server, here: sqlite3.Connection) -> None:
    """Every named check stands at its table in both, and no other does."""
    tables = _asked(here, "SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    checks = {(name, check) for name, sql in tables for check in re.findall(r"CONSTRAINT (\w+) CHECK", sql)}
    assert len(checks) == sum(sql.count("CHECK (") for _, sql in tables) > 50
    assert (
        server.rows(
            "SELECT conrelid::regclass, conname FROM pg_constraint WHERE contype = 'c' AND conrelid > 0"
        )
        == checks
    )


def test_the_revision_is_the_same(server: Server, here: sqlite3.Connection) -> None:
    """Both say to Alembic which schema they have."""
    asked = "SELECT version_num FROM alembic_version"
    assert server.rows(asked) == _asked(here, asked) == {(schema.REVISION,)}


def test_whole_numbers_have_64_bits_and_texts_sort_by_code(server: Server) -> None:
    """A moment in ms fits in every integer, and an order by text is the order that SQLite gives."""
    columns = "FROM information_schema.columns WHERE table_schema = 'public'"
    types = server.rows(f"SELECT DISTINCT data_type, collation_name {columns}")
    assert types == {
        *(("bigint", ""), ("boolean", ""), ("double precision", "")),
        *(("character varying", "C"), ("text", "C")),
    }


def test_every_condition_can_be_asked(server: Server, here: sqlite3.Connection) -> None:
    """Conditions name columns that there are, with types that fit: nobody reads a function before it runs."""
    asked = [
        f"EXPLAIN SELECT 1 FROM {trigger.table} AS old, {trigger.table} AS new WHERE {condition}"
        for trigger in ddl.triggers_of_rooms()
        if isinstance(trigger, Refusal) and (condition := trigger.when)
    ]
    assert len(asked) > 25
    for question in asked:
        here.execute(question)
    assert server.do(";".join(in_postgresql(question) for question in asked)) == ""


_BINDING = "INSERT INTO guide_binding VALUES (1, '', {}, 'G1', 'S1', 'first', '', {}, '');"
_VISIT = "INSERT INTO store_visit VALUES (DEFAULT, 'R1', 'S1', 1, {}, {}, '', 1);"
_FOUNDING = "INSERT INTO founding VALUES (1, 'a', '');"
_STOCK = "INSERT INTO coupon_stock VALUES (1, 'A', '{\"budgets\":[[1]],\"x\":1}', 5, 0, 'open', 1, 1, NULL);"
_TERMS = 'UPDATE coupon_stock SET terms = \'{{"budgets":[[2]],"x":{}}}\';'
_BOOKED = (
    "INSERT INTO ledger_account VALUES (1, 'a', '', -100, 100, 0), (2, 'b', '', -100, 100, 0);"
    "INSERT INTO ledger_journal VALUES"
    " (1, 1, 'k', 1, 1, 'me', 'k', 's', NULL), (2, 1, 'k', 1, 1, 'me', 'l', 's', NULL);"
    "INSERT INTO ledger_transfer VALUES (2, 1, 1, 2, 70);"
)


@pytest.mark.parametrize(
    ("allowed", "refused", "words"),
    [
        (_VISIT.format(1, 2) * 2 + _VISIT.format(3, "NULL"), _VISIT.format(4, "NULL"), "store_visit"),
        (_BINDING.format(1, 5) + _BINDING.format(5, "NULL"), _BINDING.format(9, 10), "two guides at a time"),
        (_FOUNDING, "UPDATE founding SET key_print = 'x';", "a database is founded once"),
        (_FOUNDING, "DELETE FROM founding;", "a database is founded once"),
        (_BOOKED, "INSERT INTO ledger_transfer VALUES (1, 1, 1, 2, 1);", "journal is complete"),
        (_BOOKED, "INSERT INTO ledger_transfer VALUES (2, 2, 1, 2, 31);", "ledger_account_side"),
        (_BOOKED, "UPDATE ledger_transfer SET amount_fen = 5;", "written in ledger_transfer stays"),
        (_STOCK + _TERMS.format(1), _TERMS.format(2), "the rules of a stock stay"),
    ],
)
def test_what_sqlite_refuses_is_refused(
    server: Server, here: sqlite3.Connection, allowed: str, refused: str, words: str
) -> None:
    """Partial indexes, triggers and what triggers fold let the same rows through, and say the same."""
    begun = f"BEGIN;{allowed}"
    here.executescript((begun + "ROLLBACK;").replace("DEFAULT", "NULL"))
    with pytest.raises(sqlite3.IntegrityError, match=words):
        here.executescript((begun + refused).replace("DEFAULT", "NULL"))
    here.execute("ROLLBACK")
    assert server.do(begun) == ""
    assert words in server.do(begun + refused)


_SCRATCH = """
CREATE TEMP TABLE wanted (person bigint, identifier bigint, PRIMARY KEY (person, identifier));
CREATE TEMP TABLE chosen (identifier bigint PRIMARY KEY);
CREATE TEMP TABLE asked (person bigint PRIMARY KEY);
CREATE TEMP TABLE identity_touched (id bigint PRIMARY KEY);
CREATE TEMP TABLE said (batch bigint, sensor bigint, at bigint, kind text, gate text, start bigint,
    line bigint, entered bigint, exited bigint);
CREATE TEMP TABLE perhaps_withdrawn (id bigint PRIMARY KEY);
CREATE TEMP TABLE matched_days (store bigint, day bigint, PRIMARY KEY (store, day));
CREATE TEMP TABLE resting_purchases (id bigint PRIMARY KEY);
CREATE TEMP TABLE refused (place text, why text);
"""
_OF_PARAMETERS = re.compile(
    "could not determine data type|inconsistent types deduced|operator is not unique: unknown"
    "|is of type bigint but expression is of type text"
)
"""What the server says of a parameter whose kind nothing tells; a driver tells it with the value."""
_FRAGMENTS = ("coupons/finding.py", "official_store/catalogue/lookup.py")
"""Modules that put a statement together of parts, one of which begins as a statement does."""


def _numbered(statement: str) -> str:
    """A statement with its parameters as a server numbers them."""
    names: dict[str, int] = {}
    places = count(1)

    def number(found: re.Match[str]) -> str:
        if found[0] == "?":
            return f"${next(places)}"
        return f"${names.setdefault(found[1], len(names) + 1)}" if found[1] else found[0]

    return re.sub(r"'(?:[^']|'')*'|--[^\n]*|::|:([a-z_]+)|\?", number, statement)


def test_statements_are_read_by_the_server(server: Server) -> None:
    """Every tally, and every whole statement of a module, can be prepared in PostgreSQL after rendering."""
    script = [_SCRATCH]
    written = (*tallies(), *(one for one in inline() if "/tables.py:" not in one.where))
    whole = (one for one in written if not one.partial and not one.text.startswith("CREATE"))
    for place, one in enumerate(whole):
        text = _numbered(POSTGRES.render(one.text)).replace("temp.", "pg_temp.").rstrip().rstrip(";")
        script.append(
            f"DO $try$ BEGIN EXECUTE $text$PREPARE s{place} AS {text}\n$text$; EXCEPTION WHEN OTHERS THEN"
            f" INSERT INTO refused VALUES ('{one.where}', SQLERRM); END $try$;"
        )
    refused = server.rows("\n".join([*script, "SELECT place, replace(why, '|', '/') FROM refused;"]))
    assert [
        (place, why)
        for place, why in sorted(refused)
        if not place.startswith(_FRAGMENTS) and not _OF_PARAMETERS.search(why)
    ] == []
