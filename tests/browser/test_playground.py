"""What a reader can do with the playground, by hand and by keyboard."""

import gzip
import io
import itertools
import math
import re
from collections.abc import Iterator
from pathlib import Path

import lightningcss
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Route, expect
from visits import heard, tidy, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

ASSETS = Path(__file__).parents[2] / "docs" / "assets" / "playground"
PHONE = {"width": 390, "height": 844}
POINTS = "1, 0; 2, -1.1; 3, -1.8; 4, -3.1; 5, -4.5"
TWO_FRAMES = """async () => {
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
}"""
COUNT = """
window.computed = 0;
const round = Math.fround;
Math.fround = (value) => { window.computed++; return round(value) };
"""

# At each frame up to the live pictures: whether figures or words can be seen.
FRAMES = """
window.seen = [];
requestAnimationFrame(function look(now) {
  const stage = document.querySelector('[data-playground]');
  const live = document.querySelector('.pg-drawn');
  const seen = (figure) => figure.checkVisibility({ visibilityProperty: true })
    && figure.getBoundingClientRect().height > 50;
  if (stage?.querySelector('svg') && !live) { // once it is parsed
    const figure = [...stage.querySelectorAll('svg')].some(seen);
    const words = getComputedStyle(stage, '::after');
    const said = words.content !== 'none' && words.visibility === 'visible';
    window.seen.push(figure ? 'figure' : said ? words.content : 'nothing');
  }
  if (!live) requestAnimationFrame(look);
});
"""
# Of all that the words cover, what else lies there; or that they are outside.
COVERED = """words => {
  const range = document.createRange();
  range.selectNodeContents(words);
  return [...range.getClientRects()].flatMap(({ left, right, top, bottom }) =>
    [left + 1, (left + right) / 2, right - 1].flatMap((x) =>
      [top + 2, bottom - 2].map((y) => document.elementFromPoint(x, y))))
    .filter((found) => !words.contains(found))
    .map((found) => found?.className ?? 'outside');
}"""

LOSSES = ".pg-plot:last-child .pg-path"


# As a link on the page does, or the back button.
FOLLOW = """(address) => {
  document.activeElement.blur();
  history.pushState({}, '', address);
  dispatchEvent(new PopStateEvent('popstate'));
  scrollTo(0, 0);
}"""


@pytest.fixture(scope="module")
def stage(visitor: BrowserContext, server: str) -> Page:
    """The page with the playground: to load it takes longer than most tests."""
    return go(tidy(visitor, server), server)


@pytest.fixture
def play(stage: Page, server: str) -> Iterator[Page]:
    """The playground as in the beginning; nothing that a test does may complain."""
    stage.mouse.move(0, 0)
    with heard(stage) as seen:
        yield go(stage, server)
    assert seen.complaints == []
    assert seen.foreign(server) == []


def some(cases: list, count: int) -> list:
    """The first few cases as they are, the others for thorough runs."""
    rest = [pytest.param(case, marks=pytest.mark.thorough) for case in cases[count:]]
    return [*cases[:count], *rest]


def go(page: Page, server: str, query: str = "") -> Page:
    """Open the playground with settings, or change to them; wait until it is drawn."""
    address = f"{server}playground/{query}"
    if page.locator(".pg-drawn").count():
        page.evaluate(FOLLOW, address)
        page.evaluate(TWO_FRAMES)
    else:
        page.goto(address)
        page.wait_for_selector(".pg-drawn")
    return page


# Asked by the page: the driver counts entries, and may not know yet of one just pushed.
BACK = "history.back()"


def field(page: Page, name: str) -> Locator:
    """The control with this label."""
    return page.get_by_label(name, exact=True)


def press(page: Page, name: str) -> None:
    """Press the button with this name."""
    page.get_by_role("button", name=name, exact=True).click()


def choices(page: Page) -> Locator:
    """The list of presets, which stands where there is no room for their buttons."""
    return page.get_by_role("combobox", name="Preset", exact=True)


def choose(page: Page, name: str) -> None:
    """Take this preset, from the list or by its button."""
    if choices(page).is_visible():
        choices(page).select_option(name)
    else:
        press(page, name)


def more_settings(page: Page) -> Locator:
    """What folds the settings that no preset changes, and shows them again."""
    return page.locator("summary", has_text="More settings")


def unfold(page: Page) -> Page:
    """Show all settings, also on a phone."""
    if not page.locator(".pg-settings details[open]").count():
        more_settings(page).click()
        page.evaluate("scrollTo(0, 0)")
    return page


def program(page: Page) -> Locator:
    """The program that the page shows."""
    return field(page, "Program")


def middle(locator: Locator) -> tuple[float, float]:
    """The middle of what is shown, in pixels."""
    box = locator.bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def alone(page: Page) -> None:
    """Wait until the page has looked for its own parts: not for what is added then."""
    page.wait_for_selector("script[data-src]", state="detached")
    page.wait_for_load_state("networkidle")


def pull(
    page: Page,
    locator: Locator,
    right: float,
    down: float,
    grip: float = 0,
    rest: float = 0,
) -> None:
    """Drag something with the mouse, which may hold it beside its middle, and wait."""
    x, y = (at + grip for at in middle(locator))
    page.mouse.move(x, y)
    page.mouse.down()
    page.wait_for_timeout(rest)
    page.mouse.move(x + right / 2, y + down / 2)
    page.mouse.move(x + right, y + down)
    page.mouse.up()


def test_without_javascript_a_page_shows_figures(browser: Browser, server: str):
    """And no empty place above or below them."""
    page = browser.new_page(java_script_enabled=False)
    for path in ("playground/", "", "zero_grad/", "learning_rate/"):
        page.goto(server + path)
        box = page.locator("[data-playground] svg").bounding_box()
        place = page.locator("[data-playground]").bounding_box()
        assert box
        assert place
        assert box["height"] > 200, path
        assert place["height"] < box["height"] + 200, path
    page.close()


def test_without_javascript_the_page_says_first_that_it_can_move(
    browser: Browser, server: str
):
    """Above the figure, which fills a phone."""
    page = browser.new_page(java_script_enabled=False, viewport=PHONE)
    page.goto(server + "playground/")
    words = page.locator("[data-playground] noscript").bounding_box()
    figure = page.locator("[data-playground] svg").bounding_box()
    page.close()
    assert words
    assert figure
    assert words["y"] + words["height"] <= figure["y"]


@pytest.mark.parametrize("width", [390, 1280])
def test_the_playground_is_said_to_come_until_its_pictures_are_drawn(
    page: Page, server: str, width: int
):
    """At every frame, on a slow device too, with less motion, and nothing shifts.

    Its figure that stands still has another layout: it would be replaced at once.
    """
    page.set_viewport_size({"width": width, "height": 844})
    page.emulate_media(reduced_motion="reduce")
    page.add_init_script(FRAMES)
    slow = page.context.new_cdp_session(page)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    go(page, server)
    page.evaluate(TWO_FRAMES)
    assert set(page.evaluate("window.seen")) == {'"Loading the playground …"'}
    assert page.evaluate("window.shift") < 0.001
    expect(page.locator("[data-playground] > *")).to_have_count(1)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def test_a_figure_is_shown_where_the_scripts_do_not_come(browser: Browser, server: str):
    """As soon as a script knows it, and after a while where none does."""
    for script in ("views", "site"):
        page = browser.new_page()
        page.route(f"**/{script}.js", lambda route: route.abort())
        page.goto(server + "playground/")
        if script == "site":
            expect(page.locator("[data-playground] svg")).to_be_hidden()
            page.evaluate("document.getAnimations().forEach((one) => one.finish())")
        expect(page.locator("[data-playground] svg")).to_be_visible()
        page.close()


def test_the_page_compares_itself_with_recorded_runs(play: Page, run):
    """On AVX2, all runs agree in every bit."""
    exact = run("playground").values["processor"] == "AVX2"
    count = len(run("playground").values["addresses"])
    words = (
        f"{count} of {count} agree in every bit" if exact else "that PyTorch recorded"
    )
    expect(play.locator(".pg-verified")).to_contain_text(words)


def test_the_presets_of_the_page_are_the_recorded_runs(play: Page, run):
    """The addresses in the snippet are what the buttons set."""
    names = play.locator("[aria-label=Presets] button").all_text_contents()
    addresses = run("playground").values["addresses"]
    for name, address in zip(names, addresses, strict=True):
        press(play, name)
        expect(play.get_by_role("button", name=name, exact=True)).to_have_attribute(
            "aria-pressed", "true"
        )
        # Some rest at an early step, which is no setting of a run.
        query = re.escape(address and f"?{address}")
        expect(play).to_have_url(re.compile(rf"/playground/{query}(&at=\d+)?$"))


def test_a_point_follows_the_mouse(play: Page):
    """The program changes with it."""
    expect(program(play)).to_contain_text("0.0, -1.1, -1.8, -3.1, -4.5")
    point = play.locator(".pg-point").nth(2)
    before = middle(point)
    pull(play, point, 0, -60, grip=5)
    expect(program(play)).not_to_contain_text("-1.8")
    expect(program(play)).to_contain_text("0.0, -1.1")
    expect(program(play)).to_contain_text("1.0, 2.0, 3.0, 4.0, 5.0")
    assert middle(point) == pytest.approx((before[0], before[1] - 60), abs=2)


def test_a_point_follows_the_arrow_keys(play: Page):
    """A tenth for an arrow, one with Shift; Delete removes the point."""
    play.locator(".pg-point").nth(1).focus()
    play.keyboard.press("ArrowUp")
    play.keyboard.press("Shift+ArrowRight")
    expect(field(play, "Points (x, y; x, y; …)")).to_have_value(
        "1, 0; 3, -1; 3, -1.8; 4, -3.1; 5, -4.5"
    )
    play.keyboard.press("Delete")
    expect(play.locator(".pg-point")).to_have_count(4)
    expect(play.locator(".pg-point").nth(0)).to_be_focused()


def test_a_press_on_an_empty_place_adds_a_point(page: Page, server: str):
    """And the button takes it away again, whichever was moved before."""
    play = go(page, server)
    pull(play, play.locator(".pg-point").nth(2), 0, -9)
    field(play, "Points (x, y; x, y; …)").fill(POINTS)
    plot = play.locator(".pg-plot").nth(0)
    plot.click(position={"x": 250, "y": 60})
    expect(play.locator(".pg-point")).to_have_count(6)
    press(play, "Remove point 6")
    expect(field(play, "Points (x, y; x, y; …)")).to_have_value(POINTS)


@pytest.mark.parametrize("width", [320, 360, 390, 844, 1280])
def test_how_to_add_a_point_is_said_from_the_start(page: Page, server: str, width: int):
    """In words that fit above the pictures, and what they say is so."""
    page.set_viewport_size({"width": width, "height": 390 if width == 844 else 740})
    lead = go(page, server).locator(".pg-presets > p")
    expect(lead).to_contain_text("press a free place to add one")
    assert lead.evaluate("lead => lead.scrollHeight <= lead.clientHeight")
    page.locator(".pg-plot").first.click(position={"x": 200, "y": 40})
    expect(page.locator(".pg-point")).to_have_count(6)


@pytest.mark.parametrize("back", ["button", "keys"])
def test_what_was_moved_can_be_undone(play: Page, server: str, back: str):
    """A whole drag at once, as far back as to the beginning; the step stays."""
    undo = play.get_by_role("button", name="Undo")
    expect(undo).to_be_disabled()
    text = field(play, "Points (x, y; x, y; …)")
    pull(play, play.locator(".pg-point").nth(4), 0, -80, rest=400)
    expect(text).not_to_have_value(POINTS)
    play.wait_for_url("**points=**")  # what follows before is the same change
    press(play, "Best rate")
    field(play, "Step").press("End")
    for rate in ("0.001", "0.001"):
        press(play, "Undo") if back == "button" else play.keyboard.press("Control+z")
        expect(field(play, "Learning rate")).to_have_value(rate)
    expect(text).to_have_value(POINTS)
    expect(play.locator(".pg-count")).to_have_text("1000 / 1000")
    expect(undo).to_be_disabled()


@pytest.mark.parametrize(
    ("plot", "name"), [(0, "Points (x, y; x, y; …)"), (1, "Start of W")]
)
def test_what_was_pressed_can_be_undone_by_keys(play: Page, plot: int, name: str):
    """A point that a press has added, and a start that it has moved."""
    held = field(play, name)
    before = held.input_value()
    play.locator(".pg-plot").nth(plot).click(position={"x": 250, "y": 60})
    expect(held).not_to_have_value(before)
    play.keyboard.press("Control+z")
    expect(held).to_have_value(before)


def test_a_change_can_be_compared_with_what_was_before(play: Page):
    """Line and losses of before stay, faint, on axes that stay as well."""
    before, plots = play.locator(".pg-before"), play.locator(".pg-plot")
    shown = [play.locator(one).get_attribute("d") for one in (".pg-line", LOSSES)]
    numbers = plots.nth(2).locator("text[text-anchor=end]").all_text_contents()
    pull(play, play.locator(".pg-point").nth(4), 0, -80)
    play.evaluate(TWO_FRAMES)
    assert [line.get_attribute("d") for line in before.all()] == shown
    assert [play.locator(one).get_attribute("d") for one in (".pg-line", LOSSES)] != (
        shown
    )
    expect(play.get_by_text("before").first).to_be_visible()
    after = plots.nth(2).locator("text[text-anchor=end]").all_text_contents()
    assert after == numbers
    press(play, "Undo")
    expect(play.get_by_text("before").first).to_be_hidden()


