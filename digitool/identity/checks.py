"""Recompute identity from the log and compare with what is stored."""

from __future__ import annotations

import json
from dataclasses import fields

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.identity.solve.rules import DEFAULT, ClusterRules
from digitool.identity.stored.derived import TABLES, rows_of, stored
from digitool.identity.stored.everything import all_persons
from digitool.identity.stored.loading import QUARANTINED
from digitool.model.ids import identifier_text, person_text
from digitool.model.keys import key64


def persons(connection: Connection) -> list[str]:
    """Every person, refusal, candidate and household is what the standing statements give."""
    everything = all_persons(connection, stored_rules(connection))
    found = [
        f"{identifier_text(node)} belongs to {person_text(right)}, not {person_text(kept)}"
        for node, (kept, right) in enumerate(zip(everything.stored, everything.persons))
        if kept and kept != right
    ]
    rows = rows_of(everything.outcomes)
    for table, wanted in zip(TABLES, (rows.refusals, rows.candidates, rows.members)):
        wrong = stored(connection, table, None) ^ wanted
        if wrong:
            found.append(f"{len(wrong)} rows of {table.name} differ")
    flagged = {
        row[0]
        for row in connection.execute("SELECT identifier FROM identifier_flag WHERE flag = ?", (QUARANTINED,))
    }
    if flagged != everything.quarantined:
        found.append(f"{len(flagged ^ everything.quarantined)} quarantined values differ")
    return found


def keys(connection: Connection) -> list[str]:
    """Every identifier's key is the digest of its namespace, scope and value."""
    rows = connection.execute(
        "SELECT i.id, k.key, n.name, coalesce(s.name, ''), i.value"
        " FROM identifier_key k LEFT JOIN identifier i ON i.id = k.identifier"
        " LEFT JOIN identifier_namespace n ON n.code = i.ns LEFT JOIN identifier_scope s ON s.id = i.scope"
    )
    found, right = [], 0
    for number, key, name, scope, value in rows:
        if number is None or key != key64(name, scope, value):
            found.append(f"{identifier_text(number or 0)} has a wrong key")
        else:
            right += 1
    total = connection.execute("SELECT count(*) FROM identifier").fetchone()[0]
    return found if found or total == right else [f"{total - right} identifiers have no key"]


def stored_rules(connection: Connection) -> ClusterRules:
    """The limits under which persons were last computed."""
    row = connection.execute("SELECT rules FROM identity_rules").fetchone()
    if row is None:
        return DEFAULT
    known = {field.name for field in fields(ClusterRules)}
    return ClusterRules(**{name: value for name, value in json.loads(row[0]).items() if name in known})


CHECKS: dict[str, Check] = {"persons": persons, "identifier_keys": keys}
