"""Bring the records up to date: find what is stale, have it run, keep what came out."""

import contextlib
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from runpages.devices import Machine, recall, remember, variant
from runpages.errors import RunpagesError, StillRuns, suggest
from runpages.files import write
from runpages.records import record
from runpages.records.staleness import Survey, Wanted, changed, check_code, kept
from runpages.records.store import Library
from runpages.settings import Settings, wrong
from runpages.text import slug

if TYPE_CHECKING:
    from runpages.running.cluster import Cluster
    from runpages.running.pool import Pool, Run

Report = Callable[[str], None]
Finish = Callable[..., Library]
"""Waits, for some seconds or until all has ended, then says what is known."""


class Runner:
    """Owns what runs, here or on the workers of a Dask scheduler. `close` it."""

    def __init__(
        self, settings: Settings, report: Report = lambda _: None, scheduler: str = ""
    ) -> None:
        self.settings, self.report, self.scheduler = settings, report, scheduler
        self.cache, self.recordings = _cache(settings), settings.folder("recordings")
        self.pool: Pool | None = None
        self.cluster: Cluster | None = None
        self.ended = self.cache / "ended"
        """A file that is touched when a run ends for which nobody waits any more."""
        self.going: dict[tuple[str, ...], Run] = {}
        """Runs whose answer was not taken yet, by all that they were asked for."""

    def refresh(self, only: set[str] | None = None, force: bool = False) -> Finish:
        """Start what is stale, and end what runs in vain; the function given waits.

        Each raises RunpagesError for a snippet that is no text, or a cache that cannot
        be written. A run that fails is an error in the library.
        """
        record.today()  # before anything runs: it may be wrong
        check_code()
        # Nobody need wait yet for what the pool has to say.
        if recall(self.cache) is None:
            self.warm()
            return lambda *patience: self._refresh(only, force)(*patience)
        return self._refresh(only, force)

    def _refresh(self, only: set[str] | None, force: bool) -> Finish:
        survey, wanted = self._look(only, force)
        runs = self._start(survey, wanted, survey.here)

        def finish(patience: float = math.inf) -> Library:
            self._gather(survey, runs, self.cache, patience)
            programs = survey.library.programs
            with contextlib.suppress(OSError):  # a cache that is read-only stays
                # A mistyped folder must not cost the records.
                for folder in self.cache.glob("*/") if programs else ():
                    record.sweep(folder, programs)
            return survey.library

        return finish

    def record(self, device: str, force: bool = False) -> Library:
        """Run on one device what has no current recording; keep it as a recording.

        Raises RunpagesError if the device is not there.
        """
        survey = self._survey()
        library, here = survey.library, survey.here
        if not library.snippets:
            what = "there is no snippet in it"
            remedy = f"Mend 'snippets' in {self.settings.file}."
            raise RunpagesError(self.settings.snippets, what, remedy)
        if device not in here.devices and not self.scheduler:
            hint = suggest(device, here.devices, "This machine's devices")
            raise RunpagesError(self.settings.recordings, f"no '{device}' here", hint)
        folder = self.recordings
        wanted = survey.stale([device], folder, recordings=True, force=force)
        self._gather(survey, self._start(survey, wanted, None), folder)
        record.sweep(folder / device, library.programs)
        return library

    def inspect(self) -> tuple[Library, list[str]]:
        """Find what is known, and a line for each run that a build would make."""
        (survey, wanted), lines = self._look(), []
        for one in wanted:
            known = survey.library.records.get(one.snippet.name, {}).get(one.device)
            state = "stale" if known else "missing"
            if known and (files := changed(known, self.settings.root)):
                state += f" ({', '.join(files)} changed)"
            lines.append(f"{one.snippet.where} on {one.device}: {state}")
        return survey.library, lines

    def warm(self) -> "Pool":
        """Start the pool, unless it is there."""
        # A build with nothing stale need not wait for what starts processes.
        from runpages.running.pool import Pool

        if self.pool is None or not self.pool.alive:
            self.close()
            self.pool = Pool(self.settings)
        return self.pool

    def close(self) -> None:
        """End the pool and all that it runs."""
        self.going.clear()
        if self.cluster:
            self.cluster.close()
        if self.pool:
            self.pool.close()
        self.cluster = self.pool = None

    def _survey(self) -> Survey:
        here = recall(self.cache)
        if not here:
            here = Machine(**self.warm().machine())
            remember(here, self.cache)
        return Survey(self.settings, self.cache, here)

    def _look(
        self, only: set[str] | None = None, force: bool = False
    ) -> tuple[Survey, list[Wanted]]:
        """Find what is known, and the runs to make."""
        survey = self._survey()
        devices = self._devices(survey.here)
        wanted = survey.stale(devices, self.cache, only=only, force=force)
        survey.add_recordings(devices)
        return survey, wanted

    def _devices(self, here: Machine) -> list[str]:
        """List the devices to run on; raises RunpagesError if none can be shown."""
        wanted = self.settings.devices or tuple(here.devices)
        recorded = [folder.name for folder in self.recordings.glob("*/")]
        if not {*here.devices, *recorded} & set(wanted):
            what = f"no run and no recording on any of {', '.join(wanted)}"
            hint = suggest(wanted[0], here.devices, "This machine's devices")
            file = self.settings.root / self.settings.file
            raise wrong(file, "devices", what, hint)
        return [device for device in here.devices if device in wanted]

    def _handed_out(self, wanted: list[Wanted], like: Machine | None) -> "Cluster":
        """Check the workers of the scheduler; raises RunpagesError for an unfit one."""
        from runpages.running.cluster import Cluster

        self.cluster = self.cluster or Cluster(self.scheduler, like)
        self.cluster.check((one.snippet, one.device) for one in wanted)
        return self.cluster

    def _start(
        self, survey: Survey, wanted: list[Wanted], like: Machine | None
    ) -> "dict[Run, Wanted]":
        """Start what does not run yet; end what nobody wants any more."""
        if not wanted and not self.going:
            return {}
        pool = self._handed_out(wanted, like) if self.scheduler else self.warm()
        helpers = [s.digest for s in survey.library.snippets.values() if s.helper]
        asked = {(w.snippet.name, w.device, w.key, *helpers): w for w in wanted}
        for state in set(self.going) - set(asked):
            pool.cancel(self.going.pop(state))
        for state in [state for state in asked if state not in self.going]:
            one = asked[state]
            inputs = survey.inputs(one.snippet) if self.scheduler else ()
            self.going[state] = pool.run(one.snippet, one.device, self.settings, inputs)
        return {self.going[state]: one for state, one in asked.items()}

    def _gather(
        self,
        survey: Survey,
        runs: "dict[Run, Wanted]",
        folder: Path,
        patience: float = math.inf,
    ) -> None:
        """Keep each run that ends in time as a record in a folder."""
        if not runs:
            return
        from runpages.running.pool import LIMIT, answered

        left, limit = dict(runs), self.settings.timeout + LIMIT
        for done, run in enumerate(answered(runs, limit, patience), 1):
            one, answer = left.pop(run), run.result()
            self.going = {s: r for s, r in self.going.items() if r is not run}
            with kept(survey.library, one.snippet.name):
                self._keep(survey, one, answer, folder)
            how = "failed" if one.snippet.name in survey.library.errors else "ran"
            took = f"in {_seconds(answer):.1f} s ({done} of {len(runs)})"
            self.report(f"{how} {one.snippet.where} on {one.device} {took}")
        for run, one in left.items():
            run.add_done_callback(self._say_ended)
            error = StillRuns(one.snippet.path, "still runs", "This page waits.")
            survey.library.errors.setdefault(one.snippet.name, error)

    def _keep(
        self, survey: Survey, one: Wanted, answer: dict[str, Any], folder: Path
    ) -> None:
        name = survey.here.devices.get(one.device, "")
        made = record.of_run(one.snippet, one.device, name, one.key, answer)
        file = record.place(folder, one.snippet.name, one.device)
        write(file, record.dump(made))
        library, order = survey.library, list(survey.here.devices)
        library.add(one.snippet.name, one.device, made, order)
        said = dict.fromkeys(answer["run"]["said"])
        library.said += [f"{one.snippet.where}: {text}" for text in said]

    def _say_ended(self, run: "Run") -> None:
        with contextlib.suppress(RunpagesError):
            if run in self.going.values():
                write(self.ended, "")


def _cache(settings: Settings) -> Path:
    """Find the folder of the records: one beside the usual where kernels are chosen."""
    folder = settings.folder("cache")
    chosen = slug(variant())
    return folder.with_name(f"{folder.name}-{chosen}") if chosen else folder


def _seconds(answer: dict[str, Any]) -> float:
    """Sum up the running time of the cells, or of a run that failed."""
    if "run" in answer:
        return float(sum(c["metadata"]["seconds"] for c in answer["run"]["cells"]))
    return float(answer.get("seconds", 0))
