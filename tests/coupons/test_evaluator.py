"""The evaluator: exact to the fen, the same for any line order, and able to say why not."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitool.coupons.rules.cart import Applied, Cart, CartLine, bare_cart
from digitool.coupons.rules.evaluation import PRIORITY, Evaluation, LimitUse, Policy, PresentedCoupon
from digitool.coupons.rules.evaluator import evaluate
from digitool.coupons.rules.refusals import WORDS
from digitool.coupons.rules.states import Life
from digitool.coupons.rules.terms import CLASSES, Terms
from digitool.words import say
from tests.coupons.shop import NOON

OPEN = Life("received", 0, NOON * 2, 0, received=False)
PLAIN = Terms("amount", 2000, 100, valid_days=14)


def offer(name: str = "c", terms: Terms = PLAIN, *uses: LimitUse, stock: str = "") -> PresentedCoupon:
    """A coupon that is valid now."""
    return PresentedCoupon(name, stock or f"S-{name}", terms, OPEN, uses=uses)


def line(product: str, price: int, quantity: int = 1, category: str = "", now: int | None = None) -> CartLine:
    """A line named after its product."""
    initial = price * quantity
    return CartLine(product, product, category, price, quantity, initial if now is None else now)


def cart(*lines: CartLine, shipping: int = 0) -> Cart:
    """A cart in store S001."""
    return Cart(lines, NOON, "S001", "store", shipping_fen=shipping)


def codes(answer: Evaluation) -> dict[str, str]:
    """Refusal codes by coupon."""
    return {refusal.coupon: refusal.code for refusal in answer.refusals}


def discounts(answer: Evaluation) -> dict[str, int]:
    """Discount by coupon."""
    return {cut.coupon: cut.discount_fen for cut in answer.cuts}


lines_of = st.lists(
    st.tuples(
        st.sampled_from("ABCDE"),
        st.integers(0, 50_000),
        st.integers(1, 5),
        st.sampled_from(["", "shoes", "hats"]),
        st.integers(0, 100),
    ),
    min_size=1,
    max_size=7,
).map(
    lambda rows: tuple(
        CartLine(str(n), p, c, price, q, price * q * share // 100)
        for n, (p, price, q, c, share) in enumerate(rows)
    )
)

terms_of = st.builds(
    Terms,
    kind=st.sampled_from(["amount", "percent"]),
    value=st.integers(1, 10_000),
    total=st.just(100),
    most_fen=st.sampled_from([0, 700]),
    min_spend_fen=st.sampled_from([0, 0, 5000]),
    min_spend_base=st.sampled_from(["initial", "before", "after"]),
    products=st.sampled_from([frozenset(), frozenset("AB")]),
    categories=st.sampled_from([frozenset(), frozenset(["shoes"])]),
    excluded=st.sampled_from([frozenset(), frozenset("E")]),
    valid_days=st.just(1),
    stack_class=st.sampled_from(CLASSES),
    priority=st.integers(1, 3),
    exclusive_with=st.sampled_from([frozenset(), frozenset(), frozenset(["payment"])]),
    percent_base=st.sampled_from(["current", "initial"]),
)


@given(
    lines_of, st.lists(terms_of, max_size=4), st.sampled_from([0, 3000]), st.integers(0, 2000), st.randoms()
)
def test_every_answer_is_exact_and_independent_of_line_order(
    lines: tuple[CartLine, ...], terms: list[Terms], floor_bp: int, shipping: int, chance: random.Random
) -> None:
    """Lines sum to the fen, nothing is below zero or the floor, and any order of lines and coupons agrees."""
    offers = [offer(f"c{n}", one) for n, one in enumerate(terms)]
    policy = Policy(floor_bp=floor_bp)
    asked = cart(*lines, shipping=shipping)
    answer = evaluate(asked, offers, policy)
    _exact(answer, asked, policy)
    assert len(answer.cuts) + len(answer.refusals) == len(offers)

    mixed, shuffled = list(lines), list(offers)
    chance.shuffle(mixed)
    chance.shuffle(shuffled)
    again = evaluate(asked._replace(lines=tuple(mixed)), shuffled, policy)
    assert discounts(again) == discounts(answer)
    assert again.payable_fen == answer.payable_fen
    assert sorted(again.lines) == sorted(answer.lines)


def _exact(answer: Evaluation, asked: Cart, policy: Policy) -> None:
    for cut in answer.cuts:
        assert 0 < cut.discount_fen <= cut.base_fen
        assert sum(part.discount_fen for part in cut.by_line) + cut.shipping_fen == cut.discount_fen
    assert sum(one.discount_fen for one in answer.lines) + sum(c.shipping_fen for c in answer.cuts) == (
        answer.discount_fen
    )
    assert all(0 <= one.payable_fen == one.now_fen - one.discount_fen for one in answer.lines)
    goods, now = sum(one.payable_fen for one in answer.lines), answer.now_fen
    assert goods + answer.shipping_fen == answer.payable_fen
    floor = asked.initial_fen * policy.floor_bp / 10_000
    assert goods >= min(floor, now)


@given(lines_of, st.lists(terms_of, min_size=2, max_size=5))
def test_best_is_never_worse_than_priority(lines: tuple[CartLine, ...], terms: list[Terms]) -> None:
    """Searching combinations never gives the customer less than taking coupons in order."""
    offers = [offer(f"c{n}", one) for n, one in enumerate(terms)]
    best = evaluate(cart(*lines), offers)
    greedy = evaluate(cart(*lines), offers, Policy(mode=PRIORITY))
    assert best.discount_fen >= greedy.discount_fen


def test_largest_remainder_shares_a_discount() -> None:
    """10.00 over three equal lines is 3.34 + 3.33 + 3.33."""
    answer = evaluate(
        cart(line("A", 1000), line("B", 1000), line("C", 1000)), [offer(terms=replace(PLAIN, value=1000))]
    )
    assert [one.discount_fen for one in answer.lines] == [334, 333, 333]


def test_discount_never_exceeds_what_is_to_be_paid() -> None:
    """A coupon of 20.00 on goods of 8.24 leaves 0.00, not a negative payable."""
    answer = evaluate(bare_cart(824, NOON), [offer()])
    assert (answer.discount_fen, answer.payable_fen) == (824, 0)


@pytest.mark.parametrize(("base", "works"), [("initial", True), ("before", True), ("after", False)])
def test_minimum_spend_names_its_base_for_an_order_without_other_discounts(base: str, works: bool) -> None:
    """INV-14: goods of 110.00 reach 100.00 at tag prices and before a coupon of 20.00, not after it."""
    terms = replace(PLAIN, min_spend_fen=10_000, min_spend_base=base)
    answer = evaluate(cart(line("A", 11_000)), [offer(terms=terms)])
    assert bool(answer.cuts) == works
    if not works:
        (refusal,) = answer.refusals
        assert (refusal.code, refusal.rule) == ("below_minimum_after", "min_spend.after")
        assert (refusal.observed, refusal.limit) == (9000, 10_000)


@pytest.mark.parametrize(("base", "works"), [("initial", True), ("before", False), ("after", False)])
def test_minimum_spend_after_a_member_price(base: str, works: bool) -> None:
    """Tag 110.00, member price 95.00: only the base "initial" still reaches 100.00."""
    terms = replace(PLAIN, min_spend_fen=10_000, min_spend_base=base)
    answer = evaluate(cart(line("A", 11_000, now=9500)), [offer(terms=terms)])
    assert bool(answer.cuts) == works


def test_minimum_spend_counts_eligible_goods_only() -> None:
    """Goods outside the scope do not help to reach the minimum."""
    terms = replace(PLAIN, min_spend_fen=10_000, categories=frozenset({"shoes"}))
    answer = evaluate(cart(line("A", 9000, category="shoes"), line("B", 9000)), [offer(terms=terms)])
    assert codes(answer) == {"c": "below_minimum_before"}


def test_order_of_classes_is_fixed() -> None:
    """Price, member, coupon, referral, payment: whatever the priority and the order presented."""
    offers = [
        offer(name, replace(PLAIN, value=100, stack_class=name, priority=9 - rank))
        for rank, name in enumerate(CLASSES)
    ]
    answer = evaluate(bare_cart(10_000, NOON), offers[::-1])
    assert [cut.stack_class for cut in answer.cuts] == list(CLASSES)


@pytest.mark.parametrize(("base", "second"), [("current", 900), ("initial", 1000)])
def test_percent_base_is_what_is_left_or_the_tag_price(base: str, second: int) -> None:
    """10% after 10%: of what is left, or of the tag price."""
    ten = replace(PLAIN, kind="percent", value=1000)
    offers = [
        offer("first", replace(ten, stack_class="member")),
        offer("second", replace(ten, percent_base=base)),
    ]
    assert discounts(evaluate(bare_cart(10_000, NOON), offers)) == {"first": 1000, "second": second}


@pytest.mark.parametrize(
    ("amount", "basis_points", "off"),
    [(5, 1000, 1), (15, 1000, 2), (25, 1000, 3), (102_50, 500, 513), (1, 4999, 0)],
)
def test_percent_rounds_half_a_fen_up(amount: int, basis_points: int, off: int) -> None:
    """Half a fen is rounded up, in the customer's favour, whatever binary fractions would say."""
    terms = replace(PLAIN, kind="percent", value=basis_points)
    assert evaluate(bare_cart(amount, NOON), [offer(terms=terms)]).discount_fen == off


