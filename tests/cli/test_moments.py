"""When something happened: each request at its own moment, by one clock that nothing else reads."""

from __future__ import annotations

import ast
import io
import json
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from digitool.cli.entry import run
from digitool.db import clock
from digitool.db.connection import connect
from digitool.model.days import format_instant, parse_instant
from tests.contracts.templates import PACKAGE, sources
from tests.contracts.test_help import leaves
from tests.people import move_in

MORNING = parse_instant("2026-03-02 08:00:00")
HOUR = 3_600_000

STREAMS: dict[tuple[str, ...], tuple[str, str]] = {
    ("official-store", "order", "run"): (
        '{"do": "create", "lines": {"A1": 1}}',
        "SELECT created_at FROM official_order",
    ),
    ("referral", "run"): (
        '{"do": "start", "campaign": "TEA", "customer": "P1"}',
        "SELECT opened_at FROM referral_run",
    ),
}
"""Commands that answer a stream line by line: a request, and where its moment is kept."""


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> int:
        """Now, as UTC ms."""
        return self.at


@pytest.fixture
def moved(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of this process, in the test's hand."""
    monkeypatch.delenv("DIGITOOL_AS_OF", raising=False)
    found = Clock()
    monkeypatch.setattr(clock, "now_ms", found)
    return found


@pytest.fixture
def shop(workspace: Path, monkeypatch: pytest.MonkeyPatch, moved: Clock) -> Path:
    """A shop with a product in stock, a group to buy in, and a customer."""
    monkeypatch.chdir(workspace)
    move_in(workspace, 1)
    for words in (
        "official-store catalogue add A1 --title Tea --category drinks --price 19.99",
        "official-store inventory receive A1=20",
        "referral group offer TEA --size 2 --price 39.00",
    ):
        assert run([*words.split(), "-q"]) == 0
    return workspace


@pytest.fixture
def kept(shop: Path) -> Callable[[str], list[int]]:
    """Ask the shop's database for moments."""

    def ask(question: str) -> list[int]:
        connection = connect(shop / "digitool.db", read_only=True)
        try:
            return [int(row[0]) for row in connection.execute(question)]
        finally:
            connection.close()

    return ask


class Till(threading.Thread):
    """A client of a stream: sends a line, waits for its answer, lets an hour pass, and sends the next."""

    def __init__(self, lines: list[str], moved: Clock, open_requests: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.lines, self.moved, self.open_requests = lines, moved, open_requests
        answers, self.to = os.pipe()
        self.answers = os.fdopen(answers)
        self.answered: list[dict[str, Any]] = []

    def run(self) -> None:
        """Talk to the stream until the lines are at their end."""
        with self.open_requests() as requests:
            for line in self.lines:
                requests.write(line + "\n")
                requests.flush()
                self.answered.append(json.loads(self.answers.readline()))
                self.moved.at += HOUR


@pytest.fixture
def talk(
    monkeypatch: pytest.MonkeyPatch, moved: Clock, tmp_path: Path
) -> Callable[..., list[dict[str, Any]]]:
    """Run a command with a till at the other end of its stdin, or of a FIFO."""

    def do(
        path: tuple[str, ...], lines: list[str], *options: str, fifo: bool = False
    ) -> list[dict[str, Any]]:
        source = tmp_path / "requests"
        os.mkfifo(source)
        incoming, outgoing = os.pipe()
        till = Till(lines, moved, lambda: source.open("w") if fifo else os.fdopen(outgoing, "w"))
        with os.fdopen(till.to, "w") as out, os.fdopen(incoming) as stdin, till.answers:
            monkeypatch.setattr("sys.stdin", stdin)
            monkeypatch.setattr("sys.stdout", out)
            till.start()
            assert run([*path, str(source) if fifo else "-", *options]) == 0
            till.join(30)
        if fifo:
            os.close(outgoing)
        return till.answered

    return do


def test_every_stream_is_tried() -> None:
    """The commands that take requests line by line are those of this test."""
    found = {
        path
        for path, command in leaves().items()
        if any("one JSON object a line" in (one.help or "") for one in command.params if hasattr(one, "help"))
    }
    assert found == STREAMS.keys()


@pytest.mark.parametrize("fifo", [False, True], ids=["stdin", "fifo"])
@pytest.mark.parametrize("path", STREAMS, ids=" ".join)
def test_each_line_has_its_own_moment(
    path: tuple[str, ...],
    fifo: bool,
    talk: Callable[..., list[dict[str, Any]]],
    kept: Callable[[str], list[int]],
) -> None:
    """A line that comes an hour later is done an hour later, through a pipe as through a FIFO."""
    line, question = STREAMS[path]
    answers = talk(path, [line, line, line], fifo=fifo)
    assert [one["ok"] for one in answers] == [True] * 3, answers
    assert kept(question) == [MORNING, MORNING + HOUR, MORNING + 2 * HOUR]


@pytest.mark.parametrize("path", STREAMS, ids=" ".join)
def test_as_of_holds_for_all_lines(
    path: tuple[str, ...], talk: Callable[..., list[dict[str, Any]]], kept: Callable[[str], list[int]]
) -> None:
    """With --as-of every line is done at the moment that was named."""
    line, question = STREAMS[path]
    named = MORNING + 5 * HOUR
    talk(path, [line, line], "--as-of", format_instant(named))
    assert kept(question) == [named, named]


def test_an_order_of_a_stream_runs_out_of_time(shop: Path, talk: Callable[..., list[dict[str, Any]]]) -> None:
    """A till that streams all day lets an order expire that nobody paid."""
    create = '{"do": "create", "order": "O1", "lines": {"A1": 1}}'
    first, second = talk(("official-store", "order", "run"), [create, '{"do": "expire"}'])
    assert first["rows"][0]["state"] == "created"
    assert [row["order"] for row in second["rows"]] == ["O1"]


class Waiting(io.BytesIO):
    """A stdin whose writer takes an hour."""

    def __init__(self, data: bytes, moved: Clock) -> None:
        super().__init__(data)
        self.moved = moved

    def read(self, size: int | None = -1, /) -> bytes:
        """What was written, an hour later."""
        self.moved.at += HOUR
        return super().read(size)


def test_a_cart_that_is_waited_for_is_redeemed_when_it_has_come(
    shop: Path, moved: Clock, monkeypatch: pytest.MonkeyPatch, kept: Callable[[str], list[int]]
) -> None:
    """The moment of a command that reads stdin is the one at which it could begin."""
    create = "coupon create TEN --kind amount --value 1 --total 9 --valid-days 9 -q"
    assert run(create.split()) == 0
    out = io.StringIO()
    with monkeypatch.context() as patched:
        patched.setattr("sys.stdout", out)
        assert run(["coupon", "issue", "TEN", "--pieces", "1", "--json"]) == 0
    code = json.loads(out.getvalue())["rows"][0]["coupon"]
    cart = json.dumps({"lines": [{"product": "A1", "price_fen": 1999}]})
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(Waiting(cart.encode(), moved)))
    assert run(["coupon", "redeem", code, "--order", "O1", "--cart", "-", "-q"]) == 0
    assert kept("SELECT at FROM coupon_redemption") == [MORNING + HOUR]


def test_each_file_of_an_import_has_its_own_moment(
    shop: Path, moved: Clock, monkeypatch: pytest.MonkeyPatch, kept: Callable[[str], list[int]]
) -> None:
    """The second of two files is imported when the first one is in, not when the command was typed."""
    from digitool.ingest import run as importing

    import_file = importing.import_file

    def slowly(*args: Any) -> Any:
        done = import_file(*args)
        moved.at += HOUR
        return done

    monkeypatch.setattr(importing, "import_file", slowly)
    for name in ("a", "b"):
        (shop / f"{name}.csv").write_text(f"at,unionid,name\n2026-03-01 10:00:00,u{name},Li\n")
    before = moved.at
    assert run(["import", "a.csv", "b.csv", "-q"]) == 0
    assert kept("SELECT at FROM operation WHERE kind = 'import' ORDER BY seq") == [before, before + HOUR]


def test_a_write_that_is_dated_back_leaves_a_trace(
    shop: Path, moved: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """The log shows the moment that a write claims and the one at which the machine recorded it."""
    claimed = "2024-12-01T12:00:00+08:00"
    assert run(["official-store", "inventory", "receive", "A1=1", "--as-of", claimed, "-q"]) == 0
    capsys.readouterr()
    assert run(["log", "--limit", "1", "--json"]) == 0
    (row,) = json.loads(capsys.readouterr().out)["rows"]
    assert (row["at"], row["recorded_at"]) == (claimed, format_instant(MORNING))
    assert run(["log", "--limit", "1", "--format", "wide", "--lang", "en"]) == 0
    assert "2024-12-01 12:00" in (told := capsys.readouterr().out) and "2026-03-02 08:00" in told


BACKWARDS = (
    ("official-store order create A1=1 --order O1", "official-store order pay O1"),
    ("official-store order create A1=1 --order O1", "official-store order cancel O1"),
    ("official-store scan open --store S901", "official-store scan add B000001 A1=1"),
    ("referral group open TEA --customer P1", "referral group pay TEA-1 --customer P1 --amount 39.00"),
)
"""A step, and one that follows it."""


@pytest.mark.parametrize(("first", "second"), BACKWARDS)
def test_no_step_is_dated_before_the_one_that_it_follows(
    first: str, second: str, shop: Path, moved: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """A day earlier by --as-of is refused; by the machine's own clock, set right meanwhile, it is taken."""
    with (shop / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write('\n[stores.S901]\nname = "North"\n')
    assert run([*first.split(), "-q"]) == 0
    capsys.readouterr()
    yesterday = format_instant(MORNING - 24 * HOUR)
    assert run([*second.split(), "--as-of", yesterday, "--json"]) == 6
    assert json.loads(capsys.readouterr().err)["code"] == "out_of_order"
    moved.at = MORNING - 24 * HOUR
    assert run([*second.split(), "-q"]) == 0


def test_a_coupon_is_not_used_before_it_was_given_out(
    shop: Path, moved: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor is its use taken back before it was made: both by --as-of alone."""
    create = (
        "coupon create TEN --kind amount --value 1 --total 9 --valid-from 2026-01-01 --valid-to 2026-12-31 -q"
    )
    assert run(create.split()) == 0
    capsys.readouterr()
    assert run(["coupon", "issue", "TEN", "--pieces", "1", "--json"]) == 0
    code = json.loads(capsys.readouterr().out)["rows"][0]["coupon"]
    redeem = ["coupon", "redeem", code, "--order", "O1", "--amount", "9.00", "--json"]
    earlier = ["--as-of", format_instant(MORNING - 24 * HOUR)]
    for words in (redeem, ["coupon", "reverse", code, "--json"]):
        assert run([*words, *earlier]) == 6
        assert json.loads(capsys.readouterr().err)["code"] == "out_of_order"
        assert run(words) == 0
        capsys.readouterr()


_CLOCKS = {
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
    "time.strftime",
    "datetime.now",
    "datetime.utcnow",
    "datetime.today",
    "date.today",
}


def _readings() -> Iterator[str]:
    for file, tree in sources().items():
        for node in ast.walk(tree):
            name = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if name.removeprefix("datetime.") in _CLOCKS or name in _CLOCKS:
                yield str(file.relative_to(PACKAGE))
            if isinstance(node, ast.ImportFrom) and node.module == "time":
                yield from (f"{file.name}: {one.name}" for one in node.names if one.name != "monotonic")


def test_there_is_one_clock() -> None:
    """The time of day is read in one place of the whole program, and never by a statement of SQL."""
    assert list(_readings()) == ["db/clock.py"]
    told = [file for file in PACKAGE.rglob("*.sql") if "'now'" in (text := file.read_text()).lower()
            or "current_timestamp" in text.lower()]  # fmt: skip
    assert told == []
