"""Figures of the list of outputs as they are exported, and what can be measured on them."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import numpy as np
import pytest
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.collections import Collection, LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch, Rectangle
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D, Bbox, BboxTransformTo

from analysis.catalogue import OUTPUTS
from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.export.files import settle_layout
from analysis.presentation.registry import Output, draw_output, tell_output, write_source
from analysis.presentation.style import add_texts
from analysis.presentation.wording import Wording

Measured = Callable[[Output], Any]
FIGURES = tuple(output for output in OUTPUTS if output.kind == "figure")
# Every figure in every language and every width.
CASES = [
    pytest.param((output, lang, width), id=f"{output.name}-{lang}-{width}")
    for output in FIGURES
    for lang in LANGUAGES
    for width in output.widths
]
# What only guides the eye, by the labels of artists.
GUIDES = ("grid", "guide", "scale", "empty")
NO_MARKER = ("None", "", " ", None)
GROUND = 1  # zorder below which shadings and rules lie


class Drawing(NamedTuple):
    """A figure laid out for print, and the texts that are really drawn."""

    figure: Figure
    texts: list[Text]
    lang: str
    width: int


@contextmanager
def export_drawing(
    output: Output, measured: Any, data: Dataset, lang: str, width: int, *, titled: bool = False
) -> Iterator[Drawing]:
    """Draw a figure as it is exported: with its source line, perhaps its title, at 300 dpi."""
    say = Wording(lang, data.contract)
    title = tell_output(output, measured, say) if titled else ""
    with draw_output(output, measured, say, width_mm=width) as figure:
        add_texts(figure, title=title, source=write_source(output, data, say))
        with settle_layout(figure):
            yield Drawing(figure, record_texts(figure), lang, width)


def record_texts(figure: Figure) -> list[Text]:
    """Draw the figure; give every text that was really drawn (ticks may lie beyond the axes)."""
    drawn: list[Text] = []
    original = Text.draw

    def record(self: Text, *args: Any, **kwargs: Any) -> None:
        if self.get_visible() and self.get_text().strip():
            drawn.append(self)
        original(self, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Text, "draw", record)
        figure.draw_without_rendering()
    return list(dict.fromkeys(drawn))


def text_box(text: Text) -> Bbox:
    # An annotation's own extent takes in the point that it names.
    return Text.get_window_extent(text)


def overlap(one: Bbox, other: Bbox, slack: float) -> bool:
    """Whether two boxes share more than a hair (pixels)."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return width > slack and height > slack


def within(inner: Bbox, outer: Bbox, slack: float) -> bool:
    return (
        inner.x0 >= outer.x0 - slack
        and inner.y0 >= outer.y0 - slack
        and inner.x1 <= outer.x1 + slack
        and inner.y1 <= outer.y1 + slack
    )


def hair(figure: Figure) -> float:
    """A tenth of a millimetre in pixels."""
    return 0.1 / 25.4 * figure.dpi


def all_axes(figure: Figure) -> list[Axes]:
    found = [ax for own in figure.axes for ax in (own, *own.child_axes)]
    return [ax for ax in found if ax.get_visible()]


def legends_of(figure: Figure) -> list[Legend]:
    return [legend for legend in figure.findobj(Legend) if legend.get_visible()]


def patches_of(figure: Figure) -> list[tuple[Patch, Bbox]]:
    """The patches of data with their boxes, those drawn last at the end; shadings are none."""
    found = [patch for ax in all_axes(figure) for patch in ax.patches if patch.get_visible()]
    found.sort(key=lambda patch: patch.get_zorder())
    return [(patch, patch.get_window_extent()) for patch in found if patch.get_zorder() >= GROUND]


def is_empty(color: Any) -> bool:
    return color is None or to_hex(color, keep_alpha=True).endswith("00")


def _trace_scatter(points: PathCollection, figure: Figure) -> Iterator[Path]:
    centres = points.get_offset_transform().transform(points.get_offsets())
    (path,) = points.get_paths()
    sizes = np.resize(np.sqrt(points.get_sizes()), len(centres)) * figure.dpi / 72
    for centre, size in zip(centres, sizes, strict=True):
        yield path.transformed(Affine2D().scale(size).translate(*centre))


def _trace_line(line: Line2D, figure: Figure) -> Iterator[Path]:
    """The markers of a line; of a whisker without markers the line itself."""
    points = line.get_transform().transform(np.column_stack(line.get_data(orig=False)))
    pixels = figure.dpi / 72
    if line.get_marker() in NO_MARKER:
        half = line.get_linewidth() / 2 * pixels
        is_whisker = len(points) == 2 and line.get_linewidth() >= 1
        if is_whisker and line.get_transform() == line.axes.transData:
            (x0, y0), (x1, y1) = points.min(axis=0), points.max(axis=0)
            across, up = (0, half) if y1 - y0 < x1 - x0 else (half, 0)
            box = Bbox.from_extents(x0 - across, y0 - up, x1 + across, y1 + up)
            yield Path.unit_rectangle().transformed(BboxTransformTo(box))
        return
    if is_empty(line.get_markerfacecolor()):
        return
    style = MarkerStyle(line.get_marker())
    shape = style.get_path().transformed(style.get_transform().scale(line.get_markersize()))
    for point in points:
        yield shape.transformed(Affine2D().scale(pixels).translate(*point))


