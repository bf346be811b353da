"""Run all benchmarks: print a table, write reports/benchmarks.csv, docs/scale.md and its figure."""

import json
import sys
import time
from importlib import import_module
from typing import TYPE_CHECKING

from benchmarks.measuring import ROOT, Row, run_child

if TYPE_CHECKING:
    import pandas as pd

# Modules of this folder, imported by the process that runs them alone: the one that starts others
# stays small, since the system counts its memory as theirs.
GROUPS = ("projection", "chance", "growth", "start")


def measure_group(name: str) -> list[Row]:
    """Import and run one group."""
    return list(import_module(f"benchmarks.{name}").measure())


def run_all() -> "pd.DataFrame":
    """Run every group in a process of its own, one after the other."""
    import pandas as pd

    rows = []
    for name in GROUPS:
        begun = time.perf_counter()
        rows += run_child(name, one_thread=name != "start")
        print(f"{name}: {time.perf_counter() - begun:,.0f} s", flush=True)
    return pd.DataFrame(rows)


def write_all(frame: "pd.DataFrame") -> None:
    """Write the results down; what may be committed goes to docs/, the rest to reports/."""
    from benchmarks.growth import QUANTITY, plot_growth
    from benchmarks.report import write_table

    reports, docs = ROOT / "reports", ROOT / "docs"
    for folder in (reports / "figures", docs / "figures"):
        folder.mkdir(parents=True, exist_ok=True)
    frame.to_csv(reports / "benchmarks.csv", index=False, lineterminator="\n")
    figure = plot_growth(frame[frame["quantity"].str.startswith(QUANTITY)])
    for folder in (reports, docs):
        figure.savefig(folder / "figures" / "scale_en.png", dpi=200, metadata={"Software": None})
    write_table(frame, docs / "scale.md")


def main(arguments: list[str]) -> int:
    """Run one group and print its rows as JSON, or all of them."""
    if arguments:
        (name,) = arguments
        print(json.dumps([row._asdict() for row in measure_group(name)]))
        return 0
    from benchmarks.report import format_results

    frame = run_all()
    write_all(frame)
    print(format_results(frame).to_string(index=False))
    met = frame["met"].dropna().astype(bool)
    print(f"\n{met.sum()} limits met, {(~met).sum()} missed")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
