"""A fact of the business is defined once: whoever writes a second definition is told which one to use."""

from __future__ import annotations

import ast
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest

from .templates import PACKAGE


class Meaning(NamedTuple):
    """How a definition of a fact looks, where it may stand (files, or folders with a /), what others use.

    ``others`` are files that look alike and mean something else, with the reason; ``example`` is a second
    definition that must be found.
    """

    fact: str
    looks: str
    owners: tuple[str, ...]
    use: str
    example: str
    others: dict[str, str] = {}  # noqa: RUF012 - read only


MEANINGS = (
    Meaning(
        "birthday",
        r"\bisleap\b|\(2, 29\)|'-?02-29'",
        ("model/birthdays.py",),
        "model.birthdays.next_birthday",
        "born = (3, 1) if (month, day) == (2, 29) else (month, day)",
    ),
    Meaning(
        "home store",
        r"\b31536000000\b|\bdef home_stores?\b|\bhome_stores? AS\b",
        ("facts/home_stores.py", "facts/tallies/home_stores.sql"),
        "facts.home_stores, or the tally facts/home_stores",
        "def home_store(past, starts): pass",
    ),
    Meaning(
        "business calendar",
        r"\bclass Calendar\b|\bdef business_day\b|\bcutoff\w*(\[\w+\])? \* ",
        ("model/calendar.py",),
        "model.calendar.Calendar, or the settings' chain.calendar and store.calendar",
        "day = (local - cutoff_hour * HOUR_MS) // DAY_MS",
        {
            "flow/contributions.py": "the same for columns of instants; tests/flow holds the two together",
            "flow/clock.py": "minutes of the day at which a count may begin",
            "workspace/build.py": "minutes of the day at which a store may open",
            "demo/world/plan.py": "the demo's truth is worked out apart from what it tests",
        },
    ),
    Meaning(
        "public id",
        r"f['\"]([^'\"]*[^\w'\"])?[PI]\{|\[[PpIi]{2,4}\]",
        ("model/ids.py", "model/typed_ids.py"),
        "model.ids",
        "shown = f'P{person}'",
    ),
    Meaning(
        "64-bit key",
        r"digest_size=8\b",
        ("model/keys.py",),
        "model.keys.key64",
        "digest = hashlib.blake2b(text.encode(), digest_size=8)",
        {"campaign/measurement/arms.py": "a draw under the workspace's key, not a name"},
    ),
    Meaning(
        "refunds that count",
        r"[^=]= 'SUCCESS'",
        ("facts/",),
        "the views given_back, given_back_until and lone_refund",
        "SELECT sum(amount_fen) FROM refund WHERE state = 'SUCCESS'",
    ),
    Meaning(
        "net of refunds",
        r"\bteller\b",
        ("facts/",),
        "the view given_back_until: of a purchase the largest fen until an instant counts",
        "SELECT purchase, sum(amount_fen) FROM given_back GROUP BY purchase, teller",
        {
            "flow/tallies/day_refunds.sql": "refunds without a purchase count by their own day",
            "guides/tallies/lone_refunds.sql": "refunds without a purchase count by their own day",
            "official_store/tallies/lone_refunds.sql": "refunds without a purchase count by their own day",
            "reconcile/tallies/lone.sql": "shows refunds without a purchase one by one",
            "referral/tallies/orders.sql": "the single refunds of who tells most",
        },
    ),
    Meaning(
        "staff",
        r"\bstaff_identifier\b",
        ("facts/tables.py", "identity/"),
        "the view staff_person",
        "SELECT i.person FROM staff_identifier s JOIN identifier i ON i.id = s.identifier",
    ),
    Meaning(
        "household",
        r"\bhousehold_member\b",
        ("identity/",),
        "identity.households, or the view shared_home",
        "SELECT b.person FROM household_member a JOIN household_member b ON b.hub = a.hub",
        {
            "segments/tallies/people.sql": "a shared value is nobody, however many share it",
            "segments/tallies/phones.sql": "a shared value is nobody, however many share it",
        },
    ),
    Meaning(
        "who belongs together",
        r"while [^\n]*\w+\[\w+\] != |\.setdefault\((\w+), \1\)",
        ("model/disjoint.py",),
        "model.disjoint.DisjointSets",
        "while root[node] != node: node = root[node]",
    ),
    Meaning(
        "actor",
        r"\bgetpass\b|\bgetpwuid\b|'(LOGNAME|USER|USERNAME)'",
        ("db/actor.py",),
        "db.actor.actor_of",
        "actor = os.environ.get('USER', '')",
    ),
    Meaning(
        "clock",
        r"\btime\.(time|time_ns)\(|\bdatetime\.(now|utcnow)\(|\bdate\.today\(",
        ("db/clock.py",),
        "db.clock.now_ms",
        "at = int(time.time() * 1000)",
    ),
)


@lru_cache(maxsize=1)
def texts() -> dict[str, str]:
    """Code and SQL of the package by path, without comments, docstrings and the catalogue; `schema.sql` is
    built from the tables.
    """
    found = {}
    for file in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.sql")]):
        path = file.relative_to(PACKAGE)
        if path.name != "schema.sql" and not {"words", "migrations"} & set(path.parts):
            read = file.read_text("utf-8")
            found[path.as_posix()] = code_of(read) if path.suffix == ".py" else re.sub(r"--.*", "", read)
    return found


def code_of(source: str) -> str:
    """A module as Python writes it again, without what is only said of it."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            said = [one for one in body if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant)]
            node.body = [one for one in body if one not in said] or [ast.Pass()]  # type: ignore[attr-defined]
    return ast.unparse(tree)


def is_owner(meaning: Meaning, path: str) -> bool:
    """Whether a file is, or lies in, one of the owners of a fact."""
    return any(path == owner or (owner.endswith("/") and path.startswith(owner)) for owner in meaning.owners)


@pytest.mark.parametrize("meaning", MEANINGS, ids=[one.fact for one in MEANINGS])
def test_a_fact_is_defined_by_its_owner_alone(meaning: Meaning) -> None:
    """No file outside the owner writes the definition again."""
    second = [
        f"{path} defines {meaning.fact} again: use {meaning.use}"
        for path, text in texts().items()
        if re.search(meaning.looks, text) and not is_owner(meaning, path) and path not in meaning.others
    ]
    assert second == []


@pytest.mark.parametrize("meaning", MEANINGS, ids=[one.fact for one in MEANINGS])
def test_what_is_looked_for_can_be_found(meaning: Meaning) -> None:
    """A second definition would be seen, the owner's is, and each exception is one still."""
    assert re.search(meaning.looks, meaning.example)
    assert any(re.search(meaning.looks, text) for path, text in texts().items() if is_owner(meaning, path))
    assert [path for path in meaning.others if not re.search(meaning.looks, texts().get(path, ""))] == []


def test_the_package_was_read() -> None:
    """Rooms with code and tallies are among what is looked at, and text about them is not."""
    assert {Path(path).parts[0] for path in texts()} >= {"facts", "segments", "guides", "cli", "model"}
    assert "teller" not in code_of('"""teller"""\nx = 1  # teller\n')
