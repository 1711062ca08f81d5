"""One sheet and one grid on every page; a first screen that says what this is."""

import re
from io import BytesIO
from typing import Literal

import pytest
from fontTools.ttLib import TTFont
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from site_pages import STEMS, place

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EDGES = """selector => {
  const box = document.querySelector(selector).getBoundingClientRect();
  return { left: box.left, top: box.top, right: box.right, bottom: box.bottom };
}"""
WIDE = ((1280, 800), (1440, 900), (1920, 1080))
KINDS = ("", "optimizer/", "mistakes/", "playground/", "build_times/", "404.html")


def edges(page: Page, selector: str) -> dict[str, float]:
    """Where something begins and ends in the window."""
    return dict(page.evaluate(EDGES, selector))


@pytest.mark.parametrize("size", [*WIDE, (390, 844)])
def test_the_first_screen_says_what_this_is(
    page: Page, server: str, size: tuple[int, int]
):
    """Title, promise, for whom, where to begin, points to drag, and the program.

    On a phone its end may be below.
    """
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server)
    for part in page.locator(".hero > :is(h1, p, .fit)").all():
        expect(part).to_be_in_viewport(ratio=1)
    code = edges(page, ".hero pre code")
    assert code["top"] < size[1] - 180
    assert code["bottom"] < size[1] or size[0] < 400


def test_the_smallest_phone_shows_figure_and_program(page: Page, server: str):
    """All of the figure is in the first screen, and the program begins."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(server)
    expect(page.locator(".fit")).to_be_in_viewport(ratio=1)
    assert edges(page, ".hero pre code")["top"] < 560
    for one in page.locator(".hero > p:has(.button), .hero > p").all()[:3]:
        assert one.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("size", [(844, 390), (667, 375), (932, 430)])
def test_a_phone_on_its_side_begins_with_the_figure_in_sight(
    page: Page, server: str, size: tuple[int, int]
):
    """Under title and promise, with both buttons beside the title."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server)
    for part in page.locator(".hero > :is(h1, p)").all():
        expect(part).to_be_in_viewport(ratio=1)
    assert edges(page, ".fit")["top"] < size[1] - 80
    title, *buttons = (
        edges(page, f".hero {one}") for one in ("h1", ".button", ".button.second")
    )
    for button in buttons:
        assert button["bottom"] <= title["bottom"] + 10
    words = page.locator(".hero > h1").evaluate(
        "h1 => { const text = document.createRange(); text.selectNodeContents(h1);"
        " return text.getBoundingClientRect().right; }"
    )
    assert words < buttons[0]["left"]
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


@pytest.mark.parametrize("size", WIDE)
def test_for_whom_it_is_stands_under_the_promise(
    page: Page, server: str, size: tuple[int, int]
):
    """Where the eye is, and not beside the buttons."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server)
    lead, reader, buttons = (
        edges(page, f".hero > p:nth-of-type({i})") for i in (1, 2, 3)
    )
    assert lead["left"] == reader["left"] == buttons["left"]
    assert lead["bottom"] < reader["top"] < reader["bottom"] < buttons["top"]


@pytest.mark.parametrize("size", WIDE)
def test_the_program_stands_beside_its_line(
    page: Page, server: str, size: tuple[int, int]
):
    """In one frame: they begin and end at the same height, and touch."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.goto(server)
    code, bar, plot = (
        edges(page, f".hero > {one}") for one in (".program", ".live", ".fit")
    )
    for one, other in (
        (code["top"], bar["top"]),
        (code["bottom"], plot["bottom"]),
        (code["right"], plot["left"]),
        (bar["bottom"], plot["top"]),
    ):
        assert one == pytest.approx(other, abs=1.5)
    shown = page.locator(".hero pre > code").first
    assert shown.evaluate("e => e.scrollWidth <= e.clientWidth")


