"""The typology of the report (Tabellen 1 and 2), drawn."""

from collections.abc import Mapping
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
    Token,
    draw_rows,
    fit_width,
    measure_text,
    set_head,
    set_number,
    write_words,
)
from analysis.presentation.style import WIDTH_MM, Look, check_frame, order_looks, use_style
from analysis.presentation.wording import Wording


def _list_names(text: Any) -> tuple[Token, ...]:
    """Names that are joined by "; " as tokens, with commas between."""
    names = [name for name in str(text).split("; ") if name]
    if not names:
        return (Token("–"),)
    return *(Token(f"{name},") for name in names[:-1]), Token(names[-1])


def _lay_crosstab(frame: pd.DataFrame, width: float) -> Any:
    """Width of the label; of each group its left end, that of its numbers, and its names."""
    groups = list(dict.fromkeys(frame.columns.get_level_values(0)))
    named = [code for code in groups if (code, "names") in frame.columns]
    label = 0.25 * width
    sums = (len(groups) - len(named)) * (NUMBER_MM + GAP_MM)
    room = (width - label - sums) / max(len(named), 1)
    places, left = {}, label
    for code in groups:
        names = room - NUMBER_MM - 2 * GAP_MM if code in named else 0.0
        end = left + NUMBER_MM + (0 if code in named else GAP_MM)
        places[code] = (left, end, end + GAP_MM, names)
        left += room if code in named else NUMBER_MM + GAP_MM
    # Numbers stand at the right end of their column: there is room before them.
    return label - 1, places


def _set_crosstab(
    frame: pd.DataFrame, looks: Mapping[str, Look], width: float, say: Wording
) -> list[Row]:
    """Groups beside each other, with the names of the networks beside their number."""
    column = str(frame.index.name)
    rows_named, heads = say.codes(column), say.codes(str(frame.columns.names[0]))
    label, places = _lay_crosstab(frame, width)
    top, spans, below = [], [], [set_head(say.column(column), 0, label)]
    for code, (left, end, names, room) in places.items():
        head = heads.get(str(code), str(code))
        if not room:
            # Above a column of numbers alone, that of the whole.
            below.append(Cell((Token(head),), left - GAP_MM, end - left + GAP_MM, "right", "bold"))
            continue
        inner = left + NUMBER_MM - measure_text(say("column.networks"), "bold")
        top.append(set_head(head, inner, names + room - inner))
        spans.append((inner, names + room))
        below.append(Cell((Token(say("column.networks")),), left, NUMBER_MM, "right", "bold"))
        below.append(set_head(say("column.names"), names, room))
    rows = [Row(tuple(top), HEAVY)] if top else []
    rows.append(Row(tuple(below), LIGHT if top else HEAVY, tuple(spans)))
    for place, (code, row) in enumerate(frame.iterrows()):
        whole = str(code) == "total"
        weight = "bold" if whole else "normal"
        text = rows_named.get(str(code), str(code))
        cells = [Cell(write_words(text, looks.get(str(code))), 0, label, weight=weight)]
        for group, (_, end, names, room) in places.items():
            cells.append(set_number(row[group, "networks"], end - NUMBER_MM, say, weight))
            if room and not whole:
                cells.append(Cell(_list_names(row[group, "names"]), names, room))
        rows.append(Row(tuple(cells), LIGHT if whole or not place else 0))
    return [*rows, Row((), HEAVY)]


def _set_crosstab_narrow(
    frame: pd.DataFrame, looks: Mapping[str, Look], width: float, say: Wording
) -> list[Row]:
    """Groups one below another in each row of the table."""
    column = str(frame.index.name)
    rows_named, heads = say.codes(column), say.codes(str(frame.columns.names[0]))
    end = width - NUMBER_MM
    groups = [code for code in dict.fromkeys(frame.columns.get_level_values(0)) if code != "total"]
    count = Cell((Token(say("column.networks")),), end, NUMBER_MM, "right", "bold")
    rows = [Row((set_head(say.column(column), 0, end), count), HEAVY)]
    for code, row in frame.iterrows():
        text = rows_named.get(str(code), str(code))
        name = Cell(write_words(text, looks.get(str(code))), 0, end - GAP_MM, weight="bold")
        whole = [set_number(row["total", "networks"], end, say, "bold")] if "total" in row else []
        rows.append(Row((name, *whole), LIGHT))
        for group in groups:
            head = Cell(write_words(heads.get(str(group), str(group))), 3.2, 17)
            names = Cell(_list_names(row.get((group, "names"), "")), 21, end - GAP_MM - 21)
            found = () if str(code) == "total" else (names,)
            number = set_number(row[group, "networks"], end, say)
            rows.append(Row((head, *found, number), joined=True))
    return [*rows, Row((), HEAVY)]


