"""Convert notebooks to pages of the site, with mkdocs-jupyter's template.

Ours extends it: cells become what they are on this site's own pages. Importing the
converter takes seconds, so that is done only for a notebook that was not yet converted.
"""

import contextlib
import hashlib
import json
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import replace
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any

from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page as MkDocsPage
from mkdocs.structure.toc import get_toc

from runpages import markup
from runpages.authored.page import Page, labelled
from runpages.editions.all_editions import has_notebook, listed
from runpages.editions.notebook import notebook
from runpages.editions.notebook_text import SVG
from runpages.errors import RunpagesError
from runpages.files import write
from runpages.markup.extension import NONE, Documents
from runpages.markup.highlight import Mark, block, highlighted
from runpages.markup.parts import LONG, figure, numbered, printed
from runpages.records.store import Library
from runpages.rendering.document import Document, Figure, Kind, Printed
from runpages.settings import Site
from runpages.text import terminal

TEMPLATE = Path(__file__).with_name("notebook.html.j2")
PACKAGES = ("mkdocs-jupyter", "nbconvert", "markdown", "pymdown-extensions", "pygments")
OUTPUTS: dict[str, Kind] = {"stdout": "out", "stderr": "warning"}
INDEX = "notebooks/index.md"
GROUP = "Reference"
"""Of the navigation, which names the list of notebooks there."""
FOLD = '<details class="example"><summary>{}</summary>{}</details>'


