"""Measure the built site with Lighthouse and write the scores to lighthouse.md.

`python benchmarks/lighthouse.py` measures every page on a phone and on a desktop;
`python benchmarks/lighthouse.py optimizer mistakes` measures these. It needs an
installed Chromium, and npm's registry the first time.
"""

import json
import os
import platform
import socket
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "helpers"))
import chromium  # noqa: E402
from serving import serve  # noqa: E402

LIGHTHOUSE = "lighthouse@13.5.0"
WORK = ROOT / ".cache" / "lighthouse"
TABLE = Path(__file__).with_name("lighthouse.md")
CATEGORIES = {
    "performance": "Performance",
    "accessibility": "Accessibility",
    "best-practices": "Best practices",
    "seo": "SEO",
    "agentic-browsing": "Agentic browsing",
}
DEVICES = {"phone": [], "desktop": ["--preset=desktop"]}
PATH = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"


def main(stems: list[str]) -> None:
    """Build, serve, measure, write."""
    chrome = chromium.find() or sys.exit(chromium.MISSING)
    every = sorted(page.stem for page in (ROOT / "docs").glob("*.md"))
    WORK.mkdir(parents=True, exist_ok=True)
    run(["npm", "install", "--no-fund", "--no-audit", "--prefix", WORK, LIGHTHOUSE])
    port = free_port()
    build(port)
    rows = []
    with serve(WORK / "site", port=port) as address:
        for stem in stems or every:
            for device in DEVICES:
                report = median(address + place(stem), device, chrome)
                rows.append((stem, device, report))
                print(row(*rows[-1]), flush=True)
    if not stems:
        TABLE.write_text(table(rows, chrome), "utf-8")


def place(stem: str) -> str:
    """Where a page is, from the root of the site."""
    return "" if stem == "index" else f"{stem}/"


def free_port() -> int:
    """A port that nothing listens on: the site is built for its address."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def build(port: int) -> None:
    """The site as if it were published where it will be measured."""
    config = ROOT / f".mkdocs-lighthouse-{os.getpid()}.yml"
    config.write_text(f"INHERIT: mkdocs.yml\nsite_url: http://127.0.0.1:{port}/\n")
    try:
        run(
            [
                sys.executable,
                "-m",
                "mkdocs",
                "build",
                "-q",
                "-f",
                config,
                "-d",
                WORK / "site",
            ]
        )
    finally:
        config.unlink()


def run(command: list[Any], **environment: str) -> str:
    """What a command prints; it stops this program if it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        cwd=ROOT,
        env={**os.environ, "PATH": PATH, "NO_MKDOCS_2_WARNING": "1", **environment},
        stdout=subprocess.PIPE,
        encoding="utf-8",
    )
    if done.returncode:
        sys.exit(f"{command[0]} ended with {done.returncode}")
    return done.stdout


def median(address: str, device: str, chrome: str) -> dict[str, Any]:
    """One run if it is perfect, else the median of three, since times vary."""
    runs = [measure(address, device, chrome)]
    if performance(runs[0]) < 1:
        runs += [measure(address, device, chrome) for _ in range(2)]
    return sorted(runs, key=performance)[len(runs) // 2]


def performance(report: dict[str, Any]) -> float:
    """From 0 to 1."""
    return float(report["categories"]["performance"]["score"] or 0)


def measure(address: str, device: str, chrome: str) -> dict[str, Any]:
    """What Lighthouse says of one page."""
    command = [
        WORK / "node_modules/.bin/lighthouse",
        address,
        "--quiet",
        "--output=json",
        "--chrome-flags=--headless=new --no-sandbox",
        *DEVICES[device],
    ]
    return json.loads(run(command, CHROME_PATH=chrome))


def scores(report: dict[str, Any]) -> list[str]:
    """One for each category, of 100."""
    found = (report["categories"][name]["score"] for name in CATEGORIES)
    return ["–" if score is None else f"{100 * score:.0f}" for score in found]


def row(stem: str, device: str, report: dict[str, Any]) -> str:
    """A line of the table; what a page weighs and how long it takes beside it."""
    audits = report["audits"]
    size = audits["total-byte-weight"]["numericValue"] / 1000
    paint = audits["largest-contentful-paint"]["numericValue"] / 1000
    shift = audits["cumulative-layout-shift"]["numericValue"]
    facts = [f"{size:.0f} KB", f"{paint:.1f} s", f"{shift:.3f}"]
    return "| " + " | ".join([stem, device, *scores(report), *facts]) + " |"


def table(rows: list[tuple[str, str, dict[str, Any]]], chrome: str) -> str:
    """The file."""
    version = run([chrome, "--version"]).strip()
    heads = ["Page", "Device", *CATEGORIES.values(), "Sent", "Largest paint", "Shift"]
    lines = [
        f"Measured with {LIGHTHOUSE}, {version}, on {platform.machine()} with "
        f"{os.cpu_count()} cores, {date.today()}, by `make lighthouse`. "
        "Where the first run was below 100 in performance, it is the median of three.",
        "",
        "| " + " | ".join(heads) + " |",
        "|:--|:--|" + "--:|" * (len(heads) - 2),
        *(row(*line) for line in rows),
    ]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main(sys.argv[1:])
