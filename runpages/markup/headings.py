"""Headings: the link beside each has a name that makes no bubble."""

from xml.etree.ElementTree import Element

from markdown.treeprocessors import Treeprocessor


class HeadingsProcessor(Treeprocessor):
    """Names the links beside headings."""

    def run(self, root: Element) -> None:
        """The theme prepares a bubble for every title while the page loads."""
        for link in root.iter("a"):
            if link.get("class") == "headerlink" and "title" in link.attrib:
                link.set("aria-label", link.attrib.pop("title"))
