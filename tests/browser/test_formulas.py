"""Formulas: the same everywhere, also where no font for mathematics is installed."""

import os
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <selectfont><rejectfont>
    <glob>*Math*</glob><glob>*math*</glob><glob>*STIX*</glob>
  </rejectfont></selectfont>
</fontconfig>
"""
SIZES = """() => [...document.querySelectorAll("math *")].map((part) => {
  const {width, height} = part.getBoundingClientRect();
  return [part.tagName, width.toFixed(1), height.toFixed(1)].join(" ");
})"""


@pytest.fixture(scope="module")
def plain(
    launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    """A browser on a system without fonts for mathematics."""
    folder = tmp_path_factory.mktemp("fonts")
    (folder / "fonts.conf").write_text(FONTS, "utf-8")
    config = str(folder / "fonts.conf")
    browser = launch(env={**os.environ, "FONTCONFIG_FILE": config})
    yield browser
    browser.close()


def opened(browser: Browser, address: str) -> Page:
    """A page whose font has come: on a first visit it may come too late."""
    page = browser.new_page()
    page.goto(address)
    page.evaluate("document.fonts.load('16px Formulas')")
    page.reload()
    page.evaluate("document.fonts.ready")
    return page


def test_fences_and_sums_grow_without_an_installed_font(plain: Browser, server: str):
    """Parentheses are as tall as the matrix in them, a sum is taller than text."""
    page = opened(plain, f"{server}learning_rate/")
    fence, table = page.evaluate("""() => {
      const table = document.querySelector("math mtable");
      const fence = table.parentNode.querySelector("mo");
      return [fence, table].map((part) => part.getBoundingClientRect().height);
    }""")
    assert fence >= 0.9 * table
    page.close()


@pytest.mark.parametrize(
    "place", ["closed_form/", pytest.param("by_hand/", marks=pytest.mark.thorough)]
)
def test_formulas_measure_the_same_everywhere(
    plain: Browser, browser: Browser, server: str, place: str
):
    """With fonts for mathematics installed or without."""
    without, having = (opened(one, server + place) for one in (plain, browser))
    sizes = without.evaluate(SIZES)
    assert sizes == having.evaluate(SIZES)
    assert len(sizes) > 20
    without.close()
    having.close()


def test_only_pages_with_formulas_load_the_font(browser: Browser, server: str):
    """The first needs it before it is drawn, the second never.

    A browser waits for it, as for that of titles, where style sheets come after it.
    """
    asked: dict[str, list[str]] = {"by_hand/": [], "references/": []}
    for place, addresses in asked.items():
        page = browser.new_page()
        page.on("request", lambda r, seen=addresses: seen.append(r.url))
        page.goto(server + place, wait_until="networkidle")
        first = page.locator("head > link").first
        expect(first).to_have_attribute("href", f"{server}assets/fonts/title.woff")
        page.close()
    fonts = {p: {a for a in found if "math.woff" in a} for p, found in asked.items()}
    assert fonts == {"by_hand/": {f"{server}assets/math.woff"}, "references/": set()}


def test_subscripts_stand_equally_high(page: Page, server: str):
    """Those of y, which reaches below the line, and those of x."""
    page.goto(f"{server}by_hand/")
    line = page.locator("p:has(msub)").first
    tops = line.locator("msub > :last-child").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect().top)"
    )
    assert len(tops) >= 3
    assert max(tops) - min(tops) < 1