@pytest.mark.parametrize("size", WIDE)
def test_all_pages_have_one_sheet_and_one_grid(
    page: Page, server: str, size: tuple[int, int]
):
    """Text begins and ends where it does elsewhere, also at the foot of the page."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    seen = []
    for path in KINDS:
        page.goto(server + path)
        sheet, text = (
            edges(page, ".md-main__inner"),
            edges(page, ".md-content :is(.pages, h2)"),
        )
        seen.append([round(one[s]) for one in (sheet, text) for s in ("left", "right")])
        foot = edges(page, ".md-copyright")
        assert foot["left"] == pytest.approx(text["left"], abs=1.5)
    assert seen == [seen[0]] * len(KINDS)
    page.goto(server)
    header, hero = (
        edges(page, ".md-header > nav > :last-child"),
        edges(page, ".hero"),
    )
    assert header["right"] == pytest.approx(hero["right"], abs=1.5)


@pytest.mark.parametrize("stem", STEMS)
def test_titles_have_a_type_of_their_own(page: Page, server: str, stem: str):
    """It comes with the site, and has every character of them."""
    page.goto(server + place(stem))
    assert page.evaluate("document.fonts.load('700 16px Title').then((a) => a.length)")
    titles = page.locator(".md-content :is(h1, h2, h3)")
    used = {letter for text in titles.all_text_contents() for letter in text}
    font = TTFont(BytesIO(page.request.get(f"{server}assets/fonts/title.woff").body()))
    assert used - {"\n"} <= set(map(chr, font.getBestCmap()))
    expect(titles.first).to_have_css("font-family", re.compile("^Title"))


@pytest.mark.parametrize("weight", [400, 600])
def test_the_text_has_a_type_of_its_own(page: Page, server: str, weight: int):
    """The same on every machine; what is emphasized is slanted, not of another type."""
    page.goto(f"{server}optimizer/")
    load = "weight => document.fonts.load(`${weight} 16px Text`).then((a) => a.length)"
    assert page.evaluate(load, weight) == 1
    for text in ("p", "em", "strong", ".output > .block-name", ".figure text"):
        first = page.locator(f".md-content {text}").first
        expect(first).to_have_css("font-family", re.compile("^Text"))


STILL = "() => !document.querySelector('.md-top').getAnimations().length"
SCROLL = """height => new Promise(done => {
  scrollTo(0, height);
  requestAnimationFrame(() => requestAnimationFrame(done));
})"""


def test_the_way_to_the_top_covers_no_text(page: Page, server: str):
    """It is in the header, and on a phone nowhere."""
    page.goto(f"{server}zero_grad/")
    page.wait_for_selector("script[data-src]", state="detached")
    for height in (3000, 2700):  # the button comes for who turns back
        page.evaluate(SCROLL, height)
    button = page.get_by_role("button", name="Back to top")
    button.and_(page.locator(":not([hidden])")).wait_for()
    page.wait_for_function(STILL)
    top, header = edges(page, ".md-top"), edges(page, ".md-header")
    assert header["top"] <= top["top"] < top["bottom"] <= header["bottom"]
    for other in (".md-header__option", ".md-header__topic:last-child > span"):
        beside = edges(page, other)
        assert beside["left"] >= top["right"] or beside["right"] <= top["left"]
    button.click()
    page.wait_for_function("() => scrollY === 0")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".md-top")).to_be_hidden()


CUT = """e => e.scrollWidth > e.clientWidth
  || e.scrollHeight > e.closest("nav").clientHeight"""


# The room for a name, in letters of a middle width.
ROOM = """e => e.clientWidth / e.scrollWidth * e.textContent.trim().length"""


def test_names_in_the_header_leave_room_for_the_way_home(tab: Page, server: str):
    """Whole, if they are no longer than 24 letters; the smallest cut two."""
    cut: dict[int, list[float]] = {320: [], 360: [], 385: []}
    for stem in STEMS:
        tab.goto(server + place(stem))
        for width, rooms in cut.items():
            tab.set_viewport_size({"width": width, "height": 700})
            expect(tab.locator("header .md-logo")).to_be_in_viewport(ratio=1)
            for name in tab.locator(".md-header__topic > span").all():
                long = len((name.text_content() or "").strip()) > 24
                if name.evaluate(CUT) and not long:
                    rooms.append(name.evaluate(ROOM))
    assert [len(rooms) for rooms in cut.values()][1:] == [0, 0]
    assert len(cut[320]) <= 2
    assert all(room > 14 for room in cut[320])


COLORS = """e => (({ appearance, backgroundColor }) =>
  [appearance, backgroundColor])(getComputedStyle(e))"""


def test_choices_have_the_colors_of_the_site(page: Page, server: str):
    """In the dark theme, too: not the gray of a browser."""
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}playground/")
    page.wait_for_selector(".pg-drawn")
    paper = page.locator(".md-main__inner").evaluate(COLORS)[1]
    free, taken = (
        page.locator(f"[type=checkbox]{state}")
        .and_(page.locator("[data-playground] *"))
        .first.evaluate(COLORS)
        for state in (":not(:checked)", ":checked")
    )
    assert free == ["none", paper]
    assert taken[1] != paper


def test_a_page_of_many_hours_says_what_it_is_for(page: Page, server: str):
    """A time to read it would frighten, and "for beginners" would mislead."""
    page.goto(f"{server}mistakes/")
    expect(page.locator(".top span").first).to_have_text(
        "Practice · look up what you need"
    )


@pytest.mark.parametrize(
    ("stem", "group"), [("by_hand", "Start here, 2 of 5"), ("momentum", "Other ways")]
)
def test_a_page_says_its_group_and_its_place_in_the_course(
    page: Page, server: str, stem: str, group: str
):
    """Who comes from elsewhere, or has a phone, does not see the list."""
    page.goto(f"{server}{stem}/")
    said = page.locator(".top span").first.inner_text()
    assert re.match(rf"{group} · \d+ min · ", said)


@pytest.mark.parametrize(("media", "shown"), [("screen", "none"), ("print", "decimal")])
def test_the_five_lessons_are_numbered_once(
    page: Page, server: str, media: Literal["screen", "print"], shown: str
):
    """In rings that a line joins, and on paper as in any list."""
    page.goto(server)
    page.emulate_media(media=media)
    lessons = page.locator("h2[id^=new-here] + ol > li")
    rings = lessons.evaluate_all(
        "all => all.map((one) => getComputedStyle(one, '::before').content)"
    )
    assert {*rings} == {"counter(list-item)" if media == "screen" else "none"}
    expect(lessons.first).to_have_css("list-style-type", shown)


def test_the_first_screen_is_whole_without_scripts(browser: Browser, server: str):
    """Nothing asks to be dragged, and the figure is as high as the program."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(server)
    for selector in (".hero > .live", ".fit .hint"):
        expect(page.locator(selector)).to_be_hidden()
    code, plot = edges(page, ".hero > .program"), edges(page, ".fit")
    for end in ("top", "bottom"):
        assert code[end] == pytest.approx(plot[end], abs=1.5)
    page.close()


