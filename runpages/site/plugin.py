"""The MkDocs plugin: it starts runs while MkDocs loads, and hands it rendered pages."""

import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.utils.templates import TemplateContext

from runpages import settings
from runpages.assets.positions import positions
from runpages.authored import page as pages
from runpages.authored.page import Page
from runpages.authored.template import Compiled
from runpages.editions import citation as cite
from runpages.editions import editions, offers
from runpages.errors import RunpagesError
from runpages.markup.extension import Documents
from runpages.markup.parts import standalone
from runpages.markup.tooltips import tooltips
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.rendering.document import Document
from runpages.rendering.render import compiled, render
from runpages.settings import Settings, Site
from runpages.site import loading
from runpages.site.build_errors import Problems
from runpages.site.notebook_pages import NotebookPages
from runpages.site.swap import Swap
from runpages.site.theme import Theme

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("runpages")
_CHANGED = (
    "what was changed on this page before, by MkDocs or another plugin, is lost. "
    "Name runpages first in 'plugins'."
)
EMBED = re.compile(r"\{\{<\s*\w+\(")
DEFAULT = Settings(Path())


class RunpagesPlugin(BasePlugin[base.LegacyConfig]):  # type: ignore[no-untyped-call]
    """One instance lives as long as the command, however often the site is rebuilt."""

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}
        self.serving = self.dirty = False
        self.settings = DEFAULT
        self.runner: Runner | None = None
        self.wait: Callable[[], Library] = Library
        self.pages: dict[str, Page] = {}
        """By uri. A page that cannot be read stays what it was before."""
        self.unread: dict[str, RunpagesError] = {}
        self.documents: dict[str, Document] = {}
        """By uri. While serving, a page that fails keeps what it was before."""
        self.markup = Documents()
        self.tooltips: dict[str, str] = {}
        self.library = Library()
        self.files = Files([])
        self.order: list[Page] = []
        """The pages in the order of the navigation."""
        self.swap: Swap | None = None
        """Where the site is built, unless it is served, or only partly built."""
        self.built = False
        self.theme: Theme  # from on_config on
        self.site = Site("", "")
        self.notebooks = NotebookPages(self.site, Path(), {}, self.library)
        self.citation: dict[str, Any] = {}
        self.watch: Callable[[str], object] | None = None
        """Has the live server look at a file, too."""
        self.watched: set[Path] = set()
        self.problems = Problems({}, self.serving, self._stop_runs)

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Take the options as they are: `settings` checks them, with their lines."""
        self.options = options
        return [], []

    def on_startup(
        self, command: Literal["build", "gh-deploy", "serve"], dirty: bool
    ) -> None:
        """While the site is being served, nothing may stop it."""
        self.serving, self.dirty = command == "serve", dirty

    def on_config(self, config: MkDocsConfig) -> None:
        """Start what is stale; MkDocs goes on loading meanwhile."""
        file = Path(os.path.abspath(config.config_file_path or "mkdocs.yml"))
        docs = os.path.relpath(config.docs_dir, file.parent)
        places = {"docs": docs, "site": config.site_dir}
        report = log.debug if os.environ.get("CI") else log.info
        self.problems = Problems(self.pages, self.serving, self._stop_runs)
        self.unread = {}
        self.markup = Documents()
        config.markdown_extensions.append(self.markup)
        self.theme = Theme(config, self.serving)
        with self.problems.caught():
            self.settings = settings.make(file, {**places, **self.options})
            if not self.serving and not self.dirty:
                self.swap = Swap(config, self.settings.folder("cache") / "site")
                self.swap.begin()
            if self.runner and self.runner.settings != self.settings:
                self.runner.close()
                self.runner = None
            self.runner = self.runner or Runner(self.settings, report)
            self.wait = self.runner.refresh()
            files = loading.documents(config, self.serving)
            found = pages.read(files, file.parent, self.unread)
            before = {u: p for u, p in self.pages.items() if u in self.unread}
            self.pages = self.problems.pages = before | found
            self.tooltips = tooltips(self.pages.values())
            self.citation = cite.read(file.parent)
            if self.runner.starting:
                self._prepare(config)

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Render all pages."""
        if not self.problems.everywhere:
            with self.problems.caught():
                self.library = self.wait()
        if self.problems.everywhere:
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
        for text in library.deprecations:
            log.info("Not shown to readers: %s", text)
        self.order = pages.ordered(config.nav, self.pages)
        self.documents = {u: d for u, d in self.documents.items() if u in self.pages}
        for page in self.pages.values():
            self._render(page, self.order, library)
        self.problems.found |= {uri: [error] for uri, error in self.unread.items()}
        # A snippet's is said on the first page that shows it, if one does.
        self.problems.stop_for_all(library.errors.values())
        self._choose_notebooks()
        self._watch_included()

    def on_env(
        self, env: Environment, config: MkDocsConfig, files: Files
    ) -> Environment:
        """Stop for what is wrong; prepare the theme and its compiled templates."""
        self.problems.stop_late()
        self.files = files
        self.theme.prepare(env)
        self.theme.announce(files)
        env.bytecode_cache = env.bytecode_cache or self._compiled()
        return env

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a page for each notebook edition, but where the author has one."""
        self.notebooks.add(files, config)
        return files

    def on_page_read_source(self, page: MkDocsPage, config: MkDocsConfig) -> str | None:
        """MkDocs must not stumble over a page that cannot be read."""
        return "" if page.file.src_uri in self.unread else None

    def on_page_markdown(
        self, markdown: str, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Give the rendered page, and add its figures to the site."""
        uri = page.file.src_uri
        self.markup.begin()
        notice = self.problems.notice(uri, before=uri in self.documents)
        if source := self.notebooks.pages.get(uri):
            page.meta.update(self.notebooks.meta(uri))
            page.meta["editions"] = self._offers(source)
            return notice
        document = self.documents.get(uri)
        if not document:  # made by another plugin, or never right yet
            if not notice and EMBED.search(markdown):
                what = "its embeds are not rendered: another plugin added it"
                remedy = "Put it below docs."
                self.problems.stop([RunpagesError(uri, what, remedy)])
            return notice or markdown
        for place, figure in document.figures.items():
            if not files.get_file_from_path(place):
                content = standalone(figure.svg)
                files.append(File.generated(config, place, content=content))
        page.meta["ran_on"] = [str(one) for one in document.ran_on]
        page.meta["programs"] = sorted(document.used)
        page.meta["editions"] = self._offers(self.pages[uri])
        tips = {} if "tooltips" in page.meta else self.tooltips
        self.markup.begin(document, tips)
        return notice + self._shown(uri, markdown)

    def on_page_content(
        self, html: str, page: MkDocsPage, config: MkDocsConfig, files: Files
    ) -> str:
        """Say what was found wrong in the page when it became HTML."""
        if page.file.src_uri in self.notebooks.pages:
            with self.problems.caught():
                return self.notebooks.content(page, config)
        return self.problems.late(page.file.src_uri, self.markup.errors) + html

    def on_page_context(
        self, context: TemplateContext, page: MkDocsPage, **_: Any
    ) -> TemplateContext:
        """Say where the picture of a page is, and of which page an edition is one."""
        context.update(self.theme.describe(page))  # type: ignore[typeddict-item]
        source = self.notebooks.pages.get(page.file.src_uri)
        if self.site.address and source:
            page.canonical_url = self.site.page(source.uri)
        return context

    def on_post_page(
        self, output: str, page: MkDocsPage, config: MkDocsConfig
    ) -> str | None:
        """Mend what is not right in the theme's part of a page."""
        return self.theme.mend(output)

    def on_post_template(
        self, output: str, *, template_name: str, config: MkDocsConfig
    ) -> str | None:
        """Mend the page for addresses that do not exist like all others."""
        return self.theme.mend(output) if template_name == "404.html" else output

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write all that is beside the pages."""
        with self.problems.caught():
            self._write_editions(config.site_dir)
        self.notebooks.sweep()
        self.theme.write()
        self.built = True

    def on_build_error(self, error: Exception) -> None:
        """The site stays as it was; a strict build fails after all is built."""
        self.built = False

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
        """End what runs; a build that was good becomes the site.

        MkDocs calls this while what stopped the build, such as Ctrl-C, is on its way.
        """
        self._stop_runs()
        swap, self.swap = self.swap, None
        if swap and self.built and not sys.exc_info()[0]:
            with self.problems.caught():
                swap.end()
        if swap:
            swap.drop()

    def _stop_runs(self) -> None:
        if self.runner:
            self.runner.close()

    def _prepare(self, config: MkDocsConfig) -> None:
        """Compile the templates while the worker starts, which takes longer."""
        kept = self._compiled()
        for page in self.pages.values():
            with suppress(Exception):  # it is said when the page is rendered
                compiled(page, kept)
        environment = config.theme.get_env()
        self.theme.prepare(environment)
        kept.prepare(environment, "main.html")

    def _shown(self, uri: str, markdown: str) -> str:
        """The rendered page, or what others made of one that embeds nothing."""
        page, rendered = self.pages[uri], self.documents[uri].text
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
        for file in (self.library.included | self.library.inputs) - self.watched:
            self.watch(str(file))
            self.watched.add(file)

    def _right(self) -> dict[str, Document]:
        """The pages in which nothing is wrong."""
        found = self.problems.found
        return {u: d for u, d in self.documents.items() if u not in found}

    def _write_editions(self, folder: str) -> None:
        """Write the editions of the pages that are left, but for the author's files."""
        pages = [page for page in self.order if page.uri in self.files.src_uris]
        taken = {file.dest_uri for file in self.files}
        made = editions(self.site, pages, self._right(), self.library)
        for document in self._right().values():
            made |= positions(document)
        for place, text in made.items():
            if place not in taken:
                _put(os.path.join(folder, place), text)

    def _choose_notebooks(self) -> None:
        """Have notebook editions of what is right, in builds that want them."""
        wanted = {"never": False, "build": not self.serving, "always": True}
        shown = self._right() if wanted[self.settings.notebooks] else {}
        folder = self.settings.folder("cache") / "notebooks"
        self.notebooks = NotebookPages(self.site, folder, shown, self.library)
        self.notebooks.choose(self.order)

    def _offers(self, page: Page) -> dict[str, Any]:
        """What the foot of a page offers."""
        address = self.site.page(page.uri) if self.site.address else ""
        offered = offers(page, self.site, self.library, self.citation, address)
        offered["files"].update(self.notebooks.offered(page))
        return offered

    def _compiled(self) -> Compiled:
        return Compiled(self.settings.folder("cache") / "compiled")

    def _render(self, page: Page, order: list[Page], library: Library) -> None:
        try:
            document = render(page, order, library, self._compiled())
            self.documents[page.uri] = document
            failed = [library.errors[s] for s in document.used if s in library.errors]
        except RunpagesError as error:
            failed = [error]
        if failed:
            self.problems.found[page.uri] = failed


def _put(file: str, text: str) -> None:
    try:
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as opened:
            opened.write(text.encode())
    except OSError as error:
        what = f"cannot be written: {error.strerror}"
        raise RunpagesError(file, what, "Make room.") from error
