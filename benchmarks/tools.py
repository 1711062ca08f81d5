"""The tools, each with the corpus in its own natural form."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import corpus

OURS, PLAIN = "this site", "plain Material"
PASTED = Path(__file__).parent.parent / ".cache/bench/pasted"
"""What our own export wrote of the corpus: the source of the plain build."""
MATERIAL = """\
site_name: Corpus
theme: {name: material, font: false}
plugins: [%s]
markdown_extensions: [attr_list, pymdownx.highlight, pymdownx.superfences]
"""


@dataclass(frozen=True)
class Tool:
    """`files` and `write` give texts by place; `command` builds, `built` is a page."""

    name: str
    files: Callable[[int], dict[str, str]]
    write: Callable[[int, str, int], dict[str, str]]
    command: tuple[str, ...]
    built: str
    peer: bool = True

    def put(self, root: Path, texts: dict[str, str]) -> None:
        """Write files below a folder."""
        for place, text in texts.items():
            (root / place).parent.mkdir(parents=True, exist_ok=True)
            (root / place).write_text(text, "utf-8")


def _index(n: int) -> dict[str, str]:
    return {"docs/index.md": f"# Corpus\n\n{n} pages.\n"}


def _mkdocs(plugins: str) -> Callable[[int], dict[str, str]]:
    return lambda n: {"mkdocs.yml": MATERIAL % plugins, **_index(n)}


def _ours(n: int, added: str, extra: int) -> dict[str, str]:
    body = "\n\n".join(
        f'{text}\n\n{{{{< cell("{t}"{_alt(t)}) >}}}}'
        for t, text in corpus.prose(n, added).items()
    )
    page = f"---\ntitle: Page {n}\nsnippet: p{n}\n---\n# Page {n}\n\n{body}\n"
    return {f"docs/p{n}.md": page, f"snippets/p{n}.py": corpus.code(n, extra)}


def _alt(title: str) -> str:
    return ', alt="A line through a wave."' if title == "Plot" else ""


def _pasted(n: int, added: str, extra: int) -> dict[str, str]:
    """Our own page with its outputs pasted in: what the others must compute."""
    page = (PASTED / f"docs/p{n}.md").read_text("utf-8")
    for old, new in (
        (corpus.prose(n)["Data"], corpus.prose(n, added)["Data"]),
        (corpus.cells(n)["Result"], corpus.cells(n, extra)["Result"]),
        (corpus.printed(n), corpus.printed(n, extra)),
    ):
        page = page.replace(old, new)
    return {f"docs/p{n}.md": page}


def _pasted_files(n: int) -> dict[str, str]:
    figures = (PASTED / "docs/figures").rglob("*.svg")
    drawn = {str(f.relative_to(PASTED)): f.read_text("utf-8") for f in figures}
    return _mkdocs("search")(n) | drawn


def _percent(n: int, added: str, extra: int) -> str:
    parts = [f"# %% [markdown]\n# # Page {n}"]
    for title, text in corpus.prose(n, added).items():
        parts += [
            f"# %% [markdown]\n# {text}",
            f"# %%\n{corpus.cells(n, extra)[title]}",
        ]
    return "\n\n".join(parts) + "\n"


def _jupyter(n: int, added: str, extra: int) -> dict[str, str]:
    return {f"docs/p{n}.py": _percent(n, added, extra)}


def _exec(n: int, added: str, extra: int) -> dict[str, str]:
    parts = []
    for title, text in corpus.prose(n, added).items():
        body, kind = corpus.cells(n, extra)[title], 'result="text"'
        if title == "Plot":
            save = "plt.savefig(image, format='svg')\nprint(image.getvalue())"
            body = body.replace("plt.show()", f"image = io.StringIO()\n{save}")
            body, kind = f"import io\n{body}\nplt.close()", 'html="1"'
        fence = f'```python exec="1" source="above" session="p{n}" {kind}'
        parts += [text, f"{fence}\n{body}\n```"]
    return {f"docs/p{n}.md": f"# Page {n}\n\n" + "\n\n".join(parts) + "\n"}


def _myst(n: int, added: str, extra: int) -> dict[str, str]:
    head = "---\nkernelspec:\n  name: python3\n  display_name: Python\n"
    head += "file_format: mystnb\n---\n"
    parts = [f"{head}# Page {n}"]
    for title, text in corpus.prose(n, added).items():
        body = corpus.cells(n, extra)[title]
        parts += [text, f"```{{code-cell}} python\n{body}\n```"]
    return {f"p{n}.md": "\n\n".join(parts) + "\n"}


def _gallery(n: int, added: str, extra: int) -> dict[str, str]:
    parts = [f'"""\nPage {n}\n=======\n"""']
    for title, text in corpus.prose(n, added).items():
        parts += [f"# %%\n# {text}", corpus.cells(n, extra)[title]]
    return {f"examples/plot_p{n}.py": "\n\n".join(parts) + "\n"}


def _sphinx_gallery(jobs: int) -> Callable[[int], dict[str, str]]:
    options = {"examples_dirs": "examples", "gallery_dirs": "auto", "parallel": jobs}
    conf = "project = 'Corpus'\nextensions = ['sphinx_gallery.gen_gallery']\n"
    conf += f"exclude_patterns = ['examples']\nsphinx_gallery_conf = {options}\n"
    header = "Gallery\n=======\n"
    index = "Corpus\n======\n\n.. toctree::\n\n   auto/index\n"
    return lambda _: {
        "conf.py": conf,
        "index.rst": index,
        "examples/GALLERY_HEADER.rst": header,
    }


def _myst_files(_: int) -> dict[str, str]:
    conf = "project = 'Corpus'\nextensions = ['myst_nb']\nnb_execution_mode = 'cache'\n"
    index = "# Corpus\n\n```{toctree}\n:glob:\n\np*\n```\n"
    return {"conf.py": conf, "index.md": index}


MKDOCS = ("mkdocs", "build", "-q")
SPHINX = ("sphinx", "-q", ".", "site")
PAGE = "site/p{n}/index.html"
TOOLS = [
    Tool(OURS, _mkdocs("search, runpages"), _ours, MKDOCS, PAGE, peer=False),
    Tool(PLAIN, _pasted_files, _pasted, MKDOCS, PAGE, peer=False),
    Tool("markdown-exec", _mkdocs("search, markdown-exec"), _exec, MKDOCS, PAGE),
    Tool(
        "mkdocs-jupyter",
        _mkdocs("search, mkdocs-jupyter: {execute: true, include: ['p*.py']}"),
        _jupyter,
        MKDOCS,
        PAGE,
    ),
    Tool(
        "sphinx-gallery",
        _sphinx_gallery(1),
        _gallery,
        SPHINX,
        "site/auto/plot_p{n}.html",
    ),
    Tool(
        "sphinx-gallery, parallel",
        _sphinx_gallery(2),
        _gallery,
        SPHINX,
        "site/auto/plot_p{n}.html",
    ),
    Tool("MyST-NB, cached", _myst_files, _myst, SPHINX, "site/p{n}.html"),
]
