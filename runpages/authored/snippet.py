"""A snippet: a plain script in titled cells, as its author wrote it."""

import ast
import contextlib
import hashlib
import os
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from runpages.errors import RunpagesError, suggest
from runpages.text import decode, slug

# https://packaging.python.org/en/latest/specifications/inline-script-metadata/
SCRIPT_METADATA = re.compile(
    r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$\n?"
)
TITLE = re.compile(r"^# ?%%", re.MULTILINE)
ODD_TAGS = re.compile(r"^# ?%%.*\btags *=(?! *\[ *[\"'\]]).*$", re.MULTILINE)
ODD_LINE_END = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
RAISES = "raises-exception"
MEASURED = "measured"
DEPRECATIONS = "deprecations"
TAGS = {RAISES, MEASURED, DEPRECATIONS}
KEYS = ("title", "tags")
"""What a cell can say of itself."""


@dataclass(frozen=True)
class Cell:
    """A titled part of a snippet; `line` is where its source begins, from 1."""

    title: str
    tags: tuple[str, ...]
    source: str
    line: int


@dataclass(frozen=True)
class Snippet:
    """One script. `name` is its path below the folder, without `.py`."""

    name: str
    path: str
    source: str

    @cached_property
    def digest(self) -> str:
        """A hash of the source, the same on every system (newlines are `\\n`)."""
        return hashlib.sha256(self.source.encode()).hexdigest()

    @cached_property
    def metadata(self) -> dict[str, Any]:
        """Its script metadata; raises RunpagesError if that is not TOML."""
        block = SCRIPT_METADATA.search(self.source)
        lines = block["content"].splitlines() if block else []
        try:
            return tomllib.loads("\n".join(line[2:] for line in lines))
        except tomllib.TOMLDecodeError as error:
            what = f"the script metadata is not valid TOML: {error}"
            raise RunpagesError(self.path, what, "Mend the # /// block.", 1) from error

    @cached_property
    def dependencies(self) -> list[str]:
        """The names of the packages that its script metadata declares.

        Raises RunpagesError if the metadata is not TOML.
        """
        names = self.metadata.get("dependencies", [])
        if not isinstance(names, list) or not all(
            isinstance(name, str) and name.strip() for name in names
        ):
            what = f"'dependencies' in the script metadata is {names!r}"
            raise RunpagesError(self.path, what, 'Write ["torch", "numpy"].', 1)
        return sorted(
            re.split(r"[^\w.-]", name.strip(), maxsplit=1)[0] for name in names
        )

    @cached_property
    def cells(self) -> list[Cell]:
        """The titled cells, in order.

        Raises RunpagesError for code outside of a cell, a cell without a title, two
        with the same address, an unknown tag, text cells, or a cell that is meant to
        fail and is not the last.
        """
        # Only a run needs it, and a build with nothing stale must not pay for it.
        import jupytext

        self._check_source()
        # comment_magics: a comment that looks like a notebook command stays a comment.
        form = {
            "extension": ".py",
            "format_name": "percent",
            "comment_magics": False,
        }
        found: list[Cell] = []
        position = 0
        for node in jupytext.reads(self.source, fmt=form).cells:
            title, text = node.metadata.get("title"), node.cell_type != "code"
            heading = TITLE.search(self.source, position)
            if not heading or (not found and not title and self._is_head(node.source)):
                continue  # what stands before the first title: metadata and docstring
            position = self.source.find("\n", heading.start())
            position = self.source.find(node.source.split("\n")[0], position)
            line = self.source.count("\n", 0, position) + 1
            if text:
                raise self._error(line, "a text cell", "Prose belongs on the page.")
            if not title:
                remedy = "Give it one: '# %% Train'."
                raise self._error(line, "a cell without a title", remedy)
            more = [n for n in node.metadata if n not in KEYS and "lines_to" not in n]
            if more:
                what = f"the title says '{more[0]}'"
                raise self._error(
                    line, what, f"After it may stand {' or '.join(KEYS[1:])}."
                )
            position += len(node.source)
            found.append(
                Cell(title, tuple(node.metadata.get("tags", ())), node.source, line)
            )
        if not found:
            raise self._error(1, "no cells", "Begin one with '# %% Data'.")
        self._check_titles(found)
        self._check_tags(found)
        return found

    @property
    def _head(self) -> str:
        """What stands before the first title."""
        first = TITLE.search(self.source)
        return self.source[: first.start()] if first else self.source

    def _is_head(self, source: str) -> bool:
        return bool(source) and source in self._head

    def _check_source(self) -> None:
        """Raises RunpagesError for what would not be run as it stands."""
        if odd := ODD_LINE_END.search(self.source):
            line = self.source.count("\n", 0, odd.start()) + 1
            what = f"the character {odd[0]!r}, which some take for the end of a line"
            raise RunpagesError(self.path, what, "Write it as an escape.", line)
        if odd := ODD_TAGS.search(self.source):
            line = self.source.count("\n", 0, odd.start()) + 1
            what = f"the tags in '{odd[0]}' cannot be read"
            raise self._error(line, what, f'Write # %% Train tags=["{MEASURED}"].')
        head = self._head
        with contextlib.suppress(SyntaxError):  # compiling says it better
            body = ast.parse(head).body
            code = body[1:] if body and _is_text(body[0]) else body
            if code and head != self.source:
                what, remedy = "code before the first cell", "Put '# %% Data' above it."
                raise RunpagesError(self.path, what, remedy, code[0].lineno)

    def _check_titles(self, cells: list[Cell]) -> None:
        seen: dict[str, str] = {}
        for cell in cells:
            if cell.title in seen.values():
                remedy = "Rename one of them: pages name cells by title."
                raise self._error(cell.line, f"a second cell '{cell.title}'", remedy)
            if "=[" in cell.title or "= [" in cell.title:
                remedy = f'Write # %% Train tags=["{MEASURED}"].'
                what = f"the tags in '{cell.title}' cannot be read"
                raise self._error(cell.line, what, remedy)
            address = slug(cell.title)
            if not address or set(cell.title) & set('"`{}:'):
                remedy = 'Use letters from a to z or digits, and none of " ` : { }.'
                what = f"cell title '{cell.title}' cannot be an address"
                raise self._error(cell.line, what, remedy)
            if address in seen:
                what = f"cell title '{cell.title}' has the address of '{seen[address]}'"
                raise self._error(cell.line, what, "Rename one of them.")
            seen[address] = cell.title

    def _check_tags(self, cells: list[Cell]) -> None:
        for cell in cells:
            for tag in set(cell.tags) - TAGS:
                hint = suggest(tag, sorted(TAGS), "Known")
                raise self._error(cell.line, f"unknown tag '{tag}'", hint)
        for cell in cells[:-1]:
            if RAISES in cell.tags:
                what = f"cell '{cell.title}' is meant to fail and is not the last"
                remedy = "A script stops at its first exception: move the rest."
                raise self._error(cell.line, what, remedy)

    def _error(self, line: int, what: str, remedy: str) -> RunpagesError:
        """What is wrong with the cell at a line, at the line of its title."""
        above = self.source.splitlines()[:line]
        titles = [n for n, text in enumerate(above, 1) if TITLE.match(text)]
        return RunpagesError(self.path, what, remedy, max(titles, default=line))


def _is_text(node: ast.stmt) -> bool:
    """Whether a statement is a docstring."""
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def read(file: Path, name: str, path: str) -> Snippet:
    """Read one script; raises RunpagesError if it is not UTF-8 text."""
    return Snippet(name, path, decode(file.read_bytes(), path))


def find(folder: Path, root: Path) -> dict[str, Snippet]:
    """All snippets below a folder, by name.

    Raises RunpagesError if one is no text, or has a name that no page can use.
    """
    found = {}
    for file in sorted(folder.rglob("*.py")):
        inside = file.relative_to(folder)
        if not file.is_file() or any(part[0] == "." for part in inside.parts):
            continue  # what editors leave behind
        name = inside.with_suffix("").as_posix()
        path = Path(os.path.relpath(file, root)).as_posix()
        if '"' in name or not name.isprintable():  # nor what is no UTF-8
            what = "the name of a snippet stands in pages, between quotation marks"
            remedy = 'Rename it: without " and what cannot be printed.'
            raise RunpagesError(ascii(path)[1:-1], what, remedy)
        found[name] = read(file, name, path)
    return found
