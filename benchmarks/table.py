"""The table of build times: build.md, from build.json."""

import json
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).with_name("build.json")
TABLE = RESULTS.with_suffix(".md")


def write() -> None:
    """Write the table of the last measurement."""
    TABLE.write_text(table(json.loads(RESULTS.read_text("utf-8"))) + "\n", "utf-8")


def table(found: dict[str, Any]) -> str:
    """Everything that was measured, as Markdown."""
    sizes = dict.fromkeys(row["pages"] for row in found["rows"])
    parts = [_size(found, size) for size in sizes]
    return "\n\n".join([_provenance(found), *parts, _site(found["site"])])


def _size(found: dict[str, Any], size: int) -> str:
    rows = [row for row in found["rows"] if row["pages"] == size]
    lines = [
        f"### {size} pages",
        "",
        "| Tool | Cold | Warm | Prose edit | Code edit | Peak memory |",
        "|:--|--:|--:|--:|--:|--:|",
        f"| the floor | {floor(found, size):.1f} s | | | | |",
    ]
    for row in rows:
        times = [f"{row[name]:.1f} s" for name in ("cold", "warm", "prose", "code")]
        cells = [row["tool"], *times, f"{row['memory']:.0f} MB"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def floor(found: dict[str, Any], size: int) -> float:
    """Seconds below which no cold build can be: imports, cells, pages."""
    rows = {row["tool"]: row for row in found["rows"] if row["pages"] == size}
    here = found["machine"]
    cells = rows["this site"]["cells"] / here["cores"]
    return float(here["imports"] + cells + rows["plain Material"]["cold"])


def _provenance(found: dict[str, Any]) -> str:
    here = found["machine"]
    versions = ", ".join(f"{n} {v}" for n, v in sorted(here["versions"].items()))
    quarto = "" if here["quarto"] else " Quarto was not installed there."
    return (
        f"Measured on {here['date']} on {here['cores']} cores ({here['machine']}), "
        f"Python {here['python']}, with {versions}.{quarto}"
    )


def _site(site: dict[str, Any]) -> str:
    times = [f"{site[name]:.1f} s" for name in ("cold", "warm", "notebooks")]
    cells = [f"{site['pages']}", *times, f"{site['memory']:.0f} MB"]
    heads = "| Pages | Cold | Warm | Warm, with notebook editions | Peak memory |"
    return f"### This site\n\n{heads}\n|:--|--:|--:|--:|--:|\n| {' | '.join(cells)} |"
