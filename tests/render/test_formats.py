"""One result in seven formats: the same facts, each in the manner of its reader."""

from __future__ import annotations

import csv
import io
import json
import math
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from digitool.errors import InputOutputError, UsageError
from digitool.model.days import Days, day_number
from digitool.render import Column, Rate, Result
from digitool.render.result import Look, Request
from digitool.render.write import format_names, write
from digitool.workspace.files import output_draft

AS_OF = 1772411400000  # 2026-03-02T08:30:00+08:00

RESULT = Result(
    "digitool.flow.rate/1",
    (
        Column("store", "Store"),
        Column("rate", "Rate", "rate"),
        Column("gmv_fen", "GMV (yuan)", "money"),
        Column("orders", "Orders", "int"),
        Column("share", "Share", "share"),
        Column("bonus_bp", "Bonus", "bp"),
        Column("day", "Day", "day"),
        Column("at", "At", "instant"),
        Column("open", "Open", "flag"),
        Column("tags", "Tags", "list"),
        Column("mean", "Mean", "number", wide=True),
        Column("extra", "Extra", "object", wide=True),
    ),
    [
        {
            "store": "中山路店",
            "rate": Rate(126, 404),
            "gmv_fen": 1284500,
            "orders": 1200,
            "share": (1, 3),
            "bonus_bp": 500,
            "day": 20514,
            "at": AS_OF,
            "open": True,
            "tags": ["a", "b"],
            "mean": 3.14159,
            "extra": {"k": [1]},
        },
        {
            "store": "S02",
            "rate": Rate(0, 0),
            "gmv_fen": -5,
            "orders": 3,
            "share": (0, 7),
            "bonus_bp": 0,
            "day": 20515,
            "at": AS_OF + 1,
            "open": False,
            "tags": [],
            "mean": math.nan,
            "extra": None,
        },
        {"store": "S03"},
    ],
    as_of=AS_OF,
    period=Days(day_number(date(2026, 3, 1)), day_number(date(2026, 3, 8))),
)


def text(capsys: pytest.CaptureFixture[str], result: Result = RESULT, **request: Any) -> str:
    """What a request writes to stdout."""
    write(result, Request(**request))
    return capsys.readouterr().out


def test_json_is_the_promised_envelope(capsys: pytest.CaptureFixture[str]) -> None:
    """Schema, moment, period, rows, meta and warnings; rates with evidence, fen, RFC 3339, no NaN."""
    found = json.loads(text(capsys, format="json"))
    assert list(found) == ["schema", "as_of", "period", "rows", "meta", "warnings"]
    assert found["as_of"] == "2026-03-02T08:30:00+08:00"
    assert found["period"] == ["2026-03-01", "2026-03-08"]
    assert found["meta"] == {"returned": 3, "total": 3, "truncated": False}
    assert found["rows"][0] == {
        "store": "中山路店",
        "rate": {"value": 0.311881, "num": 126, "den": 404},
        "gmv_fen": 1284500,
        "orders": 1200,
        "share": {"value": 0.333333, "num": 1, "den": 3},
        "bonus_bp": 500,
        "day": "2026-03-02",
        "at": "2026-03-02T08:30:00+08:00",
        "open": True,
        "tags": ["a", "b"],
        "mean": 3.14159,
        "extra": {"k": [1]},
    }
    assert found["rows"][1]["rate"] == {"value": None, "num": 0, "den": 0}
    assert found["rows"][1]["mean"] is None
    assert found["rows"][2]["gmv_fen"] is None


def test_json_is_utf8_unescaped(capsys: pytest.CaptureFixture[str]) -> None:
    """Chinese stands as Chinese in JSON."""
    assert "中山路店" in text(capsys, format="json")


def test_json_lines_are_rows(capsys: pytest.CaptureFixture[str]) -> None:
    """One object a line, equal to the rows of the envelope."""
    lines = text(capsys, format="jsonl").splitlines()
    assert [json.loads(line) for line in lines] == json.loads(text(capsys, format="json"))["rows"]


