"""Render a page: its embeds become values in its text, and typed parts."""

import re
from collections.abc import Iterator
from types import CodeType
from typing import Any

import jinja2

from runpages.authored.page import Page
from runpages.authored.template import Compiled, language
from runpages.errors import RunpagesError, suggest
from runpages.records.store import Library
from runpages.rendering import sliders
from runpages.rendering.document import END, REMEDY, START, Document, Part, Placed
from runpages.rendering.embeds import Embeds
from runpages.rendering.outputs import provenance

# An embed alone on its line: what it becomes is indented like it.
ALONE = re.compile(
    r"^([ \t]+)\{\{<((?:(?!>\}\}).)*)>\}\}[ \t]*$", re.MULTILINE | re.DOTALL
)
# What other tools take for an embed, and this site would print as it stands.
USUAL = re.compile(r"\{\{\s*(\w+)\(")
UNCLOSED = re.compile(r"\{\{<(?!(?:(?!\{\{<).)*?>\}\})", re.DOTALL)


def render(
    page: Page, pages: list[Page], library: Library, kept: Compiled | None = None
) -> Document:
    """Render a page; `pages` are all pages in the order of the navigation.

    `kept` has what compiling them gave the last time. Raises RunpagesError for an embed
    that names something that is not there.
    """
    embeds = Embeds(page, pages, library)
    _check_delimiters(page, embeds)
    lines = _lines(page, embeds, kept)
    text, numbers, table = _laid_out(lines, embeds.table, page.path)
    used = frozenset(embeds.resolver.used)
    runs = [run for n in sorted(used) for run in library.records.get(n, {}).values()]
    ran_on = tuple(dict.fromkeys(map(provenance, runs)))
    return Document(page, text, table, used, ran_on, numbers, embeds.sliders.values)


def _laid_out(
    lines: list[tuple[str, int]], parts: dict[str, Part], path: str
) -> tuple[str, tuple[int, ...], dict[str, Placed]]:
    """Give each token a line to itself, with blank lines around it.

    Each line has the number of its line in the page at `path`. Raises RunpagesError for
    a token that stands beside other text, or in a fenced block or a comment.
    """
    made: list[tuple[str, int]] = []
    table: dict[str, Placed] = {}
    around = _Around()
    for line, number in lines:
        around.read(line)
        for own in _own_lines(line, around, parts, path, number):
            token = own.strip()
            after = made[-1][0].strip() if made else ""
            if token and (after in table or (token in parts and after)):
                made.append(("", number))
            made.append((own, number))
            if token in parts:
                table[token] = Placed(parts[token], line=number)
    return "\n".join(line for line, _ in made), tuple(n for _, n in made), table


def _own_lines(
    line: str, around: "_Around", parts: dict[str, Part], path: str, number: int
) -> list[str]:
    """A line, or one for each of the tokens in it."""
    if START not in line:
        return [line]
    *names, rest = line.strip().split(END)
    tokens = [name + END for name in names]
    where = around.what
    if rest or not all(token in parts for token in tokens):
        shown = "".join(piece.partition(START)[0] for piece in line.split(END))
        where = where or f"beside '{shown.strip()}'"
    if where:
        what = f"the code or output of a cell cannot stand {where}"
        raise RunpagesError(path, what, REMEDY, number)
    indent = line[: -len(line.lstrip())]
    return [indent + token for token in tokens]


class _Around:
    """What a line of Markdown stands in: a fenced block, a comment, or neither."""

    def __init__(self) -> None:
        self.end = ""

    @property
    def what(self) -> str:
        """How to say it, or nothing."""
        inside = "a comment" if self.end == "-->" else "a fenced block"
        return f"in {inside}" if self.end else ""

    def read(self, line: str) -> None:
        """Go on to the next line."""
        text = line.strip()
        if self.end:
            closes = text.startswith(self.end) and not text.strip(self.end[0])
            closes = self.end in text if self.end == "-->" else closes
            self.end = "" if closes else self.end
        elif text.startswith("<!--"):
            self.end = "" if "-->" in text else "-->"
        elif text.startswith(("```", "~~~")):
            after = text.lstrip(text[0])
            self.end = "" if text[0] in after else text[: -len(after) or None]


