"""Files that are cut, swollen, mangled or hostile: refused whole, in words, with nothing kept."""

from __future__ import annotations

import gzip
import io
import resource
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from digitool.errors import DataError
from digitool.ingest.outcome import FileOutcome

from ..conftest import HANG_SECONDS, Cli
from ..sources.made import ALIPAY, WECOM, wechat_bill, wechat_row
from .chain import TOUCH_HEAD, ask, load, stored, table, touch_row

MIB = 1024 * 1024
TRUNCATED = {
    "truncated",
    "unclosed_quote",
    "footer_mismatch",
    "unknown_format",
    "no_header",
    "empty_file",
    "broken_archive",
    "bad_json",
}


def bill(rows: int = 200) -> str:
    """A trade bill of about 60,000 bytes."""
    return wechat_bill([wechat_row(number % 60, **_numbers(number)) for number in range(rows)])


def _numbers(number: int) -> dict[str, str]:
    return {"微信订单号": f"4200000000202603010000{number:06d}", "商户订单号": f"POS{number:06d}"}


def tries(root: Path, path: Path) -> tuple[str, FileOutcome | None]:
    """The code of the refusal, or empty and the outcome."""
    try:
        return "", load(root, path)
    except DataError as error:
        return error.code, None


def test_a_bill_cut_anywhere_is_refused_whole(chain: Path) -> None:
    """A download that broke off after any thousandth byte leaves nothing behind, and says so."""
    data = bill().encode()
    before = stored(chain)
    file = chain / "bill.csv"
    for size in range(1000, len(data), 1000):
        file.write_bytes(data[:size])
        code, _ = tries(chain, file)
        assert code in TRUNCATED, (size, code)
    assert stored(chain) == before
    file.write_bytes(data)
    assert load(chain, file).accepted == 200


@pytest.mark.parametrize("pack", [gzip.compress, lambda data: _zip({"bill.csv": data})], ids=["gz", "zip"])
def test_an_archive_cut_anywhere_is_refused_whole(chain: Path, pack: object) -> None:
    """A cut .gz or .zip is a damaged archive or a short bill, never half an import."""
    data = pack(bill().encode())  # type: ignore[operator]
    file = chain / "bill.dat"
    before = stored(chain)
    for size in range(100, len(data), max(100, len(data) // 40)):
        file.write_bytes(data[:size])
        assert tries(chain, file)[0] in TRUNCATED, size
    assert stored(chain) == before


def test_an_alipay_bill_cut_before_its_end_mark_is_refused(chain: Path) -> None:
    """Cut at every 50th byte the small Alipay bill is refused, or cut behind its end mark."""
    data = ALIPAY.encode("gb18030")
    file = chain / "alipay.csv"
    for size in range(50, len(data), 50):
        file.write_bytes(data[:size])
        code, outcome = tries(chain, file)
        whole = "列表结束" in data[:size].decode("gb18030", "replace")
        assert code in TRUNCATED or (whole and outcome is not None), (size, code)


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


TOUCHES = f"{TOUCH_HEAD}\n{touch_row(1, 'o1', '2026-03-01 10:00:00')}\n"


def hostile_files() -> Iterator[tuple[str, bytes, set[str]]]:
    """Name, content and the codes that a refusal may have."""
    yield "nul.csv", TOUCHES.encode() + b"e2,\x00\n", {"nul_byte"}
    yield (
        "quote.csv",
        (TOUCHES + 'e2,"2026-03-01 10:00:00,S001\n' + TOUCHES * 300).encode(),
        {"unclosed_quote"},
    )
    yield "twice.csv", TOUCHES.replace("ref,", "at,").encode(), {"repeated_header"}
    yield "columns.csv", (TOUCHES + "x," * 5000 + "\n").encode(), {"too_many_columns"}
    yield "empty.csv", b"", {"empty_file"}
    yield "blank.csv", b" \n\r\n", {"empty_file"}
    yield "bomb.zip", _zip({"bill.csv": b"0" * (40 * MIB)}), {"bomb"}
    yield "line.csv.gz", gzip.compress(TOUCHES.encode() + b"0" * (20 * MIB), 9), {"long_line"}
    yield "lying.zip", _lying_zip(), {"broken_archive", "bomb"}
    yield "outside.zip", _zip({"../bill.csv": TOUCHES.encode()}), {"outside_path"}
    yield "absolute.zip", _zip({"/etc/bill.csv": TOUCHES.encode()}), {"outside_path"}
    yield "windows.zip", _zip({"..\\bill.csv": TOUCHES.encode()}), {"outside_path"}
    yield "nested.zip", _zip({"inner.zip": _zip({"bill.csv": TOUCHES.encode()})}), {"nested_archive"}
    yield "crowd.zip", _zip({f"{number}.csv": b"x" for number in range(1500)}), {"too_many_members"}
    yield "two.zip", _zip({"a.csv": b"x", "b.csv": b"y"}), {"several_members"}
    yield "deep.json", b"[" * 200_000, {"bad_json", "unknown_format", "too_deep"}
    yield "cut.json", str(WECOM)[:-3].encode(), {"bad_json", "unknown_format"}
    yield "laughs.xml", _laughs(), {"bad_xml", "unknown_format", "entities"}
    yield "noise.csv", bytes(range(1, 256)) * 40, {"unknown_format", "bad_bytes", "bad_encoding", "no_header"}


def _lying_zip() -> bytes:
    """An archive whose directory says 100 bytes where 20 MiB come out."""
    data = bytearray(_zip({"bill.csv": TOUCHES.encode() + b"0" * (20 * MIB)}))
    start = data.rindex(b"PK\x01\x02")
    data[start + 24 : start + 28] = struct.pack("<I", 100)
    return bytes(data)


def _laughs() -> bytes:
    lines = ['<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">']
    lines += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10)]
    return ("".join(lines) + "]><EventNotificationAlert>&a9;</EventNotificationAlert>").encode()


