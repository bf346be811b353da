"""Tables as HTML, LaTeX and Markdown."""

import html
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from analysis.export.layout import MARGIN_MM, Layout, lay_out
from analysis.presentation.tables import (
    PrintTable,
    ends_in_sums,
    flatten_heads,
    format_cells,
    list_spanners,
)

if TYPE_CHECKING:
    from great_tables import GT


def typeset_table(
    table: PrintTable,
    *,
    identifier: str,
    lang: str = "en",
    title: str = "",
    notes: Sequence[str] = (),
) -> "GT":
    r"""Typeset a table for HTML and LaTeX.

    Parameters
    ----------
    table
        As from `translate_table`.
    identifier
        The id of the HTML table, which its style sheet addresses: unique on a page.
    lang
        "de" (12.345,6) or "en" (12,345.6).
    title, notes
        Text above the table and below it.

    Returns
    -------
    great_tables.GT
        `as_raw_html()` and `as_latex()` escape all text from the table.

    Examples
    --------
    >>> table = PrintTable([("Jahr",), ("Zahl",)], ["year", "integer"], [[2015, 1500]])
    >>> print(typeset_table(table, identifier="t", lang="de").as_latex())
    \begin{table}[!t]
    ...
    2015 & 1.500 \\
    ...
    """
    from great_tables import GT

    names = [f"c{i}" for i in range(len(table.columns))]
    cells = format_cells(table, lang=lang)
    frame = pd.DataFrame(cells, columns=pd.Index(names), dtype="object")
    printed = GT(frame, id=identifier, locale=lang)
    if title:
        printed = printed.tab_header(title=title)
    printed = printed.cols_label(
        {name: head[-1] for name, head in zip(names, table.columns, strict=True)}
    )
    for i, (label, first, last) in enumerate(list_spanners(table)):
        printed = printed.tab_spanner(label, columns=names[first:last], id=f"spanner{i}")
    for name, form in zip(names, table.forms, strict=True):
        printed = printed.cols_align("left" if form == "text" else "right", columns=name)
    for note in notes:
        printed = printed.tab_source_note(note)
    # A number stays on one line, and at the first of its row.
    number = f"#{identifier} td.gt_right {{ white-space: nowrap; }}"
    return printed.opt_css(f"{number} #{identifier} td.gt_row {{ vertical-align: top; }}")


NEEDS = "\\usepackage{array,booktabs,caption,longtable}"
LENGTHS = (
    "\\setlength{\\tabcolsep}{3pt}",
    "\\setlength{\\extrarowheight}{2pt}",
    "\\setlength{\\LTpre}{0pt}",
    "\\setlength{\\LTpost}{3pt}",
    "\\captionsetup{justification=raggedright,singlelinecheck=false,skip=4pt}",
)
UNBROKEN = re.compile(r"(?<=\d)-(?=%)")  # a hyphen, as in 95-%-Grenze
# What Markdown would take for its own, or for HTML.
MARKS = re.compile(r"([\\`*_\[\]|~$#])")
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


def render_html(
    table: PrintTable, *, identifier: str, lang: str, title: str, notes: Sequence[str]
) -> bytes:
    """Give a table as a page of its own."""
    printed = typeset_table(table, identifier=identifier, lang=lang, title=title, notes=notes)
    layout = lay_out(table, lang=lang, notes=notes)
    page = _name_page(layout)
    body = UNBROKEN.sub("\N{NON-BREAKING HYPHEN}", printed.as_raw_html())
    style = _write_screen(table, identifier, lang)
    style += PRINT.format(page=page, margin=MARGIN_MM, identifier=identifier, size=layout.size)
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


def _write_screen(table: PrintTable, identifier: str, lang: str) -> str:
    size = 14 if len(table.columns) >= MANY else 16
    rules = [SCREEN.format(identifier=identifier, size=size)]
    cells = format_cells(table, lang=lang)
    short = [
        f"#{identifier} td.gt_row:nth-child({j + 1})"
        for j, form in enumerate(table.forms)
        if form == "text" and max((len(row[j]) for row in cells), default=0) <= SHORT_TEXT
    ]
    if short:
        rules.append(ONE_LINE.format(columns=", ".join(short)))
    if ends_in_sums(table, lang=lang):
        rules.append(SUMS.format(identifier=identifier))
    return "\n".join([*rules, ""])


