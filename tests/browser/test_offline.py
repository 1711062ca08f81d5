"""The zip of the site works from disk, without a network."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from site_pages import STEMS
from visits import unconnected

from runpages.records.store import Library

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def unpacked(offline: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site as `make offline` packs it, unpacked where a reader might."""
    folder = tmp_path_factory.mktemp("offline")
    archive = shutil.make_archive(str(folder / "packed"), "zip", offline)
    shutil.unpack_archive(archive, folder / "My Downloads/site")
    return folder / "My Downloads/site"


@pytest.fixture(scope="module")
def page(browser: Browser, unpacked: Path) -> Iterator[Page]:
    """A browser without a network; no page may complain or ask for one."""
    with unconnected(browser) as page:
        yield page


def test_search_finds_a_page_and_leads_there(page: Page, unpacked: Path):
    """As with a server."""
    page.goto((unpacked / "index.html").as_uri())
    page.locator(".search-button").click()
    page.keyboard.type("why zero_grad")
    page.locator(".search a[href*='zero_grad.html']").first.click()
    page.wait_for_url("**/zero_grad.html*")
    assert "zero_grad" in page.title()
    page.wait_for_function("() => CSS.highlights.get('searched')?.size > 0")


def test_programs_are_copied_from_disk(page: Page, unpacked: Path, library: Library):
    """Where a browser fetches nothing, the program still comes."""
    page.goto((unpacked / "optimizer.html").as_uri())
    assert page.locator("[data-markdown]").is_hidden()
    page.locator(".top button").click()
    page.wait_for_function("() => window.programs?.optimizer")
    source = page.evaluate("window.programs.optimizer.source")
    assert source == library.snippets["optimizer"].source


def test_the_other_forms_are_in_the_zip(page: Page, unpacked: Path):
    """Each link at the top and the foot of a page leads to a file."""
    page.goto((unpacked / "optimizer.html").as_uri())
    links = page.locator(":is(.top, .editions) a").evaluate_all(
        "all => all.map((a) => a.href)"
    )
    places = [link.partition(unpacked.as_uri() + "/")[2] for link in links]
    assert {"snippets/optimizer.py", "notebooks/optimizer.html"} < set(places)
    assert [p for p in places if not (unpacked / p).is_file()] == []


def test_the_playground_plays_from_disk(page: Page, unpacked: Path):
    """Its files are classic scripts: a browser loads no module from there."""
    page.goto((unpacked / "playground.html").as_uri())
    expect(page.locator(".pg-count")).to_have_text("20 / 1000")
    page.get_by_label("Step", exact=True).press("End")
    expect(page.locator(".pg-count")).to_have_text("1000 / 1000")


@pytest.mark.thorough  # the tests above visit some
def test_every_page_is_readable(page: Page, unpacked: Path):
    """Each opens with its content, and without a word in the console."""
    for stem in STEMS:
        file = unpacked / f"{stem}.html"
        page.goto(file.as_uri())
        assert page.locator("h1").first.is_visible(), file.name