HOSTILE = {name: (data, codes) for name, data, codes in hostile_files()}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_refused_in_words(chain: Path, cli: Cli, name: str) -> None:
    """Exit 3, a code, a sentence in English and in Chinese, no traceback, nothing kept or left outside."""
    data, codes = HOSTILE[name]
    inbox = chain / "deep" / "inbox"
    inbox.mkdir(parents=True)
    (inbox / name).write_bytes(data)
    before, files = stored(chain), sorted(chain.rglob("*.csv"))
    done = cli("import", inbox / name, "--json", cwd=chain)
    assert done.exit == 3, done.err
    assert done.error["code"] in codes
    chinese = cli("import", inbox / name, "--lang", "zh", cwd=chain)
    assert chinese.exit == 3
    assert any("\u4e00" <= char <= "\u9fff" for char in chinese.err.splitlines()[0].split("：", 1)[1])
    assert "Traceback" not in done.err + chinese.err
    assert done.out == chinese.out == ""
    assert stored(chain) == before
    assert sorted(chain.rglob("*.csv")) == files


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="tells no peak of memory")
def test_a_line_of_200_mib_is_refused_in_bounded_memory(chain: Path, environment: dict[str, str]) -> None:
    """One endless line costs neither 300 MiB of memory nor more than a few seconds."""
    file = chain / "line.csv"
    with file.open("wb") as stream:
        stream.write(TOUCHES.encode())
        for _ in range(200):
            stream.write(b"x" * MIB)
    # ru_maxrss would count what the process that started this one holds.
    program = (
        "import sys; from digitool.cli.entry import run;"
        " code = run(['import', sys.argv[1]]);"
        " peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM:'));"
        " print(peak.split()[1]); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(file)],
        cwd=chain,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (1500 * MIB, 1500 * MIB)),
    )
    assert done.returncode == 3, done.stderr
    assert "line 3" in done.stderr
    assert int(done.stdout) < 300 * 1024
    assert ask(chain, "SELECT count(*) FROM touch") == [(0,)]


def test_one_refused_file_does_not_undo_the_others(chain: Path, cli: Cli) -> None:
    """Files before a refused one stay in: each file is a transaction of its own."""
    good = table(chain / "a.csv", TOUCH_HEAD, [touch_row(1, "o1", "2026-03-01 10:00:00")])
    bad = chain / "b.csv"
    bad.write_bytes(TOUCHES.encode() + b"\x00")
    assert cli("import", good, bad, cwd=chain).exit == 3
    assert ask(chain, "SELECT count(*) FROM touch") == [(1,)]


@pytest.mark.parametrize(
    ("name", "exit_code"),
    [("missing.csv", 4), (".", 4), ("digitool.key", 3)],
    ids=["missing", "directory", "key"],
)
def test_what_is_no_file_to_import_is_named(chain: Path, cli: Cli, name: str, exit_code: int) -> None:
    """A path that is not there, a directory and a file of another kind are told apart by exit code."""
    done = cli("import", chain / name, "--json", cwd=chain)
    assert done.exit == exit_code
    assert done.error["hint"] or done.error["message"]
