"""The manifest: every file recorded with what made it, and any difference found."""

import hashlib
import importlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.catalogue import OUTPUTS
from analysis.data import Dataset
from analysis.data.contract import FOLDER
from analysis.presentation.registry import Output
from analysis.report.manifest import (
    MANIFEST,
    describe_record,
    digest_inputs,
    verify_manifest,
    write_manifest,
)
from analysis.report.run import Exported, export_outputs

ROOT = Path(__file__).parents[1]
NAMES = "periods,tabelle_1,city_network_graph,page"


def export(out: Path, *words: str, names: str = NAMES) -> int:
    return main(["export", "--out", str(out), "--formats", "svg", "--only", names, *words])


def read(out: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("manifest") / "reports"
    assert export(out) == 0
    return out


@pytest.fixture
def out(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "reports"))


def test_every_file_is_recorded_with_its_digest(out: Path) -> None:
    recorded = {
        path: digest for record in read(out)["outputs"].values()
        for path, digest in record["files"].items()
    }  # fmt: skip
    files = {path.relative_to(out).as_posix(): path for path in out.rglob("*") if path.is_file()}
    assert set(recorded) == set(files) - {MANIFEST}
    for name, digest in recorded.items():
        assert hashlib.sha256(files[name].read_bytes()).hexdigest() == digest
    assert list(read(out)["outputs"]) == ["periods", "tabelle_1", "city_network_graph", "page"]
    text = (out / MANIFEST).read_text(encoding="utf-8")
    assert str(out) not in text
    assert str(ROOT) not in text
    assert verify_manifest(out) == []


def test_inputs_and_versions_are_those_of_the_run(out: Path) -> None:
    manifest = read(out)
    for record in manifest["outputs"].values():
        versions = manifest["environments"][record["environment"]]
        assert versions["pandas"] == pd.__version__
        assert {"python", "matplotlib", "networkx", "city-network-analysis"} <= set(versions)
        for name, digest in record["inputs"].items():
            assert hashlib.sha256((FOLDER / name).read_bytes()).hexdigest() == digest


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: output.name)
def test_every_entry_can_be_traced(output: Output) -> None:
    """The functions can be imported, and the notebook shows what they make."""
    record = describe_record(output, None)
    for key in {"measured_by", "drawn_by"} & set(record):
        module, _, name = record[key].rpartition(".")
        assert callable(getattr(importlib.import_module(module), name)), record[key]
    notebook = ROOT / record["notebook"]
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    if output.kind == "figure":
        assert re.search(rf"\b{record['drawn_by'].rpartition('.')[2]}\(", code)


def test_inputs_name_every_table_that_is_read(data: Dataset) -> None:
    """Without a table that is not among its inputs an entry measures the same."""
    from dataclasses import replace

    from analysis.catalogue import find_absent

    for output in OUTPUTS:
        inputs = describe_record(output, None)["inputs"]
        absent = {
            name: None for name in ("municipalities", "claims") if f"{name}.csv" not in inputs
        }
        assert find_absent(output, replace(data, **absent)) == ""
        assert {"networks.csv", "members.csv", "memberships.csv"} <= set(inputs)


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        (lambda out: (out / "figures/periods_de.svg").unlink(), r"figures/periods_de.svg: missing"),
        (lambda out: (out / "index.html").write_text("x"), r"index.html: changed"),
        (lambda out: (out / "tables/mine.csv").write_text("x"), r"tables/mine.csv: not recorded"),
    ],
)
def test_what_differs_is_found(out: Path, damage: Any, expected: str) -> None:
    damage(out)
    (found,) = verify_manifest(out)
    assert re.match(expected, found)


