"""Plug into MkDocs: start runs while it loads, and hand it rendered pages."""

import contextlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from jinja2 import Environment
from mkdocs.config import base
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, get_plugin_logger
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.utils.templates import TemplateContext

from runpages import settings
from runpages.authored import citation
from runpages.errors import RunpagesError
from runpages.files import write
from runpages.markup.highlight import fence, fence_options
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.site import loading
from runpages.site.build import Build
from runpages.site.build_errors import BuildErrors, survive_config
from runpages.site.swap import Swap
from runpages.site.theme import Theme

if TYPE_CHECKING:
    from mkdocs.livereload import LiveReloadServer

log = get_plugin_logger("runpages")
PATIENCE = 2.0
"""Seconds that a rebuild waits for runs while the site is being served."""
FENCE: dict[str, Any] = {
    "name": "*",
    "class": "highlight",
    "format": fence,
    "validator": fence_options,
}
"""What an author writes between fences looks as the code of cells does."""
UNKNOWN = (
    "Without site_url there are no canonical addresses, cards, feed, sitemap, and "
    "instant navigation. To have them: set site_url in mkdocs.yml, or SITE_URL."
)


class RunpagesPlugin(BasePlugin[base.LegacyConfig]):  # type: ignore[no-untyped-call]
    """One instance lives as long as the command, however often the site is rebuilt."""

    def __init__(self) -> None:
        self.options: dict[str, Any] = {}
        self.serving = self.dirty = self.built = False
        self.runner: Runner | None = None
        self.wait: Callable[..., Library] = Library
        self.swap: Swap | None = None
        """Where the site is built, unless it is served, or only partly built."""
        self.watch: Callable[..., object] | None = None
        """Has the live server look at a file, too."""
        self.watched: set[Path] = set()
        self.files, self.messages = Files([]), loading.Messages()
        # From on_config on, for one build each.
        self.errors: BuildErrors
        self.theme: Theme
        self.build: Build

    def load_config(
        self, options: dict[str, Any], config_file_path: str | None = None
    ) -> tuple[base.ConfigErrors, base.ConfigWarnings]:
        """Take the options as they are: `settings` checks them, with their lines."""
        self.options = options
        self.messages.file = Path(config_file_path or "mkdocs.yml")
        return [], []

    def on_startup(
        self, command: Literal["build", "gh-deploy", "serve"], dirty: bool
    ) -> None:
        """Note whether the site is served: then nothing may stop it."""
        self.serving, self.dirty = command == "serve", dirty

    def on_config(self, config: MkDocsConfig) -> None:
        """Start what is stale; MkDocs goes on loading meanwhile."""
        self.errors = BuildErrors(self.serving)
        self.theme = Theme(config, self.serving or self.dirty)
        before = getattr(self, "build", None)
        self.build = Build(config, self.errors, self.serving, before)
        config.markdown_extensions.append(self.build.markup)
        fences = config.mdx_configs.setdefault("pymdownx.superfences", {})
        fences.setdefault("custom_fences", []).append(FENCE)
        with self.errors.caught():
            runner = self._start(config)
            self.wait = runner.refresh()
            self.build.read(runner.settings)
            self.messages.pages = self.build.pages

    def on_pre_build(self, config: MkDocsConfig) -> None:
        """Render all pages, once all that is stale has run."""
        if not self.serving:
            with self.errors.caught():
                loading.locate(config)
            if not config.site_url and config.use_directory_urls:
                log.info(UNKNOWN)
        library = None
        if "" not in self.errors.found:
            with self.errors.caught():
                # Served pages need not wait for long: a run that ends later rebuilds.
                library = self.wait(PATIENCE) if self.watch else self.wait()
        if library:
            self.build.render(library)
        self._watch()

    def on_files(self, files: Files, config: MkDocsConfig) -> Files:
        """Add a page for each notebook edition, but where the author has one."""
        self.build.notebooks.add(files, config)
        return files

    def on_page_read_source(self, page: Page, config: MkDocsConfig) -> str | None:
        """Keep MkDocs from stumbling over a page that cannot be read, or no more."""
        with self.errors.caught():
            return self.build.source(page.file)
        return ""

    def on_page_markdown(
        self, markdown: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Give the rendered page."""
        return self.build.markdown(page, markdown)

    def on_page_content(
        self, html: str, page: Page, config: MkDocsConfig, files: Files
    ) -> str:
        """Say what was found wrong in the page when it became HTML."""
        return self.build.html(page, html)

    def on_env(
        self, env: Environment, config: MkDocsConfig, files: Files
    ) -> Environment:
        """Stop for what is wrong; prepare the theme and its compiled templates."""
        self.errors.stop(self.errors.in_html)
        self.files = files
        self.theme.prepare(env)
        self.theme.announce(files)
        self.build.place_notebooks(files)
        env.bytecode_cache = self.build.templates()
        return env

    def on_page_context(
        self, context: TemplateContext, page: Page, **_: Any
    ) -> TemplateContext:
        """Say where the picture of a page is, and of which page an edition is one."""
        context.update(self.theme.describe(page))  # type: ignore[typeddict-item]
        source = self.build.notebooks.pages.get(page.file.src_uri)
        if self.build.site.address and source:
            page.canonical_url = self.build.site.page(source.uri)
        return context

    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str | None:
        """Mend what is not right in the theme's part of a page."""
        return self.theme.mend(output)

    def on_post_template(
        self, output: str, *, template_name: str, config: MkDocsConfig
    ) -> str | None:
        """Mend the page for addresses that do not exist like all others."""
        return self.theme.mend(output) if template_name == "404.html" else output

    def on_post_build(self, config: MkDocsConfig) -> None:
        """Write all that is beside the pages."""
        with self.errors.caught():
            self.build.write_editions(self.files, self.swap.site if self.swap else None)
        self.theme.write(self.build.settings.folder("cache"))
        self.built = True

    def on_build_error(self, error: Exception) -> None:
        """Leave the site as it was; a strict build fails after all is built."""
        self.built = False

    def on_serve(
        self, server: "LiveReloadServer", config: MkDocsConfig, **_: Any
    ) -> None:
        """Rebuild when a snippet is saved; the pool stays warm for it."""
        self.watch = server.watch
        file = Path(config.config_file_path)
        refused, site = self.messages.refused, Path(config.site_dir)
        server.builder = survive_config(server.builder, file, site, refused)
        if self.runner:
            with contextlib.suppress(RunpagesError):
                write(self.runner.ended, "")
            self.runner.warm()
        self._watch()

    def on_shutdown(self) -> None:
        """End what runs; a build that was good becomes the site.

        MkDocs calls this while what stopped the build, such as Ctrl-C, is on its way.
        """
        self._stop_runs()
        swap, self.swap = self.swap, None
        if swap and self.built and not sys.exc_info()[0]:
            with self.errors.caught():
                swap.end()
        if swap:
            swap.drop()

    def _start(self, config: MkDocsConfig) -> Runner:
        """Check the options, have MkDocs build beside the site, make what runs."""
        file = Path(os.path.abspath(config.config_file_path or "mkdocs.yml"))
        docs = os.path.relpath(config.docs_dir, file.parent)
        places = {"docs": docs, "site": config.site_dir}
        options = settings.make(file, {**places, **self.options})
        if not self.serving and not self.dirty:
            self.swap = Swap(config, options.folder("cache") / "site")
            self.swap.begin()
        if self.runner and self.runner.settings != options:
            self._stop_runs()
            self.runner = None
        report = log.debug if os.environ.get("CI") else log.info
        self.runner = self.runner or Runner(options, report)
        return self.runner

    def _stop_runs(self) -> None:
        if self.runner:
            self.runner.close()

    def _watch(self) -> None:
        """Have the live server rebuild when what a page is made from is saved."""
        if not self.watch or not self.runner:
            return
        known, library = self.runner.settings, self.build.library
        folders = [known.folder(name) for name in ("snippets", "recordings")]
        files = {*folders, known.root / citation.FILE, self.runner.ended}
        named = files | library.inputs | library.included
        there = {file for file in named if file.exists()}
        # One that is missing may come.
        above = {file.parent for file in library.included - there}
        for place in (there | set(filter(Path.is_dir, above))) - self.watched:
            self.watch(str(place), recursive=place not in above)
            self.watched.add(place)
