"""The committed notebooks: their form, and that strict nbval notices tampered data."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = [
    *sorted((ROOT / "notebooks").glob("*.ipynb")),
    *sorted((ROOT / "notebooks" / "supplement").glob("*.ipynb")),
]
NAMES = [
    "00_data", "01_founding_timeline", "02_typology", "03_city_network_graph", "04_cross_linking",
    "05_east_west", "06_claims", "S1_cross_linking", "S2_east_west",
]  # fmt: skip


def read_cells(path: Path) -> list[dict]:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def read_code(path: Path) -> list[dict]:
    return [cell for cell in read_cells(path) if cell["cell_type"] == "code"]


def parse(cell: dict) -> ast.Module:
    lines = cell["source"].splitlines()
    return ast.parse("\n".join(line for line in lines if not line.startswith("%")))


def test_all_notebooks_are_there() -> None:
    assert [path.stem for path in NOTEBOOKS] == NAMES


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> Path:
    return request.param


def test_is_small_enough_to_open_at_once(notebook: Path) -> None:
    assert notebook.stat().st_size < 700_000, "run `make refresh`: images are stored with a palette"


def test_opens_and_closes_as_agreed(notebook: Path) -> None:
    texts = [cell["source"] for cell in read_cells(notebook) if cell["cell_type"] == "markdown"]
    assert texts[0].startswith("# ")
    for part in ("*Zusammenfassung.*", "**Question.**", "**Place in the report.**", "**Data.**"):
        assert part in texts[0]
    summary = texts[0].split("*Zusammenfassung.*")[1].split("**Question.**")[0]
    assert 3 <= len(re.findall(r"[.!?](?=\s)", summary)) <= 6
    headings = [line for text in texts for line in text.splitlines() if line.startswith("## ")]
    assert headings[-1] == "## Against the report"
    assert sum(text.count("\n# ") + text.startswith("# ") for text in texts) == 1


def test_is_short_and_plain(notebook: Path) -> None:
    code = read_code(notebook)
    main = notebook.parent.name == "notebooks"
    assert len(read_cells(notebook)) <= (20 if main else 32)
    texts = [cell["source"] for cell in read_cells(notebook) if cell["cell_type"] == "markdown"]
    assert len(" ".join(texts).split()) <= 900
    for cell in code:
        assert len(cell["source"].splitlines()) <= 12
        tree = parse(cell)
        assert not any(isinstance(node, (ast.FunctionDef, ast.ClassDef)) for node in ast.walk(tree))
        assert not cell["source"].rstrip().endswith(";")
    imports = [any(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.walk(parse(cell)))
               for cell in code]  # fmt: skip
    assert imports == [True] + [False] * (len(code) - 1)
    loads = [cell for cell in code if re.search(r"\bload\(", cell["source"])]
    assert loads == [code[1]]


def test_outputs_are_results_alone(notebook: Path) -> None:
    """No errors, warnings or progress bars; nothing that names a machine or a moment; no scripts.

    The interactive graph is megabytes of script: readers call it themselves.
    """
    for cell in read_code(notebook):
        assert "explore_graph" not in cell["source"]
        kinds = {output["output_type"] for output in cell["outputs"]}
        assert kinds <= {"execute_result", "display_data"}
        text = json.dumps([{**output["data"], "image/png": ""} for output in cell["outputs"]])
        assert not re.search(r"/home/|/work/|/tmp/|0x[0-9a-f]{6}|\bid=.T_|<iframe|<script", text)
    assert notebook.stat().st_size < 3_000_000


def test_every_figure_is_shown_after_the_numbers_it_plots(notebook: Path) -> None:
    """nbval compares no images: a wrong plot is noticed by the frame above it alone."""
    code = read_code(notebook)
    plots = [i for i, cell in enumerate(code) if "plot_" in cell["source"]]
    for i in plots:
        assert code[i]["source"].splitlines()[-1].startswith("_ = ")
        assert any("image/png" in output["data"] for output in code[i]["outputs"])
        shown = [output for output in code[i - 1]["outputs"] if "text/html" in output["data"]]
        assert shown, f"{notebook.stem}: figure in cell {i + 1} follows no table"


def test_was_executed_from_top_to_bottom_and_names_no_version(notebook: Path) -> None:
    counts = [cell["execution_count"] for cell in read_code(notebook)]
    assert counts == list(range(1, len(counts) + 1))
    content = json.loads(notebook.read_text(encoding="utf-8"))
    assert set(content["metadata"]) == {"kernelspec", "language_info"}
    assert content["metadata"]["language_info"] == {"name": "python"}
    assert all(cell["metadata"] == {} for cell in content["cells"])


# A table, which row of it, and what is written there; without anything the row is removed.
TAMPERED: dict[str, tuple[str, str, dict[str, str]]] = {
    "membership": ("memberships", "network_id == 'polis' and member_id == 'berlin'", {}),
    "year": ("networks", "network_id == 'oasc'", {"founded": "2014", "founded_latest": "2014"}),
    "type": ("networks", "network_id == 'agora'", {"type": "platform"}),
}


def tamper(folder: Path, name: str) -> None:
    table, which, values = TAMPERED[name]
    path = folder / f"{table}.csv"
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    (row,) = frame.query(which).index
    assert values.items().isdisjoint(frame.loc[row].items())
    frame.loc[row, list(values)] = list(values.values())
    (frame if values else frame.drop(row)).to_csv(path, index=False, lineterminator="\n")


@pytest.mark.parametrize(
    ("name", "fails", "passes"),
    [
        ("membership", "03_city_network_graph", "01_founding_timeline"),
        ("year", "01_founding_timeline", "02_typology"),
        ("type", "02_typology", "01_founding_timeline"),
    ],
)
def test_strict_nbval_notices_tampering(tmp_path: Path, name: str, fails: str, passes: str) -> None:
    """The right notebook fails on tampered data, and one that does not use them still passes."""
    for folder in ("data", "notebooks", "src"):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    (tmp_path / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "nbval.cfg", tmp_path / "tests")
    tamper(tmp_path / "data", name)
    settings = ["--rootdir=.", "--nbval-sanitize-with=tests/nbval.cfg", "-p", "no:cacheprovider"]
    # The first failure ends the run: what must still pass comes before.
    run = [sys.executable, "-m", "pytest", "-vx", "--nbval", "--nbval-current-env", *settings]
    paths = [f"notebooks/{stem}.ipynb" for stem in (passes, fails)]
    # The copy stands before the installed library; agg would turn figures in notebooks off.
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
    environment.pop("MPLBACKEND", None)
    done = subprocess.run(
        [*run, *paths], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    failed = set(re.findall(r"^notebooks/(\w+)\W+ipynb::.* FAILED", done.stdout, re.MULTILINE))
    assert done.returncode == 1, done.stdout + done.stderr
    assert failed == {fails}
