"""Shares of an amount over time: each step in whole fen, all steps together exact. Pure."""

from __future__ import annotations


def portion(total: int, done: int, more: int, whole: int) -> int:
    """What ``more`` of ``whole`` equal pieces take of ``total`` fen, after ``done`` were taken before.

    The difference of two cumulative floors: never negative, within 1 fen of the exact share, and the
    steps sum to ``total`` when all pieces are taken, in whatever steps. Raises ValueError unless
    0 <= done, 0 <= more, done + more <= whole and total >= 0.
    """
    if total < 0 or done < 0 or more < 0 or done + more > whole or whole <= 0:
        raise ValueError("pieces must lie inside the whole, and the total must not be negative")
    return total * (done + more) // whole - total * done // whole
