"""The one write path: a transaction that is recorded, idempotent and all or nothing.

Stripe's rule for keys: the same key with the same parameters gives back the first result, with
other parameters it is an error (docs.stripe.com, idempotent requests).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitool.db import clock
from digitool.db.actor import actor_of, actor_text
from digitool.db.bearer import BearerCode, key_without_code, recorded, told_again, without_codes
from digitool.db.connection import connect, translated
from digitool.db.port import Connection
from digitool.db.schema.version import require_current
from digitool.errors import ConflictError, UsageError
from digitool.model.ids import Ms, operation_id
from digitool.model.personal import is_personal, mask_personal
from digitool.model.text import change_texts

MAX_KEY = 255
"""Most characters of an idempotency key that a person may give."""

_BEGIN = "SELECT (SELECT coalesce(max(seq), 0) + 1 FROM operation), (SELECT seq FROM operation WHERE key = ?)"


def _encoder(*, sort_keys: bool) -> Callable[[object], str]:
    """`json.dumps` with its C encoder made once, not anew for every value: half the time of a small one.

    Where the standard library has no such encoder, or it takes other arguments, `encode` does the same.
    """
    usual = json.JSONEncoder(ensure_ascii=False, sort_keys=sort_keys)
    make: Any = getattr(json.encoder, "c_make_encoder", None)
    try:
        write = make(
            *(None, usual.default, json.encoder.encode_basestring, None),
            *(": ", ", ", sort_keys, False, True),
        )
    except TypeError:
        return usual.encode
    return lambda value: "".join(write(value, 0))


_PLAIN = _encoder(sort_keys=False)
_SORTED = _encoder(sort_keys=True)


@dataclass
class WriteRequest:
    """What is asked for: ``params`` are compared on replay.

    ``at`` is the clock of the command, UTC ms; what the wall clock says is recorded beside it. Without a
    ``key`` the write is never a replay. ``actor`` is who asks, by default who runs this process. Personal
    numbers in the parameters are masked from the first: they are kept.
    """

    kind: str
    at: Ms
    params: dict[str, Any] = field(default_factory=dict)
    key: str | None = None
    actor: str = field(default_factory=actor_of)
    dry_run: bool = False

    def __post_init__(self) -> None:
        self.params = change_texts(self.params, mask_personal)


def require_key(key: str) -> str:
    """An idempotency key that may be kept. Raises UsageError for an empty, long or personal one."""
    if not key:
        raise UsageError(
            "key_empty", "--key is empty", hint="leave it out, or name the request, such as --key order-17"
        )
    if len(key) > MAX_KEY:
        raise UsageError("key_too_long", "--key takes 1 to {limit} characters", limit=MAX_KEY)
    if is_personal(key):
        raise UsageError(
            "phone_in_key",
            "--key holds a phone or another personal number, and keys are kept as they are",
            hint="make the key of an order number or another id that is nobody's phone",
        )
    return key


class Work:
    """One open write: the connection, its operation number, and the result when it is done.

    ``key`` and ``params_text`` are those of the request as they are kept: nothing personal stands in
    them in clear, and no code that a bearer could use.
    """

    def __init__(self, connection: Connection, request: WriteRequest) -> None:
        self.connection = connection
        self._request = request
        self.seq = 0
        self.key = None if request.key is None else key_without_code(mask_personal(request.key))
        params = _SORTED(request.params)
        self.params_text = without_codes(connection, params)
        self._code_was_typed = self.params_text != params
        self.replayed: dict[str, Any] | None = None
        self.result: dict[str, Any] | None = None

    @property
    def operation(self) -> str:
        """The public id of this operation, for example ``op-0012``."""
        return operation_id(self.seq)

    def finish(self, result: dict[str, Any]) -> dict[str, Any]:
        """Set the result that this key will always give back; adds ``operation`` to it.

        Personal numbers in its texts are masked. A code that a bearer could use is told in clear and
        recorded as a reference, where the result holds it as a `bearer.BearerCode`.
        """
        whole: dict[str, Any] = change_texts({**result, "operation": self.operation}, self._kept)
        self.result = whole
        return whole

    def _kept(self, text: str) -> str:
        """A text of a result as it is kept; a bearer's code stays what it is."""
        if isinstance(text, BearerCode):
            return text
        masked = mask_personal(text)
        return without_codes(self.connection, masked) if self._code_was_typed else masked


@contextmanager
def operation(path: Path, request: WriteRequest) -> Iterator[Work]:
    """Run one write under ``BEGIN IMMEDIATE`` and record it.

    The body must call `Work.finish`, unless ``replayed`` is set. Any exception, and ``dry_run``,
    leave the database as it was. Raises ConflictError (``key_reused``), BusyError.
    """
    connection = connect(path)
    require_current(connection, path)
    try:
        with translated(path), transaction(connection, request) as work:
            yield work
    finally:
        connection.close()


class transaction:
    """`operation` on a connection that is already open, for loops of many writes.

    A class and no generator, because a till enters it for every sale.
    """

    def __init__(self, connection: Connection, request: WriteRequest) -> None:
        self._connection = connection
        self._request = request

    def __enter__(self) -> Work:
        connection, request = self._connection, self._request
        connection.execute("BEGIN IMMEDIATE")
        try:
            self._work = work = Work(connection, request)
            work.seq, first = connection.execute(_BEGIN, (work.key,)).fetchone()
            if first is not None:
                work.replayed = _replay(work, first)
        except BaseException:
            self._roll_back()
            raise
        return work

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        work = self._work
        try:
            if kind is None and work.replayed is None:
                _record(work)
                if not self._request.dry_run:
                    self._connection.execute("COMMIT")
        finally:
            self._roll_back()

    def _roll_back(self) -> None:
        """Leave no transaction open; after a full disk SQLite has ended it by itself."""
        if self._connection.in_transaction:
            self._connection.execute("ROLLBACK")


def _replay(work: Work, first: int) -> dict[str, Any]:
    row = work.connection.execute(
        "SELECT kind, params, result FROM operation WHERE seq = ?", (first,)
    ).fetchone()
    if (row["kind"], row["params"]) != (work._request.kind, work.params_text):
        raise ConflictError(
            "key_reused",
            "key {key} was already used with other parameters",
            hint="use a new key for a new request; the first one is kept",
            key=work._request.key,
        )
    result: dict[str, Any] = told_again(work.connection, row["result"])
    return result


def _record(work: Work) -> None:
    if work.result is None:
        raise RuntimeError(f"{work._request.kind} ended without a result")
    request = work._request
    work.connection.execute(
        "INSERT INTO operation (seq, kind, key, params, actor, at, recorded_at, result)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            work.seq,
            request.kind,
            work.key,
            work.params_text,
            actor_text(request.actor) or actor_of(),
            request.at,
            clock.now_ms(),
            _PLAIN(recorded(work.result)),
        ),
    )
