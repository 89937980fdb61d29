"""A PostgreSQL server of a test's own: in a directory of its own, reached by no network, gone at the end."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=10 -c shared_buffers=16MB -k {directory}"
_AS_ROOT: dict[str, Any] = {"user": "postgres", "group": "postgres", "extra_groups": []}
"""A server does not run as root: the account that comes with it does."""


def programs() -> Path | None:
    """Where the server's programs of the newest version stand; None where there are none."""
    named = shutil.which("initdb")
    found = [Path(named).resolve()] if named else []
    found += Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return max(found, key=lambda path: _version(path.parent)).parent if found else None


def _version(directory: Path) -> int:
    name = directory.parent.name
    return int(name) if name.isdigit() else 0


class Server:
    """A running server with one database."""

    def __init__(self, directory: Path, binaries: Path) -> None:
        self._directory, self._binaries = directory, binaries

    def say(self, sql: str) -> subprocess.CompletedProcess[str]:
        """Carry out statements up to the first that fails; rows are lines of fields parted by ``|``."""
        words = f"-XqAt -v ON_ERROR_STOP=1 -h {self._directory} -U postgres -d postgres".split()
        psql = str(self._binaries / "psql")
        return subprocess.run([psql, *words], input=sql, capture_output=True, text=True, check=False)

    def rows(self, sql: str) -> set[tuple[str, ...]]:
        """The answer to a question, as texts."""
        done = self.say(sql)
        assert done.returncode == 0, done.stderr
        return {tuple(line.split("|")) for line in done.stdout.splitlines()}

    def do(self, sql: str) -> str:
        """Carry out statements; the first error's words, or nothing."""
        done = self.say(sql)
        return done.stderr if done.returncode else ""


@contextmanager
def running(binaries: Path) -> Iterator[Server]:
    """Start a server and stop it."""
    directory = Path(tempfile.mkdtemp(prefix="digitool-pg-"))  # short: a socket's name has 107 letters
    account = _AS_ROOT if os.geteuid() == 0 else {}
    if account:
        shutil.chown(directory, account["user"], account["group"])

    def control(program: str, *words: str) -> None:
        subprocess.run(
            [binaries / program, "-D", directory / "data", *words],
            stdout=subprocess.DEVNULL,
            cwd=directory,
            check=True,
            **account,
        )

    try:
        control("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync")
        options = _OPTIONS.format(directory=directory)
        control("pg_ctl", "start", "-w", "-l", str(directory / "log"), "-o", options)
        try:
            yield Server(directory, binaries)
        finally:
            control("pg_ctl", "stop", "-m", "immediate")
    finally:
        shutil.rmtree(directory)
