"""Decide what makes a record stale; find the stale records and the runs to make."""

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runpages.authored.page import below
from runpages.authored.snippet import Snippet, find
from runpages.authored.sweep import varied
from runpages.child.inputs import declared, digest
from runpages.devices import Machine, facts, run_code
from runpages.errors import RunpagesError
from runpages.records import record
from runpages.records.record import Record
from runpages.records.store import Library
from runpages.settings import Settings


@dataclass(frozen=True)
class Wanted:
    """A run to make, and the key that its record will have."""

    snippet: Snippet
    device: str
    key: str


class Survey:
    """Looks at all snippets and records of a project on a machine."""

    def __init__(self, settings: Settings, cache: Path, here: Machine) -> None:
        self.settings, self.cache, self.here = settings, cache, here
        self.root = settings.root
        snippets = find(settings.folder("snippets"), settings.root)
        pages = below(settings.folder("docs"), settings.root, failed={})
        others = varied(pages, snippets)
        self.library = Library(snippets, settings.root, others)

    def stale(
        self,
        devices: list[str],
        folder: Path,
        *,
        recordings: bool = False,
        only: set[str] | None = None,
        force: bool = False,
    ) -> list[Wanted]:
        """Fill the library with the records of a folder; find the runs to make.

        All are wanted by `force`; `only` names snippets. A helper runs if it is named.
        Recordings may be from anywhere: their keys do not count.
        """
        wanted = []
        for name, snippet in self.library.programs.items():
            asked = only is None or bool({name, name.partition("@")[0]} & only)
            if snippet.helper and name not in (only or ()):
                continue
            for device in devices:
                with kept(self.library, name):
                    wants = key(snippet, device, self.here)
                    known = record.read(record.place(folder, name, device))
                    if known:
                        self.library.records.setdefault(name, {})[device] = known
                    same = self._current(snippet, known, "" if recordings else wants)
                    if asked and (force or not same):
                        wanted.append(Wanted(snippet, device, wants))
        return wanted

    def add_recordings(self, devices: list[str]) -> None:
        """Fill in the devices that are missing here, where a recording is current."""
        folder, wanted = self.settings.folder("recordings"), self.settings.devices
        for file in sorted(folder.glob("*/**/*.ipynb")):
            device, *rest = file.relative_to(folder).with_suffix("").parts
            name = "/".join(rest)
            snippet, found = self.library.programs.get(name), record.read(file)
            if device in devices or (wanted and device not in wanted):
                continue
            if snippet and found and self._current(snippet, found):
                self.library.records.setdefault(name, {})[device] = found
            else:
                self.library.stale.append(file.relative_to(self.root).as_posix())

    def inputs(self, snippet: Snippet) -> set[Path]:
        """List the files that a run may read: as declared, as before, and helpers."""
        last = record.read(record.place(self.cache, snippet.name, "cpu"))
        paths = {s.path for s in self.library.snippets.values() if s.helper}
        paths |= {snippet.path, *(last.facts.get("inputs", ()) if last else ())}
        named = declared(snippet.source, (self.root / snippet.path).parent)
        return named | {self.root / path for path in paths}

    def _current(self, snippet: Snippet, known: Record | None, key: str = "") -> bool:
        """Tell whether a record is of this source and these inputs, and of a key."""
        if known is None or known.facts["digest"] != snippet.digest:
            return False
        return key in ("", known.facts["key"]) and not changed(known, self.root)


def key(snippet: Snippet, device: str, here: Machine) -> str:
    """Hash all that the output of a run on a device here depends on."""
    found = facts(snippet.dependencies, device, here)
    lines = [snippet.path, snippet.digest, *(f"{n} {v}" for n, v in found.items())]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def check_code() -> None:
    """Raise RunpagesError if that code is no longer what this process has imported."""
    if run_code.__wrapped__() != run_code():
        what = "its code has changed, and what runs here is as it was before"
        raise RunpagesError("runpages", what, "Start it again.")


def changed(made: Record, root: Path) -> list[str]:
    """List the files that a run has read and that are not what they were."""
    read = made.facts.get("inputs", {})
    return [path for path, was in read.items() if digest(root / path) != was]


@contextlib.contextmanager
def kept(library: Library, name: str) -> Iterator[None]:
    """Keep what goes wrong with one snippet as its error."""
    try:
        yield
    except RunpagesError as error:
        library.errors.setdefault(name, error)
