"""What every page owes its reader: the same parts, and blocks that work as copied."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from shared import once
from site_pages import LABELS
from verdicts import touched

from runpages.authored.cells import MEASURED
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.rendering.document import FOLD, Code, Document
from runpages.rendering.render import render
from runpages.site import loading

ROOT = Path(__file__).parents[2]
PAGES = {page.uri: page for page in loading.every_page(loading.load(ROOT))}
TO_LOOK_UP = {"index.md", "playground.md", "glossary.md", "references.md"}
TAUGHT = sorted(PAGES.keys() - TO_LOOK_UP)
# Runs blocks as a reader does who copies each in turn. Every program begins anew; they
# share an interpreter, since importing torch takes longer than most of them.
READER = """
import contextlib, io, json, sys
import matplotlib.pyplot, torch
matplotlib.use("agg")
printed = []
for program in json.load(sys.stdin):
    names = {"__name__": "__main__"}
    printed.append([])
    for block in program:
        out = io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.suppress(Exception):
            exec(compile(block, "block", "exec"), names)
        printed[-1].append(out.getvalue())
    torch.set_default_device(None)
    torch.set_default_dtype(torch.float32)
    matplotlib.pyplot.close("all")
json.dump(printed, sys.stdout)
"""


def part(uri: str, title: str) -> str:
    """A section of a page, up to the next one."""
    page = PAGES[uri]
    _, found, after = page.text.rpartition(f"\n## {title}\n")
    assert found, f"{page.path}: no section '{title}'. Write '## {title}'."
    return after.partition("\n## ")[0].strip()


@pytest.mark.parametrize("uri", TAUGHT)
def test_a_page_begins_with_a_promise(uri: str) -> None:
    """One sentence under the title says what a reader will have."""
    page = PAGES[uri]
    found = re.search(r"^# .+\n\n(.+)\n\n", page.text, re.MULTILINE)
    promise = found[1] if found else ""
    one = promise.endswith(".") and not re.search(r"[.!?] [A-Z]", promise)
    cure = "Write one sentence under the heading: what a reader will have."
    assert one, f"{page.path}: the page promises '{promise}'. {cure}"


@pytest.mark.parametrize("uri", TAUGHT)
def test_a_page_ends_with_three_things_to_remember_and_its_sources(uri: str) -> None:
    """Always under the same headings, and the sources can be followed."""
    page, kept, sources = PAGES[uri], "What to remember", part(uri, "Sources")
    lines = part(uri, kept).splitlines()
    three = len(lines) == 3 and all(line.startswith("- ") for line in lines)
    assert three, f"{page.path}: '{kept}' is {lines}. Write three lines with '- '."
    assert "](https://" in sources, f"{page.path}: no source is a link. Name one."
    last = page.text.rstrip().endswith(sources)
    assert last, f"{page.path}: 'Sources' is not the last section. Move it down."


def test_the_last_lesson_says_what_one_can_do_now_and_three_ways_on() -> None:
    """Each way leads into another part of the site, which is named as it is there."""
    nav: Any = loading.load(ROOT).nav
    groups = {title: group for part in nav for title, group in part.items()}
    *_, last = groups["Start here"]
    done = part(*last.values(), "The course is done")
    assert done.startswith("You can now")
    ways = [line for line in done.splitlines() if line.startswith("- ")]
    for way, title in zip(ways, ("Other ways", "Understand", "Practice"), strict=True):
        there = {uri for page in groups[title] for uri in page.values()}
        assert {*re.findall(r"\]\((\w+\.md)\)", way)} <= there


@pytest.mark.parametrize("uri", ["glossary.md", "exercises.md", "how_it_works.md"])
def test_a_page_is_called_by_its_name(uri: str) -> None:
    """A link with a capital letter says what the navigation or the title says."""
    text = PAGES[uri].text
    for said, other in re.findall(r"\[([A-Z][^\]]*)\]\((\w+)\.md\)", text):
        assert said == LABELS.get(other) or said in PAGES[f"{other}.md"].title


# Two are looked up, one message or one exercise at a time.
SHORT = dict.fromkeys(PAGES.keys() - {"mistakes.md", "exercises.md"}, 20)
SHORT |= {"zero_grad.md": 14, "same.md": 12, "learning_rate.md": 18}
SHORT |= {"closed_form.md": 14}


def test_a_page_is_read_in_one_go(library: Library) -> None:
    """Each has its limit, and the first five take an hour together."""
    order = list(PAGES.values())
    minutes = {uri: render(PAGES[uri], order, library).minutes for uri in SHORT}
    long = {uri: m for uri, m in minutes.items() if m > SHORT[uri]}
    assert long == {}
    nav: Any = loading.load(ROOT).nav
    first = next(part["Start here"] for part in nav if "Start here" in part)
    assert len(first) == 5
    assert 50 < sum(minutes[uri] for page in first for uri in page.values()) <= 60


Block = tuple[str, str, str]
"""The snippet, the title of its cell, and the code as the page shows it."""


def programs(document: Document) -> list[list[Block]]:
    """The blocks of a page, in order, as one program.

    A page without a program of its own shows many, which all begin with its first
    block: the page says so, and each begins anew.
    """
    parts = [placed.part for placed in document.parts()]
    found = [(p.snippet, p.title, p.source) for p in parts if isinstance(p, Code)]
    if document.page.snippet or not found:
        return [found]
    first, *rest = found
    order = dict.fromkeys(name for name, _, _ in rest)
    return [[first, *(b for b in rest if b[0] == name)] for name in order]


def opened(document: Document) -> Document:
    """Leave out folds, but for those whose title says that they are needed."""

    def kept(fold: re.Match[str]) -> str:
        return fold[0] if 'needed below"' in fold[0].partition("\n")[0] else ""

    return replace(document, text=FOLD.sub(kept, document.text))


def often(uri: str) -> bool:
    """Whether blocks are copied in each run: of many programs, of one, of a change."""
    return uri in ("mistakes.md", "optimizer.md") or PAGES[uri].path in touched()


@pytest.fixture(scope="module")
def copied(
    library: Library, thorough: bool, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, list[tuple[Block, str]]]:
    """By page, each block and what it printed when copied in turn, folded or not.

    Once all blocks are copied, and once those that a reader sees, with the folds that
    say that they are needed.
    """
    order = list(PAGES.values())
    pages = [uri for uri in TAUGHT if thorough or often(uri)]
    rendered = [(uri, render(PAGES[uri], order, library)) for uri in pages]
    shown = [
        (uri, program)
        for uri, document in rendered
        for program in (*programs(document), *programs(opened(document)))
    ]
    blocks = json.dumps([[code for _, _, code in program] for _, program in shown])
    out = once(tmp_path_factory, "copied.json", lambda file: _read(blocks, file))
    by_page: dict[str, list[tuple[Block, str]]] = {uri: [] for uri in TAUGHT}
    for (uri, program), printed in zip(
        shown, json.loads(out.read_text("utf-8")), strict=True
    ):
        by_page[uri] += zip(program, printed, strict=True)
    return by_page


def _read(blocks: str, file: Path) -> None:
    """Run programs, given as JSON, and write to a file what their blocks print."""
    with TemporaryDirectory() as empty:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", READER],
            input=blocks,
            cwd=empty,
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
    file.write_text(done.stdout, "utf-8")


def expected(record: Record, title: str) -> str | None:
    """What a block prints; None for one that measures."""
    tags = record.cell(title)["metadata"]["tags"]
    return None if MEASURED in tags else record.stdout(title)


def copying(uri: str) -> object:
    """A page as a parameter: most are for thorough runs."""
    return pytest.param(uri, marks=() if often(uri) else pytest.mark.thorough)


@pytest.mark.slow
@pytest.mark.parametrize("uri", [copying(uri) for uri in TAUGHT])
def test_blocks_copied_in_turn_print_what_the_page_shows(
    uri: str, library: Library, copied: dict[str, list[tuple[Block, str]]]
) -> None:
    """In an empty folder, with nothing before them but what a reader would copy."""
    for (snippet, title, _), printed in copied[uri]:
        wanted = expected(library.records[snippet]["cpu"], title)
        assert wanted in (None, printed), f"{snippet}:{title}"