def test_the_command_line_verifies(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--verify", "--out", str(out)]) == 0
    assert "as recorded" in capsys.readouterr().out
    (out / "index.html").unlink()
    assert main(["export", "--verify", "--out", str(out)]) == 1
    captured = capsys.readouterr()
    assert captured.out == "index.html: missing (page)\n"
    assert captured.err.endswith("differences from " + str(out / MANIFEST) + ": 1\n")
    (out / MANIFEST).write_text("{}")
    assert main(["export", "--verify", "--out", str(out)]) == 1
    assert "is no manifest of an export" in capsys.readouterr().err
    (out / MANIFEST).unlink()
    assert main(["export", "--verify", "--out", str(out)]) == 1
    assert "export into this folder first" in capsys.readouterr().err


@pytest.mark.parametrize(
    "content",
    [
        "[]", '{"environments": {}, "outputs": []}',
        '{"environments": {}, "outputs": {"periods": null}}',
        '{"environments": {}, "outputs": {"periods": {"files": [], "inputs": {}}}}',
        '{"environments": {}, "outputs": {"a": {"files": {}, "inputs": {}, "environment": "b"}}}',
        '{"environments": {}, "out',
    ],
)  # fmt: skip
def test_a_damaged_manifest_is_told_before_anything_is_made(
    out: Path, content: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (out / MANIFEST).write_text(content)
    for words in (["--verify"], ["--only", "tabelle_2"], []):
        assert main(["export", "--out", str(out), *words]) == 1
        assert "is no manifest of an export; remove it" in capsys.readouterr().err
    assert not list(out.glob("tables/tabelle_2*"))


def test_other_tables_are_noticed(small_folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ["--data", str(small_folder)]
    assert export(out, *words, names="tabelle_1") == 0
    assert verify_manifest(out, small_folder) == []
    path = small_folder / "networks.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2015", "2016"), encoding="utf-8")
    assert verify_manifest(out, small_folder) == [
        "tabelle_1: made from another networks.csv; export it again"
    ]
    assert digest_inputs(small_folder).keys() >= {"datapackage.json", "networks.csv"}
    assert "claims.csv" not in digest_inputs(small_folder)


def test_a_part_is_refused_in_a_folder_of_other_outputs(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert export(out, names="timeline,periods") == 1
    assert capsys.readouterr().err == (
        f"error: {out / MANIFEST} records other outputs (tabelle_1, city_network_graph, page): "
        "choose another folder with --out, or export everything, without --only\n"
    )
    assert before == {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_the_same_part_is_renewed_whole(out: Path) -> None:
    """What it no longer makes, here the other language, goes; a page that is there follows."""
    (out / "figures/mine.svg").write_text("x")
    (out / "figures/.periods_de.svg.99.part").write_text("x")  # hidden files are no difference
    assert export(out, "--lang", "de", names="periods,tabelle_1,city_network_graph,page") == 0
    assert not (out / "figures/periods_en.svg").exists()
    assert (out / "figures/mine.svg").exists()  # nobody recorded it: it is the user's
    assert "_en." not in (out / "index.html").read_text(encoding="utf-8")
    assert verify_manifest(out) == ["figures/mine.svg: not recorded"]


def test_a_file_outside_the_folder_is_never_removed(out: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("x")
    manifest = read(out)
    manifest["outputs"]["periods"]["files"] |= {"figures/old_de.svg": "0", "../outside.txt": "0"}
    (out / "figures/old_de.svg").write_text("x")
    (out / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    assert export(out) == 0
    assert not (out / "figures/old_de.svg").exists()
    assert outside.exists()


def test_pages_of_notebooks_keep_the_inputs_from_which_they_were_made(out: Path) -> None:
    """An export executes no notebook: it cannot say that a page was made from today's tables."""
    page = out / "notebooks/00_data.html"
    page.parent.mkdir()
    page.write_text("<h1>x</h1>")
    made = {"tabelle_1": [out / "tables/tabelle_1_de.csv"]}
    write_manifest(out, None, made)
    manifest = read(out)
    assert "notebooks/00_data.ipynb" in manifest["outputs"]["00_data"]["inputs"]
    manifest["outputs"]["00_data"]["inputs"]["networks.csv"] = "0"
    (out / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    write_manifest(out, None, made)
    assert verify_manifest(out)[0] == "00_data: made from another networks.csv; export it again"
    page.write_text("<h1>executed again</h1>")
    write_manifest(out, None, made)
    assert not [line for line in verify_manifest(out) if line.startswith("00_data")]


def test_the_page_shows_nothing_that_the_same_export_removes(
    out: Path, small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole export of tables that allow less, into the folder of others."""

    def export_few(*given: Any, names: None, **options: Any) -> Exported:
        return export_outputs(*given, names=["tabelle_1", "participation_by_state"], **options)

    monkeypatch.setattr("analysis.report.run.export_outputs", export_few)
    assert main(["export", "--out", str(out), "--data", str(small_folder)]) == 0
    page = (out / "index.html").read_text(encoding="utf-8")
    links = set(re.findall(r'href="((?:figures|tables|graph)/[^"]+)"', page))
    assert links == {f"tables/{path.name}" for path in (out / "tables").iterdir()}
    assert {path.name[:10] for path in (out / "tables").iterdir()} == {"tabelle_1_"}
    assert verify_manifest(out, small_folder) == []
