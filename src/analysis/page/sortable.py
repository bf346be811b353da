"""Tables of the export made ready to be sorted on the report page, and the library that does it."""

import re
from html import escape, unescape
from pathlib import Path

from analysis.presentation.wording import SUMS, name_term

NUMBER = re.compile(r'(<td\b[^>]*\bclass="gt_row gt_right[^"]*"[^>]*)>([^<]*)</td>')
ROW = re.compile(r"\s*<tr\b[^>]*>.*?</tr>", re.DOTALL)
FIRST_CELL = re.compile(r"<t[dh]\b[^>]*>(.*?)</t[dh]>", re.DOTALL)
HERE = Path(__file__).parent


def read_number(text: str, lang: str) -> float | None:
    r"""Read a number as tables print it; None for what is none, such as a dash or "n/a".

    What is printed as less or more than a number ("<0.001", ">1.000") lies half of its last digit
    from that, where no other printed number does.

    Examples
    --------
    >>> read_number("−1.234,5", "de"), read_number("12.3%", "en"), read_number("entf.", "de")
    (-1234.5, 12.3, None)
    >>> read_number("<0.001", "en"), read_number(">1,000", "de")
    (0.0005, 1.0005)
    """
    plain = text.replace("−", "-").replace("∞", "inf").rstrip("%\N{NO-BREAK SPACE} \n")
    group, sign = (".", ",") if lang == "de" else (",", ".")
    try:
        number = float(plain.strip(" <>").replace(group, "").replace(sign, "."))
    except ValueError:
        return None
    side = {"<": -0.5, ">": 0.5}.get(plain[:1], 0.0)
    return number + side * 10.0 ** -len(plain.partition(sign)[2])


def prepare_table(page: str, title: str, lang: str) -> str:
    """Take the table out of an exported HTML file and make it ready to be sorted.

    Parameters
    ----------
    page
        The file; its text was escaped when it was written.
    title
        The title, which becomes the name of the table.
    lang
        "de" or "en".

    Returns
    -------
    str
        The table without heading and notes, which the page sets itself. Numbers carry their value
        in `data-order`, empty where there is none. Sums stand in the foot, where no sorting moves
        them. Empty if the file holds no table.

    Examples
    --------
    >>> row = '<tr><td class="gt_row gt_right">1.234,5</td></tr>'
    >>> prepare_table(f"<table><tbody>{row}</tbody></table>", "L", "de")[22:]
    '<tbody><tr><td class="gt_row gt_right" data-order="1234.5">1.234,5</td></tr></tbody></table>'
    """
    found = re.search(r"<table\b[^>]*>(.*)</table>", page, re.DOTALL)
    if found is None:
        return ""
    inner = re.sub(r'<tr class="gt_heading">.*?</tr>|<tfoot\b.*?</tfoot>', "", found[1], flags=re.S)

    def mark(cell: "re.Match[str]") -> str:
        number = read_number(unescape(cell[2]), lang)
        order = "" if number is None else f"{number:.15g}"
        return f'{cell[1]} data-order="{order}">{cell[2]}</td>'

    # A head above several columns sorts nothing.
    spanner = 'gt_column_spanner_outer"'
    inner = inner.replace(spanner, f'{spanner} data-dt-order="disable"')
    head, begin, body = inner.partition("<tbody")
    rows, _, _ = body.partition("</tbody>")
    attributes, _, rows = rows.partition(">")
    kept = [row[0] for row in ROW.finditer(NUMBER.sub(mark, rows))]
    sums: list[str] = []
    terms = {name_term(term, lang) for term in SUMS}
    while len(kept) > 1 and _read_first(kept[-1]) in terms:
        sums.insert(0, kept.pop())
    foot = f"<tfoot>{''.join(sums)}</tfoot>" if sums else ""
    body = f"{begin}{attributes}>{''.join(kept)}</tbody>" if begin else ""
    return f'<table aria-label="{escape(title)}">{head}{body}{foot}</table>'


def _read_first(row: str) -> str:
    cell = FIRST_CELL.search(row)
    return unescape(cell[1]).strip() if cell else ""


def read_library() -> str:
    """Give the script that makes tables sortable: DataTables as itables ships it, and its use here.

    It is one module for an inline script: nothing is imported, since that would take an address.

    Raises
    ------
    ValueError
        If the bundle no longer exports DataTables in the form known.

    Examples
    --------
    >>> "export{" in read_library()
    False
    """
    import itables

    bundle = (Path(itables.__file__).parent / "html" / "dt_bundle.js").read_text(encoding="utf-8")
    exported = re.search(r"export\s*\{([^}]*)\};?", bundle)
    local = exported and re.search(r"(\w+) as default", exported[1])
    if exported is None or local is None:
        raise ValueError("the bundle of itables exports no DataTable")
    library = bundle[: exported.start()] + bundle[exported.end() :]
    use = (HERE / "sortable.js").read_text(encoding="utf-8")
    return f"{library}\nconst DataTable = {local[1]};\n{use}"
