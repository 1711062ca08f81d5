"""What people type into the search, and whether the page that answers it is found."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.thorough]

FILE = Path(__file__).with_name("questions.yml")
QUESTIONS: dict[str, list[str]] = yaml.safe_load(FILE.read_text("utf-8"))
LINKS = "links => links.map(link => link.href)"


def pages(links: list[str]) -> list[str]:
    """The different pages among results, best first, without notebook editions."""
    paths = [urlsplit(link).path.removeprefix("/lines/") for link in links]
    names = [path.strip("/") or "index" for path in paths]
    return list(dict.fromkeys(n for n in names if not n.startswith("notebooks")))


def ask(page: Page, question: str) -> list[str]:
    """Type a question as a reader does; returns the first three pages found."""
    field = page.locator(".md-search__input")
    field.fill("")
    page.locator(".md-search-result__item").first.wait_for(state="detached")
    field.fill(question)
    page.wait_for_function(
        "() => document.querySelector('.md-search-result__item')"
        " || /^No /.test(document.querySelector('.md-search-result__meta').innerText)"
    )
    links = page.locator(".md-search-result__item > .md-search-result__link")
    return pages(links.evaluate_all(LINKS))[:3]


def test_what_people_type_leads_to_the_page_that_answers(page: Page, server: str):
    """For most of the questions it is among the first three pages found."""
    page.goto(server)
    page.locator(".md-search__input").click()
    found = {question: ask(page, question) for question in QUESTIONS}
    missed = {q: f for q, f in found.items() if not set(f) & set(QUESTIONS[q])}
    report = "\n".join(f"{question}: found {f}" for question, f in missed.items())
    print(f"{len(missed)} of {len(QUESTIONS)} missed\n{report}")
    assert len(QUESTIONS) - len(missed) >= 36, report
