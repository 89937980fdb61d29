"""What is stored of coupons, and of campaigns that keep people from them.

The constraints here are the second wall behind every operation. Times are UTC ms, money fen, days business
day numbers, rates basis points, identifiers ids of the identity room.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from digitool.coupons.rules.states import STEPS
from digitool.db.schema.declaring import CLUSTERED, partial_index
from digitool.db.schema.people import People
from digitool.db.schema.triggers import Refusal, Trigger, only_steps
from digitool.db.schema.walls import Changing, walls


class StartedCampaign(SQLModel, table=True):
    """A campaign that was started: its window, its holdout, the messages that it may send, what it costs.

    ``ends_at`` is the first instant after the window. ``holdout_bp`` of the households are kept out at
    random. ``messages`` caps ``written``, the messages that broadcasts of the campaign have planned; the
    other caps are of one customer or one guide; null is no cap. ``mechanics`` is JSON as the file said it.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("day_from < day_to", name="campaign_window"),
        CheckConstraint("holdout_bp BETWEEN 0 AND 9000", name="campaign_holdout"),
        CheckConstraint(
            "written >= 0 AND (messages IS NULL OR written <= messages)", name="campaign_written"
        ),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    operation: int
    started_at: int
    day_from: int
    day_to: int
    ends_at: int
    holdout_bp: int
    most_in_7_days: Optional[int] = None
    most_in_30_days: Optional[int] = None
    guide_per_day: Optional[int] = None
    messages: Optional[int] = None
    written: int = 0
    margin_bp: int
    message_fen: int = 0
    fixed_fen: int = 0
    commission_bp: int = 0
    mechanics: str = "{}"


class CampaignMember(SQLModel, table=True):
    """One identifier of a customer of a campaign, and the arm that it was dealt into, for good.

    ``customer`` is the identifier that was her person at the start; that row stands for her. ``household`` is
    the unit of randomisation: all of it is in one arm.
    """

    __tablename__ = "campaign_member"
    __table_args__ = (
        CheckConstraint("arm IN ('treated', 'holdout')", name="campaign_member_arm"),
        CLUSTERED,
    )

    campaign: int = Field(primary_key=True, foreign_key="campaign.id")
    identifier: int = Field(primary_key=True)
    customer: int
    household: int
    arm: str


