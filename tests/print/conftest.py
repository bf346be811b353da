"""What is lacking for the checks in print is said on stderr, aloud."""

import shutil
import sys

# Tools, and the packages of Debian and Ubuntu that bring them.
PACKAGES = {
    "lualatex": "texlive-luatex texlive-latex-recommended texlive-lang-german",
    "pdflatex": "texlive-latex-recommended texlive-lang-german lmodern",
    "soffice": "libreoffice-writer libreoffice-calc",
    "pdftotext": "poppler-utils",
    "pdftoppm": "poppler-utils",
    "pdfinfo": "poppler-utils",
}


def pytest_unconfigure() -> None:
    for tool, packages in PACKAGES.items():
        if shutil.which(tool) is None:
            print(
                f"NOT TESTED in print: {tool} is not there; apt-get install {packages}",
                file=sys.stderr,
            )
