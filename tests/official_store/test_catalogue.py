"""The catalogue: read from tables that shops have, and known to coupons and carts."""

from __future__ import annotations

from pathlib import Path

import pytest

from digitool.coupons.rules.cart import read_cart, require_known
from digitool.errors import DataError, UsageError
from digitool.official_store.catalogue.file import read_catalogue
from digitool.official_store.catalogue.lookup import known_items
from digitool.official_store.catalogue.operations import Item
from tests.official_store.counter import NOON, Counter


def read(tmp_path: Path, text: str, encoding: str = "utf-8") -> tuple[list[Item], list[tuple[int, str]]]:
    """Items, and (line, code) of the rows that cannot be taken."""
    file = tmp_path / "catalogue.csv"
    file.write_bytes(text.encode(encoding))
    found = read_catalogue(file)
    return found.items, [(reject.line, reject.code) for reject in found.rejects]


def test_english_and_chinese_headers(tmp_path: Path) -> None:
    """Columns are found by name in any order, in UTF-8 or GB18030; what a file lacks is left as it is."""
    items, rejects = read(tmp_path, "price,product,on_sale\n19.90,A1,off\n5,B2,\n")
    assert (items, rejects) == ([Item("A1", None, None, 1990, False), Item("B2", None, None, 500, True)], [])
    text = "禾禾生活商品表\n商品编码,商品名称,类目,售价,状态\n茶-1,红茶,饮品,29.9,上架\n"
    items, rejects = read(tmp_path, text, "gb18030")
    assert (items, rejects) == ([Item("茶-1", "红茶", "饮品", 2990, True)], [])


def test_each_bad_row_has_its_reason(tmp_path: Path) -> None:
    """Negative, exponent, NaN, full-width and huge prices, missing and repeated codes, unknown states."""
    rows = {
        "A1,-1,on": "amount_negative",
        "A2,1e3,on": "amount_exponent",
        "A3,NaN,on": "amount_not_a_number",
        "A4,１９,on": "amount_full_width",
        "A5,99999999999,on": "amount_too_large",
        "A6,1.999,on": "amount_below_fen",
        "A7,,on": "missing",
        ",1,on": "missing",
        "A9,1,maybe": "bad_state",
        "6.9E+12,1,on": "id_mangled",
        f"{'x' * 70},1,on": "bad_product",
        "GOOD,1,on": "",
        "GOOD,2,on": "repeated_product",
    }
    items, rejects = read(tmp_path, "product,price,on_sale\n" + "\n".join(rows) + "\n")
    assert [item.code for item in items] == ["GOOD"]
    wanted = [(line, code) for line, code in enumerate(rows.values(), 2) if code]
    assert rejects == wanted


def test_a_table_without_header_is_refused(tmp_path: Path) -> None:
    """A file that names no code and price is refused with an example of a header."""
    with pytest.raises(DataError) as caught:
        read(tmp_path, "a,b\n1,2\n")
    assert caught.value.code == "no_header"


def test_each_bad_price_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    """Exponent, full-width and too large are told apart; a back-tick before a price is no part of it."""
    file = tmp_path / "catalogue.csv"
    prices = ("`19.90", "1e3", "１２.００", "NaN", "-5", "10000000000.01", "0.001", "free")
    file.write_text("product,price\n" + "".join(f"P{n},{price}\n" for n, price in enumerate(prices)))
    found = read_catalogue(file)
    assert [(item.code, item.price_fen) for item in found.items] == [("P0", 1990)]
    assert len({reject.code for reject in found.rejects}) == 7
    assert len({reject.message for reject in found.rejects}) == 7


def test_saving_counts_what_changed(counter: Counter) -> None:
    """Added, changed, same: a second save of the same items changes nothing."""
    items = [Item("A1", price_fen=2099), Item("B2", "Cup", "china", 4550), Item("N9", "New", "", 100)]
    assert counter.do("save", items)["rows"] == [{"added": 1, "changed": 1, "same": 1}]
    assert counter.do("save", items)["rows"] == [{"added": 0, "changed": 0, "same": 3}]


def test_carts_with_unknown_products_are_refused(counter: Counter) -> None:
    """Once there is a catalogue, a cart with another product is refused; without one anything goes."""
    cart = read_cart(
        '{"lines": [{"product": "A1", "price_fen": 1}, {"product": "Z9", "price_fen": 1}]}', NOON
    )
    known = known_items(counter.connection)
    assert known == {"A1", "B2", "C3"}
    assert known_items(counter.connection, ["A1", "Z9"]) == {"A1"}
    with pytest.raises(UsageError) as caught:
        require_known(cart, known)
    assert caught.value.code == "unknown_product"
    counter.connection.execute("DROP TRIGGER product_stays")
    counter.connection.execute("DELETE FROM product")
    assert known_items(counter.connection) is None
    assert require_known(cart, None) is cart