def test_table_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    """Yuan, per cent with evidence, local time, n/a for what is unknown; columns line up by width."""
    lines = text(capsys).splitlines()
    assert lines[0].split()[:3] == ["Store", "Rate", "GMV"]
    assert "31.2% (126/404)" in lines[1]
    assert "12,845.00" in lines[1] and "1,200" in lines[1] and "33.3%" in lines[1] and "5.00%" in lines[1]
    assert "2026-03-02 08:30" in lines[1] and "yes" in lines[1] and "a, b" in lines[1]
    assert "n/a" in lines[2] and "-0.05" in lines[2]
    assert "Mean" not in lines[0]
    from digitool.model.cells import width

    place = width(lines[1][: lines[1].index("31.2%") + len("31.2% (126/404)")])
    assert width(lines[2][: lines[2].index("n/a") + 3]) == place


def test_colour_is_only_style(capsys: pytest.CaptureFixture[str]) -> None:
    """With --color always a pipe gets the same words, the headings in bold."""
    plain = text(capsys)
    bold = text(capsys, look=Look(colour=True))
    assert bold != plain
    assert bold.replace("\x1b[1m", "").replace("\x1b[0m", "") == plain


def test_wide_has_every_column(capsys: pytest.CaptureFixture[str]) -> None:
    """Columns that table leaves out are in wide, and in table when they are named."""
    assert "Mean" in text(capsys, format="wide")
    assert text(capsys, fields=("store", "mean")).splitlines()[0].split() == ["Store", "Mean"]


def test_headings_follow_the_language(capsys: pytest.CaptureFixture[str]) -> None:
    """Yes, no and unknown are Chinese for Chinese readers."""
    out = text(capsys, look=Look(language="zh"))
    assert "是" in out and "无数据" in out


def test_csv_keeps_numbers_as_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    """A rate is three columns, money is fen, a negative number has no quote, unknown is empty."""
    rows = list(csv.DictReader(io.StringIO(text(capsys, format="csv"))))
    assert rows[0]["rate"] == "0.311881" and rows[0]["rate_num"] == "126" and rows[0]["rate_den"] == "404"
    assert rows[1]["rate"] == "" and rows[1]["rate_den"] == "0"
    assert rows[1]["gmv_fen"] == "-5"
    assert rows[2]["orders"] == ""
    assert rows[0]["tags"] == "a; b"


def test_tsv_is_one_record_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    """No cell of a TSV holds a tab or a line end."""
    result = replace(RESULT, rows=[{"store": "a\tb\nc\r\nd"}])
    lines = text(capsys, result, format="tsv").splitlines()
    assert len(lines) == 2
    assert lines[1].split("\t")[0] == "a b c d"


def test_markdown_takes_nothing_for_markup(capsys: pytest.CaptureFixture[str]) -> None:
    """Pipes, brackets and angle brackets of a name are escaped."""
    out = text(capsys, replace(RESULT, rows=[{"store": "<b>|[x](y)"}]), format="md", fields=("store",))
    assert out.splitlines()[2] == "| \\<b\\>\\|\\[x\\](y) |"


def test_sorting_puts_unknown_last(capsys: pytest.CaptureFixture[str]) -> None:
    """A row without a value comes last in both directions."""
    up = [row["store"] for row in json.loads(text(capsys, format="json", sort="orders"))["rows"]]
    down = [row["store"] for row in json.loads(text(capsys, format="json", sort="-orders"))["rows"]]
    assert up == ["S02", "中山路店", "S03"]
    assert down == ["中山路店", "S02", "S03"]
    assert json.loads(text(capsys, format="json", sort="-rate"))["rows"][0]["store"] == "中山路店"


def test_a_cut_is_announced_with_a_command_that_shows_the_rest(capsys: pytest.CaptureFixture[str]) -> None:
    """The field meta says how many rows there are, and its command is the same one without the limit."""
    argv = ("flow", "rate", "--store", "中山 路", "--limit", "2", "--json")
    view = write(RESULT, Request(format="json", limit=2, argv=argv))
    meta = json.loads(capsys.readouterr().out)["meta"]
    assert meta["returned"] == 2 and meta["total"] == 3 and meta["truncated"] is True
    assert meta["next"] == view.next_command == "digitool flow rate --store '中山 路' --json --limit 0"


