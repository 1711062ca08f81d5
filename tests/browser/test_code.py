"""Code, outputs and figures: on a phone, on a wide window, and as they are copied."""

import re

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
# The longest lines of those that scroll although none is longer than some letters.
WIDER = """(all, letters) => all
  .filter(code => code.scrollWidth > code.clientWidth)
  .map(code => Math.max(...code.textContent.split("\\n").map(line => line.length)))
  .filter(length => length <= letters)"""
FITS = "all => all.length && all.every(code => code.scrollWidth <= code.clientWidth)"
# Where the rows of a line begin.
ROWS = """line => {
    const text = document.createRange(), rows = new Map();
    text.selectNodeContents(line);
    for (const { left, top, width } of text.getClientRects())
        if (width > 1) rows.set(top, Math.min(left, rows.get(top) ?? left));
    return [...rows.values()];
}"""
# What stands before and after the end of each row that is not the last of its line.
ENDS = """all => all.flatMap(line => {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    const letter = document.createRange(), ends = [];
    let [before, bottom] = ["", Infinity];
    while (walker.nextNode()) {
        const text = walker.currentNode;
        for (const [i, one] of [...text.data].entries()) {
            letter.setStart(text, i);
            letter.setEnd(text, i + 1);
            const box = letter.getClientRects()[0];
            if (box?.width && box.top > bottom) ends.push(before + one);
            if (box?.width) bottom = box.bottom - 2;
            before = one;
        }
    }
    return ends;
})"""
# Whether a comment is below the row with which its line begins.
BELOW = """all => all.map(comment => {
    const [here, line] = [comment, comment.parentNode];
    return here.getBoundingClientRect().top > line.getBoundingClientRect().top + 8;
})"""
LINES = "all => all.map(comment => comment.parentNode.textContent)"
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


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["small", "phone"])
@pytest.mark.parametrize("stem", of_each_kind(SHOWN))
def test_code_fits_a_phone(page: Page, server: str, stem: str, size: ViewportSize):
    """All lines of programs, outputs of so many letters; no page is too wide."""
    opened(page, f"{server}{place(stem)}", size)
    assert page.locator(CODE).evaluate_all(FITS)
    letters = 40 if size == SMALL else 50
    assert page.locator(".output > pre > code").evaluate_all(WIDER, letters) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size["width"]


def test_files_that_a_page_quotes_fit_a_phone(page: Page, server: str):
    """Markdown and YAML as well as programs."""
    opened(page, f"{server}contributing/", PHONE)
    quoted = page.locator(".highlight > pre > code")
    assert quoted.evaluate_all(FITS)


def test_a_line_that_is_too_long_goes_on_further_in(page: Page, server: str):
    """So that nobody takes its rest for a line; in a wide window it has one row."""
    opened(page, f"{server}optimizer/", PHONE)
    line = page.locator("#cell-train .in2", has_text="print")
    first, *others = line.evaluate(ROWS)
    assert len(others) > 0
    assert min(others) > first + 16
    page.set_viewport_size(WIDE)
    assert len(line.evaluate(ROWS)) == 1


def test_prose_in_a_tab_has_the_margins_of_a_phone(page: Page, server: str):
    """As all other prose; code reaches both edges."""
    opened(page, f"{server}real_data/", PHONE)
    page.locator(".tabbed-labels label", has_text="pandas").first.click()
    prose = page.locator(".tabbed-block p:visible").first
    words = prose.evaluate("""p => {
      const all = new Range(); all.selectNodeContents(p);
      const {left, right} = all.getBoundingClientRect();
      return [left, innerWidth - right];
    }""")
    assert min(words) >= 10


def test_code_between_fences_goes_on_further_in_as_cells_do(page: Page, server: str):
    """Whether a page quotes a program or shows the cells of its own."""
    opened(page, f"{server}distributed/", PHONE)
    block = page.locator(".highlight", has_text="ddp_fit.py").first
    line = block.locator(".in1", has_text="print").first
    first, *others = line.evaluate(ROWS)
    assert len(others) > 0
    assert min(others) > first + 16


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["small", "phone"])
def test_no_name_is_torn_on_a_phone(page: Page, server: str, size: ViewportSize):
    """What is too long for a row goes on at a dot, or after a parenthesis."""
    opened(page, f"{server}real_data/", size)
    ends = page.locator(".cell [class^=in]").evaluate_all(ENDS)
    assert len(ends) > 20
    assert [end for end in ends if re.match(r"\w\w", end)] == []


