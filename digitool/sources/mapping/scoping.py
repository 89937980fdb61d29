"""The scope of an identity column that names none: an openid counts within its app, a member number within
its programme. A value without its scope is never taken as another one. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from digitool.errors import UsageError
from digitool.sources.mapping.mapping import TableMapping

Scopes = Mapping[str, Sequence[str]]
"""The scopes that the chain has, by kind of id: its apps, its programme, its WeCom."""

_NEEDED = {"wx_openid"}
"""Kinds of ids that mean nothing without their scope."""


def in_scope(mapping: TableMapping, scopes: Scopes, file: str) -> TableMapping:
    """The mapping with the chain's only scope, where it says none. Raises UsageError where it needs one."""
    given = {*mapping.columns, *mapping.defaults}
    told = bool(mapping.scope) or "scope" in given
    if "openid" in given and not (told and scoped_field(mapping) == "openid"):
        _only(scopes, "wx_openid", file)
    if told:
        return mapping
    namespace = mapping.defaults.get("namespace") or mapping.namespace
    scope = _only(scopes, namespace, file) if "namespace" not in mapping.columns else ""
    return replace(mapping, scope=scope) if scope else mapping


def scoped_field(mapping: TableMapping) -> str:
    """The field whose ids the mapping's scope is of: the identity, and without one the openid."""
    return "identity" if "identity" in {*mapping.columns, *mapping.defaults} else "openid"


def _only(scopes: Scopes, namespace: str, file: str) -> str:
    known = scopes.get(namespace, ())
    if len(known) == 1 or namespace not in _NEEDED:
        return known[0] if len(known) == 1 else ""
    raise UsageError(
        "no_scope",
        "{file} holds openids, and nothing says of which app they are"
        if not known
        else "{file} holds openids, and the chain has several apps: {apps}",
        hint='say it with --appid, or in the mapping under [identity]: scope = "wx..."',
        try_next="digitool help mapping",
        file=file,
        apps=", ".join(known),
    )
