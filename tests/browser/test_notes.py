"""Notes on code: beside the block or under it, at every width and without scripts."""

import re

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from site_pages import PAGES, of_each_kind, place
from visits import opened

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTED = [
    stem for stem, page in PAGES.items() if page.snippet and "notes={" in page.text
]
WIDE, NARROW = 1280, (390, 768, 1220)
FIND = """() => [...document.querySelectorAll(".noted")]
  .filter(block => block.checkVisibility()).map(block => {
    const code = block.querySelector("pre").getBoundingClientRect();
    const inside = getComputedStyle(block.querySelector("pre > code"));
    const text = code.left + parseFloat(inside.paddingLeft);
    const list = block.querySelector("ol").getBoundingClientRect();
    const notes = [...block.querySelectorAll("li")].map(n => n.getBoundingClientRect());
    const links = [...block.querySelectorAll("[data-n]")];
    const marks = links.map(mark => {
        const box = mark.getBoundingClientRect();
        return box.left >= Math.max(2, code.left - 10) && box.right <= text - 4;
    });
    const [top, bottom] = [notes[0].top, notes.at(-1).bottom];
    const right = Math.max(...notes.map(note => note.right));
    const sides = {code: code.toJSON(), list: list.toJSON()};
    const lines = links.map(mark => mark.getBoundingClientRect().top);
    const starts = notes.map(note => note.top), ends = notes.map(note => note.bottom);
    const rest = block.getBoundingClientRect().bottom - code.bottom;
    Object.assign(sides, {lines, starts, ends});
    return {marks, rest, notes: notes.length, top, bottom, right, ...sides};
})"""

# How what has a ground of another color begins: a line, and its note.
LIT = """block => [...block.querySelectorAll("pre > code > span, li")]
    .filter(e => getComputedStyle(e).backgroundColor.endsWith("/ 0.2)"))
    .map(e => e.textContent.trim().slice(0, 24))"""


def settled(page: Page) -> Page:
    """A page whose notes have found their places."""
    page.wait_for_selector("script[data-src]", state="detached")
    page.evaluate(
        "() => new Promise(end => requestAnimationFrame(() => setTimeout(end)))"
    )
    return page


def window(width: int) -> ViewportSize:
    """A window so wide."""
    return {"width": width, "height": 900}


@pytest.mark.parametrize("stem", of_each_kind(NOTED))
def test_notes_stand_beside_their_code_in_a_wide_window(
    page: Page, server: str, stem: str
):
    """Each at its line or next to another; all in one column, and none is cut."""
    settled(opened(page, f"{server}{place(stem)}", window(WIDE)))
    blocks = page.evaluate(FIND)
    assert blocks
    assert len({round(block["list"]["left"]) for block in blocks}) == 1
    names = ("lines", "starts", "ends")
    lines, starts, ends = ([n for block in blocks for n in block[k]] for k in names)
    for i, (line, start) in enumerate(zip(lines, starts, strict=True)):
        above = start - ends[i - 1] if i else 99
        below = starts[i + 1] - ends[i] if i + 1 < len(starts) else 99
        assert above > 0
        assert min(above, below, abs(start - line)) < 7
    for block in blocks:
        assert block["list"]["left"] > block["code"]["right"]
        assert block["right"] <= WIDE
        assert block["rest"] < 9  # no gap in the text, where notes are longer than code
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDE


@pytest.mark.parametrize(("width", "most"), [(WIDE, 180), (1440, 90)])
def test_notes_are_large_enough_to_read_and_near_their_lines(
    page: Page, server: str, width: int, most: int
):
    """Of six that are longer than their lines some stand above, some below."""
    settled(opened(page, f"{server}optimizer/", window(width)))
    note = page.locator("#cell-train li").last
    assert float(note.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")) >= 13
    (train,) = (block for block in page.evaluate(FIND) if block["notes"] == 6)
    pairs = zip(train["starts"], train["lines"], strict=True)
    far = [start - line for start, line in pairs]
    assert -most < min(far) < 0 < max(far) < most


def test_a_number_whose_note_is_in_sight_moves_nothing(page: Page, server: str):
    """The note is lit; a number whose note is not there leads to it."""
    settled(opened(page, f"{server}optimizer/", window(WIDE)))
    train = page.locator("#cell-train")
    train.evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 250)")
    before = page.evaluate("scrollY")
    train.get_by_role("link", name="Note").nth(3).click()
    page.mouse.move(0, 0)
    assert page.evaluate("scrollY") == before
    lit = re.compile(r"0\.2\)$")
    expect(train.locator("li").nth(3)).to_have_css("background-color", lit)
    page.set_viewport_size({"width": 390, "height": 400})
    train.evaluate("e => scrollBy(0, e.getBoundingClientRect().top - 60)")
    train.get_by_role("link", name="Note").last.click()
    expect(train.locator("li").last).to_be_in_viewport()


