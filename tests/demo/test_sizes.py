"""Sizes that make sense, sizes that do not, and equal bytes for equal seeds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitool.demo import build_demo
from digitool.demo.deeds.plan import make_world
from digitool.demo.files.every import inbox_files
from digitool.demo.truth.summary import truth_of
from digitool.demo.world.draws import poisson, stream
from digitool.demo.world.size import DemoSize
from digitool.errors import UsageError


def digests(root: Path) -> dict[str, str]:
    """The digest of every file below a directory, by its relative name."""
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(root.rglob("*"))
        if path.is_file()
    }


def test_equal_seeds_give_equal_bytes(tmp_path: Path) -> None:
    """Two demos of one seed are the same to the byte; another seed gives another chain."""
    build_demo(tmp_path / "a", DemoSize(3, 2, 60, 9))
    build_demo(tmp_path / "b", DemoSize(3, 2, 60, 9))
    build_demo(tmp_path / "c", DemoSize(4, 2, 60, 9))
    assert digests(tmp_path / "a") == digests(tmp_path / "b")
    assert digests(tmp_path / "a") != digests(tmp_path / "c")


def test_components_draw_from_streams_of_their_own() -> None:
    """What one component draws does not depend on how much another has drawn."""
    alone = stream(7, "visits").random()
    [stream(7, "people").random() for _ in range(10)]
    assert stream(7, "visits").random() == alone != stream(8, "visits").random()


@pytest.mark.parametrize("mean", [0.5, 20, 200])
def test_poisson_counts_have_their_mean(mean: float) -> None:
    """Both ways of drawing a Poisson count come near to the mean (five standard errors)."""
    rng = stream(1, f"poisson {mean}")
    draws = [poisson(rng, mean) for _ in range(2_000)]
    assert abs(sum(draws) / len(draws) - mean) < 5 * (mean / len(draws)) ** 0.5 + 0.05


@pytest.mark.parametrize(("name", "value"), [("stores", 0), ("stores", 21), ("customers", 0), ("days", 367)])
def test_sizes_out_of_range_are_refused(name: str, value: int) -> None:
    """A size that cannot be drawn is a usage error that names the option and its limits."""
    with pytest.raises(UsageError, match=f"--{name} must lie between") as caught:
        DemoSize(**{name: value})
    assert caught.value.code == "demo_size"


def test_nothing_is_ever_written_over(tmp_path: Path) -> None:
    """A directory that holds a workspace already is refused and left as it was."""
    build_demo(tmp_path, DemoSize(1, 1, 1, 1))
    before = digests(tmp_path)
    with pytest.raises(UsageError, match="never writes over"):
        build_demo(tmp_path, DemoSize(2, 1, 1, 1))
    assert digests(tmp_path) == before


def test_files_are_private(tmp_path: Path) -> None:
    """Openids and phones are written for the owner only."""
    made = build_demo(tmp_path / "x", DemoSize(1, 1, 5, 1))
    assert {path.stat().st_mode & 0o777 for path in made.root.rglob("*") if path.is_file()} == {0o600}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.builds(
        DemoSize,
        seed=st.integers(0, 99),
        stores=st.integers(1, 6),
        customers=st.integers(1, 40),
        days=st.integers(1, 12),
    )
)
def test_every_size_has_consistent_answers(size: DemoSize) -> None:
    """Whatever the size: parts add up to totals, and no part is larger than its whole."""
    world = make_world(size)
    files = inbox_files(world)
    truth = truth_of(world, files)
    totals = truth["totals"]
    for name in ("traffic", "visits_digitized", "transactions", "open_hours", "valid_hours"):
        assert totals[name] == sum(store[name] for store in truth["stores"])
        assert totals[name] == sum(row[name] for row in truth["store_days"])
    assert totals["valid_hours"] <= totals["open_hours"]
    assert totals["visits_digitized"] <= totals["visits_digitized_all_hours"]
    unmatched = sum(row["payments"] for cause, row in truth["unmatched"].items() if cause != "exact")
    assert totals["transactions"] == totals["transactions_digitized"] + unmatched
    assert len({one.name for one in files}) == len(files)
    assert all(one["rows_in"] == one["accepted"] + one["rejected"] + one["known"] for one in truth["files"])
    assert all(one["accepted"] >= 0 for one in truth["files"])
