"""The consent ledger: what a customer allows, used up, took back or complained about. Append only."""

from __future__ import annotations

from typing import Any

from digitool.db.port import Connection, StoredRow
from digitool.db.statements import changed
from digitool.db.tally import run
from digitool.db.writing import Work
from digitool.errors import ConflictError, NotFoundError, RefusedError, UsageError
from digitool.guides.contact.policy import BY_CONSENT, CHANNELS, CODES
from digitool.model.days import local_day
from digitool.model.ids import Day, IdentifierId, PersonId, person_text
from digitool.model.personal import mask_personal
from digitool.model.text import meant
from digitool.workspace.desk import Desk

GIVE, USE, WITHDRAW, COMPLAINT = "give", "use", "withdraw", "complaint"

MOST_AT_ONCE = 1000

_INSERT = (
    "INSERT INTO guide_consent (identifier, channel, kind, n, at, day, basis, plan, operation)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)"
)


class Word:
    """One thing that is told of a customer. Raises UsageError for a word that cannot be meant.

    ``channel`` is empty for all; ``n`` counts consents of a subscription; ``basis`` says where a consent
    was given (a form, a till, a page).
    """

    def __init__(self, kind: str, channel: str = "", n: int = 1, basis: str = "", appid: str = "") -> None:
        if channel and channel not in CHANNELS:
            raise UsageError(
                "no_such_channel",
                "there is no channel {channel}",
                channel=channel[:40],
                **meant(channel, list(CHANNELS), "the channels are: {known}"),
                known=", ".join(CHANNELS),
            )
        if kind == GIVE and not basis.strip():
            raise UsageError(
                "no_basis",
                "a consent needs the place where it was given",
                hint="say it with --basis, for example --basis member-form",
            )
        if kind == USE and channel != "subscribe":
            raise UsageError(
                "not_counted", "only subscribe messages are counted one by one",
                hint="use --channel subscribe",
            )  # fmt: skip
        if not 1 <= n <= MOST_AT_ONCE:
            raise UsageError(
                "bad_times", "--times takes 1 to {limit}, not {value}", limit=MOST_AT_ONCE, value=n
            )
        self.kind, self.channel, self.n, self.basis, self.appid = (
            kind,
            channel,
            n,
            mask_personal(basis.strip()),
            appid,
        )

    def as_asked(self) -> dict[str, Any]:
        """What makes two words of one customer the same request, as JSON."""
        return {
            "action": self.kind,
            "channel": self.channel,
            "times": self.n,
            "reason": self.basis,
            "appid": self.appid,
        }


def tell_consent(desk: Desk, person: PersonId, word: Word) -> dict[str, Any]:
    """Write one word into the ledger; a withdrawal also stops what is planned for the customer, at once.

    Raises NotFoundError where a subscription has no openid, ConflictError ``no_consent_left``.
    """

    def act(work: Work) -> dict[str, Any]:
        connection = work.connection
        identifier = _bearer(connection, person, word)
        if word.kind == USE and consents_left(connection, identifier, word.channel) < word.n:
            raise ConflictError(
                "no_consent_left",
                "this customer has no consent left on {channel}",
                hint="one consent is one message; ask again when the customer orders",
                channel=word.channel,
            )
        day = local_day(desk.at, desk.settings.chain.zone)
        told = (word.channel, word.kind, word.n, desk.at, day, word.basis, work.seq)
        bearers = {identifier}
        if word.kind == WITHDRAW:  # every account's own consents end, and do not come back with a new one
            bearers |= {row["identifier"] for row in ledger(connection, person)}
        connection.executemany(_INSERT, [(one, *told) for one in sorted(bearers)])
        stopped = _stop(connection, person, word.channel, day) if word.kind == WITHDRAW else 0
        return {**standing(connection, person), "stopped": stopped}

    return desk.write("guide.consent", {"customer": person_text(person), **word.as_asked()}, act)


