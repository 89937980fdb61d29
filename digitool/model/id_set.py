"""A set of small positive integers in one byte each: ten million ids fit in 10 MB."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


class IdSet:
    """Add, test and walk ids in ascending order."""

    def __init__(self) -> None:
        self._flags = bytearray()
        self._size = 0

    def __contains__(self, number: int) -> bool:
        return number < len(self._flags) and self._flags[number] == 1

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[int]:
        find, at = self._flags.find, -1
        while (at := find(1, at + 1)) >= 0:
            yield at

    def add_new(self, numbers: Iterable[int]) -> list[int]:
        """Add the numbers; return those that were not there yet."""
        flags, new = self._flags, []
        for number in numbers:
            if number >= len(flags):
                flags.extend(bytes(max(number + 1 - len(flags), len(flags), 1024)))
            if not flags[number]:
                flags[number] = 1
                new.append(number)
        self._size += len(new)
        return new
