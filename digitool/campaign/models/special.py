"""Special functions on arrays: log-gamma, log-beta, 2F1, normal and gamma distribution functions.

numpy has none of them and scipy is not a dependency. Each function names its method and its error,
and is tested against the standard library (`math.lgamma`, `statistics.NormalDist`) or a closed form.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from digitool.campaign.arrays import Floats, floats

_SHIFT = 8
_STIRLING = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156)
_HALF_LOG_TWO_PI = 0.5 * math.log(2 * math.pi)
_MOST_TERMS = 200_000


def lgamma(x: npt.ArrayLike) -> Floats:
    """Log Gamma(x) for x > 0, any shape; absolute error below 1e-12 * max(1, value).

    Stirling's series at z >= 8; smaller arguments go up by the recurrence
    log Gamma(x) = log Gamma(x + 8) - log(x (x+1) ... (x+7)).
    """
    x = floats(x)
    low = x < _SHIFT
    z = np.where(low, x + _SHIFT, x)
    inverse = 1.0 / z
    square = inverse * inverse
    series = np.full_like(z, _STIRLING[-1])
    for coefficient in _STIRLING[-2::-1]:
        series = series * square + coefficient
    value = (z - 0.5) * np.log(z) - z + _HALF_LOG_TWO_PI + series * inverse
    if np.any(low):
        small = np.where(low, x, 1.0)
        product = small.copy()
        for step in range(1, _SHIFT):
            product *= small + step
        value = np.where(low, value - np.log(product), value)
    return floats(value)


def log_beta(a: npt.ArrayLike, b: npt.ArrayLike) -> Floats:
    """Log B(a, b) = log Gamma(a) + log Gamma(b) - log Gamma(a + b), a, b > 0, broadcast."""
    a, b = floats(a), floats(b)
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def hyp2f1(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, z: npt.ArrayLike) -> Floats:
    """Gauss's 2F1(a, b; c; z) for 0 <= z < 1 by its power series, broadcast; relative error 1e-13.

    Terms shrink like z^n, so the cost grows as 1 / (1 - z). Raises ValueError outside [0, 1) and
    ArithmeticError where 200,000 terms are not enough (z above about 0.9998).
    """
    a, b, c, z = np.broadcast_arrays(floats(a), floats(b), floats(c), floats(z))
    if np.any((z < 0) | (z >= 1)):
        raise ValueError("2F1 is computed for 0 <= z < 1 only")
    term = np.ones(z.shape)
    total = term.copy()
    for n in range(_MOST_TERMS):
        term = term * (a + n) * (b + n) / (c + n) * (z / (n + 1))
        total = total + term
        if np.all(np.abs(term) <= 1e-16 * np.abs(total) * (1 - z)):
            return floats(total)
    raise ArithmeticError("2F1 did not converge: z is too near 1")


def normal_cdf(x: npt.ArrayLike) -> Floats:
    """P(Z <= x) of the standard normal, any shape, to machine precision (`math.erfc`)."""
    x = floats(x)
    flat = (-x / math.sqrt(2.0)).ravel().tolist()
    return floats([0.5 * math.erfc(value) for value in flat]).reshape(x.shape)


_CENTRE = (
    (2509.0809287301226727, 33430.575583588128105, 67265.770927008700853, 45921.953931549871457,
     13731.693765509461125, 1971.5909503065514427, 133.14166789178437745, 3.387132872796366608),
    (5226.495278852854561, 28729.085735721942674, 39307.89580009271061, 21213.794301586595867,
     5394.1960214247511077, 687.1870074920579083, 42.313330701600911252, 1.0),
)  # fmt: skip
_NEAR = (
    (7.7454501427834140764e-4, 0.0227238449892691845833, 0.24178072517745061177, 1.27045825245236838258,
     3.64784832476320460504, 5.7694972214606914055, 4.6303378461565452959, 1.42343711074968357734),
    (1.05075007164441684324e-9, 5.475938084995344946e-4, 0.0151986665636164571966, 0.14810397642748007459,
     0.68976733498510000455, 1.6763848301838038494, 2.05319162663775882187, 1.0),
)  # fmt: skip
_FAR = (
    (2.01033439929228813265e-7, 2.71155556874348757815e-5, 0.0012426609473880784386, 0.026532189526576123093,
     0.29656057182850489123, 1.7848265399172913358, 5.4637849111641143699, 6.6579046435011037772),
    (2.04426310338993978564e-15, 1.4215117583164458887e-7, 1.8463183175100546818e-5, 7.868691311456132591e-4,
     0.0148753612908506148525, 0.13692988092273580531, 0.59983220655588793769, 1.0),
)  # fmt: skip


def _ratio(at: Floats, top: tuple[float, ...], bottom: tuple[float, ...]) -> Floats:
    return floats(np.polyval(top, at) / np.polyval(bottom, at))


def normal_ppf(p: npt.ArrayLike) -> Floats:
    """The standard normal quantile, any shape; p in [0, 1], -inf and inf at its ends.

    Wichura's AS 241 (PPND16), relative error about 1e-16; the same approximation as
    `statistics.NormalDist.inv_cdf`, on arrays.
    """
    p = floats(p)
    q = p - 0.5
    tail = np.clip(np.minimum(p, 1.0 - p), 1e-300, None)
    deep = np.sqrt(-np.log(tail))
    value = np.where(deep <= 5.0, _ratio(deep - 1.6, *_NEAR), _ratio(deep - 5.0, *_FAR))
    value = np.copysign(value, q)
    value = np.where(np.abs(q) <= 0.425, q * _ratio(0.180625 - q * q, *_CENTRE), value)
    return floats(np.where(p <= 0.0, -np.inf, np.where(p >= 1.0, np.inf, value)))
