"""Sliders over recorded runs, in a browser."""

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from runpages.records.store import Library

pytestmark = [pytest.mark.browser, pytest.mark.slow]
SLIDER = '[data-slider="momentum-1"]'
OUTPUT = "#output-momentum-slider-train pre"
CODE = "#cell-momentum-slider-train"


def opened(page: Page, address: str) -> None:
    """Open a page, and wait until its sliders listen."""
    page.goto(address)
    page.wait_for_function("() => !!document.querySelector('[data-slider]')?.oninput")


def output(library: Library, momentum: str) -> str:
    """What the program prints with this momentum."""
    name = "momentum/slider" + f"@momentum={momentum}" * (momentum != "0.9")
    return library.records[name]["cpu"].stdout("Train").strip()


def test_moving_a_slider_shows_another_run(
    page: Page, server: str, library: Library
) -> None:
    """Code, output, figure and its words; the keyboard moves it, and is heard."""
    opened(page, f"{server}momentum/")
    field = page.locator(f"{SLIDER} input")
    expect(field).to_have_attribute("aria-valuetext", "0.9")
    figure = page.locator("p.drawn[data-follows] svg").first
    before = figure.inner_html()
    field.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(OUTPUT)).to_contain_text(output(library, "0.99"))
    expect(field).to_have_attribute("aria-valuetext", "0.99")
    expect(page.locator(CODE)).to_contain_text("momentum = 0.99\n")
    assert figure.inner_html() != before
    W = library.records["momentum/slider@momentum=0.99"]["cpu"].values["W"]
    assert f"{W:.2f}".replace("-", "−") in (figure.get_attribute("aria-label") or "")
    page.keyboard.press("ArrowLeft")
    expect(page.locator(OUTPUT)).to_contain_text(output(library, "0.9"))


def test_a_slider_shows_where_it_stops(page: Page, server: str) -> None:
    """A mark for each of its positions, and its name on one line."""
    page.set_viewport_size({"width": 390, "height": 844})
    opened(page, f"{server}momentum/")
    field = page.locator(f"{SLIDER} input")
    stops = field.evaluate("e => [...e.list.options].map(o => o.value)")
    values = (field.get_attribute("data-values") or "").split()
    assert stops == [str(n) for n in range(len(values))]
    name = page.locator(f"{SLIDER} code").first
    assert name.evaluate("e => e.getClientRects().length") == 1


@pytest.mark.parametrize("width", [1280, 390])
def test_a_slider_is_in_sight_with_what_it_changes(
    page: Page, server: str, width: int
) -> None:
    """Below the header, down to the end of the figure, and no further."""
    page.set_viewport_size({"width": width, "height": 800})
    opened(page, f"{server}optimizer/")
    field = page.get_by_role("slider", name="learning_rate")
    figure = page.locator("p.drawn[data-follows]")
    figure.evaluate("e => e.scrollIntoView({ block: 'end', behavior: 'instant' })")
    before = figure.inner_html()
    field.press("ArrowRight")
    expect(figure).not_to_have_js_property("innerHTML", before)
    expect(figure).to_be_in_viewport(ratio=0.95)
    assert field.evaluate(
        "e => e.getBoundingClientRect().top >= "
        "document.querySelector('.md-header').getBoundingClientRect().bottom"
    )
    expect(field).to_be_in_viewport(ratio=1)
    after = page.locator("#see-the-gradient-as-a-slope")
    after.evaluate("e => e.scrollIntoView({ behavior: 'instant' })")
    expect(field).not_to_be_in_viewport()


