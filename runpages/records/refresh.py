"""Bring the records up to date: find what is stale, have it run, keep what came out."""

import contextlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runpages import devices as machine
from runpages.authored.snippet import Snippet, find
from runpages.authored.sweep import varied
from runpages.devices import Machine
from runpages.errors import RunpagesError, suggest
from runpages.files import write
from runpages.records import record
from runpages.records.record import Record
from runpages.records.staleness import changed, key
from runpages.records.store import Library
from runpages.settings import Settings, wrong

if TYPE_CHECKING:
    from runpages.running.pool import Batch, Worker

Report = Callable[[str], None]
Wanted = tuple[Snippet, str, str]
"""A run to make: the snippet, the device, the key that its record will have."""


class Runner:
    """Owns the worker, and with it all that runs. `close` it."""

    def __init__(self, settings: Settings, report: Report = lambda _: None) -> None:
        self.settings, self.report = settings, report
        self.cache = _cache(settings)
        self._worker: Worker | None = None
        self.starting = False
        """Whether the worker has to start before it is known what is stale."""

    def refresh(
        self, only: set[str] | None = None, force: bool = False
    ) -> Callable[[], Library]:
        """Start what is stale; the function returned waits for it, once.

        Each raises RunpagesError for a snippet that is no text, or a cache that cannot
        be written. A run that fails is an error in the library.
        """
        record.today()  # before anything runs: it may be wrong
        known = machine.recall(self.cache)
        self.starting = known is None
        if self.starting:  # nobody need wait yet for what the worker has to say
            self.warm()
            return lambda: self._refresh(only, force, None)()
        return self._refresh(only, force, known)

    def _refresh(
        self, only: set[str] | None, force: bool, known: Machine | None
    ) -> Callable[[], Library]:
        library, jobs, here = self._survey(only, force, known)
        if not jobs:
            return lambda: self._swept(library)
        run = self._working().run([(s, d) for s, d, _ in jobs], self.settings)

        def wait() -> Library:
            self._gather(library, jobs, here, run, self.file)
            return self._swept(library)

        return wait

    def record(self, device: str, force: bool = False) -> Library:
        """Run on one device what has no current recording; keep it as a recording.

        Raises RunpagesError if the device is not there.
        """
        library = self._found()
        if not library.snippets:
            what = "there is no snippet in it"
            remedy = f"Mend 'snippets' in {self.settings.file}."
            raise RunpagesError(self.settings.snippets, what, remedy)
        here = self.machine()
        if device not in here.devices:
            hint = suggest(device, here.devices, "This machine's devices")
            raise RunpagesError(self.settings.recordings, f"no '{device}' here", hint)
        jobs = []
        for name, snippet in library.programs.items():
            known = record.read(self.recording(name, device))
            if not snippet.helper and (force or not self._of(snippet, known)):
                jobs.append((snippet, device, self._key(snippet, device, here)))
        if jobs:
            run = self._working().run([(s, d) for s, d, _ in jobs], self.settings)
            self._gather(library, jobs, here, run, self.recording)
        folder = self.settings.folder("recordings")
        keep = {self.recording(name, device) for name in library.programs}
        record.sweep(
            folder, keep | set(folder.glob("*/**/*.ipynb")) - _under(folder, device)
        )
        return library

    def inspect(self) -> tuple[Library, list[str]]:
        """What is known, and a line for each run that a build would make."""
        library, jobs, _ = self._survey(None, False)
        lines = []
        for snippet, device, _ in jobs:
            known = library.records.get(snippet.name, {}).get(device)
            state = "stale" if known else "missing"
            if known and (files := changed(known, self.settings.root)):
                state += f" ({', '.join(files)} changed)"
            lines.append(f"{snippet.where} on {device}: {state}")
        return library, lines

    def _survey(
        self, only: set[str] | None, force: bool, here: Machine | None = None
    ) -> tuple[Library, list[Wanted], Machine]:
        """All records, and the runs that are wanted because theirs is not current."""
        library = self._found()
        here = here or machine.recall(self.cache) or self._ask(library)
        devices, jobs = self._devices(here), []
        for name, snippet in library.programs.items():
            asked = only is None or bool({name, name.partition("@")[0]} & only)
            if snippet.helper and name not in (only or ()):
                continue
            for device in devices:
                with _kept(library, name):
                    key = self._key(snippet, device, here)
                    known = record.read(self.file(name, device))
                    if known:
                        library.records.setdefault(name, {})[device] = known
                    current = known is not None and known.facts["key"] == key
                    current = current and self._of(snippet, known)
                    if asked and (force or not current):
                        jobs.append((snippet, device, key))
        self._add_recordings(library, devices)
        return library, jobs, here

    def _found(self) -> Library:
        """The snippets, and what pages vary of them; no records yet."""
        settings = self.settings
        snippets = find(settings.folder("snippets"), settings.root)
        others = varied(settings.folder("docs"), snippets)
        return Library(snippets, settings.root, others)

    def _of(self, snippet: Snippet, known: Record | None) -> bool:
        """Whether a record is of this source, and of the files that it has read."""
        if known is None or known.facts["digest"] != snippet.digest:
            return False
        return not changed(known, self.settings.root)

    def _key(self, snippet: Snippet, device: str, here: Machine) -> str:
        return key(snippet, device, here.devices[device], here.capability)

    def file(self, name: str, device: str) -> Path:
        """Where the record of a snippet on a device is."""
        return self.cache / device / f"{name}.ipynb"

    def recording(self, name: str, device: str) -> Path:
        """Where the committed record of a snippet on a device is."""
        return self.settings.folder("recordings") / device / f"{name}.ipynb"

    def machine(self) -> Machine:
        """What this machine has, asked at most once."""
        return machine.recall(self.cache) or self._ask(Library())

    def warm(self) -> None:
        """Start the worker now, so that it is ready when it is needed."""
        self._working()

    def close(self) -> None:
        """End the worker and all that it runs."""
        if self._worker:
            self._worker.close()
            self._worker = None

    def _working(self) -> "Worker":
        # A build with nothing stale need not wait for what starts processes.
        from runpages.running.pool import Worker

        if self._worker is None or not self._worker.alive:
            self.close()
            self._worker = Worker(self.settings)
        return self._worker

    def _ask(self, library: Library) -> Machine:
        worker = self._working()
        for snippet in library.snippets.values():  # while the worker starts
            with contextlib.suppress(Exception):  # it is said when it should run
                _ = snippet.cells
        found = Machine(**worker.machine())
        write(self.cache / "machine.json", machine.text(found))
        return found

    def _devices(self, here: Machine) -> list[str]:
        """The devices to run on; raises RunpagesError if none can be shown."""
        wanted = self.settings.devices or tuple(here.devices)
        folders = self.settings.folder("recordings").glob("*/")
        if not {*here.devices, *(folder.name for folder in folders)} & set(wanted):
            what = f"no run and no recording on any of {', '.join(wanted)}"
            hint = suggest(wanted[0], here.devices, "This machine's devices")
            file = self.settings.root / self.settings.file
            raise wrong(file, "devices", what, hint)
        return [device for device in here.devices if device in wanted]

    def _add_recordings(self, library: Library, devices: list[str]) -> None:
        """Fill in the devices that are missing here, where a recording is current."""
        folder = self.settings.folder("recordings")
        for file in sorted(folder.glob("*/**/*.ipynb")):
            device, *rest = file.relative_to(folder).with_suffix("").parts
            name = "/".join(rest)
            snippet, found = library.programs.get(name), record.read(file)
            wanted = self.settings.devices
            if device in devices or (wanted and device not in wanted):
                continue
            if snippet and found and self._of(snippet, found):
                library.records.setdefault(name, {})[device] = found
            else:
                library.stale.append(file.relative_to(self.settings.root).as_posix())

    def _gather(
        self,
        library: Library,
        jobs: list[Wanted],
        here: Machine,
        run: "Batch",
        place: Callable[[str, str], Path],
    ) -> None:
        """Wait for the runs, and keep each as a record in its place."""
        for done, (number, answer) in enumerate(run.answers(), 1):
            snippet, device, key = jobs[number]
            with _kept(library, snippet.name):
                made = record.of_run(snippet, device, here.devices[device], key, answer)
                write(place(snippet.name, device), record.dump(made))
                library.add(snippet.name, device, made, list(here.devices))
                said = answer["run"]["deprecations"]
                library.deprecations += [f"{snippet.where}: {text}" for text in said]
            how = "failed" if snippet.name in library.errors else "ran"
            took = f"{run.seconds(number):.1f} s"
            left = f"{done} of {len(jobs)}"
            self.report(f"{how} {snippet.where} on {device} in {took} ({left})")

    def _swept(self, library: Library) -> Library:
        if not library.snippets:  # a mistyped folder must not cost the records
            return library
        devices = {folder.name for folder in self.cache.glob("*/")}
        keep = {self.file(name, d) for name in library.programs for d in devices}
        with contextlib.suppress(OSError):  # a cache that is read-only stays as it is
            record.sweep(self.cache, keep)
        return library


def _cache(settings: Settings) -> Path:
    """The folder of the records: one beside the usual where kernels are chosen."""
    folder = settings.folder("cache")
    chosen = re.sub(r"[^\w=]+", "-", machine.variant())
    return folder.with_name(f"{folder.name}-{chosen}") if chosen else folder


@contextlib.contextmanager
def _kept(library: Library, name: str) -> Any:
    """What goes wrong with one snippet is kept as its error."""
    try:
        yield
    except RunpagesError as error:
        library.errors.setdefault(name, error)


def _under(folder: Path, device: str) -> set[Path]:
    return set((folder / device).rglob("*.ipynb"))