def plot_crosstab(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:
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
    column = str(frame.index.name)
    codes = [code for code in frame.index if str(code) != "total"]
    looks = order_looks(column, codes, labels)
    width = fit_width(ax, width_mm)
    lay = _set_crosstab_narrow if width < NARROW_MM else _set_crosstab
    with use_style():
        return draw_rows(lay(frame, looks, width, Wording(lang, labels)), ax, width_mm)


TYPES = (
    "initiative", "type", "network", "category", "also_type", "type_networks",
    "initiative_networks",
)  # fmt: skip


def _mark_names(own: pd.DataFrame, looks: Mapping[str, Look]) -> tuple[Token, ...]:
    """The names of a type's networks behind the markers of their categories."""
    found = own[own["network"].notna()]
    names = found["network"].astype("str")
    names = names.where(found["also_type"].isna(), names + "*")
    tokens = tuple(
        Token(name, looks.get(str(code)))
        for name, code in zip(names, found["category"], strict=True)
    )
    return tokens or (Token("–"),)


def _set_types(
    frame: pd.DataFrame, looks: Mapping[str, Look], width: float, say: Wording
) -> list[Row]:
    """A row per type, under one in bold per initiative; narrow, names below their type."""
    narrow = width < NARROW_MM
    end = width - NUMBER_MM if narrow else 0.34 * width
    names = 3.2 if narrow else end + NUMBER_MM + 2 * GAP_MM
    room = width - names
    count = Cell((Token(say("column.networks")),), end, NUMBER_MM, "right", "bold")
    head = [set_head(say.column("type"), 0, end - GAP_MM), count]
    if not narrow:
        head.append(set_head(say("column.names"), names, room))
    rows = [Row(tuple(head), HEAVY)]
    for initiative, group in frame.groupby("initiative", sort=False):
        title = say.code("initiative", initiative, short=False)
        whole = set_number(group["initiative_networks"].iloc[0], end, say, "bold")
        rows.append(Row((set_head(title, 0, end - GAP_MM), whole), LIGHT))
        for kind, own in group.groupby("type", sort=False):
            text = say.code("type", kind, short=False)
            label = Cell(write_words(text), 0 if narrow else 3.2, end - GAP_MM - 3.2)
            number = set_number(own["type_networks"].iloc[0], end, say)
            marked = Cell(_mark_names(own, looks), names, room)
            rows += [Row((label, number)), Row((marked,), joined=True)] if narrow else [
                Row((label, number, marked))
            ]  # fmt: skip
    return [*rows, *_explain(frame, looks, width, say)]


def _explain(
    frame: pd.DataFrame, looks: Mapping[str, Look], width: float, say: Wording
) -> list[Row]:
    """What markers and the asterisk mean, below the table."""
    keys = tuple(Token(say.code("category", code), look) for code, look in looks.items())
    rows = [Row((Cell(keys, 0, width),) if keys else (), HEAVY)]
    if frame["also_type"].notna().any():
        note = Cell(write_words(say("typology_types.also_typed")), 0, width)
        rows.append(Row((note,), joined=True))
    return rows


def plot_types(
    frame: pd.DataFrame,
    *,
    ax: Axes | None = None,
    lang: str = "en",
    labels: Mapping[str, Any] | None = None,
    width_mm: float = WIDTH_MM,
) -> Axes:
    """Set the types of networks as a figure, each with its networks by name.

    The frame is as from `list_typed_networks` (sections 3.2.1 and 3.2.2 of the report, Tabelle 2).
    Before each name stands the marker of its category, behind it an asterisk where it is named
    under another type, too. The axes are in millimetres, y from the top down.

    Examples
    --------
    >>> network = {"network": ["WeGO"], "category": ["smart_city"], "also_type": [None]}
    >>> frame = pd.DataFrame({"initiative": ["bottom_up"], "type": ["umbrella"], **network})
    >>> ax = plot_types(frame.assign(type_networks=1, initiative_networks=1))
    >>> "WeGO" in [text.get_text() for text in ax.texts]
    True
    """
    check_frame(frame, TYPES, "plot_types")
    looks = order_looks("category", frame["category"], labels)
    width = fit_width(ax, width_mm)
    with use_style():
        return draw_rows(_set_types(frame, looks, width, Wording(lang, labels)), ax, width_mm)
