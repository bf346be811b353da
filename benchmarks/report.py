"""The table of results, for the terminal and for docs/scale.md."""

import os
import platform
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pandas as pd

BEGIN, END = "<!-- measured by make bench -->", "<!-- end of what make bench measured -->"
HEADERS = {
    "name": "Measured",
    "shape": "Table",
    "quantity": "What",
    "seconds": "Seconds",
    "reference": "Reference",
    "reference_seconds": "Its seconds",
    "ratio": "Ratio",
    "limit": "Limit",
    "met": "Met",
    "peak_bytes": "Peak memory",
}


def _write_number(value: float, pattern: str) -> str:
    return "" if pd.isna(value) else pattern.format(value)


def _write_seconds(value: float) -> str:
    return _write_number(value, "{:,.4f}" if value < 0.1 else "{:,.2f}")


def format_results(frame: pd.DataFrame) -> pd.DataFrame:
    """Write all cells out as text; the series of the figure are left out."""
    shown = frame[~frame["quantity"].str.startswith("growth")].copy()
    for name in ("seconds", "reference_seconds"):
        shown[name] = shown[name].map(_write_seconds)
    shown["ratio"] = shown["ratio"].map(lambda value: _write_number(value, "{:,.2f}"))
    shown["met"] = shown["met"].map({True: "yes", False: "NO"}).fillna("")
    in_megabytes = shown["peak_bytes"] / 1e6
    shown["peak_bytes"] = in_megabytes.map(lambda value: _write_number(value, "{:,.1f} MB"))
    return shown.fillna("")


def _describe_machine() -> str:
    found = [name for name in ("numpy", "scipy", "numba", "bicm") if find_spec(name)]
    names = ", ".join(f"{name} {version(name)}" for name in found)
    return (
        f"Measured on {os.cpu_count()} cores ({platform.system()}, {platform.machine()}) with "
        f"Python {platform.python_version()}, {names}."
    )


def write_table(frame: pd.DataFrame, path: Path) -> None:
    """Put the results, as a Markdown table, between the two marks of a page."""
    shown = format_results(frame).rename(columns=HEADERS)
    cells = [list(shown.columns), ["---"] * shown.shape[1], *shown.to_numpy().tolist()]
    lines = ["| " + " | ".join(str(cell) for cell in row) + " |" for row in cells]
    before, rest = path.read_text(encoding="utf-8").split(BEGIN)
    after = rest.split(END)[1]
    table = "\n".join(["", "", _describe_machine(), "", *lines, "", ""])
    path.write_text(f"{before}{BEGIN}{table}{END}{after}", encoding="utf-8")
