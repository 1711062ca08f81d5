"""The contents of a page, in the margin of a wide window, and the drawer of others."""

import pytest
from playwright.sync_api import Browser, Page, expect
from site_pages import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMED = "On this page"
STARTED = "script[data-src]"
SHOWN = """() => {
  const list = document.querySelector(".on-page");
  return !list.getAnimations().length && getComputedStyle(list).visibility;
}"""
UNDER = """others => {
  const list = document.querySelector(".on-page");
  const { left, right, top, bottom } = list.getBoundingClientRect();
  return [...document.querySelectorAll(others)].some((one) => {
    const box = one.getBoundingClientRect();
    const beside = one.checkVisibility() && box.right > left && box.left < right;
    return beside && box.top < bottom && box.bottom > top;
  });
}"""
MOVED = """() => {
  const list = document.querySelector(".on-page");
  return list.className !== "on-page" || parseFloat(list.style.top) > 72;
}"""
SEEN_BESIDE = """() => {
  const { left } = document.querySelector(".on-page").getBoundingClientRect();
  return [...document.querySelectorAll("article > *, .noted > ol > li")].some((one) => {
    const { right, top, bottom } = one.getBoundingClientRect();
    return one.checkVisibility() && right > left && top < innerHeight && bottom > 0;
  });
}"""
LEFT = """all => all.map((one) => Math.round(one.getBoundingClientRect().left))
  .filter(Boolean)"""
SCROLL = """height => new Promise(done => {
  scrollTo(0, height);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


def opened(page: Page, address: str) -> Page:
    """Open a page, and wait for its scripts."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(address)
    page.wait_for_selector(STARTED, state="detached")
    return page


@pytest.mark.parametrize(
    ("path", "other"),
    [("", "folded"), ("optimizer/", "folded"), ("playground/", "away")],
)
def test_the_contents_lie_over_nothing(page: Page, server: str, path: str, other: str):
    """They are beside the text, above notes folded, and away where a figure comes."""
    opened(page, server + path)
    notes = page.locator(".noted > ol").evaluate_all(LEFT)
    assert {*notes} <= {*page.locator(".on-page").evaluate_all(LEFT)}
    found = set()
    for height in range(0, page.evaluate("document.body.scrollHeight - 800"), 300):
        page.evaluate(SCROLL, height)
        page.wait_for_function(f"() => ({SHOWN})() !== false")
        names = page.locator(".on-page").evaluate("e => [...e.classList]")
        state = next((name for name in ("away", "folded") if name in names), "open")
        assert page.evaluate(SHOWN) == ("hidden" if state == "away" else "visible")
        others = {"open": "article > *, .noted > ol > li", "folded": "article > *"}
        if state != "away":
            assert not page.evaluate(UNDER, others[state]), height
        found.add(state)
    assert found >= {"open", other}


@pytest.mark.parametrize("path", ["zero_grad/", "linear/", "real_data/"])
def test_the_contents_stand_at_their_place_where_nothing_else_is(
    page: Page, server: str, path: str
):
    """Notes of what is folded are not there."""
    opened(page, server + path)
    page.evaluate(SCROLL, 0)
    assert page.locator("details:not([open]) .noted > ol > li").count()
    moved = []
    for height in range(200, page.evaluate("document.body.scrollHeight - 800"), 150):
        page.evaluate(SCROLL, height)
        if page.evaluate(MOVED) and not page.evaluate(SEEN_BESIDE):
            moved.append(height)
    assert moved == []


def test_contents_that_notes_have_folded_can_be_opened(page: Page, server: str):
    """By keys, too; they fold again where one of them has led."""
    opened(page, f"{server}optimizer/")
    contents = page.get_by_role("navigation", name=NAMED)
    for height in range(0, 3000, 100):
        page.evaluate(SCROLL, height)
        if contents.get_by_role("link").count() == 0:
            break
    expect(contents.get_by_role("link")).to_have_count(0)
    contents.locator("summary").press("Enter")
    contents.get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_in_viewport()


def test_the_navigation_lists_pages_and_the_margin_sections(page: Page, server: str):
    """Each has a name for who does not see where it stands."""
    opened(page, f"{server}learning_rate/")
    contents = page.get_by_role("navigation", name=NAMED)
    expect(contents).to_be_in_viewport()
    said = [text.rstrip("¶") for text in page.locator("h2").all_text_contents()]
    assert contents.get_by_role("link").all_text_contents() == said
    for link in page.locator(".md-nav--primary a[href*='#']").all():
        expect(link).to_be_hidden()
    contents.get_by_role("link", name="Mean or sum").click()
    expect(page.get_by_role("heading", name="Mean or sum")).to_be_in_viewport()
    expect(contents).to_be_in_viewport(ratio=0.9)  # no note is there
    lit = page.locator(".on-page .md-nav__link--active")
    for name in ("Mean or sum", "Exercises"):  # short, and at the end
        contents.get_by_role("link", name=name).click()
        expect(lit).to_have_text(name)
    page.emulate_media(media="print")
    expect(contents).to_be_hidden()


def test_of_many_sections_those_of_the_part_that_is_read_are_listed(
    page: Page, server: str
):
    """And the one in view is, in a low window too."""
    opened(page, f"{server}mistakes/")
    page.set_viewport_size({"width": 1280, "height": 400})
    listed = page.locator(".on-page ul ul a")
    visible = listed.and_(page.locator(":visible"))
    expect(visible).to_have_count(0)
    last = page.locator("#item")
    last.evaluate("h => scrollBy(0, h.getBoundingClientRect().top - 100)")
    expect(page.locator(".on-page .md-nav__link--active")).to_be_in_viewport()
    assert 5 < visible.count() < listed.count()
    assert "Five numbers as one" in visible.all_text_contents()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "none"])
