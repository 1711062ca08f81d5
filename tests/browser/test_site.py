"""What a reader meets on every page, in a real browser."""

import itertools
import json
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from mkdocs.config.defaults import MkDocsConfig
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from serving import Handler, listen
from site_pages import LABELS, STEMS, TITLES, after, before, of_each_kind, place
from visits import Seen, heard, tidy, violations

from runpages.site.theme import Theme

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROOT = Path(__file__).parents[2]
MISSING = "optimiser"
"""An address like one that exists."""
PHONE = {"width": 390, "height": 844}

# A function, since the policy of the page allows no text to be evaluated.
PAINTED = "() => performance.getEntriesByName('first-contentful-paint').length"


@dataclass
class Visit:
    """A page that a reader has opened, and what happened meanwhile."""

    page: Page
    base: str
    seen: Seen
    path: str = ""

    def open(self, path: str) -> Page:
        """Go to a page and wait until its scripts have done what they do at once."""
        self.page.goto(self.base + path, wait_until="load")
        self.page.wait_for_selector("script[data-src]", state="detached")
        return self.page


on_each_kind = pytest.mark.parametrize(
    "visited", of_each_kind([*STEMS, MISSING], MISSING), indirect=True
)


@pytest.fixture(scope="module")
def visited(request: pytest.FixtureRequest, visitor: BrowserContext, server: str):
    """Every page in turn, opened on a desktop; scrolled through once."""
    page = tidy(visitor, server)
    # Without motion, so that no color is met on its way to another.
    page.emulate_media(reduced_motion="reduce")
    with heard(page) as seen:
        visited = Visit(page, server, seen, place(request.param))
        visited.open(visited.path)
        page.wait_for_selector("[data-playground=full]:not(.pg-on)", state="detached")
        page.evaluate("scrollTo(0, document.body.scrollHeight)")
        page.wait_for_timeout(100)
        page.evaluate("scrollTo(0, 0)")
        yield visited


@pytest.fixture
def reader(tab: Page, server: str) -> Iterator[Visit]:
    """Somebody on a desktop who has chosen nothing yet."""
    with heard(tab) as seen:
        yield Visit(tab, server, seen)
    assert seen.complaints + seen.failed == []
    assert seen.foreign(server) == []


@on_each_kind
def test_the_console_stays_empty(visited: Visit):
    """No error, no warning, nothing that the policy had to forbid."""
    missing = visited.path == place(MISSING)
    expected = ["error: Failed to load resource"] if missing else []
    assert [c[:30] for c in visited.seen.complaints] == expected


@on_each_kind
def test_no_other_host_is_asked(visited: Visit):
    """Everything comes from where the page comes from."""
    assert visited.seen.foreign(visited.base) == []


@on_each_kind
def test_nothing_moves_while_it_loads(visited: Visit):
    """Nothing that an eye could see: marks of notes are a little narrower than text."""
    assert visited.page.evaluate("window.shift") < 0.001


def test_a_table_that_arrives_in_two_parts_does_not_move(tab: Page, built: Path):
    """Wider rows below make columns wider: it is shown when it is whole."""
    page = (built / "mistakes/index.html").read_bytes()
    middle = page.index(b"<tr", page.index(b"<table") + 1500)
    painted = threading.Event()

    class Slow(Handler):
        folder, under = built, "/"

        def do_GET(self) -> None:
            """Send the page in two parts, the second when the first is painted."""
            if not self.path.startswith("/mistakes/"):
                return super().do_GET()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page[:middle])
            painted.wait(300)
            return self.wfile.write(page[middle:])

    with listen(Slow) as address:
        tab.goto(f"{address}mistakes/", wait_until="commit")
        tab.wait_for_function(PAINTED)
        painted.set()
        tab.wait_for_load_state("load")
        tab.wait_for_selector("script[data-src]", state="detached")
        assert tab.locator(".scroll").first.is_visible()
        assert tab.evaluate("window.shift") < 0.001


# The two longest hold what others hold, too.
@pytest.mark.parametrize(
    "visited",
    of_each_kind([*STEMS, MISSING], MISSING, rarely=("mistakes", "exercises")),
    indirect=True,
)
def test_a_page_is_accessible_in_either_theme(visited: Visit):
    """axe-core finds nothing; with the other colors only contrast can differ.

    The colors of code are left out: they are computed in test_site_static.py.
    """
    page = visited.page
    rest = {"exclude": [["code span:not(:has(*))"]]}
    page.evaluate("document.body.dataset.mdColorScheme = 'default'")
    assert violations(page, rest) == []
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    assert violations(page, rest, runOnly=["color-contrast"]) == []


@on_each_kind
def test_no_page_scrolls_sideways(visited: Visit):
    """On a phone, at 320 pixels (a zoom of 400 %), on a tablet."""
    for width in (320, 375, 768):
        visited.page.set_viewport_size({"width": width, "height": 700})
        assert visited.page.evaluate("document.documentElement.scrollWidth") == width
    visited.page.set_viewport_size({"width": 1280, "height": 800})


