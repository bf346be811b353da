"""The interactive graph: pointed at, tapped, searched, filtered, by keyboard, on a phone."""

from pathlib import Path
from typing import Any

import pytest

from analysis.data import Dataset
from analysis.graph import build_graph

from .conftest import PHONE, SMALL, WIDE, Open
from .steps import LIT, point_at, read_lit, read_panel, show_graph


@pytest.fixture(scope="module")
def graph(data: Dataset) -> Any:
    return build_graph(data)


def list_near(graph: Any, node: tuple[str, str]) -> list[str]:
    labels = [graph.nodes[other]["label"] for other in (node, *graph[node])]
    return sorted(labels, key=lambda label: label.encode("utf-16-be"))


MUNICH = ("member", "muenchen")
EUROCITIES = ("network", "eurocities")


def test_pointing_lights_up_the_links_and_leaving_puts_them_out(
    open_page: Open, graph: Any
) -> None:
    page = show_graph(open_page())
    names, edges = read_lit(page)
    assert (len(names), edges) == (len(graph), 0)
    for node in (MUNICH, EUROCITIES):
        label, degree = graph.nodes[node]["label"], graph.degree[node]
        page.mouse.move(*point_at(page, label))
        assert read_lit(page) == (list_near(graph, node), degree)
        said = read_panel(page)
        assert said.startswith(label)
        assert str(degree) in said
        for other in graph[node]:
            assert graph.nodes[other]["label"] in said
    page.mouse.move(5, 5)
    assert read_lit(page)[1] == 0
    assert read_panel(page).startswith("Nothing is selected")


def test_every_name_in_the_list_lights_up_its_own_links(open_page: Open, graph: Any) -> None:
    page = show_graph(open_page())
    found = page.evaluate(
        f"""() => {{
          const list = document.getElementById("explorer-list"), read = {LIT};
          return [...list.options].map((option) => {{
            list.value = option.value;
            list.dispatchEvent(new Event("change"));
            return [option.text, read()];
          }});
        }}"""
    )
    lit = {text: (shown["names"], shown["edges"]) for text, shown in found}
    assert lit == {
        f"{graph.nodes[node]['label']} ({graph.degree[node]})": (
            list_near(graph, node),
            graph.degree[node],
        )
        for node in graph
    }


def test_nothing_is_left_of_what_was_drawn_before(open_page: Open) -> None:
    page = show_graph(open_page())
    page.get_by_role("checkbox", name="Western Germany").uncheck()
    page.wait_for_timeout(300)
    page.evaluate(
        """() => {
          const { document: doc } = Bokeh.documents.at(-1).get_model_by_name("plot");
          for (const source of ["nodes", "edges"].map((name) => doc.get_model_by_name(name)))
            source.data = Object.fromEntries(Object.keys(source.data).map((key) => [key, []]));
        }"""
    )
    page.wait_for_timeout(300)
    marked = page.evaluate(
        """() => {
          const found = [];
          (function walk(place) {
            for (const child of place.querySelectorAll("*")) {
              if (child.tagName === "CANVAS") found.push(child);
              if (child.shadowRoot) walk(child.shadowRoot);
            }
          })(document.getElementById("explorer-drawing"));
          return found.map((canvas) => canvas.getContext("2d")
            .getImageData(0, 0, canvas.width, canvas.height).data.filter((v) => v > 0).length);
        }"""
    )
    assert marked == [0] * len(marked)
    assert marked


def test_a_click_keeps_the_selection_while_pointing_elsewhere(open_page: Open, graph: Any) -> None:
    page = show_graph(open_page())
    page.mouse.click(*point_at(page, "Dresden"))
    page.mouse.move(*point_at(page, "Berlin"))
    assert read_panel(page).startswith("Berlin Municipality, Berlin Takes part in")
    page.mouse.move(5, 5)
    assert read_panel(page).startswith("Dresden Municipality, Eastern Germany")
    assert page.locator("#explorer-list").evaluate("e => e.selectedOptions[0].text") == (
        f"Dresden ({graph.degree['member', 'dresden']})"
    )
    page.locator("#explorer-reset").click()
    assert read_lit(page)[1] == 0


@pytest.mark.parametrize("size", [PHONE, SMALL])
def test_a_tap_on_a_phone_selects_and_the_text_stays_in_view(
    open_page: Open, graph: Any, size: tuple[int, int]
) -> None:
    page = show_graph(open_page(size=size))
    page.touchscreen.tap(*point_at(page, "München"))
    assert read_lit(page)[1] == graph.degree[MUNICH]
    assert read_panel(page).startswith("München")
    box = page.locator("#explorer-panel").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= size[1] * 0.6  # where the finger is
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    sizes = page.evaluate(
        "() => ['labels', 'degrees'].map((name) => parseFloat(Bokeh.documents.at(-1)"
        ".get_model_by_name(name).glyph.text_font_size.value))"
    )
    assert min(sizes) >= 11


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_labels_lie_within_the_drawing_at_any_width(open_page: Open, size: tuple[int, int]) -> None:
    page = show_graph(open_page(size=size))
    for width in (size[0], 320, 800):
        page.set_viewport_size({"width": width, "height": size[1]})
        page.wait_for_timeout(300)
        left, right, wide = page.evaluate(
            """() => {
              const plot = Bokeh.documents.at(-1).get_model_by_name("plot");
              const data = plot.document.get_model_by_name("nodes").data;
              const pen = document.createElement("canvas").getContext("2d");
              const size = plot.document.get_model_by_name("labels").glyph.text_font_size.value;
              pen.font = `${size} DejaVu Sans, Verdana, sans-serif`;
              const wide = document.getElementById("explorer-drawing").clientWidth;
              const unit = wide / (plot.x_range.end - plot.x_range.start);
              const edge = data.label.map((label, i) => {
                const at = (data.x[i] - plot.x_range.start) * unit + data.label_offset[i];
                return at + (data.x[i] ? 1 : -1) * pen.measureText(label).width;
              });
              return [Math.min(...edge), Math.max(...edge), wide];
            }"""
        )
        assert left >= 0
        assert right <= wide + 0.5


