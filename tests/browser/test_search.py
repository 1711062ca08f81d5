"""The search: opened, asked, and followed by mouse, keys and thumb."""

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from site_pages import indexed
from visits import heard, tidy, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]
LOADED = "script[data-src]"
DIALOG = Path(__file__).parents[2] / "docs/assets/search/dialog.js"
SHAPES = "RuntimeError: mat1 and mat2 shapes cannot be multiplied (7x1 and 3x1)"
PHONE = {"viewport": {"width": 320, "height": 568}, "has_touch": True}


def visit(page: Page, address: str) -> Page:
    """Open a page and wait for its scripts."""
    page.goto(address)
    page.wait_for_selector(LOADED, state="detached")
    return page


def ask(page: Page, question: str) -> None:
    """Open the search by its key and type."""
    page.keyboard.press("/")
    expect(page.locator(".search input")).to_be_focused()
    type_anew(page, question)


def type_anew(page: Page, question: str) -> None:
    """Type into the open search, in the place of what was there."""
    page.locator(".search input").fill(question)


@pytest.fixture(scope="module")
def asked(visitor: BrowserContext, server: str) -> Iterator[Page]:
    """The search, open, for tests that only type."""
    page = tidy(visitor, server)
    with heard(page) as seen:
        ask(visit(page, server), "adam")
        expect(page.locator(".search li").first).to_be_visible()
        yield page
    assert seen.complaints == []


@pytest.fixture
def phone(browser: Browser, server: str) -> Iterator[Page]:
    """The smallest phone, held in one hand."""
    context = browser.new_context(**PHONE)
    yield visit(context.new_page(), server)
    context.close()


