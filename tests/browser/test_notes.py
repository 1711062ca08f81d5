"""Notes on code: under their block, at every width, on paper and without scripts."""

import pytest
from playwright.sync_api import Browser, Page
from site_pages import PAGES, of_each_kind, place

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTED = [
    stem for stem, page in PAGES.items() if page.snippet and "notes={" in page.text
]
WIDTHS = (320, 390, 768, 1280, 1920)
FIND = """() => [...document.querySelectorAll(".noted")].map(block => {
    const code = block.querySelector("pre").getBoundingClientRect();
    const list = block.querySelector("ol").getBoundingClientRect();
    const notes = [...block.querySelectorAll("li")].map(n => n.getBoundingClientRect());
    const marks = [...block.querySelectorAll("[data-n]")].map(mark => {
        const box = mark.getBoundingClientRect();
        return box.left >= Math.max(0, code.left - 10) && box.right <= code.left + 16;
    });
    const [top, bottom] = [notes[0].top, notes.at(-1).bottom];
    const right = Math.max(...notes.map(note => note.right));
    const sides = {code: code.toJSON(), list: list.toJSON()};
    return {marks, notes: notes.length, top, bottom, right, ...sides};
})"""


def resize(page: Page, width: int) -> None:
    """Make the window so wide."""
    page.set_viewport_size({"width": width, "height": 900})


def opened(page: Page, address: str, width: int) -> Page:
    """A page in a window of a width, with all that is folded."""
    resize(page, width)
    page.goto(address)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    return page


@pytest.mark.parametrize("stem", of_each_kind(NOTED))
@pytest.mark.parametrize("scripts", [True, False])
def test_notes_stand_under_their_code(
    browser: Browser, server: str, stem: str, scripts: bool
):
    """In every window, with the numbers of the marks; nothing needs pressing."""
    page = browser.new_page(java_script_enabled=scripts)
    opened(page, f"{server}{place(stem)}", WIDTHS[0])
    for width in WIDTHS:
        resize(page, width)
        blocks = page.evaluate(FIND)
        assert blocks
        for block in blocks:
            assert block["marks"] == [True] * block["notes"]
            assert 0 <= block["top"] - block["code"]["bottom"] < 30
            assert block["list"]["left"] >= block["code"]["left"]
            assert block["right"] <= min(width, block["code"]["right"])
    page.close()


def most_noted(page: Page) -> dict:
    """The block with the most notes."""
    return max(page.evaluate(FIND), key=lambda block: block["notes"])


def test_a_mark_stays_in_sight_where_its_line_is_scrolled(page: Page, server: str):
    """The line that prints is longer than a phone is wide."""
    opened(page, f"{server}optimizer/", 390)
    code = page.locator("#cell-train pre > code").first
    before = most_noted(page)["marks"]
    code.evaluate("code => { code.scrollLeft = 10_000 }")
    assert code.evaluate("code => code.scrollLeft") > 100
    now = most_noted(page)
    assert now["notes"] > 4
    assert now["marks"] == before == [True] * now["notes"]


def test_notes_are_printed(page: Page, server: str):
    """Under the code, with their numbers."""
    opened(page, f"{server}optimizer/", 1280)
    page.emulate_media(media="print")
    for block in page.evaluate(FIND):
        assert block["top"] >= block["code"]["bottom"]
