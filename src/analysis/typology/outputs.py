"""What is exported on the typology."""

from functools import partial
from typing import Any

import pandas as pd

from analysis.data import Dataset
from analysis.presentation.registry import MENTIONS, NAMED_TWICE, finding, register
from analysis.presentation.style import BOTH
from analysis.presentation.tables import collate
from analysis.presentation.wording import Wording
from analysis.typology.figures import plot_crosstab, plot_types
from analysis.typology.measures import (
    cross_types,
    list_cells,
    list_typed_networks,
    list_types,
    name_fully,
)

NOTEBOOK = "02_typology"
OVERVIEW = [
    "short_name", "category", "founded", "initiative", "type", "term", "term_end", "funding",
    "reach", "members_reported", "german_municipalities_reported",
]  # fmt: skip
STATED = {
    "members_reported_qualifier": "bipartite.all",
    "german_municipalities_qualifier": "network_overview.german_municipalities",
}
# Tables of two characteristics: rows, columns, and what is said where one is a list.
CROSSED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("initiative", "term", ()),
    ("initiative", "funding", (MENTIONS,)),
    ("category", "reach", ()),
    ("topics", "category", (MENTIONS,)),
    ("formats", "initiative", (MENTIONS,)),
)


def _count(counts: "pd.Series[Any]", words: dict[str, str]) -> list[str]:
    """Each code in words, with its number."""
    return [f"{words.get(str(code), code)} {number}" for code, number in counts.items()]


# ---------------------------------------------------------------- Tabelle 1


