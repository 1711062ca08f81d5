"""Extend Python-Markdown: it puts the parts of documents into pages."""

from collections.abc import Mapping

from markdown import Markdown
from markdown.extensions import Extension
from markdown.postprocessors import Postprocessor
from math_core import LatexError

from runpages.authored.page import Page
from runpages.errors import RunpagesError
from runpages.markup.formulas import FormulasProcessor, wrong
from runpages.markup.parts import PartsProcessor, ValuesProcessor
from runpages.markup.scrolling_tables import TablesProcessor
from runpages.markup.unread import UnreadProcessor
from runpages.rendering.document import REMEDY, START, Document
from runpages.rendering.sliders import settled
from runpages.text import literal

Tooltips = Mapping[str, str]
EMPTY: Tooltips = {}
NONE = Document(Page("", "", {}, "", 0), "")


class Documents(Extension):
    """Converts one page after another: `begin` says which is next."""

    def __init__(self) -> None:
        super().__init__()
        self.document = NONE
        self.tooltips: Tooltips = {}
        self.errors: list[RunpagesError] = []

    def begin(self, document: Document = NONE, tooltips: Tooltips = EMPTY) -> None:
        """Say what is converted next; `tooltips` are for its words."""
        self.document, self.tooltips = document, tooltips
        self.errors = []

    def extendMarkdown(self, md: Markdown) -> None:
        """Register all that changes what Markdown makes."""
        md.registerExtension(self)
        self.md = md
        parts = PartsProcessor(md, self.document)
        md.parser.blockprocessors.register(parts, "runpages-parts", 15)
        # Below that of code in a line, which is written as it is.
        values = ValuesProcessor(md, self.document)
        md.inlinePatterns.register(values, "runpages-values", 185)
        md.block_level_elements.remove("output")  # it stands in sentences
        formulas = FormulasProcessor(md, self._failed)
        md.treeprocessors.register(formulas, "runpages-formulas", -10)
        unread = UnreadProcessor(md, self._left, lambda: self.document.page.text)
        md.treeprocessors.register(unread, "runpages-unread", -15)
        md.treeprocessors.register(TablesProcessor(md), "runpages-tables", -20)
        md.postprocessors.register(Finish(self), "runpages-finish", -10)

    def reset(self) -> None:
        """Explain the terms of the glossary as if they were written on the page."""
        if "abbr" in self.md.treeprocessors:
            self.md.treeprocessors["abbr"].abbrs.update(self.tooltips)

    def _failed(self, latex: str, error: LatexError) -> None:
        path, line = self.document.page.path, self.document.line(latex.split("\n")[0])
        self.errors.append(wrong(latex, error, path, line))

    def _left(self, text: str, what: str, remedy: str) -> None:
        path, line = self.document.page.path, self.document.line(text)
        self.errors.append(RunpagesError(path, what, remedy, line))


class Finish(Postprocessor):
    """Writes out what was kept from Markdown; finds the tokens that were left."""

    def __init__(self, extension: Documents) -> None:
        super().__init__()
        self.extension = extension

    def run(self, text: str) -> str:
        """Finish the HTML of a page."""
        document = self.extension.document
        text = settled(text, document.follows)
        for token, placed in document.table.items() if START in text else ():
            if token in text:
                what = (
                    "the code or output of a cell cannot stand inside of HTML or code"
                )
                error = RunpagesError(document.page.path, what, REMEDY, placed.line)
                self.extension.errors.append(error)
        return literal(text, lambda character: f"&#{ord(character)};")
