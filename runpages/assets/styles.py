"""One style sheet instead of several, with only what this site has elements for.

A browser draws nothing before it has the style sheets, and most of the theme's is for
parts that are not used here. While serving, pages keep the files as they are written.
"""

import contextlib
import hashlib
import re
from pathlib import Path
from typing import Any, Literal

import tinycss2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from runpages.errors import RunpagesError
from runpages.files import write

SHEET = "assets/style.css"
LINK = re.compile(
    r'<link rel="stylesheet" href="((?:\.\./|/)*[^":]*?)(assets/[^"]*)">\n'
)
CLASS = re.compile(r"\.([\w-]+)")
CONDITION = re.compile(r":(?:not|is|where)\([^()]*(?:\([^()]*\)[^()]*)*\)")

serving = False
sheets: dict[str, None] = {}
"""The style sheets that pages link, in their order."""


def on_startup(command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
    """Remember what this is for."""
    global serving
    serving = command == "serve"


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Link the one style sheet."""
    return output if serving else linked(output)


def on_post_template(
    output: str, template_name: str, config: MkDocsConfig
) -> str | None:
    """Also on the page for addresses that do not exist."""
    return output if serving or template_name != "404.html" else linked(output)


def linked(html: str) -> str:
    """The page with one link where there were several."""
    found = list(LINK.finditer(html))
    sheets.update(dict.fromkeys(match[2] for match in found))
    if not found:
        return html
    link = f'<link rel="stylesheet" href="{found[0][1]}{SHEET}">\n'
    return link.join((html[: found[0].start()], LINK.sub("", html[found[0].start() :])))


def on_post_build(config: MkDocsConfig) -> None:
    """Write the one style sheet, now that all pages and scripts can be searched."""
    if serving:
        return
    site = Path(config.site_dir)
    files = [*site.rglob("*.html"), *site.rglob("assets/**/*.js")]
    words = {
        w for file in files for w in re.findall(r"[\w-]+", file.read_text("utf-8"))
    }
    css = "".join((site / sheet).read_text("utf-8") for sheet in sheets)
    kept = Path(config.config_file_path).parent / ".cache/style.css"
    (site / SHEET).write_text(known(css, words, kept), "utf-8")


def known(css: str, words: set[str], kept: Path) -> str:
    """The rules that can apply: those of the last build, if it asked the same."""
    classes = sorted(words.intersection(CLASS.findall(css)))
    asked = [css, *classes, Path(__file__).read_text("utf-8")]
    key = f"/* {hashlib.sha256(repr(asked).encode()).hexdigest()} */\n"
    with contextlib.suppress(OSError, UnicodeDecodeError):
        found = kept.read_text("utf-8")
        if found.startswith(key):
            return found.removeprefix(key)
    made = used(css, words)
    with contextlib.suppress(RunpagesError):  # next time it is made again
        write(kept, key + made)
    return made


def used(css: str, words: set[str]) -> str:
    """The rules that can apply where these are all the words."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(filter(None, (_used(rule, words) for rule in rules)))


def _used(rule: Any, words: set[str]) -> str:
    if rule.type == "at-rule" and rule.lower_at_keyword == "media":
        inner = used(tinycss2.serialize(rule.content), words)
        condition = tinycss2.serialize(rule.prelude).strip()
        return f"@media {condition}{{{inner}}}" if inner else ""
    if rule.type != "qualified-rule":
        return str(rule.serialize())
    selectors = [s for s in _selectors(rule) if _applies(s, words)]
    return f"{','.join(selectors)}{{{_body(rule)}}}" if selectors else ""


def _selectors(rule: Any) -> list[str]:
    """The parts between commas, those inside brackets left whole."""
    parts: list[list[Any]] = [[]]
    for token in rule.prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return [tinycss2.serialize(part).strip() for part in parts]


def _applies(selector: str, words: set[str]) -> bool:
    """Whether all its classes exist; :not(.x) also matches where there is no x."""
    return words.issuperset(CLASS.findall(CONDITION.sub("", selector)))


def _body(rule: Any) -> str:
    """The declarations, without the blanks and comments between them."""
    items = tinycss2.parse_blocks_contents(
        rule.content, skip_comments=True, skip_whitespace=True
    )
    return ";".join(item.serialize().strip() for item in items)
