"""Render a page: its embeds become values in its text, and typed parts."""

import inspect
import re
from typing import Any

import jinja2

from runpages.authored.embed_syntax import DELIMITERS, check_quotes, open_block
from runpages.authored.page import Page
from runpages.errors import RunpagesError, suggest
from runpages.records.store import Library
from runpages.rendering import sliders
from runpages.rendering.completeness import cells_to_show, check_order
from runpages.rendering.document import END, REMEDY, START, Document, Placed
from runpages.rendering.embeds import Embeds
from runpages.rendering.outputs import ran_on
from runpages.text import readable

# An embed alone on its line: what it becomes is indented like it.
ALONE = re.compile(
    r"^([ \t]+)\{\{<((?:(?!>\}\}).)*)>\}\}[ \t]*$", re.MULTILINE | re.DOTALL
)
# What other tools take for an embed, and this site would print as it stands.
USUAL = re.compile(r"(?<!\{)\{[{%<]\s*(?:\w+\s+)?(\w+)\(")
# Where a part cannot stand: it would be text there, or not be seen.
CODE = re.compile(
    r"^([ \t]*)(`{3,}|~{3,})[^\n]*\n.*?^\1\2[`~]*[ \t]*$|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)
CALLED = re.compile(
    r"(\w+)\(\) (?:got an unexpected keyword argument '(\w+)'|missing |takes )"
)
WAY = ("title", "link", "advice", "lines", "value")
OWN = re.compile(r"'[\w.]*\.(\w+) object' has no attribute '(\w+)'")
UNCLOSED = re.compile(r"\{\{<(?!(?:(?!\{\{<).)*?>\}\})", re.DOTALL)
SYNTAX = 'Embeds look like {{< cell("Train") >}}.'
BLOCKS = 'Blocks look like {%< if value("x") > 1 >%}…{%< endif >%}.'


def render(
    page: Page,
    pages: list[Page],
    library: Library,
    cache: jinja2.BytecodeCache | None = None,
) -> Document:
    """Render a page; `pages` are all pages in the order of the navigation.

    `cache` keeps compiled templates. Raises RunpagesError for an embed that names
    something that is not there.
    """
    embeds = Embeds(page, pages, library)
    check_quotes(page)
    _check_delimiters(page, embeds)
    wanted = cells_to_show(embeds.resolver)
    environment = _environment(page, cache)
    try:
        template = environment.get_template(page.uri, globals=embeds.names())
        text = template.render(page=page.meta)
        check_order(embeds.resolver, wanted, embeds.table.values())
    except Exception as error:
        raise _explained(error, page, embeds, environment) from error
    used = frozenset(embeds.resolver.used)
    runs = [run for n in sorted(used) for run in library.records.get(n, {}).values()]
    laid_out = _laid_out(text, embeds.table, page.path)
    follows = tuple(embeds.sliders.places.values())
    return Document(page, laid_out, embeds.table, used, ran_on(runs), follows)


def _environment(page: Page, cache: jinja2.BytecodeCache | None) -> jinja2.Environment:
    """Make an environment of one template, the page."""
    source = ALONE.sub(r'\1{{< (\2) | indent("\1") >}}', page.text)
    return jinja2.Environment(
        **DELIMITERS,  # type: ignore[arg-type]
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        finalize=_written_out,
        loader=jinja2.FunctionLoader(lambda _: (source, page.path, None)),
        bytecode_cache=cache,
    )


def _written_out(value: Any) -> Any:
    """Write what Jinja's own filters made of a number as `value` does.

    Raises UndefinedError for an embed that is named and not called.
    """
    if callable(value) and hasattr(value, "__name__"):
        raise jinja2.UndefinedError(f"'{value.__name__}' stands without parentheses")
    return readable(value) if isinstance(value, str) else value


def _laid_out(text: str, table: dict[str, Placed], path: str) -> str:
    """Give each token a line to itself, with blank lines around it.

    Raises RunpagesError for one in a fenced block or a comment, or beside other text.
    """
    for found in CODE.finditer(text):
        for token in (token for token in table if token in found[0]):
            where = "a comment" if found[2] is None else "a fenced block"
            what = f"the code or output of a cell cannot stand in {where}"
            raise RunpagesError(path, what, REMEDY, table[token].line)
    made: list[str] = []
    for line in text.split("\n"):
        for own in _own_lines(line, table, path):
            token = own.strip()
            before = made[-1].strip() if made else ""
            if token and (before in table or (token in table and before)):
                made.append("")
            made.append(own)
    return "\n".join(made)


def _own_lines(line: str, table: dict[str, Placed], path: str) -> list[str]:
    """Split a line into its tokens, each at its indentation."""
    if START not in line:
        return [line]
    *names, rest = line.strip().split(END)
    tokens = [name + END for name in names]
    if rest or not all(token in table for token in tokens):
        said = "".join(piece.partition(START)[0] for piece in line.split(END)).strip()
        first = next(token for token in table if token in line)
        what = f"the code or output of a cell cannot stand beside '{said}'"
        raise RunpagesError(path, what, REMEDY, table[first].line)
    indent = line[: -len(line.lstrip())]
    return [indent + token for token in tokens]


def _explained(
    error: Exception, page: Page, embeds: Embeds, environment: jinja2.Environment
) -> RunpagesError:
    """Say what went wrong in rendering, as an author can mend it."""
    what, hint, line = f"{error}", SYNTAX, _line(error, page)
    if isinstance(error, RunpagesError):
        return _placed(error, page)
    if isinstance(error, jinja2.TemplateSyntaxError):
        what, hint, line = _malformed(error, page, environment)
    elif isinstance(error, SyntaxError):  # of the Python that Jinja made of an embed
        what, line = error.msg, _written(page, environment, error.lineno or 0)
    elif isinstance(error, jinja2.UndefinedError):
        what, hint = _undefined(what, embeds)
    else:
        what, hint = _miscalled(error, embeds)
    return RunpagesError(page.path, what, hint, line)


def _malformed(
    error: jinja2.TemplateSyntaxError, page: Page, environment: jinja2.Environment
) -> tuple[str, str, int]:
    """Say what is wrong with an embed that Jinja cannot read, and where."""
    what, line = f"{error.message}", page.offset + error.lineno
    if "end of template" in what and (block := open_block(page)):
        name, line = block
        return f"the block '{name}' does not end", f"End it: {{%< end{name} >%}}.", line
    if "filter named" in what:
        hint = suggest(what.split("'")[1], environment.filters, "Filters")
        return what, hint, line
    block_there = "{%<" in page.text.split("\n")[error.lineno - 1]
    return what, BLOCKS if block_there else SYNTAX, line


def _undefined(what: str, embeds: Embeds) -> tuple[str, str]:
    """Say what is wrong with a name that is not there, and what to do."""
    name, undefined, rest = what.strip("'").partition("' is undefined")
    if undefined and not rest:
        return _unknown(name, embeds)
    if own := OWN.search(what):
        hint = suggest(own[2], WAY, "It has")
        return f"a {own[1].lower()} has no '{own[2]}'", hint
    return what, SYNTAX


def _miscalled(error: Exception, embeds: Embeds) -> tuple[str, str]:
    """Say what is wrong with what an embed is given, and what it takes."""
    said = f"{error}".replace("Embeds.", "")
    if "'method' object" in said:
        return "an embed stands without parentheses", SYNTAX
    called = CALLED.search(said)
    if not called or called[1] not in embeds.names():
        return f"{type(error).__name__} in an embed: {said}", SYNTAX
    takes = inspect.signature(getattr(embeds, called[1])).parameters
    if called[2]:
        hint = suggest(called[2], takes, "It has")
        return f"the embed '{called[1]}' has no '{called[2]}'", hint
    return said, f"It takes: {', '.join(takes)}."


def _written(page: Page, environment: jinja2.Environment, line: int) -> int:
    """Find the line of a page that became a line of Python."""
    source: Any = environment.loader.get_source(environment, page.uri)[0]  # type: ignore[union-attr]
    code = environment.compile(source, raw=True)
    pairs = code.rpartition("debug_info = ")[2].strip("'\n").split("&")
    lines = [map(int, pair.split("=")) for pair in pairs if pair]
    before = [own for own, made in lines if made <= line]
    return page.offset + max(before, default=1)


def _check_delimiters(page: Page, embeds: Embeds) -> None:
    """Refuse `{{ cell("Train") }}`, and what does not end; raises RunpagesError."""
    for found in UNCLOSED.finditer(page.text):
        line = page.line(found.start())
        raise RunpagesError(page.path, "an embed does not end", "Close it: >}}.", line)
    for found in USUAL.finditer(page.text):
        if found[1] in embeds.names():
            what = f"'{found[0]}…' is no embed"
            raise RunpagesError(page.path, what, SYNTAX, page.line(found.start()))
    for sign in START, sliders.START:
        if (at := page.text.find(sign)) >= 0:
            what = f"the page holds U+{ord(sign):X}, which stands for the parts of runs"
            raise RunpagesError(page.path, what, "Delete it.", page.line(at))


def _unknown(name: str, embeds: Embeds) -> tuple[str, str]:
    """Say what is wrong with a name that is no embed, and what to do."""
    if embeds.resolver.knows(name):
        return f"'{name}' stands without quotation marks", f'Write "{name}".'
    return f"unknown embed '{name}'", suggest(name, embeds.names(), "Embeds")


def _placed(error: RunpagesError, page: Page) -> RunpagesError:
    """Give an error the line of the embed that raised it."""
    if error.path != page.path:  # a snippet's own error keeps its place
        return error
    line = error.line or _line(error, page)
    return RunpagesError(page.path, error.what, error.remedy, line)


def _line(error: BaseException, page: Page) -> int | None:
    """Find the line of a page in a traceback, which Jinja has rewritten."""
    found, frame = None, error.__traceback__
    while frame:
        if frame.tb_frame.f_code.co_filename == page.path:
            found = page.offset + frame.tb_lineno
        frame = frame.tb_next
    return found
