"""Write files whole or not at all, private, and never through a link."""

from __future__ import annotations

import hashlib
import os
import secrets
from pathlib import Path

from digitool.errors import InputOutputError, UsageError

_NAME_BYTES = 255


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes in hex, read a block at a time."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def check_target(path: Path, *, force: bool = False) -> None:
    """Refuse a path that must not be written: a link, a directory, an existing file without force.

    Raises UsageError (what was asked cannot be meant) or InputOutputError (it cannot be done).
    """
    text = str(path)
    if "\0" in text or not path.name or len(os.fsencode(path.name)) > _NAME_BYTES:
        raise UsageError("bad_path", "this cannot be a file name: {path}", path=text[:80])
    if path.is_symlink():
        raise InputOutputError(
            "is_link",
            "{path} is a symbolic link, and digitool does not write through links",
            hint="name the file itself",
            path=path,
        )
    if path.is_dir():
        raise InputOutputError("is_directory", "{path} is a directory", hint="name a file in it", path=path)
    if path.exists():
        if not path.is_file():
            raise InputOutputError("not_a_file", "{path} is not a plain file", path=path)
        if not force:
            raise UsageError(
                "file_exists",
                "{path} exists already",
                hint="add --force to replace it, or name another file",
                path=path,
            )
    if not path.parent.is_dir():
        raise InputOutputError(
            "no_directory",
            "there is no directory {directory}",
            hint="create it first",
            directory=path.parent,
        )


def write_whole(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write ``data`` to ``path`` with mode 0600: complete under its name, or not there.

    Written beside the target, synced, then renamed. Raises UsageError, InputOutputError or OSError.
    """
    check_target(path, force=force)
    draft = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if force:
            draft.replace(path)
        else:
            _place(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    sync_directory(path.parent)


def _place(draft: Path, path: Path) -> None:
    """Give a draft its name unless another process was first."""
    try:
        os.link(draft, path)
    except FileExistsError:
        check_target(path)
    except OSError:  # a file system without hard links
        check_target(path)
        draft.replace(path)


def sync_directory(directory: Path) -> None:
    """Bring the names in a directory to the disk, where its file system can."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError:
        return  # some file systems cannot sync a directory; the file itself is synced
    finally:
        os.close(handle)