def test_percent_has_a_ceiling() -> None:
    """15% of 1,000.00, at most 50.00, is 50.00."""
    terms = replace(PLAIN, kind="percent", value=1500, most_fen=5000)
    assert evaluate(bare_cart(100_000, NOON), [offer(terms=terms)]).discount_fen == 5000


def test_exchange_takes_one_piece_of_the_dearest_eligible_line() -> None:
    """An exchange coupon for 9.90 lets one piece of the dearest eligible goods go for 9.90."""
    terms = replace(PLAIN, kind="exchange", value=990, products=frozenset("AB"))
    answer = evaluate(cart(line("A", 3000, 2), line("B", 5000, 2), line("C", 9000)), [offer(terms=terms)])
    assert [one.discount_fen for one in answer.lines] == [0, 4010, 0]


@pytest.mark.parametrize(("value", "off"), [(0, 1200), (800, 800), (2000, 1200)])
def test_free_shipping_takes_shipping_only(value: int, off: int) -> None:
    """Free shipping covers all of it, or up to its value, and never touches goods."""
    terms = replace(PLAIN, kind="free_shipping", value=value)
    answer = evaluate(cart(line("A", 10_000), shipping=1200), [offer(terms=terms)])
    assert answer.shipping_fen == 1200 - off
    assert answer.lines[0].payable_fen == 10_000


