"""The form of an entry in the list of outputs, the sources that they name, what they need."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from analysis.contract import LANGUAGES
from analysis.data import Dataset, select_memberships

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Contract = Mapping[str, Any]
SOURCE = (
    "Source: own presentation after BBSR-Online-Publikation 36/2023.",
    "Quelle: eigene Darstellung nach BBSR-Online-Publikation 36/2023.",
)
OFFICIAL = (
    "Municipalities and inhabitants: Statistisches Bundesamt (Destatis), GV100AD, 30 Nov 2023.",
    "Gemeinden und Einwohner: Statistisches Bundesamt (Destatis), GV100AD, 30.11.2023.",
)
LISTED = (
    "German municipalities and districts that the report names as taking part; many of its lists "
    "are examples.",
    "Deutsche Kommunen und Landkreise, die der Bericht als Beteiligte nennt; viele seiner "
    "Aufzählungen sind beispielhaft.",
)
MENTIONS = (
    "A network counts once in each category of its list; totals count networks.",
    "Ein Netzwerk zählt bei jeder Ausprägung seiner Liste; die Summen zählen Netzwerke.",
)
# What data must hold for an entry beyond the three tables: the test, and what is said without.
NEEDS: dict[str, tuple[Callable[[Dataset], bool], str]] = {
    "municipalities": (
        lambda data: data.municipalities is not None,
        "needs the table municipalities.csv",
    ),
    "members": (
        lambda data: not select_memberships(data).empty,
        "needs memberships of German municipalities or districts",
    ),
    "coordinates": (
        lambda data: bool(select_memberships(data)["latitude"].notna().any()),
        "needs coordinates of members",
    ),
}


def choose(texts: tuple[str, str], lang: str) -> str:
    """Give the text in a language, of a pair in English and German.

    Examples
    --------
    >>> choose(("source", "Quelle"), "de")
    'Quelle'
    """
    return dict(zip(LANGUAGES, texts, strict=True))[lang]


class Output(NamedTuple):
    """One thing that is exported.

    `measure` takes the data and gives what is shown: a frame, a graph, or both. A figure has
    `draw`, which takes that, a language and the contract, `describe`, which takes the same and
    gives the alternative text, and `numbers`, which gives the frame of what is plotted. Texts are
    pairs, English and German; `notes` stand below.
    """

    name: str
    kind: str
    title: tuple[str, str]
    measure: Callable[[Dataset], Any]
    notes: tuple[tuple[str, str], ...] = ()
    draw: "Callable[[Any, str, Contract], Figure] | None" = None
    describe: Callable[[Any, str, Contract], str] | None = None
    numbers: Callable[[Any], pd.DataFrame] = pd.DataFrame
    needs: tuple[str, ...] = ()
    short: bool = False
