"""The typology of the report (Tabellen 1 and 2), drawn."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from analysis.presentation.charts import (
    GAP_MM,
    HEAVY,
    LIGHT,
    NARROW_MM,
    NUMBER_MM,
    Cell,
    Row,
    draw_rows,
    fit_width,
    measure_text,
    set_head,
    set_number,
)
from analysis.presentation.style import WIDTH_MM, check_frame, use_style
from analysis.presentation.wording import Wording
from analysis.typology.measures import TOTAL

ALONE_MM = NUMBER_MM + GAP_MM  # a column of numbers without names
INDENT_MM = 3.2
TYPES = (
    "initiative", "type", "network", "also_type", "type_networks", "initiative_networks",
)  # fmt: skip


def _list_names(names: Sequence[str], *, narrow: bool = False) -> str:
    """Names, a line for each; narrow, without what comes after a dash."""
    kept = [re.sub(r" – [^*]*", "", name) if narrow else name for name in names if name]
    return "\n".join(kept) or "–"


def _set_count(text: str, left: float) -> Cell:
    return Cell(text, left, NUMBER_MM, "right", "bold")


def _set_crosstab(frame: pd.DataFrame, width: float, say: Wording) -> list[Row]:
    """Groups beside each other, with the names of the networks beside their number."""
    column, heads = str(frame.index.name), say.codes(str(frame.columns.names[0]))
    groups, counted = list(dict.fromkeys(frame.columns.get_level_values(0))), say("column.networks")
    named = [group for group in groups if (group, "names") in frame]
    label = left = 0.19 * width
    room = (width - label - (len(groups) - len(named)) * ALONE_MM) / max(len(named), 1)
    wide = room - ALONE_MM - GAP_MM
    top, spans, below = [], [], [set_head(say.column(column), 0, label - 1)]
    weights = ["bold" if code == TOTAL else "normal" for code in frame.index]
    body = []
    for code, weight in zip(map(str, frame.index), weights, strict=True):
        body.append([Cell(say.code(column, code, short=False), 0, label - 1, weight=weight)])
    for group in groups:
        head, full = heads.get(str(group), str(group)), group in named
        # Numbers stand at the right end of their column: there is room before them.
        number = left if full else left + GAP_MM
        names = number + ALONE_MM
        if full:
            inner = left + NUMBER_MM - measure_text(counted, "bold")
            top.append(set_head(head, inner, names + wide - inner))
            spans.append((inner, names + wide))
            below += [_set_count(counted, left), set_head(say("column.names"), names, wide)]
        else:  # above a column of numbers alone, that of the whole
            below.append(Cell(head, left - GAP_MM, names - left, "right", "bold"))
        for cells, weight, (key, row) in zip(body, weights, frame.iterrows(), strict=True):
            cells.append(set_number(row[group, "networks"], number, say, weight))
            if full and key != TOTAL:
                cells.append(Cell(_list_names(row[group, "names"].split("; ")), names, wide))
        left += room if full else ALONE_MM
    rows = [Row(tuple(cells), LIGHT) for cells in body]
    lower = Row(tuple(below), LIGHT if top else HEAVY, tuple(spans))
    return [*([Row(tuple(top), HEAVY)] if top else []), lower, *rows, Row((), HEAVY)]


def _set_crosstab_narrow(frame: pd.DataFrame, width: float, say: Wording) -> list[Row]:
    """Groups one below another in each row of the table."""
    column, heads = str(frame.index.name), say.codes(str(frame.columns.names[0]))
    end = width - NUMBER_MM
    groups = [code for code in dict.fromkeys(frame.columns.get_level_values(0)) if code != TOTAL]
    head = set_head(say.column(column), 0, end)
    rows = [Row((head, _set_count(say("column.networks"), end)), HEAVY)]
    for code, row in frame.iterrows():
        name = set_head(say.code(column, code, short=False), 0, end - GAP_MM)
        whole = [set_number(row[TOTAL, "networks"], end, say, "bold")] if TOTAL in row else []
        rows.append(Row((name, *whole), LIGHT))
        for group in groups:
            head = Cell(heads.get(str(group), str(group)), INDENT_MM, end - GAP_MM)
            number = set_number(row[group, "networks"], end, say)
            rows.append(Row((head, number), joined=True))
            if code != TOTAL:
                names = _list_names(row.get((group, "names"), "").split("; "), narrow=True)
                cell = Cell(names, 2 * INDENT_MM, width - 2 * INDENT_MM)
                rows.append(Row((cell,), joined=True))
    return [*rows, Row((), HEAVY)]


def plot_crosstab(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Set a cross table of networks as a figure, with the names in each cell.

    The frame has an index of codes, "total" last, and columns of two levels: the code of the other
    characteristic, then `networks` (their number) and `names`, joined by "; "; of "total" the
    number alone (section 3.2 of the report, Tabelle 1). The axes are in millimetres, y from the top
    down. In a column, `width_mm` of 85, names stand below each other.

    Examples
    --------
    >>> from analysis import load
    >>> from analysis.typology.outputs import frame_tabelle_1
    >>> ax = plot_crosstab(frame_tabelle_1(load()))
    >>> [text.get_text() for text in ax.texts][-3:]
    ['16', '18', '34']
    """
    check_frame(frame, [], "plot_crosstab")
    if frame.columns.nlevels != 2:
        raise ValueError("plot_crosstab needs columns of two levels, as (top_down, networks)")
    width = fit_width(ax, width_mm)
    lay = _set_crosstab_narrow if width < NARROW_MM else _set_crosstab
    with use_style():
        return draw_rows(lay(frame, width, Wording(lang, labels)), ax, width_mm)