@pytest.mark.parametrize("path", ["", "zero_grad/"])
def test_the_first_visit_is_light(browser: Browser, server: str, path: str):
    """At most 141 KB, everything counted: what a phone waits for."""
    context = browser.new_context()
    with heard(context.new_page()) as seen:
        Visit(context.pages[0], server, seen).open(path)
        context.pages[0].wait_for_timeout(500)
    context.close()
    assert seen.weight <= 141_000, {
        r.url: r.headers.get("content-length") for r in seen.responses
    }


def test_the_first_visit_has_the_colors_of_the_system(browser: Browser, server: str):
    """Before the first paint, and so without JavaScript."""
    page = browser.new_page(java_script_enabled=False)
    for theme, paper in (("light", "rgb(255, 254, 251)"), ("dark", "rgb(16, 32, 47)")):
        page.emulate_media(color_scheme=theme)
        page.goto(f"{server}optimizer/", wait_until="commit")
        page.wait_for_selector("body", state="attached")
        color = "getComputedStyle(document.body).backgroundColor"
        assert page.evaluate(color) == paper
    page.close()


def test_a_page_has_one_name_wherever_it_is_listed(reader: Visit):
    """In the list for beginners and in the table of ways as in the navigation."""
    page = reader.open("")
    names = page.locator(".md-nav--primary a.md-nav__link:not([href*='#'])")
    named = {a.evaluate("a => a.href"): a.inner_text().strip() for a in names.all()}
    listed = page.locator("article > ol a, table.data td:first-child a").all()
    assert len(listed) > 10
    for link in listed:
        assert link.inner_text() == named[link.evaluate("a => a.href")]


def test_the_chosen_colors_stay(reader: Visit):
    """On the next page and on the next visit."""
    page = reader.open("optimizer/")
    page.locator("label[for=__palette_1]").click()
    dark = "() => document.body.dataset.mdColorScheme == 'slate'"
    page.wait_for_function(dark)
    assert reader.open("no_grad/").evaluate(dark)


def test_colors_follow_the_system_until_they_are_chosen(reader: Visit):
    """And nothing is stored before a reader chooses."""
    page = reader.open("optimizer/")
    for theme, scheme in (("dark", "slate"), ("light", "default")):
        page.emulate_media(color_scheme=theme)
        page.wait_for_selector(f"body[data-md-color-scheme={scheme}]")
    assert page.evaluate("localStorage.length") == 0
    page.locator(".md-header label[for=__palette_1]").click()
    page.wait_for_selector("body[data-md-color-scheme=slate]")
    page.emulate_media(color_scheme="dark")
    page.emulate_media(color_scheme="light")
    assert page.locator("body[data-md-color-scheme=slate]").count()


def test_a_chosen_tab_stays(reader: Visit):
    """Who reads the outputs of a GPU on one page finds them on the next."""
    page = reader.open("optimizer/")
    if not page.locator(".tabbed-set").count():
        pytest.skip("there is no run on a second device to show")
    page.locator(".tabbed-labels label", has_text="GPU").first.click()
    for path in ("optimizer/", "no_grad/"):
        page = reader.open(path)
        for label in page.locator(".tabbed-labels label", has_text="GPU").all():
            tab = page.locator(f"[id='{label.get_attribute('for')}']")
            assert tab.is_checked()


def published_here(base: str, route: Route) -> None:
    """The theme loads what the sitemap names, and minds the port, another one here."""
    text = re.sub(r"(?<=<loc>)https?://[^/]+/lines/", base, route.fetch().text())
    route.fulfill(body=text, content_type="application/xml")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_page_speaks_of_what_is_to_be_seen(
    browser: Browser, server: str, scripts: bool
):
    """Of the part that moves, or of the figure that stands in for it."""
    page = browser.new_page(java_script_enabled=scripts)
    page.goto(f"{server}learning_rate/")
    assert page.locator("p.live").is_visible() is scripts
    assert page.locator(".still").is_hidden() is scripts
    page.close()


def heading(built: Path, stem: str) -> str:
    """What selects the heading of a page, and of no other."""
    text = (built / place(stem) / "index.html").read_text("utf-8")
    name = re.search(r'<h1[^>]* id="([^"]+)"', text)[1]
    return f"h1[id='{name}']"


def test_the_next_page_loads_without_a_new_document(reader: Visit, built: Path):
    """And everything on it works: title, copying, colors of the code."""
    reader.page.route("**/sitemap.xml", partial(published_here, reader.base))
    with reader.page.expect_response("**/sitemap.xml"):
        page = reader.open(place(before("optimizer")))
    page.evaluate("window.kept = true")
    page.locator(".md-footer__link--next").click()
    page.wait_for_url("**/optimizer/**")
    page.wait_for_selector(heading(built, "optimizer"))
    assert page.evaluate("window.kept")
    assert page.title().startswith(TITLES["optimizer"])
    page.wait_for_selector(".md-code__button")
    page.go_back()
    page.wait_for_selector(heading(built, before("optimizer")))
    assert page.evaluate("window.kept")


