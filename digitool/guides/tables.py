"""What is stored of guides. The constraints here are the second wall behind every operation.

Times are UTC ms, days business day numbers, money fen, identifiers ids of the identity room.
"""

from __future__ import annotations

from typing import Optional

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from digitool.db.schema.declaring import CLUSTERED, partial_index
from digitool.db.schema.people import People
from digitool.db.schema.triggers import Refusal, Trigger, among, only_steps
from digitool.db.schema.walls import Changing, walls
from digitool.guides.handover.states import CARRIED, OPEN, STATES, STEPS
from digitool.workspace.policies.commission import RELATIONS


class GuideConsent(SQLModel, table=True):
    """What customers allow, append only: give, use, return, withdraw, complaint.

    ``channel`` is empty for all channels; ``n`` counts the messages that a subscription allows or that
    were used. ``plan`` is the broadcast that used it, 0 for none.
    """

    __tablename__ = "guide_consent"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('give', 'use', 'return', 'withdraw', 'complaint') AND n > 0",
            name="guide_consent_kind",
        ),
        CheckConstraint("kind <> 'give' OR basis <> ''", name="guide_consent_basis"),
        Index("guide_consent_identifier", "identifier"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    identifier: int
    channel: str
    kind: str
    n: int = 1
    at: int
    day: int
    basis: str = ""
    plan: int = 0
    operation: int


class GuidePlan(SQLModel, table=True):
    """A recorded broadcast: what is sent when, under which era of the platform's rule.

    ``skipped`` is JSON, customers by reason; ``customers`` counts the persons that were asked about.
    """

    __tablename__ = "guide_plan"
    __table_args__ = (CheckConstraint("state IN ('open', 'closed')", name="guide_plan_state"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    name: str
    channel: str
    campaign: str
    stock: str
    text: str
    appid: str = ""
    at: int
    day: int
    rule: str
    rule_from: int
    customers: int
    skipped: str
    state: str = "open"
    operation: int


class GuideContact(SQLModel, table=True):
    """Who was written to, when, over which channel (`contact.policy.CODES`), by which guide and plan.

    ``identifier`` is the address (an external_userid, an openid). ``plan`` is 0 for a guide's own message.
    """

    __tablename__ = "guide_contact"
    __table_args__ = (
        CheckConstraint("state IN ('planned', 'sent', 'failed', 'unanswered')", name="guide_contact_state"),
        Index("guide_contact_identifier", "identifier"),
        CLUSTERED,
    )

    day: int = Field(primary_key=True)
    plan: int = Field(primary_key=True)
    identifier: int = Field(primary_key=True)
    channel: int = Field(primary_key=True)
    at: int = Field(primary_key=True)
    guide: str
    state: str
    result: str = ""
    sent_at: Optional[int] = None
    reply_at: Optional[int] = None


class GuideTodo(SQLModel, table=True):
    """What became of an entry of a guide's daily list, append only: done, or snoozed until a day."""

    __tablename__ = "guide_todo"
    __table_args__ = (
        CheckConstraint("state IN ('done', 'snoozed')", name="guide_todo_state"),
        Index("guide_todo_identifier", "identifier"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    identifier: int
    guide: str
    reason: str
    state: str
    at: int
    day: int
    until: int
    operation: int


_CONTACT_STEPS = {
    *("planned>sent", "planned>failed", "planned>unanswered"),
    *("unanswered>sent", "unanswered>failed", "failed>sent"),
}
CONTACT_TRIGGERS: tuple[Trigger, ...] = (
    Refusal(
        "guide_consent_left",
        "INSERT",
        "guide_consent",
        "no consent is left",
        when="NEW.kind = 'use' AND NEW.n >"
        " (SELECT coalesce(sum(CASE kind WHEN 'use' THEN -n WHEN 'complaint' THEN 0 ELSE n END), 0)"
        " FROM guide_consent WHERE identifier = NEW.identifier AND channel = NEW.channel AND id >"
        " (SELECT coalesce(max(id), 0) FROM guide_consent WHERE identifier = NEW.identifier"
        " AND channel IN ('', NEW.channel) AND kind = 'withdraw'))",
    ),
    only_steps("guide_contact_step", "guide_contact", "a contact cannot change so", _CONTACT_STEPS),
)


class GuideRules(SQLModel, table=True):
    """The binding policy and the roster (JSON) that bindings were last folded under; one row."""

    __tablename__ = "guide_rules"

    id: int = Field(primary_key=True)
    policy: str
    roster: str


class GuideBinding(SQLModel, table=True):
    """Who serves a person from ``from_at`` until before ``to_at``, folded (`ownership.Binding`)."""

    __tablename__ = "guide_binding"
    __table_args__ = (
        CheckConstraint("basis <> '' AND guide <> ''", name="guide_binding_basis"),
        CheckConstraint("to_at IS NULL OR to_at > from_at", name="guide_binding_span"),
        partial_index("guide_binding_one", "person", "scope", where="to_at IS NULL", unique=True),
        Index("guide_binding_guide", "guide"),
        CLUSTERED,
    )

    person: int = Field(primary_key=True)
    scope: str = Field(primary_key=True)
    from_at: int = Field(primary_key=True)
    guide: str
    store: str
    basis: str
    began: str
    to_at: Optional[int] = None
    ended: str = ""


class GuideMove(SQLModel, table=True):
    """A decision that a customer goes to another guide; append only. ``from_guide`` is empty: anyone's."""

    __tablename__ = "guide_move"
    __table_args__ = (
        UniqueConstraint("identifier", "at", "from_guide", "to_guide"),
        CheckConstraint("to_guide <> '' AND from_guide <> to_guide AND reason <> ''", name="guide_move_why"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    identifier: int
    from_guide: str
    to_guide: str
    at: int
    reason: str
    operation: int


class GuideCode(SQLModel, table=True):
    """A live code: the state that its scans carry, and where it stands. ``retired_at`` takes it down."""

    __tablename__ = "guide_code"

    code: str = Field(primary_key=True)
    store: str
    location: str
    created_at: int
    operation: int
    retired_at: Optional[int] = None


class GuideCodeTurn(SQLModel, table=True):
    """A guide behind a live code, in order; ``backup`` steps in when nobody else can."""

    __tablename__ = "guide_code_turn"
    __table_args__ = (CLUSTERED,)

    code: str = Field(primary_key=True, foreign_key="guide_code.code")
    position: int = Field(primary_key=True)
    guide: str
    backup: bool


class GuideHandover(SQLModel, table=True):
    """A guide's customers and groups handed over from ``cut_over`` on; append only.

    ``kind`` is on_job or resigned (two interfaces of the platform, with rules of their own), ``customers``
    how many persons were hers, ``message`` what they are told.
    """

    __tablename__ = "guide_handover"
    __table_args__ = (CheckConstraint("kind IN ('on_job', 'resigned')", name="guide_handover_kind"),)

    id: Optional[int] = Field(default=None, primary_key=True)
    guide: str
    kind: str
    at: int
    cut_over: int
    customers: int
    message: str
    operation: int


class GuideHandoverItem(SQLModel, table=True):
    """One friendship (``what`` friend), binding without friendship, or group of a handover.

    ``subject`` is an identifier, or the id of a group chat. ``asked_at`` is when the request was written or
    taken, ``taken_at`` when the receiver had her, ``code`` what the platform said last.
    """

    __tablename__ = "guide_handover_item"
    __table_args__ = (
        CheckConstraint("what IN ('friend', 'binding', 'group')", name="guide_handover_item_what"),
        CheckConstraint(f"state IN ({among(STATES)})", name="guide_handover_item_state"),
        CheckConstraint(f"to_guide <> '' OR state NOT IN ({among(CARRIED)})", name="guide_handover_item_to"),
        partial_index(
            "guide_handover_item_open",
            *("what", "subject"),
            where=f"state IN ({among(OPEN)})",
            unique=True
        ),
        Index("guide_handover_item_subject", "subject"),
        CLUSTERED,
    )  # fmt: skip

    handover: int = Field(primary_key=True, foreign_key="guide_handover.id")
    what: str = Field(primary_key=True)
    subject: int = Field(primary_key=True)
    to_guide: str
    state: str
    reason: str
    rule: str
    at: int
    code: str = ""
    asked_at: Optional[int] = None
    taken_at: Optional[int] = None


class GuideCommission(SQLModel, table=True):
    """What a guide earned on an order, fixed when it was settled; only refunds and payouts change it.

    ``order_fen`` is what the customer paid, ``base_fen`` the guide's ``part_bp`` of it; ``place`` tells the
    guides of one order apart, ``parts`` is JSON: [rule, basis points, fen] of the order, none where the
    policy does not pay. ``refunded_fen`` of the order are taken into account.
    """

    __tablename__ = "guide_commission"
    __table_args__ = (
        CheckConstraint("0 <= back_fen AND back_fen <= earned_fen", name="guide_commission_back"),
        CheckConstraint(
            "0 <= earned_fen AND earned_fen <= order_fen AND base_fen <= order_fen"
            " AND 0 <= refunded_fen AND refunded_fen <= order_fen AND part_bp BETWEEN 1 AND 10000",
            name="guide_commission_money",
        ),
        CheckConstraint(
            "refunded_fen < order_fen OR back_fen = earned_fen", name="guide_commission_nothing_left"
        ),
        CheckConstraint(
            f"relation IN ({among(RELATIONS)}) AND state IN ('settled', 'paid')",
            name="guide_commission_state",
        ),
        Index("guide_commission_day", "day"),
        Index("guide_commission_guide", "guide", "state"),
        CLUSTERED,
    )

    purchase: int = Field(primary_key=True)
    guide: str = Field(primary_key=True)
    place: int
    number: str
    day: int
    relation: str
    why: str
    part_bp: int
    order_fen: int
    base_fen: int
    parts: str
    cap_bp: int
    earned_fen: int
    back_fen: int = 0
    refunded_fen: int = 0
    state: str = "settled"
    operation: int


class GuideCommissionStep(SQLModel, table=True):
    """What happened to a commission, append only: earn, back, pay; ``journal`` booked it (null: 0 fen)."""

    __tablename__ = "guide_commission_step"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('earn', 'back', 'pay') AND amount_fen >= 0", name="guide_commission_step_kind"
        ),
        Index("guide_commission_step_of", "purchase", "guide"),
    )

    id: Optional[int] = Field(default=None, primary_key=True)
    purchase: int
    guide: str
    kind: str
    amount_fen: int
    at: int
    journal: Optional[int] = None
    operation: int


COMMISSION_TRIGGERS: tuple[Trigger, ...] = (
    Refusal(
        "guide_commission_forward",
        "UPDATE",
        "guide_commission",
        "a commission is only taken back or paid",
        when="NEW.back_fen < OLD.back_fen OR NEW.refunded_fen < OLD.refunded_fen"
        " OR (OLD.state = 'paid' AND NEW.state <> 'paid')",
    ),
)

HANDOVER_TRIGGERS: tuple[Trigger, ...] = (
    only_steps("guide_handover_step", "guide_handover_item", "a handover cannot change so", STEPS),
    Refusal(
        "guide_handover_item_fixed",
        "UPDATE OF handover, what, subject, to_guide",
        "guide_handover_item",
        "a handover is not rewritten",
    ),
    Refusal("guide_handover_item_stays", "DELETE", "guide_handover_item", "handovers are never deleted"),
    *(
        Refusal(f"guide_handover_{event.lower()}", event, "guide_handover", "handovers are append only")
        for event in ("UPDATE", "DELETE")
    ),
)
"""The second wall behind `handover.states.after`."""

BINDING_TRIGGERS: tuple[Trigger, ...] = (
    Refusal(
        "guide_binding_apart",
        "INSERT",
        "guide_binding",
        "two guides at a time",
        when="EXISTS (SELECT 1 FROM guide_binding AS b WHERE b.person = NEW.person AND b.scope = NEW.scope"
        " AND (b.to_at IS NULL OR b.to_at > NEW.from_at) AND (NEW.to_at IS NULL OR b.from_at < NEW.to_at))",
    ),
    Refusal("guide_binding_fixed", "UPDATE", "guide_binding", "bindings are folded, not edited"),
)

CHANGING: Changing = {
    GuideConsent: (),
    GuidePlan: ("state",),
    GuideContact: ("state", "result", "sent_at", "reply_at"),
    GuideTodo: (),
    GuideMove: (),
    GuideCommission: ("back_fen", "refunded_fen", "state"),
    GuideCommissionStep: (),
}

TRIGGERS: tuple[Trigger, ...] = (
    *walls(CHANGING),
    *BINDING_TRIGGERS,
    *CONTACT_TRIGGERS,
    *HANDOVER_TRIGGERS,
    *COMMISSION_TRIGGERS,
)

PEOPLE: People = {
    **dict.fromkeys((GuideConsent, GuideContact, GuideTodo, GuideMove), ("identifier",)),
    **{GuideBinding: ("person",), GuideHandoverItem: ("subject",)},
}