def _set_types(frame: pd.DataFrame, width: float, say: Wording) -> list[Row]:
    """A row per type, under one in bold per initiative; narrow, names below their type."""
    narrow = width < NARROW_MM
    end = width - NUMBER_MM if narrow else 0.34 * width
    left = INDENT_MM if narrow else end + ALONE_MM + GAP_MM
    head = [set_head(say.column("type"), 0, end - GAP_MM), _set_count(say("column.networks"), end)]
    if not narrow:
        head.append(set_head(say("column.names"), left, width - left))
    rows = [Row(tuple(head), HEAVY)]
    for initiative, group in frame.groupby("initiative", sort=False):
        title = set_head(say.code("initiative", initiative, short=False), 0, end - GAP_MM)
        whole = set_number(group["initiative_networks"].iloc[0], end, say, "bold")
        rows.append(Row((title, whole), HEAVY))
        for kind, own in group.groupby("type", sort=False):
            text = say.code("type", kind, short=False)
            label = Cell(text, 0 if narrow else INDENT_MM, end - GAP_MM - INDENT_MM)
            number = set_number(own["type_networks"].iloc[0], end, say)
            found = own[own["network"].notna()]
            stars = found["also_type"].notna().map({True: "*", False: ""})
            names = (found["network"].astype("str") + stars).tolist()
            cell = Cell(_list_names(names, narrow=narrow), left, width - left)
            parts = [(label, number), (cell,)] if narrow else [(label, number, cell)]
            rows += [Row(part, 0 if i else LIGHT, joined=i > 0) for i, part in enumerate(parts)]
    total = int(frame.drop_duplicates("initiative")["initiative_networks"].sum())
    whole = set_number(total, end, say, "bold")
    rows += [Row((set_head(say("say.total"), 0, end), whole), HEAVY), Row((), HEAVY)]
    if frame["also_type"].notna().any():
        rows.append(Row((Cell(say("typology_types.also_typed"), 0, width),), joined=True))
    return rows


def plot_types(
    frame: pd.DataFrame, *, ax: Axes | None = None, lang: str = "en",
    labels: Mapping[str, Any] | None = None, width_mm: float = WIDTH_MM,
) -> Axes:  # fmt: skip
    """Set the types of networks as a figure, each with its networks by name.

    The frame is as from `list_typed_networks` (sections 3.2.1 and 3.2.2 of the report, Tabelle 2).
    Behind a name stands an asterisk where it is named under another type, too. The axes are in
    millimetres, y from the top down.

    Examples
    --------
    >>> network = {"network": ["WeGO"], "also_type": [None]}
    >>> frame = pd.DataFrame({"initiative": ["bottom_up"], "type": ["umbrella"], **network})
    >>> ax = plot_types(frame.assign(type_networks=1, initiative_networks=1))
    >>> "WeGO" in [text.get_text() for text in ax.texts]
    True
    """
    check_frame(frame, TYPES, "plot_types")
    width = fit_width(ax, width_mm)
    with use_style():
        return draw_rows(_set_types(frame, width, Wording(lang, labels)), ax, width_mm)
