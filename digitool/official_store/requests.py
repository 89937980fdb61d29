"""One request as a script sends it: ``{"do": "create", "key": "k1", "lines": {"A1": 2}, ...}``.

Every verb takes exactly its own fields; anything else is refused, so that a mistyped field is never
passed over in silence. Amounts are whole fen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from digitool.coupons.rules.returns import KEEP
from digitool.db.port import Connection
from digitool.db.writing import require_key
from digitool.errors import Phrase, UsageError
from digitool.model import typed_json
from digitool.model.amounts import check_fen
from digitool.model.ids import IdentifierId
from digitool.model.text import mask_value
from digitool.model.typed_ids import read_customer
from digitool.model.typed_json import UnreadableError
from digitool.official_store import inventory
from digitool.official_store.asked import AskedOrder, Want, read_lines
from digitool.official_store.baskets import exits
from digitool.official_store.baskets import operations as baskets
from digitool.official_store.locations import WEB
from digitool.official_store.orders import ending, fulfilling, paying, placing, refunding
from digitool.official_store.orders.refunding import Return
from digitool.workspace.desk import Desk

MAX_LINE = 1_000_000
"""Most characters of one request."""

Fields = dict[str, Any]
Verb = Callable[[Desk, Fields], Fields]
Verbs = Mapping[str, tuple[str, Verb]]
"""What can be done: the fields of each verb, and the function that does it."""


def read_request(text: str, verbs: Verbs | None = None) -> Fields:
    """One line of JSON as a request of some verbs. Raises UsageError ``bad_request``."""
    verbs = VERBS if verbs is None else verbs
    try:
        found = typed_json.read(text) if len(text) <= MAX_LINE else None
    except UnreadableError as error:
        raise _bad(error.where or "line", error.what) from error
    if not isinstance(found, dict):
        raise _bad("line", "not a JSON object")
    if not isinstance(found.get("do"), str) or found["do"] not in verbs:
        raise UsageError(
            "unknown_verb",
            "{verb} is nothing that can be done",
            hint="do is one of: {known}",
            verb=mask_value(str(found.get("do"))),
            known=", ".join(verbs),
        )
    return found


def perform(
    desk: Desk,
    connection: Connection,
    request: Fields,
    spare_key: str | None,
    verbs: Verbs | None = None,
) -> Fields:
    """Do one request on an open connection; its result. ``spare_key`` is its key where it names none.

    Raises what the operation raises, UsageError for fields that are missing, unknown or of a wrong kind.
    """
    known, act = (VERBS if verbs is None else verbs)[request["do"]]
    try:
        fields = typed_json.present(request, ("do", "key", *known.split()))
    except UnreadableError as error:
        raise _bad(error.where, error.what) from error
    del fields["do"]
    key = fields.pop("key", spare_key)
    if key is not None and not isinstance(key, str):
        raise _bad("key", "not a text")
    if key is not None:
        require_key(key)
    return act(desk.on(connection, key), fields)


def _create(desk: Desk, fields: Fields) -> Fields:
    shipping = fields.get("shipping_fen")
    return placing.create_order(
        desk,
        AskedOrder(
            read_lines(fields.get("lines")),
            customer_of(fields),
            text_of(fields, "pickup"),
            text_of(fields, "from", WEB),
            _texts(fields, "coupons"),
            text_of(fields, "guide"),
            text_of(fields, "referrer"),
            text_of(fields, "order"),
            None if shipping is None else check_fen(shipping, "shipping_fen"),
        ),
    )


def _pay(desk: Desk, fields: Fields) -> Fields:
    amount = fields.get("amount_fen")
    fen = None if amount is None else check_fen(amount, "amount_fen")
    return paying.pay_order(desk, needed(fields, "order"), text_of(fields, "payment"), fen)


def _ship(desk: Desk, fields: Fields) -> Fields:
    return fulfilling.ship_order(desk, needed(fields, "order"), text_of(fields, "tracking"))


def _deliver(desk: Desk, fields: Fields) -> Fields:
    return fulfilling.deliver_order(desk, needed(fields, "order"))


def _pickup(desk: Desk, fields: Fields) -> Fields:
    return fulfilling.pickup_order(
        desk, needed(fields, "code"), needed(fields, "store"), late=_flag(fields, "late", False)
    )


def _refund(desk: Desk, fields: Fields) -> Fields:
    lines = fields.get("lines")
    pieces = None if lines is None else {want.product: want.quantity for want in read_lines(lines)}
    asked = Return(
        pieces,
        _flag(fields, "restock", True),
        text_of(fields, "at"),
        text_of(fields, "policy", KEEP),
        _flag(fields, "keep_shipping", False),
        text_of(fields, "refund"),
    )
    return refunding.refund_order(desk, needed(fields, "order"), asked)


def _cancel(desk: Desk, fields: Fields) -> Fields:
    return ending.cancel_order(desk, needed(fields, "order"))


def _expire(desk: Desk, _fields: Fields) -> Fields:
    return ending.expire_orders(desk)


def _receive(desk: Desk, fields: Fields) -> Fields:
    return inventory.receive_goods(desk, needed(fields, "at"), read_lines(fields.get("lines")), _ref(fields))


def _count(desk: Desk, fields: Fields) -> Fields:
    wants = [Want(product, pieces) for product, pieces in _pieces(fields).items()]
    return inventory.count_goods(desk, needed(fields, "at"), wants, _ref(fields))


def _transfer(desk: Desk, fields: Fields) -> Fields:
    lines = read_lines(fields.get("lines"))
    return inventory.transfer_goods(desk, needed(fields, "from"), needed(fields, "to"), lines, _ref(fields))


def _scan_open(desk: Desk, fields: Fields) -> Fields:
    return baskets.open_basket(desk, needed(fields, "store"), customer_of(fields), text_of(fields, "guide"))


def _scan_add(desk: Desk, fields: Fields) -> Fields:
    lines, remove = read_lines(fields.get("lines")), _flag(fields, "remove", False)
    return baskets.scan(desk, needed(fields, "basket"), lines, remove=remove)


def _scan_pay(desk: Desk, fields: Fields) -> Fields:
    basket, coupons = needed(fields, "basket"), _texts(fields, "coupons")
    return baskets.pay_basket(desk, basket, coupons, text_of(fields, "payment"))


def _scan_exit(desk: Desk, fields: Fields) -> Fields:
    return exits.leave_by_pass(desk, needed(fields, "pass"), needed(fields, "store"))


def _scan_audit(desk: Desk, fields: Fields) -> Fields:
    missed = fields.get("missed")
    return exits.audit_basket(desk, needed(fields, "basket"), () if missed is None else read_lines(missed))


VERBS: Verbs = {
    "create": ("order lines customer pickup from coupons guide referrer shipping_fen", _create),
    "pay": ("order payment amount_fen", _pay),
    "ship": ("order tracking", _ship),
    "deliver": ("order", _deliver),
    "pickup": ("code store late", _pickup),
    "refund": ("order lines restock at policy keep_shipping refund", _refund),
    "cancel": ("order", _cancel),
    "expire": ("", _expire),
    "receive": ("at lines ref", _receive),
    "count": ("at lines ref", _count),
    "transfer": ("from to lines ref", _transfer),
    "scan_open": ("store customer guide", _scan_open),
    "scan_add": ("basket lines remove", _scan_add),
    "scan_pay": ("basket coupons payment", _scan_pay),
    "scan_exit": ("pass store", _scan_exit),
    "scan_audit": ("basket missed", _scan_audit),
}
"""What a request can do: its fields, and the operation."""


def customer_of(fields: Fields) -> IdentifierId | None:
    """The customer that a request names, if any."""
    text = text_of(fields, "customer")
    return read_customer(text) if text else None


def _ref(fields: Fields) -> str:
    return text_of(fields, "ref", "script")


def needed(fields: Fields, name: str) -> str:
    """A text that must be there. Raises UsageError."""
    text = text_of(fields, name)
    if not text:
        raise _bad(name, "missing")
    return text


def text_of(fields: Fields, name: str, default: str = "") -> str:
    """A short text. Raises UsageError."""
    value = fields.get(name, default)
    if not isinstance(value, str) or len(value) > 200:
        raise _bad(name, "not a short text")
    return value


def _texts(fields: Fields, name: str) -> tuple[str, ...]:
    value = fields.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, str) and len(one) <= 64 for one in value):
        raise _bad(name, "not a list of short texts")
    return tuple(value)


def _flag(fields: Fields, name: str, default: bool) -> bool:
    value = fields.get(name, default)
    if not isinstance(value, bool):
        raise _bad(name, "neither true nor false")
    return value


def _pieces(fields: Fields) -> Mapping[str, Any]:
    value = fields.get("lines")
    if not isinstance(value, dict) or not value:
        raise _bad("lines", "not an object of products and pieces")
    return value


def _bad(where: str, what: str | Phrase) -> UsageError:
    return UsageError(
        "bad_request",
        "the request cannot be read at {where}: {what}",
        hint="nothing was changed; every line is one JSON object, amounts are whole fen",
        where=mask_value(where),
        what=Phrase(what, {}) if isinstance(what, str) else what,
    )
