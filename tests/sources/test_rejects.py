"""Rejected rows go to a file that a person corrects in a spreadsheet and imports again."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import InputOutputError
from digitool.model.records import HeldContact, Purchase, Reject, Touch, Traffic
from digitool.sources import open_document, read
from digitool.sources.file.guard import guard, unguard
from digitool.sources.file.rejects import write_rejects
from digitool.sources.file.table import LEADING
from digitool.sources.formats.tables.mapped_touches import read_touch_chunks
from digitool.sources.mapping.mapping import TableMapping
from tests.sources.made import (
    OPTIONS,
    TIME_RANGE,
    WECOM,
    YOUZAN,
    alipay_bill,
    alipay_row,
    items,
    items_of,
    recognise,
    wechat_bill,
    wechat_row,
)


def rejected(tmp_path: Path, text: str, language: str = "en") -> Path:
    """The rejects file of a text."""
    (tmp_path / "in.txt").write_bytes(text.encode())
    chosen, made = recognise(tmp_path / "in.txt")
    rejects = [item for item in read(made, chosen, OPTIONS) if isinstance(item, Reject)]
    assert write_rejects(tmp_path / "rejects.csv", made, rejects, language) == len(rejects) > 0
    return tmp_path / "rejects.csv"


def rewritten(path: Path, old: str, new: str, encoding: str = "gbk", mark: str = ",") -> None:
    """Correct a cell as a spreadsheet would: read, replace, save in its own encoding and separator."""
    table = list(csv.reader(io.StringIO(path.read_text("utf-8-sig"))))
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=mark)
    writer.writerows(
        [row[: len(LEADING)] + [cell.replace(old, new) for cell in row[len(LEADING) :]] for row in table]
    )
    path.write_bytes(stream.getvalue().encode(encoding))


def test_the_file_is_private_and_says_what_to_do(tmp_path: Path) -> None:
    """Mode 0600, a byte order mark for spreadsheets, the reason in the reader's language, the row whole."""
    path = rejected(tmp_path, wechat_bill([wechat_row(1, 交易时间="昨天")]), "zh")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    head, row = csv.reader(io.StringIO(path.read_text("utf-8-sig")))
    assert tuple(head[:5]) == LEADING and head[5] == "交易时间"
    assert row[:4] == ["2", "交易时间", "bad_time", "交易时间 为 昨天，不是日期时间"]
    assert row[5] == "`昨天"
    with pytest.raises(InputOutputError):
        write_rejects(path, open_document(path), [])


@pytest.mark.parametrize(
    ("encoding", "mark"), [("gbk", ","), ("utf-8-sig", ","), ("utf-16", "\t"), ("utf-8", ";")]
)
def test_a_corrected_bill_row_comes_in_without_its_footer(tmp_path: Path, encoding: str, mark: str) -> None:
    """However the spreadsheet saves it, the row is the row that the bill would have given."""
    good = wechat_bill([wechat_row(1)])
    path = rejected(tmp_path, wechat_bill([wechat_row(1, 交易时间="昨天")]))
    rewritten(path, "昨天", "2026-03-01 10:00:01", encoding, mark)
    assert items_of(path) == items(good)


def test_an_uncorrected_row_is_rejected_again_and_written_the_same(tmp_path: Path) -> None:
    """Going round once more loses nothing: the second rejects file equals the first."""
    path = rejected(tmp_path, wechat_bill([wechat_row(1, 交易时间="昨天")]))
    chosen, made = recognise(path)
    again = [item for item in read(made, chosen, OPTIONS) if isinstance(item, Reject)]
    write_rejects(tmp_path / "again.csv", made, again)
    assert (tmp_path / "again.csv").read_text() == path.read_text()


def test_other_tables_come_back_too(tmp_path: Path) -> None:
    """Alipay without its marker, Youzan with both distributors, touches with guarded cells."""
    bad = alipay_bill(
        [alipay_row(1).replace("2026-03-01 10:00:01", "soon")], ["#交易合计：1笔，商家实收共50.00元"]
    )
    path = rejected(tmp_path, bad)
    rewritten(path, "soon", "2026-03-01 10:00:01")
    assert [type(item) for item in items_of(path)] == [Purchase]
    path.unlink()
    path = rejected(tmp_path, YOUZAN.replace(",90.00,", ",many,"))
    rewritten(path, "many", "90.00")
    paid = items_of(path)[0]
    assert isinstance(paid, Purchase)
    assert (paid.referrer, paid.guide, paid.key) == ("赵六", "张三", "wechatpay:4200000000202603010000000041")


def test_a_mapped_table_with_title_lines_comes_back(tmp_path: Path) -> None:
    """The rejects file has no title lines, whatever the mapping says of the original."""
    mapping = TableMapping(
        "touches",
        {"at": "时间", "touchpoint": "码", "identity": "人", "ref": "号"},
        namespace="wx_openid",
        skip_lines=2,
    )
    (tmp_path / "in.csv").write_text(
        "标题\n\n号,时间,码,人\n0012,soon,S1,=oA\n0013,2026-03-01 10:00:00,S1,oB\n"
    )
    made = open_document(tmp_path / "in.csv")
    (chunk,) = read_touch_chunks(made, mapping, OPTIONS)
    assert [reject.line for reject in chunk.rejects] == [4]
    path = tmp_path / "rejects.csv"
    write_rejects(path, made, chunk.rejects)
    rewritten(path, "soon", "2026-03-01 09:00:00")
    (again,) = read_touch_chunks(open_document(path), mapping, OPTIONS)
    assert [row[5:7] for row in again.rows] == [("=oA", "0012")] and not again.rejects


