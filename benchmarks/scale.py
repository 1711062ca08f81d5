"""Measure builds of up to 1,000 pages with three snippets each: `build.py scale`.

Once each, since they take minutes; the tables of build.md show how they grow. With
the extra `cluster`, two workers of Dask on this machine make the same runs once more.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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
PORT = "8799"
SCHEDULER = f"tcp://127.0.0.1:{PORT}"
RUN = [sys.executable, "-m", "runpages", "run", "--scheduler", SCHEDULER]


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
    row = {"pages": pages, "cold": cold, "warm": warm, "memory": memory}
    if importlib.util.find_spec("distributed"):
        shutil.rmtree(folder / ".cache")
        with _two_workers(log.parent):
            row["workers"] = seconds(RUN, folder, log)
    return row


@contextmanager
def _two_workers(folder: Path) -> Iterator[None]:
    """Start a scheduler and two workers on this machine, and end them."""
    worker = ["worker", SCHEDULER, "--nthreads", "1"]
    with ExitStack() as stack:
        log = stack.enter_context((folder / "dask.txt").open("w"))
        scheduler = ["scheduler", "--host", "127.0.0.1", "--port", PORT]
        for command in (scheduler, worker, worker):
            asked = [sys.executable, "-m", "dask", *command, "--no-dashboard"]
            process = subprocess.Popen(asked, cwd=folder, stdout=log, stderr=log)
            stack.enter_context(process)
            stack.callback(process.terminate)
        yield


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
