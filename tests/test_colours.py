"""Codes are told apart by whoever sees fewer colours, in a print in grey, and by their shape.

Thresholds, in CIEDE2000, as simulated in `vision`:

- 10 for fills of markers and bars, about four times what is just noticeable side by side (2.3:
  Mahy, Van Eycken and Oosterlinck (1994), Color Research & Application 19(2), 105–121), because
  small marks at a distance need more: Szafir (2018), IEEE Transactions on Visualization and
  Computer Graphics 24(1), 392–401;
- 5 for the tints of large areas that touch.

Pairs below must differ by marker; and all codes of a group but the regions do so anyway.
"""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex

from analysis.claims import figures as verdicts
from analysis.crosslinking import figures as crosslinks
from analysis.east_west import figures as ratios
from analysis.presentation.charts import COUNTS
from analysis.presentation.style import LOOKS, PLAIN, SPARE, Look, contrast
from tests.vision import VISIONS, differ, least_difference, see

FILLS = 10.0
AREAS = 5.0
OBSERVED = {
    kind: Look(look["color"], look["edgecolor"], look["marker"])
    for kind, look in crosslinks.MARKS.items()
}
# Codes that appear side by side, by what tells them apart beside the colour.
MARKED = {
    **LOOKS,
    "spare": {str(i): look for i, look in enumerate((*SPARE, PLAIN))},
    "verdict": verdicts.LOOKS,
    "berlin": ratios.BERLIN,
    "specification": {
        "with 1": ratios.INCLUDES,
        "without": ratios.EXCLUDES,
        "headline": ratios.HEADLINE,
    },
    "observed": OBSERVED,
}


def test_vision_is_simulated_as_published() -> None:
    """Red and green become alike without cones for either, blue and yellow do not."""
    for vision in ("deuteranopia", "protanopia"):
        assert differ("#b00000", "#4d6b00", vision) < differ("#b00000", "#4d6b00", "normal") / 2
        assert differ("#0000ff", "#ffff00", vision) > 50
    assert differ("#00a0a0", "#0090c0", "tritanopia") < differ("#00a0a0", "#0090c0", "normal")
    assert differ("#777777", "#777777", "grey") == 0
    # Of the test data of Sharma, Wu and Dalal, whose pairs are given in Lab: white to black.
    assert differ("#ffffff", "#000000", "normal") == pytest.approx(100, abs=0.01)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("group", MARKED)
def test_codes_differ_in_colour_or_marker(group: str, vision: str) -> None:
    for one, other in itertools.combinations(MARKED[group].values(), 2):
        assert differ(one.fill, other.fill, vision) >= FILLS or one.marker != other.marker


# Circles stand for all regions; what tells them apart in grey is said below.
@pytest.mark.parametrize("group", [group for group in MARKED if group != "region"])
def test_every_code_has_its_own_marker(group: str) -> None:
    looks = MARKED[group].values()
    assert len({look.marker for look in looks}) == len(looks)


@pytest.mark.parametrize("group", LOOKS)
def test_the_main_codes_are_told_apart_by_colour_alone(group: str) -> None:
    assert least_difference(look.fill for look in LOOKS[group].values()) >= FILLS


def test_the_tints_of_the_map_are_told_apart() -> None:
    assert least_difference(look.tint for look in LOOKS["region"].values()) >= AREAS


def test_the_lines_of_regions_are_told_apart_in_grey_too() -> None:
    """East and West by their luminance (3 to 1) and width, Berlin by its dashes."""
    east, berlin, west = (LOOKS["region"][code] for code in ("east", "berlin", "west"))
    assert contrast(east.line, west.line) >= 3
    assert contrast(west.line) >= 3
    assert east.width >= 2 * west.width
    assert (east.dash, berlin.dash, west.dash) == ("-", "--", "-")
    lines = [look.line for look in (east, berlin, west)]
    assert least_difference(lines, [vision for vision in VISIONS if vision != "grey"]) >= FILLS


@pytest.mark.parametrize("vision", VISIONS)
def test_more_is_darker_however_it_is_seen(vision: str) -> None:
    lightness = [see(to_hex(COUNTS(share)), vision)[0] for share in np.linspace(0, 1, 21)]
    assert all(one - other > 0.5 for one, other in itertools.pairwise(lightness))
    assert lightness[0] - lightness[-1] > 60