@pytest.mark.parametrize("down", [40, 100, 200])
def test_what_a_key_changes_comes_out_from_under_the_slider(
    page: Page, server: str, down: int
) -> None:
    """For a reader who comes from below: the output, and the top of the curve."""
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, f"{server}optimizer/")
    bar, figure = (
        page.locator(".reach > .slider"),
        page.locator("p.drawn[data-follows]"),
    )
    figure.evaluate(
        "(figure, down) => scrollTo({ behavior: 'instant',"
        " top: scrollY + figure.getBoundingClientRect().top - 104 + down })",
        down,
    )
    before = figure.inner_html()
    field = page.get_by_role("slider", name="learning_rate")
    field.evaluate("e => e.focus({ preventScroll: true, focusVisible: true })")
    assert figure.evaluate("e => e.getBoundingClientRect().top") < 104
    page.keyboard.press("End")
    expect(figure).not_to_have_js_property("innerHTML", before)
    output = page.locator("#output-optimizer-rate-train")
    bar_box, output_box = bar.bounding_box() or {}, output.bounding_box() or {}
    assert output_box["y"] >= bar_box["y"] + bar_box["height"]
    expect(figure).to_be_in_viewport(ratio=1)
    place = page.evaluate("scrollY")  # and stays there
    page.keyboard.press("ArrowLeft")
    expect(figure).to_have_js_property("innerHTML", figure.inner_html())
    assert page.evaluate("scrollY") == place


# As far down as a number of a note is behind the slider.
BEHIND = """number => {
  const top = document.querySelector('.slider').getBoundingClientRect().height / 4
  scrollBy(0, number.getBoundingClientRect().top - 54 - top)
}"""


def test_no_number_of_a_note_is_seen_beside_a_slider(page: Page, server: str) -> None:
    """It is covered with its line, and not cut in half."""
    page.set_viewport_size({"width": 1280, "height": 800})
    opened(page, f"{server}optimizer/")
    page.locator(".reach summary").first.click()
    page.locator(".reach [data-n]").first.evaluate(BEHIND)
    page.wait_for_timeout(300)
    box = page.locator(".reach > .slider").first.bounding_box() or {}
    beside = {"x": box["x"] - 9, "y": box["y"], "width": 8, "height": box["height"]}
    with Image.open(io.BytesIO(page.screenshot(clip=beside))) as picture:  # type: ignore[arg-type]
        assert len(picture.convert("RGB").getcolors() or []) == 1


def test_a_loss_that_grows_stays_in_its_figure(page: Page, server: str) -> None:
    """At a rate that is too high, the curve still runs through all steps."""
    opened(page, f"{server}optimizer/")
    figure = page.locator("p.drawn[data-follows] svg")
    before = figure.inner_html()
    page.get_by_role("slider", name="learning_rate").press("End")
    expect(figure).not_to_have_js_property("innerHTML", before)
    share = figure.evaluate("""(svg) => {
      const curve = svg.querySelector('path[stroke*="--figure-0"]');
      return curve.getBBox().width / svg.viewBox.baseVal.width;
    }""")
    assert share > 0.7


def test_nothing_is_loaded_before_the_first_touch(page: Page, server: str) -> None:
    """The page is as light as without a slider."""
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, f"{server}momentum/")
    page.wait_for_selector(f"{SLIDER} input")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "/sliders/" in url]
    page.locator(f"{SLIDER} input").focus()
    page.keyboard.press("Home")
    expect(page.locator(CODE)).to_contain_text("momentum = 0.0\n")
    assert [url.rpartition("/")[2] for url in asked if "/sliders/" in url] == [
        "momentum-1.js"
    ]


def test_the_number_at_a_slider_is_that_of_the_page(page: Page, server: str) -> None:
    """Also while the runs are on their way: all change together."""
    waiting: list[Route] = []
    page.route("**/sliders/*.js", lambda route: waiting.append(route))
    opened(page, f"{server}momentum/")
    field = page.locator(f"{SLIDER} input")
    with page.expect_request("**/sliders/*.js"):
        field.press("ArrowRight")
    field.press("ArrowLeft")
    field.press("ArrowLeft")
    expect(page.locator(CODE)).to_contain_text("momentum = 0.9\n")
    expect(page.locator(f"{SLIDER} span")).to_have_text("0.9")
    expect(field).to_have_attribute("aria-valuetext", "0.9")
    waiting[0].continue_()
    expect(page.locator(CODE)).to_contain_text("momentum = 0.5\n")
    expect(page.locator(f"{SLIDER} span")).to_have_text("0.5")
    page.unroute_all()


