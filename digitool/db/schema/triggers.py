"""Triggers as objects: what they watch, when they act, what they say or do; rendered for each database.

A condition is written in the SQL that both databases read; it may ask other tables. In PostgreSQL it stands
in the trigger's function, since a trigger's own WHEN may not ask there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_FUNCTIONS = {"instr": "strpos"}
"""Functions of SQLite that conditions call, and what PostgreSQL calls them."""


@dataclass(frozen=True)
class Refusal:
    """A trigger that refuses an event of a table (``INSERT``, ``UPDATE``, ``UPDATE OF a, b``, ``DELETE``).

    ``when`` is a condition over ``OLD`` and ``NEW``; without one every such event is refused. To the
    program it is a failed constraint, with ``message`` as its text.
    """

    name: str
    event: str
    table: str
    message: str
    when: str = ""

    def sqlite(self) -> tuple[str, ...]:
        """The statement that makes it in SQLite."""
        when = f" WHEN {self.when}" if self.when else ""
        refuse = f"SELECT RAISE(ABORT, '{self.message}')"
        return (f"CREATE TRIGGER {self.name} BEFORE {self.event} ON {self.table}{when} BEGIN {refuse}; END",)

    def postgresql(self) -> tuple[str, ...]:
        """The statements that make its function and it in PostgreSQL."""
        refuse = f"RAISE integrity_constraint_violation USING MESSAGE = '{self.message}';"
        body = f"IF {in_postgresql(self.when)} THEN {refuse} END IF;" if self.when else refuse
        row = "OLD" if self.event == "DELETE" else "NEW"
        return _function(self.name, f"BEFORE {self.event} ON {self.table}", f"{body} RETURN {row};")


@dataclass(frozen=True)
class Fold:
    """A trigger that carries each new row of a table into others by ``statements`` over ``NEW``."""

    name: str
    table: str
    statements: tuple[str, ...]

    def sqlite(self) -> tuple[str, ...]:
        """The statement that makes it in SQLite."""
        body = " ".join(f"{one};" for one in self.statements)
        return (f"CREATE TRIGGER {self.name} AFTER INSERT ON {self.table} BEGIN {body} END",)

    def postgresql(self) -> tuple[str, ...]:
        """The statements that make its function and it in PostgreSQL."""
        body = " ".join(f"{in_postgresql(one)};" for one in self.statements)
        return _function(self.name, f"AFTER INSERT ON {self.table}", f"{body} RETURN NULL;")


Trigger = Refusal | Fold


def only_steps(name: str, table: str, message: str, allowed: Iterable[str]) -> Refusal:
    """The refusal of an UPDATE by which a ``state`` changes otherwise than by a step (``now>then``)."""
    step = f"OLD.state <> NEW.state AND OLD.state || '>' || NEW.state NOT IN ({among(allowed)})"
    return Refusal(name, "UPDATE OF state", table, message, when=step)


def among(names: Iterable[str]) -> str:
    """Names as a list in SQL, sorted."""
    return ", ".join(f"'{name}'" for name in sorted(set(names)))


def _function(name: str, on: str, body: str) -> tuple[str, str]:
    """A function of a trigger's name, and the trigger that carries it out for each row."""
    return (
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
        f"CREATE TRIGGER {name} {on} FOR EACH ROW EXECUTE FUNCTION {name}()",
    )


def in_postgresql(sql: str) -> str:
    """A condition or statement with the names that functions have in PostgreSQL."""
    names = "|".join(_FUNCTIONS)
    return re.sub(rf"\b({names})\(", lambda found: f"{_FUNCTIONS[found[1]]}(", sql)