def test_what_cannot_be_compared_is_not_drawn(play: Page):
    """What a preset replaced, or another model; and no scrap in a corner."""
    names = play.get_by_text("— before").locator("visible=true")
    for name in ("Rate too high", "No zero_grad", "Standardized"):
        press(play, name)
        play.wait_for_timeout(300)  # a change of its own
        expect(names).to_have_count(0)
    field(play, "Learning rate").fill("0.05")
    expect(names).to_have_count(2)
    play.wait_for_timeout(300)
    field(play, "Standardize x").uncheck()
    expect(names).to_have_count(0)
    press(play, "Rate too high")
    play.wait_for_timeout(300)
    field(play, "Learning rate").fill("0.001")  # the losses of before leave the picture
    expect(names).to_have_count(1)


def test_other_points_are_not_compared_with_those_before(play: Page):
    """One that has moved is; more are other data."""
    names, points = (
        play.get_by_text("— before").locator("visible=true"),
        field(play, "Points (x, y; x, y; …)"),
    )
    points.fill(POINTS.replace("-1.1", "-2"))
    expect(names).to_have_count(2)
    play.wait_for_timeout(300)  # a change of its own
    points.fill("1, 2; 2, 3; 3, 5; 4, 4; 5, 5")
    expect(names).to_have_count(0)
    play.wait_for_timeout(300)
    field(play, "Learning rate").fill("0.002")  # of the same points again
    expect(names).to_have_count(2)


def test_points_can_be_pasted_in_lines(play: Page):
    """As they stand in a table; and all of them are seen in the field."""
    points = field(play, "Points (x, y; x, y; …)")
    points.fill("1, 2\n2, 3\n3, 5")
    expect(play.locator(".pg-point")).to_have_count(3)
    expect(points).to_have_attribute("aria-invalid", "false")


def test_two_points_stay(play: Page):
    """A line needs them."""
    field(play, "Points (x, y; x, y; …)").fill("0, 1; 2, 3")
    expect(play.locator(".pg-point")).to_have_count(2)
    play.locator(".pg-point").nth(0).focus()
    play.keyboard.press("Delete")
    expect(play.locator(".pg-point")).to_have_count(2)
    expect(play.get_by_role("button", name="Remove point")).to_be_disabled()


def test_half_a_point_changes_nothing(play: Page):
    """While a reader types, the last points that made sense stay."""
    field(play, "Points (x, y; x, y; …)").fill("0, 1; 2, 3; 4,")
    expect(play.locator(".pg-point")).to_have_count(5)


def test_the_start_can_be_picked_on_the_contours(play: Page):
    """By a press, by dragging, and with the keyboard."""
    expect(program(play)).to_contain_text("torch.manual_seed(0)")
    play.locator(".pg-plot").nth(1).click(position={"x": 150, "y": 200})
    expect(program(play)).not_to_contain_text("manual_seed")
    placed = program(play).text_content()
    pull(play, play.locator(".pg-start"), 60, -40)
    expect(program(play)).not_to_have_text(placed or "")
    play.locator(".pg-start").focus()
    before = field(play, "Start of W").input_value()
    play.keyboard.press("Shift+ArrowRight")
    after = field(play, "Start of W")
    expect(after).not_to_have_value(before)
    assert float(after.input_value()) == pytest.approx(float(before) + 1, abs=2e-3)
    press(play, "Reset")
    expect(program(play)).to_contain_text("torch.manual_seed(0)")


@pytest.mark.parametrize(("query", "step"), [("", 20), ("?at=0", 1000)])
def test_a_start_that_is_dragged_shows_its_path(
    play: Page, server: str, query: str, step: int
):
    """All the way, while it is held; and the fields say where it is."""
    go(play, server, query)
    x, y = middle(play.locator(".pg-start .pg-dot"))
    play.mouse.move(x, y)
    play.mouse.down()
    play.mouse.move(x + 20, y + 20)
    play.mouse.move(x + 40, y + 20)
    expect(field(play, "Start of W")).not_to_have_value("0.49626")
    expect(play.locator(".pg-count")).to_have_text(f"{step} / 1000")
    path = play.locator(".pg-plot").nth(1).locator(".pg-whole")
    expect(path).to_have_attribute("d", re.compile("L.*L.*L"))
    play.mouse.up()
    play.mouse.move(x + 41, y + 20)
    play.evaluate(TWO_FRAMES)
    expect(play.locator(".pg-count")).to_have_text(f"{step} / 1000")


def test_a_preset_is_marked_before_it_plays(play: Page):
    """In the frame after it was pressed."""
    press(play, "No zero_grad")
    press(play, "Original")
    press(play, "Play the steps")
    marked = play.locator("[aria-label=Presets] [aria-pressed=true]")
    expect(play.locator(".pg-count")).to_have_text(re.compile("^[1-9][0-9]{0,2} "))
    assert marked.all_text_contents() == ["Original"]


def test_a_preset_goes_to_the_step_where_its_words_are_true(play: Page):
    """Whichever was shown before: the best arrives, the others do as they are named."""
    losses = {}
    for name in ("Best rate", "High rate", "Rate too high", "No zero_grad"):
        field(play, "Step").press("End")
        press(play, name)
        play.evaluate(TWO_FRAMES)
        told = play.locator(".pg-standing").inner_text().split()[-1]
        losses[name] = float(told.split("\u00a0")[-1])
    first = 118  # of the start
    assert losses["Best rate"] == pytest.approx(0.16, rel=0.01)
    assert 1 < losses["High rate"] < first
    assert losses["Rate too high"] > first
    assert losses["No zero_grad"] > first / 2
    for name, count in (("Momentum", "100 / 100"), ("Standardized", "1 / 10")):
        press(play, name)
        expect(play.locator(".pg-count")).to_have_text(count)
        expect(play.locator(".pg-standing")).to_contain_text("loss\u00a00.16")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 568)])
def test_what_can_be_done_stands_between_presets_and_pictures(
    page: Page, server: str, size: tuple[int, int]
):
    """On a line of its own, as dark as a page's text: nobody looks elsewhere."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    words = go(page, server).locator(".pg-presets > p")
    row = page.locator(".pg-presets > :visible").first.bounding_box() or {}
    box = words.bounding_box() or {}
    first = page.locator(".pg-plot").first.bounding_box() or {}
    assert row["y"] + row["height"] <= box["y"]
    assert 0 <= first["y"] - box["y"] - box["height"] < 14
    color = "part => getComputedStyle(part).color"
    assert words.evaluate(color) == page.locator("article li").first.evaluate(color)


def test_a_chosen_preset_is_explained_above_the_pictures(play: Page):
    """In one sentence; what fits none of them says what can be done."""
    lead = play.locator(".pg-presets > p")
    told = set()
    for button in play.locator("[aria-label=Presets] button").all():
        button.click()
        play.evaluate(TWO_FRAMES)
        told.add(lead.inner_text())
    assert len(told) == 7
    assert any("Press Play, move a point" in words for words in told)
    expect(lead).to_have_text("The ellipses are circles now, and one step is enough.")
    field(play, "Learning rate").fill("0.05")
    expect(lead).to_have_text("Move a point or the start. Press to add a point.")


def test_a_preset_sets_everything(play: Page):
    """Points and start, too; Undo gives them back."""
    text, start = field(play, "Points (x, y; x, y; …)"), field(play, "Start of W")
    for name in ("Best rate", "Original", "Standardized"):
        text.fill("0, 1; 2, 3")
        start.fill("2")
        play.wait_for_timeout(600)  # a change of its own
        press(play, name)
        expect(text).to_have_value(POINTS)
        expect(start).to_have_value("0.49626")
        press(play, "Undo")
        expect(text).to_have_value("0, 1; 2, 3")
        expect(start).to_have_value("2")


@pytest.mark.parametrize("way", ["mouse", "keys"])
def test_one_step_at_a_time_can_be_taken(play: Page, server: str, way: str):
    """By a button, which says that an arrow key does the same; none after the last."""
    go(play, server, "?steps=22")
    count = play.locator(".pg-count")
    forward = play.get_by_role("button", name="Next step")
    assert "→" in (forward.get_attribute("title") or "")
    for step in (21, 22, 22):
        forward.click() if way == "mouse" else forward.press("Enter")
        expect(count).to_have_text(f"{step} / 22")
    go(play, server)
    press(play, "Play the steps")
    forward.click()
    expect(play.get_by_role("button", name="Play the steps")).to_be_visible()


def test_pointing_at_the_loss_shows_a_step_and_pressing_keeps_it(play: Page):
    """Away from the plot, the step that was kept comes back."""
    plot = play.locator(".pg-plot").nth(2)
    plot.hover(position={"x": 200, "y": 100})
    count = play.locator(".pg-count")
    expect(count).not_to_have_text("20 / 1000")
    shown = count.text_content()
    play.locator("h1").hover()
    expect(count).to_have_text("20 / 1000")
    plot.click(position={"x": 200, "y": 100})
    play.locator("h1").hover()
    expect(count).to_have_text(shown or "")


def test_a_step_is_a_line_of_arithmetic(play: Page, server: str):
    """What it shows adds up, for the gradient that accumulates and with momentum."""
    for query in ("?at=3", "?zero=0&at=3", "?momentum=0.9&at=3"):
        go(play, server, query)
        text = play.locator(".pg-arithmetic").inner_text().replace("−", "-")
        sums = re.findall(r"= ([^=\n]*[+×][^=\n]*) = (\S+)", text)
        assert len(sums) == {"?at=3": 2}.get(query, 4)
        for sum_, total in sums:
            value = eval(sum_.replace("×", "*").replace(" - ", " - "))
            assert value == pytest.approx(float(total), rel=1e-3, abs=1e-4)


def test_the_arithmetic_of_a_step_has_a_frame(play: Page):
    """As the settings above it and the program below."""
    frame = "lines => getComputedStyle(lines).borderStyle"
    assert play.locator(".pg-arithmetic").evaluate(frame) == "solid"


def test_at_first_the_steps_are_few_enough_to_be_seen(play: Page, server: str):
    """With what comes of them; an address can say another step."""
    numbers = play.locator(".pg-standing p")
    expect(numbers).to_have_attribute("data-step", "20")
    expect(play.locator(".pg-summary")).to_contain_text("At the end, step 1000,")
    field(play, "Step").press("End")
    expect(play).to_have_url(f"{server}playground/?at=1000")
    go(play, server, "?rate=0.002&steps=9")
    expect(play.locator(".pg-count")).to_have_text("9 / 9")


def test_play_goes_on_from_the_step_shown_and_pauses(play: Page, server: str):
    """From the beginning, when the last run is at its end."""
    go(play, server, "?at=1000")
    press(play, "Play the steps")
    expect(play.locator(".pg-count")).to_have_text(re.compile("^[1-9][0-9]{0,2} "))
    press(play, "Pause")
    play.evaluate(TWO_FRAMES)  # what was on its way is drawn
    stopped = play.locator(".pg-count").text_content() or ""
    play.wait_for_timeout(200)
    assert play.locator(".pg-count").text_content() == stopped
    press(play, "Play the steps")
    play.wait_for_timeout(200)
    press(play, "Pause")
    reached = play.locator(".pg-count").text_content() or ""
    assert int(reached.split()[0]) > int(stopped.split()[0])


def test_readers_who_want_less_motion_get_few_pictures(page: Page, server: str):
    """Ten, half a second apart."""
    page.emulate_media(reduced_motion="reduce")
    go(page, server)
    page.evaluate("""() => {
      const count = document.querySelector('.pg-count')
      window.seen = []
      new MutationObserver(() => window.seen.push(count.textContent)).observe(
        count, { childList: true, characterData: true, subtree: true })
    }""")
    press(page, "Play the steps")
    page.wait_for_function("() => window.seen.length > 2")
    seen = page.evaluate("window.seen")[:3]
    assert seen == ["0 / 1000", "100 / 1000", "200 / 1000"]


def test_every_step_and_rate_can_be_reached_by_keyboard(play: Page):
    """The sliders take the arrow keys, Home and End."""
    slider = field(play, "Step")
    slider.focus()
    play.keyboard.press("Home")
    play.keyboard.press("ArrowRight")
    expect(play.locator(".pg-count")).to_have_text("1 / 1000")
    rate = field(play, "Learning rate, logarithmic")
    rate.focus()
    play.keyboard.press("ArrowRight")
    expect(field(play, "Learning rate")).not_to_have_value("0.001")


def test_marks_set_the_rate(play: Page):
    """Best and limit, as the mathematics of the data has them."""
    press(play, "best 0.01667")
    expect(field(play, "Learning rate")).to_have_value("0.01667")
    press(play, "limit 0.0169")
    expect(field(play, "Learning rate")).to_have_value("0.0169")


def test_marks_that_nearly_coincide_differ_in_a_digit(play: Page, server: str):
    """As many digits as that takes."""
    go(play, server, "?points=1,2_2,3_3,5_4,4_5,7_100,50")
    best, limit = (play.locator(f"[data-mark={name}]") for name in ("best", "limit"))
    expect(limit).to_have_text(re.compile(r"^limit 9\.9\d{3}e−05$"))
    rate = field(play, "Learning rate")
    best.click()
    expect(rate).not_to_have_value("0.001")
    below = rate.input_value()
    limit.click()
    expect(rate).not_to_have_value(below)
    assert float(below) < float(rate.input_value())


def test_both_marks_can_be_seen_where_they_nearly_coincide(play: Page):
    """The best above the thumb, and below it all that is beyond the limit."""
    best, beyond = (
        play.locator(part).bounding_box() for part in (".pg-tick", ".pg-beyond")
    )
    assert best
    assert beyond
    assert abs(middle(play.locator(".pg-tick"))[0] - beyond["x"]) < 3
    assert best["y"] + best["height"] < beyond["y"]
    thumb = middle(field(play, "Learning rate, logarithmic"))[1]
    assert best["y"] + best["height"] < thumb - 10


@pytest.mark.parametrize(
    "points", some(["9,1_9.1,3", "0,0_3,1_7,2", "1,0_2,1", "5,5_5,6"], 1)
)
@pytest.mark.parametrize("mean", [0, 1])
def test_no_button_goes_past_the_limit(play: Page, server: str, points: str, mean: int):
    """What it says is what it sets, and nothing grows there."""
    go(play, server, f"?points={points}&mean={mean}")
    for name in ("best", "limit"):
        button = play.get_by_role("button", name=re.compile(f"^{name}"))
        text = button.text_content() or ""
        button.click()
        expect(field(play, "Learning rate")).to_have_value(text.split()[1])
        play.wait_for_timeout(350)  # until the words follow
        expect(play.locator(".pg-summary")).not_to_contain_text("above the limit")


def test_the_state_is_said_in_words(play: Page):
    """In a live region, once the reader pauses."""
    status = play.get_by_role("status").filter(has_text="Step")
    expect(status).to_contain_text("Step 20")
    field(play, "Learning rate").fill("0.0171")
    expect(status).to_contain_text("above the limit")
    field(play, "Learning rate").fill("0.1")
    expect(status).to_contain_text("inf from step")
    expect(status).to_contain_text("nan from step")


REFUSED = (
    ("Steps", "50000", "Steps: “50000” is not a whole number from 1 to 10"),
    ("Steps", "2.5", "Steps: “2.5” is not a whole number from 1 to 10 000"),
    ("Steps", "", "Steps: “” is not a whole number from 1 to 10 000"),
    ("Learning rate", "0", "“0” is not a number from 1e-15 to 1 000 000"),
    ("Learning rate", "fast", "Learning rate: “fast” is not a number from 1e-15"),
    ("Start of W", "2e6", "“2e6” is not a W and a b from -1 000 000"),
    ("Points (x, y; x, y; …)", "1, 2", "Points: “1, 2” is not 2 to 24 points"),
    ("Points (x, y; x, y; …)", "1, 2; 3, foo", "Points: “foo” is not a number."),
)


def test_what_is_refused_is_told_and_stays(play: Page):
    """At its field, in words, and in a live region, until a preset sets another."""
    for name, text, words in REFUSED:
        control = field(play, name)
        before = control.input_value()
        control.fill(text)
        told = play.locator(".pg-notice, .pg-wrong").filter(has_text="” is not")
        expect(told).to_contain_text(words)
        expect(told).to_be_in_viewport(ratio=1)
        assert abs((told.bounding_box() or {})["y"] - middle(control)[1]) < 120
        said = play.get_by_role("status").filter(has_text="” is not")
        expect(said.first).to_contain_text(words)
        expect(control).to_have_attribute("aria-invalid", "true")
        play.keyboard.press("Tab")
        field(play, "Zero the gradients").click()
        play.evaluate(TWO_FRAMES)
        expect(control).to_have_value(text)
        expect(control).to_have_attribute("aria-invalid", "true")
        expect(told).to_be_visible()
        press(play, "Original")
        expect(told).to_have_count(0)
        expect(control).to_have_value(before)
        expect(control).to_have_attribute("aria-invalid", "false")
        expect(field(play, "Learning rate")).to_have_value("0.001")


CONTROLS = ".pg-body :is(button, input, select, .pg-plot, .pg-arithmetic)"
PLACES = """all => all.map((one) => {
  const { x, y, width, height } = one.getBoundingClientRect();
  return [x, y + scrollY, width, height].map(Math.round);
})"""


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (390, 844), (320, 640)])
def test_a_rate_that_is_refused_moves_nothing(
    page: Page, server: str, size: tuple[int, int]
):
    """It is told where the end of the run was, in words that can be seen."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    controls = go(page, server).locator(CONTROLS)
    rate, summary = field(page, "Learning rate"), page.locator(".pg-summary")
    rate.focus()  # on a phone another picture is then large
    summary.scroll_into_view_if_needed()  # which on the smallest one it is not
    before = controls.evaluate_all(PLACES)
    for text in ("abc", "-1", "123456789"):
        rate.fill(text)
        told = page.locator(".pg-wrong", has_text=f"“{text}” is not")
        expect(told).to_be_in_viewport(ratio=1)
        assert controls.evaluate_all(PLACES) == before
    rate.fill("0.001")
    expect(summary).to_contain_text("At the end, step 1000")


