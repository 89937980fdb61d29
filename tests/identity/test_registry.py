"""Identifiers: found again, never stored plain when personal, flagged when they mean nobody."""

from __future__ import annotations

import sqlite3
import time

import pytest

from digitool.identity.checks import CHECKS
from digitool.identity.stored.blocklist import is_blocked
from digitool.identity.stored.finding import ids_of_values
from digitool.identity.stored.registry import CACHE, Registry
from digitool.identity.stored.resolve import recompute
from digitool.identity.stored.staff import sync_staff
from digitool.model.ids import Identifier
from digitool.model.keys import key64, keys64
from digitool.model.records import Profile
from digitool.workspace.settings import Guide, IdentityRules, Settings

from .world import KEY, NOON, contact, member, openid, person, phone, take


def test_ids_are_stable_over_registries(connection: sqlite3.Connection) -> None:
    """A value has one id, within a call, over calls and over imports."""
    mixed = [
        openid("o-1"),
        phone(1),
        openid("o-1"),
        openid("o-1", "wx-2"),
        Identifier("member_no", "", "o-1"),
    ]
    first = Registry(connection, KEY).ids(mixed)
    assert first[0] == first[2]
    assert len(set(first)) == 4
    assert Registry(connection, KEY).ids(mixed) == first


def test_aliases_and_blanks_are_the_same_value(connection: sqlite3.Connection) -> None:
    """A payer's openid is an openid, and blanks at the ends are no difference."""
    registry = Registry(connection, KEY)
    ids = registry.ids([openid("o-1"), Identifier("payer_openid", "wx-account", " o-1 ")])
    assert ids[0] == ids[1]


def test_mail_is_compared_without_case(connection: sqlite3.Connection) -> None:
    """E-mail addresses differ in case only on screen."""
    ids = Registry(connection, KEY).ids(
        [Identifier("email", "", "A@b.cn"), Identifier("email", "", "a@B.cn")]
    )
    assert ids[0] == ids[1]


