"""Exact tails of a sum of independent 0/1 variables with unequal probabilities."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from analysis.nullmodels.margins import Floats, Ints

BLOCK = 4096
CELLS = 65_536


def _tilt(logits: Floats, counts: Ints, target: Floats) -> Floats:
    """Find the t at which the sum of counts × expit(logit + t) is the target, to 0.01.

    Newton's steps, halving the bracket where one would leave it. The tails are exact for any t:
    it only has to bring the mean close to the target.
    """
    from scipy.special import expit

    finite = np.abs(logits[np.isfinite(logits)])
    bound = float(finite.max(initial=0.0)) + np.log(counts.sum() + 1.0) + 2.0
    t, low, high = np.zeros(len(logits)), np.full(len(logits), -bound), np.full(len(logits), bound)
    for _ in range(60):
        p = expit(logits + t[:, None])
        off = p @ counts - target
        if (np.abs(off) < 0.01).all():
            break
        low, high = np.where(off < 0, t, low), np.where(off < 0, high, t)
        p *= 1 - p
        slope = np.maximum(p @ counts, 1e-300)
        moved = t - off / slope
        t = np.where((moved > low) & (moved < high), moved, (low + high) / 2)
    return np.asarray(t)


def _invert(tilted: Floats, counts: Ints, length: int, spread: float) -> Floats:
    """Probabilities of the sums 0 … length − 1, modulo length, from the characteristic function.

    On the unit circle |1 + q (z − 1)|² is 1 − x with x = 4 q (1 − q) sin² θ/2: in the form log1p
    small q lose no digits. Where x nears 1, the form by real and imaginary part loses none.
    As 1 − x ≤ exp(−x), the function is below 1e-20 where 2 × spread (or more) × sin² θ/2 is above
    46: angles beyond are not computed.
    """
    angle = 2 * np.pi * np.arange(length // 2 + 1) / length
    angle = angle[2 * spread * np.sin(angle / 2) ** 2 <= 46]
    bend, sine = np.sin(angle / 2) ** 2, np.sin(angle)
    size = np.zeros((len(tilted), len(angle)))
    phase = np.zeros_like(size)
    with np.errstate(divide="ignore"):
        for q, count in zip(tilted.T[:, :, None], counts, strict=True):
            real, imaginary = 1 - 2 * q * bend, q * sine
            squared = -4 * q * (1 - q) * bend
            small = 0.5 * np.log1p(np.maximum(squared, -0.5))
            if squared.min() < -0.5:
                small = np.where(squared < -0.5, np.log(np.hypot(real, imaginary)), small)
            size += count * small
            phase += count * np.arctan2(imaginary, real)
    # irfft fills up with zeros.
    return np.fft.irfft(np.exp(size - 1j * phase), length)


def _sum_tail(
    tilted: Floats, counts: Ints, observed: Ints, shift: tuple[Floats, Floats], length: int
) -> tuple[Floats, Floats]:
    """Sum from the observed value away from the mean: the tail, and its first probability."""
    t, scale = shift
    spread = float(((tilted * (1 - tilted)) @ counts).min())
    masses = np.maximum(0, _invert(tilted, counts, length, spread))
    away: Ints = (2 * (t > 0) - 1).astype(np.int64)[:, None]
    sums: Ints = observed[:, None] + away * np.arange(length // 2, dtype=np.int64)
    inside = (sums >= 0) & (sums <= counts.sum())
    weights = np.exp(np.where(inside, scale[:, None] - sums * t[:, None], -np.inf))
    terms = np.take_along_axis(masses, sums % length, axis=1) * weights
    return terms[:, ::-1].sum(axis=1), terms[:, 0]


def _group_alike(lengths: Ints, spread: Floats) -> Iterator[Ints]:
    """Group sums by the length of their transform and by spread, few at a time for the caches."""
    order = np.lexsort((spread, lengths))
    for part in np.split(order, np.flatnonzero(np.diff(lengths[order])) + 1):
        # Few angles of many sums, or many of few.
        step = max(16, CELLS // int(lengths[part[0]]))
        yield from (part[start : start + step] for start in range(0, len(part), step))


def _tails(q: Floats, counts: Ints, observed: Ints) -> tuple[Floats, Floats]:
    from scipy.special import expit, logit

    least, most = (q == 1) @ counts, (q > 0) @ counts
    logits = logit(q)
    t = _tilt(logits, counts, np.clip(observed, least + 0.5, np.maximum(most, 1) - 0.5))
    t = np.where(least < most, t, 0.0)
    tilted = expit(logits + t[:, None])
    grow = np.expm1(t)[:, None]
    # log of the generating function at exp(t); for large t in the form that cannot overflow.
    with np.errstate(over="ignore"):
        scale: Floats = np.log1p(q * grow) @ counts
    spread = (tilted * (1 - tilted)) @ counts
    # Bernstein: beyond this reach the tilted sum has less than 1e-19 of its mass.
    reach = np.minimum(counts.sum(), 15 + np.sqrt(225 + 90 * spread))
    lengths = 2 ** np.ceil(np.log2(2 * reach + 2)).astype(int)
    near, first = np.zeros(len(q)), np.zeros(len(q))
    for of in _group_alike(lengths, spread):
        near[of], first[of] = _sum_tail(
            tilted[of], counts, observed[of], (t[of], scale[of]), int(lengths[of[0]])
        )
    far = 1 - near + first
    upper, lower = np.where(t > 0, near, far), np.where(t > 0, far, near)
    upper = np.where(observed <= least, 1.0, np.where(observed > most, 0.0, upper))
    lower = np.where(observed >= most, 1.0, np.where(observed < least, 0.0, lower))
    return np.clip(upper, 0, 1), np.clip(lower, 0, 1)


def poisson_binomial_tails(
    probabilities: Any, observed: Any, *, counts: Any = None
) -> tuple[Floats, Floats]:
    """Give both tails of sums of independent 0/1 variables, exactly.

    The distribution is tilted so that its mean is the observed value, inverted by a fast Fourier
    transform just long enough for what lies around it, and tilted back: tails of any size keep
    about twelve significant digits where they are the smaller one.

    Parameters
    ----------
    probabilities
        Sums by classes: in each row the probabilities of one sum's variables.
    observed
        The observed value of each sum, whole numbers.
    counts
        How many variables each class (column) stands for; None: one each.

    Returns
    -------
    upper, lower : numpy.ndarray
        Probabilities of at least and of at most the observed value.

    References
    ----------
    Hong (2013), Computational Statistics & Data Analysis 59, 41–51, for the transform.

    Examples
    --------
    >>> upper, lower = poisson_binomial_tails([[0.5, 0.5], [0.1, 0.2]], [1, 2])
    >>> upper.round(12).tolist(), lower.round(12).tolist()
    ([0.75, 0.02], [0.75, 1.0])
    """
    q = np.asarray(probabilities, dtype=np.float64)
    values = np.asarray(observed, dtype=np.int64)
    many = np.ones(q.shape[-1], np.int64) if counts is None else np.asarray(counts, np.int64)
    if q.ndim != 2 or values.shape != q.shape[:1] or many.shape != q.shape[1:]:
        raise ValueError(f"shapes do not match: {q.shape}, {values.shape}, {many.shape}")
    if not ((q >= 0) & (q <= 1)).all() or (many < 1).any():
        raise ValueError("probabilities lie between 0 and 1, and counts are at least 1")
    upper, lower = np.ones(len(q)), np.ones(len(q))
    for start in range(0, len(q), BLOCK):
        of = slice(start, start + BLOCK)
        upper[of], lower[of] = _tails(q[of], many, values[of])
    return upper, lower
