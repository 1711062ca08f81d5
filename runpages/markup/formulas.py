"""Formulas as MathML, made at build time: no script, readable aloud, selectable."""

import html
import re
from functools import cache

from math_core import LatexError, LatexToMathML

from runpages.authored.page import Page
from runpages.errors import RunpagesError

# What pymdownx.arithmatex makes of $…$ and $$…$$.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL
)
# In Markdown: formulas, and what may hold a dollar and is none.
WRITTEN = (
    r"\$\$(?P<block>.+?)\$\$|(?<![\\\w$])\$(?!\s)(?P<line>(?:\\.|[^\\$])+?)(?<!\s)\$"
)
SOURCE = re.compile(
    r"^( *)(`{3,}|~{3,})[^\n]*\n.*?^\1\2 *$|(?<!`)(`+)(?!`).+?(?<!`)\3(?!`)"
    rf"|{WRITTEN}",
    re.DOTALL | re.MULTILINE,
)


def check(page: Page) -> None:
    """Raises RunpagesError, with its line, for a formula of a page that is wrong."""
    for found in SOURCE.finditer(page.text):
        latex = found["block"] or found["line"]
        if latex and "{{<" not in latex:  # what an embed gives is checked when rendered
            line = page.offset + page.text.count("\n", 0, found.start()) + 1
            convert(latex.strip(), bool(found["block"]), page.path, line)


def mathml(markup: str, path: str) -> str:
    """Replace every formula of a page; raises RunpagesError for one that is wrong."""

    def replace(match: re.Match[str]) -> str:
        return convert(html.unescape(match[2]).strip(), match[1] == "div", path)

    return FORMULA.sub(replace, markup)


def convert(latex: str, block: bool, path: str, line: int | None = None) -> str:
    """One formula; raises RunpagesError, at that line of `path`, if it is wrong."""
    try:
        return _convert(latex, block)
    except LatexError as error:
        what = f"formula '{latex}': {_cause(error)}"
        raise RunpagesError(path, what, "Mend the LaTeX.", line) from error


@cache
def _convert(latex: str, block: bool) -> str:
    return LatexToMathML(fancy_error=False).convert_with_local_state(
        latex, displaystyle=block
    )


def _cause(error: Exception) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()[0]
