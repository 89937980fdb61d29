"""The consent ledger of customers, by command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from typer import Argument, Option

from digitool.cli.app.command import OPERATION, command
from digitool.cli.app.context import Context
from digitool.cli.app.options import WRITE
from digitool.cli.commands.guide import app
from digitool.model.ids import PersonId
from digitool.render import Column

_CUSTOMER = Column("customer", "Customer")
_STANDING = (
    _CUSTOMER,
    Column("refused", "Refused", "list"),
    Column("agreed", "Agreed", "list"),
    Column("subscribe_left", "Subscribe messages left", "int"),
    Column("complained_at", "Last complaint", "instant"),
    Column("stopped", "Messages stopped", "int"),
    OPERATION,
)
_LEDGER = (
    Column("at", "When", "instant"),
    Column("kind", "Kind"),
    Column("channel", "Channel"),
    Column("n", "Times", "int"),
    Column("basis", "Basis"),
    Column("plan", "Broadcast"),
)


def _shown(values: Mapping[str, Any]) -> tuple[Column, ...]:
    return _LEDGER if values["action"] == "show" else _STANDING


@command(
    app,
    WRITE,
    columns=_shown,
    examples=(
        "digitool guide consent P12 give --channel subscribe --basis order-page",
        "digitool guide consent P12 withdraw",
    ),
)
def consent(
    here: Context,
    customer: Annotated[str, Argument(metavar="CUSTOMER", help="The customer, such as P12.")],
    action: Annotated[
        Literal["show", "give", "use", "withdraw", "complaint"],
        Argument(metavar="ACTION", help="show, give, use, withdraw or complaint."),
    ] = "show",
    channel: Annotated[
        str,
        Option(
            "--channel", metavar="NAME", help="wecom, moments, service_account, subscribe, sms; else all."
        ),
    ] = "",
    times: Annotated[int, Option("--times", metavar="N", help="Subscribe messages that it allows.")] = 1,
    basis: Annotated[str, Option("--basis", metavar="TEXT", help="Where the consent was given.")] = "",
    appid: Annotated[str, Option("--appid", metavar="ID", help="The account of a subscription.")] = "",
) -> None:
    """What a customer allows: show it, or write down a consent, a use, a refusal, a complaint.

    A refusal works at once: what is already planned for the customer is stopped. A complaint keeps all
    messages back for a while ([contact] complaint_days).
    """
    from digitool.guides.contact.consents import Word, tell_consent
    from digitool.identity.stored.finding import person_of

    person = here.ask(person_of, customer)
    if action == "show":
        _show_ledger(here, person)
        return
    word = Word(action, channel, times, basis, appid)
    row = tell_consent(here.desk, person, word)
    here.answer([row])


def _show_ledger(here: Context, person: PersonId) -> None:
    from digitool.guides.contact.consents import ledger, standing

    with here.reader() as connection:
        rows: list[dict[str, Any]] = [
            {
                **dict(row),
                "plan": f"B{row['plan']}" if row["plan"] else None,
                "channel": row["channel"] or "all",
            }
            for row in ledger(connection, person)
        ]
        now = standing(connection, person)
    here.answer(rows, schema="guide.consents", meta=now, empty="nothing was said about being written to")
