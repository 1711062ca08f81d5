"""Measure builds of up to 1,000 pages with three snippets each: `build.py scale`.

Once each, since they take minutes; the tables of build.md show how they grow.
"""

import os
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import corpus
from measure import seconds, watched
from tools import MATERIAL

SIZES = (10, 100, 300, 1000)
EACH = 3
"""Snippets of a page: its own, and two of which it shows a part."""
BUILD = [sys.executable, "-m", "mkdocs", "build", "-q"]


def measure(work: Path) -> dict[str, Any]:
    """Build each number of pages in a folder, cold and warm."""
    rows = []
    for pages in SIZES:
        rows.append(_measured(work / "scale", pages, work / "log.txt"))
        print(rows[-1], flush=True)
    load = round(max(os.getloadavg()[2] - len(os.sched_getaffinity(0)), 0), 1)
    return {
        "date": date.today().isoformat(),
        "cores": len(os.sched_getaffinity(0)),
        "load": load,
        "rows": rows,
    }


def _measured(folder: Path, pages: int, log: Path) -> dict[str, Any]:
    shutil.rmtree(folder, ignore_errors=True)
    for place, text in _files(pages):
        (folder / place).parent.mkdir(parents=True, exist_ok=True)
        (folder / place).write_text(text, "utf-8")
    cold, memory = watched(BUILD, folder, log)
    _expect(folder, pages)
    warm = seconds(BUILD, folder, log)
    return {"pages": pages, "cold": cold, "warm": warm, "memory": memory}


def _files(pages: int) -> Iterator[tuple[str, str]]:
    yield "mkdocs.yml", MATERIAL % "search, runpages"
    yield "docs/index.md", f"# Corpus\n\n{pages} pages.\n"
    for page in range(pages):
        yield f"docs/p{page}.md", _page(page)
        for number in range(EACH * page, EACH * (page + 1)):
            yield f"snippets/p{number}.py", _code(number)


def _page(page: int) -> str:
    own, *others = range(EACH * page, EACH * (page + 1))
    texts = corpus.prose(page + 1)
    alt = {"Plot": ', alt="A line through a wave."'}
    parts = [f'{texts[t]}\n\n{{{{< cell("{t}"{alt.get(t, "")}) >}}}}' for t in texts]
    parts += [f'{{{{< cell("p{n}:Train") >}}}}' for n in others]
    head = f"---\ntitle: Page {page}\nsnippet: p{own}\n---\n# Page {page}\n\n"
    return head + "\n\n".join(parts) + "\n"


def _code(number: int) -> str:
    """All differ, and none takes longer for a greater number."""
    return corpus.code(number % 100 + 1, number)


def _expect(folder: Path, pages: int) -> None:
    """End if the last page does not show what its code prints."""
    own = EACH * (pages - 1)
    page = (folder / f"site/p{pages - 1}/index.html").read_text("utf-8")
    if corpus.printed(own % 100 + 1, own) not in page:
        sys.exit(f"scale: the last page does not show its output, in {folder}")
