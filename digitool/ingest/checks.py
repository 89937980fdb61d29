"""What files say against each other: no damage, but one of them is wrong, and a person has to say which."""

from __future__ import annotations

from collections.abc import Iterator

from digitool.db.checks import Check, Told
from digitool.db.port import Connection
from digitool.evidence.asking import contradictions
from digitool.facts.sales.looking import open_accounts
from digitool.ingest.undoing import kinds
from digitool.model.money import format_yuan
from digitool.model.personal import mask_personal


def differing(connection: Connection) -> list[str]:
    """Facts of which two imports that count say what cannot both be."""
    return [*_facts(connection), *_purchases(connection)]


def _facts(connection: Connection) -> Iterator[Told]:
    for kind in kinds():
        for one in contradictions(connection, kind):
            counts, other = (
                _says(claim.batch, claim.line, str(list(claim.said))) for claim in (one.counts, one.other)
            )
            yield Told(f"{kind.table} {list(one.key)}: {counts} and counts, {other}")


def _purchases(connection: Connection) -> Iterator[Told]:
    for accounts in open_accounts(connection):
        *others, counts = (
            _says(one.batch, one.line, format_yuan(one.account.amount_fen)) for one in accounts
        )
        number = mask_personal(accounts[-1].account.number)
        yield from (Told(f"purchase {number}: {counts} and counts, {other}") for other in others)


def _says(batch: int, line: int, said: str) -> str:
    return f"import {batch} line {line} says {said}"


CHECKS: dict[str, Check] = {"contradictions": differing}
"""Named checks of this room."""