def standing(connection: Connection, person: PersonId) -> dict[str, Any]:
    """What a customer allows now: refused channels, consents left by channel, the last complaint (UTC ms)."""
    rows = ledger(connection, person)
    members = connection.execute(
        "SELECT max(m.at * 2 + CASE WHEN m.consent THEN 0 ELSE 1 END) FROM membership AS m"
        " JOIN identifier AS i ON i.id = m.identifier WHERE i.person = ? AND m.consent IS NOT NULL",
        (person,),
    ).fetchone()[0]
    refused = [one for one in CHANNELS if _latest(rows, one, members) == "no"]
    agreed = [one for one in BY_CONSENT - {"subscribe"} if _latest(rows, one, members) == "yes"]
    complaints = [row["at"] for row in rows if row["kind"] == COMPLAINT]
    bearers = {row["identifier"] for row in rows if row["channel"] == "subscribe"}
    left = sum(consents_left(connection, one, "subscribe") for one in bearers)
    return {
        "customer": person_text(person),
        "refused": refused,
        "agreed": agreed,
        "subscribe_left": 0 if "subscribe" in refused else left,
        "complained_at": max(complaints, default=None),
    }


def ledger(connection: Connection, person: PersonId) -> list[StoredRow]:
    """Every word of a customer, youngest first."""
    return run(connection, "guides", "consent_ledger", {"person": person})


def consents_left(connection: Connection, identifier: IdentifierId, channel: str) -> int:
    """Consents of one openid that are not used up, since the last withdrawal."""
    rows = connection.execute(
        "SELECT kind, n, channel FROM guide_consent WHERE identifier = ? AND channel IN ('', ?) ORDER BY id",
        (identifier, channel),
    )
    left = 0
    for row in rows:
        if row["kind"] == WITHDRAW:
            left = 0
        elif row["channel"] == channel and row["kind"] != COMPLAINT:
            left += -row["n"] if row["kind"] == USE else row["n"]
    return left


def _latest(rows: list[StoredRow], channel: str, member: int | None) -> str:
    """``yes``, ``no`` or nothing: the youngest word on a channel, of two at once the no."""
    words = [
        row["at"] * 2 + (row["kind"] == WITHDRAW)
        for row in rows
        if row["kind"] in (GIVE, WITHDRAW) and row["channel"] in ("", channel)
    ]
    if member is not None:
        words.append(member)
    if not words:
        return ""
    return "no" if max(words) % 2 else "yes"


def _bearer(connection: Connection, person: PersonId, word: Word) -> IdentifierId:
    """The identifier that the word is of: an openid for subscriptions, else the person's oldest."""
    if word.channel != "subscribe" or word.kind not in (GIVE, USE):
        return IdentifierId(person)
    found = run(connection, "guides", "openids", {"person": person, "appid": word.appid})
    if not found:
        raise NotFoundError(
            "no_openid",
            "P{person} has no openid that could subscribe",
            hint="import the mini program's customers first",
            person=person,
        )
    if word.kind == USE:
        for row in found:
            if consents_left(connection, row["id"], word.channel) >= word.n:
                return IdentifierId(row["id"])
    elif len(found) > 1 and not word.appid:
        raise RefusedError(
            "several_openids",
            "P{person} has several openids, and a consent belongs to one account",
            hint="name the account with --appid",
            person=person,
        )
    return IdentifierId(found[0]["id"])


def _stop(connection: Connection, person: PersonId, channel: str, day: Day) -> int:
    """Messages that were planned for today or later and will not be sent any more."""
    return changed(
        connection,
        "UPDATE guide_contact SET state = 'failed', result = 'opted_out' WHERE state = 'planned' AND day >= ?"
        " AND identifier IN (SELECT id FROM identifier WHERE id = ? OR person = ?) AND ? IN (0, channel)",
        (day, person, person, CODES.get(channel, 0)),
    )
