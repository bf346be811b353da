"""Figures of East and West: what is drawn, in both languages."""

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.figure import Figure

from analysis.data import Dataset
from analysis.east_west.choices import bound_participation, drop_repeated, grid_specifications
from analysis.east_west.figures import (
    plot_coverage_bounds,
    plot_region_ratios,
    plot_regional_rates,
    plot_specifications,
)
from analysis.east_west.ratios import rate_regions
from analysis.presentation.style import MM, add_texts

mpl.use("agg")


@pytest.fixture(autouse=True)
def _close_figures():
    yield
    plt.close("all")


@pytest.fixture(scope="module")
def rates(data: Dataset) -> pd.DataFrame:
    return rate_regions(data, draws=100)


@pytest.fixture(scope="module")
def grid(data: Dataset) -> pd.DataFrame:
    found = grid_specifications(
        data, denominators=["cities_100000", "independent_cities"], draws=100
    )
    return drop_repeated(found)


@pytest.fixture(scope="module")
def bounds(data: Dataset) -> pd.DataFrame:
    return bound_participation(data, draws=30)


HEADLINES = pd.DataFrame(
    {
        "comparison": ["municipalities", "municipalities", "odd_one"],
        "berlin": ["separate", "east", "elsewhere"],
        "ratio": [0.47, 0.53, 1.5],
        "lower": [0.0, 0.2, 0.4],
        "upper": [1.0, 1.1, float("inf")],
    }
)


def list_texts(figure) -> list[str]:
    figure.draw_without_rendering()
    found = [text.get_text() for text in figure.findobj(mpl.text.Text) if text.get_visible()]
    return [text for text in found if text.strip()]


def check_texts(figure) -> None:
    """At least 7 points; all within the figure."""
    figure.draw_without_rendering()
    frame = figure.bbox
    for text in figure.findobj(mpl.text.Text):
        if not text.get_text().strip() or not text.get_visible():
            continue
        assert text.get_fontsize() >= 7, text.get_text()
        box = text.get_window_extent()
        assert box.x0 >= frame.x0 - 1, text.get_text()
        assert box.x1 <= frame.x1 + 1, text.get_text()


def check_apart(figure) -> None:
    """No text covers a text."""
    figure.draw_without_rendering()
    found = [text for text in figure.findobj(mpl.text.Text) if text.get_visible()]
    found = [text for text in found if text.get_text().strip() and text.get_window_extent().width]
    for one, other in itertools.combinations(found, 2):
        boxes = [mpl.text.Text.get_window_extent(text) for text in (one, other)]
        shared = mpl.transforms.Bbox.intersection(*boxes)
        apart = shared is None or min(shared.width, shared.height) < 1
        assert apart, (one.get_text(), other.get_text())


@pytest.mark.parametrize("lang", ["de", "en"])
def test_rates_have_a_panel_per_denominator(rates, data, lang) -> None:
    axes = plot_regional_rates(rates, lang=lang, labels=data.contract)
    assert list(axes) == list(dict.fromkeys(rates["denominator"]))
    figure = axes["municipalities"].figure
    texts = list_texts(figure)
    assert ("8 von 2.399" if lang == "de" else "8 of 2,399") in texts
    # East and West have a mark and an interval each, Berlin counts alone.
    assert len(axes["municipalities"].lines) == 4
    # Per inhabitant Berlin has a mark without an interval.
    assert len(axes["inhabitants"].lines) == 5


def test_marks_stand_at_the_rates(rates) -> None:
    ax = plot_regional_rates(rates)["cities_100000"]
    marks = [line.get_xdata()[0] for line in ax.lines if len(line.get_xdata()) == 1]
    assert marks == pytest.approx([6 / 9, 42 / 72])
    ends = [list(line.get_xdata()) for line in ax.lines if len(line.get_xdata()) == 2]
    rows = rates[rates["denominator"].eq("cities_100000") & rates["base"].gt(1)]
    assert ends == [pytest.approx(pair) for pair in rows[["lower", "upper"]].to_numpy().tolist()]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_ratios_stand_side_by_side(lang) -> None:
    ax = plot_region_ratios(HEADLINES, lang=lang)
    low, high = ax.get_xlim()
    ends = [list(line.get_xdata()) for line in ax.lines if line.get_linewidth() == 1.2]
    # Limits of zero and infinity are cut at the ends of the axis.
    assert ends == [pytest.approx(pair) for pair in ([low, 1.0], [0.2, 1.1], [0.4, high])]
    texts = list_texts(ax.figure)
    assert ("0,53 (0,20–1,10)" if lang == "de" else "0.53 (0.20–1.10)") in texts
    assert "odd_one" in texts  # an unknown code prints itself
    assert "elsewhere" in texts


@pytest.mark.parametrize(
    ("limits", "text"),
    [
        ((0.473, 0.1454, 1.0023), "0.47 (0.15–1.002)"),
        ((0.473, 0.1454, 0.9996), "0.47 (0.15–0.9996)"),
        ((1.0028, 0.998, 1.66), "1.003 (0.998–1.66)"),
        ((1.0, 0.0, float("inf")), "1.00 (0.00–∞)"),
        ((0.5, 0.003, 0.99), "0.50 (0.003–0.99)"),
    ],
)
def test_numbers_stay_on_their_side_of_1(limits, text) -> None:
    """A line that crosses 1 has no limit of 1.00 beside it, and one that ends before it neither."""
    row = dict(zip(("ratio", "lower", "upper"), limits, strict=True))
    frame = pd.DataFrame([{"comparison": "model", "berlin": "east"} | row])
    texts = list_texts(plot_region_ratios(frame).figure)
    assert [found for found in texts if "(" in found and "–" in found] == [text]


