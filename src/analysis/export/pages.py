"""Tables as HTML and LaTeX."""

import html
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from analysis.export.layout import LEADING, MARGIN_MM, Printed
from analysis.presentation.tables import list_spanners

if TYPE_CHECKING:
    from great_tables import GT


def _typeset(printed: Printed) -> "GT":
    """Typeset a table for HTML and LaTeX, all of its text escaped."""
    from great_tables import GT

    table, identifier = printed.table, printed.name
    names = [f"c{i}" for i in range(len(table.columns))]
    frame = pd.DataFrame(printed.cells, columns=pd.Index(names), dtype="object")
    made = GT(frame, id=identifier, locale=printed.say.lang)
    if printed.title:
        made = made.tab_header(title=printed.title)
    made = made.cols_label(dict(zip(names, printed.heads, strict=True)))
    for i, (label, first, last) in enumerate(list_spanners(table)):
        made = made.tab_spanner(label, columns=names[first:last], id=f"spanner{i}")
    for name, form in zip(names, table.forms, strict=True):
        made = made.cols_align("left" if form == "text" else "right", columns=name)
    for note in printed.notes:
        made = made.tab_source_note(note)
    # A number stays on one line, and at the first of its row.
    number = f"#{identifier} td.gt_right {{ white-space: nowrap; }}"
    return made.opt_css(f"{number} #{identifier} td.gt_row {{ vertical-align: top; }}")


UNBROKEN = re.compile(r"(?<=\d)-(?=%)")  # a hyphen, as in 95-%-Grenze
# Texts up to so many signs stay on one line on a screen that is wide enough; tables of so many
# columns have smaller type.
SHORT_TEXT, MANY = 23, 8
SCREEN = """\
#{identifier} .gt_heading {{ text-align: left !important; }}
@media screen {{ #{identifier} .gt_table {{ font-size: {size}px !important; }} }}"""
ONE_LINE = "@media screen and (min-width: 60em) {{ {columns} {{ white-space: nowrap; }} }}"
SUMS = "#{identifier} tbody tr:last-child td {{ border-top: 2px solid #a8a8a8; }}"
# In print the page is that of the other formats; without it browsers cut what is too wide.
PRINT = """\
@page {{ size: A4 {page}; margin: {margin}mm; }}
@media print {{
  body {{ margin: 0; }}
  #{identifier} {{ overflow: visible !important; padding: 0 !important; }}
  #{identifier} .gt_table {{ font-size: {size}pt !important; margin-left: 0 !important; }}
  #{identifier} .gt_row, #{identifier} .gt_col_heading {{ padding: 1pt 2pt !important; }}
  #{identifier} .gt_sourcenote {{ padding: 1pt 2pt !important; }}
  #{identifier} .gt_table tr {{ break-inside: avoid; }}
  #{identifier} .gt_table tfoot {{ display: table-row-group; }}  /* once, not on every page */
}}"""


def render_html(printed: Printed) -> bytes:
    """Give a table as a page of its own."""
    layout, title, lang = printed.layout, printed.title, printed.say.lang
    body = UNBROKEN.sub("\N{NON-BREAKING HYPHEN}", _typeset(printed).as_raw_html())
    style = _write_screen(printed)
    style += PRINT.format(
        page=layout.page, margin=MARGIN_MM, identifier=printed.name, size=layout.size
    )
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{lang}">',
        '<head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{html.escape(title)}</title>",
        f"<style>\n{style}\n</style></head>",
        f"<body>\n{body}</body>",
        "</html>\n",
    ]
    return "\n".join(lines).encode()


def _write_screen(printed: Printed) -> str:
    table, identifier = printed.table, printed.name
    size = 14 if len(table.columns) >= MANY else 16
    rules = [SCREEN.format(identifier=identifier, size=size)]
    short = [
        f"#{identifier} td.gt_row:nth-child({j + 1})"
        for j, form in enumerate(table.forms)
        if form == "text" and max((len(row[j]) for row in printed.cells), default=0) <= SHORT_TEXT
    ]
    if short:
        rules.append(ONE_LINE.format(columns=", ".join(short)))
    if printed.sums:
        rules.append(SUMS.format(identifier=identifier))
    return "\n".join([*rules, ""])