def test_a_full_cache_is_emptied_and_ids_stay(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cache is bounded; forgetting costs a look-up, never a second id."""
    monkeypatch.setattr("digitool.identity.stored.registry.CACHE", 10)
    registry = Registry(connection, KEY)
    values = [f"o-{number}" for number in range(50)]
    first = [registry.column("wx_openid", "a", values[start : start + 7]) for start in range(0, 50, 7)]
    again = [registry.column("wx_openid", "a", values[start : start + 7]) for start in range(0, 50, 7)]
    assert again == first
    assert registry.created == 50
    assert CACHE == 250_000


def test_namespaces_of_a_mapping_get_codes(connection: sqlite3.Connection) -> None:
    """A name that only a mapping file knows is kept under a code of its own, the same next time."""
    names = [Identifier("pos_customer", "", "17"), Identifier("loyalty_card", "", "17")]
    first = Registry(connection, KEY).ids(names)
    assert first[0] != first[1]
    assert Registry(connection, KEY).ids(names) == first
    codes = [row[0] for row in connection.execute("SELECT code FROM identifier_namespace ORDER BY code")]
    assert codes == [100, 101]


def test_personal_values_are_never_stored(connection: sqlite3.Connection) -> None:
    """Phones, mails and profiles are kept as HMACs with a mask; the key changes them."""
    take(connection, [member("M1", phone(1), name="王小明", birthday="1990-03-07")])
    Registry(connection, KEY).ids([Identifier("email", "", "wang@example.cn")])
    stored = [str(tuple(row)) for row in connection.execute("SELECT value, mask FROM identifier")]
    assert not any(plain in row for row in stored for plain in ("13900000001", "王小明", "wang@"))
    assert any("139****0001" in row for row in stored)
    other = Registry(connection, b"x" * 32).ids([phone(1)])
    assert other != Registry(connection, KEY).ids([phone(1)])


def test_a_phone_in_another_column_is_not_stored_either(connection: sqlite3.Connection) -> None:
    """A member number that is a phone, and a phone in a name, are kept masked; the number is found again."""
    card = Identifier("member_no", "chain", "13900000001")
    take(connection, [Profile(1, NOON, (card,), name="王 13900000002")])
    rows = [tuple(row) for row in connection.execute("SELECT value, mask FROM identifier")]
    told = [row[0] for row in connection.execute("SELECT value FROM attribute")]
    assert [mask for _, mask in rows] == ["139****0001"]
    assert not any("1390000000" in text for text in [rows[0][0], *told])
    assert ids_of_values(connection, ["13900000001"], KEY) == Registry(connection, KEY).ids([card])


def test_keys_in_bulk_are_the_same_keys() -> None:
    """The fast way digests exactly what `key64` digests."""
    values = ["", "o-1", "会员\x1f号"]
    assert keys64(("member_no", "链"), values) == [key64("member_no", "链", value) for value in values]


@pytest.mark.parametrize(
    "value", ["", "0", "NULL", " guest ", "散客", "000000", "******", "[object Object]", "x" * 1025]
)
def test_placeholders_are_blocked(value: str) -> None:
    """Values that forms and exports put in for nobody, in any case and with blanks."""
    assert is_blocked("member_no", value)


@pytest.mark.parametrize("value", ["+8613800138000", "+8613333333333", "+8618888888888"])
def test_test_phones_are_blocked(value: str) -> None:
    """Numbers typed because a form insists on one."""
    assert is_blocked("phone", value)


@pytest.mark.parametrize(
    ("ns", "value"), [("phone", "+8613912000001"), ("member_no", "7"), ("member_no", "111")]
)
def test_real_values_are_not_blocked(ns: str, value: str) -> None:
    """Short and repetitive values that may be real are left alone."""
    assert not is_blocked(ns, value)


def test_a_blocked_value_joins_nobody(connection: sqlite3.Connection) -> None:
    """Two members on a test phone stay two, whatever their names are."""
    junk = Identifier("phone", "", "+8613800138000")
    take(connection, [member(number, junk, name="王小明") for number in ("M1", "M2")])
    ends = [Identifier("member_no", "chain", number) for number in ("M1", "M2")]
    assert person(connection, ends[0]) != person(connection, ends[1])


def test_settings_block_values_and_release_them(connection: sqlite3.Connection) -> None:
    """A store's own phone in the settings stops joining at once, and joins again when it is taken out."""
    ends = [Identifier("member_no", "chain", number) for number in ("M1", "M2")]
    take(connection, [member(number, phone(1), name="王小明") for number in ("M1", "M2")])
    assert person(connection, ends[0]) == person(connection, ends[1])
    blocked = Settings(identity=IdentityRules(blocked=("139 0000 0001",)))
    for settings, joined in ((blocked, False), (Settings(), True)):
        sync_staff(connection, Registry(connection, KEY), settings)
        recompute(connection, [], settings)
        assert (person(connection, ends[0]) == person(connection, ends[1])) is joined
        assert CHECKS["persons"](connection) == []


def test_a_value_blocked_before_it_is_seen_joins_nobody(connection: sqlite3.Connection) -> None:
    """The block list of the settings holds for values that come later."""
    registry = Registry(connection, KEY)
    settings = Settings(identity=IdentityRules(blocked=("13900000001",)))
    sync_staff(connection, registry, settings)
    registry.ids([phone(1)])
    assert [row[0] for row in connection.execute("SELECT flag FROM identifier_flag")] == ["excluded"]


def test_staff_never_become_customers(connection: sqlite3.Connection) -> None:
    """A guide's phone typed for a customer joins nobody, and her own account is staff as a whole."""
    guide = Guide("zhang", identifiers=(openid("o-guide"), phone(9)))
    settings = Settings(guides={"zhang": guide})
    assert sync_staff(connection, Registry(connection, KEY), settings).staff
    take(
        connection,
        [member("M1", phone(9), name="李静"), contact("c", "u-1", phone(9)), member("M2", openid("o-guide"))],
        settings,
    )
    persons = {person(connection, phone(9)), person(connection, openid("o-guide"))}
    customers = {person(connection, Identifier("member_no", "chain", number)) for number in ("M1", "M2")}
    assert not persons & customers
    look = "SELECT id FROM identifier WHERE person = ?"
    assert {row[0] for one in persons for row in connection.execute(look, (one,))} == set(
        Registry(connection, KEY).ids([openid("o-guide"), phone(9)])
    )
    assert not sync_staff(connection, Registry(connection, KEY), settings).staff


def test_who_becomes_staff_leaves_the_customers(connection: sqlite3.Connection) -> None:
    """An openid that the settings name later loses what a row had joined to it."""
    take(connection, [member("M1", openid("o-guide"))])
    settings = Settings(staff=(openid("o-guide"),))
    assert sync_staff(connection, Registry(connection, KEY), settings).staff
    recompute(connection, [], settings)
    assert person(connection, openid("o-guide")) != person(connection, Identifier("member_no", "chain", "M1"))
    assert CHECKS["persons"](connection) == []


def test_an_identifier_takes_about_sixty_bytes(connection: sqlite3.Connection) -> None:
    """Identifier, key and person of an openid of 28 characters take less than 70 bytes together."""
    values = [f"oAbCdEfGhIjKlMnOpQrS{number:08d}" for number in range(50_000)]
    before = connection.execute("PRAGMA page_count").fetchone()[0]
    Registry(connection, KEY).column("wx_openid", "wx", values)
    pages = connection.execute("PRAGMA page_count").fetchone()[0] - before
    assert pages * 4096 / len(values) < 70


def test_a_known_value_costs_little(connection: sqlite3.Connection) -> None:
    """A cached value costs a fraction of what a new one does."""
    registry = Registry(connection, KEY)
    values = [f"oAbCdEfGhIjKlMnOpQrS{number:08d}" for number in range(50_000)]
    started = time.process_time()
    registry.column("wx_openid", "wx", values)
    fresh = time.process_time() - started
    started = time.process_time()
    registry.column("wx_openid", "wx", values)
    assert time.process_time() - started < fresh / 5
