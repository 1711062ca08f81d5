"""The pages of this site, as its tests find them: whoever adds one adds no name."""

import posixpath
from pathlib import Path

from runpages.site import loading

ROOT = Path(__file__).parent.parent
ORDERED = loading.every_page(loading.load(ROOT))
"""In the order of the navigation."""
PAGES = {page.uri.removesuffix(".md"): page for page in ORDERED}
"""By what their addresses are made of, such as `optimizer`."""
STEMS = sorted(PAGES)
TITLES = {stem: page.title for stem, page in PAGES.items()}


def place(stem: str) -> str:
    """Where a page is, from the root of the site."""
    above, name = posixpath.split(stem)
    return "".join(f"{p}/" for p in (above, "" if name == "index" else name) if p)


def before(stem: str) -> str:
    """The page from which a reader turns to this one."""
    order = [*PAGES]
    return order[order.index(stem) - 1]
