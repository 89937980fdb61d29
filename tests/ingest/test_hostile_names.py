"""Names from outside that try to write to the terminal, and phones that must not be seen anywhere."""

from __future__ import annotations

import random
import re
from pathlib import Path

from ..conftest import Cli, Done
from ..sources.made import YOUZAN_HEAD
from .chain import CUSTOMER_HEAD, TOUCH_HEAD, ask, table, wecom_page

ESCAPE = "\x1b[31mred\x1b]0;title\x07"
BIDI = "\u202etxt.exe\u2066"
MARKUP = "[bold]x[/] [/] [link=http://x]y"
RAW = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def assert_harmless(done: Done) -> None:
    """Neither stream holds a control, an escape or a bidi mark, or an OSC or CSI sequence."""
    assert not RAW.search(done.out), done.out
    assert not RAW.search(done.err), done.err


def test_hostile_names_never_reach_the_terminal(chain: Path, cli: Cli) -> None:
    """Import, customer and log show names with ESC, bidi and markup as plain text, in every format."""
    contacts = [
        {
            "id": f"wm{number}",
            "guide": "zhangsan",
            "at": 1_772_326_800,
            "name": name,
            "tags": [],
            "state": name,
        }
        for number, name in enumerate((ESCAPE, BIDI, MARKUP))
    ]
    page = chain / f"contacts {MARKUP.replace('/', '|')}{BIDI}\x1b[2J.json"
    page.write_text(wecom_page(contacts), "utf-8")
    touches = table(
        chain / "touches.csv",
        TOUCH_HEAD,
        [f"e1,2026-03-01 10:00:00,,[/]{number},wx_openid,wxmadeup,o{number}[/]" for number in range(2)]
        + [f"e2,2026-03-01 10:00:00,{name},S001-pay,wx_openid,wxmadeup,o1" for name in (ESCAPE, BIDI, "[/]")],
    )
    customers = table(
        chain / "customers.csv",
        CUSTOMER_HEAD,
        [f",o{n},,,,{n}{name},yes,,S001" for n, name in enumerate((ESCAPE, BIDI, MARKUP))],
    )
    for file in (page, touches, customers):
        for form in ("table", "json"):
            assert_harmless(cli("import", file, "--format", form, "-v", cwd=chain))
    persons = [f"P{row[0]}" for row in ask(chain, "SELECT DISTINCT person FROM identifier")]
    assert len(persons) >= 6
    for person in (*persons[:3], persons[-1]):
        for verb in ("show", "why"):
            for form in ("table", "json"):
                done = cli("customer", verb, person, "--format", form, cwd=chain)
                assert done.exit == 0, done.err
                assert_harmless(done)
    found = cli("customer", "find", "o0[/]", cwd=chain)
    assert_harmless(found)
    for form in ("table", "tsv"):
        assert_harmless(cli("log", "--format", form, cwd=chain))
    shown = cli("import", touches, cwd=chain)
    assert "[/]" in shown.err


def canaries() -> list[str]:
    """200 phones that appear nowhere else."""
    draw = random.Random(19)
    return [f"1{draw.choice('3456789')}{draw.randrange(10**9):09d}" for _ in range(200)]


def spellings(phone: str) -> list[str]:
    """How one phone stands in files."""
    return [
        phone,
        f"+86{phone}",
        f"86-{phone}",
        f"{phone[:3]} {phone[3:7]} {phone[7:]}",
        f"{phone[:3]}-{phone[3:7]}-{phone[7:]}",
    ]