def test_what_is_refused_is_mended_by_its_own_mark_or_taken_back(play: Page):
    """The field then shows what holds, without a note."""
    rate, steps = field(play, "Learning rate"), field(play, "Steps")
    field(play, "Standardize x").check()
    for control in (rate, steps):
        control.fill("much")
    press(play, "limit 0.2")
    expect(rate).to_have_value("0.2")
    expect(steps).to_have_value("much")
    press(play, "Undo")
    expect(steps).to_have_value("1000")
    expect(play.locator(".pg-notice:not(:empty)")).to_have_count(0)


@pytest.mark.parametrize("width", [390, 1440])
def test_a_note_stands_below_the_row_of_its_field(page: Page, server: str, width: int):
    """As wide as all settings; what stands beside the field stays there."""
    page.set_viewport_size({"width": width, "height": 900})
    go(page, server)
    beside = field(page, "Momentum 0")
    steps, panel = field(page, "Steps"), page.locator(".pg-settings")
    apart = middle(beside)[1] - middle(steps)[1]
    steps.fill("1000000")
    told = page.locator(".pg-notice:not(:empty)")
    expect(told).to_be_visible()
    assert middle(beside)[1] - middle(steps)[1] == pytest.approx(apart, abs=1)
    box, all_of_it = (one.bounding_box() or {} for one in (told, panel))
    assert box["width"] > all_of_it["width"] - 50
    assert 0 < box["y"] - middle(steps)[1] < 60


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?rate=x", "Learning rate: “x” is not a number from 1e-15"),
        ("?preset=toString&steps=7", "“toString” is not one of original"),
        ("?points=%%%&at=-1", "Step: “-1” is not a whole number from 0"),
        pytest.param(
            *("?way=constructor", "“constructor” is not one of"),
            marks=pytest.mark.thorough,
        ),
        pytest.param(
            *("?points=1,2", "each from -1 000 000 to 1 000 000."),
            marks=pytest.mark.thorough,
        ),
    ],
)
def test_what_an_address_says_in_vain_is_told(
    page: Page, server: str, query: str, told: str
):
    """The rest of it holds."""
    go(page, server, query)
    expect(page.get_by_role("status").filter(has_text=told)).to_be_visible()
    steps = "7" if "steps" in query else "1000"
    expect(field(page, "Steps")).to_have_value(steps)


def test_the_twenty_fifth_point_is_refused_in_words(play: Page, server: str):
    """Pressing on an empty place is not without an answer."""
    many = "_".join(f"{i},{i % 5}" for i in range(24))
    page = go(play, server, f"?points={many}")
    page.locator(".pg-plot").nth(0).click(position={"x": 250, "y": 22})
    told = page.locator(".pg-notice:not(:empty)")
    expect(told).to_have_text("Points: 25 are too many. Use 2 to 24.")
    expect(page.locator(".pg-point")).to_have_count(24)


def test_equal_x_cannot_be_standardized(play: Page, server: str):
    """As in PyTorch all is nan; the page says why, and lives on."""
    page = go(play, server, "?points=2,1_2,3&standard=1")
    expect(page.locator(".pg-standing")).to_contain_text("loss\N{NO-BREAK SPACE}nan")
    expect(field(page, "Output")).to_have_text(re.compile("loss +nan"))
    expect(page.locator(".pg-summary")).to_contain_text("divides zero by zero")
    assert "NaN" not in page.locator(".pg-plots").inner_html()
    field(page, "Standardize x").uncheck()
    expect(page.locator(".pg-summary")).to_contain_text("the lowest, 2")
    expect(page.locator(".pg-ring").first).to_be_visible()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?points=0,1_1,2", r"step 1000, the loss is \S+; the lowest, 0\."),
        (
            "?points=0,0_1,0&start=0,0",
            "At the end, step 1000, the loss is the lowest, 0",
        ),
        ("?points=1,1_1,2", "is the lowest, 0.5"),
        ("?steps=1", "step 1, the loss is 587 times the lowest, 0.16"),
    ],
)
def test_the_end_of_a_run_is_judged_by_the_best_line(
    play: Page, server: str, query: str, words: str
):
    """Also where that line goes through every point."""
    go(play, server, query)
    expect(play.locator(".pg-summary")).to_have_text(re.compile(words))


# Names that meet a mark: boxes of what is filled, without the outlines.
COVERED = """plot => {
  const box = (part) => {
    const { x, y, width, height } = part.getBBox();
    const { e, f } = part.getScreenCTM();
    return [e + x, f + y, e + x + width, f + y + height];
  };
  const marks = [...plot.querySelectorAll('.pg-dot, .pg-marker, .pg-lowest path')];
  return [...plot.querySelectorAll('.pg-label')].filter((name) => {
    const [left, top, right, bottom] = box(name);
    return marks.map(box).some(([l, t, r, b]) =>
      l < right && left < r && t < bottom && top < b);
  }).map((name) => name.textContent);
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_no_name_covers_a_mark(page: Page, server: str, width: int):
    """Of the start, of the best place, and of the step that is shown."""
    page.set_viewport_size({"width": width, "height": 844})
    surface = go(page, server).locator(".pg-plot").nth(1)
    surface.click(position={"x": 9, "y": 9})  # on a phone it becomes large
    for preset in ("original", "best", "below", "above", "zeroing", "standardized"):
        go(page, server, f"?preset={preset}")
        assert surface.evaluate(COVERED) == [], preset


EXTREMES = [
    "?steps=1",
    "?points=-1e6,-1e6_1e6,1e6&start=-1e6,1e6&rate=1e6",
    "?points=0,0_0,0&standard=1&mean=1",
    "?x=%E0%A4%A&rate&=&points=",
    "?rate=1e6",
    "?rate=1e-15",
    "?start=1e6,-1e6&rate=1e-5",
    "?points=99999,1_99999.00000000001,2",
    "?points=1e-40,1e-40_2e-40,3e-40",
    "?points=2,1_2,1&zero=0&momentum=1",
    "?preset=momentum&points=3,1_3,2",
]


@pytest.mark.parametrize("query", some(EXTREMES, 2))
def test_nothing_breaks_it(page: Page, server: str, query: str):
    """Not a word in the console, with any preset on top, and while it plays."""
    go(page, server, query)
    press(page, "Play the steps")
    page.wait_for_timeout(100)
    for button in page.locator("[aria-label=Presets] button").all()[::-1]:
        button.click()
        page.wait_for_timeout(30)
    expect(page.locator(".pg-summary")).to_contain_text("step 1000, the loss is 13 %")
    expect(field(page, "Points (x, y; x, y; …)")).to_have_value(POINTS)
    last = page.locator(".pg-point").last.bounding_box()
    first = page.locator(".pg-point").first.bounding_box()
    assert last
    assert first
    assert last["x"] - first["x"] > 150  # the axes follow the points


@pytest.mark.parametrize("query", ["start=0,9", "start=-40,30", "start=500,-500"])
def test_readings_stay_large_wherever_the_start_is(play: Page, server: str, query: str):
    """A line that is far away is cut: they take half of the height, or more."""
    go(play, server, f"?{query}")
    plot = play.locator(".pg-plot").first
    points = [middle(point)[1] for point in plot.locator(".pg-point").all()]
    height = float(plot.locator("svg").get_attribute("height") or 0)
    assert max(points) - min(points) > 0.48 * height


def test_axes_name_what_the_points_are(play: Page):
    """Those of the thermometer, also with points added or moved; not of other data."""
    names = play.locator(".pg-plot").first.locator(".pg-name")
    expect(names).to_have_text(["hours after sunset", "degrees Celsius"])
    points = field(play, "Points (x, y; x, y; …)")
    points.fill(POINTS.replace("-4.5", "-4.4"))
    expect(names).to_have_text(["hours after sunset", "degrees Celsius"])
    play.locator(".pg-plot").first.click(position={"x": 250, "y": 60})
    expect(play.locator(".pg-point")).to_have_count(6)
    pull(play, play.locator(".pg-point").nth(2), 9, -20)
    expect(points).not_to_have_value(re.compile("-1.8"))
    expect(names).to_have_text(["hours after sunset", "degrees Celsius"])
    play.wait_for_timeout(400)  # what follows is another change
    points.fill("1, 0; 2, 3; 3, 5")
    expect(names).to_have_text(["x", "y"])
    press(play, "Undo")
    expect(names).to_have_text(["hours after sunset", "degrees Celsius"])


@pytest.mark.parametrize("size", [(320, 640), (844, 390), (667, 375), (390, 844)])
def test_numbers_beside_a_low_picture_have_room(
    page: Page, server: str, size: tuple[int, int]
):
    """At least two, and a line's height between their middles."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for query in ("", "?preset=above"):
        go(page, server, query)
        for plot in page.locator(".pg-plot:has(.pg-name)").all():
            numbers = plot.locator("g > text[text-anchor=end]:not([class^=pg])").all()
            tops = sorted((text.bounding_box() or {})["y"] for text in numbers)
            gaps = [below - above for above, below in itertools.pairwise(tops)]
            assert gaps
            assert min(gaps) > 18


