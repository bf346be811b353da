"""Accessible names, contrast and structure, by axe-core with all of its rules."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from .conftest import SMALL, WIDE, Open
from .steps import show_graph

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"


def find_violations(where: Any) -> list[str]:
    """Every serious or critical violation with the elements that it names; no rule is left out."""
    where.evaluate(AXE.read_text(encoding="utf-8"))
    found = where.evaluate("async () => (await axe.run({ iframes: false })).violations")
    return [
        f"{rule['id']} ({rule['impact']}): {rule['help']}: "
        + json.dumps([node["html"][:200] for node in rule["nodes"][:5]], ensure_ascii=False)
        for rule in found
        if rule["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("size", [WIDE, SMALL])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_page_has_no_serious_fault(open_page: Open, lang: str, size: tuple[int, int]) -> None:
    page = open_page(lang=lang, size=size)
    assert page.evaluate("document.documentElement.lang") == lang
    show_graph(page)
    page.select_option("#explorer-list", label="Dresden (6)")
    assert page.locator(f".tables [lang={lang}] thead button").count() > 20
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert not find_violations(page)


@pytest.mark.parametrize("lang", ["de", "en"])
def test_the_frame_of_a_notebook_has_none_either(open_page: Open, frame: Path, lang: str) -> None:
    page = open_page(frame / f"{lang}.html", lang=lang)
    inner = page.frames[1]
    inner.wait_for_selector("#explorer[data-ready]")
    inner.select_option("#explorer-list", label="Dresden (6)")
    assert not find_violations(inner)
    assert not find_violations(page)


def test_headings_and_names(open_page: Open) -> None:
    page = open_page()
    levels = page.locator("h1, h2, h3").evaluate_all("l => l.map((h) => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert page.get_by_role("radio", name="English").is_checked()
    assert page.get_by_role("combobox", name="Search a network, city or district").count() == 1
    assert page.get_by_role("listbox", name="All networks, cities and districts").count() == 1
    assert page.get_by_role("group", name="Networks by category").count() == 1
    assert page.get_by_role("main").count() == 1
