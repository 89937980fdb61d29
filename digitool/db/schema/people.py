"""Which columns hold people: what concerns one of them is found, counted and erased by this one list.

A room says in its ``tables.py`` (``PEOPLE``) which columns of its tables hold the id of an identifier;
``people.txt`` beside this module is what all of them say, so that no command loads the library of tables.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlmodel import SQLModel

People = Mapping["type[SQLModel]", tuple[str, ...]]
"""Tables, and their columns that hold the id of an identifier."""

TOLD = "_told"
"""How the name of a table ends that holds further claims of the facts of another one."""

FROZEN = Path(__file__).with_name("people.txt")


class PeopleColumn(NamedTuple):
    """A column that holds the id of an identifier."""

    table: str
    column: str


def people_columns() -> list[PeopleColumn]:
    """Every column that holds people, those of further claims included."""
    return [PeopleColumn(*line.split(".")) for line in FROZEN.read_text("utf-8").split()]
