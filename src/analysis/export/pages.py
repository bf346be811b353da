"""Tables as HTML and LaTeX."""

import re
from collections.abc import Iterator, Sequence

from analysis.export.layout import LEADING, MARGIN_MM, Printed
from analysis.presentation.tables import list_spanners

# Texts up to so many signs stay on one line on a screen that is wide enough.
SHORT = 23
UNBROKEN = re.compile(r"(?<=\d)-(?=%)")  # a hyphen, as in 95-%-Grenze


def render_html(printed: Printed) -> bytes:
    """Give a table as a page of its own."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("analysis.export", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    spanners = list_spanners(printed.table)
    over = {
        j: {"label": label, "width": after - first if j == first else 0}
        for label, first, after in spanners
        for j in range(first, after)
    }
    columns = [
        (head, _choose_classes(form, [row[j] for row in printed.cells]), over.get(j))
        for j, (head, form) in enumerate(zip(printed.heads, printed.table.forms, strict=True))
    ]
    page = environment.get_template("table.html.j2").render(
        printed._asdict(),
        lang=printed.say.lang,
        margin=MARGIN_MM,
        columns=columns,
        spanned=bool(spanners),
    )
    return UNBROKEN.sub("\N{NON-BREAKING HYPHEN}", f"{page}\n").encode()


def _choose_classes(form: str, cells: Sequence[str]) -> str:
    if form != "text":
        return "number"
    return "text short" if max(map(len, cells), default=0) <= SHORT else "text"


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
