"""The one write path: atomic, recorded, idempotent by key."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.db import clock
from digitool.db.connection import connect
from digitool.db.reading import reader
from digitool.db.schema.making import create_database
from digitool.db.writing import (
    MAX_KEY,
    WriteRequest,
    operation,
    require_key,
    transaction,
)
from digitool.errors import BusyError, ConflictError, DamageError, RefusedError, UsageError, WorkspaceError
from digitool.model.ids import operation_id, operation_seq


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A new database."""
    path = tmp_path / "digitool.db"
    create_database(path)
    return path


def operations(path: Path) -> list[str]:
    """The recorded kinds, oldest first."""
    with reader(path) as connection:
        return [row[0] for row in connection.execute("SELECT kind FROM operation ORDER BY seq")]


def request(key: str | None = None, *, dry_run: bool = False, amount: int = 1) -> WriteRequest:
    """A request of the kind ``test``."""
    return WriteRequest("test", at=1, params={"amount": amount}, key=key, dry_run=dry_run)


def test_database_is_private_to_its_owner(database: Path) -> None:
    """The file is created with mode 0600 whatever the umask."""
    assert database.stat().st_mode & 0o077 == 0


def test_creating_twice_makes_one_database(database: Path) -> None:
    """A second creation finds the first and changes nothing."""
    assert create_database(database) is False


def test_replay_gives_back_the_first_result(database: Path) -> None:
    """The same key with the same parameters returns the stored result and does nothing."""
    with operation(database, request("k")) as work:
        first = work.finish({"n": 1})
    with operation(database, request("k")) as work:
        assert work.replayed == first
    assert operations(database) == ["test"]


def test_key_with_other_parameters_conflicts(database: Path) -> None:
    """A key is bound to its parameters for ever."""
    with operation(database, request("k")) as work:
        work.finish({})
    with pytest.raises(ConflictError, match="other parameters"), operation(database, request("k", amount=2)):
        pass


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(params=st.dictionaries(st.text(), VALUES, max_size=4), result=VALUES)
def test_what_is_recorded_is_plain_json(database: Path, params: dict[str, object], result: object) -> None:
    """Parameters (keys sorted) and result are stored as ``json.dumps`` writes them."""
    with closing(connect(database)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        with transaction(connection, WriteRequest("json", 1, params)) as work:
            work.finish({"value": result})
        stored = connection.execute("SELECT params, result FROM operation WHERE seq = ?", (work.seq,))
        assert tuple(stored.fetchone()) == (
            json.dumps(params, ensure_ascii=False, sort_keys=True),
            json.dumps({"value": result, "operation": work.operation}, ensure_ascii=False),
        )


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, SystemExit, GeneratorExit, ConflictError])
def test_error_leaves_nothing(database: Path, error: type[BaseException]) -> None:
    """Whatever ends the work early, a key of the keyboard too, rolls everything back; the key stays free."""
    with pytest.raises(error, match="stop"), operation(database, request("k")) as work:
        work.connection.execute("CREATE TABLE half_done (x)")
        raise error("stop", "stop") if error is ConflictError else error("stop")
    with operation(database, request("k", dry_run=True)) as work:
        assert work.replayed is None
        work.finish({})
    with reader(database) as connection:
        assert not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'half_done'").fetchall()
    assert operations(database) == []


def test_dry_run_leaves_nothing(database: Path) -> None:
    """A dry run gives its result and changes nothing."""
    with operation(database, request("k", dry_run=True)) as work:
        work.finish({"n": 1})
    assert operations(database) == []


def test_missing_database_names_the_next_command(tmp_path: Path) -> None:
    """Opening a workspace without a database says to create one."""
    with pytest.raises(WorkspaceError) as caught:
        connect(tmp_path / "none.db")
    assert caught.value.try_next == "digitool init"


@pytest.mark.parametrize("seq", [0, 12, 99999, 10**18 - 1])
def test_an_operation_id_gives_its_number_back(seq: int) -> None:
    """Reading what was written is exact, up to 18 digits."""
    assert operation_seq(operation_id(seq)) == seq


@pytest.mark.parametrize("text", ["", "op-", "op-99999999999999999999", "-1", "op-1_0", " 1", "１", "P1"])
def test_what_is_no_operation_id(text: str) -> None:
    """Anything else, also a number that SQLite cannot hold, is a ValueError."""
    with pytest.raises(ValueError, match="not an operation id"):
        operation_seq(text)


def test_work_without_a_result_is_not_kept(database: Path) -> None:
    """A room that forgets to finish is a fault that leaves nothing behind."""
    with pytest.raises(RuntimeError, match="without a result"), operation(database, request()) as work:
        work.connection.execute("CREATE TABLE half_done (x)")
    assert operations(database) == []


def test_a_refused_row_ends_the_work(database: Path) -> None:
    """What a constraint refuses unawaited is told as damage, and all that was written before it is gone."""
    with pytest.raises(DamageError), operation(database, request()) as work:
        work.connection.execute("CREATE TABLE half_done (x NOT NULL)")
        work.connection.execute("INSERT INTO half_done VALUES (NULL)")
    assert operations(database) == []