def render_latex(
    table: PrintTable, *, identifier: str, lang: str, title: str, notes: Sequence[str]
) -> bytes:
    """Give a table as LaTeX: a longtable, its head on every page.

    The first line says what it needs, and whether it is set upright (portrait) or across
    (landscape).
    """
    layout = lay_out(table, lang=lang, notes=notes)
    printed = typeset_table(table, identifier=identifier, lang=lang, title=title, notes=notes)
    text = printed.tab_options(table_font_size=f"{layout.size:.1f}pt").as_latex(use_longtable=True)
    text = re.sub(
        r"(\\begin\{longtable\})\{[^}]*\}",
        lambda found: f"{found[1]}[l]{{{_write_columns(table, layout)}}}",
        text,
        count=1,
    )
    head = re.search(r"\\toprule.*?\\midrule\\addlinespace\[2\.5pt\]\n", text, flags=re.DOTALL)
    if head is not None:
        again = f"{head[0]}\\endfirsthead\n{head[0]}\\endhead\n\\bottomrule\n\\endfoot\n"
        text = text.replace(head[0], f"{again}\\bottomrule\n\\endlastfoot\n", 1)
        text = text.replace("\\bottomrule\n\\end{longtable}", "\\end{longtable}")
    if ends_in_sums(table, lang=lang):
        text = re.sub(r"(?=^.*\n\\end\{longtable\})", r"\\midrule\n", text, flags=re.MULTILINE)
    needs = f"% needs {NEEDS}; UTF-8; {_name_page(layout)}, A4, margins of {MARGIN_MM} mm"
    text = text.replace("\\setlength{\\LTpost}{0mm}", "\n".join(LENGTHS))
    text = re.sub(r"(\\caption\*\{)\n\{\\large ", r"\1{\\normalsize\\bfseries ", text, count=1)
    notes_size = f"\\fontsize{{{min(layout.size, 8):.1f}pt}}{{{min(layout.size, 8) * 1.2:.1f}pt}}"
    text = text.replace(
        "\\begin{minipage}{\\linewidth}\n",
        f"\\begin{{minipage}}{{\\linewidth}}\n\\raggedright{notes_size}\\selectfont\n",
    )
    # Unlike a hyphen, a dash within a word lets no line break after it.
    text = re.sub(r"(?<=[^\W\d])–(?=[^\W\d])", r"–\\allowbreak{}", text)
    # The sign itself is set too wide by fonts that hold it.
    text = text.strip().replace("\N{NO-BREAK SPACE}", "~")
    return f"{needs}\n{text}\n".encode()


def _name_page(layout: Layout) -> str:
    return "landscape" if layout.landscape else "portrait"


def _write_columns(table: PrintTable, layout: Layout) -> str:
    return "".join(
        # \hspace lets the first word of a cell be hyphenated.
        rf">{{\ragged{'right' if form == 'text' else 'left'}\arraybackslash\hspace{{0pt}}}}"
        rf"p{{\dimexpr {width - 0.0001:.4f}\linewidth-2\tabcolsep}}"
        for form, width in zip(table.forms, layout.widths, strict=True)
    )


def render_markdown(
    table: PrintTable, *, lang: str, title: str, notes: Sequence[str], **_: Any
) -> bytes:
    """Give a table as Markdown, in the pipe form that most programs read."""
    from tabulate import tabulate

    sides = ["left" if form == "text" else "right" for form in table.forms]
    lines = tabulate(
        [[escape_markdown(cell) for cell in row] for row in format_cells(table, lang=lang)],
        headers=[escape_markdown(head) for head in flatten_heads(table)],
        tablefmt="pipe",
        colalign=sides,
        disable_numparse=True,
    )
    parts = [f"**{escape_markdown(title)}**" if title else "", lines]
    parts += [escape_markdown(note) for note in notes]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def escape_markdown(text: str) -> str:
    r"""Keep Markdown, and the HTML that it lets through, from reading a text as their own.

    Examples
    --------
    >>> escape_markdown("a|b <i>*c*</i> & $d_e$")
    'a\\|b &lt;i&gt;\\*c\\*&lt;/i&gt; &amp; \\$d\\_e\\$'
    """
    one_line = " ".join(re.split(r"[\r\n\t]+", text))
    return MARKS.sub(r"\\\1", html.escape(one_line, quote=False))
