"""Fixtures: the repository's tables, and a small folder of sound tables for tests to damage."""

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.data import Dataset, load
from analysis.presentation.registry import Output, measure_once

# Tables are opened in LaTeX and LibreOffice by `make test-print` alone.
collect_ignore = ["print"]

NETWORKS = """\
network_id,name,short_name,category,founded,founded_latest,founded_alternative,initiative,type,type_alternative,term,term_end,funding,reach,members_reported,members_reported_qualifier,german_municipalities_reported,german_municipalities_qualifier,reported_unit,german_listing,formats,topics,website,note
morgenstadt,Morgenstadt Initiative,Morgenstadt,national,2012,2012,,bottom_up,association_research,,open_ended,,members;grants,national,21,exact,,,municipalities,complete,workshop;joint_project,energy;mobility,https://www.morgenstadt.de,"Says ""city"", means town"
marketplace,Smart Cities Marketplace,Marketplace,smart_city,2012,2012,2020,top_down,other_top_down,platform,not_stated,,eu,europe,,,,,,examples,webinar;matchmaking,finance;scaling,https://smart-cities-marketplace.ec.europa.eu/,
oasc,Open and Agile Smart Cities,OASC,smart_city,2015,2016,,bottom_up,umbrella,,open_ended,,members,global,150,more_than,2,exact,cities_and_others,complete,conference;working_group,data,http://oascities.org,
eurotowns,Eurotowns,Eurotowns,cities_regions,1991,1991,,bottom_up,umbrella,,fixed,2024,none,europe,20,about,0,exact,members,none,not_stated,broad,,Über die Städte mittlerer Größe
"""  # noqa: E501

MEMBERS = """\
member_id,name,kind,country,state,ags,population,population_source,latitude,longitude,geo_source,part_of
amsterdam,Amsterdam,municipality,NL,,,,,52.37403,4.88969,GeoNames 2759794,
berlin,Berlin,municipality,DE,BE,11000000,3755251,Destatis,52.52437,13.41053,GeoNames 2950159,
eu-kommission,Europäische Kommission,eu_body,,,,,,,,,
halle-saale,Halle (Saale),municipality,DE,ST,15002000,242083,Destatis,51.48158,11.97947,GeoNames 2911522,
halle-westfalen,Halle (Westf.),municipality,DE,NW,05754012,21675,Destatis,52.06007,8.36083,GeoNames 2911520,
hessen,Hessen,state,DE,HE,,,,,,,
kiel,Kiel,municipality,DE,SH,01002000,247717,Destatis,54.32133,10.13489,GeoNames 2891122,
landkreis-ludwigsburg,Landkreis Ludwigsburg,district,DE,BW,08118,140000,Destatis,48.90000,9.20000,GeoNames 3220789,
oasc,Open and Agile Smart Cities,network,,,,,,,,,
"""  # noqa: E501

MEMBERSHIPS = """\
network_id,member_id,role,listed_as,source,ambiguous_with
morgenstadt,berlin,member,,Steckbrief: Akteure/Mitglieder,
morgenstadt,halle-saale,member,Halle,Steckbrief: Akteure/Mitglieder,halle-westfalen
morgenstadt,landkreis-ludwigsburg,member,,Steckbrief: Beteiligung deutscher Kommunen,
marketplace,eu-kommission,initiator,,3.2.1,
marketplace,eu-kommission,funder,,Steckbrief: Finanzierung,
marketplace,oasc,partner,,Steckbrief: Akteure/Mitglieder,
oasc,amsterdam,member,,Steckbrief: Akteure/Mitglieder,
oasc,berlin,observer,"Berlin, Stadt",Tabelle 1,
oasc,kiel,lighthouse,,Steckbrief: Akteure/Mitglieder,
eurotowns,hessen,partner,,2.4,
"""

MUNICIPALITIES = """\
ags,name,state,legal_type_code,population,area_km2,degree_of_urbanisation,latitude,longitude
01002000,"Kiel, Landeshauptstadt",SH,61,247717,118.65,01,54.32,10.13
05754012,"Halle (Westf.), Stadt",NW,63,21675,69.71,02,52.06,8.36
08118048,"Ludwigsburg, Stadt",BW,67,95000,43.33,02,48.90,9.19
08118079,"Kornwestheim, Stadt",BW,67,45000,14.65,02,48.86,9.18
11000000,"Berlin, Stadt",BE,61,3755251,891.12,01,52.52,13.41
15002000,"Halle (Saale), Stadt",ST,61,242083,135.03,01,51.48,11.98
"""

Damage = Callable[[str, int, str, str], None]


@pytest.fixture(scope="session")
def data() -> Iterator[Dataset]:
    """The repository's tables; what outputs measure of them is measured once."""
    with measure_once():
        yield load()


@pytest.fixture
def small_folder(tmp_path: Path) -> Path:
    """Three sound tables, to be read by the contract of the repository."""
    folder = tmp_path / "tables"
    folder.mkdir()
    for name, text in (("networks", NETWORKS), ("members", MEMBERS), ("memberships", MEMBERSHIPS)):
        (folder / f"{name}.csv").write_bytes(text.encode())
    return folder


@pytest.fixture
def full_folder(small_folder: Path) -> Path:
    """The same with a list of municipalities."""
    (small_folder / "municipalities.csv").write_bytes(MUNICIPALITIES.encode())
    return small_folder


@pytest.fixture
def damage(small_folder: Path) -> Damage:
    """Write a value into one cell: file, row as a spreadsheet counts it, column, value."""

    def write(file: str, row: int, column: str, value: str) -> None:
        path = small_folder / file
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        rows[row - 1][rows[0].index(column)] = value
        with path.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream, lineterminator="\n").writerows(rows)

    return write


@pytest.fixture(scope="session")
def measured(data: Dataset) -> Callable[[Output], Any]:
    """What an entry of the list measures."""
    return lambda output: output.measure(data)
