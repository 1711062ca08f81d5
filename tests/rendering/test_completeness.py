"""What pages and snippets lack, said in the build where a site asks for it."""

from importlib.metadata import version

import pytest

from runpages.authored.page import parse
from runpages.authored.snippet import Snippet
from runpages.rendering.completeness import of_pages, of_snippets

HEAD = "---\ntitle: It\ndescription: What it is.\n---\n"
METADATA = '# /// script\n# dependencies = ["torch", "numpy"]\n# ///\n'
HELD = f"numpy=={version('numpy')}; python_version >= '3.11'"
CELL = "# %% Data\nx = 1\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"{HEAD}# It\n", ""),
        (
            "---\ndescription: What.\n---\n# It\n",
            "a.md:1: the page has no title. Write 'title: …' in its front matter.",
        ),
        (
            "---\ntitle: It\n---\n# It\n",
            "a.md:1: the page has no description. Write 'description: …' in its "
            "front matter.",
        ),
        (
            f"{HEAD}Text.\n",
            "a.md:5: the page has no heading. Begin its text with '# …'.",
        ),
        (
            f"{HEAD}#  \nText.\n",
            "a.md:5: the page has no heading. Begin its text with '# …'.",
        ),
    ],
)
def test_what_a_page_lacks_is_said(text: str, message: str) -> None:
    """With the file, the line, and what to write."""
    assert [str(e) for e in of_pages([parse("a.md", "a.md", text)])] == [
        message
    ] * bool(message)


def test_two_pages_with_one_title_are_told_apart() -> None:
    """At the title of the second."""
    pages = [parse(name, name, f"{HEAD}# It\n") for name in ("a.md", "b.md")]
    (error,) = of_pages(pages)
    assert str(error) == (
        "b.md:2: the page has the title of a.md: It. Give it one of its own."
    )


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (METADATA + CELL, ""),
        (METADATA.replace("numpy", HELD) + CELL, ""),
        ("x = 1  # a module beside a program\n", ""),
        (
            CELL,
            "it.py:1: the snippet has no script metadata. Begin it with # /// script, "
            "as the other snippets.",
        ),
        (
            METADATA.replace("numpy", "pytest==1.0") + CELL,
            "it.py:2: the snippet declares pytest==1.0, and its record is of",
        ),
        (
            f"{METADATA}# %% Data\nimport pandas as pd\n",
            "it.py:5: the snippet imports pandas and does not declare pandas. Add "
            '"pandas" to its dependencies.',
        ),
    ],
)
def test_what_a_snippet_lacks_is_said(source: str, message: str) -> None:
    """Of programs, not of the modules beside them."""
    found = of_snippets([Snippet("it", "it.py", source)], frozenset({"it"}))
    messages = [str(error) for error in found]
    assert len(messages) == bool(message)
    assert not message or messages[0].startswith(message)


def test_a_snippet_that_no_page_shows_is_named() -> None:
    """It would be run in vain."""
    (error,) = of_snippets([Snippet("it", "it.py", METADATA + CELL)], frozenset())
    assert str(error) == (
        "it.py: no page shows the snippet. Show a cell of it, or delete it."
    )
