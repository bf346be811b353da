"""What a reader does on the page, for the tests of this folder."""

from typing import Any

# The middle of the row of a name in the drawing, in pixels of the window.
PLACE = """
(label) => {
  const plot = Bokeh.documents.at(-1).get_model_by_name("plot");
  const nodes = plot.document.get_model_by_name("nodes").data;
  const i = nodes.label.indexOf(label);
  const box = document.getElementById("explorer-drawing").getBoundingClientRect();
  const { start, end } = plot.y_range;
  const y = box.top + (box.height - plot.height) / 2
    + plot.height * (nodes.y[i] - end) / (start - end);
  return [box.left + box.width * (nodes.x[i] ? 0.93 : 0.07), y];
}
"""
# Names that are drawn at full strength, and how many edges are.
LIT = """
() => {
  const { document: doc } = Bokeh.documents.at(-1).get_model_by_name("plot");
  const { label, alpha } = doc.get_model_by_name("nodes").data;
  const edges = doc.get_model_by_name("edges").data;
  return { names: label.filter((_, i) => alpha[i] === 1).sort(),
           edges: edges.width.filter((width) => width === 2).length };
}
"""


def show_graph(page: Any) -> Any:
    """Scroll to the drawing, and give the page once it is drawn."""
    page.locator("#explorer-picture").scroll_into_view_if_needed()
    page.wait_for_selector("#explorer[data-ready]")
    page.wait_for_timeout(300)
    return page


def point_at(page: Any, label: str) -> tuple[float, float]:
    """Scroll a row of the drawing into the middle of the window, and give its place."""
    y = page.evaluate(PLACE, label)[1]
    height = page.viewport_size["height"]
    page.evaluate("(by) => window.scrollBy({ top: by, behavior: 'instant' })", y - height * 0.6)
    page.wait_for_timeout(100)
    x, y = page.evaluate(PLACE, label)
    return x, y


def read_lit(page: Any) -> tuple[list[str], int]:
    """Names and number of edges that are lit up."""
    page.wait_for_timeout(150)
    found = page.evaluate(LIT)
    return found["names"], found["edges"]


def read_panel(page: Any) -> str:
    return " ".join(page.locator("#explorer-panel").inner_text().split())
