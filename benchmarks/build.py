"""Measure what a build costs, beside other tools: `make bench`.

It writes build.json and build.md. `python benchmarks/build.py own` measures this site
and the plain build again, and keeps what was measured of the other tools;
`python benchmarks/build.py 3 10` measures only these numbers of pages, and writes
nothing; `python benchmarks/build.py scale` measures only many pages with three snippets
each. Leave the machine alone meanwhile.
"""

import compileall
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

import corpus
import scale
from live import Server
from measure import memory, seconds
from table import write
from tools import OURS, PASTED, PLAIN, TOOLS, Tool

ROOT = Path(__file__).parent.parent
WORK = ROOT / ".cache" / "bench"
RESULTS = Path(__file__).with_name("build.json")
SIZES = (3, 10, 30, 100, 300)
MOST = 30
"""Pages that the peers build; they would take very long for more."""
REPEATED, TURNS = 3, 5
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


def main(sizes: list[int], own: bool) -> None:
    """Measure tool by tool for each number of pages; keep it if all were measured."""
    peers = environment()
    # The others were compiled when they were installed; ours runs from its folder.
    compileall.compile_dir(ROOT / "runpages", quiet=1)
    rows: list[dict[str, Any]] = []
    for pages in sizes or SIZES:
        for tool in TOOLS:
            if tool.peer and (own or pages > MOST):
                continue
            python = peers if tool.peer else Path(sys.executable)
            rows.append(measured(tool, pages, python))
            if tool.name == PLAIN:
                in_turn(rows[-2:])
                served_in_turn(*rows[-2:])
                print(json.dumps(rows[-2]), flush=True)
            if tool.name != OURS:
                print(json.dumps(rows[-1]), flush=True)
    if sizes:
        return
    here = machine(peers)
    before = json.loads(RESULTS.read_text("utf-8"))
    if own:
        rows += [r for r in before["rows"] if r["tool"] not in (OURS, PLAIN)]
        here["others"] = before["machine"].get("others", before["machine"]["date"])
    keep({**before, "machine": here, "rows": rows, "site": whole_site()})


def keep(found: dict[str, Any]) -> None:
    """Write what was measured, and the tables of it."""
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
    """A cold build, one after an edit of code, and what else a tool has to show."""
    folder = place(tool)
    runs: dict[float, dict[str, float]] = {}

    def cold(_: int) -> float:
        write_all(tool, folder, pages)
        took = build(tool, folder, python)
        expect(tool, folder, pages, 0)
        cells = {"cells": cell_seconds(folder)} if tool.name == OURS else {}
        runs[took] = {"cold": took, **cells}
        return took

    # The median, and what its cells took: another run's may have been slower.
    found: dict[str, Any] = {"tool": tool.name, "pages": pages, **runs[repeated(cold)]}
    found["memory"] = held(tool, pages, python)
    if tool.name == OURS:
        found["imports"] = imports()
        export(folder)

    def prose(number: int) -> float:
        tool.put(folder, tool.write(1, f"Edited {number}.", 0))
        return build(tool, folder, python)

    def changed(number: int) -> float:
        tool.put(folder, tool.write(1, "", number))
        took = build(tool, folder, python)
        expect(tool, folder, 1, number)
        return took

    if tool.peer:  # the others take turns
        found["warm"] = repeated(lambda _: build(tool, folder, python))
        found["prose"] = repeated(prose)
    if tool.name == PLAIN:  # its edits of code take turns with ours
        found["serving"] = served(tool, folder)
    else:
        found["code"] = repeated(changed)
    return found


def place(tool: Tool) -> Path:
    """Where a tool has its pages."""
    return WORK / "corpus" / tool.name.replace(" ", "-")


def tool_of(row: dict[str, Any]) -> Tool:
    """The tool that a row is of."""
    return next(tool for tool in TOOLS if tool.name == row["tool"])


def in_turn(rows: list[dict[str, Any]]) -> None:
    """Warm builds and edits of prose, the tools of these rows by turns.

    The times of two tools that differ by less than a tenth can only be compared so: a
    machine is not equally fast at all times.
    """
    tools = list(map(tool_of, rows))
    for kind in ("warm", "prose"):
        times: list[list[float]] = [[] for _ in rows]
        for number in range(TURNS + 1):
            for tool, found in zip(tools, times, strict=True):
                if kind == "prose":
                    tool.put(place(tool), tool.write(1, f"Turn {number}.", 0))
                found.append(build(tool, place(tool), Path(sys.executable)))
        for row, found in zip(rows, times, strict=True):
            # The first builds what was edited before.
            row[kind] = statistics.median(found[1:])