def test_the_next_page_has_its_own_address_right_after_scrolling(
    reader: Visit, built: Path
):
    """No place of the page that was left is in it."""
    reader.page.route("**/sitemap.xml", partial(published_here, reader.base))
    with reader.page.expect_response("**/sitemap.xml"):
        page = reader.open(place(before("optimizer")))
    page.locator(".md-footer__link--next").scroll_into_view_if_needed()
    page.locator(".md-footer__link--next").click()
    page.wait_for_selector(heading(built, "optimizer"))
    page.wait_for_timeout(600)  # the theme would be late with it
    assert page.url.removeprefix(reader.base) == "optimizer/"
    assert page.evaluate("scrollY") == 0
    page.go_back()
    page.wait_for_selector(heading(built, before("optimizer")))
    page.wait_for_function("() => scrollY > 0")


def test_keys_begin_at_the_top_of_the_next_page(reader: Visit, built: Path):
    """As of a page that was opened: with the link that skips to the content."""
    reader.page.route("**/sitemap.xml", partial(published_here, reader.base))
    with reader.page.expect_response("**/sitemap.xml"):
        page = reader.open(place(before("optimizer")))
    page.locator(".md-footer__link--next").click()
    page.wait_for_selector(heading(built, "optimizer"))
    page.wait_for_function("() => document.activeElement !== document.body")
    page.keyboard.press("Tab")
    expect(page.locator(".md-skip")).to_be_focused()


def test_a_link_to_a_section_leads_there_right_after_scrolling(
    reader: Visit, built: Path
):
    """Not to where the page before had been scrolled to."""
    reader.page.route("**/sitemap.xml", partial(published_here, reader.base))
    with reader.page.expect_response("**/sitemap.xml"):
        page = reader.open("optimizer/")
    link = page.locator(".md-footer__link--next")
    section = page.context.new_page()
    following = after("optimizer")
    section.goto(f"{reader.base}{place(following)}")
    name = section.locator("h2").last.get_attribute("id")
    section.close()
    link.evaluate("(link, name) => (link.hash = name)", name)
    link.scroll_into_view_if_needed()
    link.click()
    page.wait_for_selector(heading(built, following))
    page.wait_for_timeout(600)
    assert page.url.removeprefix(reader.base) == f"{place(following)}#{name}"
    expect(page.locator(f"#{name}")).to_be_in_viewport()


def with_an_image(route: Route) -> None:
    """The page with a figure that has an image in it, such as plt.imshow draws."""
    html = route.fetch().text()
    image = '<svg class="figure" width="9" height="9"><image href="data:,"/></svg>'
    config = MkDocsConfig()
    config.load_dict({"site_name": "It", "theme": "material"})
    config.validate()
    theme = Theme(config, serving=True)
    route.fulfill(body=theme.mend(html.replace("<h1", f"{image}<h1", 1)))


def test_a_figure_with_an_image_stops_no_script(reader: Visit, built: Path):
    """Links work without a new document, and the console stays empty."""
    page = reader.page
    page.route("**/sitemap.xml", partial(published_here, reader.base))
    page.route("**/optimizer/", with_an_image)
    with page.expect_response("**/sitemap.xml"):
        reader.open("optimizer/")
    assert page.locator("svg.figure image").count() == 1
    page.evaluate("window.kept = true")
    page.locator(".md-footer__link--next").click()
    page.wait_for_selector(heading(built, after("optimizer")))
    assert page.evaluate("window.kept")


def test_nothing_of_the_browser_is_replaced(reader: Visit):
    """Neither how it keeps addresses, nor what a link is."""
    page = reader.open("optimizer/")
    assert page.evaluate("Object.getOwnPropertyNames(history)") == []
    links = "links => links.flatMap((link) => Object.getOwnPropertyNames(link))"
    assert page.locator("link").evaluate_all(links) == []


def test_a_page_is_whole_in_forced_colors(reader: Visit):
    """What a background draws would be gone: marks on diffs, icons, buttons."""
    reader.page.emulate_media(forced_colors="active")
    page = reader.open("no_grad/")
    for selector in (".md-header__button", ".changes", ".md-typeset details:visible"):
        assert page.locator(selector).first.is_visible()
    icon = page.locator("summary").first.evaluate(
        "node => getComputedStyle(node, '::after').backgroundColor"
    )
    assert icon not in ("rgba(0, 0, 0, 0)", "rgb(255, 255, 255)")
    discs = page.locator(".noted :is([data-n], li)").evaluate_all("""all => all.map(
      (disc) => getComputedStyle(disc, '::before').backgroundColor)""")
    ink = page.evaluate("getComputedStyle(document.body).color")
    assert set(discs) == {ink}  # those in the code, and those of their notes