def test_operations_are_numbered_without_gaps(database: Path) -> None:
    """Neither a dry run, a replay nor an error takes a number."""
    seen = []
    for key, dry in (("a", False), ("b", True), ("a", False), ("b", False), ("c", False)):
        with operation(database, request(key, dry_run=dry)) as work:
            seen.append((work.replayed or work.finish({}))["operation"])
        with pytest.raises(ValueError, match="stop"), operation(database, request()) as work:
            raise ValueError("stop")
    assert seen == ["op-0001", "op-0002", "op-0001", "op-0002", "op-0003"]


def test_many_writes_on_one_connection(database: Path) -> None:
    """Each is a transaction of its own: the second fails alone, and the connection goes on."""
    with closing(connect(database)) as connection:
        for step in range(3):
            try:
                with transaction(connection, request(str(step))) as work:
                    assert connection.in_transaction
                    work.finish({"step": step})
                    if step == 1:
                        raise ValueError("stop")
            except ValueError:
                assert step == 1
            assert not connection.in_transaction
        keys = [row["key"] for row in connection.execute("SELECT key FROM operation ORDER BY seq")]
    assert keys == ["0", "2"]


def test_who_must_wait_too_long_is_told(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer holds the database: exit 7, and the same command can be typed again."""
    monkeypatch.setenv("DIGITOOL_BUSY_SECONDS", "0")
    with operation(database, request("a")) as work:
        with pytest.raises(BusyError), operation(database, request("b")):
            pass
        work.finish({})
    assert operations(database) == ["test"]


def test_what_is_kept_is_nobodys(database: Path) -> None:
    """Parameters, key, actor and result: a phone is masked in each, and the masked key still replays."""
    phone = "13800138000"
    asked = WriteRequest(
        "test", 1, {"note": phone, phone: [phone]}, key=f"till {phone}", actor=f"anna {phone}"
    )
    with operation(database, asked) as work:
        first = work.finish({"told": f"call {phone}", "rows": [{"x": phone}]})
    with reader(database) as connection:
        kept = connection.execute("SELECT key, params, actor, result FROM operation").fetchone()
    assert phone not in "".join(kept) and all("138****8000" in text for text in kept)
    assert first["told"] == "call 138****8000"
    with operation(database, asked) as work:
        assert work.replayed == first


def test_a_key_belongs_to_one_kind_of_request(database: Path) -> None:
    """The same key with the same parameters in another room is another request."""
    with operation(database, request("k")) as work:
        work.finish({})
    with pytest.raises(ConflictError), operation(database, WriteRequest("other", 1, {"amount": 1}, key="k")):
        pass


def test_the_moment_and_the_clock_are_both_recorded(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that was dated back shows: what it claims, and when it was."""
    monkeypatch.setattr(clock, "now_ms", lambda: 5_000)
    with operation(database, WriteRequest("test", at=7)) as work:
        work.finish({})
    with reader(database) as connection:
        assert tuple(connection.execute("SELECT at, recorded_at FROM operation").fetchone()) == (7, 5_000)


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("", "key_empty"),
        ("x" * (MAX_KEY + 1), "key_too_long"),
        ("13800138000", "phone_in_key"),
        ("a@b.cn", "phone_in_key"),
    ],
)
def test_a_key_that_cannot_be_kept(key: str, code: str) -> None:
    """Empty, endless or somebody's: keys are kept as they are."""
    with pytest.raises(UsageError) as caught:
        require_key(key)
    assert caught.value.code == code


@pytest.mark.parametrize("key", ["x", "order-17", "x" * MAX_KEY, "2026-03-01/S001", "订单 17"])
def test_a_key_that_can_be_kept(key: str) -> None:
    """Whatever names a request and nobody."""
    assert require_key(key) == key


MINUTE = 60_000


@pytest.mark.parametrize(
    ("at", "last", "taken"),
    [(100, 100, True), (101, 100, True), (99, 100, False), (0, 1, False)],
)
def test_steps_go_forward(monkeypatch: pytest.MonkeyPatch, at: int, last: int, taken: bool) -> None:
    """A step is dated no earlier than the one before; minutes, of a day long ago."""
    monkeypatch.setattr(clock, "now_ms", lambda: 10**12)
    if taken:
        clock.require_forward(at * MINUTE, last * MINUTE)
        return
    with pytest.raises(RefusedError) as caught:
        clock.require_forward(at * MINUTE, last * MINUTE)
    assert caught.value.code == "out_of_order" and "1970-01-01" in str(caught.value)


@pytest.mark.parametrize(("behind", "taken"), [(-10, True), (0, True), (10, True), (11, False), (-11, False)])
def test_a_step_of_this_moment_is_always_taken(
    monkeypatch: pytest.MonkeyPatch, behind: int, taken: bool
) -> None:
    """A till whose clock ran ahead must not stop the shop: ten minutes off is the machine's own moment."""
    now = 10**12
    monkeypatch.setattr(clock, "now_ms", lambda: now)
    if taken:
        clock.require_forward(now - behind * MINUTE, now + 60 * MINUTE)
    else:
        with pytest.raises(RefusedError):
            clock.require_forward(now - behind * MINUTE, now + 60 * MINUTE)