def test_a_wider_window_has_more_room_for_notes(page: Page, server: str):
    """So that they end nearer to their lines; the code is as wide as before."""
    opened(page, f"{server}optimizer/", window(WIDE))
    before = page.evaluate(FIND)
    page.set_viewport_size(window(1440))
    for old, new in zip(before, page.evaluate(FIND), strict=True):
        assert new["code"]["width"] == pytest.approx(old["code"]["width"], abs=2)
        assert new["list"]["width"] > 1.2 * old["list"]["width"]
        assert new["right"] < 1440


@pytest.mark.parametrize("scripts", [True, False])
def test_a_note_and_its_line_light_each_other(
    browser: Browser, server: str, scripts: bool
):
    """The pointer is on either of them, or on its number; no other is lit."""
    page = browser.new_page(java_script_enabled=scripts, viewport=window(WIDE))
    page.goto(f"{server}optimizer/")
    train = page.locator("#cell-train")
    mark, line = train.locator("[data-n]").nth(4), train.locator("[data-n] + *").nth(4)
    for pointed in (train.locator("li").nth(4), line, mark):
        page.mouse.move(0, 0)
        assert train.evaluate(LIT) == []
        pointed.hover(force=True)
        assert train.evaluate(LIT) == ["loss.backward()", "Adds the derivatives of "]
    page.close()


def test_a_number_is_a_link_to_its_note(browser: Browser, server: str):
    """For keys and fingers; both stay lit then, without scripts, too."""
    page = browser.new_page(java_script_enabled=False, viewport=window(WIDE))
    page.goto(f"{server}optimizer/")
    train = page.locator("#cell-train")
    mark = train.get_by_role("link", name="Note").nth(5)
    lit = [train.locator("[data-n] + *").nth(5), train.locator("li").nth(5)]
    mark.focus()
    for one in lit:
        expect(one).to_have_css("background-color", re.compile(r"0\.2\)$"))
    mark.press("Enter")
    expect(train.locator("li:target")).to_be_in_viewport(ratio=1)
    mark.blur()
    for one in lit:
        expect(one).to_have_css("background-color", re.compile(r"0\.2\)$"))
    page.close()


def test_notes_beside_code_that_is_unfolded_find_their_lines(page: Page, server: str):
    """They could not be measured before."""
    opened(page, f"{server}engine/", window(WIDE))
    fold = page.locator("details:has(.noted)").first
    fold.locator("summary").click()
    line, note = (fold.locator(one).first for one in ("[data-n]", ".noted li"))
    tops = "e => Math.round(e.getBoundingClientRect().top)"
    expect(note).to_have_attribute("style", re.compile("--down"))
    assert note.evaluate(tops) == pytest.approx(line.evaluate(tops), abs=3)


def test_notes_that_were_scrolled_by_stay_at_their_lines(page: Page, server: str):
    """When something is opened below them."""
    page.set_viewport_size(window(WIDE))
    page.goto(f"{server}optimizer/")
    note = page.locator("#cell-train li").first
    expect(note).to_have_attribute("style", re.compile("--down"))
    place = "e => Math.round(e.getBoundingClientRect().top + scrollY)"
    before = note.evaluate(place)
    fold = page.locator("summary", has_text="How much the loss grows")
    fold.scroll_into_view_if_needed()
    fold.click()
    page.evaluate(
        "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
    )
    assert note.evaluate("e => e.getBoundingClientRect().bottom") < 0
    assert note.evaluate(place) == before