def test_a_message_and_its_cause_have_the_width_of_a_phone(page: Page, server: str):
    """One below the other: beside each other, each had four lines."""
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server}mistakes/")
    rows = page.locator("table.data tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(c => c.getBoundingClientRect()))"
        ".map(([said, what]) => [said.width, what.width, what.top - said.bottom])"
    )
    assert len(rows) > 20
    for said, what, between in rows:
        assert said == what > 340
        assert between >= 0


def test_the_numbers_of_a_row_stand_on_one_line(page: Page, server: str):
    """Also where a cell beside them is empty."""
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{server}build_times/")
    tops = (
        page.locator("table.data")
        .first.locator("tbody tr")
        .evaluate_all(
            """rows => rows.map(row => [...row.cells].map(cell => {
          const range = document.createRange();
          range.selectNodeContents(cell);
          return Math.round(range.getBoundingClientRect().top);
        }).filter(Boolean))"""
        )
    )
    assert len(tops) > 5
    for row in tops:
        assert max(row) - min(row) <= 2


@pytest.mark.parametrize("scale", [2, 3])
@pytest.mark.parametrize("width", [1440, 390])
def test_no_stray_line_stands_in_what_the_program_prints(
    browser: Browser, server: str, width: int, scale: int
):
    """Where edges fall between the dots of a finer screen, either."""
    size = {"width": width, "height": 900}
    page = browser.new_page(viewport=size, device_scale_factor=scale)
    page.goto(server)
    code = page.locator(".hero .output pre > code")
    picture = Image.open(BytesIO(code.screenshot())).convert("L")
    darkest, lightest = picture.crop((0, 4, picture.width, 5)).getextrema()
    assert lightest - darkest < 8  # above its letters
    page.close()


# How far the menu is scrolled, and whether the entry of this page is in sight in it.
MENU = """() => {
  const link = document.querySelector('.md-nav--primary .md-nav__link--active[href]');
  const list = link.closest('.md-sidebar__scrollwrap');
  const { top, bottom } = list.getBoundingClientRect();
  const { y, height } = link.getBoundingClientRect();
  return [list.scrollTop, y >= top && y + height <= bottom];
}"""


@pytest.mark.parametrize("height", [900, 700])
def test_the_menu_scrolls_only_to_an_entry_out_of_sight(
    page: Page, server: str, height: int
):
    """Where its first entries are in sight with it, none of them is cut."""
    page.set_viewport_size({"width": 1440, "height": height})
    page.goto(f"{server}references/")
    page.wait_for_selector("script[data-src]", state="detached")
    page.wait_for_timeout(300)  # the theme scrolls in a frame of its own
    scrolled, seen = page.evaluate(MENU)
    assert seen
    assert (scrolled > 0) == (height < 800)
