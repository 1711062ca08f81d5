"""What Zensical makes of the exported site works in a browser, from disk as well."""

import importlib.util
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from shared import once
from visits import unconnected

from runpages.records.store import Library

# tests/editions/test_export.py compares all that Zensical makes of each page.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.thorough]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def exported(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site to be read from disk, exported, and built without our modules."""
    if os.environ.get("CI") != "true" and not importlib.util.find_spec("zensical"):
        pytest.skip("Zensical is not installed")

    def make(tree: Path) -> None:
        environment = {**os.environ, "OFFLINE": "true"}
        for command, folder in (
            (["-m", "runpages", "export", tree], ROOT),
            (["-I", "-m", "zensical", "build"], tree),
        ):
            done = subprocess.run(
                [sys.executable, *command],
                cwd=folder,
                env=environment,
                capture_output=True,
                encoding="utf-8",
            )
            assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "exported-offline", make) / "site"


@pytest.fixture
def page(browser: Browser, exported: Path) -> Iterator[Page]:
    """A browser without a network; no page may complain or ask for one."""
    with unconnected(browser) as page:
        yield page


def test_search_finds_a_page_and_leads_there(page: Page, exported: Path):
    """As on our own site."""
    page.goto((exported / "optimizer.html").as_uri())
    page.get_by_role("button", name="Search").first.click()
    page.keyboard.type("playground")
    page.locator("ol a[href*='playground']").first.click()
    page.wait_for_url("**/playground.html*")


def test_the_playground_trains(page: Page, exported: Path):
    """Its scripts and style sheets come along."""
    page.goto((exported / "playground.html").as_uri())
    page.get_by_label("Step", exact=True).press("End")
    expect(page.locator("[data-playground]")).to_contain_text("W −1.0586, b 1.0505")


def test_a_program_is_copied(page: Page, exported: Path):
    """Up to the block whose button was pressed."""
    page.goto((exported / "optimizer.html").as_uri())
    page.locator(".copy-program:visible").first.click()
    expect(page.get_by_text("Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert (ROOT / "snippets/optimizer.py").read_text("utf-8").startswith(copied)
    assert "y = torch.tensor" in copied