def test_json_and_xml_come_back_as_pages(tmp_path: Path) -> None:
    """A reject of an answer holds the smallest page with it, and correcting that page is enough."""
    entry = WECOM["external_contact_list"][0]  # type: ignore[index]
    bad = {
        **WECOM,
        "external_contact_list": [entry, {**entry, "follow_info": {"userid": "lisi", "createtime": "soon"}}],
    }
    path = rejected(tmp_path, json.dumps(bad, ensure_ascii=False))
    rewritten(path, '"soon"', "1772326800")
    (contact,) = items_of(path)
    assert isinstance(contact, HeldContact) and contact.guide == "lisi"
    path.unlink()
    path = rejected(tmp_path, TIME_RANGE + TIME_RANGE.replace("<enter>12", "<enter>many"))
    rewritten(path, "many", "12")
    (traffic,) = items_of(path)
    assert isinstance(traffic, Traffic) and traffic.entered == 12


def test_one_thousand_bad_of_a_hundred_thousand(tmp_path: Path) -> None:
    """20 kinds of bad rows among good ones: all explained, and corrected they give the clean result."""
    head = "ref,at,store,touchpoint,namespace,identity\n"
    good = [
        f"e{n},2026-03-01T10:{n // 60 % 60:02d}:{n % 60:02d}+08:00,S001,S001-pay,wx_openid,o{n:027d}"
        for n in range(100_000)
    ]
    bad = list(good)
    for n in range(0, 100_000, 100):
        bad[n] = spoilt(good[n].split(","), n // 100 % 20)
    (tmp_path / "bad.csv").write_text(head + "\n".join(bad) + "\n")
    chosen, made = recognise(tmp_path / "bad.csv")
    found = list(read(made, chosen, OPTIONS))
    rejects = [item for item in found if isinstance(item, Reject)]
    assert (len(found), len(rejects)) == (100_000, 1_000)
    assert [reject.line for reject in rejects] == [n + 2 for n in range(0, 100_000, 100)]
    assert len({(reject.code, reject.column) for reject in rejects}) >= 10
    fixed = [reject._replace(cells=tuple(good[reject.line - 2].split(","))) for reject in rejects]
    write_rejects(tmp_path / "rejects.csv", made, fixed)
    clean = {item[1:] for item in items(head + "\n".join(good)) if isinstance(item, Touch)}
    taken = {item[1:] for item in [*found, *items_of(tmp_path / "rejects.csv")] if isinstance(item, Touch)}
    assert taken == clean


def spoilt(cells: list[str], kind: int) -> str:
    """One row in one of 20 ways that rows go wrong."""
    ref, at, store, touchpoint, namespace, identity = cells
    ways = [
        cells[:5],
        [*cells, "more"],
        cells[:1],
        [ref, "", *cells[2:]],
        [ref, "2026-02-30 10:00:00", *cells[2:]],
        [ref, "2026-03-01 25:00:00", *cells[2:]],
        [ref, "1772326800", *cells[2:]],
        [ref, "0001-01-01", *cells[2:]],
        [*cells[:3], "", namespace, identity],
        [*cells[:3], "S" * 65, namespace, identity],
        [*cells[:3], "a\x1bb", namespace, identity],
        [*cells[:4], "", identity],
        [*cells[:4], "WX OpenID", identity],
        [*cells[:5], ""],
        [*cells[:5], "1.23E+27"],
        [*cells[:5], "o" * 129],
        [*cells[:5], "a\tb"],
        [*cells[:4], "phone", "1.38E+10"],
        ["4.2E+27", *cells[1:]],
        [ref, at, "S" * 65, touchpoint, namespace, identity],
    ]
    assert len(ways) == 20 and store
    return ",".join(ways[kind])


TRIGGERS = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    "＋1",
    "－1",
    "＠1",
    " =1",
    "|x",
    ";x",
    "'=1",
    "''=1",
]
RUINED = [
    "4200000000202603010000000001",
    "0012",
    "1E5",
    "2026-03-01 09:05:12",
    "3-1",
    "12:30",
    "+8613800138000",
]


@pytest.mark.parametrize("cell", TRIGGERS + RUINED)
def test_cells_that_a_spreadsheet_would_run_or_ruin_are_guarded(cell: str) -> None:
    """A formula is not run, and ids and dates are not reformatted; the guard comes off again."""
    assert guard(cell) == "'" + cell
    assert unguard(guard(cell)) == cell


@pytest.mark.parametrize("cell", ["12.50", "-8.00", "13800138000", "牛奶", "", "a=1", "o'Neil", "'quoted'"])
def test_plain_cells_stay_as_they_are(cell: str) -> None:
    """Amounts stay numbers and words stay words."""
    assert guard(cell) == unguard(cell) == cell


@given(
    st.text(st.characters(codec="utf-8"), max_size=12)
    | st.from_regex(r"'{0,3}[=+\-@0-9. E]{0,6}", fullmatch=True)
)
def test_guarding_never_loses_a_cell(cell: str) -> None:
    """Taking the guard off gives the cell back, whatever it held."""
    assert unguard(guard(cell)) == cell
