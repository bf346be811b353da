"""How long it takes to begin: the import, and each notebook from start to end."""

import sys
import tempfile
from pathlib import Path

from benchmarks.measuring import ROOT, Row, time_process

REPEATS = 8


def _measure_import(statement: str, limit: float | None) -> Row:
    """Fresh processes by turns; the first of each is not counted: it fills the disk's cache."""
    commands = [[sys.executable, "-c", code] for code in (statement, "import pandas")]
    runs = [[time_process(command) for command in commands] for _ in range(REPEATS + 1)][1:]
    best = [min(run[which][0] for run in runs) for which in (0, 1)]
    ratio = best[0] / best[1]
    text, met = ("", None) if limit is None else (f"≤ {limit}", ratio <= limit)
    return Row(
        statement, "", "fresh process", best[0], "import pandas", best[1], ratio, text, met,
        max(run[0][1] for run in runs),
    )  # fmt: skip


def _measure_notebook(path: Path) -> Row:
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute",
            "--log-level", "ERROR", "--output-dir", folder, str(path),
        ]  # fmt: skip
        seconds, peak = time_process(command)
    return Row(
        "notebook", "", path.stem, seconds, limit="< 60 s", met=seconds < 60, peak_bytes=peak
    )


def measure() -> list[Row]:
    """Measure the import and all notebooks."""
    paths = sorted((ROOT / "notebooks").glob("*.ipynb"))
    # The package imports what a name needs when the name is first used.
    imports = [
        _measure_import("import analysis", 1.1),
        _measure_import("from analysis import build_graph, load", None),
    ]
    return [*imports, *(_measure_notebook(path) for path in paths)]
