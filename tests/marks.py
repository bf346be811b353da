"""Readers of marks: what a drawn figure shows, beside what the file of its numbers says.

Each takes the figure, the file read back and a wording, and gives both as plain values in one form,
found and expected. Colours are read as codes, places as names.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Polygon, Rectangle
from matplotlib.text import Annotation, Text
from pyproj import Transformer

from analysis.claims import figures as verdicts
from analysis.east_west import figures as ratios
from analysis.graph import figures as matrices
from analysis.presentation.style import EDGE, LOOKS, MM, SMALL, WIDTH_MM
from analysis.presentation.wording import Wording
from tests.drawing import labelled

Contract = Mapping[str, Any]
Reader = Callable[[Figure, pd.DataFrame, Wording], tuple[Any, Any]]
HALF_LINE = 1.0  # mm, in typeset tables
MARKERS = {kind: {code: look.fill for code, look in looks.items()} for kind, looks in LOOKS.items()}


def tidy(value: Any) -> Any:
    """Plain values that can be compared: numbers to six digits, arrays as lists."""
    if isinstance(value, Mapping):
        return {tidy(key): tidy(item) for key, item in value.items()}
    for kind, form in ((set | frozenset, frozenset), (tuple, tuple)):
        if isinstance(value, kind):
            return form(tidy(item) for item in value)
    if isinstance(value, list | np.ndarray | pd.Series):
        return [tidy(item) for item in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, float, np.number)):
        return float(f"{float(value):.6g}") + 0.0
    return value


def is_narrow(figure: Figure) -> bool:
    return round(figure.get_size_inches()[0] / MM) < WIDTH_MM


def code_of(color: Any, looks: Mapping[str, str]) -> str:
    """The code whose fill a colour is; the colour itself if there is none."""
    found = [code for code, fill in looks.items() if to_hex(fill) == to_hex(color)]
    return found[0] if found else to_hex(color)


def ticks(axis: Any) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


def place_of(text: Text) -> tuple[float, float]:
    return text.xy if isinstance(text, Annotation) else text.get_position()  # type: ignore[return-value]


def points(ax: Axes, label: str) -> list[tuple[float, float, Any]]:
    """The points of scatters with a label, and their fill."""
    return [
        (float(x), float(y), found.get_facecolor()[0])
        for found in labelled(ax, label)
        if isinstance(found, PathCollection)
        for x, y in found.get_offsets()
    ]


def segments(ax: Axes, label: str = "") -> list[Any]:
    """The ends and colours of lines of a collection."""
    return [
        (path.vertices[0], path.vertices[-1], color)
        for lines in ax.collections
        if isinstance(lines, LineCollection) and lines.get_label().startswith(label)
        for path, color in zip(
            lines.get_paths(), np.resize(lines.get_edgecolor(), (len(lines.get_paths()), 4)),
            strict=True,
        )
    ]  # fmt: skip


def bars(ax: Axes) -> dict[str, list[Rectangle]]:
    return {str(container.get_label()): list(container) for container in ax.containers}


def cells(ax: Axes, label: str) -> dict[tuple[int, int], str]:
    """Row and column of the cells of a matrix, and their fill."""
    return {
        (round(cell.get_y() + 0.5), round(cell.get_x() + 0.5)): to_hex(cell.get_facecolor())
        for cell in labelled(ax, label)
    }


def texts_by_cell(ax: Axes) -> dict[tuple[int, int], str]:
    found = {}
    for text in ax.texts:
        x, y = place_of(text)
        if text.get_text():
            found[round(y), round(x)] = text.get_text()
    return found


def legend_texts(figure: Figure) -> list[str]:
    return [text.get_text() for legend in figure.findobj(Legend) for text in legend.get_texts()]


def whiskers(ax: Axes) -> dict[float, tuple[float, float]]:
    """The horizontal lines of two points in the coordinates of the data, by their height."""
    return {
        float(line.get_ydata()[0]): tuple(line.get_xdata())
        for line in ax.lines
        if len(line.get_xdata()) == 2 and line.get_transform() == ax.transData
    }


def line_points(ax: Axes) -> list[tuple[float, float, str, str]]:
    """The points that lines of one point draw: place, marker and fill."""
    return [
        (float(line.get_xdata()[0]), float(line.get_ydata()[0]), str(line.get_marker()),
         to_hex(line.get_markerfacecolor()))
        for line in ax.lines
        if len(line.get_xdata()) == 1
    ]  # fmt: skip


def cut(ax: Axes, lower: float, upper: float) -> tuple[float, float]:
    low, high = ax.get_xlim()
    return max(lower, low), min(upper, high)


def numbers_in(text: str) -> list[str]:
    return re.findall(r"\d[\d.,]*\d|\d", text)


def kind_of(row: Any, observed: float) -> str:
    if getattr(row, "definitional", False):
        return "definitional"
    return "outside" if observed < row.low or observed > row.high else "inside"


# ---------------------------------------------------------------- time


def read_timeline(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    printed = {place_of(text)[1]: numbers_in(text.get_text()) for text in ax.texts}
    found = {
        "names": ticks(ax.yaxis),
        "founded": sorted(
            (y, x, code_of(color, MARKERS["category"])) for x, y, color in points(ax, "founded")
        ),
        "alternative": sorted((y, x) for x, y, _ in points(ax, "alternative")),
        "interval": {
            line.get_ydata()[0]: list(line.get_xdata()) for line in labelled(ax, "interval")
        },
        "printed": [printed[i] for i in range(len(file))],
    }
    wide = file[file["founded_latest"] > file["founded"]]
    other = file["founded_alternative"].dropna()
    years = [
        [row.founded]
        + [row.founded_latest] * (row.founded_latest > row.founded)
        + [row.founded_alternative] * pd.notna(row.founded_alternative)
        for row in file.itertuples()
    ]
    expected = {
        "names": file["short_name"].tolist(),
        "founded": list(zip(file.index, file["founded"], file["category"], strict=True)),
        "alternative": list(other.items()),
        "interval": {row.Index: [row.founded, row.founded_latest] for row in wide.itertuples()},
        "printed": [[str(int(year)) for year in row] for row in years],
    }
    return found, expected


def read_periods(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    counts = file.drop(columns=["period", "total", "cumulative"])
    drawn = bars(ax)
    (line,) = ax.child_axes[0].lines
    found = {
        "bars": {code: [bar.get_height() for bar in row] for code, row in drawn.items()},
        "codes": [
            (code_of(row[0].get_facecolor(), MARKERS["category"]), row[0].get_hatch() or "")
            for row in drawn.values()
        ],
        "tops": [bar.get_y() + bar.get_height() for bar in list(drawn.values())[-1]],
        "sums": [text.get_text() for text in ax.texts if text.get_weight() == "bold"],
        "parts": sorted(
            (round(place_of(text)[0]), text.get_text())
            for text in ax.texts
            if text.get_weight() != "bold"
        ),
        "line": line.get_ydata(),
        "line_printed": [text.get_text() for text in ax.child_axes[0].texts],
        "periods": [
            re.sub(r"(\d{4}–)\n?(\d{4}).*", r"\1\2", label, flags=re.DOTALL)
            for label in ticks(ax.xaxis)
        ],
    }
    unit = ax.get_window_extent().height / ax.get_ylim()[1] * 72 / figure.dpi
    expected = {
        "bars": counts.to_dict("list"),
        "codes": [(code, LOOKS["category"][code].hatch) for code in counts],
        "tops": file["total"],
        "sums": [say.number(number) for number in file["total"]],
        # Parts too low for a number have none.
        "parts": sorted(
            (i, say.number(number))
            for code in counts
            for i, number in enumerate(counts[code])
            if number * unit >= SMALL + 1.5
        ),
        "line": file["cumulative"],
        "line_printed": [say.number(number) for number in file["cumulative"]],
        "periods": file["period"].tolist(),
    }
    return found, expected


# ---------------------------------------------------------------- the graph


def read_bipartite(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    found_nodes, expected_nodes, found_texts, expected_texts = set(), set(), set(), set()
    for marks in ax.collections:
        if isinstance(marks, PathCollection):
            ((x, y),) = marks.get_offsets().tolist()
            column = "region" if x > 0.5 else "category"
            code = code_of(marks.get_facecolor()[0], {**MARKERS[column], "hollow": "#ffffff"})
            found_nodes.add((x, y, code))
    for text in ax.texts:
        found_texts.add((*place_of(text), text.get_text()))
    for side, x, code in (("network", 0, "category"), ("member", 1, "region")):
        shown = file.dropna(subset=[f"{side}_id"]).drop_duplicates(f"{side}_id")
        for row in shown.to_dict("records"):
            y, degree = row[f"{side}_y"], int(row[f"{side}_degree"])
            expected_nodes.add((x, y, row[code] if degree else "hollow"))
            expected_texts |= {(x, y, row[side]), (x, y, str(degree))}
    edges = file.dropna(subset=["network_id", "member_id"])
    expected_edges = sorted(
        (
            row.network_y,
            row.member_y,
            EDGE if row.member_degree == 1 else LOOKS["region"][row.region].line.lower(),
        )
        for row in edges.itertuples()
    )
    found_edges = sorted(
        (start[1], end[1], to_hex(color)) for start, end, color in segments(ax, "edges")
    )
    found = {"nodes": found_nodes, "texts": found_texts, "edges": found_edges}
    return found, {"nodes": expected_nodes, "texts": expected_texts, "edges": expected_edges}


def read_matrix(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    signs = dict(text.split(": ") for text in legend_texts(figure) if ": " in text)
    written = texts_by_cell(ax)
    names = say.codes("role", short=True)
    rows, columns = int(file["row"].max()) + 1, int(file["column"].max()) + 1
    heads = {
        kind: [color for _, _, color in points(ax, f"head {kind}")]
        for kind in ("member", "network")
    }
    found = {
        "cells": {
            place: (
                code_of(color, MARKERS["region"]),
                [signs[sign] for sign in written.get(place, "").split("/") if sign],
            )
            for place, color in cells(ax, "cell").items()
        },
        "members": ticks(ax.yaxis),
        "networks": ticks(ax.xaxis),
        "regions": [code_of(color, MARKERS["region"]) for color in heads["member"]],
        "categories": [code_of(color, MARKERS["category"]) for color in heads["network"]],
        "of rows": [written[i, columns] for i in range(rows)],
        "of columns": [written[rows, j] for j in range(columns)],
        "sum": written[rows, columns],
    }

    def number(values: Iterable[Any]) -> list[str]:
        return [say.number(value) for value in values]

    down, across = (file.sort_values(side).drop_duplicates(side) for side in ("row", "column"))
    expected = {
        "cells": {
            (row.row, row.column): (
                row.region,
                [names[role] for role in row.role.split(";") if role != "member"],
            )
            for row in file.itertuples()
        },
        "members": down["member"].tolist(),
        "networks": across["network"].tolist(),
        "regions": down["region"].tolist(),
        "categories": across["category"].tolist(),
        "of rows": number(file["row"].value_counts(sort=False).sort_index()),
        "of columns": number(file["column"].value_counts(sort=False).sort_index()),
        "sum": say.number(len(file)),
    }
    return found, expected


def read_shared(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    values = file.set_index("network").to_numpy()
    lower = [(i, j) for i in range(len(values)) for j in range(i + 1)]
    most = max(values[i, j] for i, j in lower if i != j)
    found = {
        "rows": ticks(ax.yaxis),
        "columns": ticks(ax.xaxis),
        "texts": texts_by_cell(ax),
        "cells": cells(ax, "shared"),
        "own": set(cells(ax, "own")),
        "empty": set(cells(ax, "empty")),
    }
    expected = {
        "rows": file["network"].tolist(),
        "columns": list(file)[1:],
        "texts": {(i, j): say.number(values[i, j]) for i, j in lower if values[i, j] or i == j},
        "cells": {
            (i, j): to_hex(matrices.COUNTS(values[i, j] / most))
            for i, j in lower
            if values[i, j] and i != j
        },
        "own": {(i, i) for i in range(len(values))},
        "empty": {(i, j) for i, j in lower if not values[i, j] and i != j},
    }
    return found, expected


def read_links(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    names = ticks(ax.yaxis)
    written = texts_by_cell(ax)

    def name(places: Iterable[tuple[int, int]]) -> set[Any]:
        """Cells below the diagonal and above it, by the pair of networks."""
        return {("below" if i > j else "above", frozenset((names[i], names[j]))) for i, j in places}

    def round_points(label: str) -> list[tuple[int, int]]:
        return [
            (round(float(line.get_ydata()[0])), round(float(line.get_xdata()[0])))
            for line in labelled(ax, label)
        ]

    corners = [patch.get_xy()[0] for patch in ax.patches if isinstance(patch, Polygon)]
    found = {
        "shared": {(pair, written[i, j]) for i, j in cells(ax, "municipalities")
                   for pair in name([(i, j)])},
        "organisations": {(pair, written[i, j]) for i, j in cells(ax, "organisations")
                          for pair in name([(i, j)])},
        "corrected": name(cells(ax, "corrected")),
        "relations": name(round_points("relation")),
        "definitional": name((round(y - 0.5), round(x + 0.5)) for x, y in corners),
        "more": name(round_points("evidence more")),
        "fewer": name(round_points("evidence fewer")),
        "categories": {names[round(x)]: code_of(color, MARKERS["category"])
                       for x, _, color in points(ax, "own")},
        "columns": ticks(ax.xaxis),
    }  # fmt: skip

    def pair(row: Any, side: str) -> Any:
        return side, frozenset((row.name, row.other_name))

    def write(row: Any) -> str:
        own = 0 if pd.isna(row.municipalities) else row.municipalities
        abroad = row.municipalities_all - own
        number = say.number(own) if own else ""
        return f"{number}+{say.number(abroad)}" if abroad else number

    rows = list(file.itertuples(index=False, name="Row"))
    expected = {
        "shared": {(pair(row, "below"), write(row)) for row in rows if row.municipalities_all > 0},
        "organisations": {
            (pair(row, "above"), say.number(row.organisations))
            for row in rows
            if row.organisations > 0
        },
        "corrected": {pair(row, "below") for row in rows if row.corrected},
        "relations": {pair(row, "above") for row in rows if row.relations},
        "definitional": {pair(row, "below") for row in rows if row.definitional},
        "more": {pair(row, "below") for row in rows if row.evidence == "more"},
        "fewer": {pair(row, "below") for row in rows if row.evidence == "fewer"},
        "categories": dict(zip(file["name"], file["category"], strict=True))
        | dict(zip(file["other_name"], file["other_category"], strict=True)),
        "columns": names,
    }
    return found, expected


# ---------------------------------------------------------------- against chance


def read_null(ax: Axes) -> dict[int, Any]:
    """By row: the band and the mean of chance, what was observed and with which mark."""
    bands, means, seen = {}, {}, {}
    for bar in ax.patches:
        middle = round(bar.get_y() + bar.get_height() / 2)
        bands[middle] = (bar.get_x(), bar.get_x() + bar.get_width())
    for start, end, _ in segments(ax, "mean"):
        means[round((start[1] + end[1]) / 2)] = start[0]
    for kind in ("inside", "outside", "definitional"):
        for x, y, _ in points(ax, kind):
            seen[round(y)] = (x, kind)
    return {i: (*bands[i], means.get(i), *seen.get(i, ())) for i in bands}


def read_evidence(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    found = {
        "pairs": ticks(ax.yaxis),
        "rows": read_null(ax),
        "p": sorted(
            (place_of(text)[1], place_of(text)[0], text.get_text())
            for text in ax.texts
            if text.get_weight() != "bold"
        ),
    }

    def write(value: float) -> str:
        if pd.isna(value):
            return say("say.undefined")
        sign = "< " if value < 0.001 else ""
        return sign + say.number(max(value, 0.001), 3)

    rows = list(enumerate(file.itertuples(index=False)))
    expected = {
        "pairs": [f"{row.network} – {row.other_network}" for _, row in rows],
        "rows": {
            i: (row.low, row.high, row.expected, row.shared, kind_of(row, row.shared))
            for i, row in rows
        },
        "p": [
            (i, x, write(value))
            for i, row in rows
            for x, value in ((1.11, row.two_sided), (1.26, row.two_sided_adjusted))
        ],
    }
    return found, expected


def read_structure(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    order = file["omitted"].fillna("").drop_duplicates().tolist()
    names = [
        say("structure_against_chance.without", name=name) if name else say("scope.all")
        for name in order
    ]
    found = {ax.get_title(loc="left"): read_null(ax) for ax in figure.axes}
    expected: dict[str, Any] = {}
    for row in file.fillna({"omitted": ""}).itertuples():
        panel = expected.setdefault(say.code("measure", row.headline), {})
        if pd.notna(row.observed) and pd.notna(row.low):
            place = order.index(row.omitted)
            kind = kind_of(row, row.observed)
            panel[place] = (row.low, row.high, row.expected, row.observed, kind)
    return (found, ticks(figure.axes[0].yaxis)), (expected, names)


def read_mixing(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    lines = {name: labelled(ax, name)[0].get_data() for name in ("cycles", "overlaps")}
    (band,) = ax.patches
    noise = 2 * file["error"].iloc[0]
    found = {name: list(zip(*line, strict=True)) for name, line in lines.items()}
    found |= {"band": [band.get_y(), band.get_y() + band.get_height()]}
    expected = {name: list(zip(file["trades"], file[name], strict=True)) for name in lines}
    return found, expected | {"band": [-noise, noise]}


# ---------------------------------------------------------------- places


def read_map(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    project = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True).transform
    placed = file.dropna(subset=["latitude", "longitude"])
    x, y = project(placed["longitude"].to_numpy(), placed["latitude"].to_numpy())
    marks = [marks for marks in ax.collections if isinstance(marks, PathCollection)]
    smallest = min(mark.get_sizes()[0] for mark in marks)
    found = {
        "marks": {
            (
                str(mark.get_label()).removeprefix("member "),
                *(round(float(metre)) for metre in mark.get_offsets()[0]),
                mark.get_sizes()[0] / smallest,
                code_of(mark.get_facecolor()[0], MARKERS["region"]),
            )
            for mark in marks
        },
        "names": sorted(
            text.get_text() for text in ax.texts if text.get_text() in {*file["label"]}
        ),
    }
    few = placed["degree"].min()
    least = 4 if is_narrow(figure) else 3
    expected = {
        "marks": {
            (row.label, round(x), round(y), row.degree / few, row.region)
            for row, x, y in zip(placed.itertuples(), x, y, strict=True)
        },
        "names": sorted(placed.loc[placed["degree"] >= least, "label"]),
    }
    return found, expected


def read_participation(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    names = say.codes("region", short=True)
    found: dict[str, Any] = {"names": ticks(figure.axes[0].yaxis)}
    for ax in figure.axes:
        ((panel, drawn),) = bars(ax).items()
        printed = [numbers_in(text.get_text()) for text in ax.texts]
        regions = [code_of(bar.get_facecolor(), MARKERS["region"]) for bar in drawn]
        found[panel] = [
            (bar.get_width(), region, bar.get_hatch(), text)
            for bar, region, text in zip(drawn, regions, printed, strict=True)
        ]
    expected: dict[str, Any] = {"names": [names[code] for code in file["region"]]}

    def add(panel: str, row: Any, value: float, *printed: str) -> None:
        hatch = LOOKS["region"][row.region].hatch or ""
        expected.setdefault(panel, []).append((value, row.region, hatch, list(printed)))

    for row in file.itertuples():
        count, total, large, of = (
            say.number(number)
            for number in (
                row.participating, row.total, row.large_cities_participating, row.large_cities,
            )
        )  # fmt: skip
        add("participating", row, row.participating, count)
        # Out of one municipality a rate would say nothing.
        few, rate = row.total < 10, row.participating_per_1000
        value = [] if few else [say.number(rate, 1)]
        add("participating_per_1000", row, 0 if few else rate, *value, count, total)
        million = row.memberships_per_million
        add("memberships_per_million", row, million, say.number(million, 1))
        share = row.share_large_cities
        percent = say.number(100 * share)
        add("share_large_cities", row, share, percent, large, of)
    return found, expected


def read_rates(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    names = say.codes("region", short=True)
    found, expected = {}, {}
    for ax in figure.axes:
        found[ax.get_title(loc="left")] = {
            "names": ticks(ax.yaxis),
            "marks": sorted((y, x, code_of(color, MARKERS["region"]))
                            for x, y, _, color in line_points(ax)),
            "whiskers": whiskers(ax),
            "counts": [numbers_in(text.get_text()) for text in ax.texts],
        }  # fmt: skip
    for denominator, rows in file.groupby("denominator", sort=False):
        people = denominator == "inhabitants"
        title = say.code("denominator", "per_million" if people else denominator)
        drawn = list(enumerate(rows.itertuples()))
        several = [(i, row) for i, row in drawn if row.base > 1]
        expected[title] = {
            "names": [names[code] for code in rows["region"]],
            "marks": [(i, row.rate, row.region) for i, row in several],
            "whiskers": {i: (row.lower, row.upper) for i, row in several if pd.notna(row.lower)},
            "counts": [
                [say.number(count), say.number(base / 1e6, 1) if people else say.number(base)]
                for count, base in zip(rows["count"], rows["base"], strict=True)
            ],
        }
    return found, expected


def read_ratios(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    fills = {code: look.fill for code, look in ratios.BERLIN.items()}
    rows = file["comparison"].drop_duplicates().tolist()
    places = file["berlin"].drop_duplicates().tolist()
    middle, step = (len(places) - 1) / 2, 0.3 if is_narrow(figure) else 0.34
    heights = [
        rows.index(row.comparison) + (places.index(row.berlin) - middle) * step
        for row in file.itertuples()
    ]
    texts = sorted((place_of(text)[1], text.get_text()) for text in ax.texts)
    found = {
        # In a column the names stand above the rows.
        "names": ticks(ax.yaxis) or [text for _, text in texts if not text[0].isdigit()],
        "marks": sorted((y, x, code_of(color, fills)) for x, y, _, color in line_points(ax)),
        "whiskers": whiskers(ax),
        "texts": [found for found in texts if found[1][0].isdigit()],
    }
    drawn = list(zip(heights, file.itertuples(), strict=True))
    expected = {
        "names": [say.code("comparison", code) for code in rows],
        "marks": sorted((y, row.ratio, row.berlin) for y, row in drawn),
        "whiskers": {y: cut(ax, row.lower, row.upper) for y, row in drawn},
        "texts": sorted((y, say.interval(row.ratio, row.lower, row.upper)) for y, row in drawn),
    }
    return found, expected


def read_specifications(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    curve, settings = figure.axes
    fills = {"includes": ratios.INCLUDES.fill, "excludes": ratios.EXCLUDES.fill}
    found: dict[str, Any] = {
        "marks": sorted(
            (x, y, code_of(line.get_markerfacecolor(), fills))
            for line in curve.lines
            if line.get_marker() in ("o", "D")
            for x, y in zip(*line.get_data(), strict=True)
        ),
        "intervals": sorted((start[0], start[1], end[1]) for start, end, _ in segments(curve)),
    }
    rows = {
        round(float(line.get_ydata()[0]), 6): set(line.get_xdata())
        for line in settings.lines
        if line.get_marker() == "|"
    }
    places = [round(float(place), 6) for place in settings.get_yticks()]
    found["settings"] = dict(
        zip(ticks(settings.yaxis), (rows[place] for place in places), strict=True)
    )
    ordered = file.sort_values("ratio", kind="stable", ignore_index=True)
    low, high = curve.get_ylim()
    drawn = list(ordered.itertuples())
    expected: dict[str, Any] = {
        "marks": [
            (row.Index, row.ratio, "excludes" if row.upper < 1 or row.lower > 1 else "includes")
            for row in drawn
        ],
        "intervals": [(row.Index, max(row.lower, low), min(row.upper, high)) for row in drawn],
        "settings": {},
    }
    for setting in ratios.SETTINGS:
        for row in drawn:
            name = say.code(ratios.COLUMNS.get(setting, setting), getattr(row, setting))
            expected["settings"].setdefault(name, set()).add(row.Index)
    return found, expected


def read_bounds(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    markers = {"o": "none", "D": "drawn", "<": "west", ">": "east"}
    found, expected = {}, {}
    for ax in figure.axes:
        names = ticks(ax.yaxis)
        found[ax.get_title(loc="left")] = {
            "marks": {(names[round(y)], markers[marker], x) for x, y, marker, _ in line_points(ax)},
            "lines": {names[round(y)]: ends for y, ends in whiskers(ax).items()},
        }
        own = file[file["counting"].map(lambda code: say.code("counting", code))
                   == ax.get_title(loc="left")]  # fmt: skip
        marks, lines = set(), {}
        # Halfway between the two ends nothing is marked.
        for row in own[own["scenario"] != "even"].itertuples():
            kind = row.scenario
            if kind in ("none", "drawn"):
                kept = "as_named" if row.counting == "memberships" else "none_new"
                name = say("scenario.drawn" if kind == "drawn" else f"coverage_bounds.{kept}")
                if pd.notna(row.lower):
                    lines[name] = cut(ax, row.lower, row.upper)
            else:
                overlap = row.overlap if isinstance(row.overlap, str) else "memberships"
                same = own[own["overlap"].eq(row.overlap) if isinstance(row.overlap, str)
                           else own["overlap"].isna()]  # fmt: skip
                ends = same.set_index("scenario")
                number = say.number(ends["added_west"].max())
                name = say(f"coverage_bounds.{overlap}", number=number)
                lines[name] = tuple(ends["ratio"].reindex(["west", "east"]))
            marks.add((name, kind, row.ratio))
        expected[ax.get_title(loc="left")] = {"marks": marks, "lines": lines}
    return found, expected


# ---------------------------------------------------------------- statements


def read_verdicts(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    fills = {code: look.fill for code, look in verdicts.LOOKS.items()}
    counts = file.set_index("place")
    names = say.codes("place", short=True)
    heads = say.codes("verdict")
    unit = ax.get_window_extent().width / ax.get_xlim()[1] * 72 / figure.dpi
    found = {
        "places": ticks(ax.yaxis),
        "bars": {
            code: [(bar.get_width(), code_of(bar.get_facecolor(), fills)) for bar in row]
            for code, row in bars(ax).items()
        },
        "ends": [bar.get_x() + bar.get_width() for bar in list(bars(ax).values())[-1]],
        "parts": [text.get_text() for text in ax.texts if text.get_weight() != "bold"],
        "sums": [text.get_text() for text in ax.texts if text.get_weight() == "bold"],
        "legend": legend_texts(figure),
    }
    expected = {
        "places": [names[code] for code in counts.index],
        "bars": {code: [(width, code) for width in counts[code]] for code in counts},
        "ends": counts.sum(axis=1),
        # Parts too short for their number have none.
        "parts": [
            str(number)
            for code in counts
            for number in counts[code]
            if number and number * unit >= 4.5 * len(str(number)) + 1.2
        ],
        "sums": [str(number) for number in counts.sum(axis=1)],
        "legend": [f"{heads[code]} ({counts[code].sum()})" for code in counts],
    }
    return found, expected


# ---------------------------------------------------------------- typeset tables


def numbers_of(ax: Axes) -> list[tuple[float, float, str]]:
    """The numbers of a typeset table from the top down, with their place."""
    found = [(*place_of(text)[::-1], text.get_text()) for text in ax.texts]
    return sorted((round(y, 2), round(x, 2), text) for y, x, text in found if text.isdigit())


def read_crosstab(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax, narrow = figure.axes[0], is_narrow(figure)
    numbers = numbers_of(ax)
    heights = sorted({y for y, _, _ in numbers})
    columns = sorted({x for _, x, _ in numbers})
    others = sorted(
        (round(place_of(text)[1], 2), place_of(text)[0], text.get_text())
        for text in ax.texts
        if not text.get_text().isdigit()
    )

    def follow(places: list[float], place: float) -> float:
        return min((other for other in places if other > place), default=np.inf)

    def list_names(y: float, x: float) -> str:
        """What stands beside a number: right of it, in a column left of it."""
        low, high = (20, x) if narrow else (x, follow(columns, x))
        below = follow(heights, y) - HALF_LINE
        return " ".join(
            text for ty, tx, text in others if y - HALF_LINE < ty < below and low < tx < high
        )

    marks = sorted(
        (marks.get_offsets()[0][1], code_of(marks.get_facecolor()[0], MARKERS["category"]))
        for marks in ax.collections
        if isinstance(marks, PathCollection)
    )
    found = {
        "cells": [(text, list_names(y, x)) for y, x, text in numbers],
        "categories": [code for _, code in marks],
    }
    groups = [name.removesuffix("_names") for name in file if name.endswith("_names")]
    expected: list[tuple[str, str]] = []
    for row in file.to_dict("records"):
        whole = row["category"] == "total"
        cells = [
            (str(row[f"{group}_networks"]),
             "" if whole else str(row[f"{group}_names"]).replace("; ", ", "))
            for group in groups
        ]  # fmt: skip
        total = [(str(row["total_networks"]), "")]
        expected += [*total, *cells] if narrow else [*cells, *total]
    codes = [code for code in file["category"] if code != "total"]
    return found, {"cells": expected, "categories": codes}


def read_types(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    numbers = [(y, text) for y, _, text in numbers_of(ax)]
    keys = set(say.codes("category", short=True).values())
    marks = sorted(
        (
            *marks.get_offsets()[0][::-1].tolist(),
            str(marks.get_label()).removeprefix("marker "),
            code_of(marks.get_facecolor()[0], MARKERS["category"]),
        )
        for marks in ax.collections
        if isinstance(marks, PathCollection)
    )
    printed = {text.get_text() for text in ax.texts}
    found = []
    for (y, text), (below, _) in zip(numbers, [*numbers[1:], (np.inf, "")], strict=True):
        own = [
            (name, code)
            for height, _, name, code in marks
            if y - HALF_LINE < height < below - HALF_LINE and name not in keys and name in printed
        ]
        found.append((text, own))
    expected: list[Any] = []
    for _, group in file.groupby("initiative", sort=False):
        expected.append((str(group["initiative_networks"].iloc[0]), []))
        for _, rows in group.groupby("type", sort=False):
            named = [
                (row.network + "*" * pd.notna(row.also_type), row.category)
                for row in rows.itertuples()
                if pd.notna(row.network)
            ]
            expected.append((str(rows["type_networks"].iloc[0]), named))
    return found, expected


def read_connected(figure: Figure, file: pd.DataFrame, say: Wording) -> Any:
    ax = figure.axes[0]
    rows: dict[int, Any] = {i: ([], []) for i in range(len(file))}
    for marks in ax.collections:
        if isinstance(marks, PathCollection):
            ((x, y),) = marks.get_offsets().tolist()
            column = "category" if x > 0.5 else "region"
            code = code_of(marks.get_facecolor()[0], MARKERS[column])
            rows[round(y)][x > 0.5].append((x, code))
    found = {
        "cities": ticks(ax.yaxis),
        "rows": [[[code for _, code in sorted(side)] for side in rows[i]] for i in rows],
        "numbers": [text.get_text() for text in ax.texts],
    }
    codes = list(LOOKS["category"])
    expected = {
        "cities": file["city"].tolist(),
        "rows": [
            [[row["region"]], [code for code in codes for _ in range(row[code])]]
            for row in file.to_dict("records")
        ],
        "numbers": [str(number) for number in file["networks"]],
    }
    return found, expected


READERS: dict[str, Reader] = {
    "timeline": read_timeline,
    "periods": read_periods,
    "bipartite": read_bipartite,
    "membership_matrix": read_matrix,
    "shared_members": read_shared,
    "participation": read_participation,
    "map": read_map,
    "cross_links": read_links,
    "overlap_evidence": read_evidence,
    "structure_against_chance": read_structure,
    "mixing": read_mixing,
    "regional_rates": read_rates,
    "region_ratios": read_ratios,
    "specification_curve": read_specifications,
    "coverage_bounds": read_bounds,
    "verdicts": read_verdicts,
    "typology_crosstab": read_crosstab,
    "typology_types": read_types,
    "bipartite_several": read_bipartite,
    "connected_cities": read_connected,
}
