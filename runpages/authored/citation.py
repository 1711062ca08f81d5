"""Cite a page: BibTeX, made from CITATION.cff."""

from pathlib import Path
from typing import Any

from runpages.authored.page import Page
from runpages.config import from_yaml
from runpages.errors import RunpagesError
from runpages.files import read_text

FILE = "CITATION.cff"


def read(root: Path) -> dict[str, Any]:
    """Read CITATION.cff, if it is there; raises RunpagesError if it cannot be read."""
    file = root / FILE
    if not file.exists():
        return {}
    found = from_yaml(read_text(file, FILE), FILE, "the citation")
    if not {"title", "authors"} <= set(found):
        raise RunpagesError(FILE, "has no title or no authors", "Add them.")
    authors = found["authors"]
    if not isinstance(authors, list) or not all(map(_author, authors)):
        what, remedy = f"authors are {authors!r}", "Give each a name or family-names."
        raise RunpagesError(FILE, what, remedy)
    return found


def bibtex(citation: dict[str, Any], page: Page, address: str) -> str:
    """Write the BibTeX entry of one page; `address` may be empty."""
    if not citation:
        return ""
    fields = {
        "title": f"{{{page.title}}}",
        "author": " and ".join(map(_author, citation["authors"])),
        "howpublished": f"In: {citation['title']}",
        "year": str(citation.get("date-released", ""))[:4],
        "version": str(citation.get("version") or ""),
        "url": address,
    }
    lines = [f"  {n:12} = {{{_plain(v)}}},\n" for n, v in fields.items() if v]
    stem = page.uri.removesuffix(".md")
    key = "".join(c if c.isalnum() or c == "_" else "-" for c in stem)
    return f"@misc{{pytorch-line-{key},\n{''.join(lines)}}}"


def _author(author: Any) -> str:
    """Write a name as BibTeX does, or "" if there is none."""
    known = author if isinstance(author, dict) else {}
    if "name" in known:
        return f"{{{known['name']}}}"
    names = [known.get("family-names"), known.get("given-names")]
    return ", ".join(str(name) for name in names if name)


def _plain(text: str) -> str:
    """Escape what LaTeX would read as a command."""
    special = {ord(c): f"\\{c}" for c in "&%$#_"}
    return text.translate(special) if "://" not in text else text