@pytest.mark.parametrize("size", [(844, 390), (667, 375)])
def test_a_phone_on_its_side_shows_pictures_and_controls_in_one_screen(
    page: Page, server: str, size: tuple[int, int]
):
    """Down to the learning rate, all of it; nothing lies over anything else."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    go(page, server)
    parts = (".pg-presets", ".pg-plot", ".pg-transport button", ".pg-rate")
    boxes = []
    for part in page.locator(", ".join((".top a:visible", *parts))).all():
        expect(part).to_be_in_viewport(ratio=0.99)
        boxes.append(part.bounding_box() or {})
    for one, other in itertools.combinations(boxes, 2):
        across = one["x"] + one["width"] <= other["x"] + 1
        across |= other["x"] + other["width"] <= one["x"] + 1
        down = one["y"] + one["height"] <= other["y"] + 1
        down |= other["y"] + other["height"] <= one["y"] + 1
        assert across or down
    heights = page.locator(".pg-plot > svg").evaluate_all(
        "areas => areas.map((area) => area.height.baseVal.value)"
    )
    assert max(heights) >= 140
    assert min(heights) >= 60


def test_steps_are_whole_numbers_on_the_axis(play: Page, server: str):
    """Also where there are few of them."""
    go(play, server, "?steps=2")
    texts = play.locator(".pg-plot").nth(2).locator("text").all_text_contents()
    assert texts[:3] == ["0", "1", "2"]


@pytest.mark.parametrize("steps", [1000, 10_000])
def test_the_axis_of_steps_ends_where_a_run_that_diverges_does(
    play: Page, server: str, steps: int
):
    """Its rise can be seen, however many steps come after; playing moves no axis."""
    go(play, server, f"?rate=0.1&at=5&steps={steps}")
    expect(play.locator(".pg-summary")).to_contain_text("inf from step 18,")
    loss = play.locator(".pg-plot").nth(2)
    numbers = loss.locator("text[text-anchor=middle]:not([class^=pg])")
    assert numbers.all_text_contents() == ["0", "5", "10", "15", "20"]
    curve, area = (
        loss.locator(one).bounding_box() or {} for one in (".pg-path", "rect")
    )
    assert curve["width"] > 0.5 * (loss.bounding_box() or {})["width"]
    assert area["x"] > curve["x"]  # the steps that are yet to come
    axes = [play.locator(".pg-grid").nth(i).get_attribute("d") for i in range(3)]
    press(play, "Play the steps")
    expect(play.locator(".pg-told").nth(2)).to_have_text("The loss is inf")
    press(play, "Pause")
    field(play, "Step").press("End")
    expect(play.locator(".pg-told").nth(2)).to_have_text("The loss is nan")
    assert axes == [
        play.locator(".pg-grid").nth(i).get_attribute("d") for i in range(3)
    ]


def test_small_points_move_by_small_steps(play: Page, server: str):
    """An arrow key moves by about a fiftieth of what is shown."""
    page = go(play, server, "?points=0.001,0.001_0.002,0.003&start=0,0")
    page.locator(".pg-point").nth(1).focus()
    page.keyboard.press("ArrowUp")
    text = field(page, "Points (x, y; x, y; …)")
    expect(text).not_to_have_value("0.001, 0.001; 0.002, 0.003")
    assert 0.003 < float(text.input_value().split(",")[-1]) < 0.004


def test_where_it_diverges_inf_and_nan_are_shown(play: Page, server: str):
    """As torch prints them."""
    go(play, server, "?rate=0.1&steps=100")
    output = field(play, "Output")
    expect(output).to_contain_text("inf")
    expect(output).to_contain_text("nan")


def test_the_copied_program_is_the_one_shown(play: Page):
    """With one press."""
    press(play, "Momentum")
    expect(program(play)).to_contain_text("momentum=0.618513")
    press(play, "Copy")
    expect(play.get_by_role("button", name="Copied")).to_be_visible()
    copied = play.evaluate("navigator.clipboard.readText()")
    assert copied == program(play).text_content()


def test_settings_live_in_the_address(play: Page, server: str):
    """They are written there, can be opened elsewhere, and go back with Back."""
    field(play, "Zero the gradients").uncheck()
    play.get_by_role("combobox", name="Written with").select_option("variable")
    expect(play).to_have_url(f"{server}playground/?zero=0&way=variable")
    play.goto(f"{server}playground/?zero=0&way=variable")
    expect(field(play, "Zero the gradients")).not_to_be_checked()
    play.get_by_role("link", name="At the best rate").click()
    expect(field(play, "Learning rate")).to_have_value("0.0166667")
    expect(play).to_have_url(f"{server}playground/?rate=0.0166667&at=200")
    play.evaluate(BACK)
    expect(field(play, "Zero the gradients")).not_to_be_checked()


def test_a_preset_has_the_axes_of_a_fresh_page(page: Page, server: str):
    """Whatever was moved before: presets are compared by eye."""
    play = go(page, server)
    numbers = play.locator(".pg-plot text[text-anchor=middle]")
    first = numbers.all_text_contents()
    play.locator(".pg-point").first.focus()
    for _ in range(3):
        play.keyboard.press("Shift+ArrowUp")
    play.evaluate(TWO_FRAMES)
    assert numbers.all_text_contents() != first
    press(play, "Original")
    play.evaluate(TWO_FRAMES)
    assert numbers.all_text_contents() == first


def test_an_address_ends_what_plays(play: Page, server: str):
    """A link, or the back button: the step that it leads to stays."""
    press(play, "Play the steps")
    expect(play.locator(".pg-count")).not_to_have_text("20 / 1000")
    go(play, server, "?preset=best")
    play.evaluate(TWO_FRAMES)
    expect(play.locator(".pg-count")).to_have_text("200 / 1000")
    expect(play.get_by_role("button", name="Play the steps")).to_be_visible()


def test_a_field_with_focus_follows_the_back_button(page: Page, server: str):
    """What it shows is what is used."""
    play = go(page, server)
    play.get_by_role("link", name="At the best rate").click()
    field(play, "Learning rate").fill("0.5")
    play.evaluate(BACK)
    expect(field(play, "Learning rate")).to_have_value("0.001")


def test_a_field_with_focus_follows_before_the_theme_does(page: Page, server: str):
    """Which puts the page anew once it has fetched it."""
    play = go(page, server)
    play.route("**/playground/**", lambda route: None)
    field(play, "Learning rate").fill("0.5")
    shown = play.evaluate("""async () => {
      history.pushState({}, '', '?rate=0.25')
      dispatchEvent(new PopStateEvent('popstate'))
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
      return [document.activeElement.value, location.search]
    }""")
    assert shown == ["0.25", "?rate=0.25"]


def test_another_page_keeps_its_address(play: Page, server: str):
    """The theme changes it before the page: what has settled then is not written."""
    play.evaluate("""async () => {
      const field = document.querySelector('.pg-rate [type=text]')
      field.value = '0.5'
      field.dispatchEvent(new Event('input'))
      history.pushState({}, '', '../optimizer/')
      for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
    }""")
    told = play.get_by_role("status").filter(has_text="inf from step")
    expect(told).to_have_count(1)  # it has settled
    assert play.url == f"{server}optimizer/"


def test_the_address_follows_while_it_plays(play: Page):
    """Not only when it has come to rest."""
    seen = play.evaluate("""async () => {
      const button = document.querySelector('.pg-play')
      const seen = new Set()
      button.click()
      for (let i = 0; i < 999 && seen.size < 4; i++) {
        await new Promise(requestAnimationFrame)
        if (button.ariaLabel === 'Pause') seen.add(location.search)
      }
      button.click()
      return seen.size
    }""")
    assert seen == 4
    play.wait_for_function("""() => {
      const shown = document.querySelector('.pg-count').textContent.split(' ')[0]
      return location.search === `?at=${shown}`
    }""")


def test_a_way_without_momentum_says_so(play: Page):
    """And one whose gradients are always fresh has nothing to zero."""
    play.get_by_role("combobox", name="Written with").select_option("by_hand")
    expect(play.get_by_text("of the optimizer only")).to_be_visible()
    expect(field(play, "Zero the gradients")).to_be_disabled()
    expect(program(play)).to_contain_text("grad_W = 2 * (residual * x).sum()")


# Whether nothing was computed while twenty frames were drawn.
QUIET = """async () => {
  const before = window.computed
  for (let i = 0; i < 20; i++) await new Promise(requestAnimationFrame)
  return window.computed === before
}"""


def test_off_the_screen_nothing_is_computed(browser: Browser, server: str):
    """What was changed meanwhile is computed when it comes back."""
    page = browser.new_page()
    page.add_init_script(COUNT)
    go(page, server)
    page.wait_for_function("() => window.computed > 0")
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    page.wait_for_function(QUIET)
    before = page.evaluate("window.computed")
    page.evaluate("""() => {
      const rate = document.querySelector('.pg-rate input')
      rate.value = 0.01
      rate.dispatchEvent(new Event('input'))
    }""")
    page.wait_for_timeout(500)
    assert page.evaluate("window.computed") == before
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_function("before => window.computed > before", arg=before)
    page.close()


def here(route: Route, server: str) -> None:
    """Answer with the sitemap of this server: the theme knows hosts, but no ports."""
    text = route.fetch().text()
    route.fulfill(body=re.sub(r"https://[^<]*?/lines/", server, text))


def test_it_survives_instant_navigation(page: Page, server: str):
    """Away and back, it lives again, and nothing is left behind."""
    page.route("**/sitemap.xml", lambda route: here(route, server))
    play = go(page, server)
    play.wait_for_load_state("networkidle")  # the theme reads the sitemap first
    play.evaluate("window.kept = true")
    play.locator("a.md-logo").first.click()
    expect(play.get_by_role("button", name="Best rate")).to_have_count(0)
    play.go_back()
    play.wait_for_selector(".pg-drawn")
    assert play.evaluate("window.kept")
    press(play, "Best rate")
    expect(program(play)).to_contain_text("0.0166667")


PARTS = {
    "fit": ("?", ["Readings and line. Points can be moved."]),
    "rate": (
        "?",
        ["Loss over W and b. The start can be moved.", "Loss over the steps"],
    ),
    "zeroing": ("?zero=0", ["Loss over W and b. The start can be moved."]),
}


def test_a_part_lives_on_another_page(page: Page, server: str):
    """It takes its state from the page and hands it on to the playground."""
    page.goto(server)
    alone(page)
    page.wait_for_function("() => typeof playground === 'object'")
    for part in PARTS:
        check_part(page, part)


def check_part(page: Page, part: str) -> None:
    """Put a part into the page, look at it, and take it away."""
    page.evaluate(
        """async (part) => {
          const place = document.createElement('div')
          place.id = 'place'
          place.dataset.playground = part
          place.dataset.state = 'steps=200'
          const link = document.createElement('a')
          link.href = '../playground/'
          link.textContent = 'Open the playground'
          place.append(link)
          document.querySelector('.md-content__inner').prepend(place)
          const { mount } = await playground.ready()
          window.unmount = mount(place)
        }""",
        part,
    )
    place = page.locator("#place:has(.pg-drawn)")
    query, views = PARTS[part]
    for view in views:
        expect(place.get_by_label(view)).to_be_visible()
    expect(place.locator(".pg-count")).to_have_text("20 / 200")
    link = place.get_by_role("link")
    expect(link).to_have_attribute(
        "href", re.compile(rf"steps=200{query[1:] and '&'}{query[1:]}$")
    )
    page.evaluate("window.unmount(); document.getElementById('place').remove()")


@pytest.mark.parametrize(
    "query", some(["?zero=0&at=300", "", "?way=by_hand&rate=0.1"], 1)
)
def test_axe_finds_nothing(page: Page, server: str, query: str):
    """In either theme, whatever is shown."""
    go(page, server, query)
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        named = (
            "slate" if scheme == "dark" else "default"
        )  # as soon as a script sees it
        page.wait_for_selector(f"body[data-md-color-scheme={named}]")
        page.wait_for_function(
            "() => document.getAnimations().every((a) =>"
            "  a.timeline != document.timeline || a.playState != 'running')"
        )
        assert violations(page, "[data-playground]") == [], scheme


@pytest.mark.parametrize("width", some([320, 1280, 375, 768], 2))
def test_nothing_moves_and_nothing_sticks_out(page: Page, server: str, width: int):
    """At any width the place is kept free and holds what comes."""
    page.set_viewport_size({"width": width, "height": 800})
    go(page, server)
    page.wait_for_timeout(600)
    assert page.evaluate("window.shift") < 0.001
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough_for_fingers(browser: Browser, server: str):
    """44 pixels; what is smaller is pressed by its label."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    play = unfold(go(context.new_page(), server))
    fields = "select, textarea, summary, .pg-check, [type=range], [type=text]"
    controls = f".pg-body :is(button, {fields})"
    for target in play.locator(controls).all():
        if target.is_visible():
            assert (target.bounding_box() or {})["height"] >= 44
    for target in play.locator(".pg-target").all():
        assert (target.bounding_box() or {})["height"] > 43.9
    context.close()


def test_a_finger_moves_a_point(browser: Browser, server: str):
    """On a phone, by touch alone: it is where the finger lifts, and the page stays."""
    context = browser.new_context(
        viewport={"width": 375, "height": 800}, has_touch=True, is_mobile=True
    )
    page = go(context.new_page(), server)
    point = page.locator(".pg-point").nth(2)
    point.scroll_into_view_if_needed()
    x, y = middle(point)
    finger = context.new_cdp_session(page)
    scrolled = page.evaluate("scrollY")
    for kind, down in (("Start", 0), ("Move", -20), ("Move", -40), ("End", 0)):
        places = [] if kind == "End" else [{"x": x, "y": y + down}]
        finger.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": places}
        )
    expect(program(page)).not_to_contain_text("-1.8")
    assert page.evaluate("scrollY") == scrolled
    assert middle(point) == pytest.approx((x, y - 40), abs=2)
    # A ring is for what keys move.
    ring = "point => getComputedStyle(point).outlineStyle"
    assert point.evaluate(ring) == "none"
    page.keyboard.press("ArrowUp")
    assert point.evaluate(ring) == "solid"
    context.close()


