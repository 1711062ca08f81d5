"""Put each table into a box that scrolls where it is wide.

How wide that is, and how it looks: `.scroll` in docs/assets/styles/tables.css; and
`.cards`, for tables of so many columns that a phone shows their rows as cards.
"""

from collections import Counter
from xml.etree.ElementTree import Element, SubElement

from markdown.treeprocessors import Treeprocessor

MANY = 5
"""Columns that no phone can show side by side."""


class TablesProcessor(Treeprocessor):
    """Puts the tables of a page into boxes that scroll, also with the keyboard."""

    def run(self, root: Element) -> None:
        """Change the tables of a page."""
        seen: Counter[str] = Counter()
        for parent in list(root.iter()):
            for place, table in enumerate(parent):
                head = table.find("thead//th") if table.tag == "table" else None
                if head is None:
                    continue
                name = "".join(head.itertext()).strip() or "Values"
                seen[name] += 1
                label = f"Table: {name}" + f", {seen[name]}" * (seen[name] > 1)
                _refine(table)
                given = {"class": "scroll", "role": "region", "aria-label": label}
                parent[place] = box = Element("div", {**given, "tabindex": "0"})
                box.text = box.tail = table.tail = "\n"
                box.append(table)


def align_by_class(cell: Element) -> None:
    """Give a cell a class such as `right` instead of a style."""
    style = cell.attrib.pop("style", "").partition(";")[0]
    if style.startswith("text-align: "):
        cell.set("class", style.removeprefix("text-align: "))


def _refine(table: Element) -> None:
    """Align cells by classes, and make a lone symbol in a head text.

    Checkers, and some programs that read aloud, see no text in a formula.
    """
    table.set("class", "data")
    for cell in table.iter():
        if cell.tag in ("th", "td"):
            align_by_class(cell)
        if cell.tag == "th" and len(cell) == 1 and not cell.text:
            _as_text(cell, cell[0])
    _make_cards(table)


def _make_cards(table: Element) -> None:
    """Have each cell say what its column is, where a table has many."""
    heads = ["".join(head.itertext()) for head in table.iterfind("thead//th")]
    if len(heads) < MANY:
        return
    table.set("class", "data cards")
    for row in table.iterfind("tbody/tr"):
        for cell, head in zip(row, heads, strict=False):
            cell.set("data-head", head)


def _as_text(cell: Element, math: Element) -> None:
    if math.tag == "math" and len(math) == 1 and math[0].tag == "mi" and not math.tail:
        cell.remove(math)
        SubElement(cell, "var").text = math[0].text