def test_the_program_of_a_position_is_copied(
    page: Page, server: str, library: Library
) -> None:
    """From the first line to the end of the cell, with its number."""
    opened(page, f"{server}momentum/?momentum=0.5")
    expect(page.locator(OUTPUT)).to_contain_text(output(library, "0.5"))
    page.locator("details", has=page.locator(CODE)).locator("summary").click()
    page.locator(f"{CODE} .copy-program").click()
    page.wait_for_function(
        f"() => document.querySelector('{CODE} .copy-program').textContent == 'Copied'"
    )
    text = page.evaluate("navigator.clipboard.readText()")
    source = library.varied["momentum/slider@momentum=0.5"].source
    assert "\nmomentum = 0.5\n" in text
    assert source.startswith(text)


def test_the_program_at_the_top_has_the_numbers_of_the_page(
    page: Page, server: str
) -> None:
    """Its button copies what the slider made of the blocks."""
    opened(page, f"{server}real_data/?batch_size=128")
    expect(page.locator("main")).to_contain_text("batch_size = 128\n")
    page.locator(".top button").click()
    page.locator(".top button", has_text="Copied").wait_for()
    assert "\nbatch_size = 128\n" in page.evaluate("navigator.clipboard.readText()")


def test_the_address_keeps_a_position(
    page: Page, server: str, library: Library
) -> None:
    """It can be linked, and other parts of the address stay; the own value has none."""
    opened(page, f"{server}momentum/?momentum=0.5&other=1#what-momentum-does")
    field = page.locator(f"{SLIDER} input")
    expect(page.locator(OUTPUT)).to_contain_text(output(library, "0.5"))
    field.focus()
    page.keyboard.press("End")
    page.wait_for_url("**/?momentum=1.0&other=1#what-momentum-does")
    for _ in range(2):
        page.keyboard.press("ArrowLeft")
    page.wait_for_url("**/?other=1#what-momentum-does")


def test_a_position_that_no_slider_has_is_left_alone(
    page: Page, server: str, library: Library
) -> None:
    """Whatever an address says, the page shows a run."""
    opened(page, f"{server}momentum/?momentum=7")
    expect(page.locator(f"{SLIDER} input")).to_have_attribute("aria-valuetext", "0.9")
    expect(page.locator(OUTPUT)).to_contain_text(output(library, "0.9"))


def test_a_grid_has_two_ranges(page: Page, server: str, library: Library) -> None:
    """Each moves one number, and both together lead to a run."""
    opened(page, f"{server}beyond/")
    page.get_by_role("slider", name="degree").focus()
    page.keyboard.press("Home")
    page.get_by_role("slider", name="strength").focus()
    page.keyboard.press("End")
    made = library.records["beyond/night@degree=1,strength=0.1"]["cpu"]
    shown = page.locator("#output-beyond-night-fit pre")
    expect(shown).to_contain_text(made.stdout("Fit").splitlines()[0])


def test_without_scripts_the_page_shows_the_scripts_own_run(
    browser: Browser, server: str, library: Library
) -> None:
    """And no slider that would do nothing."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{server}momentum/")
    expect(page.locator(SLIDER)).to_be_hidden()
    expect(page.locator(OUTPUT)).to_contain_text(output(library, "0.9"))
    context.close()


def test_a_slider_works_from_disk(
    browser: Browser, offline: Path, library: Library
) -> None:
    """Its positions come as a script, which a page from disk may load."""
    context = browser.new_context()
    page = context.new_page()
    opened(page, (offline / "momentum.html").as_uri())
    page.locator(f"{SLIDER} input").focus()
    page.keyboard.press("Home")
    expect(page.locator(OUTPUT)).to_contain_text(output(library, "0.0"))
    context.close()


def test_the_walk_without_zeroing_shows_each_swing(page: Page, server: str) -> None:
    """At most a hundred steps: a thousand are one block of color."""
    page.goto(f"{server}zero_grad/")
    page.locator("[data-playground]").scroll_into_view_if_needed()
    steps = page.get_by_role("slider", name="Step")
    expect(steps).to_have_attribute("max", "100")
    expect(steps).to_have_value("20")
