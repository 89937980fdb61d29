"""Who serves a customer: ``guide bind show|set|refresh``."""

from __future__ import annotations

from typing import Annotated

from typer import Argument, Option

from digitool.cli.app.command import area, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.guide import app as guide_app
from digitool.errors import UsageError
from digitool.render import Column

app = area("Who serves a customer by the chain's policy, and why", "bind", guide_app)

_CUSTOMER = Column("customer", "Customer")
_HISTORY = (
    _CUSTOMER,
    Column("guide", "Guide"),
    Column("store", "Store"),
    Column("state", "State"),
    Column("from", "Since", "instant"),
    Column("to", "Until", "instant"),
    Column("basis", "Basis"),
    Column("began", "Began by"),
    Column("ended", "Ended by"),
    Column("scope", "Scope", wide=True),
)
Customer = Annotated[str, Argument(metavar="CUSTOMER", help="A customer such as P12.")]


@command(app, columns=_HISTORY, examples=("digitool guide bind show P12",))
def show(here: Context, customer: Customer) -> None:
    """Who served a customer when, on what basis, and why each binding began and ended.

    A gap between two means that nobody served her. The policy is the [binding] table of digitool.toml.
    """
    from digitool.guides.binding.operations import binding_row
    from digitool.guides.binding.stored import history
    from digitool.identity.stored.finding import person_of
    from digitool.model.ids import person_text

    with here.reader() as connection:
        person = person_of(connection, customer)
        rows = [binding_row(person_text(person), one, here.as_of) for one in history(connection, person)]
    here.answer(rows, empty="nobody ever served this customer")


_SET_COLUMNS = (_CUSTOMER, Column("from", "From"), Column("to", "To"))


@command(
    app,
    WRITE,
    columns=_SET_COLUMNS,
    examples=("digitool guide bind set P12 zhangsan --reason asked-for-her",),
)
def set_(
    here: Context,
    customer: Customer,
    guide: Annotated[str, Argument(metavar="GUIDE", help="The guide by WeCom userid.")],
    reason: Annotated[
        str, Option("--reason", metavar="TEXT", help="Why; it is kept with the operation.")
    ] = "",
) -> None:
    """Give a customer to a guide from now on; orders of before stay whose they were."""
    from digitool.guides.binding.operations import assign

    if not reason.strip():
        raise UsageError("no_reason", "a move needs a reason", hint="add --reason TEXT; it is kept")
    row = assign(here.desk, customer, guide, reason)
    if row["already"]:
        here.note("{guide} serves this customer already", guide=guide)
    here.answer([row])


_REFRESH_COLUMNS = (
    Column("customers", "Customers", "int"),
    Column("changed", "Changed", "int"),
    Column("rules_changed", "Policy or roster changed", "flag"),
)


@command(app, WRITE, columns=_REFRESH_COLUMNS, examples=("digitool guide bind refresh",))
def refresh(here: Context) -> None:
    """Work out all bindings again, after the policy or the roster in digitool.toml changed.

    Imports do this by themselves; with --dry-run, see how many customers would change.
    """
    from digitool.guides.binding.operations import refresh_all

    row = refresh_all(here.desk)
    here.answer([row])
