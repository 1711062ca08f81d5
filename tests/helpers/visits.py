"""Visit pages in a browser: one reader for many tests, and what happened meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, Response, ViewportSize

DESKTOP = {"width": 1280, "height": 900}
CLEAR = "localStorage.clear(); sessionStorage.clear()"
EMULATED = ("media", "color_scheme", "reduced_motion", "forced_colors")
# What moved, from the first paint on: https://web.dev/articles/cls
WATCH = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries())
    if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
AXE = """async ([context, options]) => {
  const { violations } = await axe.run(context, options);
  return violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)]);
}"""


@dataclass
class Seen:
    """What a page complained of, and what it was sent."""

    complaints: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    responses: list[Response] = field(default_factory=list)

    def foreign(self, server: str) -> list[str]:
        """What was asked of other hosts."""
        return [url for url in self.asked if not url.startswith((server, "data:"))]

    @property
    def weight(self) -> int:
        """What was sent, in compressed bytes."""
        return sum(int(r.headers.get("content-length", 0)) for r in self.responses)


# A font that comes late, as on a busy machine, is rightly not used on that page.
LATE = "was preloaded using link preload but not used"


@contextmanager
def heard(page: Page) -> Iterator[Seen]:
    """Listen to a page for as long as the context lasts."""
    seen = Seen()
    listeners = {
        "console": lambda m: (
            LATE in m.text or seen.complaints.append(f"{m.type}: {m.text}")
        ),
        "pageerror": lambda error: seen.complaints.append(str(error)),
        "requestfailed": lambda r: seen.failed.append(r.url),
        "request": lambda request: seen.asked.append(request.url),
        "response": lambda response: seen.responses.append(response),
    }
    for event, listener in listeners.items():
        page.on(event, listener)
    try:
        yield seen
    finally:
        for event, listener in listeners.items():
            page.remove_listener(event, listener)


@contextmanager
def unconnected(browser: Browser) -> Iterator[Page]:
    """Open a page without a network, which must not complain or ask for one."""
    trouble: list[str] = []
    context = browser.new_context(offline=True)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.on("console", lambda m: m.type == "error" and trouble.append(m.text))
    page.on("pageerror", lambda e: trouble.append(str(e)))
    page.on("request", lambda r: r.url[:4] == "http" and trouble.append(r.url))
    yield page
    context.close()
    assert trouble == []


def tidy(context: BrowserContext, server: str) -> Page:
    """The page of a context as new: nothing is stored, intercepted or emulated."""
    page = context.pages[0]
    page.unroute_all(behavior="ignoreErrors")
    page.emulate_media(**dict.fromkeys(EMULATED, "null"))
    page.set_viewport_size(DESKTOP)
    page.mouse.move(0, 0)
    # A file without scripts: wherever the page was, what the site stores is found here,
    # and nothing is left that could store more.
    page.goto(f"{server}robots.txt")
    page.evaluate(CLEAR)
    return page


def violations(page: Page, context: Any, **options: Any) -> list[Any]:
    """What axe-core finds in a part of a page: each rule, and where it is broken."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = [context, {"resultTypes": ["violations"], **options}]
    return list(page.evaluate(AXE, found))


def opened(page: Page, address: str, size: ViewportSize) -> Page:
    """A page in a window of a size, with all that is folded."""
    page.set_viewport_size(size)
    page.goto(address)
    page.locator("details").evaluate_all("all => all.forEach(one => one.open = true)")
    return page
