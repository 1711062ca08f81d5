"""Read the cells of a script in percent format: `# %% Title`, `tags=["measured"]`."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass

from runpages.errors import RunpagesError, suggest
from runpages.text import slug

MARK = re.compile(r"#[ \t]*%%(.*)")
TEXT = re.compile(r"\[(markdown|md|raw)\]")
TAGS_OPTION = re.compile(r"(?:^|\s)tags\s*=(.*)$")
OPTION = re.compile(r"\S\s+(\w+)=\S")
RAISES = "raises-exception"
MEASURED = "measured"
DEPRECATIONS = "deprecations"
TAGS = {RAISES, MEASURED, DEPRECATIONS}
_NONE: tuple[str, ...] = ()


@dataclass(frozen=True)
class Cell:
    """A titled part of a snippet; `line` is where its source begins, from 1."""

    title: str
    tags: tuple[str, ...]
    source: str
    line: int


def marks(source: str) -> list[int]:
    """The lines of cell titles, from 1: comments that begin a line with '# %%'.

    One inside of a text or below something indented is no title.
    """
    lines = source.split("\n")
    return [line for line in _comments(source) if MARK.match(lines[line - 1])]


def read(source: str, begins: list[int], path: str) -> list[Cell]:
    """The cells, which begin at these lines and cover all from the first on.

    Raises RunpagesError for a title that is missing, wrong, or there twice, an unknown
    tag, a text cell, or a cell that is meant to fail and is not the last.
    """
    lines = source.split("\n")
    if not begins:
        raise RunpagesError(path, "no cells", "Begin one with '# %% Data'.", 1)
    found: dict[int, Cell] = {}
    for begin, end in zip(begins, [*begins[1:], len(lines) + 1], strict=True):
        try:
            title, tags = _title(lines[begin - 1])
        except ValueError as error:
            what, remedy = error.args
            raise RunpagesError(path, what, remedy, begin) from None
        found[begin] = _cell(title, tags, lines[begin : end - 1], begin + 1)
    for check in (_check_titles, _check_tags):
        for line, what, remedy in check(found):
            raise RunpagesError(path, what, remedy, line)
    return list(found.values())


def _comments(source: str) -> Iterator[int]:
    """The lines that begin with a comment; of what is no Python, with its sign."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):  # running it says what is wrong
        yield from (n for n, t in enumerate(source.split("\n"), 1) if t.startswith("#"))
        return
    for token in tokens:
        if token.type == tokenize.COMMENT and token.start[1] == 0:
            yield token.start[0]


def _title(line: str) -> tuple[str, tuple[str, ...]]:
    """The title and the tags in a line; raises ValueError, with what to do."""
    text = MARK.sub(r"\1", line)
    if text.strip() and not text[0].isspace():
        what = f"a title that begins '{line[:20]}'"
        raise ValueError(what, "Write a blank after the mark: '# %% Train'.")
    if TEXT.search(text):
        raise ValueError("a text cell", "Prose belongs on the page.")
    title, tags = text.strip(), _NONE
    if given := TAGS_OPTION.search(title):
        title, tags = title[: given.start()], _tags(given[1], line)
    if more := OPTION.search(title):
        what = f"the title says '{more[1]}'"
        raise ValueError(what, "After it may stand tags; of a title, write 'a = b'.")
    if not title:
        raise ValueError("a cell without a title", "Give it one: '# %% Train'.")
    return title, tags


def _tags(text: str, line: str) -> tuple[str, ...]:
    try:
        tags = ast.literal_eval(text.strip())
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            return tuple(tags)
    except (ValueError, SyntaxError):
        pass
    what = f"the tags in '{line}' cannot be read"
    raise ValueError(what, f'Write # %% Train tags=["{MEASURED}"].')


def _cell(title: str, tags: tuple[str, ...], lines: list[str], line: int) -> Cell:
    """A cell without the blank lines around it."""
    written = [n for n, text in enumerate(lines) if text.strip()]
    if not written:
        return Cell(title, tags, "", line)
    first, last = written[0], written[-1]
    return Cell(title, tags, "\n".join(lines[first : last + 1]), line + first)


Faults = Iterator[tuple[int, str, str]]
"""A line, what is wrong there, and what to do."""


def _check_titles(cells: dict[int, Cell]) -> Faults:
    seen: dict[str, str] = {}
    for line, cell in cells.items():
        if cell.title in seen.values():
            remedy = "Rename one of them: pages name cells by title."
            yield line, f"a second cell '{cell.title}'", remedy
        address = slug(cell.title)
        if not address or set(cell.title) & set('"`{}:'):
            remedy = 'Use letters or digits, and none of " ` : { }.'
            yield line, f"cell title '{cell.title}' cannot be an address", remedy
        if address in seen:
            what = f"cell title '{cell.title}' has the address of '{seen[address]}'"
            yield line, what, "Rename one of them."
        seen[address] = cell.title


def _check_tags(cells: dict[int, Cell]) -> Faults:
    for line, cell in cells.items():
        for tag in set(cell.tags) - TAGS:
            yield line, f"unknown tag '{tag}'", suggest(tag, sorted(TAGS), "Known")
    for line, cell in list(cells.items())[:-1]:
        if RAISES in cell.tags:
            what = f"cell '{cell.title}' is meant to fail and is not the last"
            remedy = "A script stops at its first exception: move the rest."
            yield line, what, remedy