@pytest.mark.parametrize("size", [(320, 568), (390, 844)])
def test_a_point_that_a_finger_drags_stays_below_the_titles(
    browser: Browser, server: str, size: tuple[int, int]
):
    """However far up it goes and wherever it is held, and once the finger lifts."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True
    )
    page = go(context.new_page(), server)
    large, point = page.locator(".pg-big"), page.locator(".pg-point").nth(1)
    ring = "point => getComputedStyle(point).outlineStyle"
    x, y = middle(point)
    finger = context.new_cdp_session(page)
    for kind, down in (("Start", 15), ("Move", -90), ("Move", -200), ("End", 0)):
        places = [] if kind == "End" else [{"x": x, "y": y + down}]
        finger.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": places}
        )
        page.evaluate(TWO_FRAMES)
        top = (point.locator(".pg-dot").bounding_box() or {})["y"]
        for words in (".pg-title", ".pg-name >> text=Celsius"):
            box = large.locator(words).bounding_box() or {}
            assert box["y"] + box["height"] <= top, (kind, words)
        assert point.evaluate(ring) == "none"  # it would lie over them
    expect(program(page)).not_to_contain_text("-1.1")
    context.close()


def test_a_picture_stays_in_sight_of_what_changes_it(page: Page, server: str):
    """On a phone, down to the last control; so do its steps, below it."""
    page.set_viewport_size({"width": 390, "height": 844})
    unfold(go(page, server))
    for name in ("Learning rate", "Momentum 0", "Points (x, y; x, y; …)"):
        field(page, name).scroll_into_view_if_needed()
        page.mouse.wheel(0, 150)
        page.evaluate(TWO_FRAMES)
        expect(page.locator(".pg-plot").first).to_be_in_viewport(ratio=0.9)
        expect(page.locator(".pg-transport")).to_be_in_viewport(ratio=0.9)
        above, steps = (
            page.locator(part).first.bounding_box()
            for part in (".pg-plot", ".pg-transport")
        )
        assert above["y"] + above["height"] <= steps["y"] + 1


# Whether something stands before the middle of what has the focus.
HIDDEN = """() => {
  const { left, top, width, height } = document.activeElement.getBoundingClientRect();
  const seen = document.elementFromPoint(left + width / 2, top + height / 2);
  return !document.activeElement.contains(seen) && !seen?.closest('label');
}"""


@pytest.mark.parametrize(("width", "height"), [(390, 844), (844, 390)])
def test_what_has_the_focus_is_not_behind_what_stays(
    page: Page, server: str, width: int, height: int
):
    """On a phone, from the last control up to the pictures."""
    page.set_viewport_size({"width": width, "height": height})
    unfold(go(page, server))
    field(page, "Points (x, y; x, y; …)").focus()
    while not page.locator(".pg-plots :focus").count():
        assert not page.evaluate(HIDDEN), page.locator(":focus").get_attribute("class")
        page.keyboard.press("Shift+Tab")


def test_the_steps_at_the_thumb_take_the_focus_where_they_are(page: Page, server: str):
    """The page stays where it is: they are always in sight."""
    page.set_viewport_size(PHONE)
    go(page, server)
    page.locator(".pg-start").focus()
    for part in page.locator(".pg-transport :is(button, [type=range])").all():
        page.keyboard.press("Tab")
        expect(part).to_be_focused()
        assert page.evaluate("scrollY") == 0


@pytest.mark.parametrize("width", [390, 320])
def test_no_picture_is_cut_by_the_steps_at_the_thumb(
    page: Page, server: str, width: int
):
    """Also where both are about to leave."""
    page.set_viewport_size({"width": width, "height": 844 if width > 320 else 640})
    go(page, server)
    bar = page.locator(".pg-standing")
    end = page.locator(".pg-stage").evaluate("s => s.getBoundingClientRect().bottom")
    for top in range(0, int(end), 60):
        page.evaluate("top => scrollTo(0, top)", top)
        height = (bar.bounding_box() or {})["y"]
        for plot in page.locator(".pg-plot").all():
            box = plot.bounding_box() or {}
            assert box["y"] + box["height"] <= height + 1


@pytest.mark.parametrize("size", [(320, 568), (360, 740), (390, 844)])
def test_the_steps_at_the_thumb_end_above_the_program(
    browser: Browser, server: str, size: tuple[int, int]
):
    """Its button has its whole border, in both themes."""
    for scheme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            has_touch=True,
            is_mobile=True,
        )
        page = go(context.new_page(), server)
        copy = page.get_by_role("button", name="Copy", exact=True)
        copy.evaluate("copy => copy.scrollIntoView({ block: 'center' })")
        page.evaluate(TWO_FRAMES)
        shot = Image.open(io.BytesIO(copy.screenshot())).convert("RGB")
        column = [shot.getpixel((shot.width // 4, y)) for y in range(shot.height)]
        edges = set(column[:2]) - {column[5]}, set(column[-2:]) - {column[5]}
        assert edges[0] & edges[1], scheme
        context.close()


EDGE = re.compile(r"0px 4px 0px 0px")


@pytest.mark.parametrize("size", [(390, 844), (320, 640)])
def test_what_stays_has_an_edge_while_something_goes_by_under_it(
    page: Page, server: str, size: tuple[int, int]
):
    """On a phone; not where it begins, nor where it leaves."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    unfold(go(page, server))
    edge = page.locator(".pg-big")
    expect(edge).not_to_have_css("box-shadow", EDGE)
    for name in ("Momentum 0", "Points (x, y; x, y; …)"):
        field(page, name).evaluate("one => one.scrollIntoView({ block: 'center' })")
        expect(edge).to_have_css("box-shadow", EDGE)
        expect(page.locator(".pg-standing")).not_to_have_css("box-shadow", "none")
    program(page).evaluate("one => one.scrollIntoView()")
    expect(edge).not_to_have_css("box-shadow", EDGE)


@pytest.mark.parametrize("size", [(320, 568), (320, 640), (360, 740), (390, 844)])
def test_what_stays_leaves_more_than_half_of_a_phone_to_its_settings(
    page: Page, server: str, size: tuple[int, int]
):
    """One picture and the bar with the steps stay, with each setting between them.

    On a low one the header leaves with the page, so that three fifths are left.
    """
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settings = unfold(go(page, server)).locator(".pg-settings")
    for control in settings.locator("select, input, textarea").all():
        control.focus()
        control.evaluate("one => one.scrollIntoView({ block: 'center' })")
        above, bar, it = (
            part.bounding_box() or {}
            for part in (page.locator(".pg-big"), page.locator(".pg-standing"), control)
        )
        expect(page.locator(".pg-big")).to_be_in_viewport(ratio=1)
        expect(page.locator(".pg-transport")).to_be_in_viewport(ratio=0.98)
        assert above["height"] + size[1] - bar["y"] < 0.45 * size[1]
        share = 0.6 if size[1] < 700 else 0.5
        assert bar["y"] - above["y"] - above["height"] > share * size[1]
        for part in page.locator(".md-header, .on-page").all() * (share == 0.6):
            expect(part).not_to_be_in_viewport()
        assert above["y"] + above["height"] < it["y"]
        assert it["y"] + it["height"] < bar["y"]


@pytest.mark.parametrize("size", [(667, 375), (844, 390)])
def test_on_a_phones_side_settings_have_all_the_height(
    page: Page, server: str, size: tuple[int, int]
):
    """The pictures and their steps stand beside them, and stay."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    settings = unfold(go(page, server)).locator(".pg-settings")
    for control in settings.locator("select, input, textarea").all():
        control.focus()
        control.evaluate("one => one.scrollIntoView({ block: 'center' })")
        left = (control.bounding_box() or {})["x"]
        for part in page.locator(".pg-plot, .pg-standing, .pg-transport").all():
            expect(part).to_be_in_viewport(ratio=0.98)
            box = part.bounding_box() or {}
            assert box["x"] + box["width"] < left
    assert (page.locator(".pg-big").bounding_box() or {})["height"] > 180


# Of the words: how far they are from the start of their row, and how far out of it.
ROW = """row => {
  const range = document.createRange();
  range.selectNodeContents(row);
  const [words, box] = [range, row].map((one) => one.getBoundingClientRect());
  const out = Math.max(box.top - words.top, words.bottom - box.bottom,
    words.right - box.right);
  return [words.left - box.left, Math.round(out)];
}"""


def test_the_smallest_phone_says_which_step_its_numbers_are_of(page: Page, server: str):
    """Where they leave room for it; else the numbers alone fill the row."""
    page.set_viewport_size({"width": 320, "height": 640})
    row = go(page, server).locator(".pg-standing p")
    assert "Step " in row.evaluate("row => getComputedStyle(row, '::before').content")
    before, out = row.evaluate(ROW)
    assert before > 40
    assert out <= 1
    tiny = "start=-1.2345e-7,-1.2345e-7&points=1e-6,2e-6_2e-6,5e-6"
    go(page, server, f"?{tiny}&rate=1e-15&at=1000")
    before, out = row.evaluate(ROW)
    assert before < 1
    assert out <= 1


def test_a_decimal_comma_is_understood(play: Page):
    """As most of the world writes numbers."""
    for name, typed, means in (
        ("Learning rate", "0,005", "0.005"),
        ("Start of W", "-0,5", "-0.5"),
        ("Points (x, y; x, y; …)", "1,5 2,5; 3, 4", "1.5, 2.5; 3, 4"),
    ):
        control = field(play, name)
        control.fill(typed)
        expect(control).to_have_attribute("aria-invalid", "false")
        control.blur()
        expect(control).to_have_value(means)


def test_ten_thousand_steps_can_be_taken(play: Page):
    """The text of the learning rate asks for more than a thousand."""
    field(play, "Steps").fill("10000")
    expect(play.locator(".pg-count")).to_have_text("20 / 10000")


def test_a_touch_makes_a_picture_large_and_then_it_stays_in_sight(
    browser: Browser, server: str
):
    """On a phone; the touch that does so moves nothing in it."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = go(context.new_page(), server)
    plots = page.locator(".pg-plot")
    for plot in plots.all():
        expect(plot).to_be_in_viewport(ratio=1)
    surface, before = plots.nth(1), program(page).text_content()
    height = (surface.bounding_box() or {})["height"]
    surface.tap()
    expect(surface).to_have_class(re.compile("pg-big"))
    assert (surface.bounding_box() or {})["height"] > 1.35 * height
    page.evaluate(TWO_FRAMES)
    assert program(page).text_content() == before
    unfold(page)
    field(page, "Points (x, y; x, y; …)").scroll_into_view_if_needed()
    expect(surface).to_be_in_viewport(ratio=1)
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_covers_the_program(page: Page, server: str, width: int):
    """What stays in sight of the controls is gone where they end."""
    page.set_viewport_size({"width": width, "height": 844})
    go(page, server)
    program(page).evaluate("code => scrollBy(0, code.getBoundingClientRect().top - 80)")
    page.evaluate(TWO_FRAMES)
    top = middle(program(page))[0], 90
    assert program(page).evaluate(
        "(code, [x, y]) => code.contains(document.elementFromPoint(x, y))", top
    )