class NotebookPages:
    """Those of pages with exercises or a program that ran, by uris of their own."""

    def __init__(
        self, site: Site, documents: dict[str, Document], library: Library, cache: Path
    ) -> None:
        self.site = replace(site, address="")
        self.documents, self.library, self.cache = documents, library, cache
        pages = (document.page for document in documents.values())
        pages = (page for page in pages if has_notebook(page, library))
        self.pages = {f"notebooks/{page.uri}": page for page in pages}

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add their files to the site, but where the author has one.

        They hold front matter, and `content` replaces what becomes of it.
        """
        there, hidden = files.src_uris, InclusionLevel.NOT_IN_NAV
        books = self.pages.items()
        self.pages = {u: p for u, p in books if p.uri in there and u not in there}
        for uri, page in self.pages.items():
            meta = {
                "title": f"{page.title}, as a notebook",
                "description": f"“{page.title}” as a Jupyter notebook, to read or run.",
                "edition_of": page.uri,
                "search": {"exclude": True},
            }
            matter = f"---\n{json.dumps(meta)}\n---\n"  # JSON is YAML
            files.append(File.generated(config, uri, content=matter, inclusion=hidden))
        if self.pages and INDEX not in {*there, *self.pages}:
            groups = {uri: group for uri, _, group in labelled(config.nav)}
            text = listed(self.pages.values(), self.documents, self.site, groups)
            files.append(File.generated(config, INDEX, content=text, inclusion=hidden))

    def offered(self, page: Page) -> dict[str, str]:
        """List what the foot of a page offers, if it has one."""
        uri = f"notebooks/{page.uri}"
        return {"Notebook": self.site.page(uri)} if uri in self.pages else {}

    def content(self, page: MkDocsPage, config: MkDocsConfig) -> str:
        """Write the content of an edition, and set its table of contents."""
        source = self.pages[page.file.src_uri]
        folder = posixpath.dirname(page.file.dest_uri)
        made = notebook(self.documents[source.uri], self.library, self.site, folder)
        names = [e for e in config.markdown_extensions if not isinstance(e, Documents)]
        file = self.cache / f"{source.uri}.json"
        content, headings = _kept(file, made, names, config.mdx_configs or {})
        page.toc = get_toc(headings)
        return content


def _kept(
    file: Path, made: dict[str, Any], extensions: list[Any], options: dict[str, Any]
) -> tuple[str, list[Any]]:
    """Return the HTML of a notebook and its headings, from a file if it has them."""
    folder = Path(next(iter(markup.__path__)))
    code = [Path(__file__), TEMPLATE, *sorted(folder.glob("*.py"))]
    how = json.dumps([extensions, options], default=_name)
    texts = [f.read_text("utf-8") for f in code]
    key = [*map(version, PACKAGES), *texts, how, json.dumps(made, default=repr)]
    name = hashlib.sha256(chr(0).join(key).encode()).hexdigest()
    with contextlib.suppress(OSError, ValueError):
        kept = json.loads(file.read_text("utf-8"))
        if kept["name"] == name:
            return kept["content"], kept["headings"]
    content, headings = converted(made, extensions, options)
    with contextlib.suppress(RunpagesError):  # without a cache it takes longer
        kept = {"name": name, "content": content, "headings": headings}
        write(file, json.dumps(kept))
    return content, headings


def converted(
    made: dict[str, Any], extensions: list[Any], options: dict[str, Any]
) -> tuple[str, list[Any]]:
    """Convert a notebook; its text is read with extensions of Python-Markdown."""
    import nbformat
    from mkdocs_jupyter.config import settings  # type: ignore[import-untyped]
    from nbconvert import HTMLExporter, TemplateExporter

    parts = Documents()
    parts.begin(replace(NONE, table=made["metadata"].get("parts", {})))
    extensions = [*extensions, "md_in_html", parts]
    md = Markdown(extensions=extensions, extension_configs=options)
    cells = Cells(md)
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_file=TEMPLATE.name,
        extra_template_paths=[str(TEMPLATE.parent), settings.templates_dir],
        filters=dict(text=cells.text, highlight_code=cells.code, shown=cells.output),
    )
    read = nbformat.from_dict(made)  # type: ignore[no-untyped-call]
    # Its own would read the HTML once more, and spoil the names of SVG.
    content, _ = TemplateExporter.from_notebook_node(exporter, read)
    return content, cells.headings


def _name(one: object) -> str:
    """Write an option as text; a function by its name, since its address changes."""
    return str(getattr(one, "__qualname__", one))


class Cells:
    """Writes cells as HTML, and collects the headings of their text."""

    def __init__(self, md: Markdown) -> None:
        self.md = md
        self.headings: list[Any] = []
        parts = md.parser.blockprocessors["runpages-parts"]
        self.numbers, self.notes = parts.numbers, parts.notes

    def text(self, cell: Mapping[str, Any]) -> str:
        """Write a cell of Markdown."""
        content = str(self.md.convert(cell["source"]))
        self.headings += _second(self.md.toc_tokens)
        return content

    def code(self, cell: Mapping[str, Any]) -> str:
        """Write the code of a cell below its number, with links as on its page."""
        about = cell["metadata"]
        marks = [Mark(*link) for link in about.get("links", ())]
        said = [escape(about.get("title", "")), *about.get("tags", ())]
        name = f"<b>In [{cell['execution_count'] or '&nbsp;'}]</b> {' '.join(said)}"
        notes = {next(self.notes): n for n in about.get("notes", ())}
        code = numbered(highlighted(cell["source"], "python", marks), notes)
        made = block(code, ["cell in", "noted" * bool(notes), "highlight"], name)
        items = "\n".join(f"{n}.  {note.text}" for n, note in notes.items())
        first, *rest = self.md.convert(items).split("<li>")
        each = zip(notes, rest, strict=True)
        told = (f'<li id="note-{n}" value="{n}">{text}' for n, text in each)
        made = f"{made.removesuffix('</div>')}{first}{''.join(told)}</div>"
        lines = cell["source"].count("\n") + 1
        hidden = about.get("jupyter", {}).get("source_hidden")
        title = "Check" if hidden else f"{name}, {lines} lines" * (lines > 2 * LONG)
        return FOLD.format(title, made) if title else made

    def output(self, output: Mapping[str, Any]) -> str:
        """Write an output of a cell."""
        kind = output.get("name", output["output_type"])
        if kind == "display_data":
            alt = output["metadata"].get(SVG, {}).get("alt", "A figure of this cell")
            drawn = output["data"][SVG]
            return figure(Figure("", "", "", drawn, "", alt), next(self.numbers))
        text = output.get("text") or "\n".join(output["traceback"])
        return printed(Printed("", "", terminal(text), OUTPUTS.get(kind, "error")))


def _second(tokens: list[Any]) -> Iterator[Any]:
    """Find the headings of the second level among all."""
    for token in tokens:
        if token["level"] == 2:
            yield token
        yield from _second(token["children"])
