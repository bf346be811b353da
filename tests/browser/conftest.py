"""The report page and the notebook's frame in a real Chromium; `make test-page` runs these.

The ordinary test run leaves this folder alone: it needs a browser, and npm for axe-core. Set
REPORT to the folder of an export to test that one instead of a new one.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis.data import Dataset

BROWSER = os.environ.get("CHROMIUM", "")
if not BROWSER:
    collect_ignore_glob = ["*.py"]
else:
    from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

    from analysis import explore_graph
    from analysis.__main__ import main

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WIDE, PHONE, SMALL = (1280, 900), (390, 844), (360, 740)
LOCAL = ("file:", "data:", "blob:", "about:")

Open = Callable[..., "Page"]


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an export with its page."""
    if given := os.environ.get("REPORT"):
        return Path(given).resolve()
    out = tmp_path_factory.mktemp("reports")
    assert main(["export", "--formats", "svg", "--out", str(out)]) == 0
    return out


@pytest.fixture(scope="session")
def frame(tmp_path_factory: pytest.TempPathFactory, data: Dataset) -> Path:
    """Pages of their own, German and English, around what a notebook shows of the graph."""
    out = tmp_path_factory.mktemp("frame")
    for lang in ("de", "en"):
        shown = f"<main>{explore_graph(data, lang=lang)._repr_html_()}</main>"
        text = f'<!DOCTYPE html><html lang="{lang}"><title>Notebook</title>{shown}</html>'
        (out / f"{lang}.html").write_text(text, encoding="utf-8")
    return out


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=BROWSER, args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def open_page(browser: "Browser", folder: Path) -> "Iterator[Open]":
    """Opens a page; at the end nothing may have gone wrong in it or have left the machine."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []

    def note(kind: str, text: str) -> None:
        if kind in ("error", "warning") or (kind == "request" and not text.startswith(LOCAL)):
            wrong.append(f"{kind}: {text[:500]}")

    def open_it(
        path: Path | None = None, size: tuple[int, int] = WIDE, lang: str = "en", **options: object
    ) -> "Page":
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            locale={"en": "en-GB", "de": "de-DE"}[lang],
            has_touch=size is not WIDE,
            is_mobile=size is not WIDE,
            offline=True,
            **options,
        )
        context.set_default_timeout(30_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: note("error", str(error)))
        page.on("console", lambda said: note(said.type, said.text))
        page.on("request", lambda asked: note("request", asked.url))
        page.goto((path or folder / "index.html").as_uri())
        return page

    yield open_it
    for context in contexts:
        context.close()
    assert not wrong
