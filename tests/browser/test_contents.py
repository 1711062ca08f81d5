"""The contents of a page, in the margin or the header, and the drawer of all pages."""

import re
from collections.abc import Iterator
from itertools import pairwise
from statistics import median

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from site_pages import PAGES, STEMS, place

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMED = "On this page"
STARTED = "script[data-src]"
NOTES = ".noted > ol > li"
NEAR = """([notes, behind, ahead]) => {
  const { left } = document.querySelector(".on-page").getBoundingClientRect();
  return [...document.querySelectorAll(notes)].some((one) => {
    const box = one.getBoundingClientRect();
    if (!one.checkVisibility() || box.right < left) return false;
    return box.bottom > behind && box.top < ahead;
  });
}"""
CLEAR = "rgba(0, 0, 0, 0)"
LEFT = """all => all.map((one) => Math.round(one.getBoundingClientRect().left))
  .filter(Boolean)"""
SCROLL = """height => new Promise(done => {
  scrollTo(0, height);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


def opened(page: Page, address: str, width: int = 1280) -> Page:
    """Open a page, and wait for its scripts."""
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    page.wait_for_selector(STARTED, state="detached")
    return page


def heights(page: Page) -> Iterator[int]:
    """Scroll through a page, and stop here and there."""
    for height in range(1, page.evaluate("document.body.scrollHeight - 800"), 300):
        page.evaluate(SCROLL, height)
        yield height


def listed(page: Page) -> bool:
    """Whether the list of sections is open; its line is always at one place."""
    contents = page.get_by_role("navigation", name=NAMED)
    expect(contents.locator("summary")).to_be_in_viewport(ratio=0.9)
    top = contents.evaluate("one => one.getBoundingClientRect().top")
    assert top == pytest.approx(51, abs=2)
    return contents.get_by_role("link").count() > 0


@pytest.mark.parametrize(
    "path", ["optimizer/", "real_data/", "gpu/", "notebooks/optimizer/"]
)
def test_the_margin_has_the_contents_open_where_no_notes_are(
    page: Page, server: str, path: str
):
    """Never over one, always where none is near; they seldom close, and never move."""
    page.emulate_media(reduced_motion="reduce")
    opened(page, server + path)
    notes = page.locator(".noted > ol").evaluate_all(LEFT)
    assert {*notes} <= {*page.locator(".on-page").evaluate_all(LEFT)}
    bottom = page.locator(".on-page").evaluate("one => one.offsetHeight + 51")
    shown = [listed(page)]
    for _ in heights(page):
        shown.append(listed(page))
        assert not (shown[-1] and page.evaluate(NEAR, [NOTES, 51, bottom]))
        assert shown[-1] or page.evaluate(NEAR, [NOTES, -400, 1600])
    turns = [now for before, now in pairwise(shown) if now != before]
    assert shown[0]
    assert len(turns) < len(shown) / 5
    page.evaluate(SCROLL, 0)
    assert listed(page)


@pytest.mark.parametrize("path", ["no_grad/", "momentum/"])
def test_without_notes_the_contents_stay_open(page: Page, server: str, path: str):
    """Notes of what is folded are not there."""
    opened(page, server + path)
    for _ in heights(page):
        assert listed(page)


def test_beside_notes_the_contents_are_one_line_that_opens(page: Page, server: str):
    """It says where one is, lies over notes that go by, and opens over them."""
    page.emulate_media(reduced_motion="reduce")
    opened(page, f"{server}optimizer/", 1440)
    page.locator("#cell-train").evaluate(
        "e => scrollBy(0, e.getBoundingClientRect().top - 120)"
    )
    contents = page.get_by_role("navigation", name=NAMED)
    line = contents.locator("summary")
    expect(line).to_have_text("The program")
    line.click()
    expect(contents.get_by_role("link").last).to_be_in_viewport()
    contents.get_by_role("link", name="Sources").click(trial=True)  # nothing is over it
    expect(line).to_have_text(NAMED)
    page.mouse.click(600, 700)
    expect(contents.get_by_role("link")).to_have_count(0)


@pytest.mark.parametrize("path", ["", "playground/"])
def test_the_contents_come_after_what_fills_the_margin(
    page: Page, server: str, path: str
):
    """They do not lie over a figure; below it they are where they always are."""
    opened(page, server + path, 1440)
    contents = page.get_by_role("navigation", name=NAMED)
    expect(contents).to_have_count(0)
    page.locator("h2").nth(1).evaluate(
        "h => scrollBy(0, h.getBoundingClientRect().top - 60)"
    )
    expect(contents).to_have_count(1)
    assert listed(page)


@pytest.mark.parametrize(
    ("path", "width"),
    [("playground/", 1200), ("playground/", 390), ("optimizer/", 390)],
)
def test_the_header_names_the_section_and_opens_a_menu(
    page: Page, server: str, path: str, width: int
):
    """A choice closes it, and Escape, and a click elsewhere."""
    opened(page, server + path, width)
    contents = page.get_by_role("navigation", name=NAMED)
    line, links = contents.locator("summary"), contents.get_by_role("link")
    expect(line).to_have_text(NAMED)
    line.click()
    expect(links.last).to_be_visible()
    sections = links.all_text_contents()
    page.keyboard.press("Escape")
    expect(line).to_be_focused()
    for section, following in pairwise([*sections[:2], sections[-1]]):
        heading = page.locator("h2", has_text=section).first
        heading.evaluate("h => scrollBy(0, h.getBoundingClientRect().top - 60)")
        expect(line).to_contain_text(section)
        expect(links).to_have_count(0)
        line.press("Enter")
        links.filter(has_text=following).click()
        expect(page.locator("h2", has_text=following).first).to_be_in_viewport()
        expect(links).to_have_count(0)
    for close in (
        lambda: links.first.press("Escape"),
        lambda: page.mouse.click(width / 3, 790),
        lambda: page.locator("article a:visible").last.focus(),
    ):
        line.click()
        expect(links.last).to_be_in_viewport()
        close()
        expect(links).to_have_count(0)
    page.emulate_media(media="print")
    expect(contents).to_be_hidden()


OVER = """() => {
  const list = document.querySelector(".on-page > details").getBoundingClientRect();
  const wide = document.querySelector(".hero, [data-playground=full]");
  const end = wide?.getBoundingClientRect().bottom ?? 0;
  return [...document.querySelectorAll("article :is(p, li, td, th, h2, pre, svg)")]
    .filter((one) => one.checkVisibility() && !one.closest(".noted > ol"))
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, { top, right }]) => top > end && right > list.left + 1)
    .map(([one]) => one.textContent.slice(0, 40));
}"""


@pytest.mark.parametrize("stem", STEMS)
def test_nothing_but_notes_stands_where_the_contents_are(
    page: Page, server: str, stem: str
):
    """No table, figure or code is as wide, but those at the top that they wait for."""
    opened(page, server + place(stem), 1440)
    if page.locator(".on-page > details").count():
        assert page.evaluate(OVER) == []


def test_keys_reach_the_contents_first(page: Page, server: str):
    """Before the list of all pages; on the next page, too."""
    opened(page, f"{server}by_hand/")
    page.locator(".md-footer__link--prev").click()
    page.wait_for_url("**/optimizer/")
    contents = page.get_by_role("navigation", name=NAMED)
    expect(contents.locator("a", has_text="The program")).to_have_count(1)
    expect(page.locator("h1")).to_be_in_viewport()
    passed: list[str] = []
    while not (passed and passed[-1] == "SUMMARY"):
        page.keyboard.press("Tab")
        passed.append(page.evaluate("document.activeElement.tagName"))
        assert len(passed) < 9


def test_the_pages_of_the_site_have_low_rows(page: Page, server: str):
    """As low as targets may be: 25 pages for readers are in sight at 1280 by 800."""
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{server}optimizer/")
    links = page.locator(".md-nav--primary a.md-nav__link:visible")
    rows = [box["height"] for box in map(Locator.bounding_box, links.all()) if box]
    assert min(rows) >= 24 > median(rows) - 0.1  # a long name may take two lines
    for link in (links.first, links.nth(24)):  # an author's may lie below them
        expect(link).to_be_in_viewport(ratio=1)
    # The logo leads there.
    expect(links.get_by_text("Home", exact=True)).to_have_count(0)
    expect(links.last).to_have_text("Notebooks")


def test_how_the_site_is_made_stands_in_the_footer(page: Page, server: str):
    """And in the list of pages while one reads it."""
    page.goto(f"{server}optimizer/")
    pages = page.get_by_role("navigation", name="Navigation")
    expect(pages.get_by_role("link", name="Add a way")).to_have_count(0)
    footer = page.get_by_role("navigation", name="How this site is made")
    footer.get_by_role("link", name="Add a way").click()
    expect(page).to_have_url(f"{server}contributing/")
    expect(pages.get_by_role("link", name="Add a way")).to_be_in_viewport()


@pytest.mark.parametrize("scroll", [0, 4500])
def test_the_frame_and_its_lines_are_whole_beside_the_contents(
    page: Page, server: str, scroll: int
):
    """Lines over sections end at the text, all of them."""
    page.set_viewport_size({"width": 1920, "height": 1000})
    page.goto(f"{server}optimizer/")
    page.evaluate(SCROLL, scroll)
    contents = page.locator(".on-page")
    assert contents.evaluate("one => getComputedStyle(one).backgroundColor") == CLEAR
    ends = page.locator(".md-content__inner > h2").evaluate_all(
        "all => all.map((h) => getComputedStyle(h, '::before').right)"
    )
    assert {*ends} == {"0px"}


def test_the_navigation_lists_pages_and_the_margin_sections(page: Page, server: str):
    """Each has a name for who does not see where it stands."""
    opened(page, f"{server}learning_rate/")
    contents = page.get_by_role("navigation", name=NAMED)
    expect(contents).to_be_in_viewport()
    headings = page.locator("h2, h3").all_text_contents()
    said = [text.rstrip("¶") for text in headings]
    assert contents.get_by_role("link").all_text_contents() == said
    for link in page.locator(".md-nav--primary a[href*='#']").all():
        expect(link).to_be_hidden()
    contents.get_by_role("link", name="Mean or sum").click()
    expect(page.get_by_role("heading", name="Mean or sum")).to_be_in_viewport()
    lit = contents.locator("[aria-current]")
    for name in ("Mean or sum", "Exercises"):  # short, and at the end
        contents.get_by_role("link", name=name).click()
        expect(lit).to_have_text(name)
    page.emulate_media(media="print")
    expect(contents).to_be_hidden()


def test_the_section_at_the_top_is_marked(page: Page, server: str):
    """Also a short one, with the next in sight; and the last at the end."""
    opened(page, f"{server}optimizer/")
    lit = page.locator(".on-page [aria-current]")
    headings = page.locator("h2").all()
    for heading in headings:
        heading.evaluate("h => scrollBy(0, h.getBoundingClientRect().top - 60)")
        if heading.evaluate("h => h.getBoundingClientRect().top < 61"):
            expect(lit).to_have_text(heading.inner_text().rstrip("¶"))
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(lit).to_have_text("Sources")


def test_many_sections_are_all_listed(page: Page, server: str):
    """From the start; and the one that is read is in view, in a low window too."""
    opened(page, f"{server}mistakes/")
    page.set_viewport_size({"width": 1280, "height": 400})
    titles = [title.removesuffix("¶") for title in page.locator("h3").all_inner_texts()]
    listed = page.locator(".on-page ul ul a").and_(page.locator(":visible"))
    assert listed.all_inner_texts() == titles
    read = page.locator("#item")
    read.evaluate("h => scrollBy(0, h.getBoundingClientRect().top - 100)")
    here = page.locator(".on-page [aria-current]")
    expect(here).to_have_text(".item() on a tensor of five numbers")
    expect(here).to_be_in_viewport()


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
    page.locator(".md-header [for=__drawer]").click()
    links = page.locator(".md-nav--primary a.md-nav__link:visible")
    expect(links).to_have_count(len(PAGES) + 1)  # and the list of notebooks
    lefts = links.evaluate_all("all => all.map((a) => a.getBoundingClientRect().left)")
    assert len({*lefts}) == 1
    groups = page.locator("label.md-nav__link:visible")
    expect(groups.first).to_have_text("Start here")
    here = page.locator(".md-nav--primary .md-nav__link--active:visible")
    expect(here).to_have_text("Glossary")
    if scripts:
        expect(here).to_be_in_viewport()
    links.last.scroll_into_view_if_needed()
    expect(links.last).to_be_in_viewport(ratio=0.99)
    if scripts:
        page.keyboard.press("Escape")
        expect(links.last).not_to_be_in_viewport()
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


def test_on_a_phone_the_header_has_the_contents(page: Page, server: str):
    """Under the title, by which they open, too; from anywhere."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(f"{server}mistakes/")
    page.wait_for_selector(STARTED, state="detached")
    contents = page.get_by_role("navigation", name=NAMED)
    line, title = contents.locator("summary"), page.locator(".md-header__topic")
    expect(line).to_have_text(NAMED)
    for words in (title.first, line):
        assert words.evaluate("e => e.scrollWidth <= e.clientWidth")
    page.locator("#nan").scroll_into_view_if_needed()
    page.mouse.click(100, 10)
    expect(title.last).to_be_in_viewport()
    expect(contents.locator("[aria-current]")).to_be_in_viewport(ratio=1)
    sizes = contents.locator("a:visible").evaluate_all(
        "all => all.map((one) => [one.offsetHeight, one.getBoundingClientRect().right])"
    )
    assert all(height >= 24 and right <= 320 for height, right in sizes)
    contents.get_by_role("link", name="Sources").click()
    expect(page.get_by_role("heading", name="Sources")).to_be_in_viewport()


