"""Where a purchase or a refund happened: its store and channel, by its own words or the merchant's rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Union

from digitool.facts.touchpoints import Unplaced
from digitool.ingest.batch import Batch, NotTaken
from digitool.model.ids import NO_STORE, StoreId
from digitool.model.money import format_yuan
from digitool.model.records import Purchase, Refund
from digitool.workspace.settings import BillRule

STORE, OFFICIAL_STORE = "store", "official_store"

Told = Union[Purchase, Refund]


class Where(NamedTuple):
    """Where something was bought or given back: a store (id, 0: in no store) and the channel."""

    store: StoreId
    channel: str


_IN_NO_STORE = Where(NO_STORE, OFFICIAL_STORE)

_NOWHERE_KNOWN = {
    "store": NotTaken(
        "unknown_store",
        "store",
        "no store is called {value}",
        "Add [stores.{value}] to digitool.toml, then import the rejects file again.",
    ),
    "scene": NotTaken(
        "unknown_scene",
        "scene",
        "{value} is not a scene",
        "Use one of car_park, entrance, shelf, pay, scan_and_go, item_code, mini_program, guide, group,"
        " share.",
    ),
    "touchpoint": NotTaken(
        "unknown_touchpoint",
        "touchpoint",
        "the touchpoint {value} has no scene",
        'Add [touchpoints."{value}"] with its scene to digitool.toml, then import the rejects file again.',
    ),
}

_NO_RULE = NotTaken(
    "unmapped_merchant",
    "merchant",
    "no [[bills]] entry says which store merchant {value} belongs to",
    "Add [[bills]] with this merchant (and sub_merchant or device) and its store to digitool.toml,"
    " then import the rejects file again.",
)
_NEGATIVE = NotTaken(
    "bad_amount",
    "amount",
    "{column} is {value}, less than nothing",
    "Sales and refunds are both positive amounts here. Correct it, or leave the row out.",
)
_NO_STORE = NotTaken(
    "no_store",
    "store",
    "nothing says which store this is of",
    "Fill in the store. Of a table with a mapping, name the store's column there, or write under [defaults]"
    ' store = "CODE", or channel = "official_store" for sales in no store.',
)


def unplaced(error: Unplaced) -> NotTaken:
    """The problem of a record that names a place nowhere known."""
    return _NOWHERE_KNOWN[error.what]._replace(value=error.value)


def unfit(record: Told) -> NotTaken | None:
    """Why an amount, as its source gives it, is neither paid nor given back; None for one that is.

    A refund of less than nothing would raise net sales. Tables that write returns so are read as refunds.
    """
    return _NEGATIVE._replace(value=format_yuan(record.amount_fen)) if record.amount_fen < 0 else None


def placed(batch: Batch, record: Told) -> Where | NotTaken:
    """Store and channel of a purchase or refund, or why it cannot be taken."""
    try:
        return _where(batch, record)
    except Unplaced as error:
        return unplaced(error)
    except LookupError:
        merchant = _merchant_words(record)
        return _NO_RULE._replace(value=merchant) if merchant else _NO_STORE


def _where(batch: Batch, record: Told) -> Where:
    """Store and channel; raises LookupError for a merchant that no rule knows."""
    if record.channel == OFFICIAL_STORE:
        return _IN_NO_STORE
    rule = bill_rule(batch.settings.bills, record) if record.merchant else None
    if rule is not None and rule.channel == OFFICIAL_STORE:
        return _IN_NO_STORE
    if rule is not None and rule.store:
        return Where(batch.store_id(rule.store), STORE)
    if record.store:
        return Where(batch.touchpoints.store(record.store), record.channel or STORE)
    raise LookupError


def bill_rule(rules: Sequence[BillRule], record: Told) -> BillRule | None:
    """The most exact [[bills]] rule for a payment: device before sub-merchant before merchant."""
    fitting = [
        rule
        for rule in rules
        if rule.merchant in ("", record.merchant)
        and rule.sub_merchant in ("", record.sub_merchant)
        and rule.device in ("", record.device)
    ]
    return max(
        fitting,
        key=lambda rule: (bool(rule.device), bool(rule.sub_merchant), bool(rule.merchant)),
        default=None,
    )


def _merchant_words(record: Told) -> str:
    parts = (record.merchant, record.sub_merchant.strip("0"), record.device)
    return " / ".join(part for part in parts if part)
