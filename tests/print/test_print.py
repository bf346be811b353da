"""Tables as editors open them: LaTeX compiled, Word and Excel files in LibreOffice.

No part of the unit tests: `make test-print` runs them, and draws the pages for people to look at
into PRINT_FOLDER, by default reports/print.
"""

import os
import re
import shutil
import subprocess
import sys
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple

import pytest

from analysis.catalogue import OUTPUTS
from analysis.data import Dataset
from analysis.data.contract import LANGUAGES
from analysis.export.files import save_table
from analysis.presentation.registry import note_all, title_output
from analysis.presentation.tables import PrintTable, format_cells, translate_table
from analysis.presentation.wording import Wording

ROOT = Path(__file__).parents[2]
TABLES = [output for output in OUTPUTS if output.kind == "table"]
NAMES = [f"{output.name}_{lang}" for output in TABLES for lang in LANGUAGES]
ENGINES = ("lualatex", "pdflatex")
MARGIN = 20 * 72 / 25.4  # points
DOCUMENT = r"""\documentclass{article}
FONTS
\usepackage[LANGUAGE]{babel}
\usepackage[a4paper,PAGE,margin=20mm]{geometry}
\usepackage{array,booktabs,caption,longtable}
\pagestyle{empty}\setlength{\parindent}{0pt}
\begin{document}
\input{TABLE}
\end{document}
"""
FONTS = {
    "pdflatex": r"\usepackage[utf8]{inputenc}\usepackage[T1]{fontenc}\usepackage{lmodern}",
    "lualatex": r"\usepackage{fontspec}",
}
BABEL = {"de": "ngerman", "en": "english"}


class Expected(NamedTuple):
    """What a file of a table must show."""

    table: PrintTable
    cells: list[list[str]]
    title: str
    notes: list[str]


def need(*tools: str) -> None:
    lacking = [tool for tool in tools if shutil.which(tool) is None]
    if lacking:
        pytest.skip(f"{', '.join(lacking)}: not installed")


def run(command: list[str], folder: Path) -> tuple[int, str]:
    done = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1800,
        check=False,
    )  # fmt: skip
    return done.returncode, done.stdout.decode("utf-8", "replace")


