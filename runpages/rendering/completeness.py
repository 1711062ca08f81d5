"""Find what pages and snippets lack: cells, titles, metadata, a page that shows them.

A page shows each cell of its snippet once, in order, or omits it: whoever copies the
blocks one after another then has the program. The rest is asked for by the option
`complete`; a site may do without.
"""

from collections.abc import Iterable, Iterator

from runpages.authored.page import Page
from runpages.authored.snippet import SCRIPT_METADATA, Snippet
from runpages.devices import package
from runpages.errors import RunpagesError, suggest
from runpages.rendering.document import Code, Placed
from runpages.rendering.resolve import Resolver, titles

PACKAGES = {"torch": "torch", "numpy": "numpy", "matplotlib": "matplotlib"}
PACKAGES |= {"pandas": "pandas", "sklearn": "scikit-learn"}
"""What is imported, and the package that it comes with: those that snippets may use."""
METADATA = "Begin it with # /// script, as the other snippets."


def of_pages(pages: Iterable[Page]) -> Iterator[RunpagesError]:
    """Find pages without a title, a description, or a heading, or with another's."""
    titled: dict[str, str] = {}
    for page in pages:
        for name in ("title", "description"):
            if name not in page.meta:
                what = f"the page has no {name}"
                remedy = f"Write '{name}: …' in its front matter."
                yield RunpagesError(page.path, what, remedy, 1)
        if not any(map(_is_heading, page.text.split("\n"))):
            what, remedy = "the page has no heading", "Begin its text with '# …'."
            yield RunpagesError(page.path, what, remedy, page.offset + 1)
        if (first := titled.setdefault(page.title, page.path)) != page.path:
            what = f"the page has the title of {first}: {page.title}"
            line = page.lines.get("title", 1)
            yield RunpagesError(page.path, what, "Give it one of its own.", line)


def of_snippets(
    snippets: Iterable[Snippet], shown: frozenset[str]
) -> Iterator[RunpagesError]:
    """Find snippets that declare too little, or that no page shows."""
    for snippet in snippets:
        if snippet.helper:
            continue
        if not SCRIPT_METADATA.search(snippet.source):
            what = "the snippet has no script metadata"
            yield RunpagesError(snippet.path, what, METADATA, 1)
        else:
            yield from _declared(snippet)
        if snippet.name not in shown:
            remedy = "Show a cell of it, or delete it."
            yield RunpagesError(snippet.path, "no page shows the snippet", remedy)


def _is_heading(line: str) -> bool:
    return line.startswith("<h1") or (line[:2] == "# " and bool(line[2:3].strip()))


def _declared(snippet: Snippet) -> Iterator[RunpagesError]:
    for requirement in snippet.requirements:
        pin = requirement.partition(";")[0].strip()  # without where it holds
        name, _, wanted = (part.strip() for part in pin.partition("=="))
        installed = package(name).partition("+")[0] if wanted else ""
        if installed not in ("missing", wanted):
            what = f"the snippet declares {pin}, and its record is of {installed}"
            line = snippet.source[: snippet.source.find(pin)].count("\n") + 1
            remedy = f"Write {name}=={installed}."
            yield RunpagesError(snippet.path, what, remedy, line)
    for line, text in enumerate(snippet.source.split("\n"), 1):
        word, module, *_ = [*text.replace(".", " ").replace(",", " ").split(), "", ""]
        comes_with = PACKAGES.get(module, "") if word in ("import", "from") else ""
        if comes_with not in ("", *snippet.dependencies):
            what = f"the snippet imports {module} and does not declare {comes_with}"
            remedy = f'Add "{comes_with}" to its dependencies.'
            yield RunpagesError(snippet.path, what, remedy, line)


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
            how, remedy = f"and not '{want}' before it", f"Show '{want}' before it, or "
            remedy += "list it under 'omit'."
            if title in shown or title not in wanted:
                how = "a second time" if title in shown else "and lists it under 'omit'"
                remedy = "Show each cell once, in order, or omit it."
            what = f"the page shows cell '{title}' of its snippet {how}"
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
