"""From a path to a stream of bytes: plain, gzip, or the one member of a zip that matters.

Nothing is unpacked to disk. Archives are judged from their directory before a byte is read, and a
running counter guards what the directory may have lied about.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Protocol

from digitool.errors import DataError, DigitoolError, NotFoundError
from digitool.model.text import clean
from digitool.sources.file import problems

MAX_ENTRIES = 1_000
MAX_TOTAL = 256 * 1024 * 1024
MAX_ZIP_RATIO = 100
MAX_GZIP_RATIO = 200
SMALL = 1024 * 1024
"""Ratios are judged above this many unpacked bytes: a tiny file of zeros is no bomb."""

_ARCHIVES = (".zip", ".gz", ".tgz", ".bz2", ".xz", ".7z", ".rar", ".tar")
_SUMMARY = "(汇总)"


class Stream(Protocol):
    """Bytes to read, then to close."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none at the end."""

    def close(self) -> None:
        """Give the file back."""


Opener = Callable[[], Stream]


class Guarded:
    """A byte stream that refuses to unpack beyond its limits.

    ``packed`` is the size of the compressed file in bytes. Errors of the decompressor become
    DataError ``broken_archive``; too much output becomes ``bomb``.
    """

    def __init__(self, inner: Stream, name: str, packed: int, archive: zipfile.ZipFile | None = None) -> None:
        self._inner, self._name = inner, name
        self._archive = archive
        ratio, floor = (MAX_ZIP_RATIO, SMALL) if archive else (MAX_GZIP_RATIO, MAX_TOTAL)
        self._limit = max(packed * ratio, floor)
        self._read = 0

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; raises DataError for bombs and damage."""
        try:
            data = self._inner.read(size)
        except (zlib.error, EOFError, OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise _broken(self._name) from error
        self._read += len(data)
        if self._read > self._limit:
            raise _bomb(self._name, self._read)
        return data

    def close(self) -> None:
        """Close the inner stream, and the archive that it is a member of."""
        self._inner.close()
        if self._archive is not None:
            self._archive.close()


def locate(path: Path) -> tuple[str, Opener, int]:
    """The shown name, a function that opens the bytes, and their size (0 when unknown).

    Raises NotFoundError, InputOutputError, or DataError for archives that are not taken.
    """
    name = clean(path.name)
    with _open(path, name) as stream:
        magic = stream.read(8)
        size = stream.seek(0, 2) if stream.seekable() else 0
    if not magic:
        raise empty_file(name)
    if magic.startswith(b"\x1f\x8b"):
        return name, lambda: _gzip(path, name, size), 0
    if magic.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        member, unpacked = _member(path, name)
        return name, lambda: _zip(path, name, member), unpacked
    if magic.startswith(b"\xd0\xcf\x11\xe0"):
        raise _spreadsheet(name)
    return name, lambda: _open(path, name), size


def _broken(name: str) -> DataError:
    return DataError(
        "broken_archive",
        "{file} is a damaged or incomplete archive",
        hint="Download the file again.",
        file=name,
    )


def _bomb(name: str, size: int) -> DataError:
    return DataError(
        "bomb",
        "{file} unpacks to far more than it should hold ({size} bytes)",
        hint="It looks like a zip bomb. Ask for the file again, or unpack it yourself and look inside.",
        file=name,
        size=size,
    )


def empty_file(name: str) -> DataError:
    """The refusal of a file without content."""
    return DataError("empty_file", "{file} is empty", hint="Export or download it again.", file=name)


def _open(path: Path, name: str) -> io.BufferedReader:
    if path.is_dir():
        raise NotFoundError("not_a_file", "{file} is a directory", hint="Name the files in it.", file=name)
    try:
        return path.open("rb")
    except FileNotFoundError as error:
        raise NotFoundError("no_file", "there is no file {file}", file=name) from error
    except (OSError, ValueError) as error:
        raise problems.unreadable(name) from error


def _gzip(path: Path, name: str, packed: int) -> Guarded:
    return Guarded(gzip.GzipFile(path), name, packed)


def _zip(path: Path, name: str, member: zipfile.ZipInfo) -> Guarded:
    archive = zipfile.ZipFile(path)
    try:
        stream = archive.open(member)
    except (RuntimeError, zipfile.BadZipFile, NotImplementedError, OSError) as error:
        archive.close()
        raise _broken(name) from error
    return Guarded(stream, name, member.compress_size, archive)


def _member(path: Path, name: str) -> tuple[zipfile.ZipInfo, int]:
    """The member to read and its unpacked size, after judging the whole directory."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except DigitoolError:
        raise
    except Exception as error:  # the directory parser raises many kinds on hostile bytes
        raise _broken(name) from error
    _judge(entries, name)
    files = [entry for entry in entries if not entry.is_dir() and "__MACOSX" not in entry.filename]
    wanted = [entry for entry in files if _SUMMARY not in member_name(entry)] or files
    if len(wanted) != 1:
        raise DataError(
            "several_members",
            "{file} holds {count} files; one was expected",
            hint="Unpack it and import the files that you need.",
            file=name,
            count=len(wanted),
        )
    return wanted[0], wanted[0].file_size


def member_name(entry: zipfile.ZipInfo) -> str:
    """The name of a member; without the UTF-8 flag it is read as GB18030, as Alipay writes it."""
    if entry.flag_bits & 0x800:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _judge(entries: list[zipfile.ZipInfo], name: str) -> None:
    """Refuse a directory that promises harm: bombs, crowds, outside paths, archives, passwords."""
    names = [member_name(entry) for entry in entries]
    if any(entry.startswith("xl/") for entry in names):
        raise _spreadsheet(name)
    if len(entries) > MAX_ENTRIES:
        raise DataError(
            "too_many_members",
            "{file} holds {count} files; at most {limit} are read",
            file=name,
            count=len(entries),
            limit=MAX_ENTRIES,
        )
    for entry in names:
        path = PurePosixPath(entry.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or entry[1:2] == ":":
            raise DataError(
                "outside_path",
                "{file} holds a member that points outside it: {member}",
                hint="Do not unpack this archive; ask where it came from.",
                file=name,
                member=clean(entry)[:80],
            )
        if entry.lower().endswith(_ARCHIVES):
            raise DataError(
                "nested_archive",
                "{file} holds another archive: {member}",
                hint="Unpack the outer one and import the inner one.",
                file=name,
                member=clean(entry)[:80],
            )
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise DataError(
            "encrypted",
            "{file} is locked with a password",
            hint="Unpack it with its password and import the file inside.",
            file=name,
        )
    _judge_sizes(entries, name)


def _judge_sizes(entries: list[zipfile.ZipInfo], name: str) -> None:
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    swollen = any(e.file_size > SMALL and e.file_size > MAX_ZIP_RATIO * e.compress_size for e in entries)
    if total > MAX_TOTAL or swollen or (total > SMALL and total > MAX_ZIP_RATIO * packed):
        raise _bomb(name, total)


def _spreadsheet(name: str) -> DataError:
    return DataError(
        "spreadsheet",
        "{file} is an Excel workbook, which is not read",
        hint='In the spreadsheet choose Save As, type "CSV UTF-8", and import that file.',
        file=name,
    )
