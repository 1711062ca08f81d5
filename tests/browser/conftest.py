"""A browser for the tests beside this file, and the site where it can reach it."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import chromium
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from serving import serve
from visits import DESKTOP, WATCH, heard, tidy

LIMIT = 60_000
"""Milliseconds until what should be seen is given up: no busy machine is that slow."""


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
        expect.set_options(timeout=LIMIT)
        yield partial(playwright.chromium.launch, **options)


@pytest.fixture(scope="session")
def browser(launch: Callable[..., Browser]) -> Iterator[Browser]:
    """One browser for all tests; without one they are skipped."""
    browser = launch()
    yield browser
    browser.close()


@contextmanager
def one_reader(browser: Browser) -> Iterator[BrowserContext]:
    """A reader for many tests: a new one costs four times what a visit does."""
    context = browser.new_context(viewport=DESKTOP)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.set_default_timeout(LIMIT)
    context.add_init_script(WATCH)
    context.new_page()
    yield context
    context.close()


@pytest.fixture(scope="session")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """The reader of most tests, tidied up before each."""
    with one_reader(browser) as context:
        yield context


@pytest.fixture(scope="session")
def visitor(browser: Browser) -> Iterator[BrowserContext]:
    """One who stays on a page for several tests: what is stored is not the other's."""
    with one_reader(browser) as context:
        yield context


@pytest.fixture
def tab(context: BrowserContext, server: str) -> Page:
    """The page of that reader, as new."""
    return tidy(context, server)


@pytest.fixture
def page(tab: Page, server: str) -> Iterator[Page]:
    """An empty page; nothing that it opens may complain or ask another host."""
    with heard(tab) as seen:
        yield tab
    assert seen.complaints == []
    assert seen.foreign(server) == []
