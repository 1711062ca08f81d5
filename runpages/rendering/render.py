"""Turn the embeds of a page into plain Markdown: code, outputs, figures, numbers."""

import re
from dataclasses import dataclass, field
from types import CodeType

import jinja2

from runpages.authored.page import Page
from runpages.errors import RunpagesError, suggest
from runpages.records.store import Library
from runpages.rendering.embeds import Embeds
from runpages.rendering.jinja import Compiled
from runpages.rendering.outputs import ran_on

# An embed alone on its line: what it becomes is indented like it.
ALONE = re.compile(
    r"^([ \t]+)\{\{<((?:(?!>\}\}).)*)>\}\}[ \t]*$", re.MULTILINE | re.DOTALL
)


# What other tools take for an embed, and this site would print as it stands.
USUAL = re.compile(r"\{\{\s*(\w+)\(")

UNCLOSED = re.compile(r"\{\{<(?!(?:(?!\{\{<).)*?>\}\})", re.DOTALL)


@dataclass(frozen=True)
class Rendered:
    """Plain Markdown, and the figures it refers to, by their place in the site."""

    markdown: str
    figures: dict[str, str] = field(default_factory=dict)
    used: frozenset[str] = frozenset()
    """The snippets whose runs it shows."""
    ran_on: tuple[str, ...] = ()
    """What these ran on, each once."""


def render(
    page: Page, pages: list[Page], library: Library, kept: Compiled | None = None
) -> Rendered:
    """Render a page; `pages` are all pages in the order of the navigation.

    `kept` has what compiling them gave the last time. Raises RunpagesError for an embed
    that names something that is not there.
    """
    embeds = Embeds(page, pages, library)
    _check_delimiters(page, embeds)
    try:
        environment = _environment()
        code = compiled(page, kept, environment)
        template = jinja2.Template.from_code(environment, code, embeds.names())
        markdown = template.render(page=page.meta)
        embeds.order.finish()
    except RunpagesError as error:
        raise _placed(error, page) from error
    except jinja2.TemplateSyntaxError as error:
        line = page.offset + error.lineno
        raise RunpagesError(page.path, f"{error.message}", _SYNTAX, line) from error
    except SyntaxError as error:  # of the Python that Jinja made of an embed
        line = _written(page, environment, error.lineno or 0)
        raise RunpagesError(page.path, error.msg, _SYNTAX, line) from error
    except jinja2.UndefinedError as error:
        what, hint = f"{error.message}", _SYNTAX
        if match := re.match(r"'(\w+)' is undefined", what):
            what, hint = _unknown(match[1], embeds)
        raise RunpagesError(page.path, what, hint, _line(error, page)) from error
    except Exception as error:
        said = f"{error}".replace("Embeds.", "")
        what = f"{type(error).__name__} in an embed: {said}"
        raise RunpagesError(page.path, what, _SYNTAX, _line(error, page)) from error
    used = frozenset(embeds.parts.used)
    runs = [run for n in sorted(used) for run in library.records.get(n, {}).values()]
    places = tuple(dict.fromkeys(map(ran_on, runs)))
    return Rendered(markdown, embeds.outputs.figures, used, places)


def compiled(
    page: Page, kept: Compiled | None, environment: jinja2.Environment | None = None
) -> CodeType:
    """The template of a page; raises jinja2.TemplateSyntaxError."""
    source, environment = _source(page), environment or _environment()
    if kept:
        return kept.compile(environment, source, page.uri, page.path)
    return environment.compile(source, page.uri, page.path)


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
        line = page.offset + page.text.count("\n", 0, found.start()) + 1
        raise RunpagesError(page.path, "an embed does not end", "Close it: >}}.", line)
    for found in USUAL.finditer(page.text):
        if found[1] in embeds.names():
            line = page.offset + page.text.count("\n", 0, found.start()) + 1
            what = f"'{found[0]}…' is no embed"
            raise RunpagesError(page.path, what, _SYNTAX, line)


def _unknown(name: str, embeds: Embeds) -> tuple[str, str]:
    """What is wrong with a name that is no embed, and what to do."""
    if embeds.parts.knows(name):
        return f"'{name}' stands without quotation marks", f'Write "{name}".'
    return f"unknown embed '{name}'", suggest(name, embeds.names(), "Embeds")


_SYNTAX = 'Embeds look like {{< cell("Train") >}}.'


def _environment() -> jinja2.Environment:
    """Delimiters that neither attribute lists nor LaTeX use."""
    return jinja2.Environment(
        block_start_string="{%<",
        block_end_string=">%}",
        variable_start_string="{{<",
        variable_end_string=">}}",
        comment_start_string="{#<",
        comment_end_string=">#}",
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )


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
