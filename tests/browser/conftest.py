"""A browser for the tests beside this file, and the site where it can reach it."""

import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import chromium
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from serving import serve


@pytest.fixture(scope="session")
def server(built: Path) -> Iterator[str]:
    """Where the built site is served: in a folder of its host, as GitHub does."""
    with serve(built, "/lines/") as address:
        yield address


@pytest.fixture(scope="session")
def launch() -> Iterator[Callable[..., Browser]]:
    """Start a browser, with an environment of its own if one is given."""
    path = chromium.find()
    if not path:
        missing = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        missing(chromium.MISSING)
    with sync_playwright() as playwright:
        options = {"executable_path": path, "args": ["--no-sandbox"]}
        yield partial(playwright.chromium.launch, **options)


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """One browser for all tests; without one they are skipped."""
    browser = launch()
    yield browser
    browser.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """An empty page; nothing that it opens may complain or ask another host."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(f"{m.type}: {m.text}"))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.on(
        "request",
        lambda r: r.url.startswith((server, "data:")) or complaints.append(r.url),
    )
    yield page
    context.close()
    assert complaints == []
