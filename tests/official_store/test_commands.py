"""The commands as a shop's script uses them: JSON, exit codes, keys, dry runs, JSON lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Cli, Done
from tests.people import move_in

Store = Callable[..., Done]
NOON = "2026-03-02T12:00:00+08:00"
CATALOGUE = "product,title,category,price,on_sale\nA1,Tea,drinks,19.99,on\nB2,Cup,china,45.50,on\n"


@pytest.fixture
def shop(workspace: Path) -> Path:
    """A workspace with two stores and three customers."""
    with (workspace / "digitool.toml").open("a", encoding="utf-8") as file:
        file.write('\n[stores.S901]\nname = "North"\n[stores.S902]\nname = "South"\n')
        file.write('[official_store]\ndelivery_fee = "8.00"\naudit_rate = "0%"\naudit_more = "0%"\n')
    move_in(workspace, 3)
    (workspace / "catalogue.csv").write_text(CATALOGUE)
    return workspace


@pytest.fixture
def store(cli: Cli, shop: Path) -> Store:
    """Run ``digitool official-store ... `` in the shop at noon."""

    def run(words: str, *more: str, at: str = NOON, stdin: str = "") -> Done:
        env = {"DIGITOOL_AS_OF": at, "DIGITOOL_ACTOR": "clerk"}
        return cli("official-store", *words.split(), *more, cwd=shop, env=env, stdin=stdin)

    done = run("catalogue import catalogue.csv --key cat --json")
    assert done.exit == 0, done
    assert run("inventory receive A1=20 B2=5 --at web --key in --json").exit == 0
    return run


def failed(cli: Cli, shop: Path) -> list[str]:
    """What ``digitool check`` finds."""
    checked = json.loads(cli("check", "--json", cwd=shop).out)["rows"]
    return [f"{row['check']}: {row['detail']}" for row in checked if not row["passed"]]


def rows(done: Done) -> list[dict[str, Any]]:
    """The rows of a command that must have worked."""
    assert done.exit == 0, done
    return done.rows


def test_an_order_from_cart_to_refund(store: Store, cli: Cli, shop: Path) -> None:
    """Create, pay, replay, ship, deliver, refund by commands alone; then every check is clean."""
    create = "order create A1=2 B2 --customer P1 --guide zhangsan --order MP-1 --key c1 --json"
    first = store(create)
    (order,) = rows(first)
    assert (order["state"], order["payable_fen"], order["shipping_fen"]) == ("created", 9348, 800)
    assert store(create).out == first.out
    assert store(create.replace("A1=2", "A1=3")).exit == 5
    pay = store("order pay MP-1 --payment wechatpay:42 --amount 93.48 --key p1 --json")
    assert rows(pay)[0]["state"] == "paid"
    assert store("order pay MP-1 --payment wechatpay:42 --amount 93.48 --key p1 --json").out == pay.out
    again = store("order pay MP-1 --json")
    assert (again.exit, again.error["code"]) == (5, "already_paid")
    rows(store("order ship MP-1 --tracking SF1 --json"))
    rows(store("order deliver MP-1 --json"))
    (back,) = rows(store("order refund MP-1 --line A1=1 --key r1 --json"))
    assert (back["amount_fen"], back["state"]) == (1999, "delivered")
    (all_back,) = rows(store("order refund MP-1 --json"))
    assert (all_back["refunded_fen"], all_back["state"]) == (9348, "refunded")
    shown = store("order show MP-1 --json")
    assert [one["amount_fen"] for one in shown.json["meta"]["refunds"]] == [1999, 7349]
    (level,) = rows(store("inventory levels A1 --json"))
    assert (level["on_hand"], level["available"]) == (20, 20)
    assert failed(cli, shop) == []


def test_pickup_at_the_counter(store: Store) -> None:
    """The code that the payment shows works in its store, once; lists show it masked."""
    rows(store("inventory transfer A1=3 --source web --target S901 --json"))
    (order,) = rows(store("order create A1 --pickup S901 --json"))
    (paid,) = rows(store(f"order pay {order['order']} --json"))
    code = paid["pickup_code"]
    listed = rows(store("order list --state paid --json"))[0]["pickup_code"]
    assert listed != code and listed.endswith(code[-5:])
    assert rows(store(f"order show {order['order']} --reveal --json"))[0]["pickup_code"] == code
    wrong = store(f"order pickup {code} --store S902 --json")
    assert (wrong.exit, wrong.error["code"]) == (6, "wrong_store")
    assert store(f"order pickup {code} --json").exit == 2
    assert rows(store(f"order pickup {code} --store S901 --json"))[0]["state"] == "picked_up"
    assert store(f"order pickup {code} --store S901 --json").exit == 5


def test_refusals_say_what_to_do(store: Store) -> None:
    """Unknown goods, empty stock, bad amounts: exit codes and words, in Chinese too."""
    assert store("order create Z9 --json").exit == 4
    empty = store("order create A1=21 --lang zh")
    assert empty.exit == 5 and "只有 20 件可用" in empty.err
    for bad in ("A1=0", "A1=-1", "A1=x", "A1=1e2"):
        assert store(f"order create {bad}").exit == 2
    for bad in ("-1", "1e3", "nan", "１００", "99999999999"):
        assert store("order create A1", f"--shipping={bad}").exit == 2
    expired = store("order create A1 --order OLD --json")
    assert expired.exit == 0
    late = store("order pay OLD --json", at="2026-03-02T12:15:00+08:00")
    assert (late.exit, late.error["code"]) == (5, "order_expired")
    assert rows(store("order list --json", at="2026-03-02T12:15:00+08:00"))[0]["state"] == "expired"
    done = rows(store("order expire --json", at="2026-03-02T12:15:00+08:00"))
    assert done == [{"order": "OLD", "state": "expired", "operation": done[0]["operation"]}]


def test_requests_by_json_lines(store: Store, shop: Path) -> None:
    """Each line gets one line back; refused ones leave exit code 3, a repeat gives the same bytes."""
    requests = [
        {"do": "create", "key": "c", "order": "J1", "lines": {"A1": 2}, "customer": "P2"},
        {"do": "pay", "order": "J1", "payment": "wechatpay:7"},
        {"do": "pay", "order": "J1"},
        {"do": "fly"},
        {"do": "refund", "order": "J1", "lines": [{"product": "A1", "quantity": 1}]},
        {"do": "receive", "at": "S901", "lines": {"B2": 4}},
        {"do": "count", "at": "S901", "lines": {"B2": 0}},
        {"do": "transfer", "from": "web", "to": "S902", "lines": {"A1": 1}},
        {"do": "scan_open", "store": "S901"},
        {"do": "expire"},
    ]
    text = "\n".join(json.dumps(one) for one in requests) + "\nnot json\n\n"
    done = store("order run - --key shift-1", stdin=text)
    answers = [json.loads(line) for line in done.out.splitlines()]
    assert done.exit == 3
    assert [one["line"] for one in answers] == list(range(1, 12))
    assert [one.get("error", {}).get("code") for one in answers] == [
        *(None, None, "already_paid", "unknown_verb"),
        *(None, None, None, None, None, None),
        "bad_request",
    ]
    assert answers[2]["error"]["exit"] == 5
    assert answers[4]["rows"][0]["amount_fen"] == 1999
    assert store("order run - --key shift-1", stdin=text).out == done.out
    (shop / "more.jsonl").write_text('{"do": "create", "lines": {"A1": 1}}\n')
    dry = store("order run more.jsonl --dry-run")
    assert (dry.exit, json.loads(dry.out)["rows"][0]["state"]) == (0, "created")
    assert len(rows(store("order list --json"))) == 1


def test_the_catalogue_by_command(store: Store, shop: Path) -> None:
    """Import again, add, flash, list; bad rows are told by line, and leave exit code 3 or everything out."""
    (same,) = rows(store("catalogue import catalogue.csv --json"))
    assert (same["rows_in"], same["same"], same["added"]) == (2, 2, 0)
    rows(store("catalogue add C3 --title Pot --category china --price 299.00 --json"))
    rows(store("catalogue flash C3 --price 199 --starts 2026-03-02 --ends 2026-03-03 --cap 5 --json"))
    pot = rows(store("catalogue list --category china --json"))[1]
    assert (pot["price_fen"], pot["flash_fen"], pot["flash_left"]) == (29_900, 19_900, 5)
    (shop / "bad.csv").write_text(CATALOGUE + "D4,Bad,,-1,on\nE5,Good,,1,on\n")
    strict = store("catalogue import bad.csv --strict --json")
    assert (strict.exit, strict.error["code"]) == (3, "rows_refused")
    taken = store("catalogue import bad.csv --json")
    assert (taken.exit, taken.rows[0]["added"], taken.rows[0]["rejected"]) == (3, 1, 1)
    assert [(one["line"], one["code"]) for one in taken.json["meta"]["rejects"]] == [(4, "amount_negative")]
    assert store("catalogue import nothing.csv").exit == 4
    rows(store("catalogue add A1 --sale off --json"))
    assert store("order create A1 --json").error["code"] == "off_sale"


def test_an_order_is_shown_with_its_lines_and_refunds(store: Store) -> None:
    """People see the goods, what each cost and what came back under the order; csv stays one table."""
    (order,) = rows(store("order create A1=2 B2 --json"))
    number = order["order"]
    rows(store(f"order pay {number} --json"))
    rows(store(f"order refund {number} --line A1=1 --json"))
    blocks = store(f"order show {number}").out.strip().split("\n\n")
    assert [len(block.splitlines()) for block in blocks] == [2, 3, 2]
    assert blocks[1].splitlines()[1].split() == ["A1", "Tea", "2", "19.99", "0.00", "39.98", "1", "19.99"]
    assert "19.99" in blocks[2]
    assert len(store(f"order show {number} --csv").out.splitlines()) == 2


def test_requests_with_a_byte_order_mark_and_windows_lines(store: Store) -> None:
    """JSON lines from a Windows tool on stdin: the mark before the first line and the CRLF do no harm."""
    done = store("order run -", stdin='\ufeff{"do": "create", "lines": {"A1": 1}}\r\n')
    assert (done.exit, json.loads(done.out)["ok"]) == (0, True)


def test_a_cart_and_a_question_with_a_byte_order_mark(store: Store, cli: Cli, shop: Path) -> None:
    """A cart and an SQL question on stdin may begin with the mark that Windows tools write."""
    cart = '\ufeff{"lines": [{"product": "A1", "quantity": 1, "price_fen": 1999}]}'
    cli(
        "coupon",
        "create",
        "T",
        "--kind",
        "amount",
        "--value",
        "1",
        "--total",
        "1",
        "--valid-days",
        "9",
        cwd=shop,
    )
    (coupon,) = rows(cli("coupon", "issue", "T", "--pieces", "1", "--json", cwd=shop))
    checked = cli("coupon", "check", coupon["coupon"], "--cart", "-", "--json", cwd=shop, stdin=cart)
    assert rows(checked)[0]["discount_fen"] == 100
    asked = cli("sql", "-", "--json", cwd=shop, stdin="\ufeffSELECT count(*) AS n FROM product")
    assert rows(asked)[0]["n"] == 2


def test_rows_that_are_not_shown_are_counted(store: Store, shop: Path) -> None:
    """Of seven bad rows five are told and the rest is counted; JSON lists all of them."""
    (shop / "bad.csv").write_text(CATALOGUE + "".join(f"D{n},Bad,,-1,on\n" for n in range(7)))
    done = store("catalogue import bad.csv")
    assert (done.exit, done.err.count("is negative")) == (3, 5)
    assert "2 more rows cannot be taken" in done.err
    assert len(store("catalogue import bad.csv --json").json["meta"]["rejects"]) == 7


def test_scan_and_go_by_command(store: Store, cli: Cli, shop: Path) -> None:
    """Open, add, pay, leave, audit and report; the minutes saved come with their assumption."""
    rows(store("inventory receive A1=5 --at S901 --json"))
    (basket,) = rows(store("scan open --store S901 --customer P3 --json"))
    number = basket["basket"]
    rows(store(f"scan add {number} A1=2 B2 --json"))
    rows(store(f"scan add {number} B2 --remove --json"))
    (paid,) = rows(store(f"scan pay {number} --key s1 --json"))
    assert (paid["payable_fen"], paid["found"]) == (3998, 0)
    (out,) = rows(store(f"scan exit {paid['exit_pass']} --store S901 --json"))
    assert (out["decision"], out["state"]) == ("pass", "exited")
    assert store(f"scan exit {paid['exit_pass']} --store S901 --json").exit == 5
    assert store(f"scan audit {number} --missed A1=1 --json").exit == 5
    report = store("scan report --on 2026-03-02 --json")
    assert rows(report)[0]["minutes_saved"] == 4
    assert "4" in report.json["warnings"][0]
    assert failed(cli, shop) == []


def test_dry_runs_change_nothing(store: Store) -> None:
    """A dry run shows the row and leaves no order, no stock movement and no product behind."""
    shown = store("order create A1=2 --dry-run --json")
    assert rows(shown)[0]["payable_fen"] == 4798
    store("inventory receive A1=5 --dry-run --json")
    store("catalogue add N1 --price 5 --dry-run --json")
    assert rows(store("order list --json")) == []
    assert rows(store("inventory levels A1 --json"))[0]["available"] == 20
    assert len(rows(store("catalogue list --json"))) == 2
    assert len(rows(store("inventory movements --json"))) == 2
