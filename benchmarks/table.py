"""What was measured of builds, for people: build.md, from build.json."""

import json
from pathlib import Path
from typing import Any

from tools import OURS, PLAIN

RESULTS = Path(__file__).with_name("build.json")
TABLE = RESULTS.with_suffix(".md")
TIMES = {
    "cold": "Cold",
    "warm": "Warm",
    "prose": "Prose edit",
    "code": "Code edit",
    "serving": "Code edit, served",
}
Row = dict[str, Any]


def write() -> None:
    """Write the tables of the last measurement."""
    TABLE.write_text(tables(json.loads(RESULTS.read_text("utf-8"))) + "\n", "utf-8")


def tables(found: dict[str, Any]) -> str:
    """Everything that was measured, as Markdown."""
    sizes = dict.fromkeys(row["pages"] for row in found["rows"])
    parts = [_size(found, size) for size in sizes]
    parts += [_shares(found, sizes), _site(found["site"])]
    if "scale" in found:  # it is measured apart from the rest
        parts.append(_scale(found["scale"]))
    return "\n\n".join([_provenance(found), *parts])


def row(found: dict[str, Any], tool: str, size: int) -> Row:
    """What was measured of a tool with so many pages."""
    return next(r for r in found["rows"] if (r["tool"], r["pages"]) == (tool, size))


def floor(found: dict[str, Any], size: int) -> float:
    """Seconds below which no cold build can be: imports, cells, pages."""
    plain = float(row(found, PLAIN, size)["cold"])
    return _imports(found, size) + _cells(found, size) + plain


def _imports(found: dict[str, Any], size: int) -> float:
    return float(row(found, OURS, size)["imports"])


def _cells(found: dict[str, Any], size: int) -> float:
    """Seconds that the cells alone take on all cores."""
    return float(row(found, OURS, size)["cells"] / found["machine"]["cores"])


def _size(found: dict[str, Any], size: int) -> str:
    rows = [r for r in found["rows"] if r["pages"] == size]
    rows.sort(key=lambda r: (r["tool"] != OURS, r["tool"] != PLAIN))
    lines = [
        f"**{size} pages**",
        "",
        f"| Tool | {' | '.join(TIMES.values())} | Peak memory |",
        "|:--|" + "--:|" * (len(TIMES) + 1),
        f"| the floor | {_seconds(floor(found, size))} |" + " |" * len(TIMES),
    ]
    for each in rows:
        times = [_seconds(each[t]) if t in each else "" for t in TIMES]
        lines.append(f"| {each['tool']} | {' | '.join(times)} | {_held(each)} |")
    return "\n".join(lines)


def _seconds(seconds: float) -> str:
    return f"{seconds:.1f}\N{NO-BREAK SPACE}s".replace("-", "\N{MINUS SIGN}")


def _held(row: Row) -> str:
    return f"{row['memory']:.0f}\N{NO-BREAK SPACE}MB"


def _shares(found: dict[str, Any], sizes: dict[int, None]) -> str:
    """Where the time of a cold build goes."""
    lines = [
        "**Where the time of a cold build goes**",
        "",
        "| Pages | Imports | Cells, on all cores | The pages themselves | All else |",
        "|--:|--:|--:|--:|--:|",
    ]
    for size in sizes:
        over = row(found, OURS, size)["cold"] - floor(found, size)
        parts = [_imports(found, size), _cells(found, size)]
        parts += [row(found, PLAIN, size)["cold"], over]
        lines.append(f"| {size} | " + " | ".join(map(_seconds, parts)) + " |")
    return "\n".join(lines)


def _provenance(found: dict[str, Any]) -> str:
    here = found["machine"]
    versions = ", ".join(f"{n} {v}" for n, v in sorted(here["versions"].items()))
    others = ""
    if "others" in here:
        others = (
            f" The other tools were measured in an earlier run of {here['others']}."
        )
    quarto = "" if here["quarto"] else " Quarto was not installed there."
    return (
        f"Measured on {here['date']} on {here['cores']} cores ({here['machine']}), "
        f"Python {here['python']}, with {versions}.{others}{quarto}"
    )


def _site(site: dict[str, Any]) -> str:
    times = [_seconds(site[name]) for name in ("cold", "warm", "notebooks")]
    cells = [f"{site['pages']}", *times, _held(site)]
    heads = "| Pages | Cold | Warm | Warm, with notebook editions | Peak memory |"
    return f"**This site**\n\n{heads}\n|--:|--:|--:|--:|--:|\n| {' | '.join(cells)} |"


def _scale(scale: dict[str, Any]) -> str:
    """How builds grow with the number of pages."""
    lines = [
        "**Three programs to a page**",
        "",
        "| Pages | Cold | a page | Warm | a page | Peak memory | Runs on two workers |",
        "|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for each in scale["rows"]:
        times = [(each[kind], each[kind] / each["pages"]) for kind in ("cold", "warm")]
        cells = [f"{_seconds(all)} | {_milliseconds(one)}" for all, one in times]
        there = _seconds(each["workers"]) if "workers" in each else ""
        cells += [_held(each), there]
        lines.append(f"| {each['pages']} | {' | '.join(cells)} |")
    when = f"Once each, on {scale['date']} on {scale['cores']} cores{_busy(scale)}."
    return "\n".join([*lines, "", when])


def _busy(scale: dict[str, Any]) -> str:
    """Say so where others used the machine meanwhile."""
    if scale["load"] < 1:
        return ""
    return f", while some {scale['load']:.0f} other processes wanted them too"


def _milliseconds(seconds: float) -> str:
    return f"{1000 * seconds:.0f}\N{NO-BREAK SPACE}ms"
