"""Who writes: the one answer for every room, and never an empty one."""

from __future__ import annotations

import os
from collections.abc import Mapping

from digitool.model.personal import mask_personal
from digitool.model.text import clean

MAX_ACTOR = 64
"""Most characters of an actor that are kept."""

_NAMES = ("DIGITOOL_ACTOR", "LOGNAME", "USER", "LNAME", "USERNAME")


def actor_of(environ: Mapping[str, str] = os.environ) -> str:
    """``DIGITOOL_ACTOR``, else the login name, else the user's number such as ``uid:1000``."""
    names = (actor_text(environ.get(name, "")) for name in _NAMES)
    return next(filter(None, names), "") or actor_text(_account()) or f"uid:{_uid()}"


def actor_text(text: str) -> str:
    """An actor as it may be kept: in one line, masked where it is a phone, cut to `MAX_ACTOR`."""
    return mask_personal(clean(text.strip()))[:MAX_ACTOR]


def _uid() -> int:
    return os.getuid() if hasattr(os, "getuid") else 0


def _account() -> str:
    """The account's name by the system's user list; empty where a container has no such list."""
    try:
        import pwd

        return pwd.getpwuid(_uid()).pw_name
    except (ImportError, KeyError):
        return ""
