"""The figures and tables on East and West of the list of outputs."""

from functools import partial

from analysis.data import Dataset, classify_region, select_memberships
from analysis.figures.bounds import plot_coverage_bounds
from analysis.figures.ratios import plot_region_ratios
from analysis.figures.regions import plot_regional_rates
from analysis.figures.specifications import plot_specifications
from analysis.outputs import region_captions as captions
from analysis.outputs import region_frames as frames
from analysis.participation.bounds import list_unlisted
from analysis.participation.coverage import describe_coverage
from analysis.presentation.registry import (
    LISTED,
    MUNICIPAL,
    NEEDS,
    Output,
    Pair,
    by_report,
    draw_plot,
    name_official,
    name_source,
)
from analysis.presentation.style import COLUMN_MM, WIDTH_MM


def _has_sides(data: Dataset) -> bool:
    """Say whether East and West can be compared: both have municipalities, and some take part."""
    if data.municipalities is None or select_memberships(data, kinds=("municipality",)).empty:
        return False
    return {"east", "west"} <= set(classify_region(data.municipalities["state"]))


NEEDS["sides"] = (
    _has_sides,
    "needs municipalities of eastern and of western Germany, and some that take part",
)
NEEDS["unlisted"] = (
    lambda data: bool(describe_coverage(data)["unlisted_municipalities"].gt(0).any()),
    "needs networks that state more German municipalities than they name",
)
BOTH_SIDES = ("municipalities", "members", "sides")
RATES = (
    "Shares of municipalities (or districts) with exact 95% limits (Clopper and Pearson); "
    "memberships per million with 95% limits from 10,000 resamples of all municipalities of the "
    "region. Berlin is one municipality: counts, and a rate per inhabitant, without limits.",
    "Anteile an den Kommunen (oder Landkreisen) mit exakten 95-%-Grenzen (Clopper und Pearson); "
    "Mitgliedschaften je Million mit 95-%-Grenzen aus 10.000 Wiederholungsziehungen aller Kommunen "
    "des Landesteils. Berlin ist eine Kommune: Anzahlen, und je Einwohner eine Rate, ohne Grenzen.",
)
UNITS = (
    "Rate: those taking part per 100 of the kind; memberships per million inhabitants. “n/a”: no "
    "rate or limits out of one municipality.",
    "Rate: Beteiligte je 100 derselben Art; Mitgliedschaften je Million Einwohner. „entf.“: bei "
    "einer einzigen Kommune keine Rate oder keine Grenzen.",
)
SCALE = (
    "Logarithmic scale; the line marks 1, equal rates.",
    "Logarithmische Skala; die Linie markiert 1, also gleiche Raten.",
)
MILLIONS = ("m: million inhabitants.", "Mio.: Millionen Einwohner.")
EQUALS = (
    "Of equal rank with independent cities: Hannover, Aachen, Saarbrücken, Göttingen.",
    "Kreisfreien gleichgestellt: Hannover, Aachen, Saarbrücken, Göttingen.",
)
SHARES = (
    "Distinct municipalities: ratio of shares with exact unconditional 95% limits (score test, two "
    "one-sided at 2.5%). Memberships: 95% limits from 10,000 resamples of all municipalities "
    "within region.",
    "Verschiedene Kommunen: Verhältnis der Anteile mit exakten unbedingten 95-%-Grenzen "
    "(Score-Test, zwei einseitige zu 2,5\N{NO-BREAK SPACE}%). Mitgliedschaften: 95-%-Grenzen aus "
    "10.000 Wiederholungsziehungen aller Kommunen je Landesteil.",
)
RATIOS = (
    "Level confined: the unknown level of the rates sought in its 99.9999% confidence set alone. "
    "Odds: those taking part for each that does not; exact, by population class, and by Firth's "
    "model.",
    "Niveau eingegrenzt: Das unbekannte Niveau der Raten nur in seinem 99,9999-%-Konfidenzbereich "
    "gesucht. Odds: Beteiligte je nicht beteiligter Kommune; exakt nach Größenklassen, und nach "
    "dem Modell von Firth.",
)
PVALUE = (
    "p: twice the smaller tail. “n/a”: no finite value.",
    "p: das Doppelte der kleineren Seite. „entf.“: kein endlicher Wert.",
)
WHISKERS = (
    "Lines and brackets: 95% limits.",
    "Linien und Klammern: 95-%-Grenzen.",
)
CUT = (
    "Lines: 95% limits, cut at the ends of the axis.",
    "Linien: 95-%-Grenzen, an den Enden der Achse abgeschnitten.",
)
POPULATION = (
    "The lists are no sample. Intervals show how far the numbers could have differed had "
    "municipalities of the same inclination joined by chance; they say nothing of members left "
    "unnamed.",
    "Die Listen sind keine Stichprobe. Intervalle zeigen, wie anders die Werte hätten ausfallen "
    "können, wären Kommunen mit gleicher Neigung zufällig beigetreten; über nicht genannte "
    "Mitglieder sagen sie nichts.",
)
GRID = (
    "Specifications: Berlin apart (or left out, which gives the same), in the East, in the West; "
    "seven denominators; distinct municipalities or memberships; all lists or complete ones; "
    "ambiguous names as coded or otherwise. They are choices, not a sample.",
    "Spezifikationen: Berlin gesondert (oder nicht gezählt, mit gleichem Ergebnis), im Osten, im "
    "Westen; sieben Bezüge; verschiedene Kommunen oder Mitgliedschaften; alle oder nur "
    "vollständige Listen; mehrdeutige Namen wie kodiert oder anders. Sie sind Entscheidungen, "
    "keine Stichprobe.",
)
BOUNDS = (
    "Members beyond those named, in networks that state a number of German members; Berlin apart. "
    "All new: no two networks share one; up to the largest number: all are among those of one "
    "network. Drawn: by size and region as the named ones, 1,000 times; median, and limits between "
    "which 95% of the draws lie. Stated numbers may count districts and co-operations too.",
    "Mitglieder über die genannten hinaus, in Netzwerken, die eine Zahl deutscher Mitglieder "
    "nennen; Berlin gesondert. Alle neu: Keine zwei Netzwerke teilen eines; bis zur größten Zahl: "
    "Alle sind unter denen eines Netzwerks. Gezogen: nach Größe und Landesteil wie die genannten, "
    "1.000-mal; Median und Grenzen, zwischen denen 95\N{NO-BREAK SPACE}% der Ziehungen liegen. "
    "Genannte Zahlen können auch Landkreise und Verbünde enthalten.",
)
UNDRAWN = (
    "“n/a”: nothing drawn. Added where drawn: the mean.",
    "„entf.“: nichts gezogen. Hinzugezählt bei Ziehung: das Mittel.",
)
CLASSES = (
    "Municipalities by population at the end of 2022, Berlin left out; the classes are those of "
    "population alone.",
    "Kommunen nach Einwohnern Ende 2022, ohne Berlin; die Klassen richten sich allein nach der "
    "Einwohnerzahl.",
)
TERRITORIES = by_report(
    (
        "States and metropolitan regions in ERRIN, METREX and POLIS, never added to "
        "municipalities. A metropolitan region across states stands in the state of its core "
        "city; of metropolitan regions no full list is at hand.",
        "Länder und Metropolregionen in ERRIN, METREX und POLIS, nie zu Kommunen gezählt. Eine "
        "länderübergreifende Metropolregion steht im Land ihrer Kernstadt; eine vollständige "
        "Liste der Metropolregionen liegt nicht vor.",
    ),
    (
        "States and metropolitan regions that take part, never added to municipalities.",
        "Beteiligte Länder und Metropolregionen, nie zu Kommunen gezählt.",
    ),
)


