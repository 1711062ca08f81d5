"""Read the cells of a script in percent format: `# %% Title`, `tags=["measured"]`."""

import ast
import contextlib
import io
import re
import tokenize
from dataclasses import dataclass

from runpages.errors import RunpagesError, suggest
from runpages.text import slug

MARK = re.compile(r"#[ \t]*%%(.*)")
TEXTS = ("[markdown]", "[md]", "[raw]")
TAGS_OPTION = re.compile(r"(?:^|\s)tags\s*=")
OPTION = re.compile(r"\S\s+(\w+)=\S")
RAISES = "raises-exception"
MEASURED = "measured"
DEPRECATIONS = "deprecations"
TAGS = {RAISES, MEASURED, DEPRECATIONS}


@dataclass(frozen=True)
class Cell:
    """A titled part of a snippet; `line` is where its source begins, from 1."""

    title: str
    tags: tuple[str, ...]
    source: str
    line: int


def marks(source: str) -> list[int]:
    """Find the lines of cell titles, from 1: comments that begin with '# %%'.

    One inside of a text or below something indented is no title.
    """
    lines = dict(enumerate(source.split("\n"), 1))
    comments = set(lines)
    with contextlib.suppress(tokenize.TokenError, SyntaxError):  # running it says more
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
        found = (token.start for token in tokens if token.type == tokenize.COMMENT)
        comments = {line for line, column in found if column == 0}
    return [n for n, text in lines.items() if n in comments and MARK.match(text)]


def read(source: str, begins: list[int], path: str) -> list[Cell]:
    """Read the cells, which begin at these lines and cover all from the first on.

    Raises RunpagesError for a title that is missing, wrong, or there twice, an unknown
    tag, a text cell, or a cell that is meant to fail and is not the last.
    """
    lines = source.split("\n")
    if not begins:
        raise RunpagesError(path, "no cells", "Begin one with '# %% Data'.", 1)
    found: list[Cell] = []
    for begin, end in zip(begins, [*begins[1:], len(lines) + 1], strict=True):
        try:
            title, tags = _title(lines[begin - 1])
            _check_title(title, [cell.title for cell in found])
            _check_tags(title, tags, last=begin == begins[-1])
        except ValueError as error:
            what, remedy = error.args
            raise RunpagesError(path, what, remedy, begin) from None
        found.append(_cell(title, tags, lines[begin : end - 1], begin + 1))
    return found


def _title(line: str) -> tuple[str, tuple[str, ...]]:
    """Read the title and the tags in a line; raises ValueError, with what to do."""
    text = MARK.sub(r"\1", line)
    if text.strip() and not text[0].isspace():
        what = f"a title that begins '{line[:20]}'"
        raise ValueError(what, "Write a blank after the mark: '# %% Train'.")
    if any(kind in text for kind in TEXTS):
        raise ValueError("a text cell", "Prose belongs on the page.")
    title, *given = TAGS_OPTION.split(text.strip(), maxsplit=1)
    if more := OPTION.search(title):
        what = f"the title says '{more[1]}'"
        raise ValueError(what, "After it may stand tags; of a title, write 'a = b'.")
    if not title:
        raise ValueError("a cell without a title", "Give it one: '# %% Train'.")
    return title, _tags(given[0], line) if given else ()


def _tags(text: str, line: str) -> tuple[str, ...]:
    with contextlib.suppress(ValueError, SyntaxError):
        tags = ast.literal_eval(text.strip())
        if isinstance(tags, list) and all(isinstance(tag, str) for tag in tags):
            return tuple(tags)
    what = f"the tags in '{line}' cannot be read"
    raise ValueError(what, f'Write # %% Train tags=["{MEASURED}"].')


def _cell(title: str, tags: tuple[str, ...], lines: list[str], line: int) -> Cell:
    """Make a cell without the blank lines around it."""
    written = [n for n, text in enumerate(lines) if text.strip()]
    if not written:
        return Cell(title, tags, "", line)
    first, last = written[0], written[-1]
    return Cell(title, tags, "\n".join(lines[first : last + 1]), line + first)


def _check_title(title: str, before: list[str]) -> None:
    if title in before:
        remedy = "Rename one of them: pages name cells by title."
        raise ValueError(f"a second cell '{title}'", remedy)
    if not slug(title) or set(title) & set('"`{}:'):
        what = f"cell title '{title}' cannot be an address"
        raise ValueError(what, 'Use letters or digits, and none of " ` : { }.')
    for other in before:
        if slug(other) == slug(title):
            what = f"cell title '{title}' has the address of '{other}'"
            raise ValueError(what, "Rename one of them.")


def _check_tags(title: str, tags: tuple[str, ...], last: bool) -> None:
    for tag in set(tags) - TAGS:
        raise ValueError(f"unknown tag '{tag}'", suggest(tag, sorted(TAGS), "Known"))
    if RAISES in tags and not last:
        what = f"cell '{title}' is meant to fail and is not the last"
        raise ValueError(what, "A script stops at its first exception: move the rest.")
