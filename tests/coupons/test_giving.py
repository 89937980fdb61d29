"""Who is given coupons: named customers, a segment, a file; and totals and budgets that change."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.coupons.commands import CREATE, Run, rows

HOLDERS = '[[all]]\ncoupons_held = ">=1"\nstock = "OLD"\n'


@pytest.fixture
def segment(workspace: Path, coupon: Run) -> str:
    """A segment of the two customers who hold a coupon of the stock OLD."""
    rows(coupon("create OLD --kind amount --value 1.00 --total 9 --valid-days 30"))
    rows(coupon("issue", "OLD", "--customer", "P3", "--customer", "P5"))
    directory = workspace / "segments"
    directory.mkdir(exist_ok=True)
    (directory / "holders.toml").write_text(HOLDERS)
    rows(coupon(CREATE))
    return "holders"


def test_issue_to_a_segment(coupon: Run, segment: str, workspace: Path) -> None:
    """Every customer of the segment gets one, by its name or by the path of its file."""
    given = rows(coupon("issue", "TEN20", "--segment", segment))
    assert [(row["customer"], row["state"]) for row in given] == [("P3", "received"), ("P5", "received")]
    path = workspace / "segments" / "holders.toml"
    assert coupon("issue", "TEN20", "--segment", str(path))[1]["code"] == "person_limit"


def test_replay_of_a_segment_is_the_first_result(coupon: Run, segment: str) -> None:
    """The same key later, when other customers are in the segment, gives back the first result."""
    first = coupon("issue", "TEN20", "--segment", segment, "--key", "spring")
    rows(coupon("issue", "OLD", "--customer", "P7"))
    assert coupon("issue", "TEN20", "--segment", segment, "--key", "spring") == first
    assert coupon("issue", "TEN20", "--customer", "P3", "--key", "spring")[1]["code"] == "key_reused"


def test_unknown_and_empty_segments(coupon: Run, segment: str, workspace: Path) -> None:
    """A segment that does not exist names the nearest; one without customers says so; nothing is given."""
    missing, error = coupon("issue", "TEN20", "--segment", "holder")
    assert (missing, error["code"], error["details"]["near"]) == (4, "no_such_segment", "holders")
    (workspace / "segments" / "none.toml").write_text(HOLDERS.replace(">=1", ">=5"))
    assert coupon("issue", "TEN20", "--segment", "none")[1]["code"] == "empty_segment"
    assert rows(coupon("status", "TEN20"))[0]["issued"] == 0


@pytest.mark.parametrize(
    "text",
    [
        b"P1\nP2\n",
        "\ufeffP1\r\n\r\nP2".encode(),
        "姓名,顾客\n张三,P1\n李四,P2\n".encode("gb18030"),
        b"customer,reachable_by\nP1,wecom\nI2,group\n",
    ],
)
def test_files_of_customers(coupon: Run, tmp_path: Path, text: bytes) -> None:
    """One id a line or a table with a column of ids, in UTF-8 or GB18030, with or without empty lines."""
    rows(coupon(CREATE))
    file = tmp_path / "customers.csv"
    file.write_bytes(text)
    given = rows(coupon("issue", "TEN20", "--file", str(file)))
    assert [row["customer"] for row in given] == ["P1", "P2"]


@pytest.mark.parametrize(
    ("text", "exit_code", "code", "lines"),
    [
        ("P1\nP2\nrubbish\nP3\n13800138000\n", 3, "bad_recipients", "3 (rubbish), 5 ("),
        ("customer\nP1\n\nP999\n", 4, "no_recipient", 4),
        ("", 3, None, None),
        (None, 4, None, None),
    ],
)
def test_bad_files_name_their_lines(
    coupon: Run, tmp_path: Path, text: str | None, exit_code: int, code: str | None, lines: str | int | None
) -> None:
    """A line that is no id, or nobody's, is named; phones are masked, and nobody is given anything."""
    rows(coupon(CREATE))
    file = tmp_path / "customers.txt"
    if text is not None:
        file.write_text(text)
    found, error = coupon("issue", "TEN20", "--file", str(file))
    assert found == exit_code
    assert code is None or error["code"] == code
    if isinstance(lines, int):
        assert error["details"]["line"] == lines
    elif lines:
        assert error["details"]["lines"].startswith(lines)
    assert "13800138000" not in str(error)
    assert rows(coupon("status", "TEN20"))[0]["issued"] == 0


@pytest.mark.parametrize(
    "words", [[], ["--customer", "P1", "--pieces", "2"], ["--file", "x", "--segment", "y"]]
)
def test_one_way_to_say_who(coupon: Run, words: list[str]) -> None:
    """Nobody, or two ways to say who, is a usage error."""
    assert coupon("issue", "TEN20", *words)[1]["code"] == "who_gets_it"


def test_resize_by_command(coupon: Run) -> None:
    """The total changes from what is known, never below what is given out."""
    rows(coupon(CREATE))
    rows(coupon("issue", "TEN20", "--customer", "P1", "--customer", "P2"))
    assert rows(coupon("resize", "TEN20", "--total", "2", "--expected", "1000"))[0]["left"] == 0
    assert coupon("resize", "TEN20", "--total", "9", "--expected", "1000")[1]["code"] == "total_changed"
    assert coupon("resize", "TEN20", "--total", "1", "--expected", "2")[1]["code"] == "below_issued"


def test_budget_by_command(coupon: Run) -> None:
    """A cap changes from what is known, counts at once, and never falls below what is spent."""
    create = "create M --kind amount --value 20 --total 9 --valid-days 9 --budget money/day=40.00"
    rows(coupon(create, "--budget", "count/week=9"))
    codes = [row["coupon"] for row in rows(coupon("issue", "M", "--pieces", "3"))]
    for n in range(2):
        rows(coupon("redeem", codes[n], "--order", f"O{n}", "--amount", "50"))
    third = ("redeem", codes[2], "--order", "O3", "--amount", "50")
    assert coupon(*third)[1]["code"] == "budget_money"
    change = ("budget", "M", "money/day=59.99", "--expected")
    stale, error = coupon(*change, "50.00")
    assert (stale, error["code"]) == (5, "budget_changed")
    assert (error["details"]["observed"], error["details"]["expected"]) == (4000, 5000)
    (row,) = rows(coupon(*change, "40.00", "--key", "b1"))
    assert (row["cap_fen"], row["used_fen"]) == (5999, 4000)
    assert coupon(*change, "40.00", "--key", "b1")[1]["rows"] == [row]
    assert coupon(*third)[1]["code"] == "budget_money"
    assert coupon("budget", "M", "money/day=39.99", "--expected", "59.99")[1]["code"] == "below_used"
    assert coupon("budget", "M", "money/week=1", "--expected", "1")[1]["code"] == "no_budget"
    rows(coupon("budget", "M", "money/day=60", "--expected", "59.99"))
    rows(coupon(*third))
    assert rows(coupon("status", "M"))[0]["budgets"] == ["money/day=60.00", "count/week=9"]
