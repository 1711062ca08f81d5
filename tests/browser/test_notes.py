"""Notes on code: beside the block or under it, at every width and without scripts."""

from itertools import pairwise

import pytest
from playwright.sync_api import Browser, Page
from site_pages import PAGES, of_each_kind, place

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTED = [
    stem for stem, page in PAGES.items() if page.snippet and "notes={" in page.text
]
WIDE, NARROW = 1280, (390, 768, 1220)
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


def narrow(page: Page, width: int) -> None:
    """Make the window so wide."""
    page.set_viewport_size({"width": width, "height": 900})


def opened(page: Page, address: str, width: int) -> Page:
    """A page in a window of a width, with all that is folded."""
    narrow(page, width)
    page.goto(address)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    return page


@pytest.mark.parametrize("stem", of_each_kind(NOTED))
def test_notes_stand_beside_their_code_in_a_wide_window(
    page: Page, server: str, stem: str
):
    """Those of one block never lie over those of the next, and none is cut."""
    opened(page, f"{server}{place(stem)}", WIDE)
    blocks = page.evaluate(FIND)
    beside = [
        block for block in blocks if block["list"]["left"] > block["code"]["right"]
    ]
    for before, after in pairwise(beside):
        assert before["bottom"] <= after["top"]
    assert all(abs(one["top"] - one["code"]["top"]) < 60 for one in beside)
    assert all(one["right"] <= WIDE for one in beside)
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE


@pytest.mark.parametrize("stem", of_each_kind(NOTED))
def test_notes_leave_no_gap_in_the_text(page: Page, server: str, stem: str):
    """Those that are much taller than their code stand under it, or beside more."""
    opened(page, f"{server}{place(stem)}", WIDE)
    gaps = page.locator(".md-content__inner > .noted").evaluate_all(
        """all => all.map(one => {
          const box = part => part.getBoundingClientRect();
          const inside = [...one.querySelectorAll(":scope > :is(pre, ol)")]
            .map(box).filter(part => part.left < box(one).right);
          return box(one).bottom - Math.max(...inside.map(part => part.bottom));
        })"""
    )
    assert all(gap < 20 for gap in gaps)


@pytest.mark.parametrize("scripts", [True, False])
def test_notes_stand_under_their_code_in_a_narrow_window(
    browser: Browser, server: str, scripts: bool
):
    """As a list with the numbers of the marks; nothing needs pressing or scrolling."""
    page = browser.new_page(java_script_enabled=scripts)
    opened(page, f"{server}optimizer/", WIDE)
    for width in NARROW:
        narrow(page, width)
        blocks = page.evaluate(FIND)
        assert len(blocks) > 2
        for block in blocks:
            assert block["marks"] == [True] * block["notes"]
            assert block["top"] >= block["code"]["bottom"]
            assert block["right"] <= width
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
    opened(page, f"{server}optimizer/", WIDE)
    page.emulate_media(media="print")
    for block in page.evaluate(FIND):
        assert block["top"] >= block["code"]["bottom"]


def test_a_block_with_notes_beside_it_has_lines_all_round(page: Page, server: str):
    """Also below the code, where no output follows."""
    opened(page, f"{server}optimizer/", WIDE)
    code = page.locator(".noted > pre").first
    assert code.evaluate("e => getComputedStyle(e).borderWidth") == "0px 1px 1px"
