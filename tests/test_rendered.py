"""Every figure of the list as it is exported: readable, nothing over anything else, nothing cut.

Each is drawn with title and source line in every language and every width, laid out as for print,
and measured there. Figures that are added to the list are measured without being named here.
"""

import itertools
import re
from collections.abc import Iterator
from typing import Any

import pytest
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from analysis.data import Dataset
from analysis.presentation.style import COLUMN_MM, MM, SMALL, WIDTH_MM, contrast
from tests.drawing import (
    CASES,
    NO_MARKER,
    Drawing,
    Measured,
    artists_of,
    export_drawing,
    find_clashes,
    find_cuts,
    inks_of,
    is_empty,
    legends_of,
    patches_of,
    text_box,
)

TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
MARK_CONTRAST = 3.0  # WCAG 2.2, success criterion 1.4.11
KEY_DIFFERENCE = 10.0  # CIEDE2000, as in test_colours.py
HIGHEST_MM = 240
SPACE = "\N{NO-BREAK SPACE}"


@pytest.fixture(scope="module", params=CASES)
def drawing(request: pytest.FixtureRequest, measured: Measured, data: Dataset) -> Iterator[Drawing]:
    """Each figure, drawn once for all that is measured on it."""
    output, lang, width = request.param
    with export_drawing(output, measured(output), data, lang, width, titled=True) as drawn:
        yield drawn


# ---------------------------------------------------------------- layout


def test_nothing_covers_anything_or_is_cut_at_the_edge(drawing: Drawing) -> None:
    assert find_clashes(drawing.figure, drawing.texts) == []
    assert find_cuts(drawing.figure, drawing.texts) == []


def test_text_is_at_least_7_points_at_print_size(drawing: Drawing) -> None:
    assert [text for text in drawing.texts if text.get_fontsize() < SMALL] == []


def test_the_width_is_that_of_page_or_column(drawing: Drawing) -> None:
    width, height = drawing.figure.get_size_inches() / MM
    assert drawing.width in (WIDTH_MM, COLUMN_MM)
    assert width == pytest.approx(drawing.width)
    assert height <= HIGHEST_MM


def test_the_title_stands_above_and_the_source_line_below(drawing: Drawing) -> None:
    figure, texts, *_ = drawing
    assert figure.get_suptitle() == ""
    (title,) = [text for text in texts if text.get_gid() == "title"]
    (source,) = [text for text in texts if text.get_gid() == "source"]
    bottom, top = text_box(title).y0, text_box(source).y1
    assert all(text_box(text).y1 <= bottom for text in texts if text is not title)
    assert all(text_box(text).y0 >= top for text in texts if text is not source)
    assert source.get_text().startswith({"de": "Quelle: ", "en": "Source: "}[drawing.lang])


# ---------------------------------------------------------------- ink


def find_background(text: Text, patches: list[tuple[Any, Bbox]]) -> str:
    """The colour that a text stands on: its own box, the patch below its middle, or paper."""
    box = text.get_bbox_patch()
    if box is not None and not is_empty(box.get_facecolor()):
        return to_hex(box.get_facecolor())
    place = text_box(text)
    centre = (place.x0 + place.x1) / 2, (place.y0 + place.y1) / 2
    below = [
        patch
        for patch, extent in patches
        if extent.contains(*centre) and patch.get_fill() and patch.contains_point(centre)
    ]
    return to_hex(below[-1].get_facecolor()) if below else "#ffffff"


def test_text_can_be_read_on_what_it_stands_on(drawing: Drawing) -> None:
    figure, texts, *_ = drawing
    # Shadings below the marks count here.
    patches = [patch for ax in figure.axes for patch in ax.patches if patch.get_visible()]
    patches.sort(key=lambda patch: patch.get_zorder())
    extents = [(patch, patch.get_window_extent()) for patch in patches]
    for text in texts:
        ground = find_background(text, extents)
        assert contrast(to_hex(text.get_color()), ground) >= TEXT_CONTRAST, text.get_text()


