"""What a page can embed: the parts of runs, as plain Markdown."""

import difflib
import itertools
import posixpath
import re
from collections.abc import Callable
from typing import Any

from executor.approach import Approach
from executor.errors import ExecutorError, suggest
from executor.library import Library
from executor.numbers import prose
from executor.pages import Page
from executor.record import Record
from executor.snippet import MEASURED
from executor.text import decode, fence, slug, terminal

TABS = {"cpu": "CPU"}
"""The labels of device tabs; every accelerator is a GPU to a reader."""
Node = dict[str, Any]
"""A cell or an output, as it stands in a notebook."""


class Embeds:
    """The embeds of one page. Each returns Markdown, or raises ExecutorError."""

    def __init__(self, page: Page, pages: list[Page], library: Library) -> None:
        self.page, self.pages, self.library = page, pages, library
        self.figures: dict[str, str] = {}
        self.shown: list[str] = []
        self.anchors: set[str] = set()
        self.used: set[str] = set()

    def names(self) -> dict[str, Callable[..., Any]]:
        """The functions that embeds may call."""
        public = (
            "cell code output figure value diff message approaches has_recording "
            "provenance include"
        )
        return {name: getattr(self, name) for name in public.split()}

    def cell(
        self,
        name: str,
        alt: str | list[str] | None = None,
        notes: dict[str, str] | None = None,
    ) -> str:
        """The code of a cell, then what it printed and drew."""
        parts = [
            self.code(name, notes),
            self._outputs(name, alt, {"stream", "display_data", "error"}),
        ]
        return "\n\n".join(part for part in parts if part)

    def code(self, name: str, notes: dict[str, str] | None = None) -> str:
        """The code of a cell; `notes` explain lines, found by their text."""
        snippet, title = self._split(name)
        cell = self._cell(snippet, title)
        if snippet == self.page.snippet:
            self._next(title)
        source, listed = self._annotated(cell, notes or {})
        kind = ".python .cell .annotate" if notes else ".python .cell"
        anchor = self._once(f"#{self._anchor('cell', snippet, title)}")
        data = f'data-snippet="{snippet}" data-cell="{title}"'
        block = fence(source, f"{{ {kind} {anchor} {data} }}")
        return "\n".join([block, *listed]).rstrip()

    def output(self, name: str) -> str:
        """What a cell printed."""
        return self._outputs(name, None, {"stream", "error"})

    def figure(self, name: str, alt: str | list[str] | None = None) -> str:
        """What a cell drew; `alt` says what is to be seen."""
        return self._outputs(name, alt, {"display_data"})

    def value(
        self, name: str, form: str | None = None, device: str | None = None
    ) -> Any:
        """A value of a run: formatted for prose, or as it is, to compute with."""
        snippet, name = self._split(name)
        record = self._record(snippet, device)
        if name not in record.values:
            hint = suggest(name, record.values, "Its values")
            raise self._error(f"snippet '{snippet}' has no value '{name}'", hint)
        found = record.values[name]
        return found if form is None else self._formatted(found, form)

    def diff(self, other: str, title: str, other_title: str | None = None) -> str:
        """What changes in this page's cell from another snippet's."""
        own = self._cell(self._own(), title)["source"].splitlines()
        old = self._cell(other, other_title or title)["source"].splitlines()
        lines = list(difflib.unified_diff(old, own, lineterm="", n=len(own + old)))[3:]
        if not lines:
            raise self._error(
                f"cell '{title}' is the same in '{other}'", "Leave it out."
            )
        return fence("\n".join(lines), "{ .diff .changes }").rstrip()

    def message(self, name: str) -> str:
        """The error that a snippet is meant to end in: `Type: message`."""
        error = self._record(name).error
        if error is None:
            raise self._error(f"snippet '{name}' ends in no error", "Name another.")
        return terminal(error.strip())

    def approaches(self) -> list[Approach]:
        """The pages that fit the line, in the order of the navigation."""
        start = posixpath.dirname(self.page.uri)
        return [
            Approach(page, self._of(page), self.value, start)
            for page in self.pages
            if page.meta.get("approach")
        ]

    def has_recording(self, snippet: str, device: str) -> bool:
        """Whether there is a run of a snippet on a device."""
        self._record(snippet)
        return device in self.library.records[snippet]

    def provenance(self, *snippets: str) -> str:
        """What the runs of these snippets ran on."""
        names = snippets or (self._own(),)
        for name in names:
            self._record(name)
        runs = [r for n in names for r in self.library.records[n].values()]
        return "; ".join(dict.fromkeys(ran_on(run) for run in runs))

    def include(self, path: str) -> str:
        """The text of a file of the project, such as a table that a program wrote."""
        root = self.library.root.resolve()
        file = (root / str(path)).resolve()
        if not file.is_file() or not file.is_relative_to(root):
            what = f"the project has no file '{path}'"
            raise self._error(what, "Paths begin where mkdocs.yml is.")
        self.library.included.add(file)
        return decode(file.read_bytes(), path).strip("\n")

    def knows(self, name: str) -> bool:
        """Whether a snippet, or a cell or a value of the page's own, has this name."""
        records = self.library.records.get(self.page.snippet or "", {}).values()
        titles = {c["metadata"]["title"] for run in records for c in run.cells}
        values = {value for run in records for value in run.values}
        return name in self.library.snippets or name in titles | values

    def check_complete(self) -> None:
        """A page shows every cell of its snippet, or says that it omits it."""
        for title in self._wanted()[len(self.shown) :]:
            what = f"the page does not show cell '{title}' of its snippet"
            raise self._error(what, "Show it, or list it under 'omit'.", 1)

    def _next(self, title: str) -> None:
        """A page shows each cell of its snippet once, in order.

        Whoever copies the blocks one after another then has the program.
        """
        wanted = [*self._wanted(), None]
        want = wanted[len(self.shown)]
        if title != want:
            instead = f"; '{want}' is next" if want else ""
            done = "a second time" if title in self.shown else "out of order"
            done = done if title in wanted else "and lists it under 'omit'"
            what = f"the page shows cell '{title}' of its snippet {done}{instead}"
            raise self._error(what, "Show each cell once, in order, or omit it.")
        self.shown.append(title)

    def _wanted(self) -> list[str]:
        """The titles of the cells that the page has to show."""
        if not self.page.snippet:
            return []
        titles = [c["metadata"]["title"] for c in self._record(self._own()).cells]
        omitted = self.page.meta.get("omit") or []
        for title in omitted:
            self._cell(self._own(), title)
        return [title for title in titles if title not in omitted]

    def _outputs(self, name: str, alt: str | list[str] | None, kinds: set[str]) -> str:
        """The outputs of a cell, in tabs where devices differ."""
        snippet, title = self._split(name)
        self._cell(snippet, title)
        runs = self.library.records[snippet]
        first = self._once(f"#{self._anchor('output', snippet, title)}")
        shown = {
            device: self._device_outputs(snippet, title, record, alt, kinds, first)
            for device, record in runs.items()
        }
        if len(set(shown.values())) <= 1:
            return next(iter(shown.values()))
        tabs = []
        for number, (device, text) in enumerate(shown.items()):
            if number:
                text = text.replace(f" {first} ", " ")  # an id stands once on a page
            label = TABS.get(device, "GPU")
            body = f"{text}\n\n{ran_on(runs[device])}\n{{ .provenance }}"
            tabs.append(f'=== "{label}"\n\n' + _indented(body))
        return "\n\n".join(tabs)

    def _device_outputs(
        self,
        snippet: str,
        title: str,
        record: Record,
        alt: str | list[str] | None,
        kinds: set[str],
        anchor: str,
    ) -> str:
        try:
            cell = record.cell(title)
        except KeyError:
            return ""
        alts = [alt] if isinstance(alt, str) else alt or []
        if not isinstance(alts, list) or not all(isinstance(a, str) for a in alts):
            raise self._error(f"alt is {alt!r}", 'Say what is to be seen: alt="…".')
        parts, drawn = [], 0
        for output in cell["outputs"]:
            if output["output_type"] not in kinds:
                continue
            if output["output_type"] == "display_data":
                if drawn >= len(alts) or not alts[drawn].strip():
                    what = (
                        f"figure {drawn + 1} of cell '{title}' has no text alternative"
                    )
                    raise self._error(what, 'Say what is to be seen: alt="…".')
                parts.append(
                    self._figure(snippet, title, drawn, output, alts[drawn], record)
                )
                drawn += 1
            else:
                parts.append(self._printed(output, cell, "" if parts else anchor))
        if drawn < len(alts):
            what = f"cell '{title}' draws {drawn} figures, not {len(alts)}"
            remedy = "Call plt.show() for each, or give no more alternatives."
            raise self._error(what, remedy)
        return "\n\n".join(part.rstrip() for part in parts)

    def _printed(self, output: Node, cell: Node, anchor: str) -> str:
        if output["output_type"] == "error":
            kind, text = ".error", "\n".join(output["traceback"])
        else:
            kind = ".warning" if output["name"] == "stderr" else ""
            text = output["text"]
        measured = ".measured" if MEASURED in cell["metadata"]["tags"] else ""
        info = " ".join(filter(None, [".text", ".output", kind, measured, anchor]))
        return fence(terminal(text), f"{{ {info} }}")

    def _figure(
        self,
        snippet: str,
        title: str,
        number: int,
        output: Node,
        alt: str,
        record: Record,
    ) -> str:
        svg = output["data"]["image/svg+xml"]
        # Two hyphens: the address of no title has them.
        suffix = f"--{number + 1}" if number else ""
        uri = f"figures/{snippet}/{slug(title)}{suffix}.svg"
        device = record.facts["device"]
        names = (f"-{device}" * bool(n) + f"-{n}" * (n > 1) for n in itertools.count())
        places = (uri.replace(".svg", f"{name}.svg") for name in names)
        uri = next(place for place in places if self.figures.get(place, svg) == svg)
        self.figures[uri] = svg
        link = "../" * self.page.uri.count("/") + uri
        text = re.sub(r"([\[\]\\])", r"\\\1", " ".join(alt.split()))
        return f"![{text}]({link}){{ .figure }}"

    def _annotated(self, cell: Node, notes: dict[str, str]) -> tuple[str, list[str]]:
        if not isinstance(notes, dict) or not all(
            isinstance(part, str) for pair in notes.items() for part in pair
        ):
            what = f"notes are {notes!r}"
            raise self._error(what, 'Write notes={"part of a line": "what it does"}.')
        lines = cell["source"].splitlines()
        noted: dict[int, str] = {}
        listed = [""] if notes else []
        for number, (text, note) in enumerate(notes.items(), 1):
            matches = [i for i, line in enumerate(lines) if text in line]
            exact = [i for i in matches if lines[i].strip() == text.strip()]
            matches = exact if len(exact) == 1 else matches
            if len(matches) != 1:
                title = cell["metadata"]["title"]
                what = f"{len(matches)} lines of cell '{title}' hold '{text}'"
                raise self._error(what, "Quote one line, as it stands in the snippet.")
            if (before := noted.setdefault(matches[0], text)) != text:
                what = f"'{before}' and '{text}' are notes on one line"
                raise self._error(what, "Make them one note.")
            # With the mark, Material drops the comment, so not where there is one.
            line = lines[matches[0]]
            lines[matches[0]] += (
                f" ({number})" if "  # " in line else f"  # ({number})!"
            )
            body = _indented(" ".join(note.split()) + "\n").strip()
            listed.append(f"{number}.  {body}")
        return "\n".join(lines), listed

    def _formatted(self, found: Any, form: str) -> str:
        try:
            return prose(format(found, form))
        except (ValueError, TypeError) as error:
            what = f"value {found!r} cannot be written as '{form}': {error}"
            raise self._error(what, "Formats look like '.4f'.") from error

    def _split(self, name: str) -> tuple[str, str]:
        """`snippet:part`, or a part of the page's own snippet."""
        if not isinstance(name, str):
            raise self._error(f"the name {name!r} is no text", f'Write "{name}".')
        snippet, colon, part = name.partition(":")
        return (snippet, part) if colon else (self._own(), name)

    def _own(self) -> str:
        if not self.page.snippet:
            remedy = (
                'Name it: "optimizer:Train", or add "snippet:" to the front matter.'
            )
            raise self._error("the page has no snippet of its own", remedy)
        return self.page.snippet

    def _of(self, page: Page) -> Record:
        """The record of another page's own snippet; that page has to name one."""
        if page.snippet in self.library.snippets:
            return self._record(page.snippet)
        what = "the page has 'approach' and no 'snippet'"
        remedy = "Add 'snippet:' to the front matter."
        if page.snippet:
            what = f"unknown snippet '{page.snippet}'"
            remedy = suggest(page.snippet, self.library.snippets, "There are")
        raise ExecutorError(page.path, what, remedy, 1)

    def _record(self, snippet: str, device: str | None = None) -> Record:
        if snippet not in self.library.snippets:
            hint = suggest(snippet, self.library.snippets, "There are")
            raise self._error(f"unknown snippet '{snippet}'", hint)
        self.used.add(snippet)
        runs = self.library.records.get(snippet)
        if not runs:
            raise self.library.errors.get(snippet) or self._error(
                f"snippet '{snippet}' has no record",
                f"python -m executor run {snippet}",
            )
        if device is None:
            return next(iter(runs.values()))
        if device not in runs:
            hint = suggest(device, runs, "Its devices")
            raise self._error(f"no run of '{snippet}' on '{device}'", hint)
        return runs[device]

    def _cell(self, snippet: str, title: str) -> Node:
        record = self._record(snippet)
        try:
            return record.cell(title)
        except KeyError:
            titles = [cell["metadata"]["title"] for cell in record.cells]
            what = f"snippet '{snippet}' has no cell '{title}'"
            raise self._error(what, suggest(title, titles, "Its cells")) from None

    def _anchor(self, kind: str, snippet: str, title: str) -> str:
        own = snippet == self.page.snippet
        return "-".join(
            [kind, slug(title)] if own else [kind, slug(snippet), slug(title)]
        )

    def _once(self, anchor: str) -> str:
        """An id, the first time that the page shows what it names."""
        first = anchor not in self.anchors
        self.anchors.add(anchor)
        return anchor if first else ""

    def _error(self, what: str, remedy: str, line: int | None = None) -> ExecutorError:
        return ExecutorError(self.page.path, what, remedy, line)


def ran_on(record: Record) -> str:
    """What a run ran on, for readers."""
    facts = record.facts
    device = f"{TABS.get(facts['device'], 'GPU')} ({facts['device_name']})"
    return (
        f"{device}, torch {facts['torch']}, Python {facts['python']}, {facts['date']}"
    )


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.splitlines())
