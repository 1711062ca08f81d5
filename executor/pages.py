"""Pages as their authors wrote them: front matter, prose and embeds."""

import difflib
import os
import posixpath
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from executor.errors import ExecutorError
from executor.hidden import configured, hidden
from executor.text import decode, yaml_fault

FRONT_MATTER = re.compile(
    r"\A---[ \t]*\n(.*?)^---[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
OPENED = re.compile(r"\A---[ \t]*\n[\w-]+:")
SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
"""What MkDocs takes for a page; the other forms of a page need one name for it."""

ALWAYS_OUT = hidden(None)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The one in C is ten times as fast, where it is."""


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
    if not matter and OPENED.match(text):
        what, remedy = "the front matter does not end", "Close it with a line '---'."
        raise ExecutorError(path, what, remedy, 1)
    if not matter and FRONT_MATTER.match(text.lstrip()):
        what, remedy = "the front matter begins too late", "Begin it on line 1."
        raise ExecutorError(path, what, remedy, 1)
    if not matter:
        return Page(uri, path, {}, text, 0)
    try:
        meta = yaml.load(matter[1], LOADER) or {}
    except (yaml.YAMLError, ValueError) as error:
        cause, line = yaml_fault(error)
        what = f"the front matter is not YAML: {cause}"
        remedy = "Quote values that hold a colon; indent with spaces."
        # The mark before the front matter is a line of the file.
        raise ExecutorError(path, what, remedy, (line or 0) + 1) from error
    if not isinstance(meta, dict):
        what = "the front matter has no 'name: value'"
        raise ExecutorError(path, what, "Write 'title: …'.", 1)
    _check(path, meta, matter[1])
    return Page(uri, path, meta, text[matter.end() :], matter[0].count("\n"))


def read(
    docs: Path,
    root: Path,
    failed: dict[str, ExecutorError] | None = None,
    out: Callable[[str], bool] = ALWAYS_OUT,
) -> dict[str, Page]:
    """All pages below a folder, by uri, but for those that are left `out`; where
    nothing says which those are, for those that MkDocs always leaves out.

    Raises ExecutorError as `parse` does, or puts it into `failed`, by uri.
    """
    found = {}
    for file in _files(docs):
        uri = file.relative_to(docs).as_posix()
        if out(uri):
            continue
        try:
            found[uri] = _page(file, uri, root)
        except ExecutorError as error:
            if failed is None:
                raise
            failed[uri] = error
    # MkDocs takes README.md for the index of a folder that has no other.
    for uri in [uri for uri in found if posixpath.basename(uri) == "index.md"]:
        found.pop(posixpath.join(posixpath.dirname(uri), "README.md"), None)
    return found


def _files(docs: Path) -> list[Path]:
    """What MkDocs takes for pages, also in folders that are linked from elsewhere."""
    walk = os.walk(docs, followlinks=True)
    every = (Path(folder, name) for folder, _, names in walk for name in names)
    return sorted(file for file in every if file.suffix in SUFFIXES and file.is_file())


def _page(file: Path, uri: str, root: Path) -> Page:
    path = Path(os.path.relpath(file, root)).as_posix()
    if file.suffix != ".md":
        what = f"the name of a page ends in .md, and not in {file.suffix}"
        raise ExecutorError(path, what, f"Rename it to {file.stem}.md.")
    return parse(uri, path, decode(file.read_bytes(), path))


def _check(path: str, meta: dict[str, Any], matter: str) -> None:
    """Raises ExecutorError for a misspelt name, or a value of another kind."""
    for name, value in meta.items():
        begin = re.compile(rf"""["']?{re.escape(str(name))}["']? *:""")
        lines = [n for n, t in enumerate(matter.splitlines(), 2) if begin.match(t)]
        line = next(iter(lines), 2)
        if name not in KINDS:
            if near := difflib.get_close_matches(str(name), KINDS, n=1, cutoff=0.8):
                what = f"the front matter has '{name}'"
                raise ExecutorError(path, what, f"Did you mean '{near[0]}'?", line)
        elif not KINDS[name][1](value):
            what = f"'{name}' in the front matter is {value!r}"
            raise ExecutorError(path, what, f"It must be {KINDS[name][0]}.", line)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) for v in value)


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


KINDS: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "title": ("text", _text),
    "description": ("text", _text),
    "snippet": ("the name of a snippet", _text),
    "approach": ("a sentence: when to choose this way", _text),
    "omit": ("a list of cell titles: [Plot]", _texts),
    "tooltips": (
        "a list of words for each term: 'leaf: [leaf, leaves]'",
        lambda v: isinstance(v, dict) and all(map(_texts, v.values())),
    ),
}
"""What the front matter of a page says to us: what it must be, and whether it is."""


def built(docs: Path, root: Path, config: dict[str, Any]) -> list[Page]:
    """The pages that MkDocs builds with such a mkdocs.yml, in the order of `ordered`.

    Raises ExecutorError as `parse` does.
    """
    return ordered(config.get("nav"), read(docs, root, out=configured(config)))


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
