"""Overlaps of networks that hold by definition, and so say nothing about cross-linking."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

# Overlaps that follow from what the networks are: "contains" where shared members follow from it,
# "excludes" where hardly any could be shared.
DEFINITIONAL: dict[tuple[str, str], dict[str, str]] = {
    ("lighthouse-exchange", "scalable-cities"): {
        "effect": "contains",
        "en": "Scalable Cities unites the cities of all EU smart-city projects; the exchange is "
        "that of their German lighthouse cities.",
        "de": "Scalable Cities vereint die Städte aller EU-Smart-City-Projekte; der Austausch ist "
        "der ihrer deutschen Lighthouse-Städte.",
    },
    ("mysmartlife", "scalable-cities"): {
        "effect": "contains",
        "en": "Scalable Cities unites the lighthouse and follower cities of all EU smart-city "
        "projects, those of mySMARTLife among them (Hamburg).",
        "de": "Scalable Cities vereint die Lighthouse- und Follower-Städte aller "
        "EU-Smart-City-Projekte, darunter die von mySMARTLife (Hamburg).",
    },
    ("matchup", "scalable-cities"): {
        "effect": "contains",
        "en": "Scalable Cities unites the lighthouse and follower cities of all EU smart-city "
        "projects, those of MAtchUP among them (Dresden).",
        "de": "Scalable Cities vereint die Lighthouse- und Follower-Städte aller "
        "EU-Smart-City-Projekte, darunter die von MAtchUP (Dresden).",
    },
    ("lighthouse-exchange", "mysmartlife"): {
        "effect": "contains",
        "en": "The exchange is that of the German lighthouse cities; Hamburg is one through "
        "mySMARTLife.",
        "de": "Der Austausch ist der der deutschen Lighthouse-Städte; Hamburg ist eine durch "
        "mySMARTLife.",
    },
    ("lighthouse-exchange", "matchup"): {
        "effect": "contains",
        "en": "The exchange is that of the German lighthouse cities; Dresden is one through "
        "MAtchUP.",
        "de": "Der Austausch ist der der deutschen Lighthouse-Städte; Dresden ist eine durch "
        "MAtchUP.",
    },
    ("eurocities", "eurotowns"): {
        "effect": "excludes",
        "en": "Eurotowns takes municipalities of 50,000 to 250,000 inhabitants, Eurocities large "
        "cities: only the smallest large cities could be in both.",
        "de": "Eurotowns nimmt Kommunen mit 50.000 bis 250.000 Einwohnerinnen und Einwohnern auf, "
        "Eurocities Großstädte: Nur die kleinsten Großstädte könnten in beiden sein.",
    },
}


def mark_definitional(
    pairs: pd.DataFrame,
    *,
    definitional: Mapping[tuple[str, str], Mapping[str, str]] = DEFINITIONAL,
) -> pd.DataFrame:
    """Mark the pairs of networks whose overlap, or lack of one, follows from what they are.

    Parameters
    ----------
    pairs
        Any frame with the columns `network` and `other_network`, such as from `compare_networks`
        or `combine_layers`.
    definitional
        Pairs of networks, in either order, with `effect` and the reason in both languages (`en`,
        `de`); those of networks that the frame does not hold are ignored.

    Returns
    -------
    pandas.DataFrame
        A copy with `definitional` (bool); `effect`, "contains" where shared members follow,
        "excludes" where hardly any could be shared; `reason_en` and `reason_de`; text, empty for
        other pairs.

    Raises
    ------
    ValueError
        If one of the two columns is absent.

    References
    ----------
    BBSR 36/2023, profiles of the networks: their rows on aims, founding and members.

    Examples
    --------
    >>> from analysis import compare_networks, load
    >>> pairs = mark_definitional(compare_networks(load()))
    >>> int(pairs["definitional"].sum())
    6
    """
    absent = [name for name in ("network", "other_network") if name not in pairs]
    if absent:
        raise ValueError(f"the frame of pairs has no column {absent[0]!r}")
    reasons = {frozenset(pair): reason for pair, reason in definitional.items()}
    keys = [frozenset(pair) for pair in zip(pairs["network"], pairs["other_network"], strict=True)]
    marked = pairs.assign(definitional=np.array([key in reasons for key in keys], dtype=bool))
    for column, entry in (("effect", "effect"), ("reason_en", "en"), ("reason_de", "de")):
        marked[column] = pd.array(
            [reasons.get(key, {}).get(entry, "") for key in keys], dtype="str"
        )
    return marked
