"""States and metropolitan regions that take part: another reading than that of municipalities."""

from collections.abc import Sequence

import pandas as pd

from analysis.data import PARTICIPATION, Dataset, classify_region, select_memberships
from analysis.data.contract import EAST, WEST
from analysis.participation.counts import REGIONS

KINDS = ("state", "metropolitan_region")


def count_territories(
    data: Dataset,
    *,
    berlin: str = "separate",
    roles: Sequence[str] | None = PARTICIPATION,
) -> pd.DataFrame:
    """Count the German states and metropolitan regions that take part, by region.

    A territory is no municipality and stands for many: these numbers are never added to those.

    Parameters
    ----------
    data, berlin, roles
        As in `count_participation`. A metropolitan region across states has the state of its core
        city.

    Returns
    -------
    pandas.DataFrame
        Index "kind" (state, metropolitan_region) and "region", complete: int64 `participating` and
        `memberships`; Int64 `total`, the states there are (of metropolitan regions the data hold no
        full list: missing); text `names` and `networks`, who and in which networks.

    References
    ----------
    BBSR 36/2023, the profiles of ERRIN, METREX and POLIS.

    Examples
    --------
    >>> from analysis import load
    >>> table = count_territories(load())
    >>> table.loc[("state", "east"), ["names", "networks"]].tolist()
    ['Sachsen; Sachsen-Anhalt; Thüringen', 'ERRIN']
    """
    rows = select_memberships(data, kinds=KINDS, roles=roles)
    rows = rows.drop_duplicates(["network_id", "member_id"])
    rows = rows.assign(region=classify_region(rows["state"], berlin=berlin))
    order = data.networks.set_index("network_id")["short_name"]
    regions = [region for region in REGIONS if region != "berlin" or berlin == "separate"]
    states = pd.Series([*EAST, "BE", *WEST], dtype="str")
    totals = classify_region(states, berlin=berlin).value_counts()
    records = []
    for kind in KINDS:
        for region in regions:
            own = rows[rows["kind"].eq(kind) & rows["region"].eq(region)]
            networks = [name for key, name in order.items() if key in set(own["network_id"])]
            records.append(
                {
                    "kind": kind,
                    "region": region,
                    "participating": own["member_id"].nunique(),
                    "memberships": len(own),
                    "total": totals.get(region, 0) if kind == "state" else pd.NA,
                    "names": "; ".join(sorted(set(own["name"]))),
                    "networks": "; ".join(networks),
                }
            )
    frame = pd.DataFrame(records).astype(
        {"total": "Int64", "participating": "int64", "memberships": "int64", "kind": "str"}
    )
    return frame.set_index(["kind", "region"])
