"""Recompute everything that must hold"""

from __future__ import annotations

from typing import Annotated

from typer import Argument

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.exits import message_of
from digitool.errors import DigitoolError, Exit, NotFoundError
from digitool.model.text import mask_value, meant
from digitool.render import Column

app = area(__doc__)

_KEY = "key"
_COLUMNS = (Column("check", "Check"), Column("passed", "Passed", "flag"), Column("detail", "Detail"))


@command(app, columns=_COLUMNS, examples=("digitool check", "digitool check database"))
def check(
    here: Context,
    names: Annotated[list[str] | None, Argument(metavar="NAME", help="Only these checks.")] = None,
) -> int:
    """Recompute every invariant from raw rows and compare: references, sums, roll-ups, persons, and the key.

    Nothing is changed and nothing is repaired. The exit code is 8 when a check fails, and 10 when only the
    key is not the one that the database needs.
    """
    from digitool.db.checks import all_checks, run_checks

    known = [*all_checks(), _KEY]
    for name in names or []:
        if name not in known:
            raise NotFoundError(
                "no_such_check",
                "there is no check {name}",
                name=mask_value(name),
                **meant(name, known, "the checks are: {known}"),
                known=", ".join(known),
            )
    chosen = names or known
    outcomes = here.ask(run_checks, [name for name in chosen if name != _KEY])
    rows = [one._asdict() for one in outcomes]
    fault = _key_fault(here) if _KEY in chosen else None
    if _KEY in chosen:
        detail = message_of(fault, here.language) if fault else ""
        rows.append({"check": _KEY, "passed": fault is None, "detail": detail})
    here.answer(rows, zone=here.any_zone)
    if not all(one.passed for one in outcomes):
        here.notes.warn("something does not add up; restore a backup, or report it")
        return Exit.INTEGRITY
    if fault:
        raise fault
    return Exit.OK


def _key_fault(here: Context) -> DigitoolError | None:
    """What is wrong with the key, which lies beside the database."""
    try:
        _ = here.workspace.key
    except DigitoolError as error:
        return error
    return None
