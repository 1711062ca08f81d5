"""What people type into the search, and whether it leads to what answers it."""

from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow]

FILE = Path(__file__).with_name("questions.yml")
QUESTIONS: dict[str, list[str]] = yaml.safe_load(FILE.read_text("utf-8"))
PLACES = "(links, base) => links.map((link) => link.href.slice(base.length))"


def ask(page: Page, question: str, base: str, most: int = 3) -> list[str]:
    """Type a question as a reader does; returns where the first links lead."""
    page.locator(".search input").fill(question)
    found = page.locator(f".search li:nth-child(-n+{most}) a").evaluate_all(
        PLACES, base
    )
    return [place.replace("/#", "#").strip("/") or "index" for place in found]


def right(place: str, wanted: str) -> bool:
    """Whether it is that page, or that section where one is named."""
    return place == wanted or place.partition("#")[0] == wanted


@pytest.mark.parametrize(
    ("question", "where", "said"),
    [
        ("what is a tensor", "glossary#tensor", "An array of numbers of one dtype"),
        (
            "what does backward do",
            "glossary#backpropagation",
            "applying the chain rule",
        ),
        ("loss function", "glossary#loss", "how badly the model fits"),
        ("what is requires_grad", "glossary#requires-grad", "The mark of a tensor"),
        ("bias", "glossary#bias", "The number that a layer adds"),
        ("slope", "glossary#slope", "How much a line rises"),
        ("intercept", "glossary#intercept", "The value of a line at x = 0"),
        ("slope and intercept", "glossary#slope", "How much a line rises"),
        ("mae", "glossary#mae", "How much the predictions miss"),
        ("mse loss", "glossary#mse", "The average of the squared residuals"),
        ("detach vs no_grad", "without_variable", "why .detach() is safer"),
        ("least squares solution", "closed_form", "the best line with one call"),
        ("fit line numpy", "closed_form", "the best line with one call"),
        ("loss is nan", "mistakes#nan", "the loss becomes nan: the rate is too high"),
        (
            "learning rate too high",
            "learning_rate#the-learning-rate-is-too-high-or-too-low",
            "Too high: the loss grows",
        ),
        ("no module named torch", "#how-to-install", "means that the Python"),
        (
            "how many steps",
            "learning_rate#how-many-steps-a-learning-rate-needs",
            "steps",
        ),
        (
            "loss stuck",
            "learning_rate#the-learning-rate-is-too-high-or-too-low",
            "Too high: the loss grows",
        ),
        ("pytorch linear regression", "index", "every way"),
        ("linear regression pytorch", "index", "every way"),
        ("install pytorch", "#how-to-install", "you need Python 3"),
        ("ModuleNotFoundError: No module named 'torch'", "#how-to-install", "means"),
    ],
)
def test_a_question_is_answered_by_the_first_link(
    page: Page, server: str, question: str, where: str, said: str
):
    """A word by what defines it, else what holds the question; in a sentence."""
    page.goto(server)
    page.keyboard.press("/")
    page.wait_for_function("() => 'search' in window")
    assert ask(page, question, server)[0] == where
    expect(page.locator(".search li a").first).to_contain_text(said)
    assert page.locator(".search li a").count() <= 10
    quoted = page.locator(".search li span").all_inner_texts()
    assert [text for text in quoted if text and len(text.split()) < 4] == []


def test_backward_leads_to_its_lesson(page: Page, server: str):
    """Among the first three, after the word itself."""
    page.goto(server)
    page.keyboard.press("/")
    page.wait_for_function("() => 'search' in window")
    assert "optimizer#what-one-step-does" in ask(page, "what does backward do", server)


@pytest.mark.parametrize(
    "question",
    ["loss is nan", "why is my loss nan", "loss nan", "loss goes up instead of down"],
)
def test_a_loss_of_nan_leads_to_rates_that_are_too_high(
    page: Page, server: str, question: str
):
    """The message first, and their section among the first three."""
    page.goto(server)
    page.keyboard.press("/")
    page.wait_for_function("() => 'search' in window")
    first, *others = ask(page, question, server)[:3]
    assert first == "mistakes#nan"
    assert "learning_rate#the-learning-rate-is-too-high-or-too-low" in others


def test_what_people_type_leads_to_what_answers_it(page: Page, server: str):
    """All of the questions by one of the first three links, most by the first."""
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
    first = [
        q for q, (p, *_) in found.items() if any(right(p, w) for w in QUESTIONS[q])
    ]
    assert len(first) >= 300
