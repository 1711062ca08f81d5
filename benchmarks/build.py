"""Measure what a build costs, beside other tools: `make bench`.

It writes build.json and build.md. `python benchmarks/build.py 3 10` measures only these
numbers of pages, and writes nothing. Leave the machine alone meanwhile.
"""

import json
import os
import platform
import shutil
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import corpus
from live import Server
from measure import Cost, cost
from table import write
from tools import OURS, PASTED, TOOLS, Tool

ROOT = Path(__file__).parent.parent
WORK = ROOT / ".cache" / "bench"
RESULTS = Path(__file__).with_name("build.json")
SIZES = (3, 10, 30, 100, 300)
MOST = 30
"""Pages that the peers build; they would take very long for more."""
REPEATED = 3
FLOOR = "import torch, torch._dynamo, matplotlib.pyplot"
PEERS = [
    "torch==2.13.0",
    "numpy",
    "matplotlib",
    "ipykernel",
    "mkdocs<2",
    "mkdocs-material",
    "mkdocs-jupyter",
    "markdown-exec",
    "sphinx",
    "sphinx-gallery",
    "myst-nb",
    "joblib",
    "pillow",
]


def main(sizes: list[int]) -> None:
    """Measure tool by tool for each number of pages; keep it if all were measured."""
    peers = environment()
    rows: list[dict[str, Any]] = []
    for pages in sizes or SIZES:
        for tool in TOOLS:
            if tool.peer and pages > MOST:
                continue
            python = peers if tool.peer else Path(sys.executable)
            rows.append(measured(tool, pages, python))
            print(json.dumps(rows[-1]), flush=True)
    if sizes:
        return
    found = {"machine": machine(peers), "rows": rows, "site": whole_site()}
    RESULTS.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    write()


def environment() -> Path:
    """The Python of the peers: an environment that lasts between runs."""
    python = WORK / "peers" / "bin" / "python"
    if not (WORK / "peers/installed").exists():
        subprocess.run([sys.executable, "-m", "venv", WORK / "peers"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", *PEERS], check=True)
        (WORK / "peers/installed").touch()
    return python


def measured(tool: Tool, pages: int, python: Path) -> dict[str, Any]:
    """A cold build, a warm one, and one after an edit of prose and of code."""
    folder = WORK / "corpus"
    runs: dict[float, dict[str, float]] = {}

    def cold(_: int) -> Cost:
        write_all(tool, folder, pages)
        made = build(tool, folder, python)
        expect(tool, folder, pages, 0)
        cells = {"cells": cell_seconds(folder)} if tool.name == OURS else {}
        runs[made.seconds] = {"cold": made.seconds, "memory": made.memory, **cells}
        return made

    # The median, and what its cells took: another run's may have been slower.
    found: dict[str, Any] = {"tool": tool.name, "pages": pages, **runs[repeated(cold)]}
    if tool.name == OURS:
        export(folder)
    found["warm"] = repeated(lambda _: build(tool, folder, python))

    def prose(number: int) -> Cost:
        tool.put(folder, tool.write(1, f"Edited {number}.", 0))
        return build(tool, folder, python)

    def changed(number: int) -> Cost:
        tool.put(folder, tool.write(1, "", number))
        made = build(tool, folder, python)
        expect(tool, folder, 1, number)
        return made

    found["prose"], found["code"] = repeated(prose), repeated(changed)
    if not tool.peer:
        found["serving"] = served(tool, folder)
    return found


def write_all(tool: Tool, folder: Path, pages: int) -> None:
    """The pages and nothing else: no output of an earlier build, and no cache."""
    shutil.rmtree(folder, ignore_errors=True)
    tool.put(folder, tool.files(pages))
    for n in range(1, pages + 1):
        tool.put(folder, tool.write(n, "", 0))


def served(tool: Tool, folder: Path) -> float:
    """Seconds from saving code until `mkdocs serve` shows what it prints."""
    with Server(folder, WORK / "log.txt") as server:

        def changed(number: int) -> Cost:
            server.shows("p1/", corpus.printed(1, number + 9))
            tool.put(folder, tool.write(1, "", number + 10))
            return Cost(server.shows("p1/", corpus.printed(1, number + 10)), 0)

        tool.put(folder, tool.write(1, "", 10))
        return repeated(changed)


def export(folder: Path) -> None:
    """Write our pages with their outputs, for the plain build."""
    shutil.rmtree(PASTED, ignore_errors=True)
    command = [sys.executable, "-m", "executor", "export", PASTED]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def build(tool: Tool, folder: Path, python: Path) -> Cost:
    """One build, by a process of its own."""
    return cost([str(python), "-m", *tool.command], folder, WORK / "log.txt")


def repeated(run: Any) -> float:
    """The median of three; the only one, where that takes long."""
    first = run(1).seconds
    if first > 15:
        return float(first)
    rest = [run(number).seconds for number in range(2, REPEATED + 1)]
    return float(sorted([first, *rest])[REPEATED // 2])


def expect(tool: Tool, folder: Path, n: int, extra: int) -> None:
    """End if a page does not show what its code prints: a fast wrong build is none."""
    page = (folder / tool.built.format(n=n)).read_text("utf-8")
    if corpus.printed(n, extra) not in page:
        sys.exit(f"{tool.name}: page {n} does not show its output, in {folder}")


def cell_seconds(folder: Path) -> float:
    """The processor's time of all cells of the corpus, in warm children."""
    records = (folder / ".cache/executor/cpu").glob("*.ipynb")
    cells = [c for r in records for c in json.loads(r.read_text("utf-8"))["cells"]]
    return float(sum(cell["metadata"].get("cpu_seconds", 0) for cell in cells))


def whole_site() -> dict[str, Any]:
    """This site itself: cold, warm, warm without the notebook editions."""
    cache = ROOT / ".cache" / "executor"
    shutil.rmtree(cache, ignore_errors=True)
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(WORK / "site")]

    def run(notebooks: str) -> Cost:
        os.environ["NOTEBOOKS"] = notebooks
        return cost(command, ROOT, WORK / "log.txt")

    cold = run("never")
    pages = len(list((ROOT / "docs").glob("*.md")))
    return {
        "pages": pages,
        "cold": cold.seconds,
        "memory": cold.memory,
        "warm": repeated(lambda _: run("never")),
        "notebooks": repeated(lambda _: run("build")),
    }


def machine(peers: Path) -> dict[str, Any]:
    """What it was measured on, and the floor that no build can be below."""
    imports = repeated(
        lambda _: cost([sys.executable, "-c", FLOOR], ROOT, WORK / "log.txt")
    )
    listed = subprocess.run(
        [peers, "-m", "pip", "list", "--format", "json"],
        capture_output=True,
        check=True,
    )
    names = {"mkdocs-jupyter", "markdown-exec", "sphinx", "sphinx-gallery", "myst-nb"}
    versions = {
        p["name"]: p["version"]
        for p in json.loads(listed.stdout)
        if p["name"].lower() in names
    }
    return {
        "imports": imports,
        "cores": len(os.sched_getaffinity(0)),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "date": date.today().isoformat(),
        "versions": versions,
        "quarto": shutil.which("quarto") is not None,
    }


if __name__ == "__main__":
    began = time.perf_counter()
    main([int(argument) for argument in sys.argv[1:]])
    print(f"{time.perf_counter() - began:.0f} s in all")