@pytest.mark.parametrize("width", [1440, 1280, 390])
def test_numbers_stand_as_far_from_the_code_of_a_notebook(
    page: Page, server: str, width: int
):
    """As on its lesson: the bar of a cell moves them no nearer."""
    gaps = []
    for form in ("", "notebooks/"):
        page.set_viewport_size(window(width))
        page.goto(f"{server}{form}optimizer/")
        mark = page.locator(".noted [data-n]").first.bounding_box()
        line = page.locator(".noted [data-n] + *").first.bounding_box()
        gaps.append(line["x"] - mark["x"] - mark["width"])
    assert gaps[1] > gaps[0] - 0.6
    assert gaps[1] > 2


@pytest.mark.parametrize("scripts", [True, False])
def test_notes_stand_under_their_code_in_a_narrow_window(
    browser: Browser, server: str, scripts: bool
):
    """As a list with the numbers of the marks; nothing needs pressing or scrolling."""
    page = browser.new_page(java_script_enabled=scripts)
    opened(page, f"{server}optimizer/", window(WIDE))
    for width in NARROW:
        page.set_viewport_size(window(width))
        blocks = page.evaluate(FIND)
        assert len(blocks) > 2
        for block in blocks:
            assert block["marks"] == [True] * block["notes"]
            assert block["top"] >= block["code"]["bottom"]
            assert block["right"] <= width
    page.close()


def test_a_mark_stands_at_the_first_row_of_its_line(page: Page, server: str):
    """The line that prints has several on a phone."""
    opened(page, f"{server}optimizer/", window(390))
    tops = page.locator("#cell-train [data-n]").evaluate_all(
        "all => all.map(mark => [mark, mark.nextSibling].map("
        " e => e.getBoundingClientRect().top))"
    )
    assert len(tops) > 4
    for mark, line in tops:
        assert abs(mark - line) < 6
    left, right = page.locator("#cell-train [data-n]").first.evaluate(
        "mark => { const [a, b] = [mark, mark.nextSibling].map("
        "e => e.getBoundingClientRect()); return [a.left, b.left - a.right]; }"
    )
    assert min(left, right) > 3


def test_notes_are_printed(page: Page, server: str):
    """Under the code, with their numbers."""
    opened(page, f"{server}optimizer/", window(WIDE))
    page.emulate_media(media="print")
    for block in page.evaluate(FIND):
        assert block["top"] >= block["code"]["bottom"]


def test_a_block_with_notes_beside_it_has_lines_all_round(page: Page, server: str):
    """Also below the code, where no output follows."""
    opened(page, f"{server}optimizer/", window(WIDE))
    code = page.locator(".noted > pre").first
    assert code.evaluate("e => getComputedStyle(e).borderWidth") == "0px 1px 1px"


def test_code_of_all_blocks_begins_at_one_line_on_a_phone(page: Page, server: str):
    """With notes and without; and what reaches both edges has no round corners."""
    opened(page, f"{server}linear/", window(390))
    code = page.locator(".md-content__inner > .cell > pre > code")
    style = "all => all.map(e => [getComputedStyle(e).paddingLeft, {}])".format(
        "getComputedStyle(e).borderRadius, getComputedStyle(e).backgroundImage"
    )
    assert code.count() > 2
    assert {tuple(one) for one in code.evaluate_all(style)} == {("22px", "0px", "none")}


@pytest.mark.parametrize("width", [1440, 390])
def test_a_number_of_two_digits_has_a_wider_badge(page: Page, server: str, width: int):
    """As high as the others; neither touches the code, nor moves the text of a note."""
    opened(page, f"{server}notebooks/real_data/", window(width))
    sizes = """all => all.map(e => { const a = e.getBoundingClientRect();
      return [a.width, a.height, e.nextSibling.getBoundingClientRect().left - a.right];
    })"""
    one, two = (page.locator(f"[data-n='{n}']").evaluate_all(sizes)[0] for n in (9, 10))
    assert two[0] > one[0] + 1.5
    assert two[1] == pytest.approx(one[1], abs=1)
    assert min(one[2], two[2]) > 2
