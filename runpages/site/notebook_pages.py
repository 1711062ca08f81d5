"""The notebook editions as pages of the site, beside the pages that they belong to."""

import html
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from runpages.authored.page import Page
from runpages.editions.all import books, edition_uri
from runpages.editions.notebook import notebook
from runpages.records.store import Library
from runpages.rendering.render import Rendered
from runpages.settings import Site


@dataclass
class NotebookPages:
    """Those of one build; `folder` keeps what the converter made.

    `pages` are the pages that they belong to, by the uri of the edition.
    """

    site: Site
    folder: Path
    rendered: dict[str, Rendered]
    library: Library
    pages: dict[str, Page] = field(default_factory=dict)

    def choose(self, order: list[Page], shown: dict[str, Rendered]) -> None:
        """Have one for each page that is shown and has a snippet that ran."""
        self.pages = books(order, shown, self.library)

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add their files to the site, but where the author has one."""
        there = files.src_uris
        self.pages = {
            uri: page
            for uri, page in self.pages.items()
            if page.uri in there and uri not in there
        }
        for uri in self.pages:
            inclusion = InclusionLevel.NOT_IN_NAV
            file = File.generated(config, uri, content="", inclusion=inclusion)
            files.append(file)

    def offered(self, page: Page) -> dict[str, str]:
        """What the foot of a page offers, if it has one."""
        uri = edition_uri(page)
        here = replace(self.site, address="")
        return {"Notebook": here.page(uri)} if uri in self.pages else {}

    def meta(self, uri: str) -> dict[str, Any]:
        """The front matter of an edition; the search finds its page instead."""
        title = self.pages[uri].title
        return {
            "title": f"{title}, as a notebook",
            "description": f"The notebook of the page “{title}”.",
            "edition_of": self.pages[uri].uri,
            "search": {"exclude": True},
        }

    def content(self, page: MkDocsPage) -> str:
        """The content of an edition; its table of contents is set.

        Raises RunpagesError if it cannot be kept.
        """
        from runpages.site import jupyter

        source = self.pages[page.file.src_uri]
        site = replace(self.site, address="")
        book = notebook(source, self.rendered[source.uri], self.library, site)
        markup = jupyter.edition(book, self.folder)
        page.toc = get_toc(jupyter.headings(markup))
        start = site.page(
            source.uri, "notebooks/a/" if site.directories else "notebooks/"
        )
        back = f'The notebook of <a href="{start}">{html.escape(source.title)}</a>'
        content = jupyter.linked(markup, site.directories)
        return f'<p class="notebook-of">{back}</p>{content}'

    def sweep(self) -> None:
        """Forget what the converter made, where it was not asked for in long."""
        if self.pages:
            from runpages.site import jupyter

            jupyter.sweep(self.folder)
