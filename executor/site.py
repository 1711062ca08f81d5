"""What the forms of a page need to know of the site."""

import posixpath
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin


@dataclass(frozen=True)
class Site:
    """The site as mkdocs.yml describes it; `address` is "" where it has none."""

    name: str
    description: str
    address: str = ""
    nav: Any = None
    """Pages, or sections of a title and a list."""
    repository: str = ""
    """Where its source is, such as `https://github.com/owner/name`."""
    directories: bool = True
    """Whether the address of a page ends in `/` and not in `.html`."""

    def link(self, place: str, start: str = "") -> str:
        """The address of a file; where the site has none, its path after `start`."""
        if not self.address:
            return start + place
        return urljoin(self.address.rstrip("/") + "/", place)

    def page(self, uri: str, folder: str = "") -> str:
        """The address of a page, for a file in a folder of the site."""
        above, name = posixpath.split(uri.removesuffix(".md"))
        index = name in ("index", "README")
        if self.directories:
            place = "".join(f"{p}/" for p in (above, "" if index else name) if p)
        else:
            place = posixpath.join(above, "index" if index else name) + ".html"
        start = posixpath.relpath(".", folder or ".") + "/" if folder else ""
        return self.link(place if place or self.address else "index.html", start)

    @property
    def on_github(self) -> str:
        """`owner/name`, or nothing."""
        found = re.match(
            r"https://github\.com/([^/]+/[^/]+?)(?:\.git)?/?$", self.repository
        )
        return found[1] if found else ""