class CouponStock(SQLModel, table=True):
    """A batch of coupons and its rules (JSON of `rules.terms.Terms`).

    ``issued`` counts pieces, never above total.

    ``of_campaign`` is the one campaign that offers it, null for none.
    """

    __tablename__ = "coupon_stock"
    __table_args__ = (
        CheckConstraint("issued BETWEEN 0 AND total", name="coupon_stock_total"),
        CheckConstraint("state IN ('open', 'stopped')", name="coupon_stock_state"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    terms: str
    total: int
    issued: int = 0
    state: str = "open"
    created_at: int
    operation: int
    of_campaign: Optional[int] = Field(default=None, foreign_key="campaign.id")


class Coupon(SQLModel, table=True):
    """One piece: its secret payload, its place in the stock, who holds it, and the order it waits for.

    ``held_*`` say what a running lock reserves: its business day, discount, identifier and journal.
    """

    __tablename__ = "coupon"
    __table_args__ = (
        UniqueConstraint("stock", "number"),
        CheckConstraint(
            "state IN ('issued', 'received', 'locked', 'redeemed', 'expired', 'void')",
            name="coupon_state",
        ),
        CheckConstraint("(state = 'locked') = (locked_until > 0)", name="coupon_lock"),
        CheckConstraint("valid_from < valid_to AND number > 0", name="coupon_span"),
        CheckConstraint(
            "CASE WHEN received_at IS NULL THEN owner IS NULL AND state NOT IN ('received', 'redeemed')"
            " ELSE state <> 'issued' END",
            name="coupon_received",
        ),
        partial_index("coupon_locked", "stock", "locked_until", where="state = 'locked'"),
        partial_index("coupon_owner", "owner", where="owner IS NOT NULL"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    code: int = Field(unique=True)
    stock: int = Field(foreign_key="coupon_stock.id")
    number: int
    state: str
    owner: Optional[int] = None
    issued_at: int
    received_at: Optional[int] = None
    valid_from: int
    valid_to: int
    locked_until: int = 0
    locked_order: str = ""
    held_day: Optional[int] = None
    held_fen: Optional[int] = None
    held_by: Optional[int] = None
    held_journal: Optional[int] = None


class CouponQuota(SQLModel, table=True):
    """One counter under a cap: ``measure`` is received, redeemed, count/day, money/week and so on.

    ``bucket`` is an identifier id, or the first day of the window (0 for the whole life).
    """

    __tablename__ = "coupon_quota"
    __table_args__ = (
        CheckConstraint("used >= 0 AND held >= 0 AND used + held <= cap", name="coupon_quota_cap"),
        CLUSTERED,
    )

    stock: int = Field(primary_key=True, foreign_key="coupon_stock.id")
    measure: str = Field(primary_key=True)
    bucket: int = Field(primary_key=True)
    used: int = 0
    held: int = 0
    cap: int


class CouponRedemption(SQLModel, table=True):
    """One use of a coupon on an order; ``lines`` is JSON of `returns.SoldLine`.

    ``back_fen`` is what returns took back of the discount so far; ``ended_at`` closes the use.
    """

    __tablename__ = "coupon_redemption"
    __table_args__ = (
        partial_index("coupon_redemption_live", "coupon", where="ended_at IS NULL", unique=True),
        Index("coupon_redemption_order", "order_ref"),
        CheckConstraint(
            "0 <= discount_fen AND discount_fen <= base_fen AND payable_fen >= 0"
            " AND 0 <= back_fen AND back_fen <= discount_fen",
            name="coupon_redemption_amounts",
        ),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    coupon: int = Field(foreign_key="coupon.id")
    stock: int = Field(foreign_key="coupon_stock.id")
    order_ref: str
    store: str
    channel: str
    identifier: Optional[int] = None
    at: int
    day: int
    initial_fen: int
    base_fen: int
    discount_fen: int
    shipping_fen: int
    payable_fen: int
    lines: str
    journal: Optional[int] = Field(default=None, foreign_key="ledger_journal.id")
    operation: int
    back_fen: int = 0
    ended_at: Optional[int] = None
    ended_by: Optional[int] = None


class CouponGuess(SQLModel, table=True):
    """Well-formed codes that do not exist, by who tried and ten-minute window: the guessing brake."""

    __tablename__ = "coupon_guess"
    __table_args__ = (CheckConstraint("actor <> ''", name="coupon_guess_actor"), CLUSTERED)

    actor: str = Field(primary_key=True)
    window: int = Field(primary_key=True)
    failed: int = 0


_ALLOWED = {f"{step.before}>{step.after}" for step in STEPS if step.before}

CHANGING: Changing = {
    StartedCampaign: ("written",),
    CampaignMember: (),
    CouponStock: ("terms", "total", "issued", "state", "of_campaign"),
    Coupon: (
        *("state", "owner", "received_at", "valid_from", "valid_to", "locked_until", "locked_order"),
        *("held_day", "held_fen", "held_by", "held_journal"),
    ),
    CouponQuota: ("used", "held", "cap"),
    CouponRedemption: ("lines", "back_fen", "ended_at", "ended_by"),
}

VIEWS: tuple[str, ...] = (
    "CREATE VIEW campaign_person AS"
    " WITH first AS (SELECT n.campaign, j.person, min(n.customer) AS customer FROM campaign_member AS n"
    " JOIN identifier AS j ON j.id = n.identifier GROUP BY n.campaign, j.person)"
    " SELECT f.campaign, f.person, f.customer, m.household, m.arm FROM first AS f"
    " JOIN campaign_member AS m ON m.campaign = f.campaign AND m.identifier = f.customer",
    "CREATE VIEW campaign_unit AS"
    " SELECT campaign, identifier, customer, household, arm FROM campaign_member"
    " UNION ALL SELECT p.campaign, p.person AS identifier, p.customer, p.household, p.arm"
    " FROM campaign_person AS p"
    " WHERE NOT EXISTS (SELECT 1 FROM campaign_member AS o"
    " WHERE o.campaign = p.campaign AND o.identifier = p.person)"
    " UNION ALL SELECT p.campaign, i.id AS identifier, p.customer, p.household, p.arm"
    " FROM campaign_person AS p JOIN identifier AS i ON i.person = p.person AND i.person != i.id"
    " WHERE NOT EXISTS (SELECT 1 FROM campaign_member AS o"
    " WHERE o.campaign = p.campaign AND o.identifier = i.id)",
)
"""``campaign_person``: persons of today and the arm that decides what they are offered, which is that of the
first of the customers that they were when arms were dealt (the smallest id).

``campaign_unit``: whom everything that an identifier does counts for in a campaign, and in which arm. One
that was dealt an arm counts for its own customer whatever it is merged with later; one that came later counts
for the customer that decides for its person.
"""

TRIGGERS: tuple[Trigger, ...] = (
    *walls(CHANGING),
    # Of the rules of a stock only the caps of its budgets change, which come first (`terms.to_json`).
    Refusal(
        "coupon_stock_terms",
        "UPDATE OF terms",
        "coupon_stock",
        "the rules of a stock stay",
        when="NEW.terms <> OLD.terms"
        " AND (substr(NEW.terms, instr(NEW.terms, ']]')) <> substr(OLD.terms, instr(OLD.terms, ']]'))"
        " OR substr(NEW.terms, 1, 13) <> '{\"budgets\":[[')",
    ),
    Refusal(
        "coupon_stock_kept",
        "UPDATE OF of_campaign",
        "coupon_stock",
        "a stock belongs to one campaign",
        when="OLD.of_campaign IS NOT NULL"
        " AND (NEW.of_campaign IS NULL OR NEW.of_campaign <> OLD.of_campaign)",
    ),
    Refusal(
        "coupon_days",
        "UPDATE OF valid_from, valid_to",
        "coupon",
        "the days of a coupon count from its receipt",
        when="(OLD.received_at IS NOT NULL OR NEW.received_at IS NULL)"
        " AND (NEW.valid_from <> OLD.valid_from OR NEW.valid_to <> OLD.valid_to)",
    ),
    only_steps("coupon_step", "coupon", "a coupon cannot change so", _ALLOWED),
    Refusal(
        "coupon_born",
        "INSERT",
        "coupon",
        "a coupon above the total of its stock",
        when="NEW.state NOT IN ('issued', 'received')"
        " OR NEW.number > (SELECT total FROM coupon_stock WHERE id = NEW.stock)",
    ),
    Refusal(
        "coupon_redemption_ended",
        "UPDATE",
        "coupon_redemption",
        "a redemption ends once",
        when="OLD.ended_at IS NOT NULL",
    ),
)

PEOPLE: People = {
    CampaignMember: ("identifier", "customer", "household"),
    Coupon: ("owner",),
    CouponQuota: ("bucket",),
    CouponRedemption: ("identifier",),
}
"""Columns that hold identifiers; a quota's bucket does where its measure counts by customer."""
