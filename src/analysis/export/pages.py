"""Tables as HTML and LaTeX, filled into templates."""

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from analysis.export.layout import LEADING, MARGIN_MM, Printed
from analysis.presentation.tables import list_groups

if TYPE_CHECKING:
    from jinja2 import Template

# Texts up to so many signs stay on one line on a screen that is wide enough.
SHORT = 23
UNBROKEN = re.compile(r"(?<=\d)-(?=%)")  # a hyphen, as in 95-%-Grenze
LATEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"<": r"\textless{}", ">": r"\textgreater{}"}
    # German makes a command of the straight quote; fonts set a space that does not break too wide.
    | {'"': r"\char34{}", "\N{NO-BREAK SPACE}": "~"}
)
SIGNS: dict[str, Any] = {
    "variable_start_string": "<<", "variable_end_string": ">>", "block_start_string": "<%",
    "block_end_string": "%>", "comment_start_string": "<#", "comment_end_string": "#>",
}  # fmt: skip


@cache
def _read_template(name: str) -> "Template":
    """Read a template of this folder: those of LaTeX have signs of their own, and escape by tex."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    latex = name.endswith(".tex.j2")
    environment = Environment(
        loader=PackageLoader("analysis.export", ""),
        autoescape=not latex,
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        **(SIGNS if latex else {}),
    )
    environment.filters["tex"] = escape_latex
    return environment.get_template(name)


def fill_template(name: str, printed: Printed, **values: Any) -> str:
    """Fill a table, and what else is given, into a template of this folder."""
    groups = list_groups(printed.table)
    values |= {"groups": groups, "spanned": any(label for label, *_ in groups)}
    values |= {"heads": [head[-1] for head in printed.table.columns], "margin_mm": MARGIN_MM}
    return _read_template(name).render(printed._asdict(), **values)


def render_html(printed: Printed) -> bytes:
    """Give a table as a page of its own."""
    classes = []
    for j, form in enumerate(printed.table.forms):
        short = all(len(row[j]) <= SHORT for row in printed.cells)
        classes.append("number" if form != "text" else "text short" if short else "text")
    page = fill_template("table.html.j2", printed, classes=classes)
    return UNBROKEN.sub("\N{NON-BREAKING HYPHEN}", page).encode()


def render_latex(printed: Printed) -> bytes:
    """Give a table as LaTeX: a longtable, its head on every page; the first line says its needs."""
    return fill_template("table.tex.j2", printed, leading=LEADING).encode()


def escape_latex(text: str) -> str:
    """Keep LaTeX from reading a text as its own, and set it on one line."""
    escaped = " ".join(text.splitlines()).translate(LATEX)
    # Unlike a hyphen, a dash within a word lets no line break after it.
    escaped = re.sub(r"(?<=[^\W\d])–(?=[^\W\d])", r"–\\allowbreak{}", escaped)
    # A line break before would take these for its own.
    return f"{{}}{escaped}" if escaped.lstrip().startswith(("[", "*")) else escaped