def test_nothing_of_it_is_downloaded_in_advance(page: Page, server: str):
    """It weighs more than a page: it waits until it is wanted."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    visit(page, server)
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "search/" in url]
    ask(page, "adam")
    expect(page.locator(".search li").first).to_be_visible()
    assert sum("search/" in url for url in asked) == 4


def test_it_opens_and_closes_by_keys(page: Page, server: str):
    """The field has the focus, and afterward the place that had it before."""
    visit(page, server).locator(".md-logo").first.focus()
    for keys in ("/", "Control+k", "Meta+k"):
        page.keyboard.press(keys)
        expect(page.locator(".search input")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.locator(".search")).to_be_hidden()
        expect(page.locator(".md-logo").first).to_be_focused()


def test_a_slash_in_a_field_is_a_slash(asked: Page):
    """As in the search itself."""
    type_anew(asked, "n")
    asked.keyboard.type("/a")
    expect(asked.locator(".search input")).to_have_value("n/a")


def test_the_button_opens_it_and_a_click_beside_it_closes_it(page: Page, server: str):
    """As does the button in it."""
    visit(page, server).locator(".search-button").click()
    expect(page.locator(".search input")).to_be_focused()
    page.mouse.click(5, 600)
    expect(page.locator(".search")).to_be_hidden()
    page.locator(".search-button").click()
    page.get_by_role("button", name="Close").click()
    expect(page.locator(".search")).to_be_hidden()


def test_arrows_and_enter_follow_a_hit(page: Page, server: str):
    """Down to the second, up to the first; Enter in the field takes the first, too."""
    ask(visit(page, server), "early stopping")
    expect(page.locator(".search li mark").first).to_be_visible()
    first, second = page.locator(".search li a").all()[:2]
    for key, there in (("Down", first), ("Down", second), ("Up", first)):
        page.keyboard.press(f"Arrow{key}")
        expect(there).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator(".search input")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/evaluate/#early-stopping")
    expect(page.locator(".search")).to_be_hidden()


def test_it_offers_pages_before_anything_is_typed(page: Page, server: str, built: Path):
    """Each is in the index; keys lead to them, and Enter alone leads nowhere."""
    listed = re.search(r"OFTEN = (\[.+?\])", DIALOG.read_text("utf-8"))
    wanted = json.loads(listed[1] if listed else "[]")
    titles = {place: below[0][1] for place, _, below, _ in indexed(built)}
    page.set_viewport_size({"width": 1280, "height": 800})
    visit(page, f"{server}same/").keyboard.press("/")
    shown = page.locator(".search li b")
    expect(shown.first).to_be_visible()
    assert shown.all_inner_texts() == [titles[place] for place in wanted]
    sizes = "list => list.scrollHeight <= list.clientHeight"
    assert page.locator(".search ol").evaluate(sizes)
    page.keyboard.press("Enter")
    expect(page.locator(".search")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{wanted[0]}")
    expect(page.get_by_role("button", name="Clear marks")).to_have_count(0)


def test_it_says_how_much_was_found(asked: Page):
    """Also to those who do not see it; where nothing was, it offers pages."""
    type_anew(asked, "scheduler")
    status, hits = asked.get_by_role("status"), asked.locator(".search li a")
    expect(status).to_have_text(re.compile(r"^\d+ results$"))
    assert status.inner_text() == f"{hits.count()} results"
    type_anew(asked, "zero_grad")
    expect(status).to_have_text(re.compile(r"^The best 10 of \d\d+ results$"))
    expect(hits).to_have_count(10)
    every = asked.get_by_role("button", name="Show all")
    hits.last.press("ArrowDown")
    expect(every).to_be_focused()
    counted = re.search(r"\d+", every.inner_text())
    assert counted
    every.press("Enter")
    expect(status).to_have_text(f"{counted[0]} results")
    expect(hits).to_have_count(int(counted[0]))
    expect(hits.first).to_be_focused()
    expect(every).to_be_hidden()
    type_anew(asked, "dropout")
    told = "Nothing found: this site is about fitting a line. Books and courses"
    expect(status).to_contain_text(told)
    often = hits.evaluate_all("links => links.map(({ pathname }) => pathname)")
    offered = [one.split("/")[-2] for one in often]
    assert offered[0] == "references"
    assert offered[-2:] == ["mistakes", "glossary"]
    asked.keyboard.press("Enter")
    expect(asked.locator(".search")).to_be_visible()


def test_a_typo_is_forgiven(asked: Page):
    """A letter too few, another one, or two that changed places."""
    for typed in ("optimzer", "optimiser", "optimzier", "optmizer"):
        type_anew(asked, "xylophone")
        expect(asked.locator(".search li mark")).to_have_count(0)
        type_anew(asked, typed)
        expect(asked.locator(".search li mark").first).to_contain_text("ptimizer")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lernrate", "rate"),
        ("minibach", "batch"),
        ("gradiant", "gradient"),
        ("tenser", "tensor"),
        ("regresion", "regression"),
        ("backpropogation", "backpropagation"),
        ("sheduler", "scheduler"),
        ("overfiting", "overfitting"),
        ("normalise", "standardize"),
        ("pytroch", "PyTorch"),
        ("slpoe", "slope"),
        ("tesnor", "tensor"),
        ("lerning", "learning"),
        ("leef", "leaf"),
    ],
)
def test_a_typo_of_any_main_word_is_forgiven(asked: Page, typed: str, meant: str):
    """Also where the word that was meant counts as another."""
    type_anew(asked, typed)
    expect(asked.locator(".search li mark").first).to_have_text(meant)


@pytest.mark.parametrize("question", ["why is my loss nan", "loss diverges"])
def test_a_hit_shows_why_it_was_found(asked: Page, question: str):
    """The first may be a page that has the words in its front matter only."""
    type_anew(asked, question)
    for hit in asked.locator(".search li:nth-child(-n+3)").all()[1:]:
        expect(hit.locator("span mark").first).to_be_visible()


def test_a_word_that_was_not_typed_is_not_marked(asked: Page):
    """A loss that goes up may become nan; who types nan does not mean the former."""
    type_anew(asked, "why is my loss nan")
    marked = asked.locator(".search li mark").all_inner_texts()
    assert {word.lower() for word in marked} <= {"loss", "losses", "nan"}


def test_a_message_that_no_page_explains_is_said_to_be_unknown(asked: Page):
    """What comes near it is shown all the same."""
    status = asked.get_by_role("status")
    for message in (
        "IndexError: Target 3 is out of bounds.",
        "RuntimeError: CUDA out of memory.",
    ):
        type_anew(asked, message)
        expect(status).to_contain_text("not explained here")
        expect(asked.locator(".search li").first).to_be_visible()
    for message in (
        "ModuleNotFoundError: No module named 'torch'",
        "RuntimeError: mat1 and mat2 shapes cannot be multiplied (10x3 and 4x2)",
        "AttributeError: 'NoneType' object has no attribute 'zero_'",
    ):
        type_anew(asked, message)
        expect(status).to_contain_text("result")
        expect(status).not_to_contain_text("not explained")


def test_a_word_that_no_sentence_has_is_named(asked: Page):
    """It counts as no other that is short; what the rest leads to is near it."""
    status = asked.get_by_role("status")
    for question, words in (
        ("kite model", "“kite”"),
        ("regression xylophone tensorflow", "“xylophone”, “tensorflow”"),
        ("RMSprop optimizer", "“RMSprop”"),
    ):
        type_anew(asked, question)
        expect(status).to_have_text(re.compile(f"^No sentence has {words}. Near it: "))
        expect(asked.locator(".search li").first).to_be_visible()
    for question in ("what does pytorch do", "gradient de", "lr", "backprop"):
        type_anew(asked, question)
        expect(status).to_have_text(re.compile(r"^[\w ]+ results?$"))


def test_words_that_stand_together_nowhere_are_said_to_be_near(asked: Page):
    """Each is somewhere; who reads the first hit is told that it lacks one."""
    status = asked.get_by_role("status")
    type_anew(asked, "measured values outlier")
    expect(status).to_have_text(
        re.compile("^No section has all these words. Near it: ")
    )
    expect(asked.locator(".search li").first).to_be_visible()
    type_anew(asked, "measured values")
    expect(status).to_have_text(re.compile(r"^[\w ]+ results?$"))


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        ("gradiant", "“gradient” for “gradiant”"),
        ("lerning rate", "“learning” for “lerning”"),
        ("laerning rate", "“learning” for “laerning”"),
        ("requires_gard", "“requires_grad” for “requires_gard”"),
        ("DataLodaer shuffle", "“dataloader” for “DataLodaer”"),
        ("leef varible", "“leaf” for “leef”, “variable” for “varible”"),
    ],
)
def test_a_word_that_was_taken_for_another_is_named(
    asked: Page, typed: str, taken: str
):
    """Always, and in the same way; in the hits it is marked."""
    type_anew(asked, typed)
    status = asked.get_by_role("status")
    expect(status).to_have_text(re.compile(rf"^Showing {taken}\. .*\d+ results?$"))
    marked = {one.lower() for one in asked.locator(".search mark").all_inner_texts()}
    assert {*re.findall(r"“(\w+)” for", taken)} <= marked


def test_of_three_letters_one_may_be_missing(asked: Page):
    """There is not enough left to know what else was meant."""
    type_anew(asked, "los of slpoe")
    status = asked.get_by_role("status")
    told = r"^Showing “loss” for “los”, “slope” for “slpoe”\. [\w ]+ results?$"
    expect(status).to_have_text(re.compile(told))
    type_anew(asked, "cnn loss")
    expect(status).to_have_text(re.compile(r"^No sentence has “cnn”\. Near it: "))


@pytest.mark.parametrize("question", ["learning rate", "lerning rate", "rate"])
def test_what_few_want_comes_after_what_most_want(asked: Page, question: str):
    """Sections for the curious, and pages for those who work on the site."""
    type_anew(asked, question)
    found = asked.locator(".search li:nth-child(-n+3) b").all_inner_texts()
    assert not re.search("For (those who|the curious)", f"{found}")
    type_anew(asked, "the largest and the best rate")
    first = asked.locator(".search li").first
    expect(first).to_contain_text("For those who know matrices")


def test_words_that_say_nothing_do_nothing(asked: Page):
    """A question in full finds what its one word finds."""
    found = []
    for question in ("tensor", "what is a tensor?", "What is the Tensor"):
        type_anew(asked, question)
        found.append(asked.locator(".search li").all_inner_texts())
    assert found[0] == found[1] == found[2] != []
    for question in ("not a tensor", "tensor"):
        type_anew(asked, question)
        assert asked.locator(".search li").all_inner_texts() == found[0]


def test_words_that_compare_do_nothing(asked: Page):
    """Only what is compared is looked for, and marked."""
    for question in (
        "difference between pow and square",
        "how does pow differ from square",
        "pow versus square",
    ):
        type_anew(asked, question)
        why = asked.locator(".search li", has_text="Why squares")
        expect(why).to_be_visible()
        marked = asked.locator(".search li mark").all_inner_texts()
        other = [one for one in marked if not re.match("pow|square", one, re.I)]
        assert other == []


def test_an_excerpt_is_a_sentence_before_a_formula(asked: Page):
    """Also where both have the words that were asked for."""
    type_anew(asked, "how many steps")
    hit = asked.locator(".search li", has_text="How many steps a learning rate needs")
    expect(hit.locator("span mark").first).to_be_visible()
    expect(hit).not_to_contain_text("^k")


def test_words_that_mean_the_same_find_the_same(asked: Page):
    """However they are written."""
    for words in (["R²", "r2", "R squared"], ["normalizing", "scale", "standardize"]):
        found = []
        for word in words:
            type_anew(asked, word)
            found.append(asked.locator(".search li").all_inner_texts())
        assert found[0] == found[1] == found[2] != []


def test_a_hit_shows_its_place_and_a_sentence(asked: Page):
    """What was asked for is marked in it, and no code is shown."""
    type_anew(asked, "memory runs out")
    hit = asked.locator(".search li", has_text="Losses added up as tensors")
    expect(hit.locator("strong")).to_have_text("Error messages")
    expect(hit.locator("small")).to_have_text("Losses and optimizers")
    expect(hit.locator("span mark").first).to_have_text("memory")
    assert "total +=" not in hit.inner_text()


def test_a_hit_shows_formulas_and_tables_in_words(page: Page, server: str):
    """As a reader sees them on the page, in one line."""
    ask(visit(page, server), "program thermometer smallest loss squared errors")
    hit = page.locator(".search li", has_text="What the program does")
    expect(hit).to_contain_text("the line Wx + b with the smallest loss")
    type_anew(page, "default for real work swap")
    row = re.compile(r"you need one\. · \d+ · 0\.\d")
    expect(page.locator(".search li", has_text=row)).to_have_count(1)


def test_a_pasted_message_leads_to_its_mistake(page: Page, server: str):
    """Each of the table is among the first three."""
    visit(page, f"{server}mistakes/")
    rows = page.locator(".scroll tr:has(td:first-child > code):has(a[href*='#'])")
    asked = rows.evaluate_all(
        "rows => rows.map((row) => [row.cells[0].innerText,"
        " [...row.querySelectorAll('a')].map((a) => a.href)])"
    )
    assert len(asked) > 15
    ask(page, "adam")
    first = page.locator(".search li:nth-child(-n+3) a")
    for message, wanted in asked:
        type_anew(page, message.rstrip(" .…"))
        found = first.evaluate_all("links => links.map((link) => link.href)")
        assert {*found} & {*wanted}, message


def test_what_was_searched_is_marked_on_the_page(page: Page, server: str):
    """Also on the one where one is already; reloading forgets it."""
    marks = "() => CSS.highlights.get('searched')?.size > 0"
    visit(page, f"{server}linear/")
    for place in ("early-stopping", "look-at-the-residuals-first"):
        ask(page, place.replace("-", " "))
        page.locator(f".search a[href$='/evaluate/#{place}']").click()
        page.wait_for_url(f"**/evaluate/#{place}")
        page.wait_for_function(marks)
        page.evaluate("CSS.highlights.clear()")
    page.reload()
    page.wait_for_selector(LOADED, state="detached")
    assert not page.evaluate(marks)


def test_marks_keep_to_the_section_that_was_opened(page: Page, server: str):
    """A common word is everywhere; on a page that was opened whole, it is marked so."""
    visit(page, f"{server}linear/")
    ask(page, "early stopping")
    page.locator(".search a[href$='/evaluate/#early-stopping']").click()
    page.wait_for_function("() => CSS.highlights.get('searched')?.size > 0")
    before, inside, after = page.evaluate("""() => {
        const first = document.getElementById("early-stopping");
        const all = [...document.querySelectorAll("article :is(h2, h3)")];
        const next = all[all.indexOf(first) + 1];
        const marks = [...CSS.highlights.get("searched")];
        const before = marks.filter((mark) => mark.comparePoint(first, 0) > 0).length;
        const after = marks.filter((mark) => mark.comparePoint(next, 0) < 0).length;
        return [before, marks.length - before - after, after];
    }""")
    assert (before, after) == (0, 0)
    assert inside > 1


def test_no_name_of_a_file_is_marked(page: Page, server: str):
    """It is no place where one reads on."""
    ask(visit(page, server), "shapes cannot be multiplied")
    page.locator(".search a[href$='/mistakes/#shapes']").click()
    page.wait_for_function("() => CSS.highlights.get('searched')?.size > 0")
    assert page.locator("#shapes ~ div .block-name", has_text="shapes").count()
    there = """[...CSS.highlights.get("searched")]
      .map((range) => range.startContainer.parentElement.closest(".block-name"))"""
    assert {*page.evaluate(there)} == {None}


def test_esc_or_a_button_clears_the_marks(page: Page, server: str):
    """In the dialog it closes that, and the marks stay."""
    marks = "() => CSS.highlights.has('searched')"
    visit(page, f"{server}linear/")
    button = page.get_by_role("button", name="Clear marks")
    for clear in (lambda: page.keyboard.press("Escape"), button.click):
        ask(page, "early stopping")
        page.locator(".search a[href$='/evaluate/#early-stopping']").click()
        page.wait_for_function(marks)
        page.keyboard.press("/")
        page.keyboard.press("Escape")
        expect(page.locator(".search")).to_be_hidden()
        expect(button).to_be_visible()
        assert page.evaluate(marks)
        clear()
        expect(button).to_have_count(0)
        assert not page.evaluate(marks)


@pytest.mark.parametrize("width", [320, 390, 700, 960, 1280])
def test_what_clears_the_marks_lies_over_nothing(page: Page, server: str, width: int):
    """It is in the header, beside what else is there."""
    page.set_viewport_size({"width": width, "height": 700})
    visit(page, f"{server}linear/").locator(".search-button").click()
    page.locator(".search input").fill("rate too high")
    page.locator(".search a[href*='/learning_rate/#']").first.click()
    expect(page.get_by_role("button", name="Clear marks")).to_be_visible()
    inside, covered = page.locator(".search-clear").evaluate("""(button) => {
        const [at, header] = [button, document.querySelector("header")]
          .map((one) => one.getBoundingClientRect());
        const middle = (at.top + at.bottom) / 2;
        const first = (x) => document.elementFromPoint(x, middle).closest("button");
        const own = [at.left + 2, at.right - 2].every((x) => first(x) === button);
        const others = ".on-page summary > *, .md-header label, .search-button";
        const covered = [...document.querySelectorAll(others)]
          .map((other) => [other.className, other.getBoundingClientRect()])
          .filter(([, { left, right, top, width }]) => width && top < header.bottom
            && left < at.right && right > at.left && header.right >= right);
        return [own && at.top >= header.top && at.bottom <= header.bottom, covered];
    }""")
    assert inside
    assert covered == []


def marks_of(page: Page) -> list[str]:
    """What is marked in the hits; and then on the page that the first leads to."""
    expect(page.locator(".search li mark").first).to_be_visible()
    told: list[str] = page.locator(".search li mark").all_inner_texts()
    page.locator(".search li a").first.click()
    page.wait_for_function("() => CSS.highlights.get('searched')?.size > 0")
    there = """() => [...CSS.highlights.get('searched')]
      .filter((range) => !range.collapsed) // a slider has written its text anew
      .map((range) => `${range}`)"""
    return told + page.evaluate(there)


@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("plot the line", "plot(s|ted|ting)?|draw(s|n|ing)?|lines?"),
        ("plot the linea", "plot(s|ted|ting)?|draw(s|n|ing)?|linear(ly)?"),
        ("does not learn", "learn(s|ed|ing|ing_rate)?"),
        ("zero grad", "zero[_ ]grad(ient)?s?"),
    ],
)
def test_a_word_is_marked_as_a_whole(
    page: Page, server: str, question: str, marked: str
):
    """With its inflections; the last one may go on, unless it is a word by itself."""
    ask(visit(page, server), question)
    assert [one for one in marks_of(page) if not re.fullmatch(marked, one, re.I)] == []


@pytest.mark.parametrize(
    "message",
    [
        SHAPES,
        "leaf Variable that requires grad is being used in an in-place operation",
    ],
)
def test_a_pasted_message_is_marked_as_a_whole(page: Page, server: str, message: str):
    """Where it stands: none of its words alone, neither in the hits nor on the page."""
    ask(visit(page, server), message)
    told = marks_of(page)
    assert [one for one in told if len(one.split()) < 3] == []
    words = re.sub(r" \(.*", "", message)
    assert [one for one in told if one.startswith(words)]


@pytest.mark.parametrize("question", ["learning rate too big", "zero_grad", "loss"])
def test_a_hit_names_its_page_where_another_begins(asked: Page, question: str):
    """So that a reader who looks down the list sees the pages, each once."""
    type_anew(asked, question)
    shown = asked.locator(".search li").evaluate_all(
        "all => all.map((li) => [li.querySelector('strong')?.textContent,"
        " new URL(li.firstChild.href).pathname])"
    )
    names = [name for name, _ in shown if name]
    assert len(names) == len({*names}) > 1
    for (_, before), (name, place) in pairwise(shown):
        assert bool(name) == (place != before)


def test_its_keys_are_told_where_there_are_keys(page: Page, server: str):
    """On a wide window, and not on a narrow one."""
    ask(visit(page, server), "adam")
    expect(page.locator(".search-keys")).to_have_text(
        re.compile(r"↑\s*↓\s*choose\s+Enter\s*open\s+Esc\s*close")
    )
    expect(page.locator(".search-keys")).to_be_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".search-keys")).to_be_hidden()


@pytest.mark.parametrize("how", ["/", "Control+k", "button"])
def test_what_is_typed_before_it_is_loaded_is_answered(
    page: Page, server: str, how: str
):
    """The field is there at once; Enter, too, is remembered until there is a hit."""
    held: list[Route] = []
    # A pointer that lies on the button would load them at once.
    page.route("**/search/*.js", lambda route: held.append(route))
    visit(page, server)
    press_one(page, how)
    page.keyboard.type("early stopping")
    expect(page.locator(".search input")).to_have_value("early stopping")
    expect(page.get_by_role("status")).to_have_text("Loading …")
    page.keyboard.press("Enter")
    for route in held:
        route.continue_()
    page.wait_for_url("**/evaluate/#early-stopping")


def press_one(page: Page, how: str) -> None:
    """Press the button, or a key."""
    if how == "button":
        page.locator(".search-button").click()
    else:
        page.keyboard.press(how)


def test_a_search_that_cannot_be_loaded_says_so(tab: Page, server: str):
    """And tries again with what is typed."""
    tab.route("**/entries.js", lambda route: route.abort())
    page = visit(tab, server)
    page.keyboard.press("/")
    expect(page.locator(".search [role=status]")).to_contain_text("could not be loaded")
    page.unroute("**/entries.js")
    page.keyboard.type("adam")
    expect(page.locator(".search li").first).to_contain_text("Adam")


def test_it_is_used_with_one_thumb(phone: Page):
    """It fills the screen, nothing is too small to hit or too wide to see."""
    phone.locator(".search-button").tap()
    phone.locator(".search input").fill("gradient")
    every = phone.get_by_role("button", name="Show all")
    assert every.bounding_box()["height"] >= 44
    every.tap()
    expect(every).to_be_hidden()
    phone.locator(".search input").fill("loss is nan")
    assert phone.evaluate("document.documentElement.scrollWidth") == 320
    for target in (".search-button", ".search button", ".search li a"):
        box = phone.locator(target).first.bounding_box()
        assert min(box["width"], box["height"]) >= 44, target
    assert phone.locator(".search").bounding_box() == {
        **{"x": 0, "y": 0},
        **phone.viewport_size,
    }
    sideways = "[...document.querySelectorAll('.search, .search *')]"
    assert phone.evaluate(
        f"{sideways}.every((e) => e.getBoundingClientRect().right <= 320)"
    )
    phone.locator(".search li a").first.tap()
    phone.wait_for_url("**/mistakes/#nan")


@pytest.mark.parametrize("width", [1280, 390])
def test_it_keeps_its_size_while_one_types(page: Page, server: str, width: int):
    """Few hits, many or none: no edge moves, and what is below the hits neither."""
    page.set_viewport_size({"width": width, "height": 844})
    ask(visit(page, server), "")
    places = []
    for question in ("a", "adam", "huber", "xylophone", "loss", SHAPES):
        type_anew(page, question)
        expect(page.locator(".search [role=status]")).not_to_have_text("Loading …")
        places.append(page.locator(".search").bounding_box())
        keys = page.locator(".search-keys").bounding_box()
        assert not keys or keys["y"] + keys["height"] > 0.9 * places[0]["height"]
    assert all(place == places[0] for place in places)


def test_few_hits_are_all_shown(asked: Page):
    """Also where all are on one page: nobody has to ask for one more."""
    type_anew(asked, SHAPES)
    expect(asked.get_by_role("status")).to_have_text(re.compile(r"^\d results$"))
    expect(asked.get_by_role("button", name="Show all")).to_be_hidden()
    hit = asked.locator(".search li").first
    expect(hit.locator("span")).to_contain_text(re.compile(r"^RuntimeError: mat1"))


def test_it_is_accessible(page: Page, server: str):
    """axe-core finds nothing in it; its edge is there in forced colors, too."""
    page.emulate_media(reduced_motion="reduce")
    ask(visit(page, server), "loss")
    for theme, forced in (("light", "none"), ("dark", "none"), ("dark", "active")):
        page.emulate_media(color_scheme=theme, forced_colors=forced)
        assert violations(page, ".search") == [], (theme, forced)
        for place in (".search", ".search-button"):
            border = "e => getComputedStyle(e).borderTopStyle"
            assert page.locator(place).evaluate(border) == "solid"


def test_without_scripts_there_is_no_button(browser: Browser, server: str):
    """It would do nothing."""
    page = browser.new_page(java_script_enabled=False)
    page.goto(server)
    expect(page.locator(".search-button")).to_be_hidden()
    page.close()