def test_everything_works_on_the_next_page(reader: Visit, built: Path):
    """Notes, both ways to copy, colors, the playground: after instant navigation."""
    reader.page.route("**/sitemap.xml", partial(published_here, reader.base))
    with reader.page.expect_response("**/sitemap.xml"):
        page = reader.open("variable/")
    page.evaluate("window.kept = true")
    for stem in ("zero_grad", "optimizer", "zero_grad"):
        page.locator(f".md-nav--primary a[href$='/{stem}/']").click()
        page.wait_for_selector(heading(built, stem))
    assert page.evaluate("window.kept")
    read = "navigator.clipboard.readText()"
    block = page.locator("[data-snippet][data-cell]").nth(1)
    block.locator(".md-code__button").click()
    block.locator(".md-code__button", has_text="Copied").wait_for()
    assert page.evaluate(read).splitlines()[0] == "W, b = start()"
    page.locator(".top button").click()
    page.locator(".top button", has_text="Copied").wait_for()
    assert page.evaluate(read).startswith("# /// script")
    page.locator("[data-playground]").first.scroll_into_view_if_needed()
    page.wait_for_selector("[data-playground] svg.pg-plot")
    page.locator(".md-header label[for=__palette_1]").click()
    page.wait_for_selector("body[data-md-color-scheme=slate]")


def test_the_page_is_drawn_before_the_theme_is_loaded(tab: Page, server: str):
    """Its script is the largest file: nothing that is to be seen waits for it."""
    tab.route("**/bundle.*", lambda route: None)  # it never comes
    tab.goto(f"{server}mistakes/", wait_until="commit")
    tab.wait_for_function(PAINTED)
    assert tab.locator("h1").is_visible()


def test_blocks_have_addresses(reader: Visit):
    """A cell and its output can be linked, and the link is on the block."""
    page = reader.open("optimizer/")
    page.locator("#output-train > .block-name").click()
    assert page.url.endswith("/optimizer/#output-train")
    assert page.locator("#output-train").is_visible()


def test_the_keyboard_is_enough(reader: Visit, built: Path):
    """Skip to the content and choose colors: all by keys."""
    page = reader.open("optimizer/")
    page.keyboard.press("Tab")
    assert page.locator(".md-skip:focus").count()
    page.keyboard.press("Enter")
    name = heading(built, "optimizer").removeprefix("h1[id='").removesuffix("']")
    page.wait_for_url(f"**#{name}")
    page.wait_for_load_state("networkidle")
    page.locator("[name=__palette]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.body.dataset.mdColorScheme == 'slate'")


def test_the_colors_change_with_the_space_bar(reader: Visit):
    """There and back, as a button does."""
    page = reader.open("references/")
    page.locator("[name=__palette]").first.focus()
    for scheme in ("slate", "default"):
        page.keyboard.press(" ")
        page.wait_for_selector(f"body[data-md-color-scheme={scheme}]")


def test_a_word_of_the_glossary_is_explained_to_the_keyboard(reader: Visit):
    """Each once on a page, with what the glossary says."""
    page = reader.open("by_hand/")
    word = page.locator(".md-content abbr[tabindex]").first
    words = page.locator(".md-content abbr[tabindex]").all_text_contents()
    assert len(words) == len(set(words)) > 0
    said = word.get_attribute("title") or ""
    word.focus()
    told = page.locator("[class*=tooltip][class*=active]", has_text=said)
    told.wait_for()
    expect(told.locator("> div")).to_have_css("font-size", "14px")  # it can be read
    expect(told.locator("> div")).to_have_css("font-weight", "400")


def test_forced_colors_hide_nothing(page: Page, server: str):
    """The play button, the chosen preset and the page that one is on stand out."""
    page.emulate_media(forced_colors="active", color_scheme="dark")
    page.goto(f"{server}playground/?preset=best")
    page.wait_for_selector(".pg-drawn")
    color = "(e, side) => getComputedStyle(e)[side]"
    play = page.locator(".pg-play")
    assert play.evaluate(color, "backgroundColor") != play.evaluate(color, "fill")
    outlines = {
        chosen: page.locator(f".pg-button[aria-pressed={chosen}]").first.evaluate(
            color, "outlineStyle"
        )
        for chosen in ("true", "false")
    }
    assert outlines == {"true": "solid", "false": "none"}
    system = page.evaluate("""() => {
      const probe = document.body.appendChild(document.createElement('i'));
      probe.style.cssText = 'background: ButtonText; forced-color-adjust: none';
      return getComputedStyle(probe).backgroundColor;
    }""")
    assert play.evaluate(color, "backgroundColor") == system
    links = page.locator(".md-nav--primary .md-nav__item--section a.md-nav__link")
    edges = links.evaluate_all(
        "all => all.map((a) => getComputedStyle(a).borderLeftColor)"
    )
    assert len(set(edges)) == 2
    assert sorted(edges.count(one) for one in set(edges))[0] == 1


def test_the_ways_are_low_cards_on_a_phone(page: Page, server: str):
    """Five in a screen; the numbers of each are one row, and each says what it is."""
    page.set_viewport_size(PHONE)
    page.goto(server)
    rows = page.locator("table.cards tbody tr")
    heights = rows.evaluate_all("all => all.map((row) => row.clientHeight)")
    assert len(heights) > 9
    assert sum(heights) / len(heights) < 844 / 6
    for row in rows.all():
        numbers = row.locator(".right:visible")
        said = "all => all.map((e) => getComputedStyle(e, '::before').content)"
        named = ['"Lines "', '"Loss "', '"Time per step "']
        assert numbers.evaluate_all(said) == named
        boxes = [boxed(number) for number in numbers.all()]
        assert len({box["y"] for box in boxes}) == 1
        assert boxes[-1]["x"] + boxes[-1]["width"] <= 390


