"""Pages as their authors wrote them: front matter, prose and embeds."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from executor.errors import ExecutorError

FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)


@dataclass(frozen=True)
class Page:
    """One page. `uri` is its path below the docs folder, `path` below the root.

    `offset` is the number of lines before `text`, which has no front matter.
    """

    uri: str
    path: str
    meta: dict[str, Any]
    text: str
    offset: int

    @property
    def title(self) -> str:
        """From the front matter, else the file's name."""
        return str(self.meta.get("title", Path(self.uri).stem))

    @property
    def snippet(self) -> str | None:
        """The name of the page's own snippet, if it has one."""
        return self.meta.get("snippet")


def parse(uri: str, path: str, text: str) -> Page:
    """A page from its text; raises ExecutorError for unusable front matter."""
    matter = FRONT_MATTER.match(text)
    if not matter:
        return Page(uri, path, {}, text, 0)
    try:
        meta = yaml.safe_load(matter[1]) or {}
        if not isinstance(meta, dict):
            raise ExecutorError(path, "the front matter has no 'name: value'", "", 1)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 2 if error.problem_mark else 1
        what = f"the front matter is not YAML: {error.problem}"
        raise ExecutorError(path, what, "Quote values with colons.", line) from error
    return Page(uri, path, meta, text[matter.end() :], matter[0].count("\n"))


def read(docs: Path, root: Path) -> dict[str, Page]:
    """All pages below a folder, by uri; raises ExecutorError as `parse` does."""
    found = {}
    for file in sorted(docs.rglob("*.md")):
        uri = file.relative_to(docs).as_posix()
        path = file.relative_to(root).as_posix()
        found[uri] = parse(uri, path, file.read_text("utf-8-sig"))
    return found


def ordered(nav: Any, every: dict[str, Page]) -> list[Page]:
    """The pages in the order of the navigation, then those that are not in it."""
    uris = dict.fromkeys([*_uris(nav), *every])
    return [every[uri] for uri in uris if uri in every]


def _uris(nav: Any) -> Iterable[str]:
    if isinstance(nav, str):
        yield nav
    elif nav:
        for item in nav.values() if isinstance(nav, dict) else nav:
            yield from _uris(item)