def test_the_drawer_lists_all_pages_at_once(
    browser: Browser, server: str, scripts: bool
):
    """Under the names of their groups; this one is in sight, and marked."""
    page = browser.new_page(java_script_enabled=scripts)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}glossary/")
    if scripts:
        page.wait_for_selector(STARTED, state="detached")
    expect(page.locator(".on-page")).to_be_hidden()
    page.locator(".md-header [for=__drawer]").click()
    links = page.locator(".md-nav--primary a.md-nav__link:visible")
    expect(links).to_have_count(len(PAGES))
    lefts = links.evaluate_all("all => all.map((a) => a.getBoundingClientRect().left)")
    assert len({*lefts}) == 1
    groups = page.locator("label.md-nav__link:visible")
    expect(groups.first).to_have_text("Start here")
    here = page.locator(".md-nav--primary .md-nav__link--active:visible")
    expect(here).to_have_text("Glossary")
    if scripts:
        expect(here).to_be_in_viewport()
    links.last.scroll_into_view_if_needed()
    expect(links.last).to_be_in_viewport(ratio=1)
    page.close()


def test_keys_open_the_drawer(page: Page, server: str):
    """Whose links were out of sight; it goes when they leave it."""
    page.set_viewport_size({"width": 700, "height": 700})
    page.goto(f"{server}glossary/")
    page.locator(".search-button").focus()
    page.keyboard.press("Tab")
    home = page.locator(".md-nav--primary a.md-nav__link:visible").first
    expect(page.locator(".md-nav--primary :focus")).to_be_in_viewport(ratio=1)
    expect(home).to_be_in_viewport(ratio=1)
    page.locator("article a").first.focus()
    expect(home).not_to_be_in_viewport()


def test_on_a_phone_they_are_folded_under_the_promise(browser: Browser, server: str):
    """Without scripts, too; in wide windows the margin has them."""
    page = browser.new_page(java_script_enabled=False)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}learning_rate/")
    fold = page.locator(".contents")
    expect(fold).to_be_in_viewport(ratio=1)
    fold.locator("summary").click()
    fold.get_by_role("link", name="Mean or sum").click()
    expect(page.get_by_role("heading", name="Mean or sum")).to_be_in_viewport()
    for light in ("print", "screen"):
        page.emulate_media(media=light)
        page.set_viewport_size({"width": 1280, "height": 844})
        expect(fold).to_be_hidden()
    page.close()


def test_on_a_phone_both_neighbors_are_named(page: Page, server: str):
    """Whole: a name that is too long has two lines."""
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"{server}second_order/")
    for title in page.locator(".md-footer__title").all():
        expect(title).to_be_visible()
        assert title.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_without_scripts_the_contents_scroll_away(browser: Browser, server: str):
    """Nothing would see to it that they lie over no notes."""
    page = browser.new_page(java_script_enabled=False)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{server}optimizer/")
    expect(page.locator(".on-page")).to_be_in_viewport()
    page.locator("#cell-train").scroll_into_view_if_needed()
    expect(page.locator(".on-page")).not_to_be_in_viewport()
    page.goto(server)
    expect(page.locator(".on-page")).to_be_hidden()
    page.close()


def test_a_link_within_a_page_keeps_what_was_typed_and_opened(page: Page, server: str):
    """The first as well, whoever follows it; and the way back leads where one was."""
    opened(page, f"{server}mistakes/")
    loaded: list[str] = []
    page.on("request", lambda request: loaded.append(request.url))
    page.get_by_label("Paste the message").fill("memory")
    for hash in ("shapes", "rebinding"):
        page.evaluate(f"document.querySelector('a[href$=\"#{hash}\"]').click()")
        expect(page.locator(f"#{hash}:target")).to_be_in_viewport()
    page.go_back()
    expect(page.locator("#shapes:target")).to_be_in_viewport()
    expect(page.get_by_label("Paste the message")).to_have_value("memory")
    assert loaded == []


SAID = """Traceback (most recent call last):
  File "mine.py", line 12, in <module>
RuntimeError: mat1 and mat2 shapes cannot be multiplied (64x10 and 3x1)"""


def test_a_pasted_traceback_finds_its_row(page: Page, server: str):
    """Whatever its numbers are; a word finds all that hold it, below their titles."""
    opened(page, f"{server}mistakes/")
    rows = page.locator("table.data").first.locator("tbody tr:visible")
    titles = rows.filter(has=page.locator("strong"))
    parts = [text.rstrip("¶") for text in page.locator("h2").all_text_contents()]
    assert titles.locator("a").all_inner_texts() == parts[1:4]
    everything = rows.count()
    field = page.get_by_label("Paste the message")
    field.fill(SAID)
    expect(rows).to_have_count(2)
    assert titles.locator("a").all_inner_texts() == ["Shapes and types"]
    rows.last.get_by_role("link").click()
    expect(page.locator("#shapes")).to_be_in_viewport()
    field.fill("memory")
    expect(rows).to_have_count(2)
    expect(page.locator("output")).to_have_text("1 found")
    field.fill("no xylophone")
    expect(page.locator("table.data").first).to_be_hidden()
    page.get_by_role("button", name="Search for it").click()
    expect(page.locator(".search input")).to_have_value("no xylophone")
    expect(page.locator(".search [role=status]")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    field.fill("")
    expect(rows).to_have_count(everything)


def test_without_scripts_no_field_asks_for_a_message(browser: Browser, server: str):
    """The table is there, all of it."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{server}mistakes/")
    expect(page.locator("[data-narrow]")).to_be_hidden()
    assert page.locator("table.data").first.locator("tr:visible").count() > 30
    page.close()
