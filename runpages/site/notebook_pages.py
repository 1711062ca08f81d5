"""The notebook editions as pages of the site, beside the pages that they belong to."""

import html
import posixpath
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from runpages.authored.page import Page
from runpages.editions import books, edition_uri
from runpages.editions.notebook import notebook
from runpages.records.store import Library
from runpages.rendering.document import Document
from runpages.settings import Site


@dataclass
class NotebookPages:
    """Those of one build; `folder` keeps what the converter made.

    `pages` are the pages that they belong to, by the uri of the edition.
    """

    site: Site
    folder: Path
    documents: dict[str, Document]
    library: Library
    pages: dict[str, Page] = field(default_factory=dict)

    def choose(self, order: list[Page]) -> None:
        """Have one for each page that is shown and has a snippet that ran."""
        self.pages = books(order, self.documents, self.library)

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
        """The front matter of an edition."""
        title = self.pages[uri].title
        return {
            "title": f"{title}, as a notebook",
            "description": f"The notebook of the page “{title}”.",
            "edition_of": self.pages[uri].uri,
        }

    def content(self, page: MkDocsPage, config: MkDocsConfig) -> str:
        """The content of an edition; its table of contents is set.

        Raises RunpagesError if it cannot be kept.
        """
        from runpages.site import jupyter

        source = self.pages[page.file.src_uri]
        site, folder = replace(self.site, address=""), page.file.dest_uri
        folder = posixpath.dirname(folder)
        book = notebook(self.documents[source.uri], self.library, site, folder)
        extensions, options = config.markdown_extensions, config.mdx_configs or {}
        content, headings = jupyter.edition(book, self.folder, extensions, options)
        page.toc = get_toc(headings)
        start, title = site.page(source.uri, folder), html.escape(source.title)
        back = f'The notebook of <a href="{start}">{title}</a>'
        return f'<p class="notebook-of">{back}</p>{content}'

    def sweep(self) -> None:
        """Forget what the converter made, where it was not asked for in long."""
        if self.pages:
            from runpages.site import jupyter

            jupyter.sweep(self.folder)
