"""Let pytest-markdown-docs run the blocks that readers see, of the rendered pages.

A block of a page is a cell of a snippet, and needs the cells before it. So the blocks
of one snippet are run together, as a reader has them after copying each in turn.
"""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token
from verdicts import touched

from runpages.authored.cells import RAISES
from runpages.authored.page import Page
from runpages.records.refresh import Runner
from runpages.records.store import Library
from runpages.rendering.document import Code, Prose
from runpages.rendering.render import render
from runpages.settings import load
from runpages.site import loading

ROOT = Path(__file__).parent
OFTEN = ("index.md", "optimizer.md", "contributing.md")
MARKDOWN = "MarkdownInlinePythonItem"
# Also inside admonitions, where CommonMark's parser sees none.
FENCE = re.compile(r"^( *)(`{3,}) ?(\S[^\n]*)\n(.*?)^\1\2 *$", re.MULTILINE | re.DOTALL)


class RenderedPages(MarkdownIt):
    """A parser that renders a page's embeds before it looks for blocks."""

    def __init__(self) -> None:
        super().__init__()
        self.settings = load(ROOT)
        self.pages = loading.every_page(loading.load(ROOT))
        self._library: Library | None = None

    @property
    def library(self) -> Library:
        """The records, brought up to date when the first page asks for them."""
        if self._library is None:
            runner = Runner(self.settings)
            self._library = runner.refresh()()
            runner.close()
        return self._library

    def parse(self, src: str, env: Any = None) -> list[Token]:
        """The blocks of a page, one for each of the programs that it shows."""
        page = self._page(src)
        if page is None:
            return super().parse(src, env)
        shown: dict[str, dict[str, Token]] = {}
        loose = []
        for placed in render(page, self.pages, self.library).parts():
            match placed.part:
                case Code(snippet, title, source):
                    shown.setdefault(snippet, {})[title] = _block("python", source)
                case Prose(text):
                    loose += [_fence(found) for found in FENCE.finditer(text)]
        return loose + [
            self._program(name, cells, name == page.snippet)
            for name, cells in shown.items()
        ]

    def _page(self, src: str) -> Page | None:
        for page in self.pages:
            if src.endswith(page.text) and "{{<" in src:
                return page
        return None

    def _program(self, name: str, shown: dict[str, Token], alone: bool) -> Token:
        """The last block that is shown, after all before it; shown ones as rendered.

        The blocks of a page's own snippet have to do `alone`, without those it omits.
        """
        cells = {
            c["metadata"]["title"]: c for c in self.library.records[name]["cpu"].cells
        }
        last = [title for title in cells if title in shown][-1]
        before = list(cells)[: list(cells).index(last) + 1]
        sources = [
            shown[title].content if title in shown else cells[title]["source"]
            for title in before
            if RAISES not in cells[title]["metadata"]["tags"]
            and (title in shown or not alone)
        ]
        token = shown[last]
        token.content = "\n\n".join(sources) + "\n"
        return token


@pytest.hookimpl(wrapper=True)
def pytest_collect_file() -> Iterator[None]:
    """Look for blocks in pages alone: in docstrings there are none."""
    found = yield
    return [one for one in found if type(one).__name__ != "MarkdownDocstringCodeModule"]


def pytest_itemcollected(item: pytest.Item) -> None:
    """Blocks of most pages are run thoroughly only: their programs are run fresh."""
    if type(item).__name__ == MARKDOWN and item.path.parent.name == "docs":
        item.add_marker("slow")
        if item.path.name not in OFTEN and f"docs/{item.path.name}" not in touched():
            item.add_marker("thorough")


def _fence(found: re.Match[str]) -> Token:
    return _block(found[3], re.sub(f"(?m)^{found[1]}", "", found[4]))


def _block(info: str, content: str) -> Token:
    return Token("fence", "code", 0, info=info, content=content, map=[0, 1])


@pytest.hookimpl
def pytest_markdown_docs_markdown_it() -> MarkdownIt:
    """One parser for all pages: it reads the records once."""
    return PARSER


PARSER = RenderedPages()


@pytest.fixture(autouse=True)
def as_a_script(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[None]:
    """A block runs in an empty folder, and what it changes in torch is put back."""
    if type(request.node).__name__ != MARKDOWN:
        yield
        return
    import torch
    from matplotlib import pyplot

    monkeypatch.chdir(tmp_path)
    pyplot.switch_backend("agg")
    before = torch.get_default_dtype(), torch.is_grad_enabled()
    with warnings.catch_warnings(), torch.random.fork_rng():
        warnings.simplefilter("ignore")
        yield
    pyplot.close("all")
    torch.set_default_device(None)
    torch.set_default_dtype(before[0])
    torch.set_grad_enabled(before[1])