def test_search_suggests_filters_the_list_and_selects(open_page: Open, graph: Any) -> None:
    page = show_graph(open_page())
    search, listed = page.locator("#explorer-search"), page.locator("#explorer-list option")
    suggested = page.locator("#explorer-names option").evaluate_all("l => l.map((o) => o.value)")
    assert set(suggested) == {label for _, label in graph.nodes(data="label")}
    search.fill("muen")
    assert "No name contains this" in page.locator("#explorer-count").inner_text()
    search.fill("koln")  # without its dots
    assert [text.split(" (")[0] for text in listed.all_inner_texts()] == ["Köln"]
    search.press("Enter")
    assert read_panel(page).startswith("Köln")
    search.fill("eurocities")
    assert read_panel(page).startswith("Eurocities")
    assert read_lit(page)[1] == graph.degree[EUROCITIES]


def test_filters_take_out_regions_and_categories(open_page: Open, graph: Any) -> None:
    page = show_graph(open_page())
    page.get_by_role("checkbox", name="Western Germany").uncheck()
    page.get_by_role("checkbox", name="Berlin").uncheck()
    east = {n for n, region in graph.nodes(data="region") if region == "east"}
    networks = {n for n, kind in graph.nodes(data="kind") if kind == "network"}
    names, _ = read_lit(page)
    assert len(names) == len(east) + len(networks)
    page.get_by_role("checkbox", name="National smart-city networks").uncheck()
    other = {n for n in networks if graph.nodes[n]["category"] != "national"}
    names, _ = read_lit(page)
    assert sorted(names) == sorted(graph.nodes[n]["label"] for n in east | other)
    count = page.locator("#explorer-count").inner_text()
    assert count == f"{len(names)} of {len(graph)} shown."
    page.select_option("#explorer-list", label=f"Eurocities ({graph.degree[EUROCITIES]})")
    shown = [n for n in graph[EUROCITIES] if n in east]
    assert read_lit(page)[1] == len(shown)
    assert f"hidden by filters: {graph.degree[EUROCITIES] - len(shown)}" in read_panel(page)
    page.locator("#explorer-reset").click()
    assert len(read_lit(page)[0]) == len(graph)


def test_the_keyboard_alone_does_all(open_page: Open, graph: Any) -> None:
    page = show_graph(open_page())
    page.locator("#explorer-search").focus()
    stops = []
    for _ in range(12):
        page.keyboard.press("Tab")
        stops.append(page.evaluate("document.activeElement.id || document.activeElement.value"))
        if stops[-1] == "explorer-list":
            break
    assert stops[0] == "explorer-reset"
    assert "east" in stops
    page.keyboard.press("ArrowDown")
    first = read_panel(page)
    page.keyboard.press("ArrowDown")
    assert not first.startswith("Nothing")
    assert read_panel(page) != first
    page.keyboard.type("CIV")
    assert read_panel(page).startswith("CIVITAS")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#explorer-panel') !== null")
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert not read_panel(page).startswith("CIVITAS")
    assert page.evaluate("document.activeElement.closest('#explorer-panel') !== null")
    page.keyboard.press("Escape")
    assert read_panel(page).startswith("Nothing")
    for _ in range(40):
        page.keyboard.press("Tab")
        inside = page.evaluate("document.activeElement.closest('#explorer-picture') !== null")
        assert not inside, "the drawing takes the focus, where no key does anything"


def test_controls_are_large_enough_to_touch(open_page: Open) -> None:
    page = show_graph(open_page(size=SMALL))
    page.select_option("#explorer-list", index=3)
    boxes = page.locator(
        "#explorer :is(button, select, input[type=search], .explorer-filter label)"
    ).evaluate_all("l => l.map((e) => [e.outerHTML.slice(0, 80), e.getBoundingClientRect()])")
    assert len(boxes) > 8
    small = [text for text, box in boxes if box["height"] < 24 or box["width"] < 24]
    assert not small


def test_the_explorer_speaks_the_language_of_the_page(open_page: Open) -> None:
    page = show_graph(open_page())
    page.select_option("#explorer-list", label="Dresden (6)")
    assert "Takes part in 6 networks: CIVITAS: Member" in read_panel(page)
    page.locator("label[for=show-de]").click()
    assert read_panel(page).startswith(
        "Dresden Kommune, Ostdeutschland Beteiligt an 6 Netzwerken: CIVITAS: Mitglied"
    )
    groups = page.locator("#explorer-list optgroup").evaluate_all("l => l.map((g) => g.label)")
    assert groups == ["Netzwerke", "Städte und Landkreise"]
    assert "links Netzwerke" in page.locator("#explorer-picture").get_attribute("aria-label")


@pytest.mark.parametrize("lang", ["de", "en"])
def test_a_notebook_shows_the_same_graph(open_page: Open, frame: Path, lang: str) -> None:
    page = open_page(frame / f"{lang}.html", lang=lang)
    inner = page.frames[1]
    inner.wait_for_selector("#explorer[data-ready]")
    inner.select_option("#explorer-list", label="Dresden (6)")
    said = " ".join(inner.locator("#explorer-panel").inner_text().split())
    expected = {"de": "Beteiligt an 6 Netzwerken", "en": "Takes part in 6 networks"}
    assert expected[lang] in said
    assert inner.locator("[lang]").evaluate_all("l => [...new Set(l.map((e) => e.lang))]") == [lang]
