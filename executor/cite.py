"""How a page is cited: BibTeX, made from CITATION.cff."""

import re
from pathlib import Path
from typing import Any

import yaml

from executor.errors import ExecutorError
from executor.pages import Page
from executor.text import decode


def read(root: Path) -> dict[str, Any]:
    """What CITATION.cff holds, or nothing; raises ExecutorError if it is not YAML."""
    file = root / "CITATION.cff"
    if not file.exists():
        return {}
    try:
        found = yaml.safe_load(decode(file.read_bytes(), file.name))
    except (yaml.YAMLError, ValueError) as error:
        what = f"is not YAML: {' '.join(str(error).split())}"
        raise ExecutorError(file.name, what, "Mend it.") from error
    if not (isinstance(found, dict) and {"title", "authors"} <= set(found)):
        raise ExecutorError(file.name, "has no title or no authors", "Add them.")
    return found


def bibtex(citation: dict[str, Any], page: Page, address: str) -> str:
    """The entry of one page; `address` may be empty."""
    if not citation:
        return ""
    fields = {
        "title": f"{{{page.title}}}",
        "author": " and ".join(map(_author, citation["authors"])),
        "howpublished": f"In: {citation['title']}",
        "year": str(citation.get("date-released", ""))[:4],
        "version": citation.get("version"),
        "url": address,
    }
    lines = [f"  {n:12} = {{{_plain(v)}}},\n" for n, v in fields.items() if v]
    key = re.sub(r"\W+", "-", page.uri.removesuffix(".md"))
    return f"@misc{{pytorch-line-{key},\n{''.join(lines)}}}"


def _author(author: dict[str, str]) -> str:
    if "name" in author:
        return f"{{{author['name']}}}"
    return f"{author['family-names']}, {author['given-names']}"


def _plain(text: str) -> str:
    """Without what LaTeX would read as a command."""
    return re.sub(r"([&%$#_])", r"\\\1", text) if "://" not in text else text
