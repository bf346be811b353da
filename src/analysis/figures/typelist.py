"""The types of networks, set as a figure: each type with its networks by name."""

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
    set_head,
    set_number,
    write_words,
)
from analysis.presentation.style import WIDTH_MM, Look, check_frame, order_looks, use_style
from analysis.presentation.wording import name_code, name_term, words
from analysis.presentation.wording import name_column as name_head

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
    frame: pd.DataFrame, looks: Mapping[str, Look], width: float, lang: str, labels: Any
) -> list[Row]:
    """A row per type, under one in bold per initiative; narrow, names below their type."""
    narrow = width < NARROW_MM
    end = width - NUMBER_MM if narrow else 0.34 * width
    names = 3.2 if narrow else end + NUMBER_MM + 2 * GAP_MM
    room = width - names
    count = Cell((Token(name_term("networks", lang)),), end, NUMBER_MM, "right", "bold")
    head = [set_head(name_head("type", labels, lang), 0, end - GAP_MM), count]
    if not narrow:
        head.append(set_head(name_term("names", lang), names, room))
    rows = [Row(tuple(head), HEAVY)]
    for initiative, group in frame.groupby("initiative", sort=False):
        title = name_code(labels, "initiative", initiative, lang=lang, short=False)
        whole = set_number(group["initiative_networks"].iloc[0], end, lang, "bold")
        rows.append(Row((set_head(title, 0, end - GAP_MM), whole), LIGHT))
        for kind, own in group.groupby("type", sort=False):
            text = name_code(labels, "type", kind, lang=lang, short=False)
            label = Cell(write_words(text), 0 if narrow else 3.2, end - GAP_MM - 3.2)
            number = set_number(own["type_networks"].iloc[0], end, lang)
            marked = Cell(_mark_names(own, looks), names, room)
            rows += [Row((label, number)), Row((marked,), joined=True)] if narrow else [
                Row((label, number, marked))
            ]  # fmt: skip
    return [*rows, *_explain(frame, looks, width, lang, labels)]


def _explain(
    frame: pd.DataFrame, looks: Mapping[str, Look], width: float, lang: str, labels: Any
) -> list[Row]:
    """What markers and the asterisk mean, below the table."""
    keys = tuple(
        Token(name_code(labels, "category", code, lang=lang), look) for code, look in looks.items()
    )
    rows = [Row((Cell(keys, 0, width),) if keys else (), HEAVY)]
    if frame["also_type"].notna().any():
        note = Cell(write_words(words(lang)["also_typed"]), 0, width)
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

    Parameters
    ----------
    frame
        One row per network in the order to print: `initiative`, `type`, `network`, `category`,
        `also_type` (another type under which it is named), `type_networks` and
        `initiative_networks` (numbers of networks). A type without a network has one row with an
        empty `network`.
    ax, lang, labels
        As in `plot_timeline`.
    width_mm
        Of a new figure: 170, or 85 for a column.

    Returns
    -------
    matplotlib.axes.Axes
        In millimetres, y from the top down. Before each name the marker of its category, behind
        it an asterisk where it is named under another type, too.

    Raises
    ------
    ValueError
        If the frame is empty or lacks a column.

    References
    ----------
    BBSR 36/2023, sections 3.2.1 and 3.2.2, Tabelle 2.

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
        return draw_rows(_set_types(frame, looks, width, lang, labels), ax, width_mm)