# ---------------------------------------------------------------- LaTeX

START = r"""\setlength{\tabcolsep}{3pt}
\setlength{\extrarowheight}{2pt}
\setlength{\LTpre}{0pt}
\setlength{\LTpost}{3pt}
\captionsetup{justification=raggedright,singlelinecheck=false,skip=4pt}"""
LATEX = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%$#_{}"}
    | {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"<": r"\textless{}", ">": r"\textgreater{}"}
    # German makes a command of the straight quote; fonts set a space that does not break too wide.
    | {'"': r"\char34{}", "\N{NO-BREAK SPACE}": "~"}
)


def render_latex(printed: Printed) -> bytes:
    """Give a table as LaTeX: a longtable, its head on every page; the first line says its needs."""
    layout, rows = printed.layout, [f"{_write_line(row)} \\\\" for row in printed.cells]
    needs = r"\usepackage{array,booktabs,caption,longtable}"
    head = [r"\toprule", *_write_head(printed), r"\midrule\addlinespace[2.5pt]"]
    title = rf"\caption*{{{{\normalsize\bfseries {escape_latex(printed.title)}}}"
    notes = [rf"{_write_line([note])}\\" for note in printed.notes]
    lines = [
        f"% needs {needs}; UTF-8; {layout.page}, A4, margins of {MARGIN_MM} mm",
        "\\begingroup\n",
        f"{_set_size(layout.size)}\n",
        START,
        rf"\begin{{longtable}}[l]{{{_write_columns(printed)}}}",
        *([title, r"} \\"] if printed.title else []),
        *[*head, r"\endfirsthead", *head, r"\endhead", r"\bottomrule", r"\endfoot"],
        *[r"\bottomrule", r"\endlastfoot"],
        *[*rows[:-1], *([r"\midrule"] if printed.sums else []), *rows[-1:], r"\end{longtable}"],
    ]
    if notes:
        lines += [r"\begin{minipage}{\linewidth}", rf"\raggedright{_set_size(layout.note_size)}"]
        lines += [*notes, r"\end{minipage}"]
    return "\n".join([*lines, "\\endgroup\n"]).encode()


def escape_latex(text: str) -> str:
    """Keep LaTeX from reading a text as its own, and set it on one line."""
    escaped = " ".join(text.splitlines()).translate(LATEX)
    # Unlike a hyphen, a dash within a word lets no line break after it.
    return re.sub(r"(?<=[^\W\d])–(?=[^\W\d])", r"–\\allowbreak{}", escaped)


def _write_line(cells: Sequence[str]) -> str:
    line = " & ".join(map(escape_latex, cells))
    # The line break before would take these for its own.
    return f"{{}}{line}" if line.lstrip().startswith(("[", "*")) else line


def _write_head(printed: Printed) -> Iterator[str]:
    if spanners := list_spanners(printed.table):
        above, place = list[str](), 0
        for label, first, after in spanners:
            above += [""] * (first - place)
            above.append(rf"\multicolumn{{{after - first}}}{{c}}{{{escape_latex(label)}}}")
            place = after
        above += [""] * (len(printed.heads) - place)
        yield f"{' & '.join(above)} \\\\ "
        yield " ".join(rf"\cmidrule(lr){{{first + 1}-{after}}}" for _, first, after in spanners)
    yield f"{_write_line(printed.heads)} \\\\ "


def _set_size(points: float) -> str:
    return rf"\fontsize{{{points:.1f}pt}}{{{points * LEADING:.1f}pt}}\selectfont"


def _write_columns(printed: Printed) -> str:
    return "".join(
        # \hspace lets the first word of a cell be hyphenated.
        rf">{{\ragged{'right' if form == 'text' else 'left'}\arraybackslash\hspace{{0pt}}}}"
        rf"p{{\dimexpr {width - 0.0001:.4f}\linewidth-2\tabcolsep}}"
        for form, width in zip(printed.table.forms, printed.layout.widths, strict=True)
    )
