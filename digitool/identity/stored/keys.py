"""Values of identifiers as they are kept: normal, and personal ones as an HMAC under the workspace key."""

from __future__ import annotations

import base64
import hashlib
import hmac
import unicodedata

from digitool.identity.solve.namespaces import namespace
from digitool.model.ids import Identifier
from digitool.model.personal import is_personal as holds_number
from digitool.model.personal import mask_personal

KEYED = frozenset({"phone", "email", "name_birthday_city"})
"""Namespaces whose value is personal data by itself, kept only as an HMAC."""


def keyed_value(plain: str, key: bytes) -> str:
    """HMAC-SHA-256 under the workspace key, its first 128 bits as 22 URL-safe characters."""
    digest = hmac.digest(key, plain.encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(digest[:16])[:22].decode("ascii")


def normal(identifier: Identifier) -> Identifier:
    """The identifier under its own namespace, e-mail without case, blanks at the ends removed.

    Raises KeyError for an unknown namespace. Phones must come normalised (`model.phones`).
    """
    name = namespace(identifier.ns).name
    value = identifier.value.strip()
    if name == "email":
        value = unicodedata.normalize("NFKC", value).casefold()
    scope = "" if name in {"phone", "email"} else mask_personal(identifier.scope)
    return Identifier(name, scope, value)


def stored_value(ns: str, plain: str, key: bytes) -> str:
    """What the database keeps of a normal value: itself, or its HMAC where it is personal.

    A member number or openid that is a phone or an id-card number is personal too, wherever it stood.
    """
    return keyed_value(plain, key) if is_personal(ns, plain) else plain


def is_personal(ns: str, plain: str) -> bool:
    """Whether a value must not be kept as it is."""
    return ns in KEYED or holds_number(plain)


def stand_in_for(number: str, key: bytes) -> str:
    """A number from outside as it may be kept: itself, or where it is somebody's, its mask and its HMAC.

    ``pos:13800138000`` becomes ``pos:138****8000~`` and 22 signs: people see what it was, and whoever asks
    with the number and the key finds it.
    """
    return f"{mask_personal(number)}~{keyed_value(number, key)}" if holds_number(number) else number
