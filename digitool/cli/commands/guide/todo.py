"""The guide's day: whom to see to, why, with what; and what was done about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.guide import app
from digitool.errors import NotFoundError
from digitool.model.days import iso_day
from digitool.model.ids import PersonId, person_text
from digitool.model.text import mask_value, meant
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.guides.todo.day import Task
    from digitool.guides.todo.reasons import Reason

_CUSTOMER = Column("customer", "Customer")
_GUIDE = Column("guide", "Guide")
_UNTIL = Column("until", "Not again before", "day")
_COLUMNS = (
    _GUIDE,
    _CUSTOMER,
    Column("name", "Name"),
    Column("reason", "Reason"),
    Column("due", "Due", "day"),
    Column("suggestion", "Suggestion"),
    Column("last_touch", "Last touch", "instant"),
    Column("kind", "Kind", wide=True),
    Column("coupon", "Coupon", wide=True),
    Column("item", "Item", wide=True),
)
_HANDLED = (
    _CUSTOMER,
    _GUIDE,
    Column("state", "State"),
    Column("kind", "Kind"),
    _UNTIL,
)

Customer = Annotated[str, Argument(metavar="CUSTOMER", help="The customer, such as P12.")]


@command(
    app, columns=_COLUMNS, examples=("digitool guide todo zhangsan", "digitool guide todo --json --limit 0")
)
def todo(
    here: Context,
    guide: Annotated[str, Argument(metavar="[GUIDE]", help="One guide's list; else every guide's.")] = "",
) -> None:
    """Whom each guide should see to today: the most urgent customers, why, and what to suggest.

    As many as fit into a day ([contact] todo_per_day). A customer is on one guide's list only, and on
    none who refuses messages, complained lately, or has had as many as the caps allow.
    """
    from digitool.guides.todo.day import tasks, working_guides

    settings = here.workspace.settings
    with here.reader() as connection:
        known = working_guides(connection, settings, here.as_of)
        if guide and guide not in known:
            raise _no_guide(guide, known, on_roster=guide in settings.guides)
        rows = [
            _row(here, task)
            for one in ([guide] if guide else known)
            for task in tasks(connection, one, settings, here.as_of)
        ]
    here.answer(rows, limit=100, empty="nobody waits today")


@command(
    app,
    WRITE,
    columns=_HANDLED,
    examples=("digitool guide done P12", "digitool guide done P12 --guide lisi --json"),
)
def done(
    here: Context,
    customer: Customer,
    guide: Annotated[
        str, Option("--guide", metavar="GUIDE", help="Who wrote: the customer's own guide.")
    ] = "",
) -> None:
    """The guide has written to a customer: take the entry off the list, and count the message."""
    from digitool.guides.todo.operations import done as write

    person = _person(here, customer)
    here.answer([write(here.desk, person, guide)])


@command(app, WRITE, columns=_HANDLED, examples=("digitool guide snooze P12 --days 14",))
def snooze(
    here: Context,
    customer: Customer,
    days: Annotated[int, Option("--days", metavar="N", help="For how many days.")] = 7,
) -> None:
    """Leave a customer off the list for some days."""
    from digitool.guides.todo.operations import snooze as write

    person = _person(here, customer)
    here.answer([write(here.desk, person, days)])


def _person(here: Context, customer: str) -> PersonId:
    from digitool.identity.stored.finding import person_of

    return here.ask(person_of, customer)


def _no_guide(guide: str, known: list[str], *, on_roster: bool) -> NotFoundError:
    if on_roster:
        return NotFoundError(
            "not_at_work",
            "{guide} has left or has not begun, and has no list",
            hint="customers of who has left wait for a handover",
            try_next="digitool guide handover {guide} --leaves --dry-run",
            guide=guide,
        )
    return NotFoundError(
        "no_such_guide",
        "no guide {guide} is at work",
        guide=mask_value(guide),
        **meant(guide, known, "at work are: {known}"),
        known=", ".join(known[:20]) or "-",
    )


def _why(here: Context, reason: Reason) -> str:
    """The reason in the reader's words."""
    from digitool.guides.todo.reasons import AHEAD, WORDS, when

    n = reason.number
    said = here.say(when(n if reason.kind in AHEAD else -n), n=n)
    return here.say(WORDS[reason.kind], when=said, n=n, what=reason.what, day=iso_day(reason.due))


def _row(here: Context, task: Task) -> dict[str, Any]:
    reason = task.reason
    why = _why(here, reason)
    said = [here.say("coupon {coupon}", coupon=task.coupon)] if task.coupon else []
    said += [task.item] if task.item else []
    return {
        "guide": task.guide,
        "customer": person_text(task.person),
        "name": task.name,
        "reason": why,
        "due": reason.due,
        "suggestion": " · ".join(said),
        "last_touch": task.last_touch,
        "kind": reason.kind,
        "coupon": task.coupon or None,
        "item": task.item or None,
    }
