"""The table of networks by members of one layer: what the tests of cross-linking draw from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse

from analysis.crosslinking.overlap import LAYERS, Scope, hold_layer
from analysis.data import Dataset

Range = tuple[int | None, int | None]
Table = tuple["sparse.csr_array[Any, tuple[int, int]]", list[str], list[str]]


def _check(data: Dataset, layer: str, omit: Sequence[str], population: Range | None) -> None:
    if layer not in LAYERS[:-1]:
        raise ValueError(f"layer is {layer!r} (allowed: {', '.join(LAYERS[:-1])})")
    if isinstance(omit, str):
        raise ValueError(f"omit: {omit!r} is one text: give a sequence, ({omit!r},)")
    unknown = sorted(set(omit) - set(data.networks["network_id"]))
    if unknown:
        raise ValueError(f"omit: no network {unknown[0]!r} in the tables")
    if population is not None and layer == "organisations":
        raise ValueError("population: organisations have none; choose a layer of municipalities")


def _find_class(data: Dataset, population: Range) -> set[str]:
    """Members with so many inhabitants, from the first number to below the second."""
    low, high = population
    if low is not None and high is not None and low >= high:
        raise ValueError(f"population={population}: the first number must be the smaller one")
    count = data.members["population"]
    inside = count.ge(low or 0) & (count.lt(high) if high is not None else True)
    return set(data.members.loc[inside.fillna(False).astype(bool), "member_id"])


def tabulate_layer(
    data: Dataset,
    *,
    layer: str = "municipalities",
    listings: Sequence[str] | None = None,
    omit: Sequence[str] = (),
    population: Range | None = None,
) -> Table:
    """Give the incidence matrix of a layer, without networks that have nothing in it.

    Parameters
    ----------
    data
        The tables.
    layer
        "municipalities", "municipalities_all" or "organisations", as in `compare_networks`.
    listings
        Only networks whose german_listing is one of these; None for all.
    omit
        Networks that are left out, with whatever they alone hold.
    population
        Only municipalities with so many inhabitants: from the first number to below the second,
        None for no bound. Districts are left out then: theirs are those of many municipalities.

    Returns
    -------
    matrix : scipy.sparse.csr_array
        Networks by members, 0/1 (int64).
    networks, members : list of str
        Ids: the rows in the order of the table of networks, the columns sorted.

    Raises
    ------
    ValueError
        If the layer, a network or a kind of list is unknown, or the range is none.

    Examples
    --------
    >>> from analysis import load
    >>> matrix, networks, members = tabulate_layer(load())
    >>> matrix.shape, networks[0]
    ((22, 70), 'lighthouse-exchange')
    """
    _check(data, layer, omit, population)
    kinds = None if population is None else ("municipality",)
    scope: Scope = {"kinds": kinds, "roles": None, "listings": listings}
    held = hold_layer(data, layer, scope)
    if population is not None:
        within = _find_class(data, population)
        held = {network: found & within for network, found in held.items()}
    held = {network: found for network, found in held.items() if found and network not in omit}
    members = sorted(set().union(*held.values()))
    column = {member: j for j, member in enumerate(members)}
    i = [i for i, found in enumerate(held.values()) for _ in found]
    j = [column[member] for found in held.values() for member in sorted(found)]
    ones = np.ones(len(i), dtype=np.int64)
    return sparse.csr_array((ones, (i, j)), (len(held), len(members))), list(held), members
