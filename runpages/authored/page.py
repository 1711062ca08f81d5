"""Read pages as their authors wrote them: front matter, prose and embeds."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from runpages.authored.front_matter import split
from runpages.errors import RunpagesError
from runpages.files import read_text


@dataclass(frozen=True)
class Page:
    """One page. `uri` is its path below the docs folder, `path` below the root.

    `offset` is the number of lines before `text`, which has no front matter; `lines`
    are those in which the front matter names things, from 1. `label` is what the
    navigation calls the page, if it says so.
    """

    uri: str
    path: str
    meta: dict[str, Any]
    text: str
    offset: int
    lines: dict[str, int] = field(default_factory=dict)
    label: str = ""

    @property
    def title(self) -> str:
        """From the front matter, else the file's name."""
        return str(self.meta.get("title", Path(self.uri).stem))

    @property
    def snippet(self) -> str | None:
        """The name of the page's own snippet, if it has one."""
        return self.meta.get("snippet")

    def line(self, position: int) -> int:
        """Find the line of the file in which a position of `text` is."""
        return self.offset + self.text.count("\n", 0, position) + 1


def parse(uri: str, path: str, text: str) -> Page:
    """Make a page from its text; raises RunpagesError for unusable front matter."""
    meta, lines, above = split(text, path)
    return Page(uri, path, meta, "\n".join(text.split("\n")[above:]), above, lines)


def read(
    files: Iterable[tuple[str, Path]],
    root: Path,
    failed: dict[str, RunpagesError] | None = None,
) -> dict[str, Page]:
    """Read pages from their files, by uri.

    Raises RunpagesError as `parse` does, or puts it into `failed`, by uri.
    """
    found = {}
    for uri, file in files:
        try:
            found[uri] = _page(file, uri, root)
        except RunpagesError as error:
            if failed is None:
                raise
            failed[uri] = error
    return found


def below(
    docs: Path, root: Path, failed: dict[str, RunpagesError] | None = None
) -> list[Page]:
    """Read all pages below a folder, as `read` does."""
    found = sorted(file for file in docs.rglob("*.md") if not file.is_dir())
    files = [(file.relative_to(docs).as_posix(), file) for file in found]
    return list(read(files, root, failed).values())


def _page(file: Path, uri: str, root: Path) -> Page:
    path = Path(os.path.relpath(file, root)).as_posix()
    if file.suffix != ".md":  # the other forms of a page need one name for it
        what = f"the name of a page ends in .md, and not in {file.suffix}"
        raise RunpagesError(path, what, f"Rename it to {file.stem}.md.")
    return parse(uri, path, read_text(file, path))


def ordered(nav: Any, every: dict[str, Page]) -> list[Page]:
    """Sort pages by the navigation; those that are not in it come last."""
    named = {uri: label for uri, label, _ in labelled(nav)}
    return [
        replace(every[uri], label=named.get(uri, ""))
        for uri in dict.fromkeys([*named, *every])
        if uri in every
    ]


def labelled(
    nav: Any, label: str = "", group: str = ""
) -> Iterable[tuple[str, str, str]]:
    """Find what a navigation names, in order, what it calls that, and its group."""
    if isinstance(nav, str):
        yield nav, label, group
    elif isinstance(nav, dict):
        for name, item in nav.items():
            yield from labelled(item, name, group)
    else:
        for item in nav or ():
            yield from labelled(item, "", label or group)
