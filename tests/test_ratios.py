"""Exact ratios, plain and over strata, against published values and brute force."""

from collections import Counter
from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.special import comb
from scipy.stats import binom

from analysis.statistics import ratios
from analysis.statistics.ratios import (
    SPARED,
    STRATA,
    _score,
    bound_share,
    conditional_odds_ratio,
    list_tails,
    maximise_tail,
    rate_ratio,
    risk_ratio,
)
from analysis.statistics.strata import mantel_haenszel, stratified_odds_ratio


@pytest.mark.parametrize(
    ("table", "published", "error"),
    [
        # SAS 9.4, EXACT RELRISK (METHOD=SCORE), as in the tests of the R package exact2x2.
        ((9, 11, 4, 12), {"lower": 1.0964, "upper": 10.8647}, 1e-4),
        ((24, 61, 10, 35), {"lower": 0.7663, "upper": 3.0005}, 1e-4),
        # The R package lrstat, riskRatioExactCI, as in its tests; its p is one-sided.
        ((2, 30, 1, 30), {"lower": 0.1855, "upper": 54.2237}, 1e-3),
        ((2, 68, 1, 65), {"p_value": 2 * 0.354387}, 5e-5),
        # StatXact 11, two one-sided tests.
        ((24, 61, 10, 35), {"p_value": 0.4284}, 1e-4),
        ((11, 13, 2, 7), {"ratio": 77 / 26, "p_value": 0.02064}, 5e-6),
        ((11, 13, 2, 7), {"lower": 1.078}, 5e-4),
        ((11, 13, 2, 7), {"upper": 29.1}, 5e-2),
    ],
)
def test_risk_ratio_has_the_published_values(table, published, error):
    assert risk_ratio(*table)[list(published)].to_dict() == pytest.approx(published, abs=error)


def search_tail(table, ratio, size=20_001):
    """The tail at every value of the nuisance on a fine grid, outcome by outcome."""
    count, total, other_count, other_total = table
    counts, others = np.meshgrid(np.arange(total + 1), np.arange(other_total + 1), indexing="ij")
    observed = _score(count, other_count, (total, other_total), ratio)
    region = _score(counts, others, (total, other_total), ratio) >= observed - 1e-9
    shares = np.linspace(0, min(1, 1 / ratio), size)
    one = binom.pmf(np.arange(total + 1)[:, None], total, np.minimum(ratio * shares, 1))
    other = binom.pmf(np.arange(other_total + 1)[:, None], other_total, shares)
    return float((one * (region.astype(float) @ other)).sum(axis=0).max())


@pytest.mark.parametrize("ratio", [0.2, 0.7, 1.0, 1.9])
@pytest.mark.parametrize("table", [(6, 9, 42, 72), (5, 9, 12, 20), (9, 9, 19, 20), (1, 30, 0, 7)])
def test_tail_is_the_largest_of_a_fine_grid(table, ratio):
    found = maximise_tail(table, ratio, 0.0)
    assert found == pytest.approx(search_tail(table, ratio), rel=2e-4)


@pytest.mark.parametrize("spared", [0.0, SPARED])
def test_large_table_agrees_with_itself(spared):
    """At each limit, one tail is what the level leaves; the p-value goes with the limits."""
    table = (8, 2399, 59, 8373)
    found = risk_ratio(*table, spared=spared)
    assert maximise_tail(table, found["lower"], spared) <= 0.025
    assert maximise_tail(table, found["lower"] * 1.0001, spared) > 0.0249
    other = table[2:] + table[:2]
    assert maximise_tail(other, 1 / found["upper"], spared) <= 0.025
    assert (found["p_value"] > 0.05) == (found["lower"] <= 1 <= found["upper"])
    # Scores are tied at a ratio of 1: a tail that is larger there alone counts too.
    tied = risk_ratio(5, 2399, 47, 8373, spared=spared)
    assert spared or tied["p_value"] > 0.05
    assert (tied["p_value"] > 0.05) == (tied["upper"] >= 1)


@pytest.mark.parametrize("spared", [0.0, SPARED])
def test_limits_cover_at_every_nuisance(spared):
    """Every outcome of a small table, at true ratios and shares: the level is never missed."""
    total, other_total = 4, 6
    outcomes = list(product(range(total + 1), range(other_total + 1)))
    found = [risk_ratio(one, total, other, other_total, spared=spared) for one, other in outcomes]
    lower, upper = pd.DataFrame(found)[["lower", "upper"]].to_numpy().T
    counts, others = np.array(outcomes).T
    for ratio in (0.25, 0.5, 1.0, 1.6, 3.0):
        for other in np.linspace(0.01, min(1, 1 / ratio) - 0.005, 25):
            chances = binom.pmf(counts, total, ratio * other)
            chances = chances * binom.pmf(others, other_total, other)
            assert chances[lower > ratio].sum() <= 0.025 + 1e-9
            assert chances[upper < ratio].sum() <= 0.025 + 1e-9


@pytest.mark.parametrize(
    ("compare", "none", "other", "neither"),
    [
        (risk_ratio, (0, 9, 5, 72), (5, 72, 0, 9), (0, 9, 0, 72)),
        (rate_ratio, (0, 1, 3, 2), (3, 1, 0, 2), (0, 1, 0, 2)),
    ],
)
def test_who_has_none_has_one_limit(compare, none, other, neither):
    found = compare(*none)
    assert found[["ratio", "lower"]].tolist() == [0, 0]
    assert 1 < found["upper"] < np.inf
    assert compare(*other)[["ratio", "upper"]].tolist() == [np.inf, np.inf]
    expected = pytest.approx([np.nan, 0, np.inf, 1], nan_ok=True)
    assert compare(*neither).tolist() == expected


