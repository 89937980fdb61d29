"""Whatever is backed up, restored and written in any order, under any clock: a simple model agrees."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from .kept import drafts, failing, names, told, typed, write

CLOCKS = st.sampled_from(["1999-12-31", "2026-03-02", "2026-03-03", "2099-01-01"])
ACTIONS = st.lists(
    st.one_of(
        st.just(("write",)),
        st.tuples(st.just("backup"), CLOCKS, st.integers(0, 3)),
        st.tuples(st.just("restore"), CLOCKS, st.integers(-1, 5)),
    ),
    min_size=3,
    max_size=9,
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(actions=ACTIONS)
def test_the_model_agrees(
    pristine: Path, tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[Any, ...]]
) -> None:
    """Each backup is accepted, holds what was written, is the newest, and is never deleted before older ones.

    Whatever was written is in the database or in a backup, always.
    The model keeps the keys of every state by its name; ``made`` are the backups asked for, in their order.
    """
    root = tmp_path_factory.mktemp("order") / "chain"
    shutil.copytree(pristine, root)
    now: list[str] = []
    states: dict[str, list[str]] = {}
    made: list[str] = []
    written: set[str] = set()
    for number, (act, *how) in enumerate(actions):
        if act == "write":
            write(root, f"k{number}")
            now = [*now, f"k{number}"]
            written.add(f"k{number}")
        elif act == "backup":
            clock, keep = how
            done = typed(root, "backup", "--as-of", clock, "--keep", keep, "--json")
            assert done.exit == 0, done.err
            name = done.rows[0]["backup"]
            assert name not in made
            made.append(name)
            states[name] = now
            if keep:
                assert made[-keep:] == [one for one in made if one in names(root)]
                made = made[-keep:]
        else:
            clock, which = how
            there = sorted(names(root))
            if not there or (which < 0 and not made):
                continue
            chosen = there[which % len(there)] if which >= 0 else made[-1]
            done = typed(
                root, "restore", *([chosen] if which >= 0 else []), "--yes", "--as-of", clock, "--json"
            )
            assert done.exit == 0, done.err
            assert done.rows[0]["backup"] == chosen
            states[done.rows[0]["saved"]] = now
            now = states[chosen]
        assert [key for _, key in told(root / "digitool.db")] == now
        assert written == {*now}.union(*(states[name] for name in names(root)))
    assert failing(root) == [] and drafts(root) == []
    for name in names(root):
        assert [key for _, key in told(root / "backups" / name / "digitool.db")] == states[name]
    shutil.rmtree(root)
