"""The report page: language, tables, statements, figures, phones."""

import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from analysis.claims import check_claims
from analysis.data import Dataset

from .conftest import PHONE, SMALL, WIDE, Open

GROUPED = re.compile(r"\d[.,]\d{3}[.,]\d{3}")


def show_table(page: Any, name: str, lang: str) -> Any:
    """Scroll to a table, and give it."""
    table = page.locator(f"#{name} [lang={lang}] .scroll table")
    table.scroll_into_view_if_needed()
    return table


def read_column(table: Any, column: int) -> list[str]:
    cells = table.locator(f"tbody tr td:nth-child({column})")
    return [" ".join(text.split()) for text in cells.all_inner_texts()]


def read_number(text: str, lang: str) -> float:
    group, sign = (".", ",") if lang == "de" else (",", ".")
    plain = text.replace(group, "").replace(sign, ".").replace("−", "-")
    return float(re.sub(r"[%\s]", "", plain))


@pytest.mark.parametrize("lang", ["de", "en"])
def test_numbers_sort_as_numbers(open_page: Open, lang: str) -> None:
    page = open_page(lang=lang)
    table = show_table(page, "participation_by_state", lang)
    heads = table.locator("thead th").all_inner_texts()
    cells = [read_column(table, i + 1) for i in range(len(heads))]
    grouped = next(i for i, column in enumerate(cells) if any(map(GROUPED.search, column)))
    values = [read_number(text, lang) for text in cells[grouped]]
    assert sorted(values) not in (values, values[::-1])
    head = table.locator("thead th").nth(grouped)
    for direction in ("ascending", "descending"):
        head.get_by_role("button").press("Enter")
        expect(head).to_have_attribute("aria-sort", direction)
        after = [read_number(text, lang) for text in read_column(table, grouped + 1)]
        assert after == sorted(values, reverse=direction == "descending")


def test_missing_numbers_come_last_in_both_directions(open_page: Open) -> None:
    page = open_page()
    tables = page.locator(".tables [lang=en] .scroll table")
    found = tables.evaluate_all(
        """(all) => all.flatMap((table) => {
          const rows = [...table.tBodies[0].rows];
          return rows[0] ? [...rows[0].cells].map((_, i) => [table.closest("section").id, i,
            rows.filter((row) => row.cells[i].dataset.order === "").length,
            rows.filter((row) => row.cells[i].dataset.order).length]) : [];
        }).filter(([, , missing, given]) => missing && given > 1)"""
    )
    assert found, "no table has a column with missing numbers"
    name, column, missing, _ = found[0]
    table = show_table(page, name, "en")
    heads = table.locator("thead th[scope=col]")
    # Heads below those that span several stand last in the page.
    x = table.locator("tbody tr").first.locator("td").nth(column).bounding_box()["x"]
    (head,) = [one for one in heads.all() if abs(one.bounding_box()["x"] - x) < 1]
    for direction in ("ascending", "descending"):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", direction)
        orders = table.locator("tbody tr").evaluate_all(
            "(rows, i) => rows.map((row) => row.cells[i].dataset.order)", column
        )
        assert orders[-missing:] == [""] * missing
        assert "" not in orders[:-missing]


def test_sums_stay_at_the_foot(open_page: Open) -> None:
    page = open_page()
    table = show_table(page, "tabelle_1", "en")
    assert table.locator("tfoot td").first.inner_text() == "Total"
    before = read_column(table, 1)
    head = table.locator("thead th").filter(has=page.get_by_role("button")).first
    for direction in ("ascending", "descending"):
        head.get_by_role("button").click()
        expect(head).to_have_attribute("aria-sort", direction)
    assert read_column(table, 1) == sorted(before, reverse=True)
    assert table.locator("tbody").get_by_text("Total", exact=True).count() == 0


