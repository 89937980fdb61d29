"""Segment files: what is read from them, and how a wrong one is told where and why."""

from __future__ import annotations

from pathlib import Path

import pytest
import tomli

from digitool.errors import NotFoundError, UsageError
from digitool.forms.kinds import Problem
from digitool.segments.comparison import NO_LIMIT, Range, amounts, counts
from digitool.segments.finding import load_segment
from digitool.segments.keys import ASKS, LIMITS
from digitool.segments.measures import BUILD
from digitool.segments.members import segment_members
from digitool.segments.spec import Segment, read_segment
from digitool.workspace.locate import Workspace

from .world import NOW, SETTINGS, connect

SAMPLES = sorted((Path(__file__).parents[2] / "sample_configs" / "segments").glob("*.toml"))


def parse(text: str) -> Segment:
    """A segment from the text of a file called mine.toml."""
    return read_segment(tomli.loads(text), text, Path("mine.toml"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_is_a_segment(path: Path) -> None:
    """Each sample loads by its path, has a name and a description, and runs on an empty chain."""
    segment = load_segment(Workspace(path.parent), path)
    assert segment.code == path.stem and segment.name != path.stem and segment.description
    assert list(segment_members(connect({}), segment, NOW, SETTINGS).persons) == []


def test_there_are_samples() -> None:
    """The directory of samples is not empty, or the test above would prove nothing."""
    assert len(SAMPLES) >= 4


def test_every_key_has_a_question_and_a_working_example() -> None:
    """The example of each condition is a file that loads; limits stand beside a condition that takes them."""
    assert ASKS.keys() == BUILD.keys()
    for name, ask in ASKS.items():
        (block,) = parse(f"[[all]]\n{ask.key.example}\n").blocks
        assert [one.key for one in block.conditions] == [name]
    for name, limit in LIMITS.items():
        taker = next(one for one in ASKS.values() if name in one.limits)
        (block,) = parse(f"[[all]]\n{taker.key.example}\n{limit.example}\n").blocks
        assert getattr(block.limits, name) not in ((), "", 0)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (">=3", (3, NO_LIMIT)),
        ("> 3", (4, NO_LIMIT)),
        ("≤30", (-NO_LIMIT, 30)),
        ("<3", (-NO_LIMIT, 2)),
        ("=0", (0, 0)),
        (7, (7, 7)),
        ("３０..９０", (30, 90)),
        ("30 .. 90", (30, 90)),
        ("30~90", (30, 90)),
    ],
)
def test_comparisons_read_as_people_write_them(text: object, wanted: tuple[int, int]) -> None:
    """Signs, full-width digits, blanks and plain numbers all mean what they say."""
    assert counts(text) == Range(*wanted)


def test_money_is_read_in_yuan_to_the_fen() -> None:
    """Amounts are yuan with at most two decimals; ends are included."""
    assert amounts(">=200.5") == Range(20_050, NO_LIMIT)
    assert amounts("1,000..2,000.01") == Range(100_000, 200_001)
    assert amounts("<50") == Range(-NO_LIMIT, 4_999)


@pytest.mark.parametrize(
    "text", ["", ">=", "three", "1.5", "-3", ">=-1", "9..3", True, [3], ">=1e3", "1..2..3"]
)
def test_what_is_no_comparison_is_refused(text: object) -> None:
    """Anything else is a problem, never a guess."""
    with pytest.raises(Problem):
        counts(text)


@pytest.mark.parametrize("text", ["", ">=1.001", "-5", "5元", 1.5, ">= ", "..5"])
def test_what_is_no_money_is_refused(text: object) -> None:
    """A fraction of a fen, a negative amount or a bare float is a problem."""
    with pytest.raises(Problem):
        amounts(text)


