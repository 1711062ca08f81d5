"""Make pages of the site of notebooks: cells become what this site's own pages have."""

import html
import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from runpages.authored.page import Page
from runpages.editions.notebook import SVG, notebook
from runpages.markup.extension import Documents
from runpages.markup.highlight import block, escape, highlighted
from runpages.markup.parts import figure
from runpages.markup.plain_markdown import linkable
from runpages.records.store import Library
from runpages.rendering.document import Document, Figure
from runpages.settings import Site
from runpages.text import terminal

INDEX = "notebooks/index.md"
LISTED = """---
title: Notebooks
description: The pages that have a Jupyter notebook, with the outputs of their runs.
search: {exclude: true}
---
# Notebooks

These pages are also Jupyter notebooks, with the outputs of their runs. Each can be \
downloaded at its top.

"""


class NotebookPages:
    """One for each page with a document and a snippet that ran.

    `pages` has them by the uri of the edition.
    """

    def __init__(
        self, site: Site, documents: dict[str, Document], library: Library
    ) -> None:
        self.site, self.documents, self.library = site, documents, library
        pages = (document.page for document in documents.values())
        ran = (page for page in pages if library.records.get(page.snippet or ""))
        self.pages = {_uri(page): page for page in ran}

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add their files to the site, but where the author has one.

        They hold front matter, and `content` replaces what becomes of it.
        """
        there, hidden = files.src_uris, InclusionLevel.NOT_IN_NAV
        self.pages = {
            uri: page
            for uri, page in self.pages.items()
            if page.uri in there and uri not in there
        }
        for uri, page in self.pages.items():
            meta = {
                "title": f"{page.title}, as a notebook",
                "description": f"The notebook of the page “{page.title}”.",
                "edition_of": page.uri,
                "search": {"exclude": True},
            }
            matter = f"---\n{json.dumps(meta)}\n---\n"  # JSON is YAML
            files.append(File.generated(config, uri, content=matter, inclusion=hidden))
        if self.pages and INDEX not in {*there, *self.pages}:
            text = LISTED + "\n".join(self._listed())
            files.append(File.generated(config, INDEX, content=text, inclusion=hidden))

    def _listed(self) -> Iterator[str]:
        """List the pages that offer a notebook, in order."""
        for page in (document.page for document in self.documents.values()):
            if _uri(page) in self.pages:
                yield f"- [{linkable(page.title)}]({quote(page.uri)})"
            elif page.meta.get("exercises"):
                yield f"- [{linkable(page.title)}](../{quote(page.uri)})"

    def offered(self, page: Page) -> dict[str, str]:
        """List what the foot of a page offers, if it has one."""
        here = replace(self.site, address="")
        return {"Notebook": here.page(_uri(page))} if _uri(page) in self.pages else {}

    def content(self, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Write the content of an edition; its table of contents is set."""
        source = self.pages[page.file.src_uri]
        site = replace(self.site, address="")
        folder = posixpath.dirname(page.file.dest_uri)
        made = notebook(self.documents[source.uri], self.library, site, folder)
        names = [e for e in config.markdown_extensions if not isinstance(e, Documents)]
        content, headings = converted(made, names, config.mdx_configs or {})
        page.toc = get_toc(headings)
        start, title = site.page(source.uri, folder), html.escape(source.title)
        back = f'The notebook of <a href="{start}">{title}</a>'
        others = f'<a href="{site.page(INDEX, folder)}">All notebooks</a>'
        head, end, text = content.partition("</h1>")
        return f'{head}{end}<p class="notebook-of">{back} · {others}</p>{text}'


def _uri(page: Page) -> str:
    """Name an edition as if it were a page written by hand."""
    return f"notebooks/{page.uri}"


def converted(
    made: dict[str, Any], extensions: list[Any], options: dict[str, Any]
) -> tuple[str, list[Any]]:
    """Write a notebook as HTML, its text by extensions of Python-Markdown.

    Returns its headings, too.
    """
    cells = Cells(
        Markdown(extensions=[*extensions, Documents()], extension_configs=options)
    )
    content = "\n".join(map(cells.html, made["cells"]))
    return f'<div class="jp-Notebook">\n{content}\n</div>', cells.headings


class Cells(Treeprocessor):
    """Writes cells as HTML; `headings` are those of the second level, of all cells."""

    def __init__(self, md: Markdown) -> None:
        super().__init__(md)
        self.md = md
        self.headings: list[Any] = []
        self.attached: Mapping[str, Mapping[str, str]] = {}
        self.numbers = count(1)
        md.treeprocessors.register(self, "runpages-attached", -40)

    def run(self, root: Element) -> None:
        """Put the figures into a text that are attached to it."""
        for parent in root.iter():
            for place, image in enumerate(parent):
                name = image.get("src", "").removeprefix("attachment:")
                if image.tag == "img" and name in self.attached:
                    drawn = self._figure(self.attached[name][SVG], image.get("alt", ""))
                    parent[place] = Element("span")
                    parent[place].text = self.md.htmlStash.store(drawn)
                    parent[place].tail = image.tail

    def html(self, cell: Mapping[str, Any]) -> str:
        """Write a cell."""
        if cell["cell_type"] == "markdown":
            kind, inside = "jp-MarkdownCell", [self._text(cell)]
        else:
            kind, tags = "jp-CodeCell", cell["metadata"].get("tags", [])
            number = cell["execution_count"] or "&nbsp;"
            inside = [
                f'<div class="jp-InputPrompt">In [{number}]:</div>',
                *(f'<span class="cell-tag">{escape(tag)}</span>' for tag in tags),
                block(highlighted(cell["source"], "python"), ["highlight"]),
                *map(self._output, cell["outputs"]),
            ]
        content = "\n".join(inside)
        return f'<div class="{kind}" id="{cell["id"]}">\n{content}\n</div>'

    def _text(self, cell: Mapping[str, Any]) -> str:
        self.attached = cell.get("attachments", {})
        content = self.md.convert(cell["source"])
        self.headings += _second(self.md.toc_tokens)
        return str(content)

    def _output(self, output: Mapping[str, Any]) -> str:
        kind = output.get("name", output["output_type"])
        if kind == "display_data":
            alt = output["metadata"].get(SVG, {}).get("alt", "A figure of this cell")
            content = self._figure(output["data"][SVG], alt)
        else:
            text = output.get("text") or "\n".join(output["traceback"])
            content = f"<pre>{escape(terminal(text))}</pre>"
        return f'<div class="jp-OutputArea-output {kind}">{content}</div>'

    def _figure(self, svg: str, alt: str) -> str:
        return figure(Figure("", "", "", svg, "", alt), next(self.numbers))


def _second(tokens: list[Any]) -> Iterator[Any]:
    """Find the headings of the second level among all."""
    for token in tokens:
        if token["level"] == 2:
            yield {**token, "children": []}
        yield from _second(token["children"])
