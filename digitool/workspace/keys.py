"""The workspace's key: 32 random bytes in a private file, never in the database or a backup."""

from __future__ import annotations

import hashlib
import os
import secrets
import stat
from pathlib import Path

from digitool.errors import InputOutputError, WorkspaceError

_BYTES = 32


def create_key(path: Path) -> bool:
    """Write a new key with mode 0600; False when there is one already. Whole or not there."""
    if path.exists() or path.is_symlink():
        return False
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink(missing_ok=True)
    return True


def read_key(path: Path) -> bytes:
    """The key's bytes. Raises WorkspaceError when there is none, InputOutputError when it is unsafe."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise InputOutputError("key_not_file", "{path} is not a plain file", path=path)
        if stat.S_IMODE(mode) & 0o077:
            raise InputOutputError(
                "key_readable",
                "other users can read {path} (mode {mode})",
                hint="the key protects every phone number; make it private",
                try_next="chmod 600 {path}",
                path=path,
                mode=f"{stat.S_IMODE(mode):04o}",
            )
        key = bytes.fromhex(path.read_text("ascii").strip())
    except FileNotFoundError:
        raise WorkspaceError(
            "no_key",
            "the key {path} is missing",
            hint="copy it back from where you keep it; a new key would not know any phone that was imported",
            path=path,
        ) from None
    except ValueError:
        key = b""
    if len(key) != _BYTES:
        raise WorkspaceError(
            "key_damaged",
            "{path} does not hold a key",
            hint="copy it back from where you keep it",
            path=path,
        )
    return key


def key_for(path: Path, key_print: str) -> bytes:
    """The key's bytes, where it is the one with this fingerprint: the only way to a key that is used.

    Raises WorkspaceError ``no_key``, ``key_damaged`` or ``other_key``, InputOutputError for an unsafe file.
    """
    key = read_key(path)
    if fingerprint(key) != key_print:
        raise WorkspaceError(
            "other_key",
            "{path} is another key ({found}) than this data was written with ({needed})",
            hint="copy the right key back from where you keep it; another one knows no phone of this data",
            path=path,
            found=fingerprint(key),
            needed=key_print or "-",
        )
    return key


def fingerprint(key: bytes) -> str:
    """Twelve hex digits that tell two keys apart and give nothing away."""
    return hashlib.sha256(b"digitool key fingerprint" + key).hexdigest()[:12]
