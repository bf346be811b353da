"""The contract: complete in both languages, and honoured by frictionless as it stands."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from analysis.data.contract import (
    EAST,
    FOLDER,
    GOVERNANCE,
    PARTICIPATION,
    REQUIRED,
    WEST,
    codes,
    definitions,
    labels,
    list_fields,
    read_contract,
)
from tools.renew_readme import describe_tables

TABLES = ("networks", "members", "memberships", "municipalities")
DESCRIBED = (*TABLES, "claims")
CONTRACT = read_contract()
CODED = [
    (table, field)
    for table in DESCRIBED
    for field in list_fields(CONTRACT, table)
    if "codes" in field or "codes_from" in field
]
CODED_NAMES = [f"{table}.{field['name']}" for table, field in CODED]
CODE_SETS = dict.fromkeys([*(field["name"] for _, field in CODED), "region"])


def validate(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run `frictionless validate datapackage.json` in a folder."""
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json", "--json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_frictionless_finds_the_repository_valid() -> None:
    run = validate(FOLDER)
    assert run.returncode == 0, run.stdout
    report = json.loads(run.stdout)
    assert report["valid"]
    assert {task["name"] for task in report["tasks"]} >= {*DESCRIBED, "states"}


def test_frictionless_judges_the_tables_by_the_contract(tmp_path: Path) -> None:
    """The delimiter is fixed, codes and keys are enforced: a valid report means something."""
    package = read_contract()
    package["resources"] = [entry for entry in package["resources"] if entry["name"] in REQUIRED]
    (tmp_path / "datapackage.json").write_text(json.dumps(package), "utf-8")
    tables = {name: (FOLDER / f"{name}.csv").read_text("utf-8") for name in REQUIRED}
    tables["networks"] = tables["networks"].replace("innovation;education", "innovation;edukation")
    tables["memberships"] = tables["memberships"].replace(",hamburg,", ",hamburgg,")
    for name, text in tables.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    report = json.loads(validate(tmp_path).stdout)
    found = {(task["name"], error["type"]) for task in report["tasks"] for error in task["errors"]}
    assert found == {("networks", "constraint-error"), ("memberships", "foreign-key")}
    (tmp_path / "networks.csv").write_text(tables["networks"].replace(",", ";"), "utf-8")
    assert validate(tmp_path).returncode == 1


@pytest.mark.parametrize("table", DESCRIBED)
def test_fields_speak_both_languages(table: str) -> None:
    for field in list_fields(CONTRACT, table):
        for key in ("title", "title_de", "description", "description_de"):
            assert field.get(key, "").strip(), (field["name"], key)
        assert field["description"] != field["description_de"]


@pytest.mark.parametrize(("table", "field"), CODED, ids=CODED_NAMES)
def test_codes_and_constraints_agree(table: str, field: dict) -> None:
    allowed = codes(CONTRACT, field.get("codes_from", field["name"]))
    assert len(set(allowed)) == len(allowed) > 1
    if field.get("list"):
        pattern = field["constraints"]["pattern"]
        assert re.fullmatch(pattern, ";".join(allowed))
        for wrong in ("", ";", f"{allowed[0]};", f"{allowed[0]},{allowed[1]}", "x", allowed[0] * 2):
            assert not re.fullmatch(pattern, wrong)
    else:
        assert field["constraints"]["enum"] == allowed


@pytest.mark.parametrize("column", CODE_SETS)
def test_codes_have_labels_and_definitions(column: str) -> None:
    for lang in ("en", "de"):
        for short in (False, True):
            found = labels(CONTRACT, column, lang=lang, short=short)
            assert list(found) == codes(CONTRACT, column)
            assert len(set(found.values())) == len(found), "two codes share a label"
        assert all(text.endswith(".") for text in definitions(CONTRACT, column, lang=lang).values())


def test_patterns_are_grouped() -> None:
    """frictionless puts ^ and $ around a pattern: an open alternative would lose its anchors."""
    for table in DESCRIBED:
        for field in list_fields(CONTRACT, table):
            pattern = field.get("constraints", {}).get("pattern", "")
            outer = re.sub(r"\\.|\[[^]]*\]", "", pattern)
            while outer != (outer := re.sub(r"\([^()]*\)", "", outer)):
                pass
            assert "|" not in outer, pattern


@pytest.mark.parametrize("table", DESCRIBED)
def test_long_patterns_are_said_in_words(table: str) -> None:
    """Faults show these words; lists of codes show their codes."""
    for field in list_fields(CONTRACT, table):
        if len(field.get("constraints", {}).get("pattern", "")) > 40 and not field.get("list"):
            assert 0 < len(field["pattern_en"]) < 300
            assert 0 < len(field["pattern_de"]) < 300


def test_groups_tie_the_constants() -> None:
    assert codes(CONTRACT, "role", group="participation") == list(PARTICIPATION)
    assert codes(CONTRACT, "role", group="governance") == list(GOVERNANCE)
    assert codes(CONTRACT, "role") == [*PARTICIPATION, *GOVERNANCE]
    assert codes(CONTRACT, "state", group="east") == list(EAST)
    assert codes(CONTRACT, "state", group="west") == list(WEST)
    assert codes(CONTRACT, "state", group="berlin") == ["BE"]


def test_rights_are_stated() -> None:
    assert "BBSR-Online-Publikation 36/2023" in CONTRACT["citation"]
    for resource in CONTRACT["resources"]:
        assert resource["licenses"], resource["name"]
        assert resource["sources"], resource["name"]
    municipalities = next(r for r in CONTRACT["resources"] if r["name"] == "municipalities")
    notice = "© Statistisches Bundesamt (Destatis), 2024, GV-ISys"
    assert notice in municipalities["licenses"][0]["title"]


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match=r"'colour'.*known: network_id"):
        codes(CONTRACT, "colour")
    with pytest.raises(ValueError, match=r"'fr'.*allowed: en, de"):
        labels(CONTRACT, "role", lang="fr")
    with pytest.raises(ValueError, match=r"'cities'.*tables: networks"):
        list_fields(CONTRACT, "cities")
    assert codes(CONTRACT, "note") == []


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"resources": 3}', "ä".encode("latin-1").decode("latin-1")]
)
def test_broken_contract_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "datapackage.json").write_text(text, "latin-1")
    with pytest.raises(ValueError, match=r"datapackage\.json"):
        read_contract(tmp_path)


def test_dictionary_holds_every_field_and_code() -> None:
    text = describe_tables(CONTRACT)
    for table in DESCRIBED:
        assert f"### {table}.csv: " in text
        for field in list_fields(CONTRACT, table):
            assert f"\n| `{field['name']}` | " in text
            for code in codes(CONTRACT, field["name"]):
                assert f"\n| `{code}` | " in text
    assert "Codes of `region` (in no table; derived):" in text
    rows = [line for line in text.splitlines() if line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", row)) == 5 for row in rows)


def test_contract_is_written_as_json_prints_it() -> None:
    text = (FOLDER / "datapackage.json").read_text("utf-8")
    assert text == json.dumps(CONTRACT, ensure_ascii=False, indent=2) + "\n"
