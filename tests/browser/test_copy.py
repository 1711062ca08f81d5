"""The buttons that copy, in a browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from runpages.records.store import Library

pytestmark = [pytest.mark.browser, pytest.mark.slow]


HOLDS = "async text => await navigator.clipboard.readText() === text"


def clipboard(page: Page) -> str:
    """What the clipboard holds."""
    return page.evaluate("navigator.clipboard.readText()")


def copied(page: Page, block: str) -> str:
    """What the button for the program copies, on a block that has one."""
    button = page.locator(f"{block} .copy-program")
    button.click()
    page.wait_for_function(
        "s => document.querySelector(s).textContent == 'Copied'",
        arg=f"{block} .copy-program",
    )
    return clipboard(page)


def test_a_page_copies_its_program_from_the_top(
    page: Page, server: str, library: Library
):
    """All of it, to the letter, with one button."""
    page.goto(f"{server}optimizer/")
    page.get_by_role("button", name="Copy program").first.click()
    page.locator(".top button", has_text="Copied").wait_for()
    assert clipboard(page) == library.snippets["optimizer"].source


def test_another_program_is_copied_from_its_last_block(
    page: Page, server: str, library: Library
):
    """One button a program, and none on the blocks of the page's own."""
    page.goto(f"{server}optimizer/")
    text = copied(page, "#cell-optimizer-slope-slope")
    assert library.snippets["optimizer/slope"].source.startswith(text)
    assert not page.locator("#cell-train .copy-program").count()
    page.goto(f"{server}mistakes/")
    page.wait_for_selector(".copy-program", state="attached")
    programs = page.locator(".md-content__inner > [data-snippet] .copy-program")
    named = programs.evaluate_all(
        "all => all.map(one => one.parentNode.dataset.snippet)"
    )
    assert len(named) == len(set(named)) > 20


def test_the_home_page_copies_the_whole_program_that_it_shows(
    page: Page, server: str, library: Library
):
    """With the icon of its block alone; what it prints stands below it."""
    page.goto(server)
    program = library.records["index/whole"]["cpu"]
    button = page.locator(".hero button[data-md-type=copy]:visible")
    button.click()
    cell = program.cell("The whole program")["source"]
    page.wait_for_function(HOLDS, arg=cell.rstrip())
    assert cell.startswith("import torch")
    expect(page.locator(".hero .copy-program")).to_have_count(0)
    expect(page.locator(".program .output code")).to_have_text(
        program.stdout("The whole program").strip()
    )


def test_the_first_button_copies_the_cell_without_notes(
    page: Page, server: str, library: Library
):
    """To the letter, also where the page attaches notes to its lines.

    It says so itself, in its place, and nothing covers what one reads.
    """
    page.goto(f"{server}optimizer/")
    button = page.locator("#cell-train .md-code__button")
    button.scroll_into_view_if_needed()
    place = button.bounding_box()
    button.click(force=True)
    cell = library.records["optimizer"]["cpu"].cell("Train")
    page.wait_for_function(HOLDS, arg=cell["source"].rstrip())
    expect(button).to_have_accessible_name("Copied")
    mark = "e => getComputedStyle(e, '::after').content"
    assert button.evaluate(mark).startswith('"✓"')
    assert button.bounding_box() == place
    expect(page.locator(".md-dialog--active")).to_have_count(0)
    expect(button).to_have_accessible_name("Copy to clipboard")
    assert button.evaluate(mark) == '""'


def test_buttons_are_there_after_instant_navigation(page: Page, server: str):
    """On the next page each block is copied, and the program."""
    page.goto(f"{server}optimizer/")
    page.locator(".md-content a[href*=no_grad]").first.click()
    page.wait_for_url("**/no_grad/")
    page.wait_for_selector("#cell-train .md-code__button", state="attached")
    page.locator(".top button").click()
    page.locator(".top button", has_text="Copied").wait_for()
    assert clipboard(page).startswith("# /// script")


def test_a_page_is_copied_as_markdown(page: Page, server: str, built: Path):
    """The button at the foot copies the raw edition."""
    page.goto(f"{server}optimizer/")
    page.locator("[data-markdown]").click()
    page.wait_for_function(
        "() => document.querySelector('[data-markdown]').textContent == 'Copied'"
    )
    assert clipboard(page) == (built / "optimizer.md").read_text("utf-8")


def test_a_check_is_copied_with_its_exercise_and_without_the_solution(
    page: Page, server: str, library: Library
):
    """A file to begin with: the points, what is given, and the check."""
    page.goto(f"{server}exercises/#accumulate")
    page.locator("summary", has_text="Check").nth(1).click()
    text = copied(page, "#cell-exercises-accumulate-check")
    source = library.snippets["exercises/accumulate"].source
    assert source.startswith(text)
    assert text.rstrip().endswith('print("correct")')


def test_of_changes_the_new_lines_are_copied(page: Page, server: str, library: Library):
    """Without signs, as they stand in the program."""
    page.goto(f"{server}by_hand/")
    page.locator(".changes").get_by_role("button").first.click()
    cell = library.records["by_hand"]["cpu"].cell("Train")["source"]
    page.wait_for_function(HOLDS, arg=cell.rstrip())
