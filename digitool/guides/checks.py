"""Guides recomputed from their raw rows; each difference is one sentence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.db.tally import run
from digitool.facts.holdings import GROUPS, RELATIONS, holding_differences
from digitool.guides.binding.rules import stored_rules
from digitool.guides.binding.stored import differing
from digitool.guides.commission.earnings import expense, paid_out, payable, read_parts, receivable
from digitool.guides.commission.rates import taken_back, total
from digitool.guides.contact.policy import CODES, NAMES, Limit, platform_limits_on
from digitool.ledger.journals import balance
from digitool.model.ids import identifier_text, person_text
from digitool.model.money import share_out
from digitool.workspace.policies.contact import ContactPolicy


def relations(connection: Connection) -> list[str]:
    """Relations and group members are what their marks fold to."""
    found = [
        f"relation of {identifier_text(identifier)} with {guide} is not what was told of it"
        for identifier, guide in holding_differences(connection, RELATIONS)
    ]
    return found + [
        f"{identifier_text(identifier)} in group {chat} is not what was told of it"
        for identifier, chat in holding_differences(connection, GROUPS)
    ]


def bindings(connection: Connection) -> list[str]:
    """Bindings are what a fresh fold gives (BD1, BD2, BD5), and each has its basis (BD6)."""
    return [f"bindings of {person_text(person)} are not what happened" for person in differing(connection)]


def departed(connection: Connection) -> list[str]:
    """A guide who has left serves nobody after that (BD4)."""
    found = []
    for guide, member in stored_rules(connection).roster.items():
        if member.gone_at is not None:
            held = connection.execute(
                "SELECT count(*) FROM guide_binding WHERE guide = ? AND (to_at IS NULL OR to_at > ?)",
                (guide, member.gone_at),
            ).fetchone()[0]
            if held:
                found.append(f"{guide} has left and still serves {held} customers")
    return found


def consents(connection: Connection) -> list[str]:
    """No openid used more consents than it gave, in the order in which they were written."""
    left: dict[tuple[int, str], int] = {}
    found = []
    for row in connection.execute("SELECT identifier, channel, kind, n FROM guide_consent ORDER BY id"):
        key = row["identifier"], row["channel"]
        if row["kind"] == "withdraw":
            for one in [one for one in left if one[0] == key[0] and row["channel"] in ("", one[1])]:
                left[one] = 0
        elif row["kind"] != "complaint":
            left[key] = left.get(key, 0) + (-row["n"] if row["kind"] == "use" else row["n"])
            if left[key] < 0:
                found.append(f"identifier {key[0]} used {-left[key]} consents too many on {key[1]}")
    return found


def plans(connection: Connection) -> list[str]:
    """Each broadcast has as many messages as it sent customers, and none is waiting once it is closed."""
    found = []
    for row in run(connection, "guides", "plans", {"plan": 0}):
        expected = row["customers"] - sum(json.loads(row["skipped"]).values())
        if row["messages"] != expected:
            found.append(f"broadcast B{row['id']} has {row['messages']} messages instead of {expected}")
        if row["state"] == "closed" and row["planned"]:
            found.append(f"broadcast B{row['id']} is closed with {row['planned']} messages waiting")
    return found


def caps(connection: Connection) -> list[str]:
    """No address received more broadcasts than the platform's rule of the day allows."""
    days = connection.execute("SELECT DISTINCT day, channel FROM guide_contact WHERE plan > 0").fetchall()
    windows: set[tuple[int, Limit]] = set()
    for row in days:
        channel = NAMES[row["channel"]]
        limits = platform_limits_on(channel, row["day"], ContactPolicy())
        windows.update((CODES[channel], limit) for limit in limits)
    found = []
    for code, limit in sorted(windows, key=lambda one: (one[0], one[1].since)):
        rows = run(
            connection,
            "guides",
            "over_cap",
            {"channel": code, "since": limit.since, "until": limit.until, "most": limit.most},
        )
        found += [
            f"identifier {row[0]} has {row[1]} messages, {limit.rule} allows {limit.most}" for row in rows
        ]
    return found


def _told(connection: Connection, question: str) -> list[str]:
    """The sentences that a question gives."""
    return [row[0] for row in connection.execute(question)]


def handover_moves(connection: Connection) -> list[str]:
    """A binding moved by a handover if and only if its entry is done: nobody on the strength of a request."""
    return _told(
        connection,
        "SELECT 'H' || t.handover || ' says that I' || t.subject || ' is handed over, and no binding moved'"
        " FROM guide_handover_item t JOIN guide_handover h ON h.id = t.handover"
        " WHERE t.what <> 'group' AND t.state = 'done' AND NOT EXISTS (SELECT 1 FROM guide_move m"
        " WHERE m.identifier = t.subject AND m.from_guide = h.guide AND m.to_guide = t.to_guide"
        " AND m.at = h.cut_over)"
        " UNION ALL "
        "SELECT m.reason || ' moved I' || m.identifier || ' without being done'"
        " FROM guide_move m JOIN guide_handover h ON m.reason = 'H' || h.id AND h.guide = m.from_guide"
        " WHERE m.at = h.cut_over AND NOT EXISTS (SELECT 1 FROM guide_handover_item t WHERE t.handover = h.id"
        " AND t.subject = m.identifier AND t.what <> 'group' AND t.to_guide = m.to_guide"
        " AND t.state = 'done')",
    )


