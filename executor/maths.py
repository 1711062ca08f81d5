"""Formulas as MathML, made at build time: no script, readable aloud, selectable."""

import html
import re
from functools import cache

from math_core import LatexError, LatexToMathML

from executor.errors import ExecutorError

# What pymdownx.arithmatex makes of $…$ and $$…$$.
FORMULA = re.compile(
    r'<(span|div) class="arithmatex">\\[(\[](.*?)\\[)\]]</\1>', re.DOTALL
)


def mathml(markup: str, path: str) -> str:
    """Replace every formula of a page; raises ExecutorError for one that is wrong."""

    def replace(match: re.Match[str]) -> str:
        return convert(html.unescape(match[2]).strip(), match[1] == "div", path)

    return FORMULA.sub(replace, markup)


def convert(latex: str, block: bool, path: str) -> str:
    """One formula; raises ExecutorError, at the file in `path`, if it is wrong."""
    try:
        return _convert(latex, block)
    except LatexError as error:
        what = f"formula '{latex}': {_cause(error)}"
        raise ExecutorError(path, what, "Mend the LaTeX.") from error


@cache
def _convert(latex: str, block: bool) -> str:
    return LatexToMathML(fancy_error=False).convert_with_local_state(
        latex, displaystyle=block
    )


def _cause(error: Exception) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", str(error)).strip().splitlines()[0]