def test_where_all_take_part_shares_are_equal():
    full = risk_ratio(9, 9, 72, 72)
    assert full["lower"] < full["ratio"] == 1 < full["upper"]
    assert full["p_value"] == 1


def test_rate_ratio_has_the_published_values():
    """Exact Poisson tests: 11 in 800 against 21 in 3,011; 2 in 17,877 against 9 in 16,660."""
    found = rate_ratio(11, 800, 21, 3011).round(7)
    assert found[["ratio", "lower", "upper"]].tolist() == [1.9714881, 0.8584264, 4.2772659]
    found = rate_ratio(2, 17_877, 9, 16_660).round(7)
    assert found.tolist() == [0.2070942, 0.0217741, 1.0005491, 0.0501065]


def test_share_has_exact_limits():
    """Clopper-Pearson, 3 of 20, as the R package lrstat prints them."""
    assert bound_share(3, 20, 0.05) == pytest.approx((0.032071, 0.378927), abs=1e-6)
    assert bound_share(0, 20, 0.05)[0] == 0
    assert bound_share(20, 20, 0.05)[1] == 1


@pytest.mark.parametrize(
    ("compare", "arguments", "message"),
    [
        (risk_ratio, (-1, 9, 5, 72), "count is -1"),
        (risk_ratio, (10, 9, 5, 72), "count is 10 of total 9"),
        (conditional_odds_ratio, (1, 9, 0, 0), "other_count is 0 of other_total 0"),
        (risk_ratio, (1.5, 9, 5, 72), r"count is 1\.5"),
        (rate_ratio, (-1, 1, 1, 1), "count is -1"),
        (rate_ratio, (1, 1, 1, 0), "other_exposure is 0"),
    ],
)
def test_impossible_counts_and_exposures_are_refused(compare, arguments, message):
    with pytest.raises(ValueError, match=message):
        compare(*arguments)


def test_tails_are_those_of_the_highest_level_admitted(monkeypatch):
    """Enumerated: of 3 and 3, only the outcome (3, 0) is as extreme; it peaks at a half."""
    monkeypatch.setattr(ratios, "CEILINGS", (0.1, 0.25, 0.5, 1.0))
    rows = list_tails((3, 3, 0, 3))
    expected = [0.1**3 * 0.9**3, 0.25**3 * 0.75**3, 0.5**6, 0.5**6]
    assert [row["tail"] for row in rows] == pytest.approx(expected, rel=1e-6)
    assert [row["p_value"] for row in rows] == pytest.approx([2 * tail for tail in expected])
    assert rows[-1]["level"] == pytest.approx(0.5, abs=1e-3)


def test_all_levels_give_the_p_value_of_the_ratio():
    table = (8, 2399, 59, 8373)
    rows = {row["ceiling"]: row for row in list_tails(table)}
    assert rows[1.0]["p_value"] == pytest.approx(risk_ratio(*table)["p_value"])
    # By direct summation over a dense grid of levels.
    found = (rows[0.5]["p_value"], rows[0.97]["p_value"], rows[1.0]["p_value"])
    assert found == pytest.approx((0.04155, 0.04512, 0.06536), abs=2e-5)
    assert rows[1.0]["level"] > 0.99


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
    assert mantel_haenszel(RABBITS)["odds_ratio"] == pytest.approx(7)


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
    found = stratified_odds_ratio(pd.DataFrame([table], columns=STRATA))
    assert found.tolist() == pytest.approx(conditional_odds_ratio(*table).tolist(), rel=1e-6)


def test_mantel_haenszel_by_hand():
    strata = pd.DataFrame([(1, 9, 2, 8), (4, 8, 1, 9)], columns=STRATA)
    odds = (1 * 6 / 17 + 4 * 8 / 17) / (8 * 2 / 17 + 4 * 1 / 17)
    risks = (1 * 8 / 17 + 4 * 9 / 17) / (2 * 9 / 17 + 1 * 8 / 17)
    assert mantel_haenszel(strata).tolist() == pytest.approx([odds, risks])


def test_strata_that_compare_nothing_change_nothing():
    more = pd.concat([RABBITS, pd.DataFrame([(0, 0, 3, 9), (0, 4, 0, 5)], columns=STRATA)])
    assert stratified_odds_ratio(more).tolist() == pytest.approx(
        stratified_odds_ratio(RABBITS).tolist()
    )
    assert mantel_haenszel(more).tolist() == pytest.approx(mantel_haenszel(RABBITS).tolist())


def test_all_or_none_have_one_limit():
    none = stratified_odds_ratio(pd.DataFrame([(0, 5, 3, 6), (0, 4, 2, 6)], columns=STRATA))
    assert (none["odds_ratio"], none["lower"]) == (0, 0)
    assert 0 < none["upper"] < np.inf
    most = stratified_odds_ratio(pd.DataFrame([(5, 5, 3, 6)], columns=STRATA))
    assert (most["odds_ratio"], most["upper"]) == (np.inf, np.inf)


@pytest.mark.parametrize("combine", [mantel_haenszel, stratified_odds_ratio])
def test_strata_without_units_on_both_sides_are_refused(combine):
    with pytest.raises(ValueError, match="no stratum has units on both sides"):
        combine(pd.DataFrame([(0, 0, 1, 2)], columns=STRATA))