@pytest.mark.parametrize("width", [320, 1280])
def test_without_scripts_the_contents_stand_at_the_top(
    browser: Browser, server: str, width: int
):
    """Nothing would see to it that they lie over no notes: they scroll away."""
    page = browser.new_page(java_script_enabled=False)
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server}optimizer/")
    contents = page.get_by_role("navigation", name=NAMED)
    contents.get_by_role("link", name="The program").click()
    expect(page.get_by_role("heading", name="The program")).to_be_in_viewport()
    expect(contents).not_to_be_in_viewport()
    page.emulate_media(media="print")
    expect(contents).to_be_hidden()
    if width > 1220:
        for path in ("", "playground/"):  # beside what is as wide as the sheet
            page.goto(server + path)
            expect(contents).to_be_hidden()
    page.close()


def test_on_a_phone_both_neighbors_are_named(page: Page, server: str):
    """Whole: a name that is too long has two lines."""
    page.set_viewport_size({"width": 320, "height": 700})
    for path in ("second_order/", "gpu/", "notebooks/real_data/"):
        page.goto(server + path)
        for title in page.locator(".md-footer__title > *").all():
            expect(title).to_be_visible()
            assert title.evaluate("e => e.scrollWidth <= e.clientWidth"), path


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
    for words in ("inplace operation", "in-place operation"):  # its row is shortened
        field.fill(words)
        expect(rows.filter(has_text="has been modified")).to_have_count(1)
    field.fill("nan")  # not the row whose message names the option check_nan
    expect(rows.filter(has_text="the loss becomes nan")).to_have_count(1)
    expect(rows.filter(has_text="has been modified")).to_have_count(0)
    for words in ("loss doesn't change", "the loss doesnt change"):
        field.fill(words)
        expect(rows.filter(has_text="the loss stays the same")).not_to_have_count(0)
        field.fill("")
    field.fill("cuda")  # what another page explains
    known = page.locator("output").get_by_role("link")
    expect(known).to_have_attribute("href", re.compile("/gpu/"))
    field.fill("no xylophone")
    expect(page.locator("table.data").first).to_be_hidden()
    expect(known).to_have_count(0)
    page.get_by_role("button", name="Search for it").click()
    expect(page.locator(".search input")).to_have_value("no xylophone")
    expect(page.locator(".search [role=status]")).to_contain_text("Nothing found")
    page.keyboard.press("Escape")
    field.fill("")
    expect(rows).to_have_count(everything)