def test_marks_can_be_seen_on_paper(drawing: Drawing) -> None:
    """By their fill or their outline; a cell with a number in it is read by that number."""
    figure, texts, *_ = drawing
    boxes = [text_box(text) for text in texts]
    numbered = {
        patch
        for patch, place in patches_of(figure)
        if any(place.contains((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for box in boxes)
    }
    pale = {
        (str(artist.get_label()), *(to_hex(ink) for ink in inks if not is_empty(ink)))
        for artist in artists_of(figure)
        if artist not in numbered
        for inks in inks_of(artist)
        if max((contrast(to_hex(ink)) for ink in inks if not is_empty(ink)), default=21)
        < MARK_CONTRAST
    }
    assert pale == set()


def describe_key(handle: Any) -> tuple[Any, ...]:
    """What a key of a legend shows beside its colour."""
    if isinstance(handle, Line2D):
        line = handle.get_linestyle(), handle.get_linewidth()
        if line[0] == "None" and handle.get_marker() in NO_MARKER:
            return "sign", str(handle.get_label())  # letters that stand in cells
        return "line", str(handle.get_marker()), *(line if line[0] != "None" else ())
    assert isinstance(handle, Patch)
    framed = contrast(to_hex(handle.get_edgecolor())) >= MARK_CONTRAST
    return "patch", handle.get_hatch() or "", framed, handle.get_linewidth() > 1


def color_key(handle: Any) -> str:
    fill = handle.get_markerfacecolor() if isinstance(handle, Line2D) else handle.get_facecolor()
    return to_hex(handle.get_color() if is_empty(fill) else fill)


def test_no_key_of_a_legend_is_told_by_a_faint_colour_alone(drawing: Drawing) -> None:
    """Two keys differ by marker, hatch or line; else clearly, in every kind of vision."""
    from tests.vision import least_difference

    for legend in legends_of(drawing.figure):
        shown = [key for key in legend.legend_handles if key.get_label()]  # others fill a column
        for one, other in itertools.combinations(shown, 2):
            if describe_key(one) != describe_key(other):
                continue
            names = one.get_label(), other.get_label()
            sizes = {getattr(handle, "get_markersize", int)() for handle in (one, other)}
            difference = least_difference([color_key(one), color_key(other)])
            assert difference >= KEY_DIFFERENCE or len(sizes) == 2, names


# ---------------------------------------------------------------- numbers in text

YEAR = r"(?:19|20)\d\d"
# Numbers that are names: the place in the report, the version of a licence, a date.
NAMES = r"^\d(?:\.\d)+(?= )|CC BY \d\.\d|\d\d\.\d\d\.\d{4}"
SEPARATORS = {"de": (".", ","), "en": (",", ".")}  # of thousands, of decimals


def find_misprints(text: str, lang: str) -> list[str]:
    """Numbers that the language does not write so.

    A thousands mark is followed by three digits, a number of four digits or more has one unless it
    is a year, and no year from 1950 to 2039 has one. German sets a no-break space before %.
    """
    thousands, decimal = (re.escape(sign) for sign in SEPARATORS[lang])
    number = rf"\d{{1,3}}(?:{thousands}\d{{3}})*(?:{decimal}\d+)?|{YEAR}"
    text = re.sub(NAMES, "", text)
    wrong = [
        found
        for found in re.findall(r"\d[\d.,]*\d|\d", text)
        if not re.fullmatch(number, found)
        or re.fullmatch(rf"(?:1{thousands}9[5-9]\d|2{thousands}0[0-3]\d)", found)
    ]
    per_cent = rf"\d(?!{SPACE})\D?%" if lang == "de" else r"\d\D%"
    wrong += [found for found in re.findall(per_cent, text) if "-" not in found]
    return wrong + re.findall(r"(?<![\w–-])-\d", text)  # a hyphen is no minus


def test_numbers_are_written_as_the_language_does(drawing: Drawing) -> None:
    found = (find_misprints(text.get_text(), drawing.lang) for text in drawing.texts)
    assert list(filter(None, found)) == []


@pytest.mark.parametrize(
    ("text", "german", "english"),
    [
        ("8 von 2.399", True, True),  # decimals to the other
        ("8 of 2,399", True, True),
        ("0,53 (0,20–1,10)", True, False),
        ("0.53 (0.20–1.10)", False, True),
        ("3.2.1 Top-down", True, True),
        ("3.2", False, True),
        ("12345", False, False),
        ("2015–2020", True, True),
        ("1.951", False, True),
        ("2,015", True, False),
        ("2399", False, False),
        (f"67{SPACE}%", True, False),
        ("67 %", False, False),
        ("67%", False, True),
        ("−0,2", True, False),
        ("-0,2", False, False),
        ("1.234.567,8", True, False),
    ],
)
def test_misprints_are_found(text: str, german: bool, english: bool) -> None:
    assert (find_misprints(text, "de") == []) is german
    assert (find_misprints(text, "en") == []) is english


# ---------------------------------------------------------------- the look as a whole


@pytest.mark.parametrize("drawing", [c for c in CASES if c.id.endswith("-de-170")], indirect=True)
@pytest.mark.mpl_image_compare(
    baseline_dir="baseline",
    style="default",
    tolerance=0.1,
    savefig_kwargs={"dpi": 64, "pil_kwargs": {"optimize": True}},
)
def test_baseline(drawing: Drawing) -> Figure:
    """One image a figure, compared with those in `baseline` where pytest runs with --mpl."""
    return drawing.figure