def test_a_default_limit_gives_way_to_an_asked_one(capsys: pytest.CaptureFixture[str]) -> None:
    """A command's own limit holds only when nobody asked; 0 is all."""
    short = replace(RESULT, limit=1)
    assert len(json.loads(text(capsys, short, format="json"))["rows"]) == 1
    assert len(json.loads(text(capsys, short, format="json", limit=0))["rows"]) == 3


@pytest.mark.parametrize(
    ("request_", "word"),
    [
        ({"fields": ("stoer",)}, "store"),
        ({"sort": "-gmv"}, "gmv_fen"),
        ({"format": "jsno"}, "json"),
        ({"sort": "store; DROP TABLE touch"}, "the columns are"),
        ({"limit": -1}, "--limit"),
    ],
)
def test_unknown_names_are_refused(request_: dict[str, Any], word: str) -> None:
    """Only columns and formats that exist are taken; the nearest is named."""
    with pytest.raises(UsageError) as found:
        write(RESULT, Request(**request_))
    told = str(found.value) + found.value.hint.format(**found.value.values)
    assert word in told


def test_formats_are_found_by_name() -> None:
    """Each file of render/formats is a format."""
    assert format_names() == ["csv", "json", "jsonl", "md", "table", "tsv", "wide"]


def test_a_money_column_ends_in_fen() -> None:
    """A column of money cannot be declared under a key that hides its unit."""
    with pytest.raises(ValueError, match="_fen"):
        Column("gmv", "GMV", "money")


def test_terminal_and_pipe_say_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    """A drawn table holds the words of the plain one."""
    plain = text(capsys, format="wide").split()
    drawn = text(capsys, format="wide", look=Look(cells=250)).split()
    assert [word for word in drawn if not set(word) <= set("─━ ")] == plain


@pytest.mark.parametrize("cells", [40, 80, 200])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_drawn_tables_fit_the_terminal(
    capsys: pytest.CaptureFixture[str], cells: int, ascii_only: bool
) -> None:
    """No line is wider than the terminal, and with --ascii all lines are drawn in ASCII."""
    from digitool.model.cells import width

    out = text(capsys, fields=("store", "rate", "gmv_fen"), look=Look(cells=cells, ascii=ascii_only))
    assert max(map(width, out.splitlines())) <= cells
    if ascii_only:
        assert not any("\u2500" <= char <= "\u259f" for char in out)


def into(path: Path, format: str = "csv", *, force: bool = False) -> None:
    """Write the result into a file."""
    with output_draft(path, force=force) as draft:
        write(RESULT, Request(format=format), draft)


class TestOutputFile:
    """--output writes whole files, and only where it may."""

    def test_a_file_is_private_and_whole(self, tmp_path: Path) -> None:
        """The file has mode 0600, the full text, and no draft is left beside it."""
        target = tmp_path / "rate.json"
        into(target, "json")
        assert json.loads(target.read_text())["meta"]["total"] == 3
        assert target.stat().st_mode & 0o777 == 0o600
        assert list(tmp_path.iterdir()) == [target]

    def test_an_existing_file_needs_force(self, tmp_path: Path) -> None:
        """Without --force an existing file stays; with it, it is replaced."""
        target = tmp_path / "rate.csv"
        target.write_text("mine")
        with pytest.raises(UsageError, match="exists"):
            into(target)
        assert target.read_text() == "mine"
        into(target, force=True)
        assert target.read_text().startswith("store,")

    def test_links_are_not_followed(self, tmp_path: Path) -> None:
        """A symbolic link is refused even with --force, and its target stays."""
        real, link = tmp_path / "real.csv", tmp_path / "link.csv"
        real.write_text("mine")
        link.symlink_to(real)
        with pytest.raises(InputOutputError, match="link"):
            into(link, force=True)
        assert real.read_text() == "mine"

    @pytest.mark.parametrize("name", ["no/such/dir.csv", "x" * 300, "nul\0.csv", "."])
    def test_impossible_paths_are_refused(self, tmp_path: Path, name: str) -> None:
        """A path that cannot be written is an error with exit 2 or 9, and nothing appears."""
        with pytest.raises((UsageError, InputOutputError)):
            into(tmp_path / name)
        assert list(tmp_path.iterdir()) == []

    def test_a_device_is_not_a_target(self) -> None:
        """A path that is no plain file is refused."""
        with pytest.raises(InputOutputError):
            into(Path("/dev/null"), force=True)