def test_a_whole_message_finds_its_row_alone(page: Page, server: str):
    """Not those as well that go on to print it; a part of it finds all of them."""
    opened(page, f"{server}mistakes/")
    links = page.locator("table.data").first.locator("tbody td + td a:visible")
    field = page.get_by_label("Paste the message")
    said = "element 0 of tensors does not require grad"
    field.fill(f"RuntimeError: {said} and does not have a grad_fn")
    expect(links).to_have_count(1)
    expect(links).to_have_attribute("href", re.compile("#no-requires-grad$"))
    field.fill(said)
    expect(links.nth(1)).to_be_visible()


def test_sections_that_do_not_fit_are_hidden(page: Page, server: str):
    """With all that is below them; Escape, or a link to one, brings all back."""
    opened(page, f"{server}mistakes/", 390)
    everything = page.locator("h3").count()
    height = page.evaluate("document.documentElement.scrollHeight")
    field, shown = page.get_by_label("Paste the message"), page.locator("h3:visible")
    expect(shown).to_have_count(everything)
    for way_back in ("Escape", "hash", "search", "contents"):
        field.fill(SAID)
        expect(shown).to_have_count(1)
        expect(shown).to_have_id("shapes")
        heads = page.locator("h2:visible").all_text_contents()
        wanted = ["All messages", "Shapes and types", "What to remember", "Sources"]
        assert [head.rstrip("¶") for head in heads] == wanted
        assert page.evaluate("document.documentElement.scrollHeight") < height / 4
        page.evaluate("scrollTo(0, 9e9)")
        expect(page.locator(".on-page [aria-current]")).to_have_text("Sources")
        page.locator("#shapes").evaluate("e => e.scrollIntoView()")
        expect(page.locator(".on-page [aria-current]")).to_have_text(
            "x is (5,), not (5, 1)"
        )
        if way_back == "Escape":
            field.press("Escape")
        elif way_back == "hash":
            page.evaluate("location.hash = '#volatile'")
        elif way_back == "search":
            page.locator(".search-button").click()
            page.locator(".search input").fill("volatile was removed")
            page.locator(".search a[href$='#volatile']").first.click()
        else:
            page.locator(".on-page summary").click()
            page.locator(".on-page a[href$='#losses-and-optimizers']").click()
        expect(shown).to_have_count(everything)
        expect(field).to_have_value(
            "" if way_back == "Escape" else SAID.replace("\n", " ")
        )
        if way_back != "Escape":
            there = "losses-and-optimizers" if way_back == "contents" else "volatile"
            expect(page.locator(f"#{there}")).to_be_in_viewport()


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        (
            "TypeError: unsupported operand type(s) for *: 'Tensor' and 'NoneType'",
            "W became another tensor",
        ),
        ("loss does not change", "Gradients zeroed too late"),
    ],
)
def test_what_no_row_has_is_looked_for_by_the_search(
    page: Page, server: str, typed: str, title: str
):
    """Of its answers those on this page are left; what nobody knows is not there."""
    page.goto(f"{server}mistakes/")
    field = page.locator("[data-narrow]")
    field.fill(typed)
    expect(page.locator("output", has_text="found").first).to_be_visible()
    visible = page.locator("article > h3:visible")
    assert any(title in text for text in visible.all_text_contents())
    assert visible.count() <= 5
    field.fill("banana")
    expect(page.locator("output", has_text="None here.").first).to_be_visible()
    field.fill("")
    assert visible.count() > 25


