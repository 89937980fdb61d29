"""Persons: find one, see why she is one, merge, split, undo."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from typer import Argument, Option

from digitool.cli.app.command import command
from digitool.cli.app.context import Context, require_text
from digitool.cli.app.options import WRITE
from digitool.cli.app.streams import stdin_text
from digitool.cli.commands.customer import app
from digitool.errors import InputOutputError, NotFoundError, UsageError
from digitool.model.ids import identifier_text, operation_id, person_text
from digitool.model.personal import is_personal
from digitool.render import Column

if TYPE_CHECKING:
    from digitool.identity.operations import Recounts

_PERSON = Column("person", "Person")
_FOUND_COLUMNS = (
    _PERSON,
    Column("identifier", "Identifier"),
    Column("namespace", "Kind"),
    Column("scope", "Scope", wide=True),
    Column("value", "Value"),
)
_CARD_COLUMNS = (
    _PERSON,
    Column("identifiers", "Identifiers", "list"),
    Column("first_touch", "First touch", "instant"),
    Column("touches", "Touches", "int"),
    Column("payments", "Payments", "int"),
    Column("tags", "Tags", "list"),
    Column("guide", "Guide"),
    Column("guides", "Guides", "list", wide=True),
    Column("attributes", "Attributes", "list"),
    Column("household", "Household", "list"),
    Column("assertions", "Statements", "int"),
)
_WHY_COLUMNS = (
    Column("what", "What"),
    Column("a", "This"),
    Column("b", "And this"),
    Column("via", "Shared value"),
    Column("words", "Because"),
    Column("at", "Time", "instant"),
    Column("source", "Source"),
    Column("rule", "Rule", wide=True),
    Column("operation", "Operation", wide=True),
    Column("revoked", "Taken back", "flag", wide=True),
)
_MOVED_COLUMNS = (
    _PERSON,
    Column("identifier", "Identifier"),
    Column("from", "From"),
    Column("to", "To"),
    Column("touches", "Touches", "int"),
    Column("payments", "Payments", "int"),
)

_SHARED_COLUMNS = (
    Column("identifier", "Identifier"),
    Column("value", "Value"),
    Column("persons", "Persons", "int"),
)

Person = Annotated[str, Argument(metavar="PERSON", help="A person such as P12.")]
Reason = Annotated[str, Option("--reason", metavar="TEXT", help="Why; it is kept with the operation.")]


@command(
    app,
    columns=_FOUND_COLUMNS,
    examples=("digitool customer find M00012", "digitool customer find - < phones.txt"),
)
def find(
    here: Context,
    value: Annotated[
        str | None,
        Argument(metavar="VALUE", help="An openid, unionid, WeCom id or member number; - reads stdin."),
    ] = None,
    phone_file: Annotated[
        Path | None, Option("--phone-file", metavar="FILE", help="Phones, one a line; - reads stdin.")
    ] = None,
) -> None:
    """Find persons by any of their ids.

    Phones come from stdin or a file only, so that none stays in the shell's history.
    """
    from digitool.identity.stored.finding import describe_ids, ids_of_values

    values = _values(value, phone_file)
    require_text(*values)
    with here.reader() as connection:
        found = describe_ids(connection, ids_of_values(connection, values, here.workspace.key))
    if not found:
        raise NotFoundError(
            "no_such_identifier", "nobody has this id", hint="check the spelling, or import first"
        )
    rows = [
        {
            "person": person_text(one.person),
            "identifier": identifier_text(one.identifier),
            "namespace": one.ns,
            "scope": one.scope,
            "value": one.shown,
        }
        for one in found
    ]
    here.answer(rows)


def _values(value: str | None, phone_file: Path | None) -> list[str]:
    """What to look for: the argument, or the lines of stdin or a file."""
    if (value is None) == (phone_file is None):
        raise UsageError("what_to_find", "name one id, or a file of phones", hint="use - to read stdin")
    source = str(phone_file) if phone_file is not None else value
    if source == "-":
        return [line.strip() for line in stdin_text().splitlines() if line.strip()]
    if phone_file is not None:
        from digitool.workspace.inputs import reading

        try:
            lines = reading(phone_file).read_text("utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InputOutputError("cannot_read", "cannot read {path}", path=phone_file) from error
        return [line.strip() for line in lines if line.strip()]
    if not (is_personal(str(value)) or _is_phone(str(value))):
        return [str(value)]
    raise UsageError(
        "phone_on_command_line",
        "phones, id-card numbers and e-mails are not taken from the command line: they would stay in the"
        " history",
        hint="write: digitool customer find -   then type the phone",
    )


def _is_phone(text: str) -> bool:
    from digitool.model.phones import normalise_phone

    try:
        normalise_phone(text)
    except ValueError:
        return False
    return True


@command(
    app, columns=_CARD_COLUMNS, examples=("digitool customer show P12", "digitool customer show P12 --json")
)
def show(
    here: Context,
    person: Person,
    reveal: Annotated[
        bool, Option("--reveal", help="Show names and ids in full; needs --reason, and is recorded.")
    ] = False,
    reason: Reason = "",
) -> None:
    """Show one person: ids, first touch, guide, tags, household. Names and ids are masked.

    An id that was merged away shows the person it belongs to now.
    """
    from digitool.guides.binding.stored import guide_of
    from digitool.identity.card import card
    from digitool.identity.stored.finding import members_of, person_of
    from digitool.segments.metrics import rule_tags

    if reveal:
        _record_reveal(here, person, reason)
    with here.reader() as connection:
        number = person_of(connection, person)
        row = card(connection, number, reveal=reveal)
        bound = guide_of(connection, number, here.as_of)
        row["guide"] = bound.guide if bound else None
        ruled = rule_tags(connection, members_of(connection, number), here.as_of)
    row["tags"] = sorted({*row["tags"], *ruled})
    here.answer([row])


def _record_reveal(here: Context, person: str, reason: str) -> None:
    """Leave an operation behind that says who saw whose data, and why."""
    from digitool.identity.operations import reveal

    if not reason.strip():
        raise UsageError(
            "no_reason",
            "showing personal data needs a reason",
            hint="add --reason TEXT; it is kept with the operation",
        )
    reveal(here.desk, person, reason)


@command(app, columns=_SHARED_COLUMNS, examples=("digitool customer shared",))
def shared(here: Context) -> None:
    """List the values that most persons share: a till's dummy phone shows here first.

    Put those that mean nobody into identity.blocked in digitool.toml.
    """
    from digitool.db.tally import run

    with here.reader() as connection:
        rows = [
            {"identifier": identifier_text(row["hub"]), "value": row["mask"], "persons": row["owners"]}
            for row in run(connection, "identity", "top_shared")
        ]
    here.answer(rows, limit=20, empty="no value is shared")


@command(app, columns=_WHY_COLUMNS, examples=("digitool customer why P12",))
def why(here: Context, person: Person) -> None:
    """Explain why these identifiers are one person, and who was kept apart.

    Every statement names the file and line, or the operation, that made it.
    """
    from digitool.identity.card import why as reasons
    from digitool.identity.checks import stored_rules
    from digitool.identity.stored.finding import person_of

    with here.reader() as connection:
        number = person_of(connection, person)
        steps = reasons(connection, number, stored_rules(connection))

    here.answer(
        [_step_row(here, step) for step in steps],
        empty="one identifier alone; nothing was ever said about it",
    )


def _step_row(here: Context, step: Any) -> dict[str, Any]:  # noqa: ANN401 - a Step, imported on use
    operation = operation_id(step.operation) if step.operation else None
    return {
        "what": step.what,
        "a": identifier_text(step.a),
        "b": identifier_text(step.b),
        "via": identifier_text(step.via) if step.via else None,
        "words": here.say(step.words, **step.values),
        "at": step.at,
        "source": step.source or operation,
        "rule": step.rule,
        "operation": operation,
        "revoked": step.revoked,
    }


@command(app, WRITE, columns=_MOVED_COLUMNS, examples=("digitool customer merge P12 P40 --reason same-card",))
def merge(here: Context, first: Person, second: Person, reason: Reason) -> None:
    """Make two persons one; the older id stays. A guard may refuse, and says why (exit 6).

    With --dry-run, see what would move. Undo takes it back exactly.
    """
    from digitool.identity.operations import merge_persons

    _answer_moved(here, merge_persons(here.desk, first, second, reason, _recounts(here)))


@command(
    app,
    WRITE,
    columns=_MOVED_COLUMNS,
    examples=("digitool customer split P12 --move I40 --reason lent-phone",),
)
def split(
    here: Context,
    person: Person,
    move: Annotated[
        list[str], Option("--move", metavar="ID", help="An identifier that goes (I12); repeatable.")
    ],
    reason: Reason,
) -> None:
    """Part a person in two: these identifiers go, the others stay."""
    from digitool.identity.operations import split_person

    _answer_moved(here, split_person(here.desk, person, move, reason, _recounts(here)))


@command(app, WRITE, columns=_MOVED_COLUMNS, examples=("digitool customer undo op-0012 --reason mistake",))
def undo(
    here: Context,
    operation: Annotated[str, Argument(metavar="OPERATION", help="The operation, such as op-0012.")],
    reason: Reason = "",
) -> None:
    """Take back a merge, a split or an undo, exactly."""
    from digitool.identity.operations import undo_operation

    _answer_moved(here, undo_operation(here.desk, operation, reason, _recounts(here)))


def _recounts(here: Context) -> Recounts:
    """Who keeps roll-ups and bindings true while persons change."""
    from functools import partial

    from digitool.guides.binding.keeping import Keeper

    return partial(Keeper, settings=here.workspace.settings)


def _answer_moved(here: Context, result: dict[str, Any]) -> None:
    """One row per identifier whose person changed."""
    if result.get("already"):
        here.note("these are one person already")
    rows = [
        {**moved, "person": result["person"] or moved["to"], "operation": result["operation"]}
        for moved in result["moved"]
    ]
    meta = {"operation": result["operation"], "person": result["person"]}
    here.answer(rows, meta=meta, empty="nobody's person changed")
