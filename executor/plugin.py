"""The MkDocs plugin: it starts runs while MkDocs loads, and hands it rendered pages."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc
from mkdocs.utils.templates import TemplateContext

from executor import cite, pages, settings
from executor.aside import Aside
from executor.compiled import Compiled
from executor.editions import books, edition_uri, editions, offers
from executor.errors import ExecutorError
from executor.glossary import tooltips
from executor.hidden import hidden
from executor.inline import inline, standalone
from executor.library import Library
from executor.maths import check, mathml
from executor.notebook import notebook
from executor.pages import Page
from executor.render import Rendered, compiled, render
from executor.runner import Runner
from executor.settings import Settings
from executor.site import Site
from executor.text import fence

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("executor")
_CHANGED = (
    "what was changed on this page before, by MkDocs or another plugin, is lost. "
    "Name executor first in 'plugins'."
)
DEFAULT = Settings(Path())


class ExecutorConfig(base.Config):  # type: ignore[no-untyped-call]
    """The options; `executor.settings` says what they mean."""

    snippets = c.Type(str, default=DEFAULT.snippets)
    recordings = c.Type(str, default=DEFAULT.recordings)
    cache = c.Type(str, default=DEFAULT.cache)
    timeout = c.Type((int, float), default=DEFAULT.timeout)
    memory = c.Type(int, default=DEFAULT.memory)
    output = c.Type(int, default=DEFAULT.output)
    jobs = c.Type(int, default=DEFAULT.jobs)
    fork = c.Type(bool, default=DEFAULT.fork)
    notebooks = c.Choice(("never", "build", "always"), default=DEFAULT.notebooks)
    devices = c.ListOfItems(c.Type(str), default=[])


class ExecutorPlugin(BasePlugin[ExecutorConfig]):  # type: ignore[no-untyped-call]
    """One instance lives as long as the command, however often the site is rebuilt."""

    def __init__(self) -> None:
        self.serving = False
        self.settings = DEFAULT
        self.runner: Runner | None = None
        self.wait: Callable[[], Library] = Library
        self.pages: dict[str, Page] = {}
        """By uri. A page that cannot be read stays what it was before."""
        self.unread: dict[str, ExecutorError] = {}
        self.formulas = False
        self.rendered: dict[str, Rendered] = {}
        """By uri. While serving, a page that fails keeps what it was before."""
        self.tooltips = ""
        self.library = Library()
        self.order: list[Page] = []
        """The pages in the order of the navigation."""
        self.editions: Aside | None = None
        """Writes the forms in which readers take pages along."""
        self.notebooks: dict[str, Page] = {}
        """Pages by the uri of their notebook edition."""
        self.site = Site("", "")
        self.citation: dict[str, Any] = {}
        self.watch: Callable[[str], object] | None = None
        """Has the live server look at a file, too."""
        self.watched: set[Path] = set()
        self.problems: dict[str, list[ExecutorError]] = {}
        """By uri, or under "" where a problem belongs to no page."""

    def on_startup(
        self, command: Literal["build", "gh-deploy", "serve"], dirty: bool
    ) -> None:
        """While the site is being served, nothing may stop it."""
        self.serving = command == "serve"

    def on_config(self, config: MkDocsConfig) -> None:
        """Start what is stale; MkDocs goes on loading meanwhile."""
        root = Path(os.path.abspath(config.config_file_path or "mkdocs.yml")).parent
        docs = os.path.relpath(config.docs_dir, root)
        report = log.debug if os.environ.get("CI") else log.info
        self.problems, self.unread = {}, {}
        self.formulas = "pymdownx.arithmatex" in config.markdown_extensions
        with self._caught():
            self.settings = settings.make(root, {"docs": docs, **self.config})
            if self.runner and self.runner.settings != self.settings:
                self.runner.close()
                self.runner = None
            self.runner = self.runner or Runner(self.settings, report)
            self.wait = self.runner.refresh()
            drafts = None if self.serving else config.draft_docs
            out = hidden(config.exclude_docs, drafts)
            found = pages.read(Path(config.docs_dir), root, self.unread, out)
            before = {u: p for u, p in self.pages.items() if u in self.unread}
            self.pages = before | found
            self.tooltips = tooltips(self.pages.values())
            self.citation = cite.read(root)
            if self.runner.starting:
                self._prepare(config)

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Render all pages: what is wrong is known before the old site is deleted."""
        if "" in self.problems:
            return
        with self._caught():
            self.library = self.wait()
        if "" in self.problems:
            return
        library = self.library
        self.site = Site(
            config.site_name,
            config.site_description or "",
            config.site_url or "",
            config.nav,
            config.repo_url or "",
            config.use_directory_urls,
        )
        for uri in library.stale:
            log.info("%s is not of the current source and is not shown", uri)
        self.order = pages.ordered(config.nav, self.pages)
        self.rendered = {u: r for u, r in self.rendered.items() if u in self.pages}
        for page in self.pages.values():
            self._render(page, self.order, library)
        self.problems |= {uri: [error] for uri, error in self.unread.items()}
        # Each problem once: a snippet's on the first page that shows it, and last of
        # all those that no page shows.
        every = [error for found in self.problems.values() for error in found]
        every += [e for e in library.errors.values() if e not in every]
        self._stop(dict.fromkeys(every))
        wanted = {"never": False, "build": not self.serving, "always": True}
        shown = self._right() if wanted[self.config.notebooks] else {}
        self.notebooks = books(self.order, shown, library)
        self._watch_included()

    def on_env(
        self, env: Environment, config: MkDocsConfig, files: Files
    ) -> Environment:
        """Compiling the theme's templates takes a fifth of a small build."""
        env.bytecode_cache = env.bytecode_cache or self._compiled()
        return env

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a page for each notebook edition, but where the author has one."""
        there = files.src_uris
        self.notebooks = {
            uri: page
            for uri, page in self.notebooks.items()
            if page.uri in there and uri not in there
        }
        for uri in self.notebooks:
            inclusion = InclusionLevel.NOT_IN_NAV
            file = File.generated(config, uri, content="", inclusion=inclusion)
            files.append(file)
        return files

    def on_nav(self, nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
        """Begin with the other editions, of the pages that are left."""
        self._drop()
        taken = {file.dest_uri for file in files}
        pages = [page for page in self.order if page.uri in files.src_uris]
        self.editions = Aside(
            lambda: self._write(pages, config.site_dir, taken), self.settings.fork
        )
        return nav

    def on_page_read_source(self, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """MkDocs must not stumble over a page that cannot be read."""
        return "" if page.file.src_uri in self.unread else None

    def on_page_markdown(
        self, markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Give the rendered page, and add its figures to the site."""
        uri = page.file.src_uri
        notice = self._notice(uri)
        if uri in self.notebooks:
            page.meta.update(self._notebook_meta(self.notebooks[uri]))
            return notice
        if uri not in self.rendered:  # made by another plugin, or never right yet
            return notice or markdown
        for place, svg in self.rendered[uri].figures.items():
            if not files.get_file_from_path(place):
                figure = standalone(svg)
                files.append(File.generated(config, place, content=figure))
        page.meta["ran_on"] = self.rendered[uri].ran_on
        page.meta["editions"] = self._offers(self.pages[uri])
        tips = "" if "tooltips" in page.meta else self.tooltips
        return notice + self._shown(uri, markdown) + tips

    def on_page_content(
        self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Make formulas MathML."""
        uri = page.file.src_uri
        if uri in self.notebooks:
            return self._notebook(page)
        if uri not in self.rendered:
            return html
        try:
            return mathml(html, self.pages[uri].path)
        except ExecutorError as error:  # in what an embed gave
            self._stop([error])
            return html

    def on_page_context(
        self, context: TemplateContext, page: MkDocsPage, **_: Any
    ) -> TemplateContext:
        """The canonical address of a notebook edition is that of its page."""
        if self.site.address and page.file.src_uri in self.notebooks:
            uri = self.notebooks[page.file.src_uri].uri
            page.canonical_url = self.site.page(uri)
        return context

    def on_post_page(
        self, output: str, page: MkDocsPage, config: MkDocsConfig
    ) -> str | None:
        """Put the figures into the page: so late, the search has not to read them."""
        rendered = self.rendered.get(page.file.src_uri)
        return inline(output, rendered.figures) if rendered else output

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Wait for the forms in which readers take the pages along."""
        if self.editions:
            with self._caught():
                self.editions.finish()
        if self.notebooks:
            from executor import jupyter

            jupyter.sweep(self._books())

    def on_serve(
        self, server: "LiveReloadServer", config: MkDocsConfig, **_: Any
    ) -> None:
        """Saving a snippet rebuilds; the worker stays warm for it."""
        self.watch = server.watch
        self._watch_included()
        root = self.settings.root
        watched = [self.settings.folder(name) for name in ("snippets", "recordings")]
        for place in [*watched, root / cite.FILE]:
            if place.exists():
                server.watch(str(place))
        if self.runner:
            self.runner.warm()

    def on_shutdown(self) -> None:
        """End what runs."""
        self._drop()
        if self.runner:
            self.runner.close()

    @contextmanager
    def _caught(self) -> Iterator[None]:
        """Stop the build for an error, or remember it for the pages."""
        try:
            yield
        except ExecutorError as error:
            self._stop([error])
            self.problems[self._owner(error)] = [error]

    def _prepare(self, config: MkDocsConfig) -> None:
        """Compile the templates while the worker starts, which takes longer."""
        kept = self._compiled()
        for page in self.pages.values():
            with suppress(Exception):  # it is said when the page is rendered
                compiled(page, kept)
        kept.prepare(config.theme.get_env(), "main.html")

    def _shown(self, uri: str, markdown: str) -> str:
        """The rendered page, or what others made of one that embeds nothing."""
        page, rendered = self.pages[uri], self.rendered[uri].markdown
        if markdown.strip() == page.text.strip():
            return rendered
        if rendered == page.text:
            return markdown
        log.warning("%s: %s", page.path, _CHANGED)
        return rendered

    def _watch_included(self) -> None:
        """Saving a file that a page includes rebuilds as well."""
        if not self.watch:
            return
        for file in self.library.included - self.watched:
            self.watch(str(file))
            self.watched.add(file)

    def _drop(self) -> None:
        if self.editions:
            self.editions.drop()

    def _right(self) -> dict[str, Rendered]:
        """The pages in which nothing is wrong."""
        return {u: r for u, r in self.rendered.items() if u not in self.problems}

    def _write(self, pages: list[Page], folder: str, taken: set[str]) -> None:
        """Write the editions of these pages, but for the author's own files."""
        made = editions(self.site, pages, self._right(), self.library)
        for place, text in made.items():
            if place not in taken:
                _put(os.path.join(folder, place), text)

    def _offers(self, page: Page) -> dict[str, Any]:
        """What the foot of a page offers."""
        address = self.site.page(page.uri) if self.site.address else ""
        offered = offers(page, self.site, self.library, self.citation, address)
        if (uri := edition_uri(page)) in self.notebooks:
            offered["files"]["Notebook"] = replace(self.site, address="").page(uri)
        return offered

    def _notebook_meta(self, page: Page) -> dict[str, Any]:
        """The front matter of a notebook edition; the search finds its page instead."""
        return {
            "title": f"{page.title}, as a notebook",
            "description": f"The notebook of the page “{page.title}”.",
            "editions": self._offers(page),
            "search": {"exclude": True},
        }

    def _notebook(self, page: MkDocsPage) -> str:
        """The content of a notebook edition, and its table of contents."""
        from executor import jupyter

        source = self.notebooks[page.file.src_uri]
        site = replace(self.site, address="")
        book = notebook(source, self.rendered[source.uri], self.library, site)
        try:
            markup = jupyter.edition(book, self._books())
        except ExecutorError as error:
            self._stop([error])
            return ""
        page.toc = get_toc(jupyter.headings(markup))
        start = site.page(
            source.uri, "notebooks/a/" if site.directories else "notebooks/"
        )
        back = f'The notebook of <a href="{start}">{source.title}</a>'
        content = jupyter.linked(markup, site.directories)
        return f'<p class="notebook-of">{back}</p>{content}'

    def _books(self) -> Path:
        return self.settings.folder("cache") / "notebooks"

    def _compiled(self) -> Compiled:
        return Compiled(self.settings.folder("cache") / "compiled")

    def _render(self, page: Page, order: list[Page], library: Library) -> None:
        try:
            if self.formulas:
                check(page)
            rendered = render(page, order, library, self._compiled())
            self.rendered[page.uri] = rendered
            failed = [library.errors[s] for s in rendered.used if s in library.errors]
        except ExecutorError as error:
            failed = [error]
        if failed:
            self.problems[page.uri] = failed

    def _notice(self, uri: str) -> str:
        """What is wrong with a page, on top of it; only ever seen while serving."""
        found = self.problems.get("", []) + self.problems.get(uri, [])
        text = "".join(fence(str(e), "{ .text .output .error }") + "\n" for e in found)
        old = "Below is the page as it was before.\n\n" if uri in self.rendered else ""
        return text + old if text else ""

    def _owner(self, error: ExecutorError) -> str:
        """The uri of the page that an error is in, or nothing."""
        return next((u for u, p in self.pages.items() if p.path == error.path), "")

    def _stop(self, errors: Iterable[ExecutorError]) -> None:
        """Stop the build, or say what is wrong and go on serving."""
        text = "\n".join(map(str, errors))
        if text and self.serving:
            log.error(text)
        elif text:
            self.on_shutdown()
            raise PluginError(text)


def _put(file: str, text: str) -> None:
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as opened:
            opened.write(text.encode())
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise ExecutorError(file, what, "Make room.") from error
