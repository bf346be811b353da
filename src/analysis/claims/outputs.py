"""What is exported on the statements."""

from typing import Any

import pandas as pd

from analysis.claims.checking import check_claims, count_verdicts, leave_restated, place_claims
from analysis.claims.figures import plot_verdicts
from analysis.claims.judging import CONTRADICTED, VERDICTS
from analysis.data import Dataset
from analysis.presentation.registry import finding, name_official, name_source, once, register
from analysis.presentation.style import BOTH
from analysis.presentation.wording import Wording

NOTEBOOK = "06_claims"
NOTES = (("claims.method", "claims.method_other"), "claims.verdicts_mean")
SOURCES: dict[str, Any] = {
    "sources": (name_source, name_official),
    "needs": ("claims",),
    "place": "claims.place",
}
PROFILE = "Steckbrief: "
check_once = once(check_claims)


def describe_verdicts(frame: pd.DataFrame, say: Wording) -> str:
    """Say what the chart of verdicts shows."""
    names, sums = say.codes("verdict"), frame.sum()
    parts = ", ".join(f"{names.get(str(code), code)} {number}" for code, number in sums.items())
    where = [
        say.code("place", place, short=False) for place in frame.index[frame["contradicted"] > 0]
    ]
    found = ", ".join(where) or say("verdicts.nowhere")
    return say("verdicts.alt", total=say.number(int(sums.sum())), parts=parts, found=found)


def name_contradicted(data: Dataset, say: Wording) -> str:
    """Give the statements that are not confirmed."""
    claims = leave_restated(check_once(data))
    found = claims.loc[claims["found"].eq(CONTRADICTED), f"statement_{say.lang}"]
    return say("verdicts.contradicted", texts=" ".join(found)) if len(found) else ""


def tell_squares(frame: pd.DataFrame, say: Wording) -> str:
    """Say how many statements are confirmed, and how many are not."""
    sums = {str(code): say.number(int(count)) for code, count in frame.sum().items()}
    return say("verdicts.tells", total=say.number(int(frame.to_numpy().sum())), **sums)


@register("verdicts", NOTEBOOK, name_contradicted, method=NOTES, plot=plot_verdicts,
          alt=describe_verdicts, tells=tell_squares, widths=BOTH, **SOURCES)  # fmt: skip
def frame_verdicts(data: Dataset) -> pd.DataFrame:
    """Count the verdicts by place."""
    return count_verdicts(check_once(data))


@register("verdicts_by_place", NOTEBOOK, *NOTES, **SOURCES)
def frame_verdict_sums(data: Dataset) -> pd.DataFrame:
    """Count the verdicts by place, with their sums."""
    counts = frame_verdicts(data)
    counts = counts.assign(total=counts.sum(axis=1))
    return pd.concat([counts, counts.sum().to_frame("total").T]).rename_axis("place")


@register("claims", NOTEBOOK, *NOTES, **SOURCES)
def frame_claims(data: Dataset) -> pd.DataFrame:
    """List the statements in the order of the report, those of one summary together."""
    claims = check_once(data)
    order = place_claims(claims["section"]).cat.codes
    order = order.mask(claims["section"].eq("Zusammenfassung"), -1).sort_values(kind="stable")
    claims = claims.loc[order.index]
    named = {
        f"section_{lang}": [name_section(section, Wording(lang)) for section in claims["section"]]
        for lang in ("de", "en")
    }
    columns = [*named, "statement_de", "statement_en", "basis", "verdict", "reason_de", "reason_en"]
    return claims.assign(**named, verdict=claims["found"])[columns].reset_index(drop=True)


def name_section(section: str, say: Wording) -> str:
    """Name a place of the report; sections, tables and figures by number name themselves."""
    rows = {text: code for code, text in Wording("de").texts("profile").items()}
    row = rows.get(section.removeprefix(PROFILE).replace("/ ", "/"))
    if section.startswith(PROFILE) and row is not None:
        return say("section.profile", row=say(f"profile.{row}"))
    return say.texts("section").get(section, section)


@finding("claims", "verdicts", "claims")
def tell_verdicts(data: Dataset, say: Wording) -> str | None:
    """Say how many statements have which verdict."""
    if data.claims is None or data.claims.empty:
        return None
    claims = check_once(data)
    found = leave_restated(claims)["found"].value_counts()
    restated = say.number(len(claims) - found.sum())
    parts = ", ".join(
        f"{say.number(found.get(code, 0))} {say.code('verdict', code).lower()}" for code in VERDICTS
    )
    total = say.number(found.sum())
    return say("verdicts.finding", total=total, parts=parts, restated=restated)