def boxed(part: Locator) -> dict[str, float]:
    """Where something is."""
    box = part.bounding_box()
    assert box
    return dict(box)


@on_each_kind
def test_the_words_of_figures_can_be_read_on_a_phone(visited: Visit):
    """They are no smaller than those of a caption, also in what is folded."""
    page = visited.page
    page.set_viewport_size(PHONE)
    sizes = page.evaluate("""() => {
      for (const fold of document.querySelectorAll("details")) fold.open = true;
      return [...document.querySelectorAll("svg.figure text")].map((text) => {
        const { ownerSVGElement: svg } = text;
        const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        return scale && scale * parseFloat(getComputedStyle(text).fontSize);
      });
    }""")
    page.evaluate(
        "for (const one of document.querySelectorAll('details')) one.open = false"
    )
    page.set_viewport_size({"width": 1280, "height": 800})
    assert all(size >= 11 for size in sizes if size)


@on_each_kind
def test_a_figure_is_in_sight_with_its_words(visited: Visit):
    """In a small window: none takes more than 60 % of its height."""
    heights = visited.page.locator("p.drawn > svg.figure:visible").evaluate_all(
        "all => all.map(svg => svg.getBoundingClientRect().height)"
    )
    assert all(height <= 480 for height in heights)


@pytest.mark.parametrize("size", [PHONE, {"width": 1280, "height": 800}])
def test_the_numbers_of_an_axis_stand_at_their_lines(reader: Visit, size: dict):
    """The middle of each at the height of its line, whatever the size of words."""
    page = reader.open("optimizer/")
    page.set_viewport_size(size)
    gaps = page.evaluate("""() => {
      const middle = (e) => {
        const { top, bottom } = e.getBoundingClientRect();
        return (top + bottom) / 2;
      };
      return [...document.querySelectorAll("svg.figure text")].flatMap((text) => {
        const line = text.parentElement.parentElement.querySelector("path");
        const { width, height } = line?.getBBox() ?? {};
        return width && !height ? [Math.abs(middle(text) - middle(line))] : [];
      });
    }""")
    assert len(gaps) > 10
    assert max(gaps) < 2


def test_a_name_in_a_figure_has_room_around_it(reader: Visit):
    """Where it stands on lines: in the color of the paper, below its letters."""
    page = reader.open("learning_rate/")
    name = page.locator("svg.figure text", has_text="start").first
    paper = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    expect(name).to_have_css("paint-order", "stroke")
    expect(name).to_have_css("stroke", paper)


@pytest.mark.parametrize("width", [1280, 320])
def test_a_letter_leads_to_the_first_word_that_begins_with_it(
    reader: Visit, width: int
):
    """Every word of the glossary is below a letter; the letters stay in sight."""
    reader.page.set_viewport_size({"width": width, "height": 700})
    page = reader.open("glossary/")
    letters = page.locator(".letters a")
    words = page.locator("dt").all_text_contents()
    assert letters.all_text_contents() == sorted({word[0].upper() for word in words})
    letters.filter(has_text="R").click()
    first = next(word for word in words if word[0].upper() == "R")
    word = page.locator("dt", has_text=first).first
    expect(word).to_be_in_viewport()
    row = boxed(page.locator(".letters"))
    assert 0 < row["y"] < row["y"] + row["height"] <= boxed(word)["y"]
    assert row["height"] < 60  # of one row