@pytest.mark.parametrize("lang", ["de", "en"])
def test_curve_is_sorted_and_has_its_settings(grid, lang) -> None:
    axes = plot_specifications(grid, lang=lang)
    marks = [line for line in axes["curve"].lines if line.get_marker() in "oD"]
    points = sorted((x, y) for line in marks for x, y in zip(*line.get_data(), strict=True))
    assert [y for _, y in points] == pytest.approx(sorted(grid["ratio"]))
    # Each specification has one mark per setting.
    settings = [line for line in axes["settings"].lines if line.get_marker() == "|"]
    assert sum(len(line.get_xdata()) for line in settings) == 5 * len(grid)
    names = [label.get_text() for label in axes["settings"].get_yticklabels()]
    assert len(names) == len(set(names)) == 3 + 2 + 2 + 2 + 2


@pytest.mark.parametrize("lang", ["de", "en"])
def test_bounds_reach_from_west_to_east(bounds, lang) -> None:
    axes = plot_coverage_bounds(bounds, lang=lang)
    assert list(axes) == ["distinct", "memberships"]
    marks = {
        line.get_marker(): line.get_xdata()[0]
        for line in axes["memberships"].lines
        if len(line.get_xdata()) == 1
    }
    assert marks["<"] == pytest.approx(19 / 2399 / ((110 + 191) / 8373))
    assert marks[">"] == pytest.approx((19 + 191) / 2399 / (110 / 8373))


def test_marks_within_one_side_of_1_differ(grid) -> None:
    sure = grid.assign(upper=0.9, lower=0.1, ratio=0.5)
    ax = plot_specifications(sure)["curve"]
    assert {line.get_marker() for line in ax.lines if len(line.get_xdata())} >= {"D"}
    assert not any(len(line.get_xdata()) for line in ax.lines if line.get_marker() == "o")


@pytest.mark.parametrize(
    ("plot", "frame"),
    [
        (plot_regional_rates, HEADLINES),
        (plot_region_ratios, HEADLINES.drop(columns="upper")),
        (plot_specifications, HEADLINES),
        (plot_coverage_bounds, HEADLINES),
        (plot_region_ratios, HEADLINES.iloc[:0]),
    ],
)
def test_frames_that_lack_something_are_refused(plot, frame) -> None:
    with pytest.raises(ValueError, match=plot.__name__):
        plot(frame)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_in_a_column_panels_stand_one_below_another(rates, bounds, data, lang) -> None:
    plots = (
        plot_regional_rates(rates, lang=lang, labels=data.contract, width_mm=85),
        plot_coverage_bounds(bounds, lang=lang, labels=data.contract, width_mm=85),
    )
    for axes in plots:
        figure = next(iter(axes.values())).figure
        assert figure.get_size_inches()[0] == pytest.approx(85 / 25.4)
        check_texts(figure)
        check_apart(figure)
        places = [ax.get_position() for ax in axes.values()]
        for above, below in itertools.pairwise(places):
            assert above.y0 > below.y1
            assert above.x0 == pytest.approx(below.x0)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_in_a_column_ratios_have_their_names_above(lang) -> None:
    ax = plot_region_ratios(HEADLINES, lang=lang, width_mm=85)
    check_texts(ax.figure)
    check_apart(ax.figure)
    wide = plot_region_ratios(HEADLINES, lang=lang)
    names = [label.get_text() for label in wide.get_yticklabels()]
    heights = {text.get_text(): text.get_position()[1] for text in ax.texts}
    marks = [line.get_ydata()[0] for line in ax.lines if line.get_marker() != "None"]
    assert [name for name in heights if name in names] == names
    for row, name in enumerate(names):
        own = [mark for mark in marks if abs(mark - row) < 0.5]
        assert own
        assert all(row - 0.5 < heights[name] < mark for mark in own)


def test_a_source_line_keeps_together_what_belongs_together() -> None:
    """Numbers stay with the word before them, short brackets whole; sources begin lines."""
    report, places = "eigene Darstellung nach Publikation 36/2023", "GeoNames (CC BY 4.0)"
    source = f"Quelle: {report}; Koordinaten: {places}; Grenzen: Natural Earth."
    for width_mm in (45, 50, 55, 60, 85, 120):
        figure = Figure(figsize=(width_mm * MM, 1), layout="constrained")
        lines = add_texts(figure, source=source).texts[0].get_text().split("\n")
        assert " ".join(lines) == source
        assert not [line for line in lines if line[0].isdigit() or line.startswith(("BY", "4.0"))]
    figure = Figure(figsize=(85 * MM, 1), layout="constrained")
    lines = add_texts(figure, source="Quelle: Bericht; " + "Zahlen " * 8).texts[0].get_text()
    assert lines.count("\n") == 1
    assert lines.startswith("Quelle: Bericht;\nZahlen")


@pytest.mark.parametrize("width_mm", [170, 85])
def test_a_title_stands_above_the_legend(bounds, data, width_mm) -> None:
    figure = plot_coverage_bounds(bounds, labels=data.contract, width_mm=width_mm)[
        "distinct"
    ].figure
    height = figure.get_size_inches()[1]
    add_texts(figure, title="A title that is long enough for two lines in a column of text")
    assert figure.get_size_inches()[1] > height
    check_apart(figure)
    figure.draw_without_rendering()
    (legend,) = figure.legends
    assert legend.get_window_extent().y1 < figure.texts[0].get_window_extent().y0
