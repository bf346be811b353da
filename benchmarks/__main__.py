"""How long reading, projecting, null models and the whole report take, at four sizes.

Prints a table, writes reports/benchmarks.csv and the table in docs/scale.md. Each line is measured
in a process of its own with one thread; what compares between machines is its ratio to `import
pandas` in a process beside it.
"""

import gc
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks.tables import SHAPES, Shape, make_table, write_folder

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- measured by make bench -->", "<!-- end of what make bench measured -->"
PANDAS = [sys.executable, "-c", "import pandas"]
# Beyond so many memberships a measure is not run: it would need hours, or refuses by itself.
TASKS = {
    "reading and checking the tables": 10_000_000,
    "building the graph": 100_000,
    "projection onto the networks": 10_000_000,
    "projection onto the members": 10_000_000,
    "members that share three networks or more": 10_000_000,
    "overlaps, 1,000 draws with fixed degrees": 1_000_000,
    "overlaps, configuration model, exact": 100_000,
}


def prepare(task: str, shape: Shape, folder: Path) -> Callable[[], Any]:
    """Make the table, and give the call that is measured on it."""
    import analysis as an

    matrix = make_table(shape)
    if task in ("reading and checking the tables", "building the graph"):
        write_folder(folder, matrix)
        if task.startswith("reading"):
            return lambda: an.load(folder)
        data = an.load(folder)
        return lambda: an.graph.build_graph(data, country=None)
    project, statistics = an.graph.project_matrix, an.statistics
    return {
        "projection onto the networks": lambda: project(matrix),
        "projection onto the members": lambda: project(matrix, onto="member"),
        "members that share three networks or more": lambda: project(
            matrix, onto="member", threshold=3
        ),
        "overlaps, 1,000 draws with fixed degrees": lambda: statistics.fixed_degree_pvalues(
            matrix, draws=1_000, seed=1
        ),
        "overlaps, configuration model, exact": lambda: statistics.configuration_pvalues(matrix),
    }[task]


def measure(task: str, shape: Shape) -> dict[str, Any]:
    """Seconds of processor time, the best of up to three calls; what is refused says so."""
    with tempfile.TemporaryDirectory() as folder:
        call = prepare(task, shape, Path(folder))
        times: list[float] = []
        gc.collect()
        while len(times) < 3 and sum(times) < 5:
            start = time.process_time()
            try:
                result = call()
            except ValueError as error:
                return {"seconds": None, "refused": str(error).partition(". ")[0]}
            times.append(time.process_time() - start)
            del result
    return {"seconds": min(times)}


def run_process(command: list[str]) -> dict[str, Any]:
    """Seconds of a process from start to end, its largest resident set, and what it printed."""
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "1")
    environment = {**os.environ, "PYTHONWARNINGS": "ignore", **threads}
    with tempfile.TemporaryFile("w+") as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
        output.seek(0)
        printed = output.read()
    # Linux counts in kilobytes, macOS in bytes.
    peak = usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return {"seconds": seconds, "peak": peak, "printed": printed}


def run_all() -> list[dict[str, Any]]:
    """Measure every task at every size, and the report, each beside `import pandas`."""
    rows = []
    for i, shape in enumerate(SHAPES):
        size = f"{shape.networks:,} × {shape.members:,} ({shape.memberships:,})"
        for task, most in TASKS.items():
            if shape.memberships > most:
                continue
            unit = min(run_process(PANDAS)["seconds"] for _ in range(2))
            found = run_process([sys.executable, "-m", "benchmarks", task, str(i)])
            row = {"task": task, "size": size, "peak": found["peak"], "unit": unit}
            rows.append(row | json.loads(found["printed"].splitlines()[-1]))
            print(f"{task}, {size}: {rows[-1]['seconds']}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        unit = min(run_process(PANDAS)["seconds"] for _ in range(2))
        command = [sys.executable, "-m", "analysis", "export", "--out", folder]
        found = run_process(command)
        rows.append(
            {"task": "the whole report", "size": "this repository's", "unit": unit, **found}
        )
    return rows


def write_table(rows: list[dict[str, Any]], path: Path) -> None:
    """Put the results, as a Markdown table, between the two marks of a page."""
    lines = [
        "| What | Networks × members (memberships) | Seconds | `import pandas` = 1 | Peak memory |",
        "| --- | --- | ---: | ---: | ---: |",
    ]
    for row in rows:
        seconds, ratio = "refused: too large", ""
        if row["seconds"] is not None:
            seconds = f"{row['seconds']:,.{4 if row['seconds'] < 0.1 else 1}f}"
            ratio = f"{row['seconds'] / row['unit']:,.2f}"
        peak = f"{row['peak'] / 1e6:,.0f} MB"
        lines.append(f"| {row['task']} | {row['size']} | {seconds} | {ratio} | {peak} |")
    versions = ", ".join(f"{name} {version(name)}" for name in ("numpy", "pandas", "scipy"))
    machine = (
        f"Measured on {os.cpu_count()} cores ({platform.system()}, {platform.machine()}) with "
        f"Python {platform.python_version()}, {versions}."
    )
    before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    table = "\n".join(["", "", machine, "", *lines, "", ""])
    path.write_text(f"{before}{BEGIN}{table}{END}{after}", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Measure one task at one size and print it as JSON, or all of them."""
    if arguments:
        print(json.dumps(measure(arguments[0], SHAPES[int(arguments[1])])))
        return 0
    import pandas as pd

    rows = run_all()
    frame = pd.DataFrame(rows).drop(columns="printed")
    (ROOT / "reports").mkdir(exist_ok=True)
    frame.to_csv(ROOT / "reports" / "benchmarks.csv", index=False, lineterminator="\n")
    write_table(rows, ROOT / "docs" / "scale.md")
    print(frame.to_string(index=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
