"""Find tooltips for the terms of the glossary, wherever a page uses them."""

import re
from collections.abc import Iterable

from runpages.authored.page import Page
from runpages.errors import RunpagesError, suggest

ENTRY = re.compile(r"^(\S[^\n]*?)(?: *\{[^}\n]*\})?\n:   ([^\n]+)", re.MULTILINE)


def tooltips(pages: Iterable[Page]) -> dict[str, str]:
    """Find the explanations of all words that a page's front matter lists.

    `tooltips:` gives for each term of a definition list the words that get its first
    sentence as a tooltip. Raises RunpagesError for a term that is not defined.
    """
    found = {}
    for page in pages:
        defined = _definitions(page) if "tooltips" in page.meta else {}
        for term, words in page.meta.get("tooltips", {}).items():
            if term not in defined:
                hint = suggest(term, defined, "Its terms")
                raise RunpagesError(page.path, f"no definition of '{term}'", hint, 1)
            found.update(dict.fromkeys(words, defined[term]))
    return found


def _definitions(page: Page) -> dict[str, str]:
    """Find the first sentence of each definition, by each of the names before it."""
    found = {}
    for names, definition in ENTRY.findall(page.text):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", definition)
        first, end, _ = plain.partition(". ")
        found.update({name.strip(): first + end.strip() for name in names.split(",")})
    return found