def _name_unlisted(data: Dataset) -> Pair | None:
    """Name the networks whose members are counted but not all named."""
    rows = list_unlisted(data)
    names = ", ".join(
        f"{name} {number}" for name, number in rows[["short_name", "unlisted"]].to_numpy()
    )
    if not names:
        return None
    return f"Counted but not named: {names}.", f"Gezählt, aber nicht genannt: {names}."


REGION_FIGURES = (
    Output(
        name="regional_rates",
        kind="figure",
        notebook="05_east_west",
        title=(
            "Who takes part, East and West, out of how many",
            "Beteiligung in Ost und West nach Bezugsgröße",
        ),
        measure=frames.frame_rates,
        draw=partial(draw_plot, plot_regional_rates),
        widths=(WIDTH_MM, COLUMN_MM),
        describe=captions.describe_rates,
        notes=(RATES, MILLIONS, EQUALS, POPULATION, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="region_ratios",
        kind="figure",
        notebook="05_east_west",
        title=("East against West, by comparison", "Ost gegenüber West, nach Vergleich"),
        measure=frames.frame_headlines,
        draw=partial(draw_plot, plot_region_ratios),
        widths=(WIDTH_MM, COLUMN_MM),
        describe=captions.describe_ratios,
        notes=(WHISKERS, SCALE, SHARES, RATIOS, POPULATION, LISTED, MUNICIPAL),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="specification_curve",
        kind="figure",
        notebook="05_east_west",
        title=(
            "East against West under every choice",
            "Ost gegenüber West unter allen Entscheidungen",
        ),
        measure=frames.frame_grid,
        draw=partial(draw_plot, plot_specifications),
        describe=captions.describe_specifications,
        notes=(GRID, CUT, SCALE, SHARES, EQUALS, LISTED, MUNICIPAL),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="coverage_bounds",
        kind="figure",
        notebook="05_east_west",
        title=(
            "What members not named could change",
            "Was nicht genannte Mitglieder ändern könnten",
        ),
        measure=frames.frame_bounds,
        draw=partial(draw_plot, plot_coverage_bounds),
        widths=(WIDTH_MM, COLUMN_MM),
        describe=captions.describe_bounds,
        notes=(BOUNDS, SCALE, _name_unlisted, LISTED, MUNICIPAL),
        sources=(name_source, name_official),
        needs=(*BOTH_SIDES, "unlisted"),
    ),
)
REGION_TABLES = (
    Output(
        name="region_rates",
        kind="table",
        notebook="05_east_west",
        title=(
            "Participation in East and West, with intervals",
            "Beteiligung in Ost und West mit Intervallen",
        ),
        measure=frames.tabulate_rates,
        notes=(UNITS, RATES, EQUALS, POPULATION, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="region_comparison",
        kind="table",
        notebook="05_east_west",
        title=(
            "Ratios of East to West, Berlin apart and in the East",
            "Verhältnisse von Ost zu West, Berlin gesondert und im Osten",
        ),
        measure=frames.tabulate_headlines,
        notes=(SHARES, RATIOS, PVALUE, POPULATION, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="region_size_classes",
        kind="table",
        notebook="05_east_west",
        title=(
            "Who takes part, by population class",
            "Beteiligung nach Größenklasse",
        ),
        measure=frames.tabulate_size_classes,
        notes=(CLASSES, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="specifications",
        kind="table",
        notebook="05_east_west",
        title=(
            "East against West under every choice",
            "Ost gegenüber West unter allen Entscheidungen",
        ),
        measure=frames.tabulate_specifications,
        notes=(GRID, SHARES, EQUALS, PVALUE, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="specification_conclusions",
        kind="table",
        notebook="05_east_west",
        title=(
            "Which conclusions hold under every choice",
            "Welche Schlüsse unter allen Entscheidungen bestehen",
        ),
        measure=frames.tabulate_conclusions,
        notes=(GRID, SHARES, EQUALS, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="coverage_scenarios",
        kind="table",
        notebook="05_east_west",
        title=(
            "Ratios of East to West with members not named",
            "Verhältnisse von Ost zu West mit nicht genannten Mitgliedern",
        ),
        measure=frames.tabulate_bounds,
        notes=(BOUNDS, UNDRAWN, _name_unlisted, LISTED),
        sources=(name_source, name_official),
        needs=(*BOTH_SIDES, "unlisted"),
    ),
    Output(
        name="territories",
        kind="table",
        notebook="05_east_west",
        title=(
            "States and metropolitan regions that take part",
            "Beteiligte Länder und Metropolregionen",
        ),
        measure=frames.tabulate_territories,
        notes=(TERRITORIES,),
        needs=("territories",),
    ),
)
REGION_ENTRIES = (*REGION_FIGURES, *REGION_TABLES)
