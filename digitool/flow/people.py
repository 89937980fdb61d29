"""The facts of whole persons, read in bulk as columns."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from digitool.db.port import Connection
from digitool.db.statements import Scratch, bare, changed
from digitool.db.tally import sql

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Flags = NDArray[np.bool_]


class Touches(NamedTuple):
    """Touches as columns; ``person`` is the position of the person in `People.persons`."""

    person: Ints
    at: Ints
    touchpoint: Ints


class Payments(NamedTuple):
    """Paid purchases as columns; ``store`` is 0 for those of no store, ``day`` the business day."""

    person: Ints
    at: Ints
    store: Ints
    day: Ints


class PersonFacts(NamedTuple):
    """Everything that the roll-ups need to know of some persons, in ascending order of id.

    ``named`` says that a guide, a group or a customer list knows the person, ``identified`` that an
    identifier outlives one app, ``reachable`` that a channel is open.
    """

    persons: Ints
    named: Flags
    identified: Flags
    reachable: Flags
    staff: Flags
    touches: Touches
    payments: Payments


_WANTED = Scratch("wanted", "person INTEGER, identifier INTEGER", "person, identifier")


def want_persons(connection: Connection, persons: Iterable[int]) -> None:
    """Choose persons for `read_people`: each one's own identifier and all that were merged into it."""
    _WANTED.fill(connection, ((person, person) for person in persons))
    changed(
        connection,
        "INSERT INTO temp.wanted SELECT i.person, i.id FROM temp.wanted w"
        " /*+ then */ JOIN identifier i ON i.person = w.person AND i.person <> i.id",
    )


def read_people(connection: Connection) -> PersonFacts:
    """The facts of the chosen persons."""
    import numpy as np

    signs = _columns(connection, "person_signs", 5)
    persons = signs[0]
    touches = _columns(connection, "person_touches", 3)
    payments = _columns(connection, "person_payments", 4)
    _person, named, reachable, identified, staff = (column.astype(bool) for column in signs)
    return PersonFacts(
        persons=persons,
        named=named,
        identified=identified,
        reachable=reachable,
        staff=staff,
        touches=Touches(np.searchsorted(persons, touches[0]), touches[1], touches[2]),
        payments=Payments(np.searchsorted(persons, payments[0]), payments[1], payments[2], payments[3]),
    )


def _columns(connection: Connection, tally: str, width: int) -> list[Ints]:
    import numpy as np

    rows = bare(connection, sql("flow", tally)).fetchall()
    return list(np.array(rows, dtype=np.int64).reshape(-1, width).T)
