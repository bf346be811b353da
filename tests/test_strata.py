"""Common odds ratios over strata against R, other routes and enumeration."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from scipy.special import comb

from analysis.statistics.ratios import STRATA, conditional_odds_ratio
from analysis.statistics.strata import mantel_haenszel, stratified_odds_ratio

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
    choices = []
    for one, total, other, other_total in strata.itertuples(index=False):
        both = one + other
        choices.append(
            [
                (count, comb(total, count) * comb(other_total, both - count) * odds**count)
                for count in range(max(0, both - other_total), min(total, both) + 1)
            ]
        )
    sums = {}
    for tables in product(*choices):
        place = sum(count for count, _ in tables)
        sums[place] = sums.get(place, 0.0) + np.prod([weight for _, weight in tables])
    whole = sum(sums.values())
    return {place: weight / whole for place, weight in sums.items()}


def test_limits_leave_half_the_error_on_each_side():
    found, observed = stratified_odds_ratio(RABBITS, level=0.9), int(RABBITS["count"].sum())
    at_lower = enumerate_sums(RABBITS, found["lower"])
    at_upper = enumerate_sums(RABBITS, found["upper"])
    assert sum(p for place, p in at_lower.items() if place >= observed) == pytest.approx(0.05)
    assert sum(p for place, p in at_upper.items() if place <= observed) == pytest.approx(0.05)
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


def test_faulty_strata_are_refused():
    with pytest.raises(ValueError, match="lack the columns other_total"):
        mantel_haenszel(RABBITS.drop(columns="other_total"))
    with pytest.raises(ValueError, match="no stratum has units on both sides"):
        stratified_odds_ratio(pd.DataFrame([(0, 0, 1, 2)], columns=STRATA))
    with pytest.raises(ValueError, match="count is 7 of total 6"):
        stratified_odds_ratio(pd.DataFrame([(7, 6, 1, 2)], columns=STRATA))
    with pytest.raises(ValueError, match="level is 2"):
        stratified_odds_ratio(RABBITS, level=2)