@pytest.mark.parametrize("size", some([(1024, 768), (1280, 800), (1366, 768)], 2))
def test_a_desktop_shows_pictures_and_their_controls_at_once(
    page: Page, server: str, size: tuple[int, int]
):
    """Nothing needs scrolling to play, to seek, to choose a rate, to read the loss."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    play = go(page, server)
    for part in ("presets", "plots", "transport", "rate", "settings", "standing"):
        expect(play.locator(f".pg-{part}")).to_be_in_viewport(ratio=1)


def test_the_pictures_are_the_largest_on_a_desktop(page: Page, server: str):
    """They take all the height that their controls leave."""
    page.set_viewport_size({"width": 1440, "height": 900})
    go(page, server)
    height = (page.locator(".pg-plots").bounding_box() or {})["height"]
    for part in ("presets", "plots", "transport", "rate", "settings"):
        expect(page.locator(f".pg-{part}")).to_be_in_viewport(ratio=1)
        box = page.locator(f".pg-{part}").bounding_box() or {}
        assert part == "plots" or box["height"] < height / 2
    assert height > 360


def test_a_phone_on_its_side_shows_pictures_with_their_controls(
    browser: Browser, server: str
):
    """Steps and rate at first sight; pictures and steps stay with the others."""
    context = browser.new_context(
        viewport={"width": 844, "height": 390}, has_touch=True, is_mobile=True
    )
    page = go(context.new_page(), server)
    parts = [page.locator(f".pg-{part}") for part in ("presets", "plots", "transport")]
    for part in (*parts, page.locator(".pg-rate")):
        expect(part).to_be_in_viewport(ratio=1)
    page.locator(".pg-presets").evaluate(
        "row => scrollBy(0, row.getBoundingClientRect().top - 48)"
    )
    page.evaluate(TWO_FRAMES)
    for part in (*parts, page.locator(".pg-rate")):
        expect(part).to_be_in_viewport(ratio=1)
    unfold(page)
    field(page, "Points (x, y; x, y; …)").scroll_into_view_if_needed()
    for plot in page.locator(".pg-plot").all():
        expect(plot).to_be_in_viewport(ratio=0.98)
    press(page, "Play the steps")
    expect(page.locator(".pg-play")).to_be_in_viewport(ratio=1)
    below = (plot.bounding_box() or {})["y"] + (plot.bounding_box() or {})["height"]
    assert below <= (page.locator(".pg-play").bounding_box() or {})["y"]
    context.close()


def test_what_a_run_comes_to_stands_beside_its_steps(page: Page, server: str):
    """Where there is room, above all settings; the numbers with their step."""
    page.set_viewport_size({"width": 1280, "height": 800})
    go(page, server)
    numbers = page.locator(".pg-standing p")
    expect(numbers).to_have_attribute("data-step", "20")
    before = numbers.evaluate("p => getComputedStyle(p, '::before').content")
    assert "Step" in before
    right, height = middle(page.locator(".pg-summary"))
    steps = page.locator(".pg-transport").bounding_box() or {}
    assert steps["x"] + steps["width"] < right
    assert steps["y"] < height < steps["y"] + steps["height"]


@pytest.mark.parametrize("width", [768, 900])
def test_what_a_step_comes_to_follows_the_steps(page: Page, server: str, width: int):
    """Before the controls, where it cannot stand beside the steps."""
    page.set_viewport_size({"width": width, "height": 1024})
    go(page, server)
    parts = ("transport", "standing", "summary", "rate", "settings")
    heights = [middle(page.locator(f".pg-{part}"))[1] for part in parts]
    assert heights == sorted(heights)


def test_settings_stand_on_one_grid(page: Page, server: str):
    """Two groups of one row each, of equal width and with the same columns."""
    page.set_viewport_size({"width": 1280, "height": 800})
    groups = go(page, server).locator(".pg-group").all()
    rows = [
        [
            part.bounding_box() or {}
            for part in group.locator("> :not(.pg-notice)").all()
        ]
        for group in groups
    ]
    for row in rows:
        assert len({round(box["y"] + box["height"]) for box in row}) == 1
    above, below = ([round(box["x"]) for box in row] for row in rows)
    assert set(above) <= set(below)
    sides = [group.bounding_box() or {} for group in groups]
    assert sides[0]["x"] == sides[1]["x"]
    assert sides[0]["width"] == sides[1]["width"]
    assert sides[1]["y"] - sides[0]["y"] - sides[0]["height"] > 25  # a heading


USED = ["mean=1", "way=by_hand", "start=3,3", "points=1,2_3,5"]


@pytest.mark.parametrize("size", [PHONE, {"width": 844, "height": 390}])
def test_a_phone_folds_the_settings_that_no_preset_changes(
    page: Page, server: str, size: dict
):
    """A press shows them, as does a link with one of them; no change by hand does."""
    page.set_viewport_size(size)
    go(page, server)
    basic = field(page, "Momentum 0")
    more = page.get_by_role("radiogroup", name="Loss")
    expect(basic).to_be_visible()
    expect(more).to_be_hidden()
    for name in ("Momentum", "Standardized", "No zero_grad"):
        choose(page, name)
    page.locator(".pg-point").first.focus()
    page.keyboard.press("ArrowUp")
    page.evaluate(TWO_FRAMES)
    expect(more).to_be_hidden()
    heading = more_settings(page)
    heading.click()
    expect(more).to_be_visible()
    heading.click()
    go(page, server, "?preset=momentum")
    expect(more).to_be_hidden()
    for query in USED:
        page.goto(f"{server}playground/?{query}")
        expect(more).to_be_visible()


def test_a_folded_setting_that_is_refused_is_shown(page: Page, server: str):
    """With why; a link or a finger on a picture can ask for too much."""
    page.set_viewport_size(PHONE)
    go(page, server, "?points=" + "_".join(["1,2", "2,3"] * 12))
    more_settings(page).click()
    page.locator(".pg-plot").first.click(position={"x": 250, "y": 60})
    told = page.locator(".pg-notice", has_text="25 are too many")
    expect(told).to_be_visible()
    page.goto(f"{server}playground/?start=much")
    expect(page.locator(".pg-notice", has_text="“much” is not")).to_be_visible()


def test_a_desktop_shows_all_settings(page: Page, server: str):
    """Keys go through them in order, with the heading of the second group."""
    page.set_viewport_size({"width": 1280, "height": 800})
    field(go(page, server), "Steps").focus()
    for name in ("Momentum 0", "Standardize x", "Zero the gradients"):
        page.keyboard.press("Tab")
        expect(field(page, name)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("More settings")
    page.keyboard.press("Tab")
    expect(field(page, "sum")).to_be_focused()


def test_a_phone_shows_the_picture_that_a_control_changes(
    browser: Browser, server: str
):
    """It becomes the large one, and the steps stay at the thumb."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = unfold(go(context.new_page(), server))
    large = page.locator(".pg-big")
    for control, picture in (
        ("Learning rate, logarithmic", "Loss over W and b. The start can be moved."),
        ("Points (x, y; x, y; …)", "Readings and line. Points can be moved."),
        ("Momentum 0", "Loss over W and b. The start can be moved."),
    ):
        field(page, control).tap()
        expect(large).to_have_attribute("aria-label", picture)
        expect(large).to_be_in_viewport(ratio=1)
        steps = page.locator(".pg-transport")
        expect(steps).to_be_in_viewport(ratio=0.9)
        assert middle(steps)[1] > PHONE["height"] / 2
    context.close()


def test_an_address_shows_a_phone_the_picture_that_it_is_about(
    browser: Browser, server: str
):
    """Of a rate the path over the contours; until the reader touches another."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = context.new_page()
    large = page.locator(".pg-big")
    for query in ("?preset=above", "?preset=zeroing", "?preset=momentum", "?rate=0.01"):
        go(page, server, query)
        expect(large).to_have_attribute("aria-label", re.compile("^Loss over W and b"))
    page.locator(".pg-plot").first.tap()
    press(page, "Next step (→ on the slider)")
    page.evaluate(TWO_FRAMES)
    expect(large).to_have_attribute("aria-label", re.compile("^Readings"))
    page.get_by_role("link", name="at a rate that is too high").click()
    expect(large).to_have_attribute("aria-label", re.compile("^Loss over W and b"))
    for query in ("", "?points=1,2_2,3_3,5"):
        go(page, server, query)
        page.reload()
        expect(large).to_have_attribute("aria-label", re.compile("^Readings"))
    context.close()


def test_a_phone_shows_the_learning_rate_at_first_sight(page: Page, server: str):
    """Its number and its slider stand above the steps."""
    page.set_viewport_size(PHONE)
    go(page, server)
    steps = page.locator(".pg-transport").bounding_box() or {}
    for name in ("Learning rate", "Learning rate, logarithmic"):
        box = field(page, name).bounding_box() or {}
        assert box["y"] + box["height"] <= steps["y"]


@pytest.mark.parametrize(
    ("width", "height"), [(320, 640), (390, 844), (844, 390), (667, 375)]
)
def test_a_phone_says_at_first_sight_how_the_run_ends(
    browser: Browser, server: str, width: int, height: int
):
    """And where its step is, under nothing, whichever preset or rate is chosen."""
    size = {"width": width, "height": height}
    context = browser.new_context(viewport=size, has_touch=True, is_mobile=True)
    page = go(context.new_page(), server)
    marks = [one.inner_text() for one in page.locator(".pg-mark:enabled").all()]
    presets = page.locator("[aria-label=Presets] button").all_text_contents()
    assert (len(presets), len(marks)) == (7, 2)
    for name in (*presets, "best", "limit"):
        if name in presets:
            choose(page, name)
        else:
            page.locator(f".pg-mark[data-mark={name}]:enabled").tap()
        page.evaluate(TWO_FRAMES)
        words = page.locator(".pg-summary > :first-child")
        assert words.inner_text().endswith(".")
        for told in (words, page.locator(".pg-standing p")):
            assert told.evaluate(COVERED) == [], name
    context.close()


def test_a_phone_shows_the_numbers_of_a_step_where_it_is_chosen(
    page: Page, server: str
):
    """Above the steps, whatever part of the controls is in sight."""
    page.set_viewport_size(PHONE)
    unfold(go(page, server))
    for name in ("Learning rate", "Momentum 0", "Points (x, y; x, y; …)"):
        field(page, name).scroll_into_view_if_needed()
        page.evaluate(TWO_FRAMES)
        numbers, steps = (page.locator(f".pg-{p}") for p in ("standing", "transport"))
        expect(numbers).to_be_in_viewport(ratio=1)
        box = numbers.bounding_box() or {}
        assert box["y"] + box["height"] == pytest.approx(middle(steps)[1], abs=40)


def test_what_is_drawn_is_named_where_it_is(play: Page, server: str):
    """The start, the best place, the smallest loss; each word inside its picture."""
    for query in ("", "?preset=momentum", "?rate=0.00001&steps=9"):
        go(play, server, query)
        surface, loss = (play.locator(".pg-plot").nth(i) for i in (1, 2))
        for plot, word in ((surface, "start"), (surface, "best"), (loss, "lowest")):
            name = plot.locator(".pg-label", has_text=word).bounding_box() or {}
            frame = plot.bounding_box() or {}
            assert frame["x"] <= name["x"]
            assert name["x"] + name["width"] <= frame["x"] + frame["width"]
            assert frame["y"] <= name["y"]
            assert name["y"] + name["height"] <= frame["y"] + frame["height"]


def test_a_smallest_loss_below_the_picture_is_not_drawn_in_it(play: Page, server: str):
    """It would seem to be where the picture ends."""
    go(play, server, "?start=500,500&rate=0.00001&steps=9")
    frame = play.locator(".pg-plot").nth(2).bounding_box() or {}
    for part in (".pg-smallest", ".pg-label >> text=lowest"):
        assert (play.locator(part).bounding_box() or {})["y"] < frame["y"]


def test_a_slider_keeps_its_length_where_there_is_no_best_rate(play: Page, server: str):
    """What it sets may not move below the pointer."""
    lengths = []
    for query in ("", "?zero=0"):
        go(play, server, query)
        box = field(play, "Learning rate, logarithmic").bounding_box() or {}
        lengths.append(box["width"])
    assert lengths[0] == pytest.approx(lengths[1], abs=2)
    expect(play.get_by_role("button", name="best none")).to_be_disabled()


# With room around it, on two lines at most.
WHOLE = """button => {
  const words = document.createRange();
  words.selectNodeContents(button);
  const { width, height } = words.getBoundingClientRect();
  return width + 5 < button.clientWidth && height < button.clientHeight;
}"""


@pytest.mark.parametrize("width", [1440, 1280, 844, 768])
def test_all_presets_are_in_sight_at_once(page: Page, server: str, width: int):
    """In one row, with what takes them back, above the pictures."""
    page.set_viewport_size({"width": width, "height": 640})
    buttons = go(page, server).locator(".pg-presets button").all()
    for button in buttons:
        expect(button).to_be_in_viewport(ratio=1)
        assert button.evaluate(WHOLE)
    rows = {round(middle(button)[1]) for button in buttons}
    assert len(rows) == 1
    assert max(rows) < middle(page.locator(".pg-plot").first)[1]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


PHONES = [(320, 568), (360, 740), (390, 844), (667, 375), (844, 390)]


@pytest.mark.parametrize("size", [*PHONES, (375, 667), (600, 900)])
def test_on_a_phone_all_presets_are_in_one_list(
    browser: Browser, server: str, size: tuple[int, int]
):
    """Which says how many they are, and which is chosen, in one row with Undo."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True
    )
    page = go(context.new_page(), server)
    listed, undo = choices(page), page.get_by_role("button", name="Undo")
    words = page.locator("[aria-label=Presets] button").all_text_contents()
    expect(page.get_by_role("group", name="Presets")).to_be_hidden()
    assert listed.locator("option:enabled").all_text_contents() == words
    for part in (listed, undo):
        box = part.bounding_box() or {}
        expect(part).to_be_in_viewport(ratio=1)
        assert box["height"] >= 44
        assert box["width"] >= 44
    assert middle(listed)[1] == pytest.approx(middle(undo)[1], abs=1)
    assert (listed.bounding_box() or {})["width"] >= 140  # its words as a whole
    chosen = listed.locator("option:checked")
    for name in words[::-1]:
        page.wait_for_timeout(300)  # a change of its own
        listed.select_option(name)
        marked = page.locator("[aria-label=Presets] [aria-pressed=true]")
        expect(marked).to_have_text(name)
        expect(chosen).to_have_text(name)
    undo.tap()
    expect(chosen).to_have_text(words[1])
    field(page, "Learning rate").fill("0.05")
    expect(chosen).to_have_text("Your settings")
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    context.close()


def test_a_phone_shows_which_preset_was_chosen(page: Page, server: str):
    """Also by a link."""
    page.set_viewport_size(PHONE)
    go(page, server, "?preset=standardized")
    expect(choices(page)).to_have_value("standardized")


