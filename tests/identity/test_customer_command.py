"""``digitool customer`` as it is typed: rows, masks, dry runs, exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Cli, Done

MEMBERS = (
    "会员号,姓名,手机号,unionid,openid,生日,城市,开卡时间\n"
    "M0001001,王小明,13900000001,,oAAAAAAAAAAAAAAAAAAAAAAAAAA1,1990-03-07,深圳市,2026-01-05 10:00:00\n"
    "M0001002,李静,13900000002,ozUUUUUUUUUUUUUUUUUUUUUUUU1,,1985-11-30,广州市,2026-01-06 10:00:00\n"
    "M0001003,陈文,13900000002,ozUUUUUUUUUUUUUUUUUUUUUUUU2,,1986-10-30,广州市,2026-01-07 10:00:00\n"
)

MAPPING = """
kind = "customers"

[columns]
identity = "会员号"
name = "姓名"
phone = "手机号"
unionid = "unionid"
openid = "openid"
birthday = "生日"
city = "城市"
at = "开卡时间"

[identity]
namespace = "member_no"
verified = true
"""


@pytest.fixture
def chain(workspace: Path, cli: Cli) -> Path:
    """A workspace with three members, two of whom share a phone."""
    (workspace / "members.csv").write_text(MEMBERS, "utf-8")
    (workspace / "members.toml").write_text(MAPPING, "utf-8")
    (workspace / "digitool.toml").write_text('[chain]\nown_appids = ["wxmadeup"]\n', "utf-8")
    done = cli("import", "members.csv", "--mapping", "members.toml", "--json", cwd=workspace)
    assert done.rows[0]["accepted"] == 3, done.err
    return workspace


def person(cli: Cli, chain: Path, value: str) -> str:
    """The person of a member number."""
    found: str = cli("customer", "find", value, "--json", cwd=chain).rows[0]["person"]
    return found


def two(cli: Cli, chain: Path, *options: str) -> Done:
    """Merge the first two members."""
    people = [person(cli, chain, number) for number in ("M0001001", "M0001002")]
    return cli("customer", "merge", *people, "--reason", "test", "--json", *options, cwd=chain)


def test_find_masks_what_it_finds(cli: Cli, chain: Path) -> None:
    """A member number finds its person; the value comes back masked."""
    row = cli("customer", "find", "M0001001", "--json", cwd=chain).rows[0]
    assert (row["namespace"], row["value"]) == ("member_no", "M***")
    assert row["person"].startswith("P") and row["identifier"].startswith("I")


def test_find_takes_phones_from_stdin_and_files(cli: Cli, chain: Path, tmp_path: Path) -> None:
    """A phone in any notation finds its identifier, and is shown masked."""
    from_stdin = cli("customer", "find", "-", "--json", cwd=chain, stdin="+86 139-0000-0001\n").rows
    (tmp_path / "phones.txt").write_text("13900000001\n")
    from_file = cli("customer", "find", "--phone-file", tmp_path / "phones.txt", "--json", cwd=chain).rows
    assert from_stdin == from_file
    assert [row["value"] for row in from_stdin] == ["139****0001"]


def test_a_phone_on_the_command_line_is_refused(cli: Cli, chain: Path) -> None:
    """Phones would stay in the shell's history; the hint says how to do it, without the phone."""
    done = cli("customer", "find", "13900000001", "--json", cwd=chain)
    assert (done.exit, done.error["code"]) == (2, "phone_on_command_line")
    assert "13900000001" not in done.err


