"""Comparisons at equal size: the classes by hand, the model against other routes."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq, minimize
from scipy.stats import chi2

from analysis.data import Dataset
from analysis.east_west.ratios import (
    CLASSES,
    _fit_firth,
    list_size_classes,
    model_participation,
    standardise_regions,
)
from analysis.statistics.ratios import conditional_odds_ratio


def penalise(beta, design, outcome):
    """Firth's penalised log-likelihood, negative."""
    linear = design @ beta
    chances = 1 / (1 + np.exp(-linear))
    information = design.T @ (design * (chances * (1 - chances))[:, None])
    likelihood = (outcome * linear - np.logaddexp(0, linear)).sum()
    return -(likelihood + 0.5 * np.linalg.slogdet(information)[1])


def fit_directly(design, outcome, fixed=None):
    """Maximise by search; `fixed` holds the second coefficient."""
    free = [i for i in range(design.shape[1]) if fixed is None or i != 1]

    def height(beta):
        whole = np.empty(design.shape[1])
        whole[free] = beta
        if fixed is not None:
            whole[1] = fixed
        return penalise(whole, design, outcome)

    found = minimize(height, np.zeros(len(free)), method="BFGS", options={"gtol": 1e-9})
    return found.x, -float(found.fun)


def make_sample():
    random = np.random.default_rng(5)
    size = random.normal(0, 2, 120)
    east = (random.random(120) < 0.4).astype(float)
    chances = 1 / (1 + np.exp(-(size - 1 - 0.7 * east)))
    outcome = (random.random(120) < chances).astype(int)
    return pd.DataFrame({"doubling": size, "east": east}), outcome


def test_model_maximises_the_penalised_likelihood():
    terms, outcome = make_sample()
    found = _fit_firth(terms, outcome, 0.95)
    design = np.column_stack([terms.to_numpy(), np.ones(len(terms))])
    coefficients, top = fit_directly(design, outcome)
    assert found["coefficient"].tolist() == pytest.approx(coefficients.tolist(), abs=1e-4)
    # Limits: where the profile falls by half a quantile of chi-square.
    drop = chi2.ppf(0.95, 1) / 2

    def below(value):
        return top - drop - fit_directly(design, outcome, fixed=value)[1]

    center = coefficients[1]
    limits = [brentq(below, center - 5, center), brentq(below, center, center + 5)]
    assert np.log(found.loc["east", ["lower", "upper"]].to_numpy(float)) == pytest.approx(
        limits, abs=1e-3
    )
    fall = 2 * (top - fit_directly(design, outcome, fixed=0.0)[1])
    assert found.loc["east", "p_value"] == pytest.approx(chi2.sf(fall, 1), abs=1e-4)


@pytest.mark.parametrize("table", [(3, 9, 2, 11), (0, 6, 5, 12)])
def test_one_predictor_adds_a_half_to_each_cell(table):
    """Heinze and Schemper 2002: then Firth's odds ratio is that of the table with halves added."""
    count, total, other, other_total = table
    east = np.repeat([1.0, 0.0], [total, other_total])
    outcome = np.concatenate([np.arange(total) < count, np.arange(other_total) < other]).astype(int)
    found = _fit_firth(pd.DataFrame({"east": east}), outcome, 0.95)
    halves = (count + 0.5) * (other_total - other + 0.5) / ((total - count + 0.5) * (other + 0.5))
    assert found.loc["east", "odds_ratio"] == pytest.approx(halves, rel=1e-5)


def test_nobody_is_no_model():
    with pytest.raises(ValueError, match="nobody, or everybody"):
        _fit_firth(pd.DataFrame({"east": [0.0, 1.0]}), np.array([0, 0]), 0.95)


def test_classes_hold_everyone_once(data: Dataset) -> None:
    table = list_size_classes(data)
    assert table.index.tolist() == list(CLASSES)
    assert table.sum().tolist() == [8, 2399, 59, 8373]
    large = data.municipalities[data.municipalities["population"].ge(500_000)]
    assert table.loc[500_000, ["total", "other_total"]].sum() == len(large) - 1  # Berlin
    assert list_size_classes(data, berlin="east").loc[500_000].tolist() == [3, 3, 11, 12]


def test_a_class_begins_at_its_limit(data: Dataset) -> None:
    rows = data.municipalities.iloc[:2].assign(
        population=pd.array([100_000, 99_999], dtype="Int64"), state="SN"
    )
    members = data.memberships.iloc[:0]
    small = replace(data, municipalities=rows.reset_index(drop=True), memberships=members)
    assert list_size_classes(small)["total"].loc[[50_000, 100_000]].tolist() == [1, 1]


def test_standardised_ratios_by_hand(data: Dataset) -> None:
    """Mantel and Haenszel, written out over the classes."""
    found = standardise_regions(data)
    rows = list_size_classes(data).to_numpy(float)
    one, total, other, other_total = rows.T
    whole = total + other_total
    risks = (one * other_total / whole).sum() / (other * total / whole).sum()
    odds = (one * (other_total - other) / whole).sum() / (other * (total - one) / whole).sum()
    assert found.loc["standardised_risk_ratio", "ratio"] == pytest.approx(risks)
    assert found.loc["standardised_odds_ratio", "ratio"] == pytest.approx(odds)
    assert found.loc["crude_risk_ratio", "ratio"] == pytest.approx(8 / 2399 / (59 / 8373))
    # At equal size hardly anything of the crude difference is left; unadjusted it is far below 1.
    assert found.loc["exact_odds_ratio", "ratio"] > 2 * conditional_odds_ratio(
        8, 2399, 59, 8373
    )["odds_ratio"]  # fmt: skip


def test_model_of_the_data_agrees_with_the_classes(data: Dataset) -> None:
    model = model_participation(data)
    assert model.index.tolist() == ["doubling", "east", "intercept"]
    row = model.loc["east"]
    assert row["lower"] < row["odds_ratio"] < row["upper"]
    assert (row["p_value"] > 0.05) == (row["lower"] < 1 < row["upper"])
    exact = standardise_regions(data).loc["exact_odds_ratio"]
    assert exact["lower"] < row["odds_ratio"] < exact["upper"]
    assert "east_doubling" in model_participation(data, interaction=True).index