def test_what_is_pressed_is_large_enough_for_fingers(browser: Browser, server: str):
    """Whoever misses the sign of a button by 20 pixels still presses it."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    page.goto(f"{server}optimizer/")
    for link in page.locator(".top :is(a, button)").all():
        assert boxed(link)["height"] >= 24
    button = page.locator("#cell-start .md-code__button")
    button.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    box = boxed(button)
    for down in (-20, 20):
        place = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2 + down]
        assert button.evaluate(
            "(button, [x, y]) => document.elementFromPoint(x, y) === button", place
        )
    context.close()


def test_a_wide_table_shows_that_there_is_more(page: Page, server: str):
    """On the narrowest of phones: a shadow at the edge, which covers no word."""
    page.set_viewport_size({"width": 280, "height": 653})
    page.goto(f"{server}how_it_works/")
    table = page.locator(".scroll", has_text="What it decides")
    assert table.evaluate("e => e.scrollWidth > e.clientWidth")
    assert "linear-gradient" in table.evaluate(
        "e => getComputedStyle(e).backgroundImage"
    )


def test_a_number_and_its_power_stay_on_one_line(page: Page, server: str):
    """At every width: no break within 1.2 × 10⁻⁷."""
    page.set_viewport_size(PHONE)
    for name in ("same/", "distributed/"):
        page.goto(server + name)
        text = page.locator("article").inner_text()
        assert re.search(r"\d\u00a0×\u00a010", text)
        assert not re.search(r"\d ×[ \n]10[⁻⁰¹²³]", text)


def test_a_message_of_the_build_stays_in_view(browser: Browser, server: str):
    """Wherever an author has scrolled to, in the article or above it."""
    page = browser.new_context(bypass_csp=True).new_page()
    page.goto(f"{server}optimizer/")
    sheet = ROOT / "docs/assets/styles/outputs.css"  # as it is while serving
    page.add_style_tag(path=sheet)
    for place_it in ("article.prepend(message)", "article.before(message)"):
        top = page.evaluate(f"""() => {{
            const message = document.createElement("div");
            message.className = "output error build-error highlight";
            message.textContent = "docs/optimizer.md:30: unknown snippet.";
            const article = document.querySelector("article");
            {place_it};
            scrollTo(0, 1500);
            return message.getBoundingClientRect().top;
        }}""")
        assert 0 < top < 100
    page.context.close()


def test_a_missing_page_suggests_one(reader: Visit):
    """The nearest address, and all the others."""
    page = reader.open(place(MISSING))
    reader.seen.complaints.clear()  # the browser says that the page is missing
    link = page.locator("[data-nearest] a")
    assert link.inner_text() == LABELS["optimizer"]
    link.click()
    page.wait_for_url("**/optimizer/")


@pytest.mark.parametrize(
    ("address", "nearest"),
    [
        ("nope/x", None),
        ("assets/img", None),
        ("optim", "optimizer"),
        ("learningrate/", "learning_rate"),
        ("en/zero-grad/", "zero_grad"),
        ("zero%20grad/index.html", "zero_grad"),
        ("lbfgs.html", "second_order"),
        ("linear-regression", "linear"),
    ],
)
def test_a_missing_page_suggests_what_is_near(
    tab: Page, server: str, address: str, nearest: str | None
):
    """By a part of the address, however it is joined; nothing where nothing is."""
    tab.goto(server + address)
    field = tab.locator("article").get_by_label("Search")
    expect(field).to_have_value(re.compile("."))
    link = tab.locator("[data-nearest] a")
    if nearest:
        expect(link).to_have_attribute("href", re.compile(f"/{nearest}/$"))
    expect(link).to_be_visible(visible=bool(nearest))


def test_a_missing_page_offers_to_search_for_its_address(browser: Browser, server: str):
    """Its words are in the field; without scripts there are all the pages."""
    page = browser.new_page()
    page.goto(f"{server}zero%20grad/index.html")
    field = page.locator("article").get_by_label("Search")
    expect(field).to_have_value("zero grad")
    field.press("Enter")
    dialog = page.get_by_role("dialog", name="Search")
    expect(dialog.get_by_label("Search")).to_have_value("zero grad")
    expect(dialog.get_by_role("link").first).to_contain_text("zero_grad")
    page.close()
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{server}zero%20grad/")
    expect(page.locator("article").get_by_label("Search")).to_be_hidden()
    expect(page.locator("article a:visible")).to_have_count(len(LABELS) + 1)
    page.locator("article").get_by_role("link", name="Notebooks").click()
    expect(page.get_by_role("heading", name="Notebooks")).to_be_visible()
    page.close()


# How thick lines are in the middle of what they do at first.
HALFWAY = """lines => lines.map((line) => {
  line.style.animation = 'none';
  line.getAnimations();
  line.style.animation = '';
  for (const once of line.getAnimations()) {
    const { delay, duration } = once.effect.getTiming();
    once.pause();
    once.currentTime = delay + duration / 2;
  }
  return parseFloat(getComputedStyle(line).strokeWidth);
})"""


def test_the_home_page_shows_at_once_what_was_learned(reader: Visit):
    """The lines on the way to it light up once; not where no motion is wanted.

    No other line is as thick as the one that was learned, at any moment.
    """
    ends = """all => all.map((line) => {
      const styles = getComputedStyle(line);
      const seconds = [styles.animationDuration, styles.animationDelay].map(parseFloat);
      return styles.animationName == "none" ? 0
        : styles.animationIterationCount * seconds[0] + seconds[1];
    })"""
    for motion, most in (("no-preference", 2), ("reduce", 0)):
        reader.page.emulate_media(reduced_motion=motion)
        page = reader.open("")
        assert WORDS.match(page.locator(".hero .output code").text_content() or "")
        assert len(re.findall(r"loss \d", page.locator(".hero").inner_text())) == 1
        assert page.locator(".fit .line").is_visible()
        found = page.locator(".fit .before line").evaluate_all(ends)
        assert len(found) == 3
        assert max(found) <= most
        assert most == 0 or min(found) > 0
        widths = page.locator(".fit .before line").evaluate_all(HALFWAY)
        assert max(widths) <= 2


@pytest.mark.thorough
def test_the_blocks_of_a_page_are_a_program(reader: Visit, tmp_path: Path):
    """Copied one after another and run in an empty folder, they print the page."""
    page = reader.open("optimizer/")
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    copied = []
    own = page.locator("[data-snippet=optimizer][data-cell]")
    for block in own.all():
        page.evaluate("navigator.clipboard.writeText('')")
        block.locator(".md-code__button").first.click()
        page.wait_for_function("async () => await navigator.clipboard.readText()")
        copied.append(page.evaluate("navigator.clipboard.readText()"))
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(copied)],
        cwd=tmp_path,
        env={"MPLBACKEND": "agg"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    shown = page.locator(".output[id] code").all()
    printed = [o for o in shown if o.evaluate(OWN_OUTPUT)]
    assert done.stdout == "".join(o.inner_text() for o in printed)


OWN_OUTPUT = """e => {
  const cell = e.closest('.output').id.replace('output-', '');
  return !!document.querySelector(`#cell-${cell}[data-snippet=optimizer]`);
}"""


def test_a_page_prints_as_paper(reader: Visit):
    """Dark ink on white, without what only a screen needs."""
    page = reader.open("optimizer/")
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    page.emulate_media(media="print")
    assert not page.locator(".md-header").is_visible()
    assert not page.locator(".md-sidebar--primary").is_visible()
    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert paper == "rgb(255, 255, 255)"
    assert page.locator("#cell-train pre > code").is_visible()


WORDS = re.compile(r"W (\S+), b (\S+), loss (\S+)")


def test_a_point_of_the_home_page_can_be_moved_by_keys(reader: Visit, run):
    """The line, its numbers and the program follow; moved back, they are torch's."""
    page = reader.open("")
    code, rest = page.locator(".hero pre > code"), page.locator(".hero .output code")
    before = rest.text_content()
    began = page.locator(".fit .before line").evaluate_all(
        "all => all.map((line) => line.getAttribute('y2'))"
    )
    point = page.get_by_role("slider", name="Height of point 3")
    point.focus()
    page.wait_for_selector(".fit[data-live]")
    for _ in range(5):
        page.keyboard.press("ArrowUp")
    assert WORDS.match(rest.text_content() or "")
    assert rest.text_content() != before
    ways = page.locator(".fit .before line").evaluate_all(
        "all => all.map((line) => line.getAttribute('y2'))"
    )
    assert len({*ways}) == 3
    assert float(ways[0]) == float(began[0])  # before the first step no point counts
    assert not {*ways[1:]} & {*began[1:]}
    assert "0.0, -1.1, -1.3, -3.1, -4.5" in (code.first.text_content() or "")
    heard = (point.get_attribute("aria-valuetext") or "").replace("\N{MINUS SIGN}", "-")
    assert heard == f"-1.3: {(rest.text_content() or '').strip()}"
    for _ in range(14):
        page.keyboard.press("ArrowUp")
    assert "0.0, -1.1, 0.1, -3.1" in (code.first.text_content() or "")
    page.get_by_role("slider", name="Height of point 5").focus()
    for _ in range(5):
        page.keyboard.press("PageUp")
    page.wait_for_selector(".fit:not(.running)")
    tops = page.locator(".fit .step").evaluate_all(
        "all => all.map((name) => +name.getAttribute('y')).sort((a, b) => a - b)"
    )
    assert all(b - a > 14 for a, b in itertools.pairwise(tops))  # no name on another
    for _ in range(5):
        page.keyboard.press("PageDown")
    point.focus()
    for _ in range(19):
        page.keyboard.press("ArrowDown")
    assert rest.text_content() == before
    values = run("index/whole").values
    found = [float(number) for number in WORDS.findall(before)[0]]
    assert found == [round(values[name], 2) for name in ("W", "b", "loss")]