def test_exclusive_means_exclusive_on_either_side() -> None:
    """Two coupons of which one excludes the other's class never work together (INV-15)."""
    loner = offer("loner", replace(PLAIN, value=100, exclusive_with=frozenset({"payment"})))
    other = offer("other", replace(PLAIN, value=500, stack_class="payment"))
    best = evaluate(bare_cart(10_000, NOON), [loner, other])
    assert (discounts(best), codes(best)) == ({"other": 500}, {"loner": "better_without"}) or (
        codes(best) == {"loner": "exclusive"}
    )
    greedy = evaluate(bare_cart(10_000, NOON), [loner, other], Policy(mode=PRIORITY))
    assert (discounts(greedy), codes(greedy)) == ({"loner": 100}, {"other": "exclusive"})


def test_exclusive_holds_across_calls_for_one_order() -> None:
    """A coupon that an earlier call applied to the order still excludes."""
    earlier = Applied("1", "S1", "member", frozenset({"coupon"}), (("1", 100),))
    answer = evaluate(bare_cart(10_000, NOON)._replace(applied=(earlier,)), [offer()])
    assert codes(answer) == {"c": "exclusive"}


def test_one_stock_of_a_class_by_default_and_max_stack_of_a_stock() -> None:
    """Two stocks of one class quarrel; three coupons of one stock work when it says so."""
    a, b = offer("a"), offer("b", replace(PLAIN, value=1000))
    assert codes(evaluate(bare_cart(10_000, NOON), [a, b])) == {"b": "class_full"}
    stackable = replace(PLAIN, max_stack=2)
    pieces = [offer(f"p{n}", stackable, stock="S") for n in range(3)]
    answer = evaluate(bare_cart(10_000, NOON), pieces)
    assert (answer.discount_fen, codes(answer)) == (4000, {"p2": "stack_limit"})