def exports(root: Path, phones: list[str]) -> list[Path]:
    """Contacts, orders, customers and touches with the phones in all fields that people put them into."""
    contacts = [
        {
            "id": f"wm{n}",
            "guide": "zhangsan",
            "at": 1_772_326_800 + n,
            "phone": phone,
            "name": f"甲{phone}",
            "state": phone,
            "tags": [f"电话{phone}"],
        }
        for n, phone in enumerate(phones[:50])
    ]
    page = root / "contacts.json"
    page.write_text(wecom_page(contacts), "utf-8")
    orders = [
        f"E{n},门店,二店,交易完成,2026-03-01 10:00:00,2026-03-01 10:00:30,,1.00,牛奶{phone}(1件),"
        f"{spellings(phone)[n % 5]},,张三{phone},,,0.00,{phone},0.00"
        for n, phone in enumerate(phones[50:100])
    ]
    customers = [
        f"{spellings(phone)[n % 5]},o{n},,,2026-02-01 00:00:00,{'李' if n % 2 else phone},yes,yes,S001"
        for n, phone in enumerate(phones[100:150])
    ]
    touches = [
        f"e{n},2026-03-01 10:00:00,S001,S001-pay,phone,,{phone}" for n, phone in enumerate(phones[150:170])
    ]
    bad = [
        f"e{n},2026-03-01 10:00:00,S001,S001-pay,phone,,{phone}0" for n, phone in enumerate(phones[170:180])
    ]
    lost = [
        f"e{n},2026-03-01 10:00:00,{phone},S001-pay,wx_openid,,o1" for n, phone in enumerate(phones[180:190])
    ]
    late = [f"e{n},{phone},S001,{phone},wx_openid,,o1" for n, phone in enumerate(phones[190:])]
    return [
        page,
        table(root / "orders.csv", YOUZAN_HEAD, orders),
        table(root / "customers.csv", CUSTOMER_HEAD, customers),
        table(root / "touches.csv", TOUCH_HEAD, [*touches, *bad, *lost, *late]),
    ]


def holding(text: str, phones: list[str]) -> list[str]:
    """The phones that a text holds, also with blanks and hyphens between their digits."""
    digits = re.sub(r"(?<=\d)[ -](?=\d)", "", text)
    return [phone for phone in phones if phone in text or phone in digits]


def test_no_plain_phone_is_kept_or_shown(chain: Path, cli: Cli, tmp_path: Path) -> None:
    """200 phones from four exports are in no file of the workspace but the rejects, and on no screen."""
    phones, inbox = canaries(), tmp_path / "inbox"
    inbox.mkdir()
    screens = []
    for file in exports(inbox, phones):
        for options in (
            ["--dry-run"],
            ["-v"],
            ["--json"],
            ["--strict", "--lang", "zh"],
            ["--strict", "--json", "-v"],
        ):
            done = cli("import", file, *options, cwd=chain)
            assert done.exit in (0, 3), done.err
            screens += [done.out, done.err]
    assert (
        ask(
            chain,
            "SELECT count(*) FROM identifier i JOIN identifier_namespace n ON n.code = i.ns"
            " WHERE n.name = 'phone'",
        )[0][0]
        >= 160
    )
    for command in (
        ["log", "--json"],
        ["check", "--json"],
        ["doctor"],
        ["flow", "rate", "--last", "60d", "--as-of", "2026-03-31T00:00:00+08:00"],
    ):
        done = cli(*command, cwd=chain)
        screens += [done.out, done.err]
    for (person,) in ask(chain, "SELECT DISTINCT person FROM identifier ORDER BY person")[::40]:
        for verb in ("show", "why"):
            done = cli("customer", verb, f"P{person}", "--json", cwd=chain)
            screens += [done.out, done.err]
    found = cli("customer", "find", "-", stdin=phones[0], cwd=chain)
    assert found.exit == 0
    screens += [found.out, found.err]
    assert {place: held for place, text in enumerate(screens) for held in holding(text, phones)} == {}
    files = [path for path in chain.rglob("*") if path.is_file() and path.parent.name != "rejects"]
    contents = {path.name: path.read_bytes().decode("latin-1") for path in files}
    assert {name: held for name, text in contents.items() for held in holding(text, phones)} == {}
    assert [
        path
        for path in chain.rglob("*")
        if path.is_file() and path.stat().st_mode & 0o077 and path.name != "digitool.toml"
    ] == []
