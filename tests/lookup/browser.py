"""A real Chromium for the tests that look at pages as people do."""

import os
import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
#: Of axe: its rules for WCAG 2.2 AA. Only what it objects to is told: telling the rest takes four times as long.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
#: Whatever is pressed, but for links in the run of a text, that is lower than 44 pixels.
TOO_SMALL = """() => [...document.querySelectorAll("button, summary, input:not([type=hidden]), .usa-button, .usa-logo")]
    .filter(one => one.getClientRects().length && one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"""
#: A machine with much to do answers late.
expect.set_options(timeout=30_000)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="needs Chromium")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Lives for one module: while it is open its event loop runs here, which Django takes for asynchronous code."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            yield chromium
            chromium.close()


def send(thing: Locator) -> None:
    """Press what sends a form or leads to another page, and wait until that is there: `click()` waits for no answer."""
    with thing.page.expect_navigation():
        thing.click()


def press_enter(page: Page) -> None:
    """The same by keyboard, where the focus is."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def check(page: Page, what: str = "", *, part: str = "html", widths: tuple[int, ...] = (320, 1280)) -> None:
    """At each width axe finds nothing in that part of the page, and nothing is cut off."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        # Whatever has half scrolled away below the header, which stays, would count as too small.
        page.evaluate("window.scrollTo(0, 0)")
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE_SCRIPT)
        found = AxeResults(page.evaluate("([part, rules]) => axe.run(part, rules)", [part, RULES]))
        assert found.violations_count == 0, f"{what} {page.url} {width}: {found.generate_report()}"
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{what} {page.url} {width}"


def check_public(page: Page, what: str = "") -> None:
    """The same for a page for the public, on which nothing is too small to press either."""
    for width in (320, 1280):
        check(page, what, widths=(width,))
        assert page.evaluate(TOO_SMALL) == [], f"{what} {page.url} {width}"


def tab_to(page: Page, text: str) -> None:
    """Move the focus with the Tab key, as far as a patient person would, to the thing of that name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(NAME_OF_FOCUS).strip() == text:
            return
    raise AssertionError(f"{text!r} cannot be reached with the Tab key")


NAME_OF_FOCUS = """() => {
    const focused = document.activeElement;
    return focused.labels?.length ? focused.labels[0].innerText : focused.innerText || "";
}"""
