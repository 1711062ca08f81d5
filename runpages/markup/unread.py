"""Find what stands on a page as its author wrote it: Markdown that became nothing."""

import re
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX

LEFT = re.compile(r"\$\$|`{3}|~{3}|\[\^[\w-]+\]|^(?:!!!|\?\?\?\+?) *\w.*", re.MULTILINE)
CLOSE = "Close or define it; to show it, write it as code."
INDENT = "Indent its text by four spaces."
OPEN = "Close what is open above it."
ASIDE = {"admonition", "inline", "end"}
"""Material's own words for a box beside the text."""


class UnreadProcessor(Treeprocessor):
    """Tells `failed` of each mark that is left, what is wrong, and what to do.

    `written` has the page as its author wrote it.
    """

    def __init__(
        self,
        md: Markdown,
        failed: Callable[[str, str, str], None],
        written: Callable[[], str],
    ) -> None:
        super().__init__(md)
        self.failed, self.written = failed, written

    def run(self, root: Element) -> None:
        """Look through a page; blocks of code and formulas are no text any more."""
        self._check_headings(root)
        for text in _texts(root):
            for found in LEFT.finditer(text):
                what = f"'{found[0]}' stands on the page as it is written"
                self.failed(found[0], what, CLOSE)
        for box in root.iter():
            if box.tag == "details" or "admonition" in box.get("class", "").split():
                self._check_box(box)

    def _check_headings(self, root: Element) -> None:
        for heading in list(root.iter("h1"))[1:]:
            what = f"a second heading of the page: '{_words(heading)}'"
            remedy = "Write '## …': the first one names the page."
            self.failed(_words(heading), what, remedy)
        inside = list(map(_words, root.iterfind(".//*/h2")))
        for html in map(str, self.md.htmlStash.rawHtmlBlocks):
            if "\n## " in html:
                inside.append(html.partition("\n## ")[2].partition("\n")[0])
        for text in inside:
            self.failed(text, f"'## {text}' stands inside of HTML", OPEN)

    def _check_box(self, box: Element) -> None:
        kinds = [k for k in box.get("class", "").split() if k not in ASIDE]
        mark = "!!!" if box.tag == "div" else "???+" if "open" in box.attrib else "???"
        kind = f"{mark} {' '.join(kinds)}"
        if len(kinds) > 1 and kind not in self.written():  # kinds are in lower case
            what = f"the box '{kind}' has a title without quotes"
            self.failed(kind, what, f"Write '{mark} {kinds[0]} \"Title\"'.")
        elif all(map(_is_title, box)):
            self.failed(kind, f"the box '{kind}' is empty", INDENT)


def _words(heading: Element) -> str:
    return "".join(heading.itertext()).partition(STX)[0].strip()


def _is_title(element: Element) -> bool:
    return element.tag == "summary" or element.get("class") == "admonition-title"


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts that are neither code nor formulas."""
    if element.tag not in ("code", "math"):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
    yield element.tail or ""
