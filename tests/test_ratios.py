"""Ratios, plain and over strata, against published values and brute force."""

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.special import comb
from scipy.stats import binom, chi2_contingency
from scipy.stats.contingency import odds_ratio

from analysis.statistics.ratios import STRATA, _score, bound_share, risk_ratio
from analysis.statistics.strata import standardised_ratio, stratified_odds_ratio


def test_risk_ratio_has_the_published_values():
    """Koopman (1984): 36 of 40 against 16 of 80."""
    found = risk_ratio(36, 40, 16, 80).round(2)
    assert found[["ratio", "lower", "upper"]].tolist() == [4.5, 2.94, 7.15]


def test_p_value_is_that_of_two_shares():
    """At a ratio of 1 the score statistic, squared, is Pearson's chi-square of the table."""
    statistic, p_value, *_ = chi2_contingency([[6, 3], [42, 30]], correction=False)
    assert risk_ratio(6, 9, 42, 72)["p_value"] == pytest.approx(p_value)
    assert _score((6, 9, 42, 72), 1.0) ** 2 == pytest.approx(statistic)


def test_who_has_none_has_one_limit():
    found = risk_ratio(0, 9, 5, 72)
    assert found[["ratio", "lower"]].tolist() == [0, 0]
    assert 1 < found["upper"] < np.inf
    assert risk_ratio(5, 72, 0, 9)[["ratio", "upper"]].tolist() == [np.inf, np.inf]
    expected = pytest.approx([np.nan, 0, np.inf, 1], nan_ok=True)
    assert risk_ratio(0, 9, 0, 72).tolist() == expected


def test_where_all_take_part_shares_are_equal():
    full = risk_ratio(9, 9, 72, 72)
    assert full["lower"] < full["ratio"] == 1 < full["upper"]
    assert full["p_value"] == 1


def test_share_has_exact_limits():
    """Clopper-Pearson, 3 of 20, as the R package lrstat prints them."""
    assert bound_share(3, 20, 0.05) == pytest.approx((0.032071, 0.378927), abs=1e-6)
    assert bound_share(0, 20, 0.05)[0] == 0
    assert bound_share(20, 20, 0.05)[1] == 1


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ((-1, 9, 5, 72), "count is -1"),
        ((10, 9, 5, 72), "count is 10 of total 9"),
        ((1, 9, 0, 0), "other_count is 0 of other_total 0"),
        ((1.5, 9, 5, 72), r"count is 1\.5"),
    ],
)
def test_impossible_counts_are_refused(table, message):
    with pytest.raises(ValueError, match=message):
        risk_ratio(*table)


# --- Strata ---------------------------------------------------------------------------------------

# Penicillin and rabbits, Agresti (1990), pages 231-237; the example of R's mantelhaen.test.
RABBITS = pd.DataFrame(
    [(0, 6, 0, 5), (3, 6, 0, 6), (6, 6, 2, 6), (5, 6, 6, 6), (2, 2, 5, 5)], columns=STRATA
)


def test_rabbits_are_as_in_r():
    """mantelhaen.test(Rabbits, exact = TRUE): odds ratio 10.36102, p = 0.0399449.

    R stops its search of the estimate at a tolerance of about 1e-4.
    """
    found = stratified_odds_ratio(RABBITS)
    assert found["odds_ratio"] == pytest.approx(10.36102, abs=1e-4)
    assert found["p_value"] == pytest.approx(0.0399449, abs=1e-6)


def enumerate_sums(strata, odds):
    """Distribution of the sum, from all tables with the given margins, one by one."""
    sums, (one, total, other, other_total) = Counter(), strata.to_numpy().T
    for counts in product(*(range(most + 1) for most in np.minimum(total, one + other))):
        ways = comb(total, counts) * comb(other_total, one + other - counts)
        sums[sum(counts)] += ways.prod() * odds ** sum(counts)
    return {place: weight / sums.total() for place, weight in sums.items()}


