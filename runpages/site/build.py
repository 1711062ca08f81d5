"""Build the site once: read and render its pages, and write their editions."""

from collections.abc import Iterator
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage

from runpages.assets.positions import positions
from runpages.authored import citation
from runpages.authored.embed_syntax import calls
from runpages.authored.page import Page, ordered, read
from runpages.editions.all_editions import editions, offers
from runpages.errors import RunpagesError
from runpages.files import read_text, write
from runpages.markup.extension import Documents
from runpages.markup.parts import standalone
from runpages.markup.tooltips import tooltips
from runpages.records.store import Library
from runpages.rendering.completeness import of_pages, of_snippets
from runpages.rendering.document import Document
from runpages.rendering.render import render
from runpages.settings import Settings, Site
from runpages.site import loading
from runpages.site.build_errors import BuildErrors
from runpages.site.notebook_pages import GROUP, INDEX, NotebookPages
from runpages.template_cache import TemplateCache

log = get_plugin_logger("runpages")
_CHANGED = (
    "what was changed on this page before, by MkDocs or another plugin, is lost. "
    "Name runpages first in 'plugins'."
)


class Build:
    """What one build knows of the pages of a site, by their uri.

    While serving, a page that fails stays what it was in the build `before`.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        errors: BuildErrors,
        serving: bool,
        before: "Build | None",
    ) -> None:
        self.config, self.errors, self.serving = config, errors, serving
        self.pages: dict[str, Page] = before.pages if before else {}
        self.documents: dict[str, Document] = before.documents if before else {}
        self.unread: dict[str, RunpagesError] = {}
        self.library = Library()
        self.order: list[Page] = []
        """The pages in the order of the navigation."""
        self.markup = Documents()
        self.tooltips: dict[str, str] = {}
        self.citation: dict[str, Any] = {}
        self.settings = Settings(Path())
        self.site = Site("", "")
        self.notebooks = NotebookPages(self.site, {}, self.library, Path())

    def read(self, settings: Settings) -> None:
        """Read the pages; raises RunpagesError for what belongs to none of them."""
        self.settings = settings
        files = loading.documents(self.config, self.serving)
        found = read(files, settings.root, self.unread)
        kept = {u: p for u, p in self.pages.items() if u in self.unread}
        self.pages = self.errors.pages = kept | found
        self.tooltips = tooltips(self.pages.values())
        self.citation = citation.read(settings.root)

    def source(self, file: File) -> str | None:
        """Read a page; raises RunpagesError for one that was there a moment ago."""
        if file.src_uri in self.unread:
            return ""
        page = self.pages.get(file.src_uri)
        return read_text(Path(str(file.abs_src_path)), page.path) if page else None

    def templates(self) -> TemplateCache:
        """Keep compiled templates, those of pages and of this theme."""
        theme = str(self.config.theme.name)
        return TemplateCache(str(self.settings.folder("cache") / "compiled" / theme))

    def render(self, library: Library) -> None:
        """Render all pages from the records of a library."""
        self.library, self.site = library, loading.site(self.config)
        for uri in library.stale:
            log.info("%s is not of the current source and is not shown", uri)
        for text in library.said:
            log.info("Not shown to readers: %s", text)
        for page in self.pages.values():
            if not page.text.strip():
                log.info("%s is empty", page.path)
        self.order = ordered(self.config.nav, self.pages)
        kept = {u: d for u, d in self.documents.items() if u in self.pages}
        self.documents = kept
        for page in self.pages.values():
            self._render(page)
        self.errors.found |= {uri: [error] for uri, error in self.unread.items()}
        lacks = [*self._lacks()] if self.settings.complete else []
        # A snippet's is said on the first page that shows it, if one does.
        found = chain(*self.errors.found.values())
        self.errors.stop([*found, *library.errors.values(), *lacks])
        wanted = {"never": False, "build": not self.serving, "always": True}
        shown = self._right() if wanted[self.settings.notebooks] else {}
        cache = self.settings.folder("cache") / "notebooks"
        self.notebooks = NotebookPages(self.site, shown, library, cache)

    def markdown(self, page: MkDocsPage, markdown: str) -> str:
        """Give the rendered page, and tell the theme what there is to know of it."""
        uri = page.file.src_uri
        notice = self.errors.notice(uri, before=uri in self.documents)
        self.markup.begin()
        if source := self.notebooks.pages.get(uri):
            self._describe(page, source)
            return notice
        document = self.documents.get(uri)
        if not document:  # made by another plugin, or never right yet
            if not notice and any(calls(markdown)):
                what = "its embeds are not rendered: another plugin added it"
                self.errors.stop([RunpagesError(uri, what, "Put it below docs.")])
            return notice or markdown
        page.meta["ran_on"] = [str(one) for one in document.ran_on]
        page.meta["programs"] = sorted(document.used)
        self._describe(page, self.pages[uri])
        self.markup.begin(document, {} if "tooltips" in page.meta else self.tooltips)
        return notice + self._shown(page, markdown)

    def html(self, page: MkDocsPage, html: str) -> str:
        """Say what was found wrong in the page when it became HTML."""
        uri = page.file.src_uri
        if uri in self.notebooks.pages:
            with self.errors.caught():
                return self.notebooks.content(page, self.config)
        return self.errors.add_from_html(uri, self.markup.errors) + html

    def place_notebooks(self, files: Files) -> None:
        """Name notebooks as their lessons.

        Each leads to its page, to the list of all, and to those beside it. The list is
        in the navigation, unless an author wrote one.
        """
        found = self.notebooks.pages
        every = [file.page for file in files.documentation_pages()]
        groups = (page.parent for page in every if page and page.parent)
        group = next((group for group in groups if group.title == GROUP), None)
        file, ours = files.src_uris.get(INDEX), InclusionLevel.NOT_IN_NAV
        if group and file and file.page and file.inclusion is ours:
            file.page.parent = group
            group.children.append(file.page)
        pages = [files.src_uris[uri].page for uri in found]
        for page, source in zip(pages, found.values(), strict=True):
            if page and (lesson := files.src_uris[source.uri].page):
                page.title = lesson.title
                page.meta["of"] = lesson
                page.meta["list"] = files.src_uris[INDEX].page
        for page, following in pairwise(pages):
            if page and following:
                page.next_page, following.previous_page = following, page

    def write_editions(self, files: Files, before: Path | None) -> None:
        """Write the editions of the pages that are left, but for the author's files.

        And the figures that these name, and what sliders load. What has not changed
        is that of the site `before`, if this one will replace it.
        """
        left = [page for page in self.order if page.uri in files.src_uris]
        taken = {file.dest_uri for file in files}
        right = self._right()
        made = editions(self.site, left, right, self.library)
        for document in (right[page.uri] for page in left if page.uri in right):
            drawn = document.figures.items()
            made |= {place: standalone(figure.svg) for place, figure in drawn}
            made |= positions(document)
        for place, text in made.items():
            if place not in taken:
                file = Path(self.config.site_dir, place)
                write(file, text, before / place if before else None)

    def _render(self, page: Page) -> None:
        library = self.library
        try:
            document = render(page, self.order, library, self.templates())
            self.documents[page.uri] = document
            failed = [library.errors[s] for s in document.used if s in library.errors]
        except RunpagesError as error:
            failed = [error]
        if failed:
            self.errors.found[page.uri] = failed

    def _lacks(self) -> Iterator[RunpagesError]:
        """Remember what pages lack; find what snippets do, unless pages fail.

        While serving, a snippet may be there before its page.
        """
        uris = {page.path: uri for uri, page in self.pages.items()}
        for error in chain(of_pages(self.order), loading.misnamed(self.config)):
            uri = uris.get(error.path, "")
            self.errors.found.setdefault(uri, []).append(error)
        if not self.serving and not self.errors.found:
            used = {name for page in self.documents.values() for name in page.used}
            yield from of_snippets(self.library.snippets.values(), frozenset(used))

    def _describe(self, given: MkDocsPage, page: Page) -> None:
        """Tell the theme what a page or its edition offers, and how long it is."""
        given.meta["minutes"] = self.documents[page.uri].minutes
        given.meta["editions"] = self._offers(page)
        for name in {"level", "snippet"} & set(page.meta):
            given.meta[name] = page.meta[name]

    def _right(self) -> dict[str, Document]:
        """Find the pages in which nothing is wrong, in the order of the navigation."""
        found = self.errors.found
        known = [p.uri for p in self.order if p.uri in self.documents]
        return {uri: self.documents[uri] for uri in known if uri not in found}

    def _shown(self, given: MkDocsPage, markdown: str) -> str:
        """Give the rendered page, or what others made of one that embeds nothing."""
        uri = given.file.src_uri
        page, rendered = self.pages[uri], self.documents[uri].text
        if markdown.strip() == page.text.strip():
            return rendered
        if rendered == page.text:
            return markdown
        there = given.file.content_bytes.decode(errors="replace").replace("\r\n", "\n")
        if page.text.strip() in there:  # and not saved meanwhile
            log.warning("%s: %s", page.path, _CHANGED)
        return rendered

    def _offers(self, page: Page) -> dict[str, Any]:
        """List what the foot of a page offers."""
        address = self.site.page(page.uri) if self.site.address else ""
        offered = offers(page, self.site, self.library, self.citation, address)
        offered["files"].update(self.notebooks.offered(page))
        return offered
