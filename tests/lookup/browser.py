"""A real Chromium for the tests that look at pages as people do."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

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
