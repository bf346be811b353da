"""From a figure or a text to the bytes of a file; `export` writes them.

Equal input gives equal bytes: no time, no random id, nothing that depends on the hash seed.
Text from the tables is escaped everywhere: it is data, never code.
"""

import html
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FIGURE_FORMATS = ("svg", "pdf", "png")
DOTS_PER_INCH = 300
# Whatever XML 1.0 cannot hold.
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@contextmanager
def settle_layout(figure: "Figure") -> Iterator[None]:
    """Lay a figure out once, at print resolution, and keep that until the end.

    Each format would lay it out anew, starting from what the one before has left: the bytes of a
    PNG would depend on whether a PDF is written, too.
    """
    from matplotlib.transforms import Bbox

    engine, dots = figure.get_layout_engine(), figure.get_dpi()
    figure.set_dpi(DOTS_PER_INCH)
    figure.draw_without_rendering()
    figure.set_layout_engine("none")
    in_layout = [(ax, ax.get_in_layout()) for ax in figure.axes]
    for ax in figure.axes:
        # The solver leaves noise in the last digits, of which matplotlib makes ids in an SVG.
        which: Literal["original", "active"]
        for which in ("original", "active"):
            bounds = ax.get_position(original=which == "original").bounds
            ax.set_position(Bbox.from_bounds(*(round(number, 9) for number in bounds)), which=which)
    try:
        yield
    finally:
        for ax, kept in in_layout:
            ax.set_in_layout(kept)
        figure.set_dpi(dots)
        figure.set_layout_engine(engine)


def render_figure(figure: "Figure", form: str, *, lang: str, title: str, alt: str) -> bytes:
    """Give a figure as SVG, PDF or PNG (300 dpi), its title and alternative text inside.

    Raises
    ------
    ValueError
        If the format is none of the three.
    """
    import matplotlib as mpl

    title, alt = NOT_XML.sub("", title), NOT_XML.sub("", alt)
    metadata: dict[str, dict[str, Any]] = {
        "svg": {"Date": None, "Creator": None},
        "pdf": {"Title": title, "Subject": alt, "CreationDate": None},
        "png": {"Title": title, "Description": alt},
    }
    if form not in metadata:
        raise ValueError(f"format is {form!r} (allowed: {', '.join(FIGURE_FORMATS)})")
    buffer = io.BytesIO()
    # Ids, and so bytes, would differ at each run without the salt; type 42 is TrueType.
    with mpl.rc_context(
        {"svg.hashsalt": "city-network-analysis", "svg.fonttype": "path", "pdf.fonttype": 42}
    ):
        figure.savefig(buffer, format=form, dpi=DOTS_PER_INCH, metadata=metadata[form])
    content = buffer.getvalue()
    return _describe_svg(content, lang, title, alt) if form == "svg" else content


def _describe_svg(content: bytes, lang: str, title: str, alt: str) -> bytes:
    """Add role, language, title and description, which screen readers read, to an SVG."""
    head, tag, rest = content.decode("utf-8").partition("<svg ")
    attributes, end, body = rest.partition(">")
    words = f"\n <title>{html.escape(title)}</title>\n <desc>{html.escape(alt)}</desc>"
    return f'{head}{tag}role="img" xml:lang="{lang}" {attributes}{end}{words}{body}'.encode()


def render_text(*paragraphs: str) -> bytes:
    """Give paragraphs as plain text, one blank line between them."""
    # Not at a space that does not break, as German sets it before a percent sign.
    lines = (" ".join(re.findall(r"[^ \t\r\n]+", part)) for part in paragraphs if part)
    return ("\n\n".join(lines) + "\n").encode()


def replace_block(text: str, name: str, content: str) -> str:
    """Renew what stands between `<!-- name:begin -->` and `<!-- name:end -->`.

    Raises
    ------
    ValueError
        If the two markers are not there once each, in this order.

    Examples
    --------
    >>> replace_block("a <!-- x:begin -->old<!-- x:end --> b", "x", "new").split()
    ['a', '<!--', 'x:begin', '-->', 'new', '<!--', 'x:end', '-->', 'b']
    """
    marks = rf"(<!--\s*{re.escape(name)}:\s*begin\s*-->).*?(<!--\s*{re.escape(name)}:\s*end\s*-->)"
    found = re.findall(marks, text, flags=re.DOTALL)
    if len(found) != 1:
        raise ValueError(f"expected <!-- {name}:begin --> and <!-- {name}:end --> once each")
    begin, end = found[0]
    return re.sub(marks, lambda _: f"{begin}\n\n{content.strip()}\n\n{end}", text, flags=re.DOTALL)