@pytest.mark.parametrize("lang", ["de", "en"])
def test_statements_are_filtered(open_page: Open, data: Dataset, lang: str) -> None:
    page = open_page(lang=lang)
    table = show_table(page, "claims", lang)
    claims = check_claims(data)
    form = page.locator(f"#claims form[lang={lang}]")
    status = form.get_by_role("status")
    said = {"en": "{} of {} rows shown.", "de": "{} von {} Zeilen gezeigt."}[lang]

    def count(number: int) -> None:
        assert status.inner_text() == said.format(number, len(claims))
        assert table.locator("tbody tr:visible").count() == number

    count(len(claims))
    verdict = form.get_by_label({"en": "Verdict", "de": "Befund"}[lang])
    verdict.select_option({"en": "Not confirmed", "de": "Nicht bestätigt"}[lang])
    against = claims[claims["found"] == "contradicted"]
    count(len(against))
    place = form.get_by_label({"en": "Place in the report", "de": "Stelle im Bericht"}[lang])
    place.select_option("3.1")
    count(int(against["section"].eq("3.1").sum()))
    form.get_by_role("button").click()
    page.wait_for_timeout(100)
    count(len(claims))
    form.get_by_role("searchbox").fill("Eurocities")
    columns = ["section", f"statement_{lang}", f"reason_{lang}"]
    rows = claims[columns].apply(lambda row: "eurocities" in " ".join(row).lower(), axis=1)
    count(int(rows.sum()))


@pytest.mark.parametrize("size", [WIDE, SMALL])
def test_the_switch_keeps_the_place_and_remembers_nothing(
    open_page: Open, size: tuple[int, int]
) -> None:
    page = open_page(size=size)
    assert page.evaluate("document.documentElement.lang") == "en"
    page.evaluate("document.getElementById('tabelle_2').scrollIntoView()")
    page.wait_for_timeout(300)
    place = "document.getElementById('tabelle_2').getBoundingClientRect().top"
    before = page.evaluate(place)
    page.evaluate("document.getElementById('show-de').click()")
    assert abs(page.evaluate(place) - before) < 2
    assert page.evaluate("document.documentElement.lang") == "de"
    assert "Kommunale" in page.title()
    assert page.locator("h1").inner_text() == page.title()
    assert page.locator("main [lang=en]:visible").count() == 0
    kept = "[localStorage.length, sessionStorage.length, document.cookie]"
    assert page.evaluate(
        f"(() => {{ try {{ return {kept}; }} catch {{ return [0, 0, '']; }} }})()"
    ) == [0, 0, ""]
    page.reload()
    assert page.evaluate("document.documentElement.lang") == "en"


@pytest.mark.parametrize("size", [PHONE, SMALL])
@pytest.mark.parametrize("lang", ["de", "en"])
def test_nothing_is_wider_than_a_phone(open_page: Open, lang: str, size: tuple[int, int]) -> None:
    page = open_page(size=size, lang=lang)
    page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    wide = page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter((e) => !e.closest(".scroll, .skip, svg") || e.matches(".scroll"))
          .filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
          .map((e) => e.outerHTML.slice(0, 120))"""
    )
    assert not wide


def test_figures_are_drawn(open_page: Open) -> None:
    page = open_page()
    figures = page.locator("#figures [lang=en] img")
    assert figures.count() > 5
    for i in range(figures.count()):
        figures.nth(i).scroll_into_view_if_needed()
        page.wait_for_function(
            "(i) => { const e = document.querySelectorAll('#figures [lang=en] img')[i];"
            " return e.complete && e.naturalWidth > 100; }",
            arg=i,
        )


def test_a_table_wider_than_the_screen_says_so(open_page: Open) -> None:
    for size in (WIDE, SMALL):
        page = open_page(size=size)
        page.wait_for_timeout(300)
        boxes = page.locator(".tables [lang=en] > .scroll").evaluate_all(
            "l => l.map((e) => [e.scrollWidth > e.clientWidth, !e.previousElementSibling.hidden])"
        )
        assert all(wide == hinted for wide, hinted in boxes)
        assert size is WIDE or any(wide for wide, _ in boxes)


def test_without_scripts_everything_can_be_read(open_page: Open) -> None:
    page = open_page(java_script_enabled=False)
    assert page.locator("#explorer").is_hidden()
    assert page.locator("#claims [lang=de] table").is_visible()
    assert page.locator("noscript p[lang=de]").is_visible()


def test_the_policy_allows_no_other_script(browser: Any, folder: Path) -> None:
    page = browser.new_page(offline=True)
    page.goto((folder / "index.html").as_uri())
    refused = page.evaluate(
        """() => new Promise((done) => {
          document.addEventListener("securitypolicyviolation", (e) => done(e.effectiveDirective));
          const script = document.createElement("script");
          script.textContent = "window.ran = true";
          document.body.append(script);
          setTimeout(() => done("ran: " + window.ran), 1000);
        })"""
    )
    page.context.close()
    assert refused.startswith("script-src")