def squeeze(text: str) -> str:
    """Leave out what typesetting may change: spaces, hyphens, ligatures, straight quotes."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'")
    return re.sub(r"[\s\u00ad\u2010\u200b\ufffe-]+", "", text)


def read(command: list[str], folder: Path) -> str:
    """What a program says that may not fail."""
    code, text = run(command, folder)
    assert code == 0, text
    return text


def read_pages(pdf: Path) -> list[str]:
    text = read(["pdftotext", "-raw", str(pdf), "-"], pdf.parent)
    return [squeeze(page) for page in text.split("\f")[:-1]]


def read_sizes(pdf: Path) -> list[tuple[float, float]]:
    """Width and height of each page, in points."""
    text = read(["pdfinfo", "-f", "1", "-l", "999", str(pdf)], pdf.parent)
    found = re.findall(r"Page\s+\d+ size:\s+([\d.]+) x ([\d.]+) pts", text)
    return [(float(width), float(height)) for width, height in found]


def find_overflow(pdf: Path) -> list[str]:
    """Words that stand outside the margins."""
    text, found = read(["pdftotext", "-bbox", str(pdf), "-"], pdf.parent), []
    for page in text.split("<page ")[1:]:
        width, height = (float(n) for n in re.findall(r'(?:width|height)="([\d.]+)"', page)[:2])
        for word in re.findall(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" '
                               r'yMax="([\d.-]+)">(.*?)</word>', page):  # fmt: skip
            left, top, right, bottom = (float(number) for number in word[:4])
            if left < MARGIN - 2 or right > width - MARGIN + 2 or bottom > height - MARGIN + 12:
                found.append(f"{word[4]} ({left:.0f} {top:.0f} {right:.0f} {bottom:.0f})")
    return found


def draw(pdfs: list[Path], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    command = ["pdftoppm", "-r", "110", "-png"]  # dots per inch
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(lambda pdf: read([*command, str(pdf), str(folder / pdf.stem)], folder), pdfs))


@pytest.fixture(scope="session")
def pictures() -> Path:
    folder = Path(os.environ.get("PRINT_FOLDER") or ROOT / "reports" / "print")
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def tables(
    tmp_path_factory: pytest.TempPathFactory, data: Dataset
) -> tuple[Path, dict[str, Expected]]:
    """All tables of the list in every format and both languages, and what they must show."""
    folder, expected = tmp_path_factory.mktemp("tables"), {}
    for output in TABLES:
        measured = output.measure(data)
        for lang in LANGUAGES:
            words = {"lang": lang, "labels": data.contract, "short": output.short}
            say = Wording(lang, data.contract)
            title, notes = title_output(output, say), note_all(output, data, say)
            save_table(measured, output.name, folder, title=title, notes=notes, **words)
            table = translate_table(measured, **words)
            cells = format_cells(table, lang=lang)
            expected[f"{output.name}_{lang}"] = Expected(table, cells, title, notes)
    return folder, expected


# ---------------------------------------------------------------- LaTeX


@pytest.fixture(scope="session", params=ENGINES)
def typeset(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pictures: Path
) -> dict[str, tuple[int, str, Path]]:
    """Exit code, log and PDF of each table."""
    engine = request.param
    need(engine, "kpsewhich", "pdftotext", "pdftoppm", "pdfinfo")
    folder = tmp_path_factory.mktemp(engine)
    if run(["kpsewhich", "ngermanb.ldf"], folder)[0]:
        reason = "babel has no German (apt-get install texlive-lang-german)"
        print(f"NOT TESTED in print: LaTeX; {reason}", file=sys.__stderr__)
        pytest.skip(reason)
    tables = request.getfixturevalue("tables")  # measured only where there is a tool

    def compile_table(name: str) -> tuple[int, str, Path]:
        source = tables[0] / f"{name}.tex"
        first = source.read_text(encoding="utf-8").splitlines()[0]
        page = "landscape" if "landscape" in first else "portrait"
        text = DOCUMENT.replace("FONTS", FONTS[engine]).replace("PAGE", page)
        text = text.replace("LANGUAGE", BABEL[name[-2:]]).replace("TABLE", source.as_posix())
        (folder / f"{name}.tex").write_text(text, encoding="utf-8")
        command = [engine, "-interaction=nonstopmode", "-halt-on-error", f"{name}.tex"]
        run(command, folder)  # longtable settles in the second run
        code, _ = run(command, folder)
        log = (folder / f"{name}.log").read_text(encoding="utf-8", errors="replace")
        return code, log, folder / f"{name}.pdf"

    compile_table(NAMES[0])  # one process alone makes the cache of fonts
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = dict(zip(NAMES, pool.map(compile_table, NAMES), strict=True))
    draw([pdf for code, _, pdf in found.values() if code == 0], pictures / engine)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_latex_compiles_and_shows_everything(
    name: str, typeset: dict[str, tuple[int, str, Path]], tables: tuple[Path, dict[str, Expected]]
) -> None:
    code, log, pdf = typeset[name]
    assert code == 0, log[-2000:]
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0) < 3
    assert "Missing character" not in log
    assert find_overflow(pdf) == []
    check_pages(read_pages(pdf), tables[1][name])
    if name.startswith("network_overview"):
        ((width, height),) = read_sizes(pdf)
        assert width > height


def check_pages(pages: list[str], expected: Expected, *, ordered: bool = True) -> None:
    """Every cell is there, in order, and each page with rows has the head.

    Without an order, as LibreOffice prints cells of a spreadsheet, only texts are looked for: it
    writes numbers in a language of its own.
    """
    whole = "".join(pages)
    for text in (expected.title, *expected.notes):
        assert squeeze(text) in whole
    forms = expected.table.forms
    shown = [j for j, form in enumerate(forms) if ordered or form == "text"]
    place = 0
    for row in expected.cells:
        for j in shown:
            text = squeeze(row[j])
            found = whole.find(text, place)
            assert found >= 0, (row[j], row)
            place = found + len(text) if ordered else 0
    heads = [squeeze(names[-1]) for names in expected.table.columns]
    rows = [[squeeze(row[j]) for j in shown] for row in expected.cells]
    # The last page of a spreadsheet holds its notes, which may name what a row names.
    for page in pages if ordered else pages[:-1]:
        if any(len("".join(row)) > 20 and all(text in page for text in row) for row in rows):
            assert [head for head in heads if head not in page] == []


# ---------------------------------------------------------------- LibreOffice


@pytest.fixture(scope="session", params=["docx", "xlsx"])
def opened(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, pictures: Path
) -> tuple[str, dict[str, Path]]:
    """A format, and each table of it as LibreOffice prints it."""
    kind = request.param
    need("soffice", "pdftotext", "pdftoppm", "pdfinfo")
    tables = request.getfixturevalue("tables")
    folder = tmp_path_factory.mktemp(kind)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    files = [str(tables[0] / f"{name}.{kind}") for name in NAMES]
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    read([*command, *files], folder)
    pdfs = {name: folder / f"{name}.pdf" for name in NAMES}
    assert [name for name, pdf in pdfs.items() if not pdf.exists()] == []
    draw(list(pdfs.values()), pictures / kind)
    return kind, pdfs


@pytest.mark.parametrize("name", NAMES)
def test_libreoffice_shows_everything(
    name: str, opened: tuple[str, dict[str, Path]], tables: tuple[Path, dict[str, Expected]]
) -> None:
    kind, pdfs = opened
    pages = read_pages(pdfs[name])
    assert pages
    assert "###" not in "".join(pages)  # a column too narrow for its numbers
    check_pages(pages, tables[1][name], ordered=kind == "docx")
    if kind == "docx":
        assert find_overflow(pdfs[name]) == []
    if name.startswith("network_overview"):
        sizes = read_sizes(pdfs[name])
        assert len(sizes) == {"docx": 1, "xlsx": 2}[kind]  # with the notes
        assert sizes[0][0] > sizes[0][1]