@pytest.mark.parametrize("size", PHONES)
def test_a_phone_shows_its_points_as_a_whole(
    page: Page, server: str, size: tuple[int, int]
):
    """As text, on two lines if one is too short."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    text = field(unfold(go(page, server)), "Points (x, y; x, y; …)")
    for points in ("", POINTS.replace(";", "1;")):
        if points:
            text.fill(points)
        page.evaluate(TWO_FRAMES)
        assert text.evaluate(
            "one => one.scrollWidth <= one.clientWidth"
            " && one.scrollHeight <= one.clientHeight"
        )


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_points_stand_in_the_middle_of_their_field(page: Page, server: str, width: int):
    """As in the other fields: as much room above as below, and the same height."""
    page.set_viewport_size({"width": width, "height": 800})
    text = field(unfold(go(page, server)), "Points (x, y; x, y; …)")
    height = (text.bounding_box() or {})["height"]
    assert height == (field(page, "Start of W").bounding_box() or {})["height"]
    shot = Image.open(io.BytesIO(text.screenshot())).convert("L")
    inside = shot.crop((4, 4, shot.width - 4, shot.height - 4))
    ink = inside.point(lambda shade: 255 if shade < 128 else 0).getbbox()
    assert ink
    assert ink[1] == pytest.approx(inside.height - ink[3], abs=3)


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_learning_rate_is_seen_in_full(page: Page, server: str, width: int):
    """With all the digits that a preset gives it, and as small as the slider goes."""
    page.set_viewport_size({"width": width, "height": 800})
    for query in ("?preset=best", "?preset=above", "?rate=0.00001234"):
        go(page, server, query)
        rate = field(page, "Learning rate")
        assert rate.evaluate("field => field.scrollWidth <= field.clientWidth")
        label = page.locator(".pg-rate .pg-field > span").bounding_box() or {}
        assert label["height"] < 30  # one line


def test_a_finger_on_the_start_of_a_small_picture_makes_it_large(
    browser: Browser, server: str
):
    """A drag, too, which is no click; the start waits for the next touch."""
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = go(context.new_page(), server)
    surface, before = page.locator(".pg-plot").nth(1), program(page).text_content()
    x, y = middle(page.locator(".pg-start"))
    finger = context.new_cdp_session(page)
    for kind, down in (("Start", 0), ("Move", 12), ("Move", 24), ("End", 0)):
        places = [] if kind == "End" else [{"x": x, "y": y + down}]
        finger.send(
            "Input.dispatchTouchEvent", {"type": f"touch{kind}", "touchPoints": places}
        )
    expect(surface).to_have_class(re.compile("pg-big"))
    page.evaluate(TWO_FRAMES)
    assert program(page).text_content() == before
    context.close()


def ink(page: Page) -> int:
    """How many pixels of the contours have the full color of the path."""
    plot = page.locator(".pg-plot").nth(1)
    color = plot.locator(".pg-marker").evaluate("dot => getComputedStyle(dot).fill")
    full = [int(part) for part in re.findall(r"\d+", color)]
    with Image.open(io.BytesIO(plot.screenshot())) as picture:
        data = picture.convert("RGB").tobytes()
    pixels = zip(data[::3], data[1::3], data[2::3], strict=True)
    return sum(math.dist(pixel, full) < 40 for pixel in pixels)


def test_bounces_can_be_told_apart_and_a_short_way_followed(play: Page, server: str):
    """The end of a path is strong, what is older faint."""
    dot = ink(go(play, server, "?at=0"))
    assert ink(go(play, server, "?at=1000")) - dot > 25
    for preset in ("best", "above"):
        assert ink(go(play, server, f"?preset={preset}")) - dot < 500


# Of the picture and its parts, all at one moment.
BOXES = """(plot) => {
  const title = plot.ariaLabel.split('.')[0]
  const texts = [...plot.querySelectorAll('text')]
  const parts = [
    plot,
    texts.find((text) => text.textContent === title),
    plot.querySelector('.pg-more'),
  ]
  return parts.map((part) => part.getBoundingClientRect().toJSON())
}"""


def test_the_small_pictures_of_a_phone_say_what_they_show(page: Page, server: str):
    """And that they can be large; what is in them is named in the large one."""
    page.set_viewport_size(PHONE)
    for query in ("", "?preset=standardized"):
        small = go(page, server, query).locator(".pg-plot:not(.pg-big)")
        expect(small.locator(".pg-more")).to_have_count(2)
        for plot in small.all():
            frame, title, more = plot.evaluate(BOXES)
            assert title["right"] < more["left"]
            assert more["right"] <= frame["right"]
            assert float(plot.locator("svg").get_attribute("height") or 0) > 70
            for mark in plot.locator(".pg-dot, .pg-marker").all():
                assert (mark.bounding_box() or {})["width"] <= 10  # a large one's: 12
            for label in plot.locator(".pg-label").all():
                expect(label).to_be_hidden()


def test_the_smallest_phone_shows_all_pictures_at_first_sight(page: Page, server: str):
    """And the learning rate, above the bar with the steps."""
    page.set_viewport_size({"width": 320, "height": 640})
    bar = go(page, server).locator(".pg-standing").bounding_box() or {}
    rate = field(page, "Learning rate, logarithmic")
    for part in (*page.locator(".pg-plot").all(), rate):
        box = part.bounding_box() or {}
        assert box["y"] + box["height"] <= bar["y"]


@pytest.mark.parametrize("size", [(390, 844), (360, 740), (320, 640), (430, 932)])
def test_the_pictures_of_a_phone_are_as_large_as_it_allows(
    page: Page, server: str, size: tuple[int, int]
):
    """Where they begin: all of them in sight, and none of them is low."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    bar = go(page, server).locator(".pg-standing").bounding_box() or {}
    for plot in page.locator(".pg-plot").all():
        box = plot.bounding_box() or {}
        assert box["height"] >= (140 if size[1] > 640 else 108)
        assert box["y"] + box["height"] < bar["y"]
    if size == (390, 844):
        large, *small = page.locator(".pg-plot > svg").all()
        assert float(large.get_attribute("height") or 0) >= 200
        assert all(float(one.get_attribute("height") or 0) > 140 for one in small)


LOW = [(320, 568), (375, 553), (320, 640), (375, 667), (360, 740), (390, 844)]


@pytest.mark.parametrize("size", LOW)
def test_a_phone_opens_with_title_picture_and_learning_rate(
    browser: Browser, server: str, size: tuple[int, int]
):
    """All of them whole, between header and bar; the small pictures may follow."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, has_touch=True, is_mobile=True
    )
    page = go(context.new_page(), server)
    assert page.evaluate("scrollY") == 0
    below = page.locator(".md-header").bounding_box() or {}
    end = below["y"] + below["height"]
    for part in ("h1", ".pg-presets", ".pg-big", ".pg-rate"):
        box = page.locator(part).bounding_box() or {}
        assert box["y"] > end - 1, part
        assert box["height"] > 15
        end = box["y"] + box["height"]
    for part in ("h1", ".pg-presets > p", ".pg-summary > :first-child"):
        assert page.locator(part).evaluate(COVERED) == [], part
    assert end <= (page.locator(".pg-standing").bounding_box() or {})["y"]
    context.close()


def test_nothing_stays_in_the_way_in_a_window_that_is_very_low(page: Page, server: str):
    """As a large zoom makes it."""
    page.set_viewport_size({"width": 320, "height": 256})
    go(page, server)
    momentum = field(page, "Momentum 0")
    momentum.evaluate("field => field.scrollIntoView({ block: 'center' })")
    for part in (".pg-big", ".pg-transport"):
        expect(page.locator(part)).not_to_be_in_viewport()


@pytest.mark.parametrize("width", [390, 320])
def test_what_the_program_prints_fits_a_phone(page: Page, server: str, width: int):
    """In columns, also where numbers grow long."""
    page.set_viewport_size({"width": width, "height": 844})
    for query in ("", "?preset=above", "?preset=zeroing"):
        go(page, server, query)
        output = field(page, "Output")
        expect(output).to_contain_text("step")
        assert output.evaluate("code => code.scrollWidth <= code.clientWidth")


def test_a_part_fits_a_phone(page: Page, server: str):
    """The learning rate and the pictures that it changes, down to the steps."""
    page.set_viewport_size(PHONE)
    page.goto(f"{server}learning_rate/")
    part = page.locator("[data-playground]")
    part.scroll_into_view_if_needed()
    page.wait_for_selector(".pg-drawn")
    box = part.locator(".pg-transport").bounding_box() or {}
    rate = part.locator(".pg-rate").bounding_box() or {}
    assert box["y"] + box["height"] - rate["y"] < PHONE["height"] - 60


# What is told in the frame after a change: no wait for the reader to pause.
AT_ONCE = """async (rate) => {
  const field = document.querySelector('.pg-rate [type=text]')
  const told = ['standing', 'summary > :first-child'].map((part) => `.pg-${part}`)
  field.value = rate
  field.dispatchEvent(new Event('input'))
  for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame)
  const top = document.querySelector('.pg-settings').getBoundingClientRect().top
  return [...told.map((part) => document.querySelector(part).textContent), top]
}"""


@pytest.mark.parametrize("width", [390, 1280])
def test_numbers_and_sentences_agree_at_each_moment(
    page: Page, server: str, width: int
):
    """While a rate is dragged, say; and what is told moves no control."""
    page.set_viewport_size({"width": width, "height": 844})
    go(page, server, "?at=1000")
    tops = set()
    for rate, number, words in (
        ("0.1", "W\u00a0nan", "nan from step"),
        ("0.0171", "loss\u00a0", "above the limit"),
        ("0.001", "W\u00a0−1.0586", "13 % above the lowest"),
    ):
        numbers, sentence, top = page.evaluate(AT_ONCE, rate)
        assert number in numbers
        assert words in sentence
        tops.add(round(top))
    assert len(tops) == 1


def test_every_line_across_a_picture_has_its_number(play: Page):
    """The uppermost, too, and the name of the axis stands clear of it."""
    for plot in play.locator(".pg-plot").all():
        lines = plot.locator(".pg-grid").get_attribute("d") or ""
        numbers = plot.locator("text[text-anchor=end]:not(.pg-name, .pg-title)")
        assert all(numbers.all_text_contents())
        assert numbers.count() == lines.count("h") > 2
        top = min(number.bounding_box()["y"] for number in numbers.all())
        name = plot.locator("text.pg-name[text-anchor=start]").bounding_box()
        assert name["y"] + name["height"] <= top + 2


# Of names: the words, how high they are, and how far from an end of their axis.
NAMES = """plots => plots.flatMap((plot) => {
  const grid = plot.querySelector('.pg-grid').getBoundingClientRect();
  return [...plot.querySelectorAll('.pg-name')].map((name, i) => {
    const { left, right, height } = name.getBoundingClientRect();
    return [name.textContent, height, i ? left - grid.left : right - grid.right];
  });
})"""
WORDS = """texts => texts.map((text) =>
  [text.textContent, text.getBoundingClientRect().height]).filter((one) => one[1])"""


@pytest.mark.parametrize("width", [390, 1280])
def test_figures_that_move_name_their_axes_as_others_do(
    page: Page, server: str, width: int
):
    """In the same words of the same size, at the ends of the axes."""
    page.set_viewport_size({"width": width, "height": 844})
    still: dict[str, float] = {}
    for path in ("optimizer/", "zero_grad/"):
        page.goto(server + path)
        still |= dict(page.locator("svg.figure text").evaluate_all(WORDS))
    large = ".pg-plot:has(.pg-grid)"
    names = go(page, server).locator(large).evaluate_all(NAMES)
    assert len(names) == (2 if width == 390 else 6)
    for words, height, away in names:
        assert height == pytest.approx(still[words], rel=0.12), words
        assert abs(away) < 4, words  # a slanted name leans beyond


# The words that no picture shows in full.
OUTSIDE = """plots => plots.flatMap((plot) => {
  const frame = plot.getBoundingClientRect();
  return [...plot.querySelectorAll('text')].filter((text) => {
    const { left, right, width } = text.getBoundingClientRect();
    return width && (left < frame.left || right > frame.right);
  }).map((text) => text.textContent);
})"""


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_all_words_and_numbers_lie_inside_their_pictures(
    page: Page, server: str, width: int
):
    """Whatever a preset makes of the loss, and where it has hundreds of digits."""
    page.set_viewport_size({"width": width, "height": 844})
    go(page, server)
    names = page.locator("[aria-label=Presets] button").all_text_contents()
    for name in [*names, "?rate=5", "?points=0,600_1,-600&rate=1e-9"]:
        if name in names:
            choose(page, name)
        else:
            go(page, server, name)
        page.evaluate(TWO_FRAMES)
        plots = page.locator(".pg-plot")
        for plot in plots.all():
            if width < 560 and "pg-big" not in (plot.get_attribute("class") or ""):
                plot.click(position={"x": 9, "y": 9})  # it becomes the large one
            page.evaluate(TWO_FRAMES)
            assert plots.evaluate_all(OUTSIDE) == [], name


def test_a_picture_says_why_it_is_empty(page: Page, server: str):
    """Where a run has left it, and where there are no numbers any more.

    In words that fit the smallest phone's small pictures.
    """
    page.set_viewport_size({"width": 320, "height": 640})
    told = go(page, server).locator(".pg-told")
    expect(told).to_have_text(["", "", ""])
    go(page, server, "?rate=0.1&steps=100&at=9")
    expect(told).to_have_text(["The line is outside", "This step is outside", ""])
    assert page.locator(".pg-plot").evaluate_all(OUTSIDE) == []
    field(page, "Step").press("End")
    expect(told).to_have_text(["W is nan", "W is nan", "The loss is nan"])
    # In a corner of the picture, and at no reading.
    go(page, server, "?rate=0.02&at=20")
    expect(told.first).to_have_text("The line is outside")
    go(page, server, "?points=1,2_2,3_3,5_4,4_5,7_100,50&rate=0.002")
    steep = ["The line is outside", "This step is outside", "The loss is inf"]
    expect(told).to_have_text(steep)


# Whether a picture's curve, line or bars run through what is told in it.
CROSSED = """plot => {
  const told = plot.querySelector('.pg-told').getBoundingClientRect();
  const curves = [...plot.querySelectorAll('.pg-path, .pg-line, .pg-errors')]
    .filter((curve) => curve.getTotalLength());
  const points = curves.flatMap((curve) => Array.from({length: 999}, (_, i) =>
    curve.getPointAtLength(curve.getTotalLength() * i / 999)
      .matrixTransform(curve.getScreenCTM())));
  return points.some(({x, y}) => told.left < x && x < told.right
    && told.top < y && y < told.bottom);
}"""


@pytest.mark.parametrize("width", [320, 390, 1440])
def test_a_line_that_is_outside_is_told_beside_the_bars_up_to_it(
    page: Page, server: str, width: int
):
    """Whether it has left at the top or at the bottom."""
    page.set_viewport_size({"width": width, "height": 900})
    for query in ("?preset=above", "?rate=0.02&at=21", "?rate=0.1&steps=100&at=9"):
        plot = go(page, server, query).locator(".pg-plot").first
        expect(plot.locator(".pg-told")).to_have_text("The line is outside")
        assert not plot.evaluate(CROSSED), query


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_a_loss_that_is_inf_is_told_beside_its_curve(
    page: Page, server: str, width: int
):
    """Whether the curve rises at once or late."""
    page.set_viewport_size({"width": width, "height": 800})
    late = "?points=1,2_2,3_3,5_4,4_5,7_100,50&rate=0.002"
    for query in ("?rate=0.1&at=20", late):
        plot = go(page, server, query).locator(".pg-plot").nth(2)
        expect(plot.locator(".pg-told")).to_have_text("The loss is inf")
        assert not plot.evaluate(CROSSED)


def test_small_pictures_name_what_runs_across(page: Page, server: str):
    """The other axis is in their titles."""
    page.set_viewport_size({"width": 390, "height": 844})
    plots = go(page, server).locator(".pg-plot")
    for i, words in [
        (1, ["Loss over W and b", "W"]),
        (2, ["Loss over the steps", "step"]),
    ]:
        expect(plots.nth(i).locator("> g").first.locator("text")).to_have_text(words)


# Words of a picture that meet others.
MEETING = """plots => plots.flatMap((plot) => {
  const texts = [...plot.querySelectorAll('text')]
    .filter((text) => text.textContent
      && text.checkVisibility({ visibilityProperty: true }))
    .map((text) => [text.textContent, text.getBoundingClientRect()]);
  return texts.flatMap(([one, a], i) => texts.slice(i + 1)
    .filter(([, b]) => a.left < b.right && b.left < a.right
      && a.top + 4 < b.bottom && b.top + 4 < a.bottom)
    .map(([other]) => `${one} | ${other}`));
})"""


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (844, 390), (390, 844)])
def test_no_words_of_a_picture_meet_others(
    page: Page, server: str, size: tuple[int, int]
):
    """Its title, its numbers, its marks, and why there is nothing in it."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    for query in ("", "?rate=0.1&steps=100", "?rate=0.1&at=9", "?rate=0.1&at=1000"):
        plots = go(page, server, query).locator(".pg-plot")
        for plot in plots.all():
            plot.click(position={"x": 9, "y": 9})  # on a phone it becomes large
            page.evaluate(TWO_FRAMES)
            assert plots.evaluate_all(MEETING) == [], query
        field(page, "Learning rate").fill("0.0171")  # with what was before
        page.evaluate(TWO_FRAMES)
        assert plots.evaluate_all(MEETING) == []


