"""Readers of marks: what a drawn figure shows, beside what the file of its numbers says.

`read_NAME` takes the figure NAME, its file read back and a wording, and gives pairs of what is
found and what is expected. What is drawn is first read into frames of one row a mark, with its
place as x and y; a colour is read as the code whose fill it is.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.text import Annotation
from pyproj import Transformer

from analysis.claims import figures as verdicts
from analysis.crosslinking import figures as crosslinks
from analysis.east_west import figures as ratios
from analysis.foundings.measures import WINDOW
from analysis.presentation.charts import COUNTS
from analysis.presentation.style import LISTING_FILLS, LOOKS, MM, MUTED, WIDTH_MM
from analysis.presentation.wording import Wording
from tests.drawing import NO_MARKER

Pairs = dict[Any, tuple[Any, Any]]  # found and expected
HALF_LINE = 1.0  # mm, in typeset tables
PLAIN = {code: look for looks in LOOKS.values() for code, look in looks.items()}
FILLS = {
    "code": {code: look.fill for code, look in PLAIN.items()},
    "verdict": {code: look.fill for code, look in verdicts.LOOKS.items()},
    "berlin": {code: look.fill for code, look in ratios.BERLIN.items()},
    "specification": {
        "includes": ratios.INCLUDES.fill,
        "excludes": ratios.EXCLUDES.fill,
        "headline": ratios.HEADLINE.fill,
        "cut": MUTED,
    },
    "part": ratios.PARTS,
    "observed": {kind: look["color"] for kind, look in crosslinks.MARKS.items()},
}


# ---------------------------------------------------------------- what is drawn


def code_of(color: Any, kind: str = "code") -> str:
    """The code whose fill a colour is; the colour itself if there is none."""
    found = [code for code, fill in FILLS[kind].items() if to_hex(fill) == to_hex(color)]
    return found[0] if found else to_hex(color)


def dots(ax: Axes, kind: str = "code", label: str = "") -> pd.DataFrame:
    """The points that scatters and lines with markers draw."""
    found = []
    for marks in ax.collections:
        if isinstance(marks, PathCollection):
            code, size = code_of(marks.get_facecolor()[0], kind), marks.get_sizes()[0]
            own = str(marks.get_label()), code, "", size
            found += [(x, y, *own) for x, y in marks.get_offsets().tolist()]
    for line in ax.lines:
        if line.get_marker() not in NO_MARKER:
            code = code_of(line.get_markerfacecolor(), kind)
            own = str(line.get_label()), code, line.get_marker(), line.get_markersize()
            found += [(x, y, *own) for x, y in zip(*line.get_data(), strict=True)]
    frame = pd.DataFrame(found, columns=["x", "y", "label", "code", "marker", "size"])
    return frame[frame["label"].str.startswith(label)]


def lines(ax: Axes, label: str = "") -> pd.DataFrame:
    """Lines from one point of the data to another, and of collections."""
    found = [
        (*line.get_xdata(), *line.get_ydata(), to_hex(line.get_color()), line.get_label())
        for line in ax.lines
        if len(line.get_xdata()) == 2 and line.get_transform() == ax.transData
    ]
    for marks in ax.collections:
        if isinstance(marks, LineCollection):
            paths = marks.get_paths()
            for path, color in zip(
                paths, np.resize(marks.get_color(), (len(paths), 4)), strict=True
            ):
                (x, y), (end_x, end_y) = path.vertices[[0, -1]].tolist()
                found.append((x, end_x, y, end_y, to_hex(color), marks.get_label()))
    frame = pd.DataFrame(found, columns=["x", "end_x", "y", "end_y", "color", "label"])
    return frame[frame["label"].str.startswith(label)]


def bars(ax: Axes, kind: str = "code") -> pd.DataFrame:
    """Bars by their middle and their ends."""
    found = []
    for container in ax.containers:
        for bar in container:
            (left, bottom), (right, top) = bar.get_bbox().get_points().tolist()
            middle = round((left + right) / 2, 6), round((bottom + top) / 2, 6)
            own = container.get_label(), code_of(bar.get_facecolor(), kind)
            found.append((*middle, left, right, bottom, top, *own))
    columns = ["x", "y", "left", "right", "bottom", "top", "label", "code"]
    return pd.DataFrame(found, columns=columns)


def texts(ax: Axes, *, bold: bool | None = None) -> pd.DataFrame:
    """The texts, all or those in bold or not, and the numbers in them."""
    found = []
    for text in ax.texts:
        place = text.xy if isinstance(text, Annotation) else text.get_position()
        content, heavy = text.get_text(), text.get_weight() == "bold"
        if content and bold in (None, heavy):
            found.append((*place, content, re.findall(r"\d[\d.,]*\d|\d", content)))
    return pd.DataFrame(found, columns=["x", "y", "text", "numbers"])


def cells(ax: Axes, label: str) -> dict[tuple[int, int], tuple[str, str]]:
    """The cells of a matrix by row and column: their fill and what is written on them."""
    written = {(round(y), round(x)): text for y, x, text in rows(texts(ax), "y", "x", "text")}
    found = {}
    for cell in ax.patches:
        if cell.get_label() == label:
            place = round(cell.get_y() + 0.5), round(cell.get_x() + 0.5)
            found[place] = code_of(cell.get_facecolor()), written.get(place, "")
    return found


def ticks(axis: Any) -> list[str]:
    return [label.get_text() for label in axis.get_ticklabels()]


def legend_texts(figure: Figure) -> list[str]:
    return [text.get_text() for legend in figure.findobj(Legend) for text in legend.get_texts()]


def is_narrow(figure: Figure) -> bool:
    return round(figure.get_size_inches()[0] / MM) < WIDTH_MM


# ---------------------------------------------------------------- found and expected


def rows(frame: pd.DataFrame, *columns: str) -> list[tuple[Any, ...]]:
    """Columns of a frame (or its `index`) as sorted rows, without those that lack a value."""
    return sorted(frame.reset_index()[[*columns]].dropna().itertuples(index=False, name=None))


def tidy(value: Any) -> Any:
    """Plain values that can be compared: numbers to six digits, arrays as lists."""
    if isinstance(value, Mapping):
        return {tidy(key): tidy(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(tidy(item) for item in value)
    if isinstance(value, list | pd.Series):
        return [tidy(item) for item in value]
    if isinstance(value, (int, float, np.number)):
        return float(f"{float(value):.6g}") + 0.0
    return value


def list_panels(
    figure: Figure, file: pd.DataFrame, column: str
) -> Iterator[tuple[Axes, str, pd.DataFrame]]:
    """The panels of a figure, each with the code and the rows of a file that it shows."""
    for ax, (code, own) in zip(figure.axes, file.groupby(column, sort=False), strict=True):
        yield ax, str(code), own.reset_index(drop=True)


def compare_intervals(
    ax: Axes, frame: pd.DataFrame, value: str, code: str, kind: str = "code"
) -> Pairs:
    """Marks in the colour of a code, and their intervals, which end where the axis does.

    The index of the frame is the height.
    """
    ends = frame[["lower", "upper"]].clip(*ax.get_xlim())
    return {
        "marks": (rows(dots(ax, kind), "y", "x", "code"), rows(frame, "index", value, code)),
        "lines": (rows(lines(ax), "y", "x", "end_x"), rows(ends, "index", "lower", "upper")),
    }


def compare_chance(ax: Axes, frame: pd.DataFrame) -> Pairs:
    """Bands and means of chance, and what was observed, hollow within the band.

    The index of the frame is the height.
    """
    means, marks = lines(ax, "mean"), dots(ax, "observed")
    means["y"] = (means["y"] + means["end_y"]) / 2
    within = frame["observed"].between(frame["low"], frame["high"])
    frame = frame.assign(kind=within.map({True: "inside", False: "outside"}))
    if "definitional" in frame:
        frame["kind"] = frame["kind"].mask(frame["definitional"], "definitional")
    return {
        "bands": (rows(bars(ax), "y", "left", "right"), rows(frame, "index", "low", "high")),
        "means": (rows(means, "y", "x", "end_x"), rows(frame, "index", "expected", "expected")),
        "observed": (rows(marks, "y", "x", "code"), rows(frame, "index", "observed", "kind")),
    }


# ---------------------------------------------------------------- foundings


def read_timeline(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    """Rows of networks are those of their first mark, counted from the top."""
    (ax,) = figure.axes
    names, heads = texts(ax, bold=False), texts(ax, bold=True)
    places = {y: row for row, y in enumerate(sorted(names["y"]))}
    marks, strokes = (
        found(ax).assign(row=lambda part: part["y"].map(places)) for found in (dots, lines)
    )
    (survey,) = {line.get_xdata()[0] for line in ax.lines if line.get_label() == "survey"}
    start = ax.get_xlim()[0]
    early = file["founded"] < start
    file = file.assign(
        name=file["short_name"] + (" (" + file["founded"].astype(str) + ")").where(early, ""),
        founded=file["founded"].where(~early, start + 0.8),
        latest=file["founded_latest"].where(file["founded_latest"] > file["founded"]),
        end=file["term_end"].fillna(survey),
    )
    pairs = {
        "names": (rows(names, "y", "text"), list(zip(sorted(places), file["name"], strict=True))),
        "begun": (rows(marks[marks["label"].isin(["founded", "earlier"])], "row", "x"),
                  rows(file, "index", "founded")),
        "earlier": (rows(marks[marks["label"] == "earlier"], "row"), rows(file[early], "index")),
        "other": (rows(marks[marks["label"] == "alternative"], "row", "x"),
                  rows(file, "index", "founded_alternative")),
        "ends": (rows(marks[marks["label"] == "end"], "row", "x"), rows(file, "index", "term_end")),
        "interval": (rows(strokes[strokes["label"] == "interval"], "row", "end_x"),
                     rows(file, "index", "latest")),
    }  # fmt: skip
    for label, own in (("fixed", file["term"] == "fixed"), ("open", file["term"] != "fixed")):
        drawn = rows(strokes[strokes["label"] == label], "row", "x", "end_x")
        pairs[label] = drawn, rows(file[own], "index", "founded", "end")
    lanes = []
    for code, own in file.groupby("category", sort=False):
        recent = own["founded"].between(*WINDOW).sum()
        name = say.code("category", code, short=is_narrow(figure))
        lanes += [name, f"{recent} {say('say.of')} {len(own)}"]
    window = say("timeline.window", first=WINDOW[0], last=WINDOW[1])
    pairs["heads"] = heads["text"], [window, *lanes]
    return pairs


def read_periods(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    (band,) = ax.child_axes
    marks, words = dots(ax), texts(ax, bold=False)
    left, right = ax.get_xlim()
    early = file["year"] < left
    file = file.assign(year=file["year"].where(~early, left + 1.5))
    sums = file.groupby("year")[["explicit", "other", "total"]].sum()
    drawn = marks.groupby(["x", "label"]).size().unstack(fill_value=0)
    expected = sums[sums["total"] > 0]
    heights = sorted(marks[["x", "y"]].itertuples(index=False, name=None))
    (line,) = band.lines
    rises = pd.Series(line.get_ydata(), line.get_xdata())
    tops = file[file["total"] == file["total"].max()]
    before = file["cumulative"][early]
    cumulative = file[~early]
    named = cumulative[
        cumulative["year"].isin([WINDOW[0] - 1, WINDOW[1], cumulative["year"].max()])
    ]
    return {
        "kinds": (rows(drawn, "x", "explicit", "other"),
                  rows(expected, "year", "explicit", "other")),
        "stacks": (heights, [(year, i + 0.5) for year, number in expected["total"].items()
                             for i in range(number)]),
        "tops": (rows(words[words["x"] > left + 1.5], "x", "text"),
                 [(year, say.number(number)) for year, number in tops[["year", "total"]].values]),
        "rises": ([(float(x), y) for x, y in rises.items()],
                  [(left, before.max() if early.any() else 0),
                   *rows(cumulative, "year", "cumulative"),
                   (right, cumulative["cumulative"].iloc[-1])]),
        "named": (sorted(texts(band)["text"]), sorted(map(say.number, named["cumulative"]))),
    }  # fmt: skip


# ---------------------------------------------------------------- the graph


def read_bipartite(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    narrow, words, marks = is_narrow(figure), texts(ax), dots(ax)
    plain = texts(ax, bold=False)["text"]
    joined = file.dropna(subset=["network_id", "member_id"])
    counted = joined[joined["region"] != "west"] if narrow else joined
    drawn = joined[(joined["region"] != "west") | ~pd.Series(narrow, joined.index)]
    drawn = drawn[(drawn["region"] != "west") | (drawn["member_degree"] > 1)]
    boxes = {patch.get_label()[4:]: patch.get_window_extent() for patch in ax.patches}
    spots = ax.transData.transform(words[["x", "y"]].to_numpy())
    inside = {key: [text for text, spot in zip(words["text"], spots, strict=True)
                    if box.contains(*spot)] for key, box in boxes.items()}  # fmt: skip
    middle = {
        ax.transData.inverted().transform((box.x0, box.y0 + box.height / 2))[1].round(2): key
        for key, box in boxes.items()
    }
    written = {}
    for key, own in counted.groupby("network_id"):
        row = own.iloc[0]
        stated = say.number(row["german_municipalities_reported"])
        if row["german_municipalities_qualifier"] == "about":
            stated = say("bipartite.about", number=stated)
        whole = say("bipartite.of", number=say.number(row["network_degree"]), stated=stated)
        is_open = row["german_listing"] == "examples" and stated != "–"
        name = row["network"] + (f"\n{whole}" if is_open else "")
        written[key] = sorted([name, *map(str, own["region"].value_counts())])
    nodes = marks[marks["label"].str.startswith("node")].round({"y": 2})
    at = nodes.set_index("y")["label"].str[5:]
    sides = {(x > 50 or narrow, y): name[5:] for x, y, name in rows(nodes, "x", "y", "label")}
    edges = lines(ax, "edges").round({"y": 2, "end_y": 2})
    found = [
        (sides[row.x > 50 or narrow, row.y], middle[row.end_y], row.color)
        for row in edges.itertuples()
    ]
    colors = drawn["region"].map({code: look.line.lower() for code, look in PLAIN.items()})
    members = drawn.drop_duplicates("member_id")
    names = plain.str.replace("\n", " ")
    beside = names[names.isin(members["member"])]
    fills = {line.get_label()[8:]: line.get_fillstyle() for line in ax.lines
             if str(line.get_label()).startswith("listing")}  # fmt: skip
    return {
        "boxes": ({key: sorted(own) for key, own in inside.items()}, written),
        "lists": (fills, counted.set_index("network_id")["german_listing"].map(LISTING_FILLS)
                  .to_dict()),
        "nodes": (sorted(zip(at, nodes["code"], strict=True)),
                  rows(members, "member_id", "region")),
        "names": (sorted(beside), sorted(members["member"])),
        "edges": (sorted(found),
                  rows(drawn.assign(color=colors), "member_id", "network_id", "color")),
    }  # fmt: skip


def read_membership_matrix(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    file, marks = file.dropna(subset=["network_id", "member_id"]), dots(ax, label="member")
    upright = [text for text in ax.texts if text.get_rotation() == 90]
    start = upright[0].get_position()[1]
    words = texts(ax).round({"x": 2, "y": 2})
    # Names are broken after a space, which goes, or another sign.
    known = {name.replace(" ", ""): name for name in file["network"]}
    plain = ["".join(text.get_text().split()) for text in upright]
    places = [round(text.get_position()[0], 2) for text in upright]
    columns = dict(zip(places, [known.get(name, name) for name in plain], strict=True))
    heads = rows(words[words["y"] == 1.5], "x", "text")
    under = {name: [head for left, head in heads if left < x][-1] for x, name in columns.items()}
    lines: dict[float, dict[float, str]] = {}
    for y, x, text in rows(words[words["y"] > start + 0.1], "y", "x", "text"):
        lines.setdefault(y, {})[x] = text
    single = file["member_degree"] == 1
    folded = file[single & (file["region"] != "berlin")]
    shown = file.drop(folded.index)
    totals = {row[0.0]: row[max(row)] for row in lines.values()}
    expected = dict(zip(shown["member"], shown["member_degree"].map(say.number), strict=True))
    sums = {name: [row.get(x, "") for x in columns] for row in lines.values()
            if (name := row[0.0]) not in expected}  # fmt: skip
    printed = {}
    for region in ("west", "east") if len(folded) else ():
        own = file[file["region"] == region]
        alone = folded[folded["region"] == region]
        whole = f"{say.code('region', region, short=False)} ({own['member_id'].nunique()})"
        some = say("membership_matrix.single", number=say.number(len(alone)))
        for head, part in ((whole, own), (some, alone)):
            counts = part["network"].value_counts().map(say.number)
            expected[head], printed[head] = (
                say.number(len(part)),
                list(counts.reindex(columns.values(), fill_value="")),
            )
    categories = file["category"].map(say.codes("category", short=True))
    found = marks.assign(member=marks["label"].str[7:], network=marks["x"].round(2).map(columns))
    return {
        "cells": (rows(found, "member", "network", "code"),
                  rows(shown, "member_id", "network", "region")),
        "totals": (totals, expected),
        "sums": (sums, printed),
        "categories": (under, dict(zip(file["network"], categories, strict=True))),
    }  # fmt: skip


read_connected_cities = read_membership_matrix


def find_half_matrix(ax: Axes, start: str, names: Any) -> dict[Any, Any]:
    """The cells of half a matrix by the names beside and above them: fill, and what is written."""
    words, found = texts(ax), {}
    is_name = words["text"].isin([*names])
    named, numbers = words[is_name], words[~is_name]
    for cell in (cell for cell in ax.patches if cell.get_label().startswith(f"{start} ")):
        (x, y), size = cell.get_xy(), cell.get_width()
        beside = named[named["y"].between(y, y + size) & named["x"].gt(x)]
        above = named[named["x"].between(x, x + size) & named["y"].lt(y)]
        pair = *beside.sort_values("x")["text"][:1], *above.sort_values("y")["text"][-1:]
        inside = numbers["x"].between(x, x + size) & numbers["y"].between(y, y + size)
        text = "".join(numbers.loc[inside, "text"])
        found[frozenset(pair)] = code_of(cell.get_facecolor()), text
    return found


def read_shared_members(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    values = file.set_index("network").to_numpy()
    names = [
        f"{name} ({say.number(own)})"
        for name, own in zip(file["network"], np.diag(values), strict=True)
    ]
    most = np.tril(values, k=-1).max()
    expected = {
        frozenset((names[i], names[j])): (code_of(COUNTS(values[i, j] / most)), str(values[i, j]))
        for i, j in zip(*np.tril_indices(len(values), k=-1), strict=True)
        if values[i, j]
    }
    written = texts(ax)["text"]
    return {
        "cells": (find_half_matrix(ax, "shared", names), expected),
        "names": (sorted(written[~written.str.isdigit()]), sorted(names)),
    }


# ---------------------------------------------------------------- cross-links


def read_cross_links(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    pairs, heads = {}, []
    for layer in crosslinks.DRAWN:
        own = file[file[layer].fillna(0).gt(0)]
        found = find_half_matrix(ax, layer, {*file["name"], *file["other_name"]})
        expected = {
            frozenset((one, other)): (
                code_of(COUNTS(int(value) / max(own[layer].max(), 1))),
                "" if layer == "relations" else say.number(value),
            )
            for one, other, value in own[["name", "other_name", layer]].to_numpy().tolist()
        }
        pairs[layer] = found, expected
        heads.append(say(f"cross_links.{layer}", pairs=say.number(len(own))))
    return pairs | {"heads": (sorted(texts(ax, bold=True)["text"]), sorted(heads))}


def read_overlap_evidence(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes

    def write(value: float) -> str:
        if pd.isna(value):
            return say("say.undefined")
        return ("< " if value < 0.001 else "") + say.number(max(value, 0.001), 3)

    printed = [
        (i, x, write(value))
        for x, column in ((1.11, "two_sided"), (1.26, "two_sided_adjusted"))
        for i, value in file[column].items()
    ]
    return compare_chance(ax, file.rename(columns={"shared": "observed"})) | {
        "pairs": (ticks(ax.yaxis), file["network"] + " – " + file["other_network"]),
        "p": (rows(texts(ax, bold=False), "y", "x", "text"), sorted(printed)),
    }


def read_structure_against_chance(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    file = file.fillna({"omitted": ""})
    order = list(dict.fromkeys(file["omitted"]))
    names = [
        say("structure_against_chance.without", name=name) if name else say("scope.all")
        for name in order
    ]
    pairs: Pairs = {"rows": (ticks(figure.axes[0].yaxis), names)}
    for ax, headline, own in list_panels(figure, file, "headline"):
        known = own.dropna(subset=["observed", "low"])
        known = known.set_index(known["omitted"].map(order.index).to_numpy())
        pairs[headline, "head"] = ax.get_title(loc="left"), say.code("measure", headline)
        pairs |= {(headline, name): pair for name, pair in compare_chance(ax, known).items()}
    return pairs


# ---------------------------------------------------------------- East and West


def read_map(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    project = Transformer.from_crs("EPSG:4326", "EPSG:3035", always_xy=True).transform
    placed = file.dropna(subset=["latitude", "longitude"])
    x, y = project(placed["longitude"].to_numpy(), placed["latitude"].to_numpy())
    marks, words = dots(ax), texts(ax)
    marks = marks[marks["label"].ne("absent")]
    marks["label"] = marks["label"].str.removeprefix("member ")
    # Areas stand for degrees.
    marks["degree"] = marks["size"] / marks["size"].min() * placed["degree"].min()
    place = ["label", "x", "y", "degree"]
    named = placed["degree"] >= (4 if is_narrow(figure) else 2)
    return {
        "marks": (rows(marks, *place, "code"), rows(placed.assign(x=x, y=y), *place, "region")),
        "names": (rows(words[words["text"].isin(file["label"])], "text"),
                  rows(placed[named], "label")),
    }  # fmt: skip


def read_regional_rates(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    pairs: Pairs = {}
    codes = [code for code in LOOKS["region"] if code in set(file["region"])]
    people = file["denominator"].eq("inhabitants")
    for ax, part in zip(figure.axes, (file[~people], file[people]), strict=True):
        names, words = list(dict.fromkeys(part["denominator"])), texts(ax)
        per_head = names == ["inhabitants"]
        beside = part["region"].map(codes.index) - (len(codes) - 1) / 2
        beside = 0.1 + beside * 0.25 if is_narrow(figure) else beside * 0.3
        own = part.set_index((part["denominator"].map(names.index) + beside).to_numpy())
        base = own["base"] / 1e6 if per_head else own["base"]
        counts = [
            (y, [say.number(count), say.number(whole, int(per_head))])
            for y, count, whole in zip(own.index, own["count"], base, strict=True)
        ]
        heads = [say.code("denominator", "per_million" if per_head else name) for name in names]
        shown = set(say.codes("region", short=True).values())
        is_count = words["text"].str.split(" ").str[0].isin(shown)
        found = words[~is_count].sort_values("y")["text"] if is_narrow(figure) else ticks(ax.yaxis)
        # Of one unit there is no rate.
        intervals = compare_intervals(ax, own[own["base"] > 1], "rate", "region")
        pairs |= {(per_head, name): pair for name, pair in intervals.items()}
        pairs[per_head, "heads"] = found, heads
        pairs[per_head, "counts"] = rows(words[is_count], "y", "numbers"), sorted(counts)
    return pairs


def read_region_split(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    pairs: Pairs = {}
    for ax, yardstick, own in list_panels(figure, file, "yardstick"):
        (row,) = own.to_dict("records")
        numbers = {
            "observed": say.number(row["observed"]),
            "expected": say.number(row["expected"], 1),
        }
        head = say("region_split.head", name=say.code("yardstick", yardstick), **numbers)
        size, both = row["by_size"], row["crude"]
        ends = {"by_size": (1, size), "ratio": (size, both), "crude": (1, both)}
        rest = say.interval(row["ratio"], row["lower"], row["upper"])
        printed = [f"× {say.number(size, 2)}", f"× {rest}", f"= {say.number(both, 2)}"]
        pairs[yardstick, "head"] = ax.get_title(loc="left"), head
        pairs[yardstick, "bars"] = (
            rows(bars(ax, "part"), "y", "left", "right", "label", "code"),
            [(place, *ends[part], part, part) for place, part in enumerate(ends)],
        )
        pairs[yardstick, "printed"] = rows(texts(ax), "y", "text"), list(enumerate(printed))
    return pairs


def read_region_ratios(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    words, narrow = texts(ax), is_narrow(figure)
    comparisons, berlin = (list(dict.fromkeys(file[name])) for name in ("comparison", "berlin"))
    counting = ["odds" if code == ratios.ODDS else ratios.COMPARISONS[code][1]
                for code in comparisons]  # fmt: skip
    kinds = list(dict.fromkeys(counting))
    places = {code: i + 0.8 * (kinds.index(counting[i]) + 1) for i, code in enumerate(comparisons)}
    beside = file["berlin"].map(berlin.index) - (len(berlin) - 1) / 2
    heights = file["comparison"].map(places) + beside * (0.3 if narrow else 0.34)
    file = file.set_index(heights.to_numpy())
    limits = file[["ratio", "lower", "upper"]].sort_index()
    printed = [(y, say.interval(*row)) for y, *row in limits.itertuples()]
    # In a column the names stand above the rows.
    numbers = words["text"].str.match(r"\d")
    above = ~numbers & words["y"].gt(0 if narrow else np.inf)
    heads = {say(f"region_ratios.{kind}") for kind in kinds}
    names = set(words[above]["text"] if narrow else ticks(ax.yaxis))
    return compare_intervals(ax, file, "ratio", "berlin", "berlin") | {
        "names": (names - heads, {say.code("comparison", code) for code in comparisons}),
        "printed": (rows(words[numbers], "y", "text"), printed),
    }


def read_specification_curve(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    curve, below = figure.axes
    file = file.sort_values("ratio", kind="stable", ignore_index=True)
    sure = (file["upper"] < 1) | (file["lower"] > 1)
    file["code"] = sure.map({True: "excludes", False: "includes"})
    low, high = curve.get_ylim()
    ends, own = file[["lower", "upper"]].clip(low, high), file[file["headline"]]
    others = [(i, ratio, "headline") for i, ratio in rows(own, "index", "ratio")]
    others += [(i, low, "cut") for i in file.index[file["lower"] < low]]
    others += [(i, high, "cut") for i in file.index[file["upper"] > high]]
    marks = dots(below)
    found = {
        name: rows(marks[np.isclose(marks["y"], place)], "x")
        for name, place in zip(ticks(below.yaxis), below.get_yticks(), strict=True)
    }
    settings = {
        say.code("berlin_place" if setting == "berlin" else setting, code): rows(own, "index")
        for setting in ("berlin", "denominator", "counting", "size", "lists", "reading")
        for code, own in file.groupby(setting)
    }
    return {
        "marks": (rows(dots(curve, "specification"), "x", "y", "code"),
                  sorted(rows(file, "index", "ratio", "code") + others)),
        "intervals": (rows(lines(curve), "x", "end_x", "y", "end_y"),
                      rows(ends, "index", "index", "lower", "upper")),
        "settings": (found, settings),
    }  # fmt: skip


def read_coverage_bounds(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    markers = {"none": "o", "drawn": "D", "west": "<", "east": ">"}  # halfway there is no mark
    file = file.fillna({"overlap": "memberships"})
    file["marker"], pairs = file["scenario"].map(markers), {}
    for ax, counting, own in list_panels(figure, file, "counting"):
        none = "as_named" if counting == "memberships" else "none_new"
        names = {"none": say(f"coverage_bounds.{none}"), "drawn": say("scenario.drawn")}
        kind = own["scenario"].where(own["scenario"].isin(names), own["overlap"])
        for overlap, number in own.groupby(kind)["added_west"].max().drop([*names]).items():
            names[overlap] = say(f"coverage_bounds.{overlap}", number=say.number(number))
        place = {name: i for i, name in enumerate(ticks(ax.yaxis))}
        own["y"] = kind.map(names).map(place)
        # A line goes through an interval, or from all in the West to all in the East.
        ends = own.pivot(index="y", columns="scenario", values="ratio")
        expected = sorted(rows(own, "y", "lower", "upper") + rows(ends, "y", "west", "east"))
        pairs[counting, "head"] = ax.get_title(loc="left"), say.code("counting", counting)
        pairs[counting, "names"] = sorted(place), sorted(names.values())
        pairs[counting] = rows(dots(ax), "y", "x", "marker"), rows(own, "y", "ratio", "marker")
        pairs[counting, "lines"] = rows(lines(ax), "y", "x", "end_x"), expected
    return pairs


# ---------------------------------------------------------------- statements


def read_verdicts(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    counts, heads = file.set_index("place"), say.codes("verdict")
    keys = [f"{heads[code]} ({counts[code].sum()})" for code in counts]
    squares, sums = [], []
    for place, (_, row) in enumerate(counts.iterrows()):
        codes = [code for code, number in row.items() for _ in range(number)]
        squares += [(place, i + 0.5, code) for i, code in enumerate(codes)]
        sums.append((place, len(codes), say.number(len(codes))))
    return {
        "squares": (rows(dots(ax, "verdict"), "y", "x", "code"), squares),
        "sums": (rows(texts(ax), "y", "x", "text"), sums),
        "places": (ticks(ax.yaxis), file["place"].map(say.codes("place", short=True))),
        "legend": (legend_texts(figure), keys),
    }


# ---------------------------------------------------------------- typeset tables


def list_numbers(words: pd.DataFrame) -> Iterator[tuple[float, str, pd.DataFrame]]:
    """Each number from the top down, and the words from its line on to that of the next."""
    numbers = rows(words[words["text"].str.isdigit()], "y", "x", "text")
    others = words[~words["text"].str.isdigit()].sort_values(["y", "x"])
    following = dict(pairwise([*dict.fromkeys(y for y, *_ in numbers), np.inf]))
    for y, x, text in numbers:
        low, high = y - HALF_LINE, following[y] - HALF_LINE
        yield x, text, others[others["y"].between(low, high, inclusive="neither")]


def set_names(names: str, *, narrow: bool) -> str:
    """Names joined by "; " as they are drawn: a line or more each, narrow without subtitles."""
    kept = [re.sub(" – [^*]*", "", name) if narrow else name for name in names.split("; ")]
    return " ".join(kept) or "–"


def read_typology_crosstab(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    words, narrow = texts(ax).round({"x": 2, "y": 2}), is_narrow(figure)
    right = dict(pairwise([*sorted({x for x, *_ in list_numbers(words)}), np.inf]))
    labels = say.codes("category", short=False)
    found = []
    for x, text, near in list_numbers(words):
        # Names stand right of their number; narrow, indented below it.
        names = near["text"][near["x"].between(*((5, 10) if narrow else (x, right[x])))]
        found.append((text, " ".join(map(str.strip, names))))
    expected: list[tuple[str, str]] = []
    for row in file.fillna("").to_dict("records"):
        own = []
        for group in (name.removesuffix("_names") for name in file if name.endswith("_names")):
            names = set_names(row[f"{group}_names"], narrow=narrow)
            own.append((str(row[f"{group}_networks"]), "" if row["category"] == "total" else names))
        total = [(str(row["total_networks"]), "")]
        expected += [*total, *own] if narrow else [*own, *total]
    heads = " ".join(words[words["x"] == 0].sort_values("y")["text"])
    named = [heads.find(labels[code]) for code in file["category"]]
    return {"cells": (found, expected), "categories": (named, sorted(named)),
            "known": ([place >= 0 for place in named], [True] * len(file))}  # fmt: skip


def read_typology_types(figure: Figure, file: pd.DataFrame, say: Wording) -> Pairs:
    (ax,) = figure.axes
    words, narrow = texts(ax).round({"x": 2, "y": 2}), is_narrow(figure)
    note = say("typology_types.also_typed")
    found = []
    for x, text, near in list_numbers(words[words["text"] != note]):
        names = near["text"][near["x"] > (3 if narrow else x)]
        found.append((text, " ".join(map(str.strip, names))))
    expected: list[Any] = []
    for _, group in file.groupby("initiative", sort=False):
        expected.append((str(group["initiative_networks"].iloc[0]), ""))
        for _, own in group.groupby("type", sort=False):
            named = own.dropna(subset="network")
            stars = named["also_type"].notna().map({True: "*", False: ""})
            names = set_names("; ".join(named["network"] + stars), narrow=narrow)
            expected.append((str(own["type_networks"].iloc[0]), names))
    total = file.drop_duplicates("initiative")["initiative_networks"].sum()
    return {"networks": (found, [*expected, (str(total), "")])}