@pytest.mark.parametrize("way", ["key", "button"])
def test_a_moved_point_of_the_home_page_is_copied_and_taken_back(
    page: Page, server: str, way: str
):
    """What is shown is copied, and prints what is shown; a button takes it back."""
    page.goto(server)
    code, copies = page.locator(".hero pre > code"), page.locator(".hero button")
    before = code.all_text_contents()
    point = page.get_by_role("slider", name="Height of point 3")
    point.focus()
    page.wait_for_selector(".fit[data-live]")
    back = page.get_by_role("button", name="Reset")
    expect(back).to_have_count(0)
    for _ in range(3):
        point.press("ArrowUp")
    copies.and_(page.locator("[data-md-type=copy]:visible")).click()
    changed = before[0].replace("-1.1, -1.8,", "-1.1, -1.5,").strip()
    page.wait_for_function(
        "async text => await navigator.clipboard.readText() === text", arg=changed
    )
    assert printed(changed) == (code.last.text_content() or "").strip()
    assert (back.bounding_box() or {})["height"] >= 24
    if way == "key":
        point.press("Escape")
    else:
        back.click()
    expect(back).to_have_count(0)
    assert code.all_text_contents() == before
    expect(page.locator(".fit.moved")).to_have_count(0)


def printed(program: str) -> str:
    """What a program prints when a reader runs it."""
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return done.stdout.strip()


# From the end of the sentence to the word on the button in its line.
APART = """line => {
  const words = [line.firstChild, line.lastChild.firstChild].map((text) => {
    const range = document.createRange();
    range.selectNode(text);
    return range.getBoundingClientRect();
  });
  return words[1].left - words[0].right;
}"""


