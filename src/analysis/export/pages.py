"""Tables as HTML and LaTeX."""

import html
import re
from typing import TYPE_CHECKING

import pandas as pd

from analysis.export.layout import MARGIN_MM, Printed
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


NEEDS = "\\usepackage{array,booktabs,caption,longtable}"
LENGTHS = (
    "\\setlength{\\tabcolsep}{3pt}",
    "\\setlength{\\extrarowheight}{2pt}",
    "\\setlength{\\LTpre}{0pt}",
    "\\setlength{\\LTpost}{3pt}",
    "\\captionsetup{justification=raggedright,singlelinecheck=false,skip=4pt}",
)
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


def render_latex(printed: Printed) -> bytes:
    """Give a table as LaTeX: a longtable, its head on every page; the first line says its needs."""
    layout, small = printed.layout, printed.layout.note_size
    made = _typeset(printed).tab_options(table_font_size=f"{layout.size:.1f}pt")
    text = made.as_latex(use_longtable=True)
    text = re.sub(
        r"(\\begin\{longtable\})\{[^}]*\}",
        lambda found: f"{found[1]}[l]{{{_write_columns(printed)}}}",
        text,
        count=1,
    )
    head = re.search(r"\\toprule.*?\\midrule\\addlinespace\[2\.5pt\]\n", text, flags=re.DOTALL)
    if head is not None:
        again = f"{head[0]}\\endfirsthead\n{head[0]}\\endhead\n\\bottomrule\n\\endfoot\n"
        text = text.replace(head[0], f"{again}\\bottomrule\n\\endlastfoot\n", 1)
        text = text.replace("\\bottomrule\n\\end{longtable}", "\\end{longtable}")
    if printed.sums:
        text = re.sub(r"(?=^.*\n\\end\{longtable\})", r"\\midrule\n", text, flags=re.MULTILINE)
    needs = f"% needs {NEEDS}; UTF-8; {layout.page}, A4, margins of {MARGIN_MM} mm"
    text = text.replace("\\setlength{\\LTpost}{0mm}", "\n".join(LENGTHS))
    text = re.sub(r"(\\caption\*\{)\n\{\\large ", r"\1{\\normalsize\\bfseries ", text, count=1)
    notes_size = f"\\fontsize{{{small:.1f}pt}}{{{small * 1.2:.1f}pt}}"
    text = text.replace(
        "\\begin{minipage}{\\linewidth}\n",
        f"\\begin{{minipage}}{{\\linewidth}}\n\\raggedright{notes_size}\\selectfont\n",
    )
    # Unlike a hyphen, a dash within a word lets no line break after it.
    text = re.sub(r"(?<=[^\W\d])–(?=[^\W\d])", r"–\\allowbreak{}", text)
    # The sign itself is set too wide by fonts that hold it.
    text = text.strip().replace("\N{NO-BREAK SPACE}", "~")
    return f"{needs}\n{text}\n".encode()


def _write_columns(printed: Printed) -> str:
    return "".join(
        # \hspace lets the first word of a cell be hyphenated.
        rf">{{\ragged{'right' if form == 'text' else 'left'}\arraybackslash\hspace{{0pt}}}}"
        rf"p{{\dimexpr {width - 0.0001:.4f}\linewidth-2\tabcolsep}}"
        for form, width in zip(printed.table.forms, printed.layout.widths, strict=True)
    )
