"""Read snippets: plain scripts in titled cells, as their authors wrote them."""

import ast
import contextlib
import hashlib
import os
import re
import tomllib
from dataclasses import dataclass
from functools import cached_property
from glob import glob
from itertools import takewhile
from pathlib import Path
from typing import Any

from runpages.authored import cells
from runpages.authored.cells import Cell
from runpages.errors import RunpagesError
from runpages.files import read_bytes
from runpages.text import decode

# https://packaging.python.org/en/latest/specifications/inline-script-metadata/
SCRIPT_METADATA = re.compile(
    r"(?m)^# /// script$\s(?P<content>(^#(| .*)$\s)+)^# ///$\n?"
)
CODING = re.compile(r"(?:.*\n)?[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
"""https://peps.python.org/pep-0263/"""
UTF8 = ("utf-8", "utf-8-sig", "utf8", "ascii", "us-ascii")


@dataclass(frozen=True)
class Snippet:
    """One script. `name` is its path below the folder, without `.py`.

    `setting` is what a slider has set in it otherwise, as in 'momentum=0.5'.
    """

    name: str
    path: str
    source: str
    setting: str = ""

    @property
    def where(self) -> str:
        """Its path, and what is set in it otherwise."""
        return f"{self.path} with {self.setting}" if self.setting else self.path

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
    def requirements(self) -> list[str]:
        """The packages that its script metadata asks for, such as `torch==2.13.0`.

        Raises RunpagesError if the metadata is not TOML, or they are no texts.
        """
        asked = self.metadata.get("dependencies", [])
        if not isinstance(asked, list) or not all(
            isinstance(text, str) and text.strip() for text in asked
        ):
            what = f"'dependencies' in the script metadata is {asked!r}"
            raise RunpagesError(self.path, what, 'Write ["torch", "numpy"].', 1)
        return [text.strip() for text in asked]

    @cached_property
    def dependencies(self) -> list[str]:
        """The names of these packages; raises RunpagesError as `requirements` does."""
        return sorted(map(_name, self.requirements))

    @cached_property
    def helper(self) -> bool:
        """Whether it is no program but a module beside one: it has no title."""
        return not any(map(cells.MARK.match, self.source.split("\n")))

    @cached_property
    def cells(self) -> list[Cell]:
        """The titled cells, in order.

        Raises RunpagesError for code outside of a cell, and as `cells.read` does.
        """
        for line, text in enumerate(self.source.split("\n"), 1):
            first = text.splitlines()[0] if text else ""
            if odd := text[len(first) :][:1]:
                what = f"the character {odd!r}, which some take for the end of a line"
                raise RunpagesError(self.path, what, "Write it as an escape.", line)
        titles = cells.marks(self.source)
        if titles:
            self._check_head(titles[0])
        return cells.read(self.source, titles, self.path)

    def _check_head(self, end: int) -> None:
        """Raise RunpagesError for code before the first title, which is at a line."""
        with contextlib.suppress(SyntaxError):  # compiling says it better
            head = ast.parse("\n".join(self.source.split("\n")[: end - 1]))
            for code in head.body[ast.get_docstring(head) is not None :]:
                what, remedy = "code before the first cell", "Put '# %% Data' above it."
                raise RunpagesError(self.path, what, remedy, code.lineno)


def _name(requirement: str) -> str:
    """Take the name of a package from what is asked of it."""
    of_name = takewhile(lambda c: c.isalnum() or c in "._-", requirement)
    return "".join(of_name)


def read(file: Path, name: str, path: str) -> Snippet:
    """Read one script; raises RunpagesError if it is not UTF-8 text."""
    data = read_bytes(file, path)
    coding = CODING.match(data.decode("latin-1"))
    if coding and coding[1].lower().replace("_", "-") not in UTF8:
        what = f"the coding line says {coding[1]}"
        remedy = "Save the file as UTF-8, and remove that line."
        raise RunpagesError(path, what, remedy, 1 + coding[0].count("\n"))
    return Snippet(name, path, decode(data, path))


def find(folder: Path, root: Path) -> dict[str, Snippet]:
    """Find all snippets below a folder, by name.

    Raises RunpagesError if one is no text, or has a name that no page can use.
    """
    found = {}
    # It follows links, and leaves out hidden names, as editors leave behind.
    for inside in sorted(glob("**/*.py", root_dir=folder, recursive=True)):
        file = folder / inside
        if not file.is_file():
            continue
        name = Path(inside).with_suffix("").as_posix()
        path = Path(os.path.relpath(file, root)).as_posix()
        if set(name) & set('":\\') or not name.isprintable():  # nor what is no UTF-8
            what = 'the name of a snippet stands in pages, as in "name:cell"'
            remedy = 'Rename it: without " : \\ and what cannot be printed.'
            raise RunpagesError(ascii(path)[1:-1], what, remedy)
        found[name] = read(file, name, path)
    return found
