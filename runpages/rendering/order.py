"""Check that a page shows each cell of its snippet once, in order, or omits it.

Whoever copies the blocks one after another then has the program.
"""

from collections.abc import Iterable

from runpages.errors import suggest
from runpages.rendering.document import Code, Placed
from runpages.rendering.resolve import Resolver, titles


def check_order(resolver: Resolver, wanted: list[str], parts: Iterable[Placed]) -> None:
    """Check the cells among the parts of a page; raises RunpagesError."""
    page, shown = resolver.page, list[str]()
    own = [
        (placed.part.title, placed.line)
        for placed in parts
        if isinstance(placed.part, Code) and placed.part.snippet == page.snippet
    ]
    for title, line in own:
        want = next(iter(wanted[len(shown) :]), None)
        if title != want:
            instead = f"; '{want}' is next" if want else ""
            done = "a second time" if title in shown else "out of order"
            done = done if title in wanted else "and lists it under 'omit'"
            remedy = "Show each cell once, in order, or omit it."
            if want and title in wanted and want not in dict(own):
                done, instead = f"and not '{want}' before it", ""
                remedy = f"Show '{want}' before it, or list it under 'omit'."
            what = f"the page shows cell '{title}' of its snippet {done}{instead}"
            raise resolver.error(what, remedy, line)
        shown.append(title)
    for title in wanted[len(shown) :]:
        what = f"the page does not show cell '{title}' of its snippet"
        remedy = "Show it, or list it under 'omit'."
        raise resolver.error(what, remedy, page.lines.get("snippet", 1))


def cells_to_show(resolver: Resolver) -> list[str]:
    """List the titles of the cells that the page has to show; raises RunpagesError."""
    page, own = resolver.page, resolver.page.snippet
    if not own:
        return []
    every = titles(resolver.record(own, line=page.lines.get("snippet", 1)))
    omitted = page.meta.get("omit") or []
    for title in omitted:
        if title not in every:
            what = f"snippet '{own}' has no cell '{title}' to omit"
            hint = suggest(title, every, "Its cells")
            raise resolver.error(what, hint, page.lines.get("omit", 1))
    return [title for title in every if title not in omitted]
