"""The style: inks to be read, codes told apart."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from analysis.data.contract import codes, read_contract
from analysis.presentation import style


def test_contrast_is_that_of_wcag() -> None:
    assert style.contrast("white", "white") == 1
    assert style.contrast("#767676") == 4.54  # the grey that WCAG's techniques name as the limit
    assert style.contrast("white", "#767676") == style.contrast("#767676", "white")


@pytest.mark.parametrize("ink", [style.INK, style.MUTED])
def test_text_can_be_read_on_paper_and_on_every_tint(ink: str) -> None:
    looks = style.LOOKS["region"].items()
    tints = [look.tint for code, look in looks if code != "berlin"]  # its label stands beside it
    for background in ["white", *tints]:
        assert style.contrast(ink, background) >= 4.5, background


@pytest.mark.parametrize("column", style.LOOKS)
def test_lines_and_outlines_can_be_seen(column: str) -> None:
    assert style.contrast(style.OUTLINE) >= 3
    assert style.contrast(style.EDGE) >= 3
    for look in [*style.LOOKS[column].values(), *style.SPARE, style.PLAIN]:
        assert style.contrast(look.line) >= 3, look


@pytest.mark.parametrize("column", style.LOOKS)
def test_every_code_of_the_contract_has_a_look(column: str) -> None:
    assert set(style.LOOKS[column]) == set(codes(read_contract(), column))


def test_looks_follow_the_contract_and_unknown_codes_take_spare_ones() -> None:
    found = ["local", "thematic", None, "national", "rural"]
    looks = style.order_looks("category", found, read_contract())
    assert list(looks) == ["national", "thematic", "local", "rural"]
    assert [looks["local"], looks["rural"]] == list(style.SPARE[:2])
    many = style.order_looks("colour", map(str, range(8)))
    assert many["7"] == many["1"]  # more than there are looks to spare


def test_the_style_ends_with_its_context() -> None:
    before = dict(mpl.rcParams)
    with style.use_style():
        assert mpl.rcParams["text.parse_math"] is False
    assert dict(mpl.rcParams) == before


def test_a_frame_is_refused_with_what_it_lacks() -> None:
    with pytest.raises(ValueError, match="plot_x needs the columns a, b"):
        style.check_frame(pd.DataFrame({"c": [1]}), ["a", "b", "c"], "plot_x")
    with pytest.raises(ValueError, match=r"plot_x .* the frame is empty"):
        style.check_frame(pd.DataFrame({"c": []}), ["c"], "plot_x")


def test_legends_take_the_rows_they_need_and_keep_underscores() -> None:
    with style.use_style():
        ax = style.open_axes(None, 60, width_mm=style.COLUMN_MM)
        keys = [style.draw_key(look, f"_{'long name ' * 3}") for look in style.SPARE]
        legend = style.add_legend(ax, keys)
        figure = style.figure_of(ax)
        figure.canvas.draw()
    assert len(legend.get_texts()) == len(style.SPARE)
    assert legend.get_window_extent().width <= figure.bbox.width
    plt.close(figure)


def test_a_legend_has_no_more_columns_than_its_rows_need() -> None:
    """Four keys that do not fit one row stand two and two, not two, one and one."""
    found = set()
    for width_mm in range(50, 180, 10):
        with style.use_style():
            ax = style.open_axes(None, 60, width_mm=width_mm)
            keys = [style.draw_key(style.PLAIN, "a key of some length") for _ in range(4)]
            legend = style.add_legend(ax, keys)
            style.figure_of(ax).draw_without_rendering()
        found.add(len({round(text.get_window_extent().x0) for text in legend.get_texts()}))
        plt.close(ax.figure)
    assert {2, 4} <= found <= {1, 2, 4}
