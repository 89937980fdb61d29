"""Small identity graphs for property tests: a few of everything, collisions on purpose."""

from __future__ import annotations

from hypothesis import strategies as st

from digitool.identity.solve.assertions import BY_NAME as RULE
from digitool.identity.solve.assertions import NOT_SAME, SAME_PERSON, Assertion, pair
from digitool.identity.solve.attributes import Traits, traits
from digitool.identity.solve.guards import Node
from digitool.identity.solve.namespaces import BY_NAME as NS
from digitool.identity.solve.outcome import Component
from digitool.model.keys import key64

KINDS = (
    ("wx_openid", 1),
    ("wx_openid", 2),
    ("wx_unionid", 0),
    ("wecom_external_userid", 0),
    ("member_no", 0),
    ("phone", 0),
    ("email", 0),
    ("name_birthday_city", 0),
    ("alipay_user_id", 0),
    ("yz_open_id", 0),
)
RULES = ("wecom_unionid", "list_row", "guide_phone", "list_phone_verified", "order_phone", "human")
DAY = 86_400_000


def node(number: int, ns: str, scope: int = 0) -> Node:
    """An identifier with the key that its namespace, scope and number give."""
    return Node(number, key64(ns, str(scope), str(number)), NS[ns].code, scope)


def same(x: int, y: int, rule: str, day: int = 0, last: int | None = None) -> Assertion:
    """A ``same_person`` statement seen on a day, and last on another."""
    return Assertion(
        *pair(x, y), SAME_PERSON, RULE[rule].code, day * DAY, (day if last is None else last) * DAY
    )


def apart(x: int, y: int) -> Assertion:
    """A human's ``not_same``."""
    return Assertion(*pair(x, y), NOT_SAME, RULE["human"].code, 0, 0, 1)


def told(name: str = "", birthday: str = "", city: str = "") -> Traits:
    """Traits from plain values."""
    return traits([("name", name), ("birthday", birthday), ("city", city)])


@st.composite
def components(draw: st.DrawFn) -> Component:
    """Up to 14 identifiers with up to 24 statements, some traits, some staff, some dead."""
    count = draw(st.integers(2, 14))
    nodes = {}
    for number in range(1, count + 1):
        ns, scope = draw(st.sampled_from(KINDS))
        nodes[number] = node(number, ns, scope)
    ids = st.integers(1, count)
    ends = st.tuples(ids, ids).filter(lambda both: both[0] != both[1])
    statements = st.builds(
        lambda both, rule, day, more: same(*both, rule, day, day + more),
        ends,
        st.sampled_from(RULES),
        st.integers(0, 400),
        st.integers(0, 200),
    )
    edges = draw(st.lists(statements, max_size=24, unique_by=lambda one: (one.a, one.b, one.rule)))
    edges += draw(st.lists(st.builds(lambda both: apart(*both), ends), max_size=2))
    people = st.builds(
        told,
        st.sampled_from(["", "王小明", "王小红", "李静"]),
        st.sampled_from(["", "1990-03-07", "1985-11-30"]),
        st.sampled_from(["", "深圳", "广州"]),
    )
    known = draw(st.dictionaries(ids, people, max_size=6))
    dead = draw(st.frozensets(ids, max_size=1))
    staff = draw(st.frozensets(ids, max_size=1))
    return Component(nodes, edges, known, dead, staff)