def describe_crosstab(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the cross table of categories and initiatives shows."""
    counts = pd.DataFrame(frame.xs("networks", axis=1, level=1))
    whole: Any = counts.loc["total"]
    sizes = counts["total"]
    sums = _count(whole.drop("total"), say.codes(str(frame.columns.names[0])))
    parts = _count(sizes.drop("total"), say.codes(str(frame.index.name)))
    joined = ", ".join(parts)
    return say("tabelle_1.alt", total=whole["total"], sums=say.join(sums), parts=joined)


def tell_counts(counts: "pd.Series[Any]", say: Wording) -> str:
    """Say how many networks were started top-down and bottom-up, and in other ways."""
    first = [code for code in ("top_down", "bottom_up") if code in counts]
    codes = first + sorted(set(map(str, counts.index)) - set(first))
    if not codes:
        return ""
    (number, name), *rest = (
        (say.number(counts[code]), say.code("initiative", code).lower()) for code in codes
    )
    others = "".join(f", {other} {initiative}" for other, initiative in rest)
    key = "tabelle_1.finding_one" if counts[codes[0]] == 1 else "tabelle_1.finding_several"
    return say(key, total=say.number(counts.sum()), number=number, name=name, others=others)


def tell_crosstab(frame: pd.DataFrame, say: Wording) -> str:
    """Say how many networks were started by whom."""
    counts: Any = frame.xs("networks", axis=1, level=1).loc["total"].drop("total")
    return tell_counts(counts[counts > 0], say).removesuffix(".")


def flatten_columns(frame: pd.DataFrame) -> pd.DataFrame:
    """Give a frame one level of columns, the names of both joined."""
    return frame.set_axis(["_".join(map(str, pair)) for pair in frame.columns], axis=1)


@register("tabelle_1", NOTEBOOK)
@register("typology_crosstab", NOTEBOOK, text="tabelle_1", plot=plot_crosstab,
          alt=describe_crosstab, tells=tell_crosstab, numbers=flatten_columns,
          widths=BOTH)  # fmt: skip
def frame_tabelle_1(data: Dataset) -> pd.DataFrame:
    """Number and names of the networks of each category and initiative, and the sums."""
    scope: dict[str, Any] = {"rows": "category", "columns": "initiative"}
    counts = cross_types(data.networks, **scope, contract=data.contract)
    networks = data.networks.assign(full=name_fully(data.networks))
    names = list_cells(networks, **scope, show="full", contract=data.contract)
    parts = {"networks": counts, "names": names.reindex(index=counts.index, fill_value="")}
    frame = pd.concat(parts, axis=1, names=[None, "initiative"]).swaplevel(axis=1)
    pairs = [(code, part) for code in counts.columns for part in parts]
    return frame[[pair for pair in pairs if pair in frame]]


# ---------------------------------------------------------------- Tabelle 2


def _list_sizes(frame: pd.DataFrame, say: Wording) -> list[tuple[str, int]]:
    """The types in words, each with its number of networks."""
    types = frame[frame["type"].ne("unassigned")].drop_duplicates(["initiative", "type"])
    return [
        (say("say.quoted", text=say.code("type", code, short=False)), int(number))
        for code, number in zip(types["type"], types["type_networks"], strict=True)
    ]


def describe_types(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the table of types shows."""
    named, sizes = frame[frame["network"].notna()], _list_sizes(frame, say)
    sums = frame.drop_duplicates("initiative").set_index("initiative")["initiative_networks"]
    twice = [str(name) for name in frame.loc[frame["also_type"].notna(), "network"]]
    return say(
        "tabelle_2.alt", count=len(named), types=len(sizes), largest=say.top(sizes),
        parts=say.join(_count(sums, say.codes("initiative"))),
        lone=int(named["type"].eq("unassigned").sum()),
        twice=say.join(twice) or say("say.none"),
    )  # fmt: skip


def tell_types(frame: pd.DataFrame, say: Wording) -> str:
    """Say which type is the largest, and how many networks have none."""
    named, sizes = frame[frame["network"].notna()], _list_sizes(frame, say)
    lone = say.number(int(named["type"].eq("unassigned").sum()))
    return say("tabelle_2.tells", largest=say.top(sizes), lone=lone, count=say.number(len(named)))


@register("typology_types", NOTEBOOK, NAMED_TWICE, text="tabelle_2", plot=plot_types,
          alt=describe_types, tells=tell_types, widths=BOTH)  # fmt: skip
def frame_types(data: Dataset) -> pd.DataFrame:
    """List the networks of each type, a row for each."""
    networks = data.networks.assign(full=name_fully(data.networks))
    return list_typed_networks(networks, show="full", contract=data.contract)


@register("tabelle_2", NOTEBOOK, NAMED_TWICE)
def frame_tabelle_2(data: Dataset) -> pd.DataFrame:
    """Types of networks, with the networks of each."""
    networks = data.networks.assign(full=name_fully(data.networks))
    return list_types(networks, show="full", contract=data.contract)


@register("abbreviations", NOTEBOOK, ("abbreviations.as_named", "abbreviations.as_named_other"))
def frame_abbreviations(data: Dataset) -> pd.DataFrame:
    """Short and full name of each network, in the order of the alphabet."""
    order = collate(data.networks["short_name"].astype("str")).sort_values().index
    return data.networks.loc[order, ["short_name", "name", "category"]].reset_index(drop=True)


# ---------------------------------------------------------------- all networks


def note_foundings(data: Dataset, say: Wording) -> str:
    """Name the networks whose founding is a span of years, or has another year."""
    parts = []
    columns = ["short_name", "founded", "founded_latest", "founded_alternative"]
    known = data.networks[columns].astype({"short_name": "str"}).fillna(0)
    for name, first, last, other in known.itertuples(index=False):
        years = [f"{first}–{last}"] if last > first else []
        years += [say("network_overview.or", year=other)] if other else []
        if years:
            parts.append(f"{name} ({' '.join(years)})")
    return say("network_overview.other_years", names=", ".join(parts)) if parts else ""


def note_types(data: Dataset, say: Wording) -> str:
    """Name the networks that stand under another type, too."""
    rows = data.networks[data.networks["type_alternative"].notna()]
    pairs = rows[["short_name", "type_alternative"]].itertuples(index=False)
    named = [f"{name} ({say.code('type', code)})" for name, code in pairs]
    return say("network_overview.other_types", names=", ".join(named)) if named else ""


def note_precision(data: Dataset, say: Wording) -> str:
    """Name the networks whose stated numbers are not exact."""
    found = []
    for column, title in STATED.items():
        coded = data.networks[column].astype("str")
        parts = [
            f"{word.lower()}: {', '.join(data.networks.loc[coded.eq(code), 'short_name'])}"
            for code, word in say.codes(column).items()
            if code != "exact" and coded.eq(code).any()
        ]
        if parts:
            found.append(f"{say(title)}, {'; '.join(parts)}")
    return f"{'. '.join(found)}." if found else ""


@register("network_overview", "00_data", note_foundings, note_types, note_precision,
          ("network_overview.empty", "network_overview.empty_other"), short=True)  # fmt: skip
def frame_overview(data: Dataset) -> pd.DataFrame:
    """All networks with what characterises them, in the order of the report."""
    return data.networks[OVERVIEW]


def frame_cross(data: Dataset, *, rows: str, columns: str) -> pd.DataFrame:
    """Networks by two characteristics."""
    return cross_types(data.networks, rows=rows, columns=columns, contract=data.contract)


for _rows, _columns, _notes in CROSSED:
    register(f"{_rows}_by_{_columns}", NOTEBOOK, *_notes, short=True)(
        partial(frame_cross, rows=_rows, columns=_columns)
    )


@finding("initiative", "tabelle_1", "network_overview")
def tell_initiative(data: Dataset, say: Wording) -> str:
    """Say how many networks were started top-down and bottom-up."""
    return tell_counts(data.networks["initiative"].value_counts(), say)
