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


class UnreadProcessor(Treeprocessor):
    """Tells `failed` of each mark that is left, what is wrong, and what to do."""

    def __init__(self, md: Markdown, failed: Callable[[str, str, str], None]) -> None:
        super().__init__(md)
        self.failed = failed

    def run(self, root: Element) -> None:
        """Look through a page; blocks of code and formulas are no text any more."""
        for heading in list(root.iter("h1"))[1:]:
            text = "".join(heading.itertext()).partition(STX)[0].strip()
            what = f"a second heading of the page: '{text}'"
            self.failed(text, what, "Write '## …': the first one names the page.")
        for text in _texts(root):
            for found in LEFT.finditer(text):
                what = f"'{found[0]}' stands on the page as it is written"
                self.failed(found[0], what, CLOSE)
        for box in root.iter():
            boxed = box.tag == "details" or "admonition" in box.get("class", "").split()
            if boxed and all(map(_is_title, box)):
                mark = "???" if box.tag == "details" else "!!!"
                kind = f"{mark} {box.get('class', '').split()[-1]}"
                self.failed(kind, f"the box '{kind}' is empty", INDENT)


def _is_title(element: Element) -> bool:
    return element.tag == "summary" or element.get("class") == "admonition-title"


def _texts(element: Element) -> Iterator[str]:
    """Yield the texts that are neither code nor formulas."""
    if element.tag not in ("code", "math"):
        yield element.text or ""
        for child in element:
            yield from _texts(child)
    yield element.tail or ""
