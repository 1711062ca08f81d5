"""Where a reader was, kept in the browser: ticks, and a way to go on."""

import pytest
from playwright.sync_api import Page, expect
from site_pages import ORDERED, place

pytestmark = [pytest.mark.browser, pytest.mark.slow]
STEMS = [page.uri.removesuffix(".md") for page in ORDERED]
PLACES = [place(stem) for stem in STEMS if stem != "index"]
"""All but home, which offers to go on, wherever it stands in the navigation."""
TICKED = ".md-nav--primary a.read"
THROUGH = """async () => {
  const drawn = () => new Promise(requestAnimationFrame);
  const { body } = document;
  for (let at = 0; at < body.scrollHeight; at += innerHeight / 2) {
    scrollTo({ top: at, behavior: "instant" });
    await drawn();
    await drawn();
  }
}"""


def read(page: Page, address: str) -> None:
    """Open a page and scroll to its end, window by window."""
    page.goto(address)
    page.wait_for_selector("script[data-src]", state="detached")
    page.evaluate(THROUGH)
    page.wait_for_selector(f"{TICKED}.md-nav__link--active", state="attached")


def test_a_page_that_was_read_to_its_end_is_ticked(page: Page, server: str):
    """On every page from then on, and no other; the tick says what it means."""
    page.goto(f"{server}{PLACES[0]}")
    page.wait_for_selector("script[data-src]", state="detached")
    assert page.locator(TICKED).count() == 0
    read(page, f"{server}{PLACES[0]}")
    page.goto(f"{server}{PLACES[4]}")
    page.wait_for_selector(TICKED, state="attached")
    ticked = page.locator(TICKED).evaluate_all("links => links.map((a) => a.href)")
    assert ticked == [f"{server}{PLACES[0]}"]
    expect(page.locator(TICKED)).to_have_accessible_description(
        "Read to the end; remembered in this browser only"
    )


def test_a_page_whose_end_a_link_led_to_is_not_read(page: Page, server: str):
    """Nor one that a link of the search led into; it is once it is read."""
    for link in ("glossary/#tensor", "optimizer/#sources"):
        page.goto(server + link)
        page.wait_for_selector("script[data-src]", state="detached")
        page.wait_for_timeout(500)
    assert page.evaluate("__md_get('read')") is None
    read(page, f"{server}glossary/#tensor")
    assert page.evaluate("__md_get('read')") == ["glossary/"]


def test_the_home_page_offers_to_go_on_until_it_is_forgotten(page: Page, server: str):
    """With the first that was not read; nothing is left in the browser."""
    page.goto(server)
    page.wait_for_selector("script[data-src]", state="detached")
    assert page.locator(".go-on").count() == 0
    for one in (*PLACES[:2], "glossary/"):
        read(page, f"{server}{one}")
    page.goto(server)
    expect(page.locator(".go-on")).to_contain_text(f"3 of {len(PLACES)}")
    page.locator(".go-on a").click()
    page.wait_for_url(f"{server}{PLACES[2]}")
    page.goto(server)
    page.get_by_role("button", name="Forget").click()
    expect(page.locator(".go-on")).to_have_count(0)
    assert page.locator(TICKED).count() == 0
    page.reload()
    page.wait_for_selector("script[data-src]", state="detached")
    assert page.locator(".go-on").count() == 0


def test_ticks_move_nothing(page: Page, server: str):
    """No label wraps anew for the room that they take, not even the longest."""
    labels = page.locator(".md-nav--primary a.md-nav__link")
    heights = []
    for read in ([], PLACES):
        page.goto(f"{server}playground/")
        page.evaluate("(read) => __md_set('read', read)", read)
        page.reload()
        expect(page.locator(TICKED)).to_have_count(len(read))
        heights.append(labels.evaluate_all("all => all.map((one) => one.offsetHeight)"))
    assert heights[0] == heights[1]
