"""Settled commissions recomputed from their facts and against the ledger; each difference is one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from digitool.db.checks import Check
from digitool.db.port import Connection
from digitool.db.statements import ask
from digitool.guides.commission.earnings import expense, paid_out, payable, read_parts, receivable
from digitool.guides.commission.rates import taken_back, total
from digitool.ledger.journals import balance
from digitool.model.money import share_out


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


CHECKS: dict[str, Check] = {"guide-commission": commissions}
