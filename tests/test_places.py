"""Places of the report in the language of the table."""

import re

import pytest

from analysis.catalogue import find_outputs
from analysis.claims.outputs import HEADINGS, ROWS, name_section
from analysis.data import load
from analysis.data.contract import LANGUAGES
from analysis.presentation.tables import translate_table

CLAIMS = load().claims
GERMAN = re.compile("Steckbrief|Zusammenfassung|Literatur|Beteiligung|[äöüß]")


def test_every_place_has_an_english_name() -> None:
    named = {section: name_section(section, "en") for section in CLAIMS["section"]}
    assert [name for name in named.values() if GERMAN.search(name)] == []
    assert len(set(named.values())) == len(named)
    kept = {section for section, name in named.items() if section == name}
    assert all(re.fullmatch(r"[\d.]+|(Tabelle|Abbildung) \d", section) for section in kept)


def test_every_place_of_the_contract_is_known() -> None:
    (pattern,) = (
        field["constraints"]["pattern"]
        for resource in load().contract["resources"]
        for field in resource.get("schema", {}).get("fields", [])
        if field["name"] == "section"
    )
    names = [*HEADINGS, *(f"Steckbrief: {row}" for row in ROWS)]
    assert [name for name in names if not re.fullmatch(pattern, name)] == []
    rows = re.search(r"Steckbrief: \(\?:(.*)\)\)$", pattern)
    assert rows is not None
    assert [row for row in rows[1].split("|") if not any(re.fullmatch(row, k) for k in ROWS)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_statements_of_one_summary_stand_together(lang: str) -> None:
    (output,) = find_outputs(["claims"])
    data = load()
    table = translate_table(output.measure(data), lang=lang, labels=data.contract)
    assert table.columns[0] == ({"de": "Stelle im Bericht", "en": "Place in the report"}[lang],)
    places = [row[0] for row in table.rows]
    assert len(places) == len(data.claims)
    for section in ("Zusammenfassung", "Summary"):
        name = name_section(section, lang)
        number = int((data.claims["section"] == section).sum())
        first = places.index(name)
        assert places[first : first + number] == [name] * number
        assert places.count(name) == number