BAD: dict[str, tuple[str, int, str]] = {
    "unknown top key": (
        "nmae = 'x'\n[[all]]\norders = 1\n",
        1,
        "nmae is not a known key (did you mean name?)",
    ),
    "unknown condition": (
        "[[all]]\n\norder = 3\n",
        3,
        "all.1.order is not a known key (did you mean orders?)",
    ),
    "second block": ("[[all]]\norders=1\n[[all]]\nspnd='1'\n", 4, "all.2.spnd is not a known key"),
    "wrong kind": ("[[any]]\nmember = 'yes'\n", 2, "any.1.member must be true or false"),
    "a float": ("[[all]]\nspend = 2.5\n", 2, "all.1.spend must be yuan in quotes"),
    "upside down": ("[[all]]\norders = '9..2'\n", 2, "holds no number at all: 9..2"),
    "a scene": ("[[all]]\nlast_scene = 'shlef'\n", 2, "did you mean shelf?"),
    "a way": ("[[all]]\nreachable_by = ['fax']\n", 2, "must be one of wecom, group, openid, phone"),
    "no names": ("[[all]]\nhome_store = []\n", 2, "must name at least one"),
    "single brackets": ("[all]\norders = 3\n", 1, "all must be tables in double brackets"),
    "empty segment": ("name = 'x'\n", 1, "names no condition"),
    "empty block": ("[[not]]\n", 1, "not.1 holds no condition"),
    "only a limit": ("[[all]]\nwithin_days = 3\n", 1, "all.1 holds no condition"),
    "idle limit": (
        "[[all]]\nmember = true\nstock = 'TEN'\n",
        3,
        "narrows nothing here; it goes with coupons_held",
    ),
    "limit out of range": ("[[all]]\norders=1\nwithin_days = 0\n", 3, "must lie between 1 and 3660"),
    "empty tag": ("tag = ' '\n[[all]]\norders=1\n", 1, "tag is empty"),
    "long tag": (f"tag = '{'长' * 31}'\n[[all]]\norders=1\n", 1, "tag is longer than 30 characters"),
    "rule on rules": ("tag='a'\n[[all]]\ntags_any='b'\ntag_kind='rule'\n", 4, "cannot rest on tags by rule"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_wrong_file_is_told_where_and_why(case: str) -> None:
    """Every mistake names file, line and key, and the command that lists the keys."""
    text, line, part = BAD[case]
    with pytest.raises(UsageError) as caught:
        parse(text)
    assert str(caught.value).startswith(f"mine.toml:{line}: ")
    assert part in str(caught.value)
    assert caught.value.try_next == "digitool customer segment keys"


def test_too_many_blocks_are_refused() -> None:
    """A file cannot ask for more passes than its limit."""
    with pytest.raises(UsageError, match="more than 50 entries"):
        parse("[[any]]\norders = 1\n" * 51)


@pytest.mark.parametrize(
    ("text", "code", "near"),
    [
        ("[[all]]\norders = 1\nstore = 'S0001'\n", "no_such_store", "S001"),
        ("[[all]]\nguide = 'zhangsna'\n", "no_such_guide", "zhangsan"),
        ("[[all]]\ncoupons_held = 1\nstock = 'TEN02'\n", "no_such_stock", "TEN20"),
        ("[[all]]\ngroup = '老客户群'\n", "no_such_group", "老客群"),
        ("[[all]]\ncategories = 'babby'\n", "no_such_category", "baby"),
    ],
)
def test_a_name_that_does_not_exist_is_told_with_the_nearest(text: str, code: str, near: str) -> None:
    """A misspelt store, guide, stock, group or category does not quietly match nobody."""
    world = {
        "coupon_stock": [(1, "TEN20", "{}", 100, "open", NOW, 1)],
        "group_chat": [(1, "wr1", "老客群", "", "", 0, 1)],
        "product": [(1, "6901", "奶粉", "baby", 100, NOW, 1)],
    }
    with pytest.raises(NotFoundError) as caught:
        segment_members(connect(world), parse(text), NOW, SETTINGS)
    assert (caught.value.code, caught.value.values["near"]) == (code, near)
    assert str(caught.value).startswith("mine.toml:")
