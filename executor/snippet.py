"""A snippet: a plain script in titled cells, as its author wrote it."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from executor.errors import ExecutorError, suggest
from executor.text import decode

# https://packaging.python.org/en/latest/specifications/inline-script-metadata/
SCRIPT_METADATA = re.compile(
    r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$\n?"
)
RAISES = "raises-exception"
MEASURED = "measured"
TAGS = {RAISES, MEASURED}


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
    def dependencies(self) -> list[str]:
        """The names of the packages that its script metadata declares.

        Raises ExecutorError if the metadata is not TOML.
        """
        block = SCRIPT_METADATA.search(self.source)
        if not block:
            return []
        lines = block["content"].splitlines()
        try:
            declared = tomllib.loads("\n".join(line[2:] for line in lines))
        except tomllib.TOMLDecodeError as error:
            what = f"the script metadata is not valid TOML: {error}"
            raise ExecutorError(self.path, what, "Mend the # /// block.", 1) from error
        names = declared.get("dependencies", [])
        return sorted(re.split(r"[^\w.-]", name, maxsplit=1)[0] for name in names)

    def cells(self) -> list[Cell]:
        """The titled cells, in order.

        Raises ExecutorError for a cell without a title, two with the same title, an
        unknown tag, text cells, or a cell that is meant to fail and is not the last.
        """
        # Only a run needs it, and a build with nothing stale must not pay for it.
        import jupytext

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
            position = self.source.index(node.source.split("\n")[0], position)
            line = self.source.count("\n", 0, position) + 1
            if not title and not text and "# %%" not in self.source[:position]:
                continue  # what stands before the first title: metadata and docstring
            if text:
                raise self._error(line, "a text cell", "Prose belongs on the page.")
            if not title:
                remedy = "Give it one: '# %% Train'."
                raise self._error(line, "a cell without a title", remedy)
            position += len(node.source)
            found.append(
                Cell(title, tuple(node.metadata.get("tags", ())), node.source, line)
            )
        self._check(found)
        return found

    def _check(self, cells: list[Cell]) -> None:
        if not cells:
            raise self._error(1, "no cells", "Begin one with '# %% Data'.")
        seen: set[str] = set()
        for cell in cells:
            if cell.title in seen:
                remedy = "Rename one of them: pages name cells by title."
                raise self._error(cell.line, f"a second cell '{cell.title}'", remedy)
            seen.add(cell.title)
            for tag in set(cell.tags) - TAGS:
                hint = suggest(tag, sorted(TAGS), "Known")
                raise self._error(cell.line, f"unknown tag '{tag}'", hint)
            if "=[" in cell.title or "= [" in cell.title:
                remedy = f'Write # %% Train tags=["{MEASURED}"].'
                what = f"the tags in '{cell.title}' cannot be read"
                raise self._error(cell.line, what, remedy)
        for cell in cells[:-1]:
            if RAISES in cell.tags:
                what = f"cell '{cell.title}' is meant to fail and is not the last"
                remedy = "A script stops at its first exception: move the rest."
                raise self._error(cell.line, what, remedy)

    def _error(self, line: int, what: str, remedy: str) -> ExecutorError:
        """What is wrong with the cell at a line, at the line of its title."""
        above = self.source.splitlines()[:line]
        titles = [n for n, text in enumerate(above, 1) if text.startswith("# %%")]
        return ExecutorError(self.path, what, remedy, max(titles, default=line))


def read(file: Path, name: str, path: str) -> Snippet:
    """Read one script; raises ExecutorError if it is not UTF-8 text."""
    return Snippet(name, path, decode(file.read_bytes(), path))


def find(folder: Path, root: Path) -> dict[str, Snippet]:
    """All snippets below a folder, by name; raises ExecutorError if one is no text."""
    found = {}
    for file in sorted(folder.rglob("*.py")):
        name = file.relative_to(folder).with_suffix("").as_posix()
        path = file.relative_to(root).as_posix()
        found[name] = read(file, name, path)
    return found
