"""Write files whole or not at all, private, and never through a link."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
from pathlib import Path
from types import TracebackType

from digitool.errors import InputOutputError, UsageError
from digitool.workspace.inputs import writing
from digitool.workspace.own_files import require_not_own

_NAME_BYTES = 255
_RESERVED = 1 << 20
"""Bytes that a draft keeps for itself before the work whose answer it takes."""
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


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


class Draft:
    """A file that will be written: refused now, or sure to have its place, and never there in part.

    The draft stands beside the target under a hidden name and holds some room on the disk, so that what
    can be known before costly or irrevocable work is known before it. Leaving the block without `fill`
    removes it.
    """

    def __init__(self, path: Path, *, force: bool = False) -> None:
        """Reserve. Raises UsageError, InputOutputError or OSError."""
        check_target(path, force=force)
        self.path, self._force = path, force
        self._hidden = path.with_name(f".{path.name[:200]}.{secrets.token_hex(4)}")
        try:
            number = os.open(self._hidden, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as error:
            error.filename = str(path)  # the name that was asked for, not the hidden one
            raise
        self._file = os.fdopen(number, "wb")
        try:
            _keep_room(self._file.fileno())
        except BaseException:
            self.discard()
            raise

    def __enter__(self) -> Draft:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    def fill(self, data: bytes) -> None:
        """Write the whole content, sync it, and give it its name. Raises as the constructor."""
        self._file.write(data)
        self._file.truncate()
        self._file.flush()
        os.fsync(self._file.fileno())
        if self._force:
            self._hidden.replace(self.path)
        else:
            _place(self._hidden, self.path)
        sync_directory(self.path.parent)

    def discard(self) -> None:
        """Remove the draft; what was filled stays."""
        self._file.close()
        self._hidden.unlink(missing_ok=True)


def output_draft(path: Path, *, force: bool = False) -> Draft:
    """The draft of a file that the user named.

    Raises as `Draft`, and RefusedError for our own files and for what the command has read.
    """
    require_not_own(path)
    writing(path)
    return Draft(path, force=force)


def write_output(path: Path, data: bytes, *, force: bool = False) -> None:
    """`write_whole` to a path that the user named. Raises as `output_draft`."""
    with output_draft(path, force=force) as draft:
        draft.fill(data)


def check_output_directory(directory: Path) -> None:
    """Refuse, before anything is recorded, a directory for files that could not be written there.

    It is made with mode 0700 when it is missing. Raises UsageError, InputOutputError, RefusedError, OSError.
    """
    require_not_own(directory)
    require_not_own(directory / "file")
    if directory.exists() and not directory.is_dir():
        raise not_a_directory(directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    with Draft(directory / f".digitool-{secrets.token_hex(4)}"):
        pass


def write_whole(path: Path, data: bytes, *, force: bool = False) -> None:
    """Write ``data`` to ``path`` with mode 0600: complete under its name, or not there.

    Written beside the target, synced, then renamed. Raises UsageError, InputOutputError or OSError.
    """
    with Draft(path, force=force) as draft:
        draft.fill(data)


def _keep_room(handle: int) -> None:
    try:
        os.posix_fallocate(handle, 0, _RESERVED)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise
        # this file system cannot keep room; the write itself will tell


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


def not_a_directory(path: Path) -> InputOutputError:
    """Something else stands where a directory is wanted."""
    return InputOutputError("not_a_directory", "{path} is not a directory", path=path)