@pytest.mark.parametrize("locale", ["C.UTF-8", "C", "en_US.UTF-8"])
@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        ((b"find", b"-"), b"M0001001\n\xff\xfe\n"),
        ((b"find", b"\xff"), b""),
        ((b"merge", b"P1\xff", b"P2", b"--reason", b"x"), b""),
        ((b"merge", b"P1", b"P2", b"--reason", b"\xff"), b""),
        ((b"merge", b"P1", b"P2", b"--reason", b"x", b"--key", b"\xff"), b""),
    ],
)
def test_what_is_not_utf8_is_a_usage_error(
    chain: Path, environment: dict[str, str], locale: str, words: tuple[bytes, ...], stdin: bytes
) -> None:
    """Bytes that are no text, typed or piped, end with exit code 2 and never with a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "digitool", "customer", *words, "--json"],
        cwd=chain,
        env={**environment, "LC_ALL": locale},
        input=stdin,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert b"not_utf8" in done.stderr


def test_stdin_may_begin_with_a_mark(cli: Cli, chain: Path) -> None:
    """A list saved by a spreadsheet, with its byte order mark, is read as any other."""
    done = cli("customer", "find", "-", "--json", cwd=chain, stdin="\ufeffM0001001\r\nM0001002\r\n")
    assert len(done.rows) == 2


def test_a_phone_in_a_reason_is_kept_masked(cli: Cli, chain: Path) -> None:
    """Reasons of merge, undo and reveal stay in the log for ever, so their phones lose the middle."""
    why = ("--reason", "phone 13911112222 told me")
    people = [person(cli, chain, number) for number in ("M0001001", "M0001002")]
    done = cli("customer", "merge", *people, *why, "--json", cwd=chain)
    cli("customer", "undo", done.json["meta"]["operation"], *why, cwd=chain)
    cli("customer", "show", people[0], "--reveal", *why, cwd=chain)
    log = cli("log", "--json", cwd=chain).out
    assert log.count("139****2222") == 3
    assert not any(b"13911112222" in file.read_bytes() for file in chain.glob("digitool.db*"))


@pytest.mark.parametrize("key", ["13911112222", "till-139 1111 2222", "k" * 256, ""])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_key_that_may_not_be_kept(cli: Cli, chain: Path, key: str, language: str) -> None:
    """A phone, no character or more than 255 are no idempotency key: exit code 2, nothing is written."""
    done = two(cli, chain, "--key", key, "--lang", language)
    assert done.exit == 2
    assert done.error["code"] == {256: "key_too_long", 0: "key_empty"}.get(len(key), "phone_in_key")
    assert not key or key not in done.err
    assert "customer.merge" not in cli("log", "--json", cwd=chain).out


def test_the_longest_key_is_taken(cli: Cli, chain: Path) -> None:
    """255 characters are a key, and it replays."""
    people = [person(cli, chain, number) for number in ("M0001001", "M0001002")]
    words = ("customer", "merge", *people, "--reason", "x", "--key", "k" * 255, "--json")
    first = cli(*words, cwd=chain)
    assert first.exit == 0
    assert cli(*words, cwd=chain).rows == first.rows


def test_an_operation_too_large_for_the_database(cli: Cli, chain: Path) -> None:
    """A number beyond SQLite's integers is an unknown operation to undo, and no mark to restate from."""
    huge = "op-99999999999999999999"
    undone = cli("customer", "undo", huge, "--json", cwd=chain)
    assert (undone.exit, undone.error["code"]) == (4, "no_such_operation")
    restated = cli("flow", "restate", "--since", huge, "--json", cwd=chain)
    assert (restated.exit, restated.error["code"]) == (2, "bad_operation")


@pytest.mark.parametrize("words", [("find", "nobody"), ("show", "P999"), ("why", "P999")])
def test_who_is_not_there_is_not_found(cli: Cli, chain: Path, words: tuple[str, str]) -> None:
    """An unknown id ends with exit code 4."""
    assert cli("customer", *words, cwd=chain).exit == 4


def test_show_has_the_promised_fields(cli: Cli, chain: Path) -> None:
    """The row of one person: ids, first touch, tags, guide, statements; nothing personal in full."""
    done = cli("customer", "show", person(cli, chain, "M0001002"), "--json", cwd=chain)
    row = done.rows[0]
    assert row.keys() >= {"person", "identifiers", "first_touch", "tags", "guide", "assertions"}
    assert row["household"] == [person(cli, chain, "M0001003")]
    assert "name=李*" in row["attributes"]
    assert not any(secret in done.out for secret in ("李静", "13900000002", "1985-11-30", "M0001002"))


