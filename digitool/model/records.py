"""What a source reads from a file: one small tuple per thing that was observed.

Tuples, not classes with behaviour: a file may hold ten million of them. ``line`` is the line (or the
place, counted from 1) in the file, ``at`` is UTC milliseconds, money is fen, ids are text.
"""

from __future__ import annotations

from typing import NamedTuple, Union


class Identifier(NamedTuple):
    """One value in one namespace, for example ``("wx_openid", "wx00...", "oAb...")``.

    ``scope`` is what makes the value unique: the appid, the corp id, the programme; empty where the
    namespace needs none. A phone is held here in its normalised plain form, in memory only.
    """

    ns: str
    scope: str
    value: str


class Reject(NamedTuple):
    """A row that was not taken, and what a person can do about it.

    ``code`` is stable for scripts; ``message`` and ``hint`` are English templates with ``{column}``
    and ``{value}`` places; ``value`` is already masked. ``cells`` is the whole row as it stood.
    """

    line: int
    column: str
    code: str
    message: str
    hint: str
    value: str
    cells: tuple[str, ...]


class Warn(NamedTuple):
    """Something about a file that a person should know although its rows were taken."""

    code: str
    message: str
    values: dict[str, object]


class Skip(NamedTuple):
    """A valid row that adds nothing (the second scan of one bottle, a staff member of a group).

    It counts as already known: ``rows in = accepted + rejected + known`` holds for every file.
    """

    line: int
    code: str


class Touch(NamedTuple):
    """One observed contact of an identifier with a touchpoint.

    ``ref`` is the source's own event id; without one, identifier, time and touchpoint together are
    the natural key, so that a repeat of the same row is the same touch.
    """

    line: int
    at: int
    touchpoint: str
    who: Identifier
    scene: str = ""
    store: str = ""
    ref: str = ""


class OrderLine(NamedTuple):
    """One line of a purchase; ``amount_fen`` is what was paid for it."""

    item: str
    title: str
    quantity: int
    amount_fen: int


class Purchase(NamedTuple):
    """One paid order as one source tells it.

    ``key`` is ``provider:number`` of the payment (``wechatpay:4200...``) where the source knows it,
    else ``source:order``; two sources with the same key tell of the same purchase. ``view`` says
    which side tells it: a ``bill`` knows payer and settlement, an ``order`` knows buyer, lines, guide
    and channel. ``state`` is ``paid``, ``revoked`` (taken back at the till) or ``unpaid``.
    """

    line: int
    at: int
    key: str
    view: str
    amount_fen: int
    state: str = "paid"
    order_no: str = ""
    payer: Identifier | None = None
    buyers: tuple[Identifier, ...] = ()
    merchant: str = ""
    sub_merchant: str = ""
    device: str = ""
    store: str = ""
    channel: str = ""
    guide: str = ""
    referrer: str = ""
    lines: tuple[OrderLine, ...] = ()


class Refund(NamedTuple):
    """Money given back on a purchase; ``amount_fen`` is positive."""

    line: int
    at: int
    key: str
    purchase_key: str
    amount_fen: int
    state: str = ""
    order_no: str = ""


class Traffic(NamedTuple):
    """People counted at one line of one sensor.

    ``kind`` is ``period`` (counted between ``start`` and ``at``) or ``total`` (a running counter read
    at ``at``; ``start`` equals it). ``entered`` and ``left`` are None where the source has no value:
    that is not zero. ``bits`` is the width at which a running counter wraps, 0 when it does not.
    """

    line: int
    sensor: str
    gate: str
    start: int
    at: int
    entered: int | None
    left: int | None
    kind: str = "period"
    bits: int = 0
    daily_reset: bool = False


class Contact(NamedTuple):
    """A customer as one guide holds her in WeCom: one relation, several identifiers."""

    line: int
    at: int
    guide: str
    who: Identifier
    unionid: str = ""
    name: str = ""
    phones: tuple[str, ...] = ()
    add_way: int = 0
    state: str = ""
    tags: tuple[str, ...] = ()
    remark: str = ""


class Profile(NamedTuple):
    """What a customer list says of one customer: identifiers and attributes.

    ``verified`` says that the source proved its phone and e-mail (a code was answered). ``member``
    says that the person joined the programme.
    """

    line: int
    at: int
    ids: tuple[Identifier, ...]
    verified: bool = False
    member: bool = False
    name: str = ""
    birthday: str = ""
    gender: str = ""
    city: str = ""
    store: str = ""
    consent: bool | None = None


class GroupChat(NamedTuple):
    """A customer group; ``members`` counts what its owner's export says, None when it does not."""

    line: int
    at: int
    chat: str
    name: str = ""
    owner: str = ""
    status: str = ""


class GroupMember(NamedTuple):
    """One person in a customer group."""

    line: int
    at: int
    chat: str
    who: Identifier
    unionid: str = ""
    name: str = ""
    join_scene: int = 0
    state: str = ""
    guide: str = ""


Record = Union[Touch, Purchase, Refund, Traffic, Contact, Profile, GroupChat, GroupMember]
"""Everything that a source may yield besides `Reject`, `Skip` and `Warn`."""