def served_in_turn(ours: dict[str, Any], plain: dict[str, Any]) -> None:
    """Edits of code, of ours while it is served, and built plainly, by turns."""
    saved, built = tool_of(ours), tool_of(plain)
    times: list[tuple[float, float]] = []
    with Server(place(saved), WORK / "served.txt") as server:
        server.shows("p1/", corpus.printed(1))
        for number in range(1, TURNS + 2):
            built.put(place(built), built.write(1, "", number))
            took = build(built, place(built), Path(sys.executable))
            expect(built, place(built), 1, number)
            saved.put(place(saved), saved.write(1, "", number))
            times.append((server.shows("p1/", corpus.printed(1, number)), took))
    found = zip(*times[1:], strict=True)  # the first starts the worker
    ours["serving"], plain["code"] = map(statistics.median, found)


def imports() -> float:
    """Seconds that importing takes, without which there is no cold build."""
    command = [sys.executable, "-c", FLOOR]
    return repeated(lambda _: seconds(command, ROOT, WORK / "log.txt"))


def held(tool: Tool, pages: int, python: Path) -> float:
    """The peak memory of a cold build, in MB."""
    write_all(tool, place(tool), pages)
    command = [str(python), "-m", *tool.command]
    return memory(command, place(tool), WORK / "log.txt")


def write_all(tool: Tool, folder: Path, pages: int) -> None:
    """The pages and nothing else: no output of an earlier build, and no cache."""
    shutil.rmtree(folder, ignore_errors=True)
    tool.put(folder, tool.files(pages))
    for n in range(1, pages + 1):
        tool.put(folder, tool.write(n, "", 0))


def served(tool: Tool, folder: Path) -> float:
    """Seconds from saving code until `mkdocs serve` shows what it prints."""
    with Server(folder, WORK / "log.txt") as server:

        def changed(number: int) -> float:
            server.shows("p1/", corpus.printed(1, number + 9))
            tool.put(folder, tool.write(1, "", number + 10))
            return server.shows("p1/", corpus.printed(1, number + 10))

        tool.put(folder, tool.write(1, "", 10))
        return repeated(changed)


def export(folder: Path) -> None:
    """Write our pages with their outputs, for the plain build."""
    shutil.rmtree(PASTED, ignore_errors=True)
    command = [sys.executable, "-m", "runpages", "export", PASTED]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)


def build(tool: Tool, folder: Path, python: Path) -> float:
    """The seconds of one build, by a process of its own."""
    return seconds([str(python), "-m", *tool.command], folder, WORK / "log.txt")


def repeated(run: Any) -> float:
    """The median of three; the only one, where that takes long."""
    first = run(1)
    if first > 15:
        return float(first)
    rest = [run(number) for number in range(2, REPEATED + 1)]
    return float(sorted([first, *rest])[REPEATED // 2])


def expect(tool: Tool, folder: Path, n: int, extra: int) -> None:
    """End if a page does not show what its code prints: a fast wrong build is none."""
    page = (folder / tool.built.format(n=n)).read_text("utf-8")
    if corpus.printed(n, extra) not in page:
        sys.exit(f"{tool.name}: page {n} does not show its output, in {folder}")


def cell_seconds(folder: Path) -> float:
    """The processor's time of all cells of the corpus, in warm children."""
    records = (folder / ".cache/runpages/cpu").glob("*.ipynb")
    cells = [c for r in records for c in json.loads(r.read_text("utf-8"))["cells"]]
    return float(sum(cell["metadata"].get("cpu_seconds", 0) for cell in cells))


def whole_site() -> dict[str, Any]:
    """This site itself: cold, warm, warm without the notebook editions."""
    cache = ROOT / ".cache" / "runpages"
    command = [sys.executable, "-m", "mkdocs", "build", "-q", "-d", str(WORK / "site")]

    def run(notebooks: str, measure: Any = seconds) -> float:
        os.environ["NOTEBOOKS"] = notebooks
        return float(measure(command, ROOT, WORK / "log.txt"))

    def cold(measure: Any) -> float:
        shutil.rmtree(cache, ignore_errors=True)
        return run("never", measure)

    return {
        "pages": len(list((ROOT / "docs").glob("*.md"))),
        "memory": cold(memory),
        "cold": cold(seconds),
        "warm": repeated(lambda _: run("never")),
        "notebooks": repeated(lambda _: run("build")),
    }


def machine(peers: Path) -> dict[str, Any]:
    """What it was measured on."""
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
        "cores": len(os.sched_getaffinity(0)),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "date": date.today().isoformat(),
        "versions": versions,
        "quarto": shutil.which("quarto") is not None,
    }


if __name__ == "__main__":
    began = time.perf_counter()
    asked = sys.argv[1:]
    if asked == ["scale"]:
        before = json.loads(RESULTS.read_text("utf-8"))
        keep({**before, "scale": scale.measure(WORK)})
    else:
        main([int(argument) for argument in asked if argument != "own"], "own" in asked)
    print(f"{time.perf_counter() - began:.0f} s in all")
