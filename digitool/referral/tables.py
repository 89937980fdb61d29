"""What is stored of referral. The constraints here are the second wall behind every operation.

Times are UTC ms, money fen, people identifier ids. Nowhere is there a column for a second level: a
reward names one payee and one direct friend's own action, and that is all it can name.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index
from digitool.db.schema.people import People
from digitool.db.schema.triggers import Refusal, Trigger
from digitool.db.schema.walls import Changing, walls


class ReferralCampaign(SQLModel, table=True):
    """A mechanic on offer: its terms as JSON, its window, and what may be spent on it.

    ``item`` is the product that a group-buy or bargain sells; ``budget_fen`` 0 is no budget; ``limits`` is
    JSON of `limits.Limits`. ``of_campaign`` is the started campaign that it belongs to, null for none.
    """

    __tablename__ = "referral_campaign"
    __table_args__ = (
        CheckConstraint("opens_at < closes_at AND budget_fen >= 0", name="referral_campaign_span"),
        CheckConstraint("state IN ('open', 'closed')", name="referral_campaign_state"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    mechanic: str
    terms: str
    item: str = ""
    opens_at: int
    closes_at: int
    budget_fen: int = 0
    limits: str = "{}"
    state: str = "open"
    operation: int
    of_campaign: Optional[int] = Field(default=None, foreign_key="campaign.id")


class ReferralRun(SQLModel, table=True):
    """One run of a mechanic: a group, a bargain, a packet. ``taken`` of ``places`` are held or paid."""

    __tablename__ = "referral_run"
    __table_args__ = (
        CheckConstraint("0 <= taken AND taken <= places", name="referral_run_places"),
        partial_index("referral_run_open", "deadline", where="ended = ''"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    campaign: int = Field(foreign_key="referral_campaign.id")
    owner: int
    opened_at: int
    deadline: int
    places: int
    taken: int = 0
    ended: str = ""


class ReferralEvent(SQLModel, table=True):
    """What happened in a run, in order; its state is the fold of these rows."""

    __tablename__ = "referral_event"
    __table_args__ = (CLUSTERED,)

    run: int = Field(primary_key=True, foreign_key="referral_run.id")
    place: int = Field(primary_key=True)
    at: int
    kind: str
    who: int
    ref: str
    amount_fen: int
    operation: int


class ReferralEffect(SQLModel, table=True):
    """What followed from an event: goods held, money taken or given back, a share of a packet.

    ``pieces`` of them; ``day`` is the business day by which caps count. ``movement`` is the stock
    reservation of a hold or what went back to the shelf, ``journal`` the booking.
    """

    __tablename__ = "referral_effect"
    __table_args__ = (
        Index("referral_effect_once", "run", "kind", "ref", unique=True),
        CheckConstraint("amount_fen >= 0 AND pieces >= 0", name="referral_effect_amount"),
        CheckConstraint(
            "kind NOT IN ('hold', 'free', 'fulfil', 'restock') OR pieces > 0", name="referral_effect_pieces"
        ),
        CLUSTERED,
    )

    run: int = Field(primary_key=True, foreign_key="referral_run.id")
    event: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    kind: str
    who: int
    amount_fen: int
    ref: str
    pieces: int = 0
    at: int
    day: int
    movement: Optional[int] = None
    journal: Optional[int] = None


class ReferralLink(SQLModel, table=True):
    """A share link of a person in a campaign; ``parent`` is the link that had brought that person."""

    __tablename__ = "referral_link"

    id: Optional[int] = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    campaign: int = Field(foreign_key="referral_campaign.id")
    owner: int = Field(index=True)
    parent: Optional[int] = Field(default=None, foreign_key="referral_link.id")
    role: str = "member"
    made_at: int
    operation: int


class Referral(SQLModel, table=True):
    """One person brought by one other: written once, before or at the first order, never changed.

    ``fresh`` says that the chain did not know the friend. What the friend did later stands in the facts.
    """

    __tablename__ = "referral"
    __table_args__ = (
        CheckConstraint("friend <> referrer", name="referral_self"),
        Index("referral_referrer", "campaign", "referrer"),
        CLUSTERED,
    )

    campaign: int = Field(primary_key=True, foreign_key="referral_campaign.id")
    friend: int = Field(primary_key=True)
    referrer: int
    link: int = Field(foreign_key="referral_link.id")
    at: int
    fresh: bool
    operation: int


class ReferralRefusal(SQLModel, table=True):
    """Somebody who came by a link and was not counted for its owner: the rule, what was seen."""

    __tablename__ = "referral_refusal"
    __table_args__ = (CLUSTERED,)

    campaign: int = Field(primary_key=True, foreign_key="referral_campaign.id")
    friend: int = Field(primary_key=True)
    link: int = Field(primary_key=True, foreign_key="referral_link.id")
    rule: str = Field(primary_key=True)
    at: int
    observed: str = ""


class ReferralReward(SQLModel, table=True):
    """What a person is promised for one direct friend's own action or for leading, until paid or void.

    ``basis`` is invitee_paid (``ref`` the order), invitee_registered (``ref`` the friend) or round_kept
    (``ref`` the leader's own round); ``side`` is the referrer's, the friend's or the leader's. ``tier`` is
    the count of friends that a prize is for, 0 where it is for one deed. ``back_fen`` is what refunds took
    back; ``stock`` a coupon instead. ``day`` is the business day by which caps count; ``decided`` says that
    a person made it void.
    """

    __tablename__ = "referral_reward"
    __table_args__ = (
        partial_index("referral_reward_once", "campaign", "basis", "ref", "side", unique=True,
                      where="tier = 0"),
        partial_index("referral_reward_prize", "campaign", "payee", "tier", unique=True,
                      where="tier > 0 AND state <> 'void'"
                      " AND (amount_fen = 0 OR back_fen < amount_fen OR stock <> '')"),
        partial_index("referral_reward_one_payee", "ref", unique=True,
                      where="basis = 'invitee_paid' AND side = 'referrer' AND tier = 0"),
        CheckConstraint("basis IN ('invitee_paid', 'invitee_registered', 'round_kept')"
                        " AND (basis = 'round_kept') = (side = 'leader')", name="referral_reward_basis"),
        CheckConstraint("side IN ('referrer', 'friend', 'leader')", name="referral_reward_side"),
        CheckConstraint("(side <> 'referrer') = (payee = friend)", name="referral_reward_payee"),
        CheckConstraint("state IN ('pending', 'held', 'approved', 'paid', 'void')",
                        name="referral_reward_state"),
        CheckConstraint("0 <= back_fen AND back_fen <= amount_fen", name="referral_reward_amount"),
        partial_index("referral_reward_due", "due_at", where="state IN ('pending', 'approved')"),
    )  # fmt: skip

    id: Optional[int] = Field(default=None, primary_key=True)
    campaign: int = Field(foreign_key="referral_campaign.id")
    friend: int
    payee: int = Field(index=True)
    side: str
    basis: str
    ref: str = Field(index=True)
    tier: int = 0
    amount_fen: int
    back_fen: int = 0
    stock: str = ""
    state: str = "pending"
    decided: bool = False
    made_at: int
    due_at: int
    day: int
    score: int = 0
    journal: Optional[int] = None
    operation: int


class ReferralSignal(SQLModel, table=True):
    """Why a reward is looked at: the signal, what was seen, what is usual, and its weight."""

    __tablename__ = "referral_signal"
    __table_args__ = (CLUSTERED,)

    reward: int = Field(primary_key=True, foreign_key="referral_reward.id")
    signal: str = Field(primary_key=True)
    observed: str
    usual: str
    weight: int


class ReferralPayout(SQLModel, table=True):
    """Where one paid reward or share went: to its payee, or to a debt that one of her identifiers had.

    ``line`` is its place in the payout of that operation; ``source`` is ``reward:12`` or ``share:RUN:..``.
    """

    __tablename__ = "referral_payout"
    __table_args__ = (
        CheckConstraint("amount_fen >= 0 AND (debtor = 0 OR amount_fen > 0)", name="referral_payout_amount"),
        Index("referral_payout_once", "source", "debtor", unique=True),
        CLUSTERED,
    )

    operation: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    debtor: int = Field(primary_key=True, default=0)
    payee: int
    source: str
    amount_fen: int


class ReferralQuota(SQLModel, table=True):
    """One counter under a cap: ``measure`` is money or count for a person, household or day.

    ``bucket`` is the identifier that it was promised to, whatever person she is later, or the day.
    """

    __tablename__ = "referral_quota"
    __table_args__ = (
        CheckConstraint("0 <= used AND used <= cap", name="referral_quota_cap"),
        CLUSTERED,
    )

    campaign: int = Field(primary_key=True, foreign_key="referral_campaign.id")
    measure: str = Field(primary_key=True)
    bucket: int = Field(primary_key=True)
    used: int = 0
    cap: int


CHANGING: Changing = {
    ReferralCampaign: ("of_campaign",),
    ReferralRun: ("taken", "ended"),
    ReferralEvent: (),
    ReferralEffect: (),
    ReferralLink: (),
    Referral: (),
    ReferralReward: ("state", "score", "back_fen", "decided"),
    ReferralPayout: (),
    ReferralQuota: ("used",),
}

VIEWS: tuple[str, ...] = (
    "CREATE VIEW referral_share AS"
    " SELECT 'share:' || r.code || ':' || e.event || ':' || e.place AS source, c.code AS campaign,"
    " r.code AS run, e.run AS run_id, e.event, e.place, e.who, e.amount_fen, e.ref"
    " FROM referral_effect AS e JOIN referral_run AS r ON r.id = e.run"
    " JOIN referral_campaign AS c ON c.id = r.campaign WHERE e.kind = 'reward'",
)
"""``referral_share``: what people opened of packets, under the source by which payouts name it."""

TRIGGERS: tuple[Trigger, ...] = (
    *walls(CHANGING),
    Refusal(
        "referral_campaign_kept",
        "UPDATE OF of_campaign",
        "referral_campaign",
        "an offer belongs to one campaign",
        when="OLD.of_campaign IS NOT NULL"
        " AND (NEW.of_campaign IS NULL OR NEW.of_campaign <> OLD.of_campaign)",
    ),
    Refusal(
        "referral_effect_one_level",
        "INSERT",
        "referral_effect",
        "only who acts, or leads the round, is paid",
        when="(NEW.kind = 'reward' AND NEW.who <> (SELECT who FROM referral_event"
        " WHERE run = NEW.run AND place = NEW.event))"
        " OR (NEW.kind = 'commission' AND NEW.who <> (SELECT owner FROM referral_run WHERE id = NEW.run))",
    ),
    Refusal(
        "referral_run_ends",
        "UPDATE",
        "referral_run",
        "a run ends once",
        when="OLD.ended NOT IN ('', 'cut_off', 'arrived')"
        " AND (NEW.ended <> OLD.ended OR NEW.taken > OLD.taken)",
    ),
    Refusal(
        "referral_no_cycle",
        "INSERT",
        "referral",
        "who has brought others is not brought by anybody",
        when="EXISTS (SELECT 1 FROM referral WHERE campaign = NEW.campaign AND referrer = NEW.friend)",
    ),
    Refusal(
        "referral_reward_direct",
        "INSERT",
        "referral_reward",
        "only who brought the friend is paid",
        when="NEW.side = 'referrer' AND NOT EXISTS (SELECT 1 FROM referral"
        " WHERE campaign = NEW.campaign AND friend = NEW.friend AND referrer = NEW.payee)",
    ),
    Refusal(
        "referral_reward_one_campaign",
        "INSERT",
        "referral_reward",
        "an order pays in one campaign",
        when="NEW.basis = 'invitee_paid' AND NEW.side = 'referrer' AND EXISTS (SELECT 1 FROM referral_reward"
        " WHERE ref = NEW.ref AND basis = 'invitee_paid' AND side = 'referrer' AND campaign <> NEW.campaign)",
    ),
    Refusal(
        "referral_reward_led",
        "INSERT",
        "referral_reward",
        "only who led the round is paid",
        when="NEW.side = 'leader' AND NOT EXISTS (SELECT 1 FROM referral_run"
        " WHERE code = NEW.ref AND campaign = NEW.campaign AND owner = NEW.payee)",
    ),
)

PEOPLE: People = {
    ReferralRun: ("owner",),
    ReferralEvent: ("who",),
    ReferralEffect: ("who",),
    ReferralLink: ("owner",),
    Referral: ("friend",),
    ReferralRefusal: ("friend",),
    ReferralReward: ("friend", "payee"),
    ReferralPayout: ("payee",),
}
"""Columns that hold identifiers."""