def test_wider_policy_takes_more_stocks_of_a_class() -> None:
    """The chain may allow two coupon stocks in one order."""
    policy = Policy(per_class=(("coupon", 2),))
    answer = evaluate(bare_cart(10_000, NOON), [offer("a"), offer("b")], policy)
    assert answer.discount_fen == 4000


def test_floor_cuts_a_discount_and_then_refuses() -> None:
    """With a floor of 90% the first coupon gives 10.00 of its 20.00, the next nothing."""
    offers = [offer("a"), offer("b", replace(PLAIN, stack_class="payment"))]
    answer = evaluate(bare_cart(10_000, NOON), offers, Policy(mode=PRIORITY, floor_bp=9000))
    assert discounts(answer) == {"a": 1000}
    assert codes(answer) == {"b": "floor"}


def test_same_coupon_twice_pays_once() -> None:
    """A code that is presented twice is used once."""
    answer = evaluate(bare_cart(10_000, NOON), [offer(), offer()])
    assert (answer.discount_fen, codes(answer)) == (2000, {"c": "repeated"})


def test_limits_count_inside_one_cart_too() -> None:
    """Two coupons of a stock with one use left: one works (INV-7: whatever class it is)."""
    for stack_class in CLASSES:
        terms = replace(PLAIN, max_stack=9, stack_class=stack_class)
        left = LimitUse("person", 2, 3)
        offers = [offer(f"p{n}", terms, left, stock="S") for n in range(2)]
        answer = evaluate(bare_cart(10_000, NOON), offers)
        assert codes(answer) == {"p1": "person_limit"}
    money = LimitUse("money/day", 0, 3000)
    offers = [offer(f"p{n}", replace(PLAIN, max_stack=9), money, stock="S") for n in range(2)]
    assert codes(evaluate(bare_cart(10_000, NOON), offers)) == {"p1": "budget_money"}


def test_more_than_eight_coupons_fall_back_to_priority_and_say_so() -> None:
    """The search has a ceiling of 2^8 trials; above it the answer says what was done."""
    offers = [offer(f"c{n}", replace(PLAIN, max_stack=20), stock="S") for n in range(9)]
    answer = evaluate(bare_cart(100_000, NOON), offers)
    assert answer.discount_fen == 18_000
    assert answer.notes


def test_best_leaves_a_coupon_that_spoils_a_better_one() -> None:
    """A small member coupon that pushes the cart under a larger coupon's minimum is left out."""
    small = offer("small", replace(PLAIN, value=100, stack_class="member"))
    large = offer("large", replace(PLAIN, value=3000, min_spend_fen=10_000))
    answer = evaluate(bare_cart(10_000, NOON), [small, large])
    assert discounts(answer) == {"large": 3000}
    assert codes(answer) == {"small": "better_without"}


def test_every_refusal_has_words_in_both_languages() -> None:
    """Each code has English and Chinese words whose places can be filled (INV-25)."""
    for template in WORDS.values():
        english = say(template, "en", observed="9", limit="10")
        chinese = say(template, "zh", observed="9", limit="10")
        assert english != chinese
        assert "{" not in english + chinese
