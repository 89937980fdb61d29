"""Files are opened within limits, in any encoding and line end, and never half understood."""

from __future__ import annotations

import gzip
import io
import resource
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.errors import DataError, InputOutputError, NotFoundError, UsageError
from digitool.model.records import Purchase
from digitool.sources import Document, open_document
from digitool.sources.file.containers import member_name
from digitool.sources.file.encodings import CHUNK
from digitool.sources.file.rows import find_table
from digitool.sources.file.table import delimiter, rows
from tests.sources.made import ALIPAY, GOOD, document, items, items_of, recognise


def refusal(content: str | bytes) -> DataError:
    """The refusal that reading a content as a table ends in."""
    with pytest.raises(DataError) as caught:
        list(rows(document(content)))
    return caught.value


ENCODINGS = {
    "utf-8": lambda text: text.encode(),
    "utf-8 with mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "gbk": lambda text: text.encode("gbk"),
    "gb18030": lambda text: text.encode("gb18030"),
    "utf-16 le": lambda text: b"\xff\xfe" + text.encode("utf-16-le"),
    "utf-16 be": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


@pytest.mark.parametrize("mark", [",", "\t", ";"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_encoding_line_end_and_separator_reads_the_same(encoding: str, end: str, mark: str) -> None:
    """A table is the same rows whatever it is encoded in, and a byte order mark is no part of a header."""
    table = [["编号", "名称", "金额"], ["1", "牛奶", "12.50"], ["2", "面包“大”", "8.00"]]
    text = end.join(mark.join(row) for row in table) + end
    read = list(rows(document(ENCODINGS[encoding](text))))
    assert read == [(line, row) for line, row in enumerate(table, start=1)]


def test_rare_characters_need_all_of_gb18030() -> None:
    """A name outside GBK survives, because GB18030 is tried and nothing is ignored."""
    assert list(rows(document("a,𠮷野\n1,㐂\n".encode("gb18030")))) == [(1, ["a", "𠮷野"]), (2, ["1", "㐂"])]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize("shift", range(5))
def test_a_character_cut_by_a_chunk_border_is_whole(encoding: str, shift: int) -> None:
    """Where a chunk ends never matters to a character of several bytes."""
    text = "x" * (CHUNK - shift) + "中文𠮷"
    made = document(("中\n" + text).encode(encoding))
    assert "".join(made.chunks()) == "中\n" + text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff"), max_size=60), st.integers(1, 7))
def test_text_survives_any_chunking(text: str, size: int) -> None:
    """What is decoded piece by piece is what was encoded."""
    from digitool.sources.file.encodings import Decoder

    decoder = Decoder()
    data = ("ASCII first\n" + text).encode()
    read = "".join(decoder.feed(data[at : at + size]) for at in range(0, len(data), size))
    assert read + decoder.feed(b"", final=True) == "ASCII first\n" + text


@given(st.lists(st.text(st.sampled_from('ab,;"\t\r\n中'), max_size=8), min_size=1, max_size=5))
def test_rows_survive_writing_and_reading(cells: list[str]) -> None:
    """Cells with quotes, separators and line ends come back from the CSV that the standard writer makes."""
    import csv

    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL).writerows([["h"] * len(cells), cells])
    read = list(rows(document("a,b\n" * 20 + stream.getvalue())))
    assert read[-1] == (22, cells)


def test_bytes_that_are_no_text_name_their_line() -> None:
    """Bytes that fit no encoding are refused with the line, and another encoding is proposed."""
    refused = refusal("中文,1\n".encode() * 3 + b"\xff\xfe\xfd,2\n")
    assert (refused.code, refused.values["line"], refused.values["other"]) == ("bad_bytes", 4, "gb18030")


def test_a_forced_encoding_is_obeyed_and_checked() -> None:
    """The encoding that a person names is used, and an unknown name is a usage error."""
    made = Document("x", lambda: io.BytesIO("é,1".encode("latin-1")), 3, "latin-1")
    assert "".join(made.chunks()) == "é,1"
    with pytest.raises(UsageError):
        list(Document("x", lambda: io.BytesIO(b"a"), 1, "utf-99").chunks())


def test_a_file_cut_inside_a_character_is_truncated() -> None:
    """A file that ends in half a character says that it is incomplete."""
    assert refusal("a,b\n中".encode()[:-1]).code == "truncated"


def test_a_nul_byte_names_its_line() -> None:
    """NUL means that this is no text, and the line is named."""
    refused = refusal("a,b\r\n1,2\r\n3,\0\r\n")
    assert (refused.code, refused.values["line"]) == ("nul_byte", 3)


class Endless(io.RawIOBase):
    """A stream of one line of 200 MiB that never exists as a whole."""

    def __init__(self, start: bytes, total: int) -> None:
        super().__init__()
        self.left, self.start = total, start

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the line."""
        data, self.start = (self.start or b"x" * min(size, self.left)), b""
        self.left -= len(data)
        return data


@pytest.mark.parametrize("start", [b"a,b\n1,2\n", b'a,b\n1,"'], ids=["plain", "quoted"])
def test_a_line_of_200_mib_is_refused_early(start: bytes) -> None:
    """One endless line is refused at a fixed limit, after a twentieth of it, without being held."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    stream = Endless(start, 200 * 1024**2)
    with pytest.raises(DataError) as caught:
        list(rows(Document("x", lambda: stream)))
    assert caught.value.code == "long_line"
    assert stream.left > 190 * 1024**2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n"])
@pytest.mark.parametrize("shift", [0, 1, 2])
def test_a_line_end_cut_by_a_chunk_border_is_one_end(end: str, shift: int) -> None:
    """A CRLF that two chunks share ends one line, and a CR that only looks like half of one does too."""
    first = "x" * 1_000 + end
    text = first * (CHUNK // len(first))
    text += "y" * (CHUNK - len(text) - shift) + end + "z,1" + end
    lines = [line for block in document(text).lines() for line in block]
    assert "".join(lines) == text
    assert lines[-2:] == [f"{'y' * (len(lines[-2]) - len(end))}{end}", f"z,1{end}"]
    assert len(lines) == CHUNK // len(first) + 2


def test_a_quote_at_the_very_end_is_unclosed() -> None:
    """A file that ends right after an opening quote is cut, even when the cell is still empty."""
    refused = refusal('a,b\n"')
    assert (refused.code, refused.values["line"]) == ("unclosed_quote", 2)


@pytest.mark.parametrize("rest", ["x,y\n" * 50, "x,y\n" * 5_000, "," * 70_000], ids=["end", "lines", "long"])
def test_an_unclosed_quote_names_the_line_where_it_opened(rest: str) -> None:
    """A quote that never closes does not swallow the file: the row where it opened is named."""
    refused = refusal('a,b\n1,2\n3,"4\n' + rest)
    assert (refused.code, refused.values["line"]) == ("unclosed_quote", 3)


def test_line_numbers_count_line_ends_inside_cells() -> None:
    """A row after a cell with line ends is named by the line that a text editor shows."""
    read = list(rows(document('a,b\n1,"x\ny\r\nz"\n\n2,w\n')))
    assert [line for line, _ in read] == [1, 2, 6]


def test_too_many_columns_are_refused() -> None:
    """More than 2,000 columns are no table."""
    assert refusal("a,b\n" + ",".join("1" * 2_001) + "\n").code == "too_many_columns"
    assert refusal("," * 2_000_000).code == "long_line"


def test_repeated_headers_are_refused_unless_the_format_knows_them() -> None:
    """A name that occurs twice is ambiguous; a format that declares it gets both columns."""
    with pytest.raises(DataError) as caught:
        find_table(document("a,b,a\n1,2,3\n"), ("a", "b"))
    assert caught.value.code == "repeated_header"
    table = find_table(document("a,b,a\n1,2,3\n"), ("a", "b"), ("a",))
    assert table.names == ("a", "b", "a#2")


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("a,b\n1,2\n", ","),
        ("a\tb\n1,5\t2,5\n", "\t"),
        ("a;b\n1,5;2,5\n", ";"),
        ("# a;b;c\na,b\n1;2,3\n", ","),
    ],
)
def test_the_separator_is_the_one_that_lines_agree_on(text: str, mark: str) -> None:
    """Decimal commas and comment lines do not mislead the choice of the separator."""
    assert delimiter(text) == mark


def test_an_empty_file_says_so(tmp_path: Path) -> None:
    """Nothing, blanks and an empty gzip are all an empty file."""
    for name, data in {"a.csv": b"", "b.csv": b" \r\n\r\n", "c.gz": gzip.compress(b"")}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(DataError) as caught:
            recognise(tmp_path / name)
        assert caught.value.code == "empty_file"


def test_missing_files_and_directories_are_told_apart(tmp_path: Path) -> None:
    """A wrong path is "not found", a forbidden one is an input error; neither is a traceback."""
    for path in (tmp_path, tmp_path / "no.csv", Path("a\0b")):
        with pytest.raises((NotFoundError, InputOutputError)):
            open_document(path)


@pytest.mark.parametrize("name", GOOD)
def test_gzip_reads_as_the_plain_file(name: str, tmp_path: Path) -> None:
    """A packed file gives what the plain one gives, whatever its name ends in."""
    (tmp_path / "x.data").write_bytes(gzip.compress(GOOD[name].encode()))
    assert items_of(tmp_path / "x.data") == items(GOOD[name])


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    """A zip with these members."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


def alipay_zip(path: Path) -> Path:
    """A zip as Alipay makes it: GBK names without the UTF-8 flag, a detail and a summary."""
    contents = {"2088_业务明细.csv": ALIPAY.encode("gbk"), "2088_业务明细(汇总).csv": b"#x"}
    local, central = b"", b""
    for name, data in contents.items():
        raw, crc = name.encode("gbk"), zlib.crc32(data)
        common = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0x5C61, crc, len(data), len(data), len(raw), 0)
        central += b"PK\x01\x02" + struct.pack("<H", 20) + common
        central += struct.pack("<HHHII", 0, 0, 0, 0, len(local)) + raw
        local += b"PK\x03\x04" + common + raw + data
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 2, 2, len(central), len(local), 0)
    path.write_bytes(local + central + end)
    return path


def test_the_detail_in_an_alipay_zip_is_read(tmp_path: Path) -> None:
    """Member names are GBK without a flag; the member that is not the summary is the one."""
    path = alipay_zip(tmp_path / "a.zip")
    with zipfile.ZipFile(path) as archive:
        assert member_name(archive.infolist()[0]) == "2088_业务明细.csv"
    assert sum(isinstance(item, Purchase) for item in items_of(path)) == 2


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"a.csv": b"0" * 3_000_000}, "bomb"),
        ({f"{n}.csv": b"a" for n in range(1_001)}, "too_many_members"),
        ({"../a.csv": b"a"}, "outside_path"),
        ({"/etc/a.csv": b"a"}, "outside_path"),
        ({"C:\\a.csv": b"a"}, "outside_path"),
        ({"a.zip": b"PK"}, "nested_archive"),
        ({"a.csv.GZ": b"x"}, "nested_archive"),
        ({"xl/workbook.xml": b"<a/>"}, "spreadsheet"),
        ({"a.csv": b"a", "b.csv": b"b"}, "several_members"),
        ({"d/": b""}, "several_members"),
    ],
)
def test_harmful_zips_are_refused_from_their_directory(
    members: dict[str, bytes], code: str, tmp_path: Path
) -> None:
    """Bombs, crowds, outside paths, archives in archives and workbooks are refused unopened."""
    with pytest.raises(DataError) as caught:
        open_document(zipped(tmp_path / "x.zip", members))
    assert caught.value.code == code
    assert [path.name for path in tmp_path.iterdir()] == ["x.zip"]


def test_a_zip_that_lies_about_its_size_is_stopped_while_reading(tmp_path: Path) -> None:
    """The directory may claim any size; the running counter does not believe it."""
    path = zipped(tmp_path / "x.zip", {"a.csv": b"a,b\n" + b"0" * 40_000_000})
    data = path.read_bytes()
    claimed = data.replace(struct.pack("<I", 40_000_004), struct.pack("<I", 1_000))
    path.write_bytes(claimed)
    with pytest.raises(DataError) as caught:
        "".join(open_document(path).chunks())
    assert caught.value.code in ("bomb", "broken_archive")


def test_a_gzip_bomb_is_stopped_while_reading(tmp_path: Path) -> None:
    """A small gzip of endless zeros stops at the limit instead of filling memory."""
    path = tmp_path / "x.gz"
    with gzip.open(path, "wb", compresslevel=9) as stream:
        for _ in range(270):
            stream.write(b"0\n" * 524_288)
    with pytest.raises(DataError) as caught:
        for _ in open_document(path).chunks():
            pass
    assert caught.value.code == "bomb"


@pytest.mark.parametrize("keep", [12, 40, -9, -1])
def test_cut_archives_are_refused(keep: int, tmp_path: Path) -> None:
    """A download that stopped half-way is a damaged archive, for gzip and for zip."""
    plain = GOOD["wechatpay-trade"].encode()
    whole = {"a.gz": gzip.compress(plain), "a.zip": zipped(tmp_path / "w.zip", {"a.csv": plain}).read_bytes()}
    for name, data in whole.items():
        (tmp_path / name).write_bytes(data[:keep])
        with pytest.raises(DataError) as caught:
            items_of(tmp_path / name)
        assert caught.value.code == "broken_archive"


def test_old_spreadsheets_are_named(tmp_path: Path) -> None:
    """An .xls is told from a text, with the way to save it as CSV."""
    (tmp_path / "a.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100)
    with pytest.raises(DataError) as caught:
        open_document(tmp_path / "a.xls")
    assert caught.value.code == "spreadsheet"
    assert "CSV UTF-8" in caught.value.hint
