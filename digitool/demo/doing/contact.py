"""What customers allow, a code on a sign, and one message that guides really sent."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from digitool.demo.deeds.drafts import MESSAGE
from digitool.demo.deeds.plan import moment_after
from digitool.demo.doing.hands import Hands, PlannedDeed, Said
from digitool.demo.world import plan
from digitool.demo.world.clock import DAY, HOUR, MINUTE, utc_ms
from digitool.demo.world.making import World
from digitool.errors import RefusedError
from digitool.forms.toml_file import read_toml
from digitool.guides import codes
from digitool.guides.broadcast import operations as broadcast
from digitool.guides.broadcast.drafting import in_segment
from digitool.guides.broadcast.message import read_message
from digitool.guides.broadcast.operations import plan_number
from digitool.guides.broadcast.send_results import Delivery
from digitool.guides.contact import consents
from digitool.guides.contact.consents import Word
from digitool.model.ids import identifier_text
from digitool.workspace.inputs import reading

WORDS = (
    Word("give", "subscribe", basis="order-page", appid=plan.MINI_PROGRAM),
    Word("give", "wecom", basis="till"),
    Word("withdraw", "sms"),
    Word("complaint"),
)
"""What the last people of the crowd say in turn."""


def contact_steps(world: World) -> Iterator[PlannedDeed]:
    """A live code, consents, and a broadcast with its results."""
    size, deeds = world.size, world.deeds
    yield PlannedDeed(deeds.at + 10 * MINUTE, "code:S001-door", _code)
    for place, (person, word) in enumerate(zip(deeds.crowd[-len(WORDS) :], WORDS)):
        at = moment_after(size, 0.7, 10, place)
        yield PlannedDeed(at, f"word:{place}", partial(_tell, person=person, word=word))
    at = moment_after(size, 0.8, 10)
    yield PlannedDeed(at, "broadcast", _send)
    yield PlannedDeed(at + HOUR + DAY, "broadcast:results", _results)


def _code(hands: Hands, at: int, name: str) -> Said:
    guides = (hands.guide(0), hands.guide(1))
    draft = codes.CodeDraft("S001-door", guides, (hands.guide(2),), hands.store(0), "door")
    return codes.add(hands.desk(at, name), draft)


def _tell(hands: Hands, at: int, name: str, person: int, word: Word) -> Said:
    number = hands.customer(person)
    row = hands.connection.execute("SELECT person FROM identifier WHERE id = ?", (number,)).fetchone()
    return consents.tell_consent(hands.desk(at, name), row[0], word)


def _send(hands: Hands, at: int, name: str) -> Said:
    """Nobody to send to, in a small demo, is no plan."""
    workspace = hands.workspace
    path = workspace.root / MESSAGE
    tables, text = read_toml(reading(path))
    message = read_message(tables, text, path, workspace.settings.chain.zone)
    audience = in_segment(workspace, message, utc_ms(at))
    try:
        return broadcast.record_broadcast(hands.desk(at, name), message, audience)[0]
    except RefusedError:
        return {}


def _results(hands: Hands, at: int, name: str) -> Said:
    """Of ten messages eight were sent and one of them replied to, one failed, one guide never sent."""
    sent = hands.said["broadcast"].get("plan")
    if sent is None:
        return {}
    rows = hands.connection.execute(
        "SELECT identifier FROM guide_contact WHERE plan = ? ORDER BY identifier", (plan_number(sent),)
    ).fetchall()
    deliveries = [_delivery(utc_ms(at), place, identifier_text(row[0])) for place, row in enumerate(rows)]
    found = [one for one in deliveries if one is not None]
    return broadcast.import_results(hands.desk(at, name), sent, found, close=True)


def _delivery(at: int, place: int, customer: str) -> Delivery | None:
    sent = at - HOUR * 1000
    if place % 10 == 9:
        return None
    if place % 10 == 8:
        return Delivery(customer, "failed", "not_a_friend")
    return Delivery(customer, "sent", "", sent, sent + 600_000 if place % 10 == 0 else None)
