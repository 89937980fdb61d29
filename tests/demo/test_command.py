"""``digitool demo`` as a person types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli

SMALL = ("--customers", "150", "--days", "9")


def test_the_tour_says_what_a_manager_asks(cli: Cli, tmp_path: Path) -> None:
    """Stores, headline, funnel with bars, best and worst scene, what to fix, three commands; exit 0."""
    done = cli("demo", "chain", *SMALL)
    assert done.exit == 0, done.err
    for words in ("S003", "We know who came in", "█", "repurchased", "Best and worst scene", "What to fix"):
        assert words in done.out
    tail = done.out.split("Try next\n")[1].splitlines()
    assert len(tail) == 3
    assert all(line.strip().startswith("digitool ") for line in tail)
    assert (tmp_path / "chain" / "truth.json").is_file()


def test_every_command_of_the_tour_works(cli: Cli) -> None:
    """The commands to fix and to try run as printed."""
    meta = cli("demo", "my chain", *SMALL, "--json").json["meta"]
    for line in [
        *meta["try"],
        *(one["command"] for one in meta["areas"]),
        *(fix["command"] for fix in meta["fixes"] if " import " not in fix["command"]),
    ]:
        words = subprocess.run(
            ["sh", "-c", f'for word in {line}; do echo "$word"; done'], capture_output=True, check=True
        )
        done = cli(*words.stdout.decode().splitlines()[1:], "--json")
        assert done.exit == 0, (line, done.err)


def test_the_json_agrees_with_the_answers(cli: Cli, tmp_path: Path) -> None:
    """The envelope's rates are those of truth.json, and no progress or note is on stdout."""
    done = cli("demo", "chain", *SMALL, "--json")
    truth = json.loads((tmp_path / "chain" / "truth.json").read_text("utf-8"))
    assert done.json["schema"] == "digitool.demo/1"
    assert done.json["period"] == truth["period"]
    assert done.json["meta"]["rate_visit"] == truth["totals"]["rate_visit"]
    assert [row["store"] for row in done.rows] == ["S001", "S002", "S003"]


def test_the_same_demo_again_only_shows_the_tour(cli: Cli, tmp_path: Path) -> None:
    """A second run prints the same tour and records no further operation; another size is refused."""
    first = cli("demo", "chain", *SMALL)
    operations = len(cli("log", "-w", "chain", "--limit", "0", "--json").rows)
    again = cli("demo", "chain", *SMALL)
    assert (again.exit, again.out) == (0, first.out)
    assert len(cli("log", "-w", "chain", "--limit", "0", "--json").rows) == operations
    other = cli("demo", "chain", "--customers", "151", "--days", "9", "--json")
    assert (other.exit, other.error["code"]) == (2, "demo_exists")


@pytest.mark.parametrize("option", ["--stores", "--customers", "--days"])
def test_a_size_of_nothing_is_refused(option: str, cli: Cli, tmp_path: Path) -> None:
    """Zero stores, customers or days is a usage error, and nothing is written."""
    done = cli("demo", "chain", option, "0", "--json")
    assert (done.exit, done.error["code"]) == (2, "demo_size")
    assert not (tmp_path / "chain").exists()


def test_the_smallest_demo_works(cli: Cli) -> None:
    """One store, one customer, one day: a tour without an error."""
    done = cli("demo", "chain", "--stores", "1", "--customers", "1", "--days", "1")
    assert done.exit == 0, done.err
    assert "S001" in done.out


def test_the_tour_speaks_chinese(cli: Cli) -> None:
    """With --lang zh headline, scenes and advice are Chinese."""
    done = cli("demo", "chain", *SMALL, "--lang", "zh")
    for words in ("门店", "占客流", "最佳与最弱场景", "要改进的", "接下来试试"):
        assert words in done.out
    for words in ("We know", "have counter", "first met"):
        assert words not in done.out


def test_drawing_a_demo_loads_nothing_heavy() -> None:
    """The generator needs the standard library alone."""
    code = (
        "import sys, digitool.demo.writing;"
        "print(sorted({'numpy', 'sqlmodel', 'sqlalchemy', 'pydantic', 'rich', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
