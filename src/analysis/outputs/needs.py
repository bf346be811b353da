"""What data must hold for an output beyond the three tables."""

from collections.abc import Callable

from analysis.data import Dataset, select_memberships

TERRITORIES = ("state", "metropolitan_region")

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
    "several": (
        lambda data: bool(
            select_memberships(data).groupby("member_id")["network_id"].nunique().gt(1).any()
        ),
        "needs German municipalities or districts in two or more networks",
    ),
    "claims": (
        lambda data: data.claims is not None,
        "needs the table claims.csv",
    ),
    "territories": (
        lambda data: not select_memberships(data, kinds=TERRITORIES).empty,
        "needs memberships of German states or metropolitan regions",
    ),
    "coordinates": (
        lambda data: bool(select_memberships(data)["latitude"].notna().any()),
        "needs coordinates of members",
    ),
}
