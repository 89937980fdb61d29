"""Recompute everything that must hold"""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from digitool.cli.command import area, command
from digitool.cli.context import Context
from digitool.cli.options import OUTPUT
from digitool.errors import Exit, NotFoundError
from digitool.model.text import mask_value, nearest
from digitool.render import Column, Result

app = area(__doc__)

_COLUMNS = (Column("check", "Check"), Column("passed", "Passed", "flag"), Column("detail", "Detail"))


@command(app, OUTPUT, columns=_COLUMNS, examples=("digitool check", "digitool check database"))
def check(
    call: Context,
    names: Annotated[list[str] | None, Argument(metavar="NAME", help="Only these checks.")] = None,
) -> int:
    """Recompute every invariant from raw rows and compare: references, sums, roll-ups, persons.

    Nothing is changed and nothing is repaired. The exit code is 8 when a check fails.
    """
    from digitool.db.checks import all_checks, run_checks

    known = list(all_checks())
    for name in names or []:
        if name not in known:
            near = nearest(name, known)
            raise NotFoundError(
                "no_such_check",
                "there is no check {name}",
                hint="did you mean {near}?" if near else "the checks are: {known}",
                name=mask_value(name),
                near=near,
                known=", ".join(known),
            )
    with call.reader() as connection:
        outcomes = run_checks(connection, names)
    rows = [one._asdict() for one in outcomes]
    call.show(Result("digitool.check/1", _COLUMNS, rows, as_of=call.as_of))
    if all(one.passed for one in outcomes):
        return Exit.OK
    call.notes.warn("something does not add up; restore a backup, or report it")
    return Exit.INTEGRITY
