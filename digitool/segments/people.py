"""Sets of persons: one byte each inside one big integer, so that a million meet in milliseconds."""

from __future__ import annotations

from array import array
from itertools import compress, count

from digitool.model.ids import PersonId


class PersonSet:
    """An immutable set of person ids below a fixed size."""

    __slots__ = ("_bits", "_size")

    def __init__(self, flags: bytes | bytearray) -> None:
        self._bits = int.from_bytes(flags, "little")
        self._size = len(flags)

    @classmethod
    def _made(cls, bits: int, size: int) -> PersonSet:
        made = cls(b"")
        made._bits, made._size = bits, size
        return made

    def __and__(self, other: PersonSet) -> PersonSet:
        return self._made(self._bits & other._bits, self._size)

    def __or__(self, other: PersonSet) -> PersonSet:
        return self._made(self._bits | other._bits, self._size)

    def __sub__(self, other: PersonSet) -> PersonSet:
        return self._made(self._bits & ~other._bits, self._size)

    def __len__(self) -> int:
        return self._bits.bit_count()

    def __contains__(self, person: PersonId) -> bool:
        return bool(self._bits >> (8 * person) & 1)

    @property
    def flags(self) -> bytearray:
        """One byte for each id from 0: 1 where the person is in the set."""
        return bytearray(self._bits.to_bytes(self._size, "little"))

    def numbers(self) -> array[int]:
        """The ids, ascending."""
        return array("q", compress(count(), self.flags))
