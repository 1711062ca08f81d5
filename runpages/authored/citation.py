"""How a page is cited: BibTeX, made from CITATION.cff."""

from pathlib import Path
from typing import Any

import yaml

from runpages.authored.page import Page
from runpages.errors import RunpagesError
from runpages.text import decode

FILE = "CITATION.cff"


def read(root: Path) -> dict[str, Any]:
    """Read CITATION.cff, if it is there; raises RunpagesError if it is not YAML."""
    file = root / FILE
    if not file.exists():
        return {}
    try:
        found = yaml.safe_load(decode(file.read_bytes(), file.name))
    except (yaml.YAMLError, ValueError) as error:
        what = f"is not YAML: {' '.join(str(error).split())}"
        raise RunpagesError(file.name, what, "Mend it.") from error
    if not (isinstance(found, dict) and {"title", "authors"} <= set(found)):
        raise RunpagesError(file.name, "has no title or no authors", "Add them.")
    authors = found["authors"]
    if not isinstance(authors, list) or not all(map(_named, authors)):
        what, remedy = f"authors are {authors!r}", "Give each a name or family-names."
        raise RunpagesError(file.name, what, remedy)
    return found


def _named(author: Any) -> bool:
    return isinstance(author, dict) and bool({"name", "family-names"} & set(author))


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


def _author(author: dict[str, Any]) -> str:
    if "name" in author:
        return f"{{{author['name']}}}"
    names = (author["family-names"], author.get("given-names"))
    return ", ".join(str(name) for name in names if name)


def _plain(text: str) -> str:
    """Escape what LaTeX would read as a command."""
    special = {ord(c): f"\\{c}" for c in "&%$#_"}
    return text.translate(special) if "://" not in text else text