@pytest.mark.parametrize("size", [SMALL, PHONE], ids=["small", "phone"])
def test_buttons_of_code_cover_nothing_on_a_phone(
    page: Page, server: str, size: ViewportSize
):
    """Names of cells and files are whole, and a command goes on below."""
    opened(page, f"{server}optimizer/", size)
    names = page.locator(".cell > .block-name")
    assert names.count() > 3
    assert names.evaluate_all("all => all.every(e => e.scrollWidth <= e.clientWidth)")
    page.goto(server)
    block = page.locator(".highlight", has_text="pip install").last
    button = block.locator("button").bounding_box()
    words = block.locator("code").evaluate(
        "e => { const all = new Range(); all.selectNodeContents(e);"
        " return Math.max(...[...all.getClientRects()].map(({right}) => right)) }"
    )
    assert button
    assert words < button["x"]


def test_a_comment_without_room_has_the_next_row(page: Page, server: str):
    """On a phone, where others stand beside their code; in a wide window all do."""
    opened(page, f"{server}optimizer/", PHONE)
    comments = page.locator(".cell .on")
    below = comments.evaluate_all(BELOW)
    lines = [*zip(below, map(len, comments.evaluate_all(LINES)), strict=True)]
    longest = max(length for low, length in lines if not low)
    assert longest < min(length for low, length in lines if low)
    page.set_viewport_size(WIDE)
    assert not any(comments.evaluate_all(BELOW))


def test_a_comment_is_not_torn_in_a_wide_window(page: Page, server: str):
    """Where it does not fit beside its code, it is below it as a whole."""
    opened(page, f"{server}same/", WIDE)
    comment = page.locator(".cell .on", has_text="(5, 1)").first
    assert len(comment.evaluate(ROWS)) == 1


def test_the_program_of_the_home_page_has_few_rows_on_a_phone(page: Page, server: str):
    """The shapes have no room; they are copied all the same."""
    opened(page, server, PHONE)
    code = page.locator(".hero .cell > pre > code")
    rows = "code => code.clientHeight / parseFloat(getComputedStyle(code).lineHeight)"
    lines = (code.text_content() or "").strip().count("\n") + 1
    assert lines <= code.evaluate(rows) < lines + 2.5
    assert "# (5,)" in code.evaluate(SELECTED)


def test_the_longest_line_of_what_changes_has_a_row(page: Page, server: str):
    """In a wide window, with its sign."""
    opened(page, f"{server}by_hand/", WIDE)
    line = page.locator(".changes .in2, .changes span", has_text="print(f").first
    assert len(line.evaluate(ROWS)) == 1


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


def test_an_output_that_goes_on_fades_at_its_edge(page: Page, server: str):
    """Until one is at its end; one that fits does not. Its columns stay."""
    opened(page, f"{server}zero_grad/", PHONE)
    faded = "code => getComputedStyle(code).maskImage !== 'none'"
    whole = "code => getComputedStyle(code).maskImage === 'none'"
    outputs = page.locator(".output > pre > code")
    table = outputs.filter(has_text="set_to_none=True").element_handle()
    page.wait_for_function(faded, arg=table)
    assert outputs.first.evaluate(whole)
    table.evaluate("code => { code.scrollLeft = code.scrollWidth }")
    page.wait_for_function(whole, arg=table)


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
    """And its words are about as large as a caption's, on a phone and beside it."""
    for size, least in ((WIDE, 13), (PHONE, 11)):
        opened(page, f"{server}{place(stem)}", size)
        figures = page.locator(".drawn > svg:visible").evaluate_all(DRAWN)
        assert figures
        for share, words in figures:
            assert share > 0.9
            assert least <= words <= 15
