"""What is exported on participation."""

from collections.abc import Mapping
from functools import lru_cache, partial
from typing import Any

import pandas as pd

from analysis.data import Dataset, classify_region, select_memberships
from analysis.east_west.choices import (
    bound_participation,
    compare_headlines,
    drop_repeated,
    grid_specifications,
    list_unlisted,
    summarise_specifications,
)
from analysis.east_west.figures import (
    FEW,
    plot_coverage_bounds,
    plot_participation,
    plot_region_ratios,
    plot_regional_rates,
    plot_specifications,
)
from analysis.east_west.map import _measure_map, describe_map, plot_map
from analysis.east_west.ratios import list_size_classes, rate_regions
from analysis.east_west.units import (
    compare_readings,
    count_participation,
    count_territories,
    describe_coverage,
)
from analysis.presentation.registry import (
    LISTED,
    MUNICIPAL,
    NEEDS,
    Output,
    Pair,
    by_report,
    cites_report,
    draw_plot,
    name_official,
    name_places,
    name_source,
)
from analysis.presentation.style import BOTH, COLUMN_MM, WIDTH_MM
from analysis.presentation.wording import (
    _number,
    _pair,
    choose_text,
    format_interval,
    format_number,
    join_names,
    name_term,
    name_values,
)


def describe_participation(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what participation by region as from `count_participation` shows."""
    names = name_values(str(frame.index.name), labels, lang)
    of = choose_text(lang, "of", "von")
    taking, large = [], []
    for code, row in frame.iterrows():
        name = names.get(str(code), str(code))
        part, total, rate, cities, active = (
            format_number(row[column], lang=lang, decimals=decimals)
            for column, decimals in {
                "participating": 0,
                "total": 0,
                "participating_per_1000": 1,
                "large_cities": 0,
                "large_cities_participating": 0,
            }.items()
        )
        per = choose_text(lang, f"{rate} per 1,000", f"{rate} je 1.000")
        few = row["total"] < FEW
        taking.append(f"{name} {part} {of} {total}" + ("" if few else f" ({per})"))
        large.append(f"{name} {active} {of} {cities}")
    return choose_text(
        lang,
        f"Bars compare the regions of Germany by municipalities that take part in the networks: "
        f"{join_names(taking, lang)}. Of the cities of 100,000 or more inhabitants, those "
        f"that take part: {join_names(large, lang)}.",
        f"Balken vergleichen die Landesteile nach Kommunen, die an den Netzwerken beteiligt sind: "
        f"{join_names(taking, lang)}. Von den Großstädten ab 100.000 Einwohnern sind beteiligt: "
        f"{join_names(large, lang)}.",
    )


def _choose(lang: str, en: str, de: str) -> str:
    return de if lang == "de" else en


def _write(row: Mapping[Any, Any], lang: str) -> str:
    """A ratio with its limits."""
    return format_interval(row["ratio"], row["lower"], row["upper"], lang=lang)


def describe_rates(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what rates by region as from `rate_regions` show."""
    regions = name_values("region", labels, lang)
    parts = []
    for denominator in ("municipalities", "cities_100000"):
        rows = frame[frame["denominator"].eq(denominator)]
        counts = [
            f"{regions.get(row['region'], row['region'])} {format_number(row['count'], lang=lang)} "
            f"{_choose(lang, 'of', 'von')} {format_number(row['base'], lang=lang)}"
            for row in rows.to_dict("records")
        ]
        if counts:
            parts.append(f"{name_term(f'of_{denominator}', lang)}: {', '.join(counts)}.")
    panels = frame["denominator"].nunique()
    return _choose(
        lang,
        f"{panels} panels compare the regions of Germany by who takes part, each out of another "
        f"denominator, with 95% intervals. {' '.join(parts)}",
        f"{panels} Felder vergleichen die Landesteile nach Beteiligung, jedes mit anderem Bezug, "
        f"mit 95-%-Intervallen. {' '.join(parts)}",
    )


def describe_ratios(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the headline ratios as from `compare_headlines` show."""
    first = frame[frame["berlin"].eq(frame["berlin"].iloc[0])].set_index("comparison")
    parts = [
        f"{name_term(f'compare_{code}', lang)} {_write(first.loc[code].to_dict(), lang)}"
        for code in ("municipalities", "cities_100000", "per_million", "strata")
        if code in first.index
    ]
    rows, sure = len(frame), int(((frame["upper"] < 1) | (frame["lower"] > 1)).sum())
    return _choose(
        lang,
        f"Ratios of East to West with 95% intervals, on a logarithmic scale, each for Berlin apart "
        f"and in the East. Berlin apart: {'; '.join(parts)}. Intervals that lie on one side of 1: "
        f"{sure} of {rows}.",
        f"Verhältnisse von Ost zu West mit 95-%-Intervallen auf logarithmischer Skala, jeweils mit "
        f"Berlin gesondert und im Osten. Berlin gesondert: {'; '.join(parts)}. "
        f"Intervalle auf einer Seite von 1: {sure} von {rows}.",
    )


def describe_specifications(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what the specification curve shows."""
    below, number = int(frame["ratio"].lt(1).sum()), len(frame)
    sure, other = int(frame["upper"].lt(1).sum()), int(frame["lower"].gt(1).sum())
    low, high = (
        format_number(value, lang=lang, decimals=2)
        for value in (frame["ratio"].min(), frame["ratio"].max())
    )
    return _choose(
        lang,
        f"{number} specifications sorted by the ratio of East to West, from {low} to {high}, with "
        f"95% intervals above and their settings as marks below. In {below} the East is lower; in "
        f"{sure} the whole interval lies under 1, in {other} above 1.",
        f"{number} Spezifikationen, sortiert nach dem Verhältnis von Ost zu West, von {low} bis "
        f"{high}, oben mit 95-%-Intervallen, darunter ihre Einstellungen als Striche. In {below} "
        f"ist der Osten niedriger; in {sure} liegt das ganze Intervall unter 1, in {other} über 1.",
    )


def describe_bounds(frame: pd.DataFrame, lang: str, labels: Mapping[str, Any]) -> str:
    """Say what bounds as from `bound_participation` show."""
    parts = []
    for counting in dict.fromkeys(frame["counting"]):
        own = frame[frame["counting"].eq(counting)]
        ends = own[own["scenario"].isin(["east", "west"])]["ratio"]
        none, drawn = (own[own["scenario"].eq(code)]["ratio"] for code in ("none", "drawn"))
        values = [none.iloc[0], drawn.iloc[0], ends.min(), ends.max()]
        listed, like, low, high = (format_number(value, lang=lang, decimals=2) for value in values)
        name = name_term(f"counted_{counting}", lang)
        parts.append(
            _choose(
                lang,
                f"{name}: {listed} as named, {like} if drawn like the named, from {low} to "
                f"{high} at the bounds.",
                f"{name}: {listed} wie genannt, {like} bei Ziehung wie die genannten, {low} bis "
                f"{high} an den Grenzen.",
            )
        )
    return _choose(
        lang,
        "Ratio of East to West, on a logarithmic scale, if members that are counted but not named "
        f"were known. {' '.join(parts)}",
        "Verhältnis von Ost zu West auf logarithmischer Skala, wären die gezählten, aber nicht "
        f"genannten Mitglieder bekannt. {' '.join(parts)}",
    )


# Codes of these columns begin with these words in a table, where headers.py has their names.
PREFIXES = {
    "berlin_place": "place",
    "comparison": "compare",
    "counting": "counted",
    "denominator": "of",
    "lists": "lists",
    "overlap": "overlap",
    "scenario": "unlisted",
}


def _prefix(frame: pd.DataFrame) -> pd.DataFrame:
    """Make codes of the measures those that the tables have words for; no code stays none.

    Spreadsheets have no infinity: a limit that is none is missing.
    """
    named = {
        column: frame[column].map(lambda code, word=word: f"{word}_{code}" if code else None)
        for column, word in PREFIXES.items()
        if column in frame
    }
    return frame.assign(**named).replace([float("inf")], float("nan"))


@lru_cache(maxsize=2)
def frame_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region, out of every denominator."""
    return rate_regions(data)


@lru_cache(maxsize=2)
def frame_grid(data: Dataset) -> pd.DataFrame:
    """All specifications, without the repeated ones."""
    return drop_repeated(grid_specifications(data))


@lru_cache(maxsize=2)
def frame_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons, Berlin apart and in the East."""
    return compare_headlines(data, specifications=frame_grid(data))


@lru_cache(maxsize=2)
def frame_bounds(data: Dataset) -> pd.DataFrame:
    """Bounds over the members that are counted but not named."""
    return bound_participation(data)


def tabulate_rates(data: Dataset) -> pd.DataFrame:
    """Rates of participation by region with their limits, per 100 or per million inhabitants.

    Examples
    --------
    >>> from analysis import load
    >>> tabulate_rates(load()).loc[0, "region"]
    'east'
    """
    frame = frame_rates(data)
    heads = frame["denominator"].eq("inhabitants")
    times = heads.map({True: 1.0, False: 100.0})  # that of inhabitants is per million already
    numbers = {name: frame[name] * times for name in ("rate", "lower", "upper")}
    named = frame.assign(
        **numbers, denominator=frame["denominator"].replace({"inhabitants": "per_million"})
    )
    names = {"count": "rate_count", "base": "rate_base", "rate": "rate_per"}
    names |= {"lower": "rate_lower", "upper": "rate_upper"}
    columns = ["denominator", "region", *names]
    return _prefix(named[columns].rename(columns=names))


def tabulate_specifications(data: Dataset) -> pd.DataFrame:
    """All specifications, those that conclude alike together.

    Examples
    --------
    >>> from analysis import load
    >>> len(tabulate_specifications(load()))
    168
    """
    frame = frame_grid(data)
    first = ["denominator", "counting", "berlin", "lists", "reading"]
    order = {column: list(dict.fromkeys(frame[column])) for column in first}
    rank = pd.DataFrame({column: frame[column].map(order[column].index) for column in first})
    names = {"berlin": "berlin_place", "east": "counted_east", "west": "counted_west"}
    columns = [*first, "east", "east_base", "west", "west_base", "ratio", "lower", "upper"]
    table = frame.loc[rank.sort_values(first).index, [*columns, "p_value"]]
    return _prefix(table.rename(columns=names).reset_index(drop=True))


def tabulate_headlines(data: Dataset) -> pd.DataFrame:
    """The headline comparisons as a table."""
    frame = frame_headlines(data).drop(columns=["lower_error", "upper_error"])
    return _prefix(frame.rename(columns={"berlin": "berlin_place"}))


def tabulate_size_classes(data: Dataset) -> pd.DataFrame:
    """Who takes part, East and West, by population class.

    Examples
    --------
    >>> from analysis import load
    >>> tabulate_size_classes(load()).columns[0]
    'population_class'
    """
    frame = list_size_classes(data).reset_index()
    names = [f"class_{start}" for start in frame["population_from"]]
    columns = {"count": "east_count", "total": "east_total"}
    columns |= {"other_count": "west_count", "other_total": "west_total"}
    table = frame.assign(population_from=pd.array(names, dtype="str"))
    return table.rename(columns={"population_from": "population_class"} | columns)


def tabulate_conclusions(data: Dataset) -> pd.DataFrame:
    """Which conclusions hold under all specifications."""
    return _prefix(summarise_specifications(frame_grid(data)).reset_index())


def tabulate_bounds(data: Dataset) -> pd.DataFrame:
    """The bounds as a table."""
    columns = ["counting", "scenario", "overlap", "added_east", "added_west"]
    return _prefix(frame_bounds(data)[[*columns, "ratio", "lower", "upper"]])


def tabulate_territories(data: Dataset) -> pd.DataFrame:
    """States and metropolitan regions that take part.

    Examples
    --------
    >>> from analysis import load
    >>> len(tabulate_territories(load()))
    6
    """
    frame = count_territories(data).reset_index()
    names = {"participating": "territories", "total": "territories_total"}
    names |= {"names": "territory_names", "networks": "territory_networks"}
    return frame.rename(columns=names)


# Rates of participation: the count above the line, the one below it, and its base.
RATIOS_OF_SUMS = {
    "participating_per_1000": ("participating", "units", 1_000),
    "memberships_per_1000": ("memberships", "units", 1_000),
    "memberships_per_million": ("memberships", "population", 1_000_000),
    "share_large_cities": ("large_cities_participating", "large_cities", 1),
}


def frame_participation(data: Dataset, *, by: str) -> pd.DataFrame:
    """Participation by region or state, with a row for the whole.

    Examples
    --------
    >>> from analysis import load
    >>> int(frame_participation(load(), by="state").loc["total", "units"])
    10773
    """
    frame = count_participation(data, by=by).rename(columns={"total": "units"})
    whole: dict[str, float] = {
        str(name): frame[name].sum() for name in frame if name not in RATIOS_OF_SUMS
    }
    for rate, (above, below, base) in RATIOS_OF_SUMS.items():
        whole[rate] = base * whole[above] / whole[below] if whole[below] else float("nan")
    total = pd.DataFrame(whole, index=pd.Index(["total"], dtype="str")).astype(frame.dtypes)
    return _drop_small_rates(pd.concat([frame, total]).rename_axis(by))


def _drop_small_rates(frame: pd.DataFrame) -> pd.DataFrame:
    """Leave out rates per 1,000 out of a few municipalities, as the figure does."""
    rates = [name for name in frame if str(name).endswith("_per_1000")]
    return frame.assign(**{str(name): frame[name].mask(frame["units"] < FEW) for name in rates})


def frame_readings(data: Dataset) -> pd.DataFrame:
    """The headline figures of participation under each reading of Berlin and of bare names.

    Examples
    --------
    >>> from analysis import load
    >>> frame_readings(load()).index.names
    FrozenList(['berlin_as', 'reading', 'region'])
    """
    frame = compare_readings(data).rename(columns={"total": "units"})
    columns = ["participating", "memberships", "units", "participating_per_1000"]
    columns += ["memberships_per_million", "share_large_cities"]
    frame = _drop_small_rates(frame[columns])
    return frame.rename_axis(["berlin_as", "reading", "region"])


def frame_coverage(data: Dataset) -> pd.DataFrame:
    """How German members are listed, and how many are named of how many reported.

    Examples
    --------
    >>> from analysis import load
    >>> table = frame_coverage(load()).set_index("short_name")
    >>> int(table.loc["Eurocities", "listed_municipalities"])
    23
    """
    reported = ["members_reported", "members_reported_qualifier", "reported_unit"]
    frame = describe_coverage(data).drop(columns="network_id")
    frame = frame.join(data.networks[reported], validate="one_to_one")
    return frame.rename(
        columns={
            "german_municipalities_qualifier": "german_municipalities_precision",
            "members_reported_qualifier": "members_precision",
            "reported_unit": "counted_unit",
        }
    )


LIMITS = ["ratio", "lower", "upper"]
COUNTS = ["participating", "total"]


def _tell_regions(data: Dataset) -> Pair | None:
    if not _has_sides(data):
        return None
    frame = frame_headlines(data)
    ratios = frame[frame["berlin"].eq("separate")].set_index("comparison")
    counts = count_participation(data)
    has_strata = "strata" in ratios.index and ratios["ratio"].notna()["strata"]

    def write(lang: str) -> str:
        def limit(comparison: str) -> str:
            ratio, lower, upper = map(float, ratios.loc[[comparison], LIMITS].to_numpy()[0])
            return format_interval(ratio, lower, upper, lang=lang)

        of = "von" if lang == "de" else "of"
        east, west = (
            f"{_number(participating, lang)} {of} {_number(total, lang)}"
            for participating, total in counts.loc[["east", "west"], COUNTS].to_numpy()
        )
        if lang == "de":
            text = (
                f"Im Osten sind {east} Kommunen beteiligt, im Westen {west}: Risikoverhältnis "
                f"{limit('municipalities')}"
            )
            if has_strata:
                text += f", bei gleicher Einwohnerklasse Odds-Ratio {limit('strata')}"
            return f"{text}. In Klammern exakte 95-%-Grenzen; Berlin ist gesondert gezählt."
        text = (
            f"{east} eastern municipalities take part and {west} western ones: risk ratio "
            f"{limit('municipalities')}"
        )
        if has_strata:
            text += f"; within classes of equal population the odds ratio is {limit('strata')}"
        return f"{text}. In brackets exact 95% limits; Berlin is counted apart."

    return _pair(write)


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


FEW_UNITS = (
    "Municipalities only, without districts. “n/a”: no rate per 1,000 for fewer than "
    f"{FEW} municipalities, no share where there is no large city.",
    "Nur Kommunen, ohne Landkreise. „entf.“: keine Rate je 1.000 bei weniger als "
    f"{FEW} Kommunen, kein Anteil, wo es keine Großstadt gibt.",
)
EMPTY = by_report(
    ("Empty: the report states nothing.", "Leer: keine Angabe im Bericht."),
    ("Empty: not stated.", "Leer: keine Angabe."),
)

PARTICIPATION_FIGURES = (
    Output(
        name="participation",
        kind="figure",
        notebook="03_city_network_graph",
        title=(
            "Participation in eastern and western Germany",
            "Beteiligung in Ost- und Westdeutschland",
        ),
        measure=count_participation,
        draw=partial(draw_plot, plot_participation),
        widths=BOTH,
        describe=describe_participation,
        notes=(
            LISTED,
            MUNICIPAL,
            (
                "Berlin is shown apart; for a single municipality there is no rate per 1,000. "
                "Large cities: 100,000 or more inhabitants.",
                "Berlin ist gesondert ausgewiesen; für eine einzige Kommune entfällt die Rate je "
                "1.000. Großstädte: ab 100.000 Einwohnern.",
            ),
        ),
        sources=(name_source, name_official),
        needs=("municipalities", "members"),
    ),
    Output(
        name="map",
        kind="figure",
        notebook="05_east_west",
        title=("Where the German members lie", "Lage der deutschen Mitglieder"),
        measure=_measure_map,
        draw=partial(draw_plot, plot_map),
        widths=BOTH,
        describe=lambda measured, *rest: describe_map(measured[0], *rest),
        numbers=lambda measured: measured[0],
        notes=(
            (
                "The larger the marker, the more networks; named are the cities in the most.",
                "Je größer das Zeichen, desto mehr Netzwerke; benannt sind die Städte in den "
                "meisten.",
            ),
            LISTED,
        ),
        sources=(name_source, name_places),
        needs=("members", "coordinates"),
    ),
)


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
WHISKERS = ("Lines and brackets: 95% limits.", "Linien und Klammern: 95-%-Grenzen.")
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
        measure=frame_rates,
        draw=partial(draw_plot, plot_regional_rates),
        widths=(WIDTH_MM, COLUMN_MM),
        describe=describe_rates,
        notes=(RATES, MILLIONS, EQUALS, POPULATION, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="region_ratios",
        kind="figure",
        notebook="05_east_west",
        title=("East against West, by comparison", "Ost gegenüber West, nach Vergleich"),
        measure=frame_headlines,
        draw=partial(draw_plot, plot_region_ratios),
        widths=(WIDTH_MM, COLUMN_MM),
        describe=describe_ratios,
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
        measure=frame_grid,
        draw=partial(draw_plot, plot_specifications),
        describe=describe_specifications,
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
        measure=frame_bounds,
        draw=partial(draw_plot, plot_coverage_bounds),
        widths=(WIDTH_MM, COLUMN_MM),
        describe=describe_bounds,
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
        measure=tabulate_rates,
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
        measure=tabulate_headlines,
        notes=(SHARES, RATIOS, PVALUE, POPULATION, LISTED),
        sources=(name_source, name_official),
        needs=BOTH_SIDES,
    ),
    Output(
        name="region_size_classes",
        kind="table",
        notebook="05_east_west",
        title=("Who takes part, by population class", "Beteiligung nach Größenklasse"),
        measure=tabulate_size_classes,
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
        measure=tabulate_specifications,
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
        measure=tabulate_conclusions,
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
        measure=tabulate_bounds,
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
        measure=tabulate_territories,
        notes=(TERRITORIES,),
        needs=("territories",),
    ),
)
REGION_ENTRIES = (*REGION_FIGURES, *REGION_TABLES)

PARTICIPATION_TABLES = (
    Output(
        name="participation_by_region",
        kind="table",
        notebook="05_east_west",
        title=("Participation by region", "Beteiligung nach Landesteil"),
        measure=partial(frame_participation, by="region"),
        notes=(FEW_UNITS, LISTED),
        sources=(name_source, name_official),
        needs=("municipalities",),
    ),
    Output(
        name="participation_by_state",
        kind="table",
        notebook="05_east_west",
        title=("Participation by state", "Beteiligung nach Bundesland"),
        measure=partial(frame_participation, by="state"),
        notes=(FEW_UNITS, LISTED),
        sources=(name_source, name_official),
        needs=("municipalities",),
    ),
    Output(
        name="participation_readings",
        kind="table",
        notebook="05_east_west",
        title=(
            "Participation under each reading of Berlin and of ambiguous names",
            "Beteiligung nach Zuordnung Berlins und Lesart mehrdeutiger Namen",
        ),
        measure=frame_readings,
        notes=(note_ambiguous, FEW_UNITS, LISTED),
        sources=(name_source, name_official),
        needs=("municipalities",),
    ),
    Output(
        name="coverage",
        kind="table",
        notebook="00_data",
        title=("How German members are listed", "Wie deutsche Mitglieder aufgezählt sind"),
        measure=frame_coverage,
        notes=(
            (
                "Others: regions, federal states, the country, organisations and the like, as far "
                "as they take part.",
                "Andere: Regionen, Bundesländer, der Staat, Organisationen und weitere, soweit sie "
                "beteiligt sind.",
            ),
            note_units,
            EMPTY,
        ),
    ),
)
