"""Convert LaTeX to MathML at build time: no script, readable aloud, selectable."""

import html
import re
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from html.entities import html5
from xml.etree.ElementTree import Element, XMLParser, fromstring

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from math_core import LatexError, LatexToMathML

from runpages.errors import RunpagesError
from runpages.markup.scrolling_tables import align_by_class
from runpages.text import terminal

ENTITIES = {name.rstrip(";"): character for name, character in html5.items()}
HELD = re.compile(r"[.,;:?!)]+|[ \xa0]=[ \xa0]\S+")
"""What stands on one line with the formula before it: punctuation, its number."""


class FormulasProcessor(Treeprocessor):
    """Makes MathML of what pymdownx.arithmatex finds.

    `failed` is told each formula that is wrong, and why.
    """

    def __init__(self, md: Markdown, failed: Callable[[str, LatexError], None]) -> None:
        super().__init__(md)
        self.failed = failed
        found_by = md.inlinePatterns, md.parser.blockprocessors
        for registry, name in zip(found_by, ("inline", "block"), strict=True):
            if f"arithmatex-{name}" in registry:
                finder = registry[f"arithmatex-{name}"]
                finder.generic, finder.wrap = True, "({})"

    def run(self, root: Element) -> None:
        """Replace the formulas of a page."""
        for parent, formula in _found(root):
            latex = html.unescape(formula.text or "")[1:-1].strip()
            try:
                math = deepcopy(_tree(latex, formula.tag == "div"))
            except LatexError as error:
                self.failed(latex, error)
                formula.tag, formula.text = "code", latex
                continue
            math.tail = formula.tail or ""
            place = list(parent).index(formula)
            parent[place] = math
            if held := HELD.match(math.tail):
                _hold(parent, place, held.end())


def convert(latex: str, block: bool, path: str) -> str:
    """Write the MathML of a formula; raises RunpagesError if it is wrong."""
    try:
        return _convert(latex, block)
    except LatexError as error:
        raise wrong(latex, error, path) from error


def wrong(
    latex: str, error: LatexError, path: str, line: int | None = None
) -> RunpagesError:
    """Make the error of a formula of a page."""
    cause = terminal(str(error)).strip().splitlines()[0]
    what = f"formula '{latex}': {cause}"
    return RunpagesError(path, what, "Mend the LaTeX.", line)


def _found(root: Element) -> Iterator[tuple[Element, Element]]:
    """Find the formulas of a page, each with its parent."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.get("class") == "arithmatex":
                yield parent, child


def _hold(parent: Element, place: int, end: int) -> None:
    """Keep a formula, its tail up to `end`, and a parenthesis before it on one line."""
    math = parent[place]
    tail = math.tail or ""
    whole = Element("span", {"class": "whole"})
    whole.append(math)
    math.tail, whole.tail = tail[:end], tail[end:]
    parent[place] = whole
    before = parent[place - 1].tail if place else parent.text
    if (before or "").endswith("("):
        whole.text, before = "(", (before or "")[:-1]
        if place:
            parent[place - 1].tail = before
        else:
            parent.text = before


@cache
def _tree(latex: str, block: bool) -> Element:
    parser = XMLParser()
    parser.entity.update(ENTITIES)
    # Only where a type is named does the parser look names of characters up.
    named = f'<!DOCTYPE math SYSTEM "">{_convert(latex, block)}'
    tree = fromstring(named, parser)
    for cell in tree.iter("mtd"):  # a strict policy forbids styles
        align_by_class(cell)
    for power in tree.iter("msup"):
        if set(power[1].text or ".") <= set("′″"):
            power.tag = "mrow"  # the font has it small and raised
    return tree


@cache
def _convert(latex: str, block: bool) -> str:
    return LatexToMathML(fancy_error=False).convert_with_local_state(
        latex, displaystyle=block
    )
