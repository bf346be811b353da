"""The finding on how closely the networks are linked, in sentences of both languages."""

from functools import lru_cache

from analysis.crosslinking.overlap import combine_layers
from analysis.crosslinking.pairs import LEVEL, judge_overlaps
from analysis.data import Dataset
from analysis.presentation.registry import NEEDS, Pair
from analysis.presentation.wording import format_number


@lru_cache(maxsize=2)
def _count_links(data: Dataset) -> dict[str, int]:
    """How many pairs and networks are linked, and how many pairs strikingly, once corrected."""
    layers = combine_layers(data)
    linked = layers[layers["layers"] > 0]
    found = {
        "pairs": len(layers),
        "linked": len(linked),
        "networks": len({*linked["network"], *linked["other_network"]}),
    }
    judged = judge_overlaps(data)
    striking = judged[judged["two_sided_adjusted"].le(LEVEL)]
    return found | {
        "tested": int(judged["two_sided_adjusted"].notna().sum()),
        "striking": len(striking),
        "many": int(striking["upper"].lt(striking["lower"]).sum()),
        "definitional": int(striking["definitional"].sum()),
    }


def _choose_sign(found: dict[str, int], many: str, few: str, conjunction: str) -> str:
    if not found["striking"] or 0 < found["many"] < found["striking"]:
        return f"{many} {conjunction} {few}"
    return many if found["many"] else few


def tell_links(data: Dataset) -> Pair | None:
    """Tell how closely the networks are linked; None where the data allow no answer.

    Examples
    --------
    >>> from analysis import load
    >>> tell_links(load())[0].split(";")[0]
    '33 of 34 networks share members or a stated relation with another one'
    """
    if len(data.networks) < 2 or not NEEDS["members"][0](data):
        return None
    found = _count_links(data)

    def write(lang: str) -> str:
        number = {name: format_number(count, lang=lang) for name, count in found.items()}
        every = format_number(len(data.networks), lang=lang)
        one = found["striking"] == 1
        if lang == "de":
            text = (
                f"{number['networks']} von {every} Netzwerken teilen Mitglieder oder eine genannte "
                f"Beziehung mit einem anderen, {number['linked']} von {number['pairs']} Paaren "
                f"sind so verbunden."
            )
            verb, pairs = ("teilt", "Paar") if one else ("teilen", "Paare")
            tested = (
                f" Nach Korrektur für alle Vergleiche {verb} {number['striking']} {pairs} "
                f"auffällig {_choose_sign(found, 'viele', 'wenige', 'oder')} deutsche Mitglieder"
            )
            why = "was aus ihrer Definition folgt", f"davon {number['definitional']} per Definition"
        else:
            text = (
                f"{number['networks']} of {every} networks share members or a stated relation with "
                f"another one; {number['linked']} of {number['pairs']} pairs are linked this way."
            )
            tested = (
                f" Corrected for all comparisons, {number['striking']} "
                f"{'pair shares' if one else 'pairs share'} strikingly "
                f"{_choose_sign(found, 'many', 'few', 'or')} German members"
            )
            why = "which follows by definition", f"{number['definitional']} of them by definition"
        if not found["tested"]:
            return text
        if found["definitional"]:
            tested += f", {why[found['definitional'] < found['striking']]}"
        return f"{text}{tested}."

    return write("en"), write("de")
