"""What people type into the search, and whether it leads to what answers it."""

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILE = Path(__file__).with_name("questions.yml")
QUESTIONS: dict[str, list[str]] = yaml.safe_load(FILE.read_text("utf-8"))
PLACES = "(links, base) => links.map((link) => link.href.slice(base.length))"


def ask(page: Page, question: str, base: str) -> list[str]:
    """Type a question as a reader does; returns where the first three links lead."""
    page.locator(".search input").fill(question)
    found = page.locator(".search li:nth-child(-n+3) a").evaluate_all(PLACES, base)
    return [place.replace("/#", "#").strip("/") or "index" for place in found]


def right(place: str, wanted: str) -> bool:
    """Whether it is that page, or that section where one is named."""
    return place == wanted or place.partition("#")[0] == wanted


def test_what_people_type_leads_to_what_answers_it(page: Page, server: str):
    """All of the questions, by one of the first three links."""
    page.goto(server)
    page.keyboard.press("/")
    page.wait_for_function("() => 'search' in window")
    found = {question: ask(page, question, server) for question in QUESTIONS}
    missed = {
        question: places
        for question, places in found.items()
        if not any(right(p, w) for p in places for w in QUESTIONS[question])
    }
    assert missed == {}