def test_why_names_file_and_line(cli: Cli, chain: Path) -> None:
    """Every statement leads back to the row that made it, every refusal names its rule."""
    rows = cli("customer", "why", person(cli, chain, "M0001002"), "--json", cwd=chain).rows
    assert "members.csv:3" in {row["source"] for row in rows}
    assert [row["rule"] for row in rows if row["what"] == "refused"] == ["unique"]


def test_merge_show_undo(cli: Cli, chain: Path) -> None:
    """A merge is shown, kept and taken back."""
    done = two(cli, chain)
    operation = done.json["meta"]["operation"]
    assert done.exit == 0
    assert person(cli, chain, "M0001001") == person(cli, chain, "M0001002")
    back = cli("customer", "undo", operation, "--json", cwd=chain)
    assert back.exit == 0
    assert {row["identifier"] for row in back.rows} == {row["identifier"] for row in done.rows}
    assert person(cli, chain, "M0001001") != person(cli, chain, "M0001002")
    assert cli("check", "persons", "flow-rollups", cwd=chain).exit == 0


def test_dry_run_merges_nobody(cli: Cli, chain: Path) -> None:
    """A dry run shows who would move and leaves no operation behind."""
    done = two(cli, chain, "--dry-run")
    assert done.rows
    assert person(cli, chain, "M0001001") != person(cli, chain, "M0001002")
    assert "customer.merge" not in cli("log", "--json", cwd=chain).out


@pytest.mark.parametrize(("language", "words"), [("en", "each has an own wx_unionid"), ("zh", "不能合并")])
def test_a_refused_merge_says_why(cli: Cli, chain: Path, language: str, words: str) -> None:
    """Two WeChat accounts stay two persons: exit code 6, with the rule in the reader's words."""
    people = [person(cli, chain, number) for number in ("M0001002", "M0001003")]
    done = cli("customer", "merge", *people, "--reason", "x", "--json", "--lang", language, cwd=chain)
    assert done.exit == 6
    assert words in done.error["message"]
    assert done.error["try"] == f"digitool customer why {people[0]}"


def test_split_moves_identifiers(cli: Cli, chain: Path) -> None:
    """The openid leaves the member card; both parts are persons of their own."""
    openid = cli("customer", "find", "oAAAAAAAAAAAAAAAAAAAAAAAAAA1", "--json", cwd=chain).rows[0]
    done = cli(
        "customer", "split", openid["person"], "--move", openid["identifier"], "--reason", "x", "--json",
        cwd=chain,
    )  # fmt: skip
    assert done.exit == 0
    now = cli("customer", "find", "oAAAAAAAAAAAAAAAAAAAAAAAAAA1", "--json", cwd=chain).rows[0]
    assert now["person"] != person(cli, chain, "M0001001")


def test_reveal_needs_a_reason_and_is_recorded(cli: Cli, chain: Path) -> None:
    """Names are shown in full only with a reason that stays in the log; phones are never there to show."""
    who = person(cli, chain, "M0001002")
    assert cli("customer", "show", who, "--reveal", cwd=chain).exit == 2
    done = cli("customer", "show", who, "--reveal", "--reason", "call back", "--json", cwd=chain)
    assert "name=李静" in done.rows[0]["attributes"]
    assert "13900000002" not in done.out
    kept = cli("log", "--json", "--limit", "1", cwd=chain).rows[0]
    assert (kept["kind"], kept["result"]["person"]) == ("customer.reveal", who)


def test_shared_lists_values_of_several_persons(cli: Cli, chain: Path) -> None:
    """The household's phone is listed, masked, with its number of persons."""
    rows = cli("customer", "shared", "--json", cwd=chain).rows
    assert [(row["value"], row["persons"]) for row in rows] == [("139****0002", 2)]