# The marks, and names of marks, that meet what their picture tells.
OVER_MARKS = """plots => plots.flatMap((plot) => {
  const told = plot.querySelector('.pg-told').getBoundingClientRect();
  const marks = '.pg-dot, .pg-marker, .pg-lowest path, .pg-label';
  return [...plot.querySelectorAll(marks)].filter((mark) => {
    const { left, right, top, bottom, width } = mark.getBoundingClientRect();
    return told.width && width && left < told.right + 1 && right > told.left - 1
      && top < told.bottom - 2 && bottom > told.top + 2;
  }).map((mark) => `${plot.ariaLabel} ${mark.getAttribute('class')}`);
})"""


@pytest.mark.parametrize("size", [(1280, 800), (844, 390), (390, 844), (320, 640)])
def test_what_a_picture_tells_covers_no_mark(
    page: Page, server: str, size: tuple[int, int]
):
    """Wherever the start is; and the large pictures name their marks all the same."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    more = "&points=1,0_2,-1.1_3,-1.8_4,-3.1_5,-4.5_6,-2"
    for query in (more, f"{more}&at=100", "&at=9&start=-1,3", "&at=9&start=-1,-2"):
        plots = go(page, server, f"?rate=0.1{query}").locator(".pg-plot")
        expect(page.locator(".pg-told").nth(1)).not_to_have_text("")
        for plot in plots.all()[1::-1]:
            if size[0] < 900:
                plot.click(position={"x": 9, "y": 9})  # it becomes the large one
                page.evaluate(TWO_FRAMES)
            assert plots.evaluate_all(OVER_MARKS) == [], query
            if size[0] > 900 or "pg-big" in (plots.nth(1).get_attribute("class") or ""):
                expect(plots.nth(1).get_by_text("start", exact=True)).to_be_visible()
                expect(plots.nth(1).get_by_text("best", exact=True)).to_be_visible()


@pytest.mark.parametrize("size", [(1440, 900), (844, 390), (390, 844)])
def test_every_picture_has_its_title(page: Page, server: str, size: tuple[int, int]):
    """The same in each size, at its top."""
    page.set_viewport_size({"width": size[0], "height": size[1]})
    plots = go(page, server).locator(".pg-plot")
    for plot, title in zip(
        plots.all(),
        ("Readings and line", "Loss over W and b", "Loss over the steps"),
        strict=True,
    ):
        words = plot.get_by_text(title, exact=True)
        expect(words).to_be_visible()
        assert (words.bounding_box() or {})["y"] - (plot.bounding_box() or {})["y"] < 9


# The color that something is drawn with, and the one behind all, as numbers.
COLORS = """one => [getComputedStyle(one).fill, getComputedStyle(one).stroke,
  getComputedStyle(document.body).backgroundColor].map((color) =>
  (color.match(/[.\\d]+/g) ?? []).map(Number))"""


def light(color: list[float]) -> float:
    """How light a color is (WCAG)."""
    parts = [c / 255 for c in color[:3]]
    linear = [c / 12.92 if c <= 0.04 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_can_be_read_in_colors_that_a_reader_forces(
    browser: Browser, server: str, scheme: str
):
    """Also where the site's own theme is the other: words, points, lines, marks."""
    context = browser.new_context(forced_colors="active", color_scheme=scheme)
    page = go(context.new_page(), server, "?at=300")
    page.get_by_title(re.compile("Switch to")).locator("visible=true").first.click()
    for part in ("pg-dot", "pg-line", "pg-marker", "pg-errors", "pg-name", "pg-label"):
        *drawn, behind = page.locator(f".{part}").first.evaluate(COLORS)
        shades = [light(color) for color in drawn if color]
        apart = max(
            (max(s, light(behind)) + 0.05) / (min(s, light(behind)) + 0.05)
            for s in shades
        )
        assert apart >= 3, part
    context.close()


def test_by_night_a_slider_is_of_the_blue_of_its_paper(browser: Browser, server: str):
    """Where it is empty a browser has a gray of its own, which looks brown there."""
    context = browser.new_context(color_scheme="dark")
    page = go(context.new_page(), server)
    for name in ("Step", "Learning rate, logarithmic", "Momentum 0"):
        with Image.open(io.BytesIO(field(page, name).screenshot())) as picture:
            place = picture.width - 30, picture.height // 2
            red, _, blue = picture.convert("RGB").getpixel(place)  # type: ignore[misc]
        assert blue > red + 15, name
    context.close()


def test_it_weighs_little(built: Path):
    """All files together, each compressed on its own, as the site has them.

    The last 500 bytes end an axis where its run does, and put words clear of marks; 300
    more are a phone's one row of presets, and its pictures beside the settings; 150
    more are the settings in two groups, of which a phone folds one; 50 more keep
    points below the titles and the names of the axes where points are added.
    """
    sheet = lightningcss.process_stylesheet((ASSETS / "playground.css").read_text())
    scripts = [file.read_bytes() for file in built.glob("assets/playground/*.js")]
    assert len(scripts) == len([*ASSETS.glob("*.js")])
    weights = [len(gzip.compress(text)) for text in (*scripts, sheet.encode())]
    assert sum(weights) <= 29_500


def test_on_paper_is_what_can_be_read(page: Page, server: str):
    """The pictures, where the run stands, and the program; nothing to press."""
    go(page, server)
    page.emulate_media(media="print")
    for part in (".pg-plots", ".pg-standing", ".pg-summary", ".pg-body pre >> nth=0"):
        expect(page.locator(part)).to_be_visible()
    dead = page.locator(".pg-body :is(button, input, select), .pg-arithmetic")
    assert not any(part.is_visible() for part in dead.all())
    page.emulate_media(media="screen")


def test_every_class_of_the_sheet_is_a_word_of_a_script():
    """A build that drops rules for unknown classes must know them all."""
    scripts = " ".join(file.read_text("utf-8") for file in ASSETS.glob("*.js"))
    sheet = (ASSETS / "playground.css").read_text("utf-8")
    classes = set(re.findall(r"\.(pg-[\w-]+)", sheet))
    assert classes <= set(re.findall(r"[\w-]+", scripts))


def test_the_runs_can_be_seen(play: Page):
    """In the built site, whatever it did to the style sheet."""
    for name in (".pg-line", ".pg-path", ".pg-marker", ".pg-ring", ".pg-errors"):
        style = "e => getComputedStyle(e).stroke"
        assert play.locator(name).first.evaluate(style) != "none"
    fill = play.locator(".pg-marker").first.evaluate("e => getComputedStyle(e).fill")
    assert fill != "rgb(0, 0, 0)"


def test_no_program_is_parsed_from_text():
    """Nothing that a strict policy forbids: no markup from strings, no inline code."""
    for file in ASSETS.glob("*.js"):
        text = file.read_text("utf-8")
        assert not re.search(r"innerHTML|insertAdjacentHTML|eval\(|new Function", text)
        assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


@pytest.mark.parametrize(
    ("place", "steps"), [("", 1000), ("zero_grad/", 100), ("learning_rate/", 1000)]
)
def test_its_parts_play_on_other_pages(
    page: Page, server: str, run, place: str, steps: int
):
    """They end where PyTorch ended, and lead to the playground with their settings.

    They rest at step 20: at its end the path would cover itself.
    """
    page.goto(server + place)
    part = page.locator("[data-playground]")
    part.scroll_into_view_if_needed()
    expect(page.locator(".pg-count")).to_have_text(f"20 / {steps}")
    slider = part.get_by_label("Step", exact=True)
    values = run("index").values
    ended = values["slopes"][values["frames"].index(steps)]
    words = f"W {ended:.5g}".replace("-", "\N{MINUS SIGN}")
    slider.press("Home")
    expect(part).not_to_contain_text(words)
    slider.press("End")
    expect(part).to_contain_text(words)
    part.locator("a[href*=playground]").click()
    page.wait_for_selector(".pg-drawn")
    assert ("zero=0" in page.url) == (place == "zero_grad/")


def test_the_link_of_a_part_follows_while_it_plays(page: Page, server: str):
    """Pressed right after a pause, it leads to the step that is shown."""
    page.goto(server)
    part = page.locator("[data-playground]")
    part.scroll_into_view_if_needed()
    page.wait_for_selector(".pg-drawn")
    press(page, "Play the steps")
    link = part.locator("a[href*=playground]")
    expect(link).to_have_attribute("href", re.compile(r"\?at=[1-9]"))
    shown, address = part.evaluate("""async (part) => {
      const link = part.querySelector('a[href*=playground]')
      part.querySelector('button').click()
      for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame)
      link.dispatchEvent(new PointerEvent('pointerdown'))
      return [part.querySelector('input').value, link.href]
    }""")
    assert address.endswith(f"?at={shown}")


def test_two_parts_on_a_page_do_not_meet(page: Page, server: str):
    """Each has its own settings and steps."""
    page.goto(server)
    alone(page)
    page.wait_for_function("() => typeof playground === 'object'")
    page.evaluate("""() => {
      for (const part of ['rate', 'zeroing']) {
        const place = document.createElement('div')
        Object.assign(place.dataset, { playground: part, state: 'steps=300' })
        document.querySelector('.md-content__inner').prepend(place)
      }
    }""")
    page.evaluate("""async () => {
      const { mount } = await playground.ready()
      document.querySelectorAll('[data-state="steps=300"]').forEach(mount)
    }""")
    rate, zeroing = (
        page.locator(f"[data-playground={p}]") for p in ("rate", "zeroing")
    )
    rate.get_by_label("Learning rate", exact=True).fill("0.01")
    zeroing.get_by_label("Step", exact=True).press("Home")
    expect(zeroing.locator(".pg-count")).to_have_text("0 / 300")
    expect(rate.locator(".pg-count")).to_have_text("20 / 300")
    expect(zeroing.locator(".pg-standing")).to_contain_text("Not zeroed: W 0.49626")
    expect(rate.get_by_label("Learning rate", exact=True)).to_have_value("0.01")


def test_the_marks_on_its_part_are_the_rates_of_the_page(page: Page, server: str, run):
    """The limit and the best rate are what the snippet computes."""
    page.goto(f"{server}learning_rate/")
    values = run("learning_rate").values
    part = page.locator("[data-playground]")
    part.scroll_into_view_if_needed()
    for name in ("best", "limit"):
        button = part.get_by_role("button", name=re.compile(name))
        expect(button).to_have_text(re.compile(rf"{name} 0\.0\d+"))
        rate = float((button.text_content() or "").split()[-1])
        assert rate == pytest.approx(values[name], rel=1e-3)