def test_limits_leave_half_the_error_on_each_side():
    found, observed = stratified_odds_ratio(RABBITS), int(RABBITS["count"].sum())
    at_lower = enumerate_sums(RABBITS, found["lower"])
    at_upper = enumerate_sums(RABBITS, found["upper"])
    assert sum(p for place, p in at_lower.items() if place >= observed) == pytest.approx(0.025)
    assert sum(p for place, p in at_upper.items() if place <= observed) == pytest.approx(0.025)
    at_estimate = enumerate_sums(RABBITS, found["odds_ratio"])
    assert sum(place * p for place, p in at_estimate.items()) == pytest.approx(observed)


@pytest.mark.parametrize("table", [(6, 9, 42, 72), (8, 2399, 59, 8373), (0, 9, 5, 72)])
def test_one_stratum_is_the_plain_odds_ratio(table):
    count, total, other, other_total = table
    found = stratified_odds_ratio(pd.DataFrame([table], columns=STRATA))
    plain = odds_ratio([[count, total - count], [other, other_total - other]])
    expected = [plain.statistic, *plain.confidence_interval(0.95)]
    assert found.tolist()[:3] == pytest.approx(expected, rel=1e-6)


def test_strata_that_compare_nothing_change_nothing():
    more = pd.concat([RABBITS, pd.DataFrame([(0, 0, 3, 9), (0, 4, 0, 5)], columns=STRATA)])
    assert stratified_odds_ratio(more).tolist() == pytest.approx(
        stratified_odds_ratio(RABBITS).tolist()
    )


def test_all_or_none_have_one_limit():
    none = stratified_odds_ratio(pd.DataFrame([(0, 5, 3, 6), (0, 4, 2, 6)], columns=STRATA))
    assert (none["odds_ratio"], none["lower"]) == (0, 0)
    assert 0 < none["upper"] < np.inf
    most = stratified_odds_ratio(pd.DataFrame([(5, 5, 3, 6)], columns=STRATA))
    assert (most["odds_ratio"], most["upper"]) == (np.inf, np.inf)


def test_strata_without_units_on_both_sides_are_refused():
    with pytest.raises(ValueError, match="no stratum has units on both sides"):
        stratified_odds_ratio(pd.DataFrame([(0, 0, 1, 2)], columns=STRATA))


SMALL = pd.DataFrame([(2, 4, 1, 5), (1, 2, 3, 4)], columns=STRATA)


def enumerate_counts(ratio):
    """Chances of every count of SMALL, outcome by outcome, at so many times the other rates."""
    chances, shares = Counter(), [min(ratio * rate, 1) for rate in (1 / 5, 3 / 4)]
    for one, other in product(range(5), range(3)):
        chances[one + other] += binom.pmf(one, 4, shares[0]) * binom.pmf(other, 2, shares[1])
    return chances


def test_standardised_ratio_leaves_half_the_error_on_each_side():
    found = standardised_ratio(SMALL)
    assert found["expected"] == pytest.approx(4 / 5 + 2 * 3 / 4)
    assert found["ratio"] == pytest.approx(3 / 2.3)
    at_lower, at_upper, at_one = map(enumerate_counts, (found["lower"], found["upper"], 1.0))
    assert sum(p for count, p in at_lower.items() if count >= 3) == pytest.approx(0.025)
    assert sum(p for count, p in at_upper.items() if count <= 3) == pytest.approx(0.025)
    tails = (sum(at_one[i] for i in places) for places in ((0, 1, 2, 3), (3, 4, 5, 6)))
    assert found["p_value"] == pytest.approx(2 * min(tails))


@pytest.mark.parametrize(
    ("stratum", "expected"),
    [
        ((0, 5, 3, 6), {"ratio": 0, "lower": 0}),
        ((5, 5, 3, 6), {"ratio": 2, "upper": np.inf}),
        ((1, 5, 0, 6), {"ratio": np.inf, "lower": np.inf, "p_value": 0}),
        ((0, 5, 0, 6), {"ratio": np.nan, "lower": 0, "upper": np.inf, "p_value": 1}),
        ((1, 5, 0, 0), {"expected": np.nan, "ratio": np.nan, "lower": np.nan}),
        ((0, 0, 0, 0), {"expected": 0}),
    ],
)
def test_strata_at_the_edge(stratum, expected):
    found = standardised_ratio(pd.DataFrame([stratum], columns=STRATA))
    assert found[list(expected)].to_dict() == pytest.approx(expected, nan_ok=True)
