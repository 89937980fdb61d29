"""Walls around what was written: columns that no operation changes, and rows that none deletes.

A room names for each of its tables the columns that its operations do change (``CHANGING``); every other
column, those of later days too, is frozen by a trigger. It costs nothing where only those columns change.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from digitool.db.schema.triggers import Refusal

if TYPE_CHECKING:
    from sqlmodel import SQLModel

Changing = Mapping["type[SQLModel]", tuple[str, ...]]
"""Tables whose rows stay, and the columns of each that operations change; none: append only."""


def frozen(model: type[SQLModel], changing: tuple[str, ...]) -> tuple[str, ...]:
    """The columns of a table that nothing changes. Raises ValueError for a column that it does not have."""
    columns = tuple(model.metadata.tables[_name(model)].columns.keys())
    if unknown := set(changing) - set(columns):
        raise ValueError(f"{_name(model)} has no columns {sorted(unknown)}")
    return tuple(column for column in columns if column not in changing)


def walls(changing: Changing) -> tuple[Refusal, ...]:
    """The triggers that refuse to change a frozen column, and to delete a row."""
    return tuple(trigger for model, columns in changing.items() for trigger in _walls(model, columns))


def _walls(model: type[SQLModel], changing: tuple[str, ...]) -> tuple[Refusal, Refusal]:
    table = _name(model)
    of = f" OF {', '.join(frozen(model, changing))}" if changing else ""
    message = f"what was written in {table} stays"
    return (
        Refusal(f"{table}_fixed", f"UPDATE{of}", table, message),
        Refusal(f"{table}_stays", "DELETE", table, message),
    )


def _name(model: type[SQLModel]) -> str:
    return str(model.__tablename__)
