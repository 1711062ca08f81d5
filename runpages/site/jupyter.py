"""The notebook edition of a page: its notebook as nbconvert renders it with a template.

The template goes with mkdocs-jupyter's; cells become what they are on this site's own
pages. Importing the converter takes seconds, so that is done only for a notebook that
was never converted.
"""

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from itertools import count
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor

from runpages import markup
from runpages.files import write
from runpages.markup.extension import Documents
from runpages.markup.highlight import block, escape, highlighted
from runpages.markup.parts import figure
from runpages.rendering.document import Figure
from runpages.text import terminal

FORGOTTEN = 30 * 24 * 3600
"""Seconds after which a page that no build asked for is deleted."""
TEMPLATE = Path(__file__).with_name("notebook.html.j2")
PACKAGES = ("mkdocs-jupyter", "nbconvert", "markdown", "pymdown-extensions", "pygments")
SVG = "image/svg+xml"
UNSAID = "A figure of this cell"


def edition(
    book: str, cache: Path, extensions: list[Any], options: dict[str, Any]
) -> tuple[str, list[Any]]:
    """The HTML of a notebook and its headings, from the cache if they are there.

    The text of its cells is read with extensions of Python-Markdown.
    """
    names = [e for e in extensions if not isinstance(e, Documents)]
    how = json.dumps([names, options], default=_name)
    made = [*map(version, PACKAGES), _code(), how, book]
    file = cache / f"{hashlib.sha256(chr(0).join(made).encode()).hexdigest()}.json"
    if not file.exists():
        md = Markdown(extensions=[*names, Documents()], extension_configs=options)
        write(file, json.dumps(_converted(book, _Cells(md))))
    with contextlib.suppress(OSError):  # a cache that is read-only stays as it is
        os.utime(file)
    content, headings = json.loads(file.read_text("utf-8"))
    return content, headings


def sweep(cache: Path) -> None:
    """Delete what no build has asked for in a long time, and nothing of others."""
    for file in cache.glob("[0-9a-f]" * 64 + ".json"):
        if time.time() - file.stat().st_mtime > FORGOTTEN:
            file.unlink(missing_ok=True)


class _Cells(Treeprocessor):  # type: ignore[misc]
    """Makes HTML of cells; `headings` are those of the second level, of all cells."""

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

    def text(self, source: str, attached: Mapping[str, Any] | None = None) -> str:
        """The HTML of Markdown."""
        self.attached = attached or {}
        content = self.md.convert(source)
        self.headings += _second(self.md.toc_tokens)
        return str(content)

    def code(self, source: str) -> str:
        """The HTML of the source of a cell."""
        return block(highlighted(source, "python"), ["highlight"])

    def shown(self, output: Mapping[str, Any]) -> str:
        """The HTML of an output."""
        kind = output.get("name", output["output_type"])
        if kind == "display_data":
            alt = output["metadata"].get(SVG, {}).get("alt", UNSAID)
            content = self._figure(output["data"][SVG], alt)
        else:
            text = output.get("text") or "\n".join(output["traceback"])
            content = f"<pre>{escape(terminal(text))}</pre>"
        return f'<div class="jp-OutputArea-output {kind}">{content}</div>'

    def _figure(self, svg: str, alt: str) -> str:
        return figure(Figure("", "", "", svg, "", alt), next(self.numbers))


def _converted(book: str, cells: _Cells) -> tuple[str, list[Any]]:
    import nbformat
    from mkdocs_jupyter.config import settings  # type: ignore[import-untyped]
    from nbconvert import HTMLExporter, TemplateExporter

    own = {"text": cells.text, "highlight_code": cells.code, "shown": cells.shown}
    exporter = HTMLExporter(  # type: ignore[no-untyped-call]
        template_file=TEMPLATE.name,
        extra_template_paths=[str(TEMPLATE.parent), settings.templates_dir],
        filters=own,
    )
    read = nbformat.reads(book, as_version=4)  # type: ignore[no-untyped-call]
    # Its own would read the HTML once more, and spoil the names of SVG.
    content, _ = TemplateExporter.from_notebook_node(exporter, read)
    return content, cells.headings


def _second(tokens: list[Any]) -> Iterator[Any]:
    """The headings of the second level among all."""
    for token in tokens:
        if token["level"] == 2:
            yield {**token, "children": []}
        yield from _second(token["children"])


def _name(one: object) -> str:
    """An option as text; a function by its name, since its address changes."""
    return str(getattr(one, "__qualname__", one))


def _code() -> str:
    """All that decides what is made of a notebook."""
    folder = Path(next(iter(markup.__path__)))
    files = [Path(__file__), TEMPLATE, *sorted(folder.glob("*.py"))]
    return "".join(file.read_text("utf-8") for file in files)
