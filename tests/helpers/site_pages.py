"""The pages of this site, as its tests find them: whoever adds one adds no name."""

import json
import posixpath
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
from verdicts import touched

from runpages.assets.search import PLACE, Found
from runpages.authored.page import labelled
from runpages.site import loading

ROOT = Path(__file__).parents[2]


CONFIG = loading.load(ROOT)
ORDERED = loading.every_page(CONFIG)
"""In the order of the navigation."""
PAGES = {page.uri.removesuffix(".md"): page for page in ORDERED}
"""By what their addresses are made of, such as `optimizer`."""
STEMS = sorted(PAGES)
BOOKS = [
    stem
    for stem, page in sorted(PAGES.items())
    if (page.snippet or "exercises" in page.meta) and page.meta.get("notebook", True)
]
"""Those that have a notebook."""
TITLES = {stem: page.title for stem, page in PAGES.items()}
LABELS = {stem: page.label for stem, page in PAGES.items()}
"""What the navigation calls a page."""
GROUPS = {uri.removesuffix(".md"): group for uri, _, group in labelled(CONFIG.nav)}
"""And of which of its groups it is."""


KINDS = (
    "index",  # a table of all ways, a figure that moves
    "optimizer",  # a program with notes, figures, folded parts
    "zero_grad",  # a part of the playground, formulas
    "playground",
    "mistakes",  # long tables, messages
    "exercises",  # folded parts in folded parts
    "glossary",  # definitions
    "real_data",  # wide outputs
)
"""Pages that together have all that pages have."""


def of_each_kind(
    stems: Iterable[str], *often: str, rarely: Iterable[str] = ()
) -> list[Any]:
    """Pages as parameters: one of each kind and what changed, thoroughly all."""
    some = {*KINDS, *often} - {*rarely}
    some |= {stem for stem in STEMS if f"docs/{stem}.md" in touched()}
    rest = {True: (), False: pytest.mark.thorough}
    return [pytest.param(stem, marks=rest[stem in some]) for stem in stems]


def place(stem: str) -> str:
    """Where a page is, from the root of the site."""
    above, name = posixpath.split(stem)
    return "".join(f"{p}/" for p in (above, "" if name == "index" else name) if p)


def before(stem: str) -> str:
    """The page from which a reader turns to this one."""
    order = [*PAGES]
    return order[order.index(stem) - 1]


def after(stem: str) -> str:
    """The page to which a reader turns from this one."""
    order = [*PAGES]
    return order[order.index(stem) + 1]


def indexed(built: Path) -> list[Found]:
    """What the search of a built site knows of each page."""
    script = (built / PLACE).read_text("utf-8")
    pages: list[Found] = json.loads(
        script.removeprefix("var searchPages = ").removesuffix(";\n")
    )
    return pages