def handover_counts(connection: Connection) -> list[str]:
    """Every handover has an entry for each customer that it counted, and each one receiver at most (BD3)."""
    return _told(
        connection,
        "SELECT 'H' || h.id || ' counted ' || h.customers || ' customers and has entries of ' ||"
        " count(DISTINCT t.subject) FROM guide_handover h"
        " LEFT JOIN guide_handover_item t ON t.handover = h.id AND t.what <> 'group'"
        " GROUP BY h.id, h.customers HAVING count(DISTINCT t.subject) < h.customers",
    )


def handover_leavers(connection: Connection) -> list[str]:
    """Who left by a handover serves nobody whom she served before it (BD4); the clock is the last write's."""
    return _told(
        connection,
        "SELECT h.guide || ' left with H' || h.id || ' and still serves ' || count(DISTINCT b.person)"
        " || ' customers: write left under [guides.' || h.guide || '] in digitool.toml'"
        " FROM guide_handover h JOIN guide_binding b ON b.guide = h.guide"
        " AND b.from_at < h.cut_over AND (b.to_at IS NULL OR b.to_at > h.cut_over)"
        " WHERE h.kind = 'resigned' AND h.cut_over <= (SELECT max(at) FROM operation) GROUP BY h.id, h.guide",
    )


def commissions(connection: Connection) -> list[str]:
    """What was earned and taken back is what base, rate, cap and refunds give, step by step, to the fen."""
    return [*_orders(connection), *_steps(connection), *_books(connection)]


def _orders(connection: Connection) -> Iterator[str]:
    rows = connection.execute("SELECT * FROM guide_commission ORDER BY purchase, place")
    for _purchase, group in groupby(rows, key=lambda row: row["purchase"]):
        found = list(group)
        first = found[0]
        parts = read_parts(first["parts"])
        weights = [row["part_bp"] for row in found]
        earned = share_out(total(parts, first["order_fen"], first["cap_bp"]), weights)
        bases = share_out(first["order_fen"], weights)
        for row, fen, base in zip(found, earned, bases):
            back = taken_back(fen, row["order_fen"], row["refunded_fen"])
            if (row["earned_fen"], row["base_fen"], row["back_fen"]) != (fen, base, back):
                yield (
                    f"order {row['number']}: {row['guide']} has {row['earned_fen']} fen and {row['back_fen']}"
                    f" taken back, base and refunds give {fen} and {back}"
                )


def _steps(connection: Connection) -> Iterator[str]:
    """A commission is what its steps add up to."""
    rows = ask(
        connection,
        "SELECT c.number, c.guide FROM guide_commission c LEFT JOIN ("
        " SELECT purchase, guide, sum(CASE kind WHEN 'earn' THEN amount_fen ELSE 0 END) AS earned,"
        " sum(CASE kind WHEN 'back' THEN amount_fen ELSE 0 END) AS back,"
        " count(*) FILTER (WHERE kind = 'pay') AS paid"
        " FROM guide_commission_step GROUP BY purchase, guide) AS s"
        " ON s.purchase = c.purchase AND s.guide = c.guide"
        " WHERE differs(s.earned, c.earned_fen) OR s.back <> c.back_fen"
        " OR s.paid <> CASE WHEN c.state = 'paid' THEN 1 ELSE 0 END",
    )
    for number, guide in rows:
        yield f"order {number}: the commission of {guide} is not what happened to it"


def _books(connection: Connection) -> Iterator[str]:
    """What guides cost, are owed and were paid is what the ledger says."""
    rows = connection.execute(
        "SELECT guide, sum(earned_fen - back_fen),"
        " sum(CASE state WHEN 'settled' THEN earned_fen - back_fen ELSE 0 END) FROM guide_commission"
        " GROUP BY guide"
    ).fetchall()
    for guide, kept, owed in rows:
        paid = -balance(connection, paid_out(guide)) - balance(connection, receivable(guide))
        booked = (balance(connection, expense(guide)), -balance(connection, payable(guide)), paid)
        if booked != (kept, owed, kept - owed):
            yield (
                f"{guide}: the ledger has {booked[0]} fen of commissions, {booked[1]} owed and {booked[2]}"
                f" paid; the orders {kept}, {owed} and {kept - owed}"
            )


CHECKS: dict[str, Check] = {
    "guide-relations": relations,
    "guide-bindings": bindings,
    "guide-departed": departed,
    "guide-consents": consents,
    "guide-broadcasts": plans,
    "guide-contact-caps": caps,
    "guide-handover-moves": handover_moves,
    "guide-handover-counts": handover_counts,
    "guide-handover-left": handover_leavers,
    "guide-commission": commissions,
}
