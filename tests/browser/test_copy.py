"""The buttons that copy, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from runpages.records.store import Library

pytestmark = [pytest.mark.browser, pytest.mark.slow]


HOLDS = "async text => await navigator.clipboard.readText() === text"


def clipboard(page: Page) -> str:
    """What the clipboard holds."""
    return page.evaluate("navigator.clipboard.readText()")


def copied(page: Page, block: str) -> str:
    """What the second button of a block copies."""
    button = page.locator(f"{block} .copy-program")
    button.click()
    page.wait_for_function(
        "s => document.querySelector(s).textContent == 'Copied'",
        arg=f"{block} .copy-program",
    )
    return clipboard(page)


def test_the_second_button_copies_the_program(
    page: Page, server: str, library: Library
):
    """From the first line of the script to the end of the cell."""
    page.goto(f"{server}optimizer/")
    source = library.snippets["optimizer"].source
    page.locator("summary", has_text="The code of the figure").first.click()
    assert copied(page, "#cell-plot") == source
    text = copied(page, "#cell-start")
    assert source.startswith(text)
    assert text.splitlines()[-1].startswith("b = torch.rand(1, requires_grad=True)")


def test_a_block_of_another_snippet_copies_its_program(
    page: Page, server: str, library: Library
):
    """Not the page's own."""
    page.goto(f"{server}optimizer/")
    text = copied(page, "#cell-optimizer-slope-slope")
    assert library.snippets["optimizer/slope"].source.startswith(text)


def test_the_first_button_copies_the_cell_without_notes(
    page: Page, server: str, library: Library
):
    """To the letter, also where the page attaches notes to its lines."""
    page.goto(f"{server}optimizer/")
    page.locator("#cell-train").scroll_into_view_if_needed()
    page.wait_for_selector("#cell-train .md-annotation")
    page.locator("#cell-train .md-code__button").click(force=True)
    cell = library.records["optimizer"]["cpu"].cell("Train")
    page.wait_for_function(HOLDS, arg=cell["source"].rstrip())


def test_buttons_are_there_after_instant_navigation(page: Page, server: str):
    """Each block of the next page has its one second button."""
    page.goto(f"{server}optimizer/")
    page.locator(".md-content a[href*=no_grad]").first.click()
    page.wait_for_url("**/no_grad/")
    page.wait_for_selector(".copy-program", state="attached")
    blocks = page.locator("[data-snippet][data-cell]").count()
    assert page.locator(".copy-program").count() == blocks > 0


def test_a_page_is_copied_as_markdown(page: Page, server: str, built: Path):
    """The button at the foot copies the raw edition."""
    page.goto(f"{server}optimizer/")
    page.locator("[data-markdown]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-markdown]').textContent == 'Copied'"
    )
    assert clipboard(page) == (built / "optimizer.md").read_text("utf-8")
