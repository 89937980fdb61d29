"""Campaigns that were started, as far as the rooms that give people something must know them.

The campaign room starts one through this module: what belongs to it, who is in which arm, and the messages
that it may send are kept in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed, insert
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, RefusedError
from digitool.model.ids import IdentifierId
from digitool.model.text import mask_value, meant
from digitool.workspace.desk import Desk

if TYPE_CHECKING:
    from digitool.coupons.rules.terms import Terms


class Caps(NamedTuple):
    """Messages that a campaign may send: to one customer in 7 and 30 days, of one guide in a day, in all.

    None is no cap of the campaign's own.
    """

    most_in_7_days: int | None = None
    most_in_30_days: int | None = None
    guide_per_day: int | None = None
    messages: int | None = None


class Costs(NamedTuple):
    """What a result reckons with: margin and commission in basis points, the rest in fen."""

    margin_bp: int
    message_fen: int = 0
    fixed_fen: int = 0
    commission_bp: int = 0


class Participant(NamedTuple):
    """One identifier of a customer: the customer as known at the start, her household, and its arm."""

    identifier: IdentifierId
    customer: IdentifierId
    household: int
    arm: str


@dataclass(frozen=True)
class Record:
    """A campaign as it is kept: business days [day_from, day_to), ``ends_at`` the first instant after them.

    ``mechanics`` is JSON of what its file said.
    """

    code: str
    day_from: int
    day_to: int
    ends_at: int
    holdout_bp: int
    costs: Costs
    caps: Caps = field(default_factory=Caps)
    mechanics: str = "{}"


def keep_in(work: Work, desk: Desk, campaign: Record, members: Iterable[Participant]) -> int:
    """Write a campaign and who is in which arm; its id. Raises ConflictError ``campaign_exists``."""
    connection, one = work.connection, campaign
    if connection.execute("SELECT 1 FROM campaign WHERE code = ?", (one.code,)).fetchone():
        raise ConflictError(
            "campaign_exists",
            "there is already a campaign {campaign}",
            hint="a campaign is started once; give the new one another name",
            try_next="digitool campaign result {campaign}",
            campaign=one.code,
        )
    number = insert(
        connection,
        "INSERT INTO campaign (code, operation, started_at, day_from, day_to, ends_at, holdout_bp,"
        " margin_bp, message_fen, fixed_fen, commission_bp, most_in_7_days, most_in_30_days, guide_per_day,"
        " messages, written, mechanics) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?)",
        (
            *(one.code, work.seq, desk.at, one.day_from, one.day_to, one.ends_at, one.holdout_bp),
            *(*one.costs, *one.caps, one.mechanics),
        ),
    )
    connection.executemany(
        "INSERT INTO campaign_member (campaign, identifier, customer, household, arm) VALUES (?, ?, ?, ?, ?)",
        ((number, *member) for member in members),
    )
    return number


def find_started(connection: Connection, code: str) -> StoredRow:
    """A started campaign by its code. Raises NotFoundError ``no_campaign`` with the nearest one."""
    row: StoredRow | None = connection.execute("SELECT * FROM campaign WHERE code = ?", (code,)).fetchone()
    if row is not None:
        return row
    known = [one[0] for one in connection.execute("SELECT code FROM campaign ORDER BY id DESC")]
    raise no_campaign(code, known)


def no_campaign(code: str, known: list[str]) -> NotFoundError:
    """The error for a campaign that was not started, with the nearest of those that were."""
    return NotFoundError(
        "no_campaign",
        "there is no campaign {campaign}",
        try_next="digitool campaign list",
        campaign=mask_value(code),
        **meant(code, known, "list the campaigns that were started"),
    )


def id_of(connection: Connection, code: str) -> int | None:
    """The id of the started campaign of a code, None where there is none."""
    row = connection.execute("SELECT id FROM campaign WHERE code = ?", (code,)).fetchone()
    return int(row[0]) if row else None


def take_stock_in(work: Work, campaign: int, stock: str, terms: Terms | None = None) -> None:
    """Make a coupon stock (code) the campaign's own, where its rules still are ``terms`` (None: whatever).

    Raises ConflictError ``stock_taken`` and ``stock_changed``.
    """
    from digitool.coupons.rules.terms import to_json

    connection = work.connection
    taken = changed(
        connection,
        "UPDATE coupon_stock SET of_campaign = :campaign"
        " WHERE code = :stock AND of_campaign IS NULL AND (:terms IS NULL OR terms = :terms)",
        {"campaign": campaign, "stock": stock, "terms": None if terms is None else to_json(terms)},
    )
    if taken == 1:
        return
    owner = connection.execute(
        "SELECT c.code FROM coupon_stock AS s JOIN campaign AS c ON c.id = s.of_campaign WHERE s.code = ?",
        (stock,),
    ).fetchone()
    if owner is None:
        raise ConflictError(
            "stock_changed",
            "the rules of coupon stock {stock} changed while the campaign was started",
            hint="nothing was changed; look at the stock, and start again",
            try_next="digitool coupon status {stock}",
            stock=stock,
        )
    raise ConflictError(
        "stock_taken",
        "coupon stock {stock} belongs to campaign {campaign} already",
        hint="create a stock of its own for each campaign, or nobody can tell whose coupons were used",
        try_next="digitool coupon create",
        stock=stock,
        campaign=owner[0],
    )


def count_messages_in(work: Work, campaign: int, messages: int) -> None:
    """Count messages that are planned against a campaign's cap. Raises RefusedError ``campaign_messages``."""
    counted = changed(
        work.connection,
        "UPDATE campaign SET written = written + :n"
        " WHERE id = :id AND (messages IS NULL OR written + :n <= messages)",
        {"id": campaign, "n": messages},
    )
    if counted == 1:
        return
    row = work.connection.execute("SELECT * FROM campaign WHERE id = ?", (campaign,)).fetchone()
    raise RefusedError(
        "campaign_messages",
        "{observed} messages are to be sent, and campaign {campaign} has {left} of {limit} left",
        hint="write to fewer customers: its file says contact.messages",
        rule="campaign.contact.messages",
        observed=messages,
        campaign=row["code"],
        left=row["messages"] - row["written"],
        limit=row["messages"],
    )