@pytest.mark.parametrize("width", [320, 390])
def test_a_finger_moves_a_point_of_the_home_page(
    browser: Browser, server: str, width: int
):
    """It is where the finger lifts, and the page has not scrolled."""
    size = {"width": width, "height": 740}
    page = browser.new_context(viewport=size, has_touch=True, is_mobile=True).new_page()
    page.goto(server)
    page.wait_for_selector(".fit[data-ready]")
    point = page.get_by_role("slider", name="Height of point 3")
    point.scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 200)")
    box = point.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    scrolled = page.evaluate("scrollY")
    finger = page.context.new_cdp_session(page)
    for kind, down in (("Start", 0), ("Move", -20), ("Move", -60), ("End", 0)):
        places = [] if kind == "End" else [{"x": x, "y": y + down}]
        event = {"type": f"touch{kind}", "touchPoints": places}
        finger.send("Input.dispatchTouchEvent", event)
        page.wait_for_selector(".fit[data-live]")
    after = point.bounding_box()
    assert after
    assert after["y"] + after["height"] / 2 == pytest.approx(y - 60, abs=3)
    assert page.evaluate("scrollY") == scrolled
    said = page.locator(".fit .said")
    assert WORDS.match(said.text_content() or "")
    expect(said).to_be_in_viewport(ratio=0.8)  # with the room above its letters
    back = page.get_by_role("button", name="Reset")
    assert (back.bounding_box() or {})["height"] >= 44
    assert page.locator(".hero > .live").evaluate(APART) > 8
    back.tap()
    expect(said).to_be_empty()
    page.context.close()


def the_line_is_true(page: Page, heights: list[float]) -> int:
    """The step that stands at the line, which ends where that many steps lead."""
    figure = page.locator(".fit")
    rule = json.loads(figure.get_attribute("data-rule") or "")
    step = int((figure.locator(".line + .step").text_content() or "").split()[1])
    W, b = rule["start"]
    for _ in range(step):
        errors = [W * x + b - y for x, y in enumerate(heights, 1)]
        W -= rule["rate"] * 2 * sum(e * x for x, e in enumerate(errors, 1))
        b -= rule["rate"] * 2 * sum(errors)
    end = float(figure.locator(".line").get_attribute("y2") or "")
    assert end == pytest.approx(116.5 - 25 * (5.5 * W + b), abs=0.06)
    return step


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_a_point_that_is_let_go_shows_the_line_learn(
    browser: Browser, server: str, motion: Literal["no-preference", "reduce"]
):
    """What it changed is lit until the line has learned; a drag or a key ends that."""
    page = browser.new_context(reduced_motion=motion).new_page()
    page.clock.install(time=0)
    page.goto(server)
    point = page.get_by_role("slider", name="Height of point 3")
    point.hover()
    page.wait_for_selector(".fit[data-live]")
    page.clock.pause_at(600_000)
    box, lit = point.bounding_box(), page.locator(".hero .lit")
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.down()
    page.mouse.move(x, y - 40)
    changed, printed = lit.all_text_contents()
    heights = [0.0, -1.1, float(changed), -3.1, -4.5]
    assert heights[2] > -1.8
    assert printed == (page.locator(".hero .output code").text_content() or "").strip()
    assert the_line_is_true(page, heights) == 1000  # at once
    page.mouse.up()
    for end in (page.mouse.down, lambda: point.press("ArrowDown")):
        page.clock.run_for(200)
        early = the_line_is_true(page, heights)
        page.clock.run_for(200)
        later = the_line_is_true(page, heights)
        assert early < later < 1000 or (motion == "reduce" and early == later == 1000)
        end()
        heights[2] = float(point.get_attribute("aria-valuenow") or "")
        assert the_line_is_true(page, heights) == 1000
        page.mouse.up()
    expect(lit).to_have_count(2)
    page.clock.run_for(1000)
    assert the_line_is_true(page, heights) == 1000
    expect(lit).to_have_count(0)
    page.context.close()


def test_each_stop_of_tab_in_the_first_screen_is_seen(page: Page, server: str):
    """From the output the next is the first point, not the figure around it."""
    page.goto(server)
    page.wait_for_selector(".fit[data-ready]")
    output = page.locator(".hero a.block-name").last
    output.focus()
    for i in range(1, 6):
        page.keyboard.press("Tab")
        expect(page.get_by_role("slider", name=f"point {i}")).to_be_focused()
        page.wait_for_selector(".fit[data-live]")
    for _ in range(5):
        page.keyboard.press("Shift+Tab")
    expect(output).to_be_focused()


def test_the_first_screen_weighs_little_before_it_is_touched(reader: Visit):
    """What moves the points comes with the first touch.

    500 bytes of it light what changes and show the line learn.
    """
    asked: list[str] = []
    reader.page.on("request", lambda r: asked.append(r.url))
    page = reader.open("")
    page.wait_for_load_state("networkidle")
    assert not [address for address in asked if "drag.js" in address]
    assert len((ROOT / "docs/assets/drag.js").read_bytes()) <= 6_500
