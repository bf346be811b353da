"""Correction for many tests, over those that could reject at all."""

from typing import Any

import numpy as np
import pandas as pd

from analysis.nullmodels.margins import Floats

METHODS = ("benjamini-hochberg", "holm")


def _step_down(pvalues: Floats) -> Floats:
    order = np.argsort(pvalues, kind="stable")
    factors = np.arange(len(pvalues), 0, -1)
    adjusted = np.empty_like(pvalues)
    adjusted[order] = np.minimum(1, np.maximum.accumulate(pvalues[order] * factors))
    return adjusted


def _check(name: str, values: Floats) -> None:
    if not ((values >= 0) & (values <= 1)).all():
        raise ValueError(f"{name} must lie between 0 and 1, none missing")


def correct_pvalues(
    pvalues: Any,
    *,
    method: str = "benjamini-hochberg",
    attainable: Any = None,
    level: float = 0.05,
) -> "pd.Series[float]":
    """Adjust p-values for the number of tests, over the tests that could reject.

    The family consists of the tests whose smallest attainable p is at most `level`; its size is
    the number of tests m in the correction. A test outside the family could not have rejected
    even alone, whatever had been observed: it is not corrected but left out, and its adjusted
    value is missing (NaN). As the attainable minimum follows from the margins and not from the
    overlap observed, the choice of the family does not disturb the level. Reject where the
    adjusted value is at most `level`.

    Parameters
    ----------
    pvalues
        Array or Series.
    method
        "benjamini-hochberg" (false discovery rate) or "holm" (familywise error).
    attainable
        Smallest p that each test can give, of the same length (and for the same tail), as the
        columns `attainable_*` of `fixed_degree_pvalues`; None: all tests are corrected.
    level
        The level meant for the decision.

    Returns
    -------
    pandas.Series
        Adjusted p-values with the index of `pvalues`; NaN outside the family.

    Raises
    ------
    ValueError
        If the method is unknown, lengths differ or values are no probabilities.

    References
    ----------
    Tarone (1990), Biometrics 46, 515–522; Gilbert (2005), Applied Statistics 54, 143–158: tests
    that cannot reject are left out. Benjamini and Hochberg (1995), JRSS B 57, 289–300: valid for
    independent and positively dependent tests. Holm (1979), Scandinavian Journal of Statistics
    6, 65–70: valid for any dependence.

    Examples
    --------
    >>> correct_pvalues([0.01, 0.02, 0.9, 0.5], attainable=[0.001, 0.01, 0.02, 0.2]).tolist()
    [0.03, 0.03, 0.9, nan]
    >>> correct_pvalues([0.01, 0.02, 0.9], method="holm").tolist()
    [0.03, 0.04, 0.9]
    """
    if method not in METHODS:
        raise ValueError(f"{method!r} is no method: {' or '.join(METHODS)}")
    index = pvalues.index if isinstance(pvalues, pd.Series) else None
    values = np.asarray(pvalues, dtype=np.float64)
    least = np.zeros(len(values)) if attainable is None else np.asarray(attainable, np.float64)
    if least.shape != values.shape:
        raise ValueError(f"{len(values)} p-values, but {len(least)} attainable ones")
    _check("p-values", values)
    _check("attainable p-values", least)
    family = least <= level
    adjusted = np.full(len(values), np.nan)
    if family.any() and method == "holm":
        adjusted[family] = _step_down(values[family])
    elif family.any():
        from scipy.stats import false_discovery_control

        adjusted[family] = false_discovery_control(values[family], method="bh")
    return pd.Series(adjusted, index=index, name="adjusted")
