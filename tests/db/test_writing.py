"""The one write path: atomic, recorded, idempotent by key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.db.connection import connect
from digitool.db.reading import reader
from digitool.db.schema import create_database
from digitool.db.writing import Request, operation, operation_id, operation_seq
from digitool.errors import ConflictError, WorkspaceError


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


def request(key: str | None = None, *, dry_run: bool = False, amount: int = 1) -> Request:
    """A request of the kind ``test``."""
    return Request("test", at=1, params={"amount": amount}, key=key, dry_run=dry_run)


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
    with operation(database, Request("json", 1, params)) as work:
        work.finish({"value": result})
    with reader(database) as connection:
        stored = connection.execute("SELECT params, result FROM operation WHERE seq = ?", (work.seq,))
        assert tuple(stored.fetchone()) == (
            json.dumps(params, ensure_ascii=False, sort_keys=True),
            json.dumps({"value": result, "operation": work.operation}, ensure_ascii=False),
        )


def test_error_leaves_nothing(database: Path) -> None:
    """An exception inside the work rolls everything back."""
    with pytest.raises(RuntimeError, match="stop"), operation(database, request()) as work:
        work.connection.execute("CREATE TABLE half_done (x)")
        raise RuntimeError("stop")
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
