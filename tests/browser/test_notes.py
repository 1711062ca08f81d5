"""The marks of notes beside the code: where they are, at every width of a window."""

import pytest
from playwright.sync_api import Locator, Page

WIDTHS = (390, 768, 1000, 1220, 1280, 1440, 1800)
LONGEST = 'print(f"step {step:4}'


def inside(mark: Locator) -> bool:
    """Whether a mark is seen whole: within its block, and with nothing on top."""
    return mark.evaluate("""mark => {
        scrollBy(0, mark.getBoundingClientRect().top - innerHeight / 2);
        const box = mark.getBoundingClientRect();
        const block = mark.closest("pre > code").getBoundingClientRect();
        const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
        return box.left >= block.left && box.right <= block.right
            && mark.contains(document.elementFromPoint(x, y));
    }""")


@pytest.mark.parametrize("name", ["optimizer", "gpu", "variable"])
def test_every_mark_is_inside_its_block(page: Page, server: str, name: str):
    """Also on a line that is longer than its block, the one that prints."""
    page.goto(f"{server}{name}/")
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    blocks = page.locator(".annotate pre > code")
    assert any(LONGEST in text for text in blocks.all_inner_texts())
    for block in blocks.all():
        block.scroll_into_view_if_needed()
        block.locator(".md-annotation").first.wait_for()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        marks = page.locator(".md-annotation__index").all()
        assert len(marks) >= blocks.count()
        assert [inside(mark) for mark in marks] == [True] * len(marks), width


def test_the_mark_on_a_long_line_opens_its_note(page: Page, server: str):
    """And stays in reach, however far the line is scrolled."""
    page.set_viewport_size({"width": 390, "height": 900})
    page.goto(f"{server}optimizer/")
    block = page.locator("#cell-train pre > code").first
    block.scroll_into_view_if_needed()
    mark = block.locator(".md-annotation__index").nth(2)
    mark.wait_for()
    for scrolled in (0, 100, 10_000):
        block.evaluate("(code, left) => { code.scrollLeft = left }", scrolled)
        assert inside(mark)
    mark.click()
    page.locator(".md-tooltip--active", has_text=".item()").wait_for()
