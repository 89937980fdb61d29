"""A shop with something of everything in it, and words with which every command can be called."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from digitool.cli.app.options import Options
from digitool.cli.entry import run
from tests.people import move_in
from tests.streams import stdin_with

from .test_help import leaves

Path_ = tuple[str, ...]

NOON = "2026-03-02T12:00:00+08:00"
_SETTINGS = """
[stores.S901]
name = "North"
[stores.S902]
name = "South"
[guides.zhangsan]
name = "Zhang San"
store = "S901"
[guides.lisi]
name = "Li Si"
store = "S902"
[official_store]
audit_rate = "0%"
audit_more = "0%"
"""
_DEEDS = (
    "official-store catalogue add A1 --title Tea --category drinks --price 100.00",
    "official-store inventory receive A1=500 --at web",
    "official-store inventory receive A1=500 --at S901",
    "official-store order create A1=1 --order W1",
    "official-store order create A1=1 --order W2",
    "official-store order pay W2",
    "official-store scan open --store S901",
    "official-store scan add B000001 A1=1",
    "coupon create TEN --kind amount --value 10 --total 900 --valid-days 30 --public",
    "coupon issue TEN --customer P1",
    "guide code add K1 --guides zhangsan",
    "referral group offer TEA --size 2 --price 39.00 --product A1",
    "referral group open TEA --customer P1",
    "referral friend offer PAL --reward 5 --budget 500",
    "referral bargain offer CUT --price 50 --floor 10 --helpers 3",
    "referral bargain open CUT --customer P1",
    "referral packet offer RED --total 10 --people 3 --budget 500",
    "referral packet send RED --customer P1",
    "community offer FRUIT --product A1 --price 24.90 --hours 24 --min-orders 1 --budget 500.00",
    "community appoint wrA --customer P1",
    "community open FRUIT wrA",
    "community order FRUIT-1 --customer P2 --pieces 1",
    "guide bind set P1 zhangsan --reason first",
    "guide visit check-in R1 --store S901",
)

ARGUMENTS = {
    "item": "A1",
    "product": "A1",
    "lines": "A1=1",
    "order": "W1",
    "basket": "B000001",
    "stock": "TEN",
    "target": "TEN",
    "customer": "P1",
    "person": "P1",
    "first": "P1",
    "second": "P7",
    "guide": "zhangsan",
    "campaign": "TEA",
    "run": "TEA-1",
    "community": "wrA",
    "cases": "1",
    "plan": "1",
    "number": "1",
    "batch": "1",
    "operation": "op-0001",
    "sale": "pos:S901:1:2026-03-02:0001",
    "payment": "wechatpay:4200000000202603020000000001",
    "segment": "all",
    "cap": "count/day=5",
    "code": "K1",
    "codes": "7K3Q-MZP4-T9XWH",
    "link": "7K3Q-MZP4-T9XWH",
    "name": "R1",
    "visit": "1",
    "key": "chain.zone",
    "shell": "bash",
    "statement": "SELECT 1",
    "file": "file.csv",
    "files": "file.csv",
    "directory": "out",
    "action": "give",
}
"""A value for each argument, by its name, that something of the shop answers to."""
_OF_A_COMMAND = {
    "coupon create stock": "ELEVEN",
    "guide code add code": "K2",
    "official-store order refund order": "W2",
    "community campaign": "FRUIT",
    "community run": "FRUIT-1",
    **{
        f"{verb} offer campaign": "NEW"
        for verb in (
            *(f"referral {kind}" for kind in ("friend", "task", "chat", "kol", "group", "bargain", "packet")),
            "community",
        )
    },
}
"""Values of the arguments of one command or area, where its like are called by others."""
OPTIONS = {
    "YUAN": "100.00",
    "ID": "P1",
    "TEXT": "text",
    "CODE": "S901",
    "TIME": "2026-03-02T13:00:00+08:00",
    "DAY": "2026-03-02",
    "N": "3",
    "V": "10",
    "A,B": "zhangsan",
    "STOCK": "TEN",
    "N=PRIZE": "3=5.00",
    "KEY=A..B:STEP": "coupon.value=1..2:1",
}
"""A value for each option that must be given, by its metavar."""
ALWAYS_GIVEN: dict[Path_, tuple[str, ...]] = {
    ("coupon", "create"): ("valid_days",),
    ("coupon", "issue"): ("pieces",),
    ("coupon", "lock"): ("amount",),
    ("coupon", "redeem"): ("amount",),
    ("coupon", "void"): ("yes",),
    ("guide", "bind", "set"): ("reason",),
    ("guide", "handover"): ("moves",),
    ("guide", "visit", "check-in"): ("store",),
    ("official-store", "order", "pickup"): ("store",),
    ("official-store", "scan", "exit"): ("store",),
    ("official-store", "scan", "open"): ("store",),
    ("referral", "friend", "offer"): ("reward",),
    ("referral", "kol", "offer"): ("most",),
}
"""Options without which a command does nothing, though its parser does not ask for them."""
_VALUES = {
    "kind": "amount",
    "size": "2",
    "helpers": "3",
    "people": "3",
    "friends": "3",
    "percent": "5",
    "pieces": "1",
    "valid_days": "9",
    "floor": "10.00",
    "store": "S901",
    "source": "web",
}
"""A value for options by their name, where the metavar does not tell."""


def _value(option: Any) -> str:
    return _VALUES.get(option.name) or OPTIONS[str(option.metavar)]


class Door(NamedTuple):
    """One way in: a parameter of a command, as the parser knows it."""

    path: Path_
    parameter: Any

    @property
    def name(self) -> str:
        """What people call it: the option's longest name, or the argument."""
        one = self.parameter
        return str(max(one.opts, key=len) if one.param_type_name == "option" else one.name.upper())

    @property
    def is_option(self) -> bool:
        """Whether it is an option."""
        return bool(self.parameter.param_type_name == "option")

    @property
    def kind(self) -> object:
        """The type that the command declares for it."""
        return getattr(getattr(self.parameter, "type_descriptor", None), "annotation", None)

    @property
    def holds_text(self) -> bool:
        """Whether any text may stand in it: no number, no path, no choice, no switch."""
        told = getattr(getattr(self.parameter, "type", None), "name", "")  # older typers
        text = self.kind in (str, list[str]) or told == "text"
        return text and not getattr(self.parameter, "is_flag", False)

    @property
    def bounds(self) -> tuple[int | None, int | None]:
        """The least and the most that it declares."""
        one = getattr(self.parameter, "type", self.parameter)
        return getattr(one, "min", None), getattr(one, "max", None)

    @property
    def is_shared(self) -> bool:
        """Whether every command takes it alike."""
        return self.parameter.name in Options.__dataclass_fields__

    def words(self, value: str, known: Mapping[str, str] = ARGUMENTS) -> list[str]:
        """A command line in which this door has a value and every other that must be filled is filled.

        ``known`` are values of arguments by name, or by command or area and name.
        """
        arguments: list[str] = []
        options: list[str] = []
        for one in leaves()[self.path].params:
            if one is self.parameter:
                (options if self.is_option else arguments).extend([self.name, value][not self.is_option :])
            elif one.param_type_name == "argument" and (one.required or not self.is_option):
                names = (f"{' '.join(self.path)} {one.name}", f"{self.path[0]} {one.name}", one.name)
                arguments.append(next(known[name] for name in names if name in known))
            elif one.param_type_name == "option" and (
                one.required or one.name in ALWAYS_GIVEN.get(self.path, ())
            ):
                options += [max(one.opts, key=len), *([] if one.is_flag else [_value(one)])]
        return [*self.path, *arguments, *options]


