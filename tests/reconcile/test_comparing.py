"""Both sides of payments and refunds: each item in one class, and the classes add up to all that is told."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from digitool.reconcile.comparing import BothSides, LoneBack, compare_sides, sums_of

PAID = BothSides(1, "S1", "store", "A1", "wechatpay:1", "wechatpay", 1_000, 1_000, 0, 0)


def causes(*told: BothSides) -> list[tuple[str, str]]:
    """Kind and cause of each item, in order."""
    return [(one.kind, one.cause) for one in compare_sides(told, [])]


def test_what_both_sides_say_alike_is_matched() -> None:
    """The same amount, and the same given back."""
    assert causes(PAID) == [("payment", "matched")]
    assert causes(PAID._replace(order_back=300, bill_back=300)) == [
        ("payment", "matched"),
        ("refund", "matched"),
    ]


def test_what_they_say_otherwise_is_open() -> None:
    """Another amount, a refund that one side knows, one that is larger there."""
    assert causes(PAID._replace(bill_fen=900)) == [("payment", "amount_differs")]
    refunds = [
        causes(PAID._replace(order_back=order, bill_back=bill))[1][1]
        for order, bill in ((300, 0), (0, 300), (300, 200))
    ]
    assert refunds == ["refund_no_bill", "refund_no_order", "refund_differs"]


def test_what_one_side_says_alone_is_open_where_the_other_tells_of_that_place_and_day() -> None:
    """A payment with a number on a day with a bill; a row of a bill on a day with orders of half of it."""
    only_order = PAID._replace(bill_fen=None, payment="wechatpay:2", order="A2")
    only_bill = PAID._replace(order_fen=None, payment="wechatpay:3", order="")
    assert causes(PAID, only_order)[1] == ("payment", "no_bill")
    assert causes(PAID, only_bill)[1] == ("payment", "no_order")
    for alone in (only_order, only_bill):
        assert causes(PAID, alone._replace(day=2))[1] == ("payment", "not_covered")
        assert causes(PAID, alone._replace(store="S2"))[1] == ("payment", "not_covered")


def test_a_sale_without_a_payment_number_cannot_be_told() -> None:
    """Cash is in no bill: it is no item that somebody has to look into."""
    cash = PAID._replace(bill_fen=None, payment="pos:S1::0001", tender="")
    (_, found) = compare_sides([PAID, cash], [])[::-1]
    assert {one.cause for one in compare_sides([PAID, cash], [])} == {"matched", "no_number"}
    assert not found.is_open
    assert causes(cash._replace(tender="cash")) == [("payment", "other_tender")]
    other = PAID._replace(bill_fen=None, payment="alipay:7", tender="alipay")
    assert ("payment", "not_covered") in causes(PAID, other)


def test_what_two_files_of_one_side_tell_otherwise_is_open() -> None:
    """Although the other side agrees with the one that counts."""
    assert causes(PAID._replace(disputed=True)) == [("payment", "disputed")]


def test_what_both_sides_tell_nobody_knows_as_which_is_open() -> None:
    """It counts on the other side; on this one it stays an item of its own."""
    assert causes(PAID, PAID._replace(bill_fen=None, payment="pos:1", double=True))[0] == (
        "payment",
        "double",
    )


def test_what_came_back_of_an_unpaid_purchase_is_open() -> None:
    """No side says that it was paid, or both that it was taken back at the till, and yet money came back."""
    for paid, kinds in ((None, ["refund"]), (0, ["payment", "refund"])):
        told = PAID._replace(order_fen=paid, bill_fen=paid, order_back=300)
        assert [one.kind for one in compare_sides([told], [])] == kinds
        assert causes(told)[-1] == ("refund", "refund_unpaid")
    assert causes(PAID._replace(order_fen=0)) == [("payment", "amount_differs")]
    assert causes(PAID._replace(order_fen=0, bill_fen=None)) == [("payment", "matched")]


def test_a_refund_of_nobodys_purchase_is_open() -> None:
    """On the side that tells it."""
    lone = [
        LoneBack(1, "S1", "store", "R1", "pos-refund:1", 300, by_bill=by_bill) for by_bill in (True, False)
    ]
    found = [(one.order_fen, one.bill_fen, one.cause, one.is_open) for one in compare_sides([], lone)]
    assert sorted(found, key=str) == [
        (300, None, "refund_no_purchase", True),
        (None, 300, "refund_no_purchase", True),
    ]


SIDES = st.none() | st.integers(1, 3)
TOLD = st.builds(
    lambda day, store, number, order, bill, backs: BothSides(
        day, store, "store", "", f"wechatpay:{number}", "wechatpay" * (number % 2), order, bill, *backs
    ),
    st.integers(1, 2),
    st.sampled_from(["", "S1", "S2"]),
    st.integers(1, 9),
    SIDES,
    SIDES,
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
LONE = st.builds(
    lambda day, fen, by_bill: LoneBack(day, "S1", "store", "", "R", fen, by_bill=by_bill),
    st.integers(1, 2),
    st.integers(1, 3),
    st.booleans(),
)


@given(told=st.lists(TOLD, max_size=8), lone=st.lists(LONE, max_size=3))
def test_the_classes_add_up_to_all_that_each_side_tells(told: list[BothSides], lone: list[LoneBack]) -> None:
    """By cause, by store and by day: what was paid, less what was given back, on either side."""
    found = compare_sides(told, lone)
    order = sum((one.order_fen or 0) - one.order_back for one in told)
    order -= sum(one.fen for one in lone if not one.by_bill)
    bill = sum((one.bill_fen or 0) - one.bill_back for one in told)
    bill -= sum(one.fen for one in lone if one.by_bill)
    for field in ("cause", "store", "day", "kind"):
        sums = sums_of(found, lambda one, field=field: getattr(one, field)).values()
        assert (sum(one.order_fen for one in sums), sum(one.bill_fen for one in sums)) == (order, bill)
        assert sum(one.open for one in sums) == sum(one.is_open for one in found)
