"""No personal number is kept or printed in clear, whichever way it comes in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from digitool.communities import requests as referral_requests
from digitool.official_store import requests
from digitool.sources.mapping.mapping import KINDS, NAMESPACES

from .test_help import leaves
from .walking import NOON, Door, Path_, Told, call, doors_of, stock

FORMS = (
    "13800138111",
    "+86 138 0013 8111",
    "138-0013-8111",
    "１３８００１３８１１１",
    "王姐13800138111",
    "021-62345678",
    "+852 9123 4567",
    "0912-345-678",
    "110101199003077897",
    "li.lei@example.com",
)
"""A personal number in the forms in which people type them, and an id card, a telephone and an e-mail."""
PROBES = ("13800138111", "138 0013 8111", "138-0013-8111", "１３８００１３８１１１", "62345678", "9123 4567",
          "0912-345-678", "110101199003077897", "li.lei@")  # fmt: skip
"""What of them must stand nowhere."""
_MAKERS = {("demo",), ("init",), ("migrate",), ("restore",), ("completion",)}
"""Commands that make or replace a workspace, or print a program for a shell."""
_OUTGOING: dict[Path_, str] = {("guide", "handover"): "--message"}
"""Texts that go out to customers: a shop's own telephone may stand in them."""


class Shop:
    """A shop with something of everything, and a look at everything that it keeps and says."""

    def __init__(self, root: Path, known: dict[str, str]) -> None:
        self.root, self.known = root, known
        self.first = (root / "digitool.db").read_bytes()

    def begin_again(self) -> None:
        """The database as the shop opened with it."""
        (self.root / "digitool.db").write_bytes(self.first)

    def say(self, words: list[str], stdin: str = "", **env: str) -> Told:
        """Run a command at noon; nothing that it says holds a probe."""
        at = [] if "--as-of" in words else ["--as-of", NOON]
        told = call([*words, *at], stdin)
        assert told.exit != 1, (words, told)
        assert [probe for probe in PROBES if probe in told.out + told.err] == [], (words, told)
        return told

    def require_clean(self, what: object) -> None:
        """Nothing that the database holds is a probe, in its rows as in what was deleted from them."""
        held = b"".join(file.read_bytes() for file in self.root.glob("digitool.db*"))
        assert [probe for probe in PROBES if probe.encode() in held] == [], what


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, pristine: Path) -> Shop:
    """One shop for all doors."""
    root = tmp_path_factory.mktemp("doors") / "chain"
    shutil.copytree(pristine, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        return Shop(root, stock(root))


@pytest.fixture
def shop(opened: Shop, monkeypatch: pytest.MonkeyPatch) -> Shop:
    """The shop as it opened, with the caller in it."""
    monkeypatch.chdir(opened.root)
    opened.begin_again()
    return opened


def text_doors(path: Path_) -> Iterator[tuple[Door, list[str]]]:
    """The doors of a command in which any text may stand, and forms to try: a mobile, and others in turn."""
    own = [door for door in doors_of(path) if door.holds_text]
    for number, door in enumerate(own):
        if not door.is_shared or path in (("log",), ("coupon", "claim"), ("flow", "rate")):
            others = [FORMS[(number + step) % len(FORMS)] for step in (1, 4, 7)]
            forms = [FORMS[0], *others]
            if _OUTGOING.get(path) == door.name:
                forms = [form for form in forms if not form.startswith(("02", "+852"))]
            yield door, forms


@pytest.mark.parametrize("path", [path for path in leaves() if path not in _MAKERS], ids=" ".join)
def test_no_argument_is_kept_or_printed(path: Path_, shop: Shop) -> None:
    """Whatever text an argument or option takes: of a personal number nothing is kept, nothing is said."""
    for door, forms in text_doors(path):
        for form in forms:
            for value in (form, f"{form}=1"):
                shop.say(door.words(value, shop.known))
                shop.require_clean((path, door.name, value))


STREAMS = {
    ("official-store", "order", "run"): requests.VERBS,
    ("referral", "run"): referral_requests.VERBS,
}
_GOOD: dict[str, Any] = {
    "lines": {"A1": 1},
    "customer": "P1",
    "order": "W9",
    "campaign": "TEA",
    "run": "TEA-1",
    "store": "S901",
    "at": "web",
    "from": "web",
    "to": "S901",
    "basket": "B000001",
    "link": "none",
    "code": "none",
    "pass": "none",
    "amount_fen": 3900,
}


@pytest.mark.parametrize("path", STREAMS, ids=" ".join)
def test_no_field_of_a_request_is_kept_or_printed(path: Path_, shop: Shop) -> None:
    """A line of a stream keeps and answers no personal number, in no field of no verb."""
    numbers = count()
    lines = []
    for verb, (fields, _) in STREAMS[path].items():
        good = {name: _GOOD[name] for name in fields.split() if name in _GOOD}
        for name in [*fields.split(), "key", "do", "else"]:
            values = (FORMS[next(numbers) % len(FORMS)], [FORMS[0]], {FORMS[0]: 1})
            lines += [json.dumps({"do": verb, **good, name: value}) for value in values]
    told = shop.say([*path, "-"], "\n".join(lines))
    assert len(told.out.splitlines()) == len(lines)
    shop.require_clean(path)


_IDS = dict.fromkeys(NAMESPACES, "")
_COLUMNS: dict[str, dict[str, str]] = {
    "touches": {
        "at": "2026-03-01 10:00:00", "touchpoint": "T1", "namespace": "member_no", "identity": "M7",
        "scene": "shelf", "store": "S901", "ref": "r1", "scope": "", **_IDS,
    },
    "purchases": {
        "at": "2026-03-01 10:00:00", "order_no": "R1", "amount": "10.00", "pay_no": "", "store": "S901",
        "channel": "", "guide": "zhangsan", "referrer": "", **_IDS, "item": "A1", "title": "Tea",
        "quantity": "1", "state": "", "till": "T1", "merchant_order_no": "", "tender": "", "original_no": "",
    },
    "traffic": {
        "start": "2026-03-01 10:00:00", "entered": "5", "end": "2026-03-01 11:00:00", "sensor": "C1",
        "gate": "1", "left": "5",
    },
    "customers": {
        **_IDS, "unionid": "uA", "at": "2026-03-01 10:00:00",
        "name": "Li", "birthday": "1990-01-02", "gender": "f", "city": "Xi'an", "store": "S901",
        "member": "yes", "consent": "yes",
    },
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_no_cell_of_a_table_is_kept_or_printed(kind: str, shop: Shop) -> None:
    """A table of any kind may hold a personal number in any column: it is keyed, masked or refused."""
    columns = _COLUMNS[kind]
    assert {*columns} | {"identity", "namespace"} >= {*KINDS[kind].all}
    for number, name in enumerate(columns):
        rows = [columns, *({**columns, name: form} for form in FORMS)]
        text = "\n".join([",".join(columns), *(",".join(row.values()) for row in rows)])
        file = shop.root / f"{kind}-{number}.csv"
        file.write_text(text + "\n", "utf-8")
        shop.say(["import", file.name, "--as", kind])
        shop.require_clean((kind, name))


def _written(shop: Shop, name: str, text: str) -> str:
    (shop.root / name).write_text(text, "utf-8")
    return name


def _import_named(shop: Shop, form: str) -> None:
    """A file whose name is somebody's: recognised, refused, and missing."""
    named = _written(shop, f"{form}.csv", f"unionid,name\nu{form[-3:]},Li\n")
    shop.say(["import", named, "--progress", "json"])
    shop.say(["import", _written(shop, f"{form}.txt", "nothing")])
    shop.say(["import", f"{form} missing.csv"])
    shop.say(["import", "--learn", named])


def _headerless(shop: Shop, form: str) -> None:
    """A table whose first row is a customer."""
    file = _written(shop, "headerless.csv", f"Zhang San,{form},1990-01-02\nLi Si,x,1991-02-03\n")
    for words in (["import", file], ["import", "--learn", file], ["import", file, "--as", "customers"]):
        told = shop.say(words)
        assert "Zhang" not in told.out + told.err


def _catalogue(shop: Shop, form: str) -> None:
    for row in (f"C1,给{form}的礼物,drinks,1.00,on", f"C1,Tea,{form},1.00,on", f"{form},Tea,drinks,1.00,on"):
        file = _written(shop, "goods.csv", f"product,title,category,price,on_sale\n{row}\n")
        shop.say(["official-store", "catalogue", "import", file])
    shop.say(["official-store", "catalogue", "list"])


def _segment(shop: Shop, form: str) -> None:
    (shop.root / "segments").mkdir(exist_ok=True)
    text = f'name = "{form}"\ndescription = "{form}"\ntag = "VIP {form}"\n[[all]]\norders = ">=0"\n'
    _written(shop, f"segments/s{form}.toml", text)
    shop.say(["customer", "tag", "refresh"])
    shop.say(["customer", "segment", "list"])
    shop.say(["customer", "tag", "list"])


def _message(shop: Shop, form: str) -> None:
    for key in ("name", "campaign", "stock", "appid", "segment", "send_at", "text"):
        values = {"channel": "wecom", "text": "Tea", "customers": "ids.csv", key: form}
        if key == "segment":
            del values["customers"]
        if key == "text" and form.startswith(("02", "+852")):
            continue  # a shop's own telephone goes out as it is
        _written(shop, "ids.csv", "P1\n")
        text = "\n".join(
            f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in values.items()
        )
        shop.say(["guide", "broadcast", _written(shop, "message.toml", text), "--record"])


def _visits(shop: Shop, form: str) -> None:
    for row in (f"{form},S901,2026-03-02", f"R1,{form},2026-03-02", f"R1,S901,{form}"):
        shop.say(["guide", "visit", "plan", _written(shop, "plan.csv", f"representative,store,day\n{row}\n")])


def _recipients(shop: Shop, form: str) -> None:
    shop.say(["coupon", "issue", "TEN", "--file", _written(shop, "ids.csv", f"customer\nP1\n{form}\n")])
    shop.say(["coupon", "issue", "TEN", "--file", f"{form}.csv"])


def _cart(shop: Shop, form: str) -> None:
    for field in ("product", "line", "category", "store", "channel"):
        line = {"product": "A1", "price_fen": 10_000}
        cart = {"lines": [{**line, field: form}], "store": "S901"}
        if field in ("store", "channel"):
            cart = {"lines": [line], field: form}
        shop.say(
            ["coupon", "redeem", shop.known["coupon codes"], "--order", "Q1", "--cart", "-"], json.dumps(cart)
        )


def _campaign(shop: Shop, form: str) -> None:
    text = call(["campaign", "new", "--name", "spring", "--as-of", NOON]).out.replace(
        '"spring"', json.dumps(form)
    )
    file = _written(shop, f"{form}.toml", text)
    for verb in ("lint", "start"):
        shop.say(["campaign", verb, file])


WAYS: tuple[Callable[[Shop, str], None], ...] = (
    _import_named, _headerless, _catalogue, _segment, _message, _visits, _recipients, _cart, _campaign,
)  # fmt: skip


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__.strip("_"))
def test_no_file_is_kept_or_printed(way: Callable[[Shop, str], None], shop: Shop) -> None:
    """Other files that people write, and their names, keep and print no personal number either."""
    for form in FORMS:
        way(shop, form)
        shop.require_clean((way.__name__, form))


def test_no_name_in_the_settings_is_kept_or_printed(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of stores and guides, and the actor's, are masked before they are kept."""
    settings = shop.root / "digitool.toml"
    before = settings.read_text("utf-8")
    for form in FORMS:
        settings.write_text(
            before.replace('"North"', f'"North {form}"').replace('"Zhang San"', f'"Zhang {form}"')
        )
        monkeypatch.setenv("DIGITOOL_ACTOR", form)
        shop.say(["guide", "bind", "refresh"])
        shop.say(["official-store", "inventory", "receive", "A1=1"])
        file = _written(
            shop, "sale.csv", f"at,order_no,amount,store\n2026-03-01 10:00:00,Q{form[:3]},1.00,S901\n"
        )
        for words in (
            ["import", file],
            ["guide", "list"],
            ["flow", "rate", "--last", "7d"],
            ["log"],
            ["config", "show"],
        ):
            shop.say(words)
        shop.require_clean(form)
    settings.write_text(before)


def test_the_walk_finds_the_doors() -> None:
    """Arguments and options of text are found under every version of the parser library."""
    own = [door for path in leaves() for door in doors_of(path) if door.holds_text and not door.is_shared]
    assert len(own) > 150
