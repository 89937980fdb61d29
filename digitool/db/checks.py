"""Named checks that recompute invariants from raw rows; rooms add theirs by name.

A room's checks live in ``<room>/checks.py`` as ``CHECKS: dict[str, Check]``. A check takes a read
connection and returns the differences that it found, as short sentences; none means it holds.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from digitool.db.connection import DRIVER_ERRORS, translate
from digitool.db.damage import damage, misfits
from digitool.db.port import Connection
from digitool.db.schema.objects import differing
from digitool.errors import BusyError, DamageError, DigitoolError
from digitool.model.ids import operation_id

Check = Callable[[Connection], list[str]]


class Told(str):
    """A difference that people must be told of and that is no damage: somebody wanted it, or it came about.

    A database that holds it is whole, and so is its backup.
    """

    __slots__ = ()


class CheckOutcome(NamedTuple):
    """What one check found; ``detail`` lists at most the first few differences.

    It has passed where there are none, or none but what is only `Told`.
    """

    check: str
    passed: bool
    detail: str


def all_checks() -> dict[str, Check]:
    """Every check by name, the database's own first."""
    found: dict[str, Check] = {"database": _database, "schema": differing, "operations": _operations}
    for file in sorted((Path(__file__).parent.parent).glob("*/checks.py")):
        if file.parent.name != "db":
            found.update(import_module(f"digitool.{file.parent.name}.checks").CHECKS)
    return found


def run_checks(connection: Connection, names: list[str] | None = None) -> list[CheckOutcome]:
    """Run the named checks, or all of them. Raises KeyError for an unknown name."""
    checks = all_checks()
    chosen = list(checks) if names is None else names
    outcomes = []
    for name in chosen:
        differences = _looked(checks[name], connection)
        detail = "; ".join(differences[:5])
        if len(differences) > 5:
            detail += f"; and {len(differences) - 5} more"
        outcomes.append(CheckOutcome(name, all(isinstance(one, Told) for one in differences), detail))
    return outcomes


def _looked(check: Check, connection: Connection) -> list[str]:
    """What a check finds; where it stumbles over what is stored, that is a difference too."""
    try:
        return check(connection)
    except BusyError:
        raise
    except DigitoolError as error:
        return [str(error)]
    except Exception as error:
        ours = translate(error, "") if isinstance(error, DRIVER_ERRORS) else None
        if ours is not None and not isinstance(ours, DamageError):
            raise
        return [f"what is stored cannot be read ({type(error).__name__})"]


def _database(connection: Connection) -> list[str]:
    """The file is whole, and every value is of the kind that its column is made for."""
    return [*damage(connection), *map(str, misfits(connection))]


def _operations(connection: Connection) -> list[str]:
    """What was asked and answered can be read, and an operation is undone by a later one."""
    rows = connection.execute(
        "SELECT seq, 'cannot be read' FROM operation WHERE NOT json_valid(params) OR NOT json_valid(result)"
        " UNION ALL SELECT seq, 'is undone by an earlier one' FROM operation WHERE undone_by <= seq"
    )
    return [f"{operation_id(seq)} {fault}" for seq, fault in rows]
