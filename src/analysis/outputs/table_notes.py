"""Notes below the tables that follow from the data: what would be too little for a column."""

from analysis.data import Dataset
from analysis.presentation.registry import Pair, cites_report


def note_ambiguous(data: Dataset) -> Pair | None:
    """Name the ambiguous names; None where there are none.

    Examples
    --------
    >>> from analysis import load
    >>> note_ambiguous(load())[1]
    'Im Bericht mehrdeutig: „Halle“, „Landau“.'
    """
    rows = data.memberships[data.memberships["ambiguous_with"].notna()]
    found = rows.merge(data.members, on="member_id", validate="many_to_one")
    names = sorted(set(found["listed_as"].fillna(found["name"])))
    if not names:
        return None
    english = ", ".join(f"“{name}”" for name in names)
    german = ", ".join(f"„{name}“" for name in names)
    if cites_report(data.contract):
        return f"Ambiguous in the report: {english}.", f"Im Bericht mehrdeutig: {german}."
    return f"Ambiguous in the data: {english}.", f"In den Daten mehrdeutig: {german}."


def note_units(data: Dataset) -> Pair | None:
    """Name the networks whose stated number is not one of municipalities alone.

    Examples
    --------
    >>> from analysis import load
    >>> note_units(load())[0]
    'The stated number may include other members than municipalities: MPSC, Covenant of Mayors.'
    """
    networks = data.networks
    stated = networks["german_municipalities_reported"].fillna(0) > 0
    mixed = networks["reported_unit"].eq("cities_and_others").fillna(False)
    names = ", ".join(networks.loc[stated & mixed, "short_name"])
    if not names:
        return None
    return (
        f"The stated number may include other members than municipalities: {names}.",
        f"Die genannte Zahl kann neben Kommunen andere Mitglieder enthalten: {names}.",
    )