@pytest.mark.parametrize(
    ("typed", "taken"),
    [("leef varible", "leaf variable"), ("requires_gard", "requires_grad")],
)
def test_typos_lead_to_the_rows_of_what_was_meant(
    page: Page, server: str, typed: str, taken: str
):
    """And it is said which words were taken."""
    page.goto(f"{server}mistakes/")
    field, output = page.locator("[data-narrow]"), page.locator("output").first
    field.fill(taken)
    expect(output).to_have_text(re.compile(r"^\d+ found$"))
    visible = page.locator("article > h3:visible")
    wanted, count = visible.all_text_contents(), output.inner_text()
    field.fill(typed)
    expect(output).to_have_text(re.compile(rf"^Showing “\w+” for “.+”\. {count}$"))
    assert visible.all_text_contents() == wanted != []


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A low one, touched."""
    size = {"width": 320, "height": 568}
    context = browser.new_context(viewport=size, has_touch=True)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("typed", ["nan", "UserWarning: volatile was removed"])
def test_the_rows_that_are_found_come_into_sight(phone: Page, server: str, typed: str):
    """Also on a low screen: below the field, which keeps the focus."""
    phone.goto(f"{server}mistakes/")
    phone.wait_for_selector(STARTED, state="detached")
    field = phone.locator("[data-narrow]")
    field.tap()
    phone.keyboard.insert_text(typed)
    row = phone.locator("table.data tbody tr:visible").nth(1)
    expect(row).to_be_in_viewport(ratio=1)
    expect(field).to_be_in_viewport(ratio=1)
    expect(field).to_be_focused()
    told = phone.locator("output", has_text="1 found").bounding_box()
    header = phone.locator(".md-header").bounding_box()
    assert told["y"] >= header["y"] + header["height"]


def test_nothing_moves_where_the_rows_are_in_sight(page: Page, server: str):
    """Whoever scrolled by themselves stays there, too."""
    opened(page, f"{server}mistakes/").clock.install()
    page.evaluate("scrollTo(0, 50)")
    page.locator("[data-narrow]").fill("nan")
    expect(page.locator("output", has_text="1 found")).to_be_visible()
    page.clock.run_for(1000)
    assert page.evaluate("scrollY") == 50


def test_without_scripts_no_field_asks_for_a_message(browser: Browser, server: str):
    """The table is there, all of it."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{server}mistakes/")
    expect(page.locator("[data-narrow]")).to_be_hidden()
    assert page.locator("table.data").first.locator("tr:visible").count() > 30
    page.close()