def doors() -> Iterator[Door]:
    """Every parameter of every command."""
    for path in leaves():
        yield from doors_of(path)


def doors_of(path: Path_) -> Iterator[Door]:
    """Every parameter of one command."""
    return (Door(path, parameter) for parameter in leaves()[path].params)


class Told(NamedTuple):
    """What a command said: its exit code and both streams."""

    exit: int
    out: str
    err: str


def call(words: list[str], stdin: str = "") -> Told:
    """Run a command in this process."""
    out, err, before = io.StringIO(), io.StringIO(), (sys.stdin, sys.stdout, sys.stderr)
    sys.stdin, sys.stdout, sys.stderr = stdin_with(stdin), out, err
    try:
        code = run(words)
    finally:
        sys.stdin, sys.stdout, sys.stderr = before
    return Told(code, out.getvalue(), err.getvalue())


def stock(root: Path) -> dict[str, str]:
    """Put something of everything into a fresh workspace, in which the caller stands; names for arguments."""
    with (root / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write(_SETTINGS)
    move_in(root, 6, chat_of="zhangsan", members=("M1",))
    (root / "file.csv").write_text("product,title,category,price,on_sale\nB2,Cup,china,45.50,on\n")
    for words in _DEEDS:
        told = call([*words.split(), "--as-of", NOON])
        assert told.exit == 0, (words, told)
    issued = call(["coupon", "issue", "TEN", "--pieces", "1", "--as-of", NOON, "--json"])
    code = json.loads(issued.out)["rows"][0]["coupon"]
    return {**ARGUMENTS, **_OF_A_COMMAND, "coupon codes": code, "coupon code": code, "coupon target": code}
