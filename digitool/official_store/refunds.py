"""How much money goes back when pieces of an order come back. Pure.

What the pieces of one line may still bring back is an `Owed`; every step takes its part by cumulative
floors, so that the parts of many small returns sum to the line to the fen, in whatever steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from digitool.ledger.portions import portion
from digitool.model.money import share_out


class Owed(NamedTuple):
    """``fen`` for all of ``pieces``, of which ``back`` have come back."""

    fen: int
    pieces: int
    back: int = 0

    @property
    def left_fen(self) -> int:
        """What the pieces that are left may still bring back."""
        return portion(self.fen, self.back, self.pieces - self.back, self.pieces) if self.pieces else 0

    def part(self, pieces: int) -> int:
        """What some more pieces bring back. Raises ValueError when there are not that many."""
        return portion(self.fen, self.back, pieces, self.pieces) if pieces else 0

    def without(self, pieces: int) -> Owed:
        """The same after some more pieces have come back."""
        return self._replace(back=self.back + pieces)

    def dearer(self, fen: int) -> Owed:
        """The pieces that are left, worth ``fen`` more: a discount on them was withdrawn."""
        return Owed(self.left_fen + fen, self.pieces - self.back)


def withdraw(owed: Sequence[Owed], room: Sequence[int], fen: int) -> tuple[list[Owed], int]:
    """Put ``fen`` of withdrawn discount on kept lines, at most ``room`` on each; what was put there.

    Lines without pieces take nothing.
    """
    rooms = [most if one.pieces > one.back else 0 for one, most in zip(owed, room, strict=True)]
    taken = min(fen, sum(rooms))
    if not taken:
        return list(owed), 0
    parts = share_out(taken, rooms)
    return [one.dearer(part) if part else one for one, part in zip(owed, parts, strict=True)], taken