def compiled(
    page: Page, kept: Compiled | None, environment: jinja2.Environment | None = None
) -> CodeType:
    """The template of a page; raises jinja2.TemplateSyntaxError."""
    source, environment = _source(page), environment or language()
    if kept:
        return kept.compile(environment, source, page.uri, page.path)
    return environment.compile(source, page.uri, page.path)


def _lines(page: Page, embeds: Embeds, kept: Compiled | None) -> list[tuple[str, int]]:
    """The lines of the rendered page, each with that of the last embed up to it."""
    environment = language()
    try:
        code = compiled(page, kept, environment)
        template = jinja2.Template.from_code(environment, code, embeds.names())
        text, numbers = "", [page.offset + 1]
        for chunk, number in _chunks(template, page):
            text += chunk
            numbers[-1:] = [number] * (chunk.count("\n") + 1)
        embeds.order.finish()
    except Exception as error:
        raise _explained(error, page, embeds, environment) from error
    return list(zip(text.split("\n"), numbers, strict=True))


def _chunks(template: jinja2.Template, page: Page) -> Iterator[tuple[str, int]]:
    """The text of a template in pieces, each with the line of its embed."""
    pieces: Any = template.generate(page=page.meta)
    for piece in pieces:
        line = pieces.gi_yieldfrom.gi_frame.f_lineno
        yield piece, page.offset + template.get_corresponding_lineno(line)


def _explained(
    error: Exception, page: Page, embeds: Embeds, environment: jinja2.Environment
) -> RunpagesError:
    """What went wrong in rendering, as an author can mend it."""
    what, hint, line = f"{error}", _SYNTAX, _line(error, page)
    if isinstance(error, RunpagesError):
        return _placed(error, page)
    if isinstance(error, jinja2.TemplateSyntaxError):
        what, line = f"{error.message}", page.offset + error.lineno
    elif isinstance(error, SyntaxError):  # of the Python that Jinja made of an embed
        what, line = error.msg, _written(page, environment, error.lineno or 0)
    elif isinstance(error, jinja2.UndefinedError):
        if match := re.match(r"'(\w+)' is undefined", what):
            what, hint = _unknown(match[1], embeds)
    else:
        said = what.replace("Embeds.", "")
        what = f"{type(error).__name__} in an embed: {said}"
    return RunpagesError(page.path, what, hint, line)


def _source(page: Page) -> str:
    return ALONE.sub(r'\1{{< (\2) | indent("\1") >}}', page.text)


def _written(page: Page, environment: jinja2.Environment, line: int) -> int:
    """The line of a page that became a line of Python."""
    code = environment.compile(_source(page), raw=True)
    lines = re.findall(r"(\d+)=(\d+)", code.rpartition("debug_info = ")[2])
    before = [int(own) for own, made in lines if int(made) <= line]
    return page.offset + max(before, default=1)


def _check_delimiters(page: Page, embeds: Embeds) -> None:
    """Raises RunpagesError for `{{ cell("Train") }}`, and for what does not end."""
    for found in UNCLOSED.finditer(page.text):
        line = page.line(found.start())
        raise RunpagesError(page.path, "an embed does not end", "Close it: >}}.", line)
    for found in USUAL.finditer(page.text):
        if found[1] in embeds.names():
            what = f"'{found[0]}…' is no embed"
            raise RunpagesError(page.path, what, _SYNTAX, page.line(found.start()))
    for sign in START, sliders.START:
        if (at := page.text.find(sign)) >= 0:
            what = f"the page holds U+{ord(sign):X}, which stands for the parts of runs"
            raise RunpagesError(page.path, what, "Delete it.", page.line(at))


def _unknown(name: str, embeds: Embeds) -> tuple[str, str]:
    """What is wrong with a name that is no embed, and what to do."""
    if embeds.resolver.knows(name):
        return f"'{name}' stands without quotation marks", f'Write "{name}".'
    return f"unknown embed '{name}'", suggest(name, embeds.names(), "Embeds")


_SYNTAX = 'Embeds look like {{< cell("Train") >}}.'


def _placed(error: RunpagesError, page: Page) -> RunpagesError:
    """The error, at the line of the embed that raised it."""
    if error.path != page.path:  # a snippet's own error keeps its place
        return error
    line = error.line or _line(error, page)
    return RunpagesError(page.path, error.what, error.remedy, line)


def _line(error: BaseException, page: Page) -> int | None:
    found, frame = None, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == page.path:
            found = page.offset + frame.tb_lineno
        frame = frame.tb_next
    return found
