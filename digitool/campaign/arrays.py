"""Names for the array types of the campaign room; shapes are said where they are used."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
"""Real numbers, float64."""

Ints = npt.NDArray[np.int64]
"""Counts, indices and fen, int64."""

Bools = npt.NDArray[np.bool_]
"""Yes or no, one byte each."""


def floats(values: npt.ArrayLike) -> Floats:
    """The values as a float64 array, without a copy where they already are one."""
    return np.asarray(values, dtype=np.float64)


def ints(values: npt.ArrayLike) -> Ints:
    """The values as an int64 array, without a copy where they already are one."""
    return np.asarray(values, dtype=np.int64)
