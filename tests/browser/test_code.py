"""Code, outputs and figures: on a phone, on a wide window, and as they are copied."""

import pytest
from playwright.sync_api import Page, ViewportSize
from site_pages import PAGES, of_each_kind, place
from visits import opened

from runpages.records.store import Library

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SHOWN = [s for s, page in PAGES.items() if page.snippet and s != "real_data"]
"""Pages with programs; that one has a table of data in its own."""
SMALL: ViewportSize = {"width": 320, "height": 700}
PHONE: ViewportSize = {"width": 390, "height": 844}
WIDE: ViewportSize = {"width": 1280, "height": 900}
CODE = ".cell > pre > code"
# The right ends of the lines of each block, and where the block ends.
LINES = """all => all.map(code => {
    const text = document.createRange(), ends = new Map();
    text.selectNodeContents(code);
    for (const { top, right, width } of text.getClientRects()) {
        const line = Math.round(top / 8);
        if (width) ends.set(line, Math.max(ends.get(line) ?? 0, right));
    }
    return [[...ends.values()], code.getBoundingClientRect().right + 1];
})"""
# How far below what is above it an output stands, how far its text is out of line with
# the text there, and its name.
JOINED = """all => all.map(output => {
    const box = (block) => block.getBoundingClientRect();
    const left = (block) => {
        const code = block.querySelector("code");
        return box(code).left + parseFloat(getComputedStyle(code).paddingLeft);
    };
    const above = output.previousElementSibling;
    const beside = above.matches("details") ? 0 : left(output) - left(above);
    const name = output.querySelector(".block-name")?.textContent ?? "";
    return [box(output).top - box(above).bottom, Math.abs(beside), name];
})"""
# The share of its frame that a figure fills, and the size of its words, in pixels.
DRAWN = """all => all.map(svg => {
    const text = svg.querySelector("text:not(:has(tspan))");
    const scale = svg.clientWidth / svg.viewBox.baseVal.width;
    const share = svg.clientWidth / svg.parentElement.clientWidth;
    return [share, scale * parseFloat(getComputedStyle(text).fontSize)];
})"""
SELECTED = """code => {
    getSelection().selectAllChildren(code);
    return String(getSelection());
}"""


@pytest.mark.parametrize("stem", of_each_kind(SHOWN))
def test_most_lines_of_code_fit_a_phone(page: Page, server: str, stem: str):
    """Three of five, those that draw counted; no page is wider than its window."""
    opened(page, f"{server}{place(stem)}", PHONE)
    blocks = page.locator(CODE).evaluate_all(LINES)
    fit = [end <= edge for ends, edge in blocks for end in ends]
    assert sum(fit) > 0.6 * len(fit) > 0
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


def test_a_comment_that_does_not_fit_has_the_next_line(page: Page, server: str):
    """In the window, and further in than its code; where there is room, beside it."""
    opened(page, f"{server}optimizer/", SMALL)
    comment = page.get_by_text("# a single number").first
    find = "e => { const b = e.getBoundingClientRect(); return [b.left, b.right] }"
    left, right = comment.evaluate(find)
    assert 40 < left < right <= SMALL["width"]
    page.set_viewport_size(WIDE)
    beside, _ = comment.evaluate(find)
    code = page.locator("#cell-train pre > code").evaluate(find)
    assert beside > code[0] + 300


def test_what_is_copied_is_the_code_of_the_file(
    page: Page, server: str, library: Library
):
    """Also by hand, and where comments have lines of their own."""
    opened(page, f"{server}optimizer/", SMALL)
    source = library.snippets["optimizer"].source
    blocks = page.locator('[data-snippet="optimizer"] > pre > code').all()
    assert len(blocks) > 3
    for block in blocks:
        assert (block.text_content() or "") in source
        assert block.evaluate(SELECTED).strip() in source


def test_a_block_that_goes_on_fades_at_its_edge(page: Page, server: str):
    """Until one is at its end; a block that fits does not."""
    opened(page, f"{server}optimizer/", PHONE)
    faded = "code => getComputedStyle(code).maskImage !== 'none'"
    whole = "code => getComputedStyle(code).maskImage === 'none'"
    train = page.locator("#cell-train pre > code").element_handle()
    page.wait_for_function(faded, arg=train)
    assert page.locator("#cell-predict pre > code").evaluate(whole)
    train.evaluate("code => { code.scrollLeft = code.scrollWidth }")
    page.wait_for_function(whole, arg=train)


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
@pytest.mark.parametrize("stem", ["optimizer", "learning_rate", "mistakes"])
def test_an_output_is_joined_to_its_code(
    page: Page, server: str, stem: str, size: ViewportSize
):
    """To the cell, or to the fold that holds it; with its name, and text in line."""
    opened(page, f"{server}{place(stem)}", size)
    outputs = page.locator(":is(.cell, .output, details) + .output")
    found = outputs.evaluate_all(JOINED)
    assert found
    for gap, beside, name in found:
        assert abs(gap) < 1.5
        assert beside < 1.5
        assert name.split(",")[0] in ("Output", "Warning", "Error")


@pytest.mark.parametrize("stem", ["optimizer", "zero_grad"])
def test_a_figure_fills_its_frame(page: Page, server: str, stem: str):
    """And its words are about as large as the page's, on a phone and beside it."""
    for size, least in ((WIDE, 15), (PHONE, 12)):
        opened(page, f"{server}{place(stem)}", size)
        figures = page.locator(".drawn > svg:visible").evaluate_all(DRAWN)
        assert figures
        for share, words in figures:
            assert share > 0.8
            assert least <= words <= 18
