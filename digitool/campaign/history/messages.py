"""Messages that customers got: who answered, who left after one, and how many each got lately."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitool.campaign.arrays import Bools, Ints, ints
from digitool.campaign.simulation.inputs import Chance
from digitool.db.port import Connection
from digitool.db.tally import run
from digitool.model.days import DAY_MS

GRACE_DAYS = 7
"""A customer who leaves within so many days of a message is counted as its opt-out."""

_MOST_PSEUDO = 20.0


@dataclass(frozen=True)
class Messages:
    """Delivered messages, arrays (m,): person, instant (UTC ms), place of the guide in ``guides`` or -1."""

    person: Ints
    at: Ints
    guide: Ints
    replied: Bools
    lost: Bools
    guides: tuple[str, ...]

    def __len__(self) -> int:
        return int(self.person.size)

    def counts(self, persons: Ints, at: int, days: int) -> Ints:
        """Messages (n,) that each of ``persons`` (ascending) got in the ``days`` before ``at``."""
        late = (self.at >= at - days * DAY_MS) & (self.at < at) & np.isin(self.person, persons)
        places = np.searchsorted(persons, self.person[late])
        return ints(np.bincount(places, minlength=persons.size))

    def by_guide(self) -> dict[str, tuple[int, int]]:
        """Guide -> (answered, sent)."""
        mine = self.guide >= 0
        sent = np.bincount(self.guide[mine], minlength=len(self.guides))
        replied = np.bincount(self.guide[mine & self.replied], minlength=len(self.guides))
        return {guide: (int(replied[n]), int(sent[n])) for n, guide in enumerate(self.guides)}

    def opt_out(self, prior: Chance) -> Chance:
        """P(a message makes its customer leave), from all messages."""
        lost = int(self.lost.sum())
        return Chance(prior.a + lost, prior.b + len(self) - lost)


def read_messages(connection: Connection, at: int) -> Messages:
    """Everything that was delivered before ``at``."""
    rows = run(connection, "campaign", "contacts", {"at": at, "grace_ms": GRACE_DAYS * DAY_MS})
    guides = tuple(sorted({row["guide"] for row in rows if row["guide"]}))
    place = {guide: number for number, guide in enumerate(guides)}
    return Messages(
        ints([row["person"] for row in rows]),
        ints([row["at"] for row in rows]),
        ints([place.get(row["guide"], -1) for row in rows]),
        np.array([row["replied"] for row in rows], dtype=np.bool_),
        np.array([row["lost"] for row in rows], dtype=np.bool_),
        guides,
    )


def views_of(answers: dict[str, tuple[int, int]], mean: float) -> dict[str, tuple[int, int]]:
    """Pseudo views by guide: the assumed view rate ``mean``, tilted by how often her customers answer.

    Nobody sees a view, and an answer is much rarer: answers tell guides apart, not the level. A guide's
    rate is the mean times her answer rate (pulled to the chain's) over the chain's, and counts as at most
    20 messages.
    """
    replied, sent = sum(one for one, _ in answers.values()), sum(one for _, one in answers.values())
    if not replied:
        return {}
    chain = replied / sent
    found = {}
    for guide, (mine, out) in answers.items():
        tilt = (mine + _MOST_PSEUDO * chain) / (out + _MOST_PSEUDO) / chain
        size = int(min(out, _MOST_PSEUDO))
        found[guide] = (round(size * min(mean * tilt, 0.95)), size)
    return found
