"""A page shows each cell of its snippet once, in order, or says that it omits it.

Whoever copies the blocks one after another then has the program.
"""

from runpages.errors import suggest
from runpages.rendering.resolve import Resolver, titles


class Order:
    """What a page has shown of its snippet, and what it still has to show.

    Raises RunpagesError for a snippet, or a cell to omit, that is not there.
    """

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.shown: list[str] = []
        self.wanted = self._wanted() if resolver.page.snippet else []

    def show(self, title: str) -> None:
        """Note that a cell is shown; raises RunpagesError unless it is the next."""
        want = next(iter(self._left()), None)
        if title != want:
            instead = f"; '{want}' is next" if want else ""
            done = "a second time" if title in self.shown else "out of order"
            done = done if title in self.wanted else "and lists it under 'omit'"
            what = f"the page shows cell '{title}' of its snippet {done}{instead}"
            remedy = "Show each cell once, in order, or omit it."
            raise self.resolver.error(what, remedy)
        self.shown.append(title)

    def finish(self) -> None:
        """Note that the page ends; raises RunpagesError for a cell that is left."""
        for title in self._left():
            what = f"the page does not show cell '{title}' of its snippet"
            remedy = "Show it, or list it under 'omit'."
            raise self.resolver.error(what, remedy, self._line("snippet"))

    def _left(self) -> list[str]:
        return self.wanted[len(self.shown) :]

    def _wanted(self) -> list[str]:
        """List the titles of the cells that the page has to show."""
        own, line = self.resolver.own, self._line("snippet")
        every = titles(self.resolver.record(own, line=line))
        omitted = self.resolver.page.meta.get("omit") or []
        for title in omitted:
            if title not in every:
                what = f"snippet '{own}' has no cell '{title}' to omit"
                hint = suggest(title, every, "Its cells")
                raise self.resolver.error(what, hint, self._line("omit"))
        return [title for title in every if title not in omitted]

    def _line(self, name: str) -> int:
        return self.resolver.page.lines.get(name, 1)