def marks_of(figure: Figure) -> list[Path]:
    """The shapes of all markers of data and of whiskers; a ring has none: it is open."""
    shapes: list[Path] = []
    for ax in all_axes(figure):
        for points in ax.collections:
            if isinstance(points, PathCollection) and points.get_visible():
                shapes += _trace_scatter(points, figure)
        for line in ax.lines:
            if line.get_visible() and line.get_zorder() >= GROUND and line.get_label() != "scale":
                shapes += _trace_line(line, figure)
    return shapes


def inks_of(artist: Artist) -> list[list[Any]]:
    """The colours of each mark of an artist, fill and outline, of which one must be seen."""
    if isinstance(artist, Patch):
        return [[artist.get_facecolor() if artist.get_fill() else None, artist.get_edgecolor()]]
    if isinstance(artist, LineCollection):
        return [[color] for color in artist.get_edgecolor()]
    if isinstance(artist, Collection):
        fills, edges = artist.get_facecolor(), artist.get_edgecolor()
        return [list(pair) for pair in itertools.zip_longest(fills, edges)]
    if isinstance(artist, Line2D):
        line = [] if artist.get_linestyle() in ("None", "", " ") else [artist.get_color()]
        if artist.get_marker() in NO_MARKER:
            return [line]
        marker = [artist.get_markerfacecolor(), artist.get_markeredgecolor()]
        return [marker, line] if line else [marker]
    return []


def artists_of(figure: Figure) -> list[Artist]:
    """Everything that draws data: patches, lines and collections above the ground."""
    return [
        artist
        for ax in all_axes(figure)
        for artist in [*ax.patches, *ax.lines, *ax.collections]
        if artist.get_visible()
        and artist.get_zorder() >= GROUND
        and artist.get_label() not in GUIDES
    ]


def find_clashes(figure: Figure, texts: list[Text]) -> list[tuple[str, str]]:
    """Labels over labels, over markers, over bars that they leave, and anything over a legend."""
    slack, legends = hair(figure), legends_of(figure)
    marks = [(mark, mark.get_extents()) for mark in marks_of(figure)]
    boxes = [(text, text_box(text)) for text in texts]
    filled = [(patch, box) for patch, box in patches_of(figure) if patch.get_fill()]
    bars = [box for patch, box in filled if isinstance(patch, Rectangle)]
    found = [
        (one.get_text(), other.get_text())
        for (one, box), (other, other_box) in itertools.combinations(boxes, 2)
        if overlap(box, other_box, slack)
    ]
    for text, box in boxes:
        inner = box.padded(-slack)
        found += [
            (text.get_text(), "marker")
            for mark, around in marks
            if overlap(box, around, slack) and mark.intersects_bbox(inner, filled=True)
        ]
        # In its own cell or bar a label may stand, half in and half out it may not.
        ink = find_ink(text, box)
        found += [
            (text.get_text(), "bar")
            for bar in bars
            if overlap(ink, bar, slack) and not within(ink, bar, slack)
        ]
    drawn = [("marker", around) for _, around in marks] + [("bar", bar) for bar in bars]
    for legend in legends:
        own = {*legend.get_texts(), legend.get_title()}
        others = [(text.get_text(), box) for text, box in boxes if text not in own] + drawn
        others += [("legend", other.get_window_extent()) for other in legends if other != legend]
        place = legend.get_window_extent()
        found += [(name, "legend") for name, box in others if overlap(place, box, slack)]
    return found


def find_ink(text: Text, box: Bbox) -> Bbox:
    """Without the room for accents and tails that a line has and numbers do not use."""
    spare = 0.2 * text.get_fontsize() * text.get_figure(root=True).dpi / 72
    if text.get_rotation() % 180 or box.height < 3 * spare:
        return box
    return Bbox.from_extents(box.x0, box.y0 + spare, box.x1, box.y1 - spare)


def find_cuts(figure: Figure, texts: list[Text]) -> list[str]:
    """What reaches beyond the edge of the paper."""
    boxes = [(text.get_text(), text_box(text)) for text in texts]
    boxes += [("legend", legend.get_window_extent()) for legend in legends_of(figure)]
    boxes += [("marker", mark.get_extents()) for mark in marks_of(figure)]
    boxes += [("patch", box) for _, box in patches_of(figure)]
    return [name for name, box in boxes if not within(box, figure.bbox, 0.5)]
