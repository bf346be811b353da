"""What is lacking for the checks in print is said on stderr, aloud."""

import shutil
import sys

LATEX = "texlive-latex-recommended texlive-lang-german"
# Tools, and the packages of Debian and Ubuntu that bring them.
PACKAGES = {
    "lualatex": f"texlive-luatex {LATEX}", "pdflatex": f"{LATEX} lmodern",
    "soffice": "libreoffice-writer libreoffice-calc",
    **dict.fromkeys(("pdftotext", "pdftoppm", "pdfinfo"), "poppler-utils"),
}  # fmt: skip


def pytest_unconfigure() -> None:
    for tool in filter(lambda tool: shutil.which(tool) is None, PACKAGES):
        lacking = f"{tool} is not there; apt-get install {PACKAGES[tool]}"
        print(f"NOT TESTED in print: {lacking}", file=sys.stderr)
