"""What a source reads from a file: one small tuple per thing that was observed.

Tuples, not classes with behaviour: a file may hold ten million of them. ``line`` is the line (or the
place, counted from 1) in the file, ``at`` is UTC milliseconds, money is fen, ids are text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Union

from digitool.model.ids import NO_MOMENT, Day, Identifier, Ms


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
    at: Ms
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


class PurchasePart(NamedTuple):
    """One row of a table that tells purchases in rows: what it adds, or takes off, and when.

    ``nth`` tells rows of one purchase apart that say the same. ``whole`` says that the table names no
    articles: its rows tell what was paid, while rows by article may leave something out.
    """

    at: Ms
    amount_fen: int
    nth: int = 1
    whole: bool = True
    line: OrderLine | None = None


def is_return(fen: int, moment_fen: int) -> bool:
    """Whether a row of ``fen``, of a moment whose rows make ``moment_fen`` together, is a return.

    Rows of one moment are one payment: what is taken off then (an exchange, a discount) lessens the sale, as
    long as they do not come out below zero together.
    """
    return fen < 0 and moment_fen < 0


class Purchase(NamedTuple):
    """One paid order as one source tells it.

    ``key`` is ``provider:number`` of the payment (``wechatpay:4200...``) where the source knows it,
    else ``source:order``; two sources with the same key tell of the same purchase. ``view`` says
    which side tells it: a ``bill`` knows payer and settlement, an ``order`` knows buyer, lines, guide
    and channel. ``state`` is ``paid``, ``revoked`` (taken back at the till) or ``unpaid``. ``region`` is
    the province that it was delivered to. An order of the official store happens in no store; its
    ``store`` is the one that serves it, where the source names one.

    ``till`` is set (to the till's code, or empty) for a receipt, whose number starts again: it counts
    within its store, till and business date only, and ``key`` is empty where no payment number is known.
    ``parts`` are the rows of a table that tells purchases in rows, ``also`` the lines of all but the first.
    ``version`` is when the source says that it was so: of two accounts the later one counts; 0 unknown.
    ``merchant_order_no`` is what a till called the payment when it asked for it: the bill has that number.
    ``tender`` is how it was paid, in the words of the source. ``original_no`` is the number of the sale that
    a return with a number of its own takes back.
    """

    line: int
    at: Ms
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
    region: str = ""
    till: str | None = None
    parts: tuple[PurchasePart, ...] = ()
    also: tuple[int, ...] = ()
    version: Ms = NO_MOMENT
    merchant_order_no: str = ""
    tender: str = ""
    original_no: str = ""


class Refund(NamedTuple):
    """Money given back on a purchase; ``amount_fen`` is positive.

    ``state`` is SUCCESS for money that went back or is irrevocably on its way, PROCESSING for what is only
    asked for, FAIL for what was refused: only SUCCESS counts.

    Where it happened (merchant to ``till``, as in `Purchase`) places a refund whose purchase nobody knows.
    A row of a table that takes something off is its ``part``: its keys follow from number and row, so
    both are empty but for a payment number.
    """

    line: int
    at: Ms
    key: str
    purchase_key: str
    amount_fen: int
    state: str
    order_no: str = ""
    merchant: str = ""
    sub_merchant: str = ""
    device: str = ""
    store: str = ""
    channel: str = ""
    guide: str = ""
    till: str | None = None
    part: PurchasePart | None = None


class Traffic(NamedTuple):
    """People counted at one line of one sensor.

    ``kind`` is ``period`` (counted between ``start`` and ``at``) or ``total`` (a running counter read
    at ``at``; ``start`` equals it). ``entered`` and ``left`` are None where the source has no value:
    that is not zero. ``bits`` is the width at which a running counter wraps, 0 when it does not.
    """

    line: int
    sensor: str
    gate: str
    start: Ms
    at: Ms
    entered: int | None
    left: int | None
    kind: str = "period"
    bits: int = 0
    daily_reset: bool = False


class TagMeaning(NamedTuple):
    """What a tag's id stands for: its name and the name of its group, told ``at`` (0 unknown)."""

    line: int
    code: str
    name: str
    group: str = ""
    at: Ms = NO_MOMENT


class HeldContact(NamedTuple):
    """A customer as one guide holds her in WeCom: one relation, several identifiers.

    ``at`` is when the relation began, 0 where the list does not say; ``held_at`` is when the list was
    taken, 0 unknown. ``tags`` are names, or ids where the export has only those; ``personal`` are those
    of them that only this guide sees; ``tag_names`` is what the export says of ids.
    """

    line: int
    at: Ms
    guide: str
    who: Identifier
    unionid: str = ""
    name: str = ""
    phones: tuple[str, ...] = ()
    add_way: int = 0
    state: str = ""
    tags: tuple[str, ...] = ()
    remark: str = ""
    held_at: int = 0
    personal: tuple[str, ...] = ()
    tag_names: tuple[TagMeaning, ...] = ()


class RelationEvent(NamedTuple):
    """A callback about a customer and a guide.

    ``kind`` is added, half (the guide must still confirm), edited, by_customer, by_guide or by_transfer
    (who ended it), refused or taker_full (a handover to this guide failed). ``state`` is the scanned code.
    """

    line: int
    at: Ms
    guide: str
    who: Identifier
    kind: str
    state: str = ""


class GuideList(NamedTuple):
    """All customers of a guide stood in this file: whoever did not was lost by ``at``.

    ``no_relation`` says that the platform answered that she has none, which it also does when she has.
    """

    line: int
    at: Ms
    guide: str
    no_relation: bool = False


class GroupList(NamedTuple):
    """All customers in a group stood in this file: whoever did not had left by ``at``; 0 where unknown."""

    line: int
    at: Ms
    chat: str


class TransferReport(NamedTuple):
    """What WeCom says of one customer in a handover; neither giver nor receiver is named.

    ``status`` is a result's (1 done, 2 waiting, 3 declined, 4 receiver full, 5 no record), None in the answer
    to a request, which has an ``error`` (0 accepted). ``at`` is when it is or was to take effect, 0 unknown.
    """

    line: int
    at: Ms
    who: Identifier
    status: int | None
    error: int = 0


class GroupTransferError(NamedTuple):
    """A customer group that could not be handed over, and why (``error``)."""

    line: int
    chat: str
    error: int


class Profile(NamedTuple):
    """What a customer list says of one customer: identifiers and attributes.

    ``verified`` says that the source proved its phone and e-mail (a code was answered). ``member``
    says that the person joined the programme.
    """

    line: int
    at: Ms
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
    """A customer group, made ``at``; ``held_at`` is when it was so, 0 unknown."""

    line: int
    at: Ms
    chat: str
    name: str = ""
    owner: str = ""
    status: str = ""
    held_at: int = 0


class GroupMember(NamedTuple):
    """One person in a customer group; ``held_at`` is when the list was taken that shows her, 0 unknown."""

    line: int
    at: Ms
    chat: str
    who: Identifier
    unionid: str = ""
    name: str = ""
    join_scene: int = 0
    state: str = ""
    guide: str = ""
    held_at: int = 0


class GroupEvent(NamedTuple):
    """A customer left a group; without ``who``, the group was dissolved. ``scene`` is the source's own."""

    line: int
    at: Ms
    chat: str
    who: Identifier | None = None
    scene: int = 0


class MiniProgramFigure(NamedTuple):
    """One figure of one day of a mini program, as the platform counted it in Beijing days.

    ``visitors`` are distinct within the day, so over days they cannot be added up to people; ``users``
    is everybody who ever came. ``stay_ms`` and ``depth_milli`` (thousandths of a page) are means. A
    distribution keeps the platform's name of it and its number of each bar as ``key``; for ``retained``
    and ``retained_new`` the key is days later. Every other figure has the key 0.
    """

    line: int
    day: Day
    appid: str
    figure: str
    key: int
    value: int


Record = Union[
    Touch,
    Purchase,
    Refund,
    Traffic,
    HeldContact,
    RelationEvent,
    GuideList,
    GroupList,
    Profile,
    GroupChat,
    GroupMember,
    GroupEvent,
    TagMeaning,
    MiniProgramFigure,
    TransferReport,
    GroupTransferError,
]
"""Everything that a source may yield besides `Reject`, `Skip` and `Warn`."""


Item = Union[Record, Reject, Skip, Warn]
"""One thing that a reader yields; items of one row carry the same line."""

Items = Iterator[Item]
