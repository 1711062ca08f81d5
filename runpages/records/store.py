"""Hold all snippets with their records and errors."""

from dataclasses import dataclass, field
from pathlib import Path

from runpages.authored.snippet import Snippet
from runpages.errors import RunpagesError
from runpages.records.record import Record


@dataclass
class Library:
    """All snippets with what is known of them, at one moment.

    A snippet whose run failed has an error, and may have an older record.
    """

    snippets: dict[str, Snippet] = field(default_factory=dict)
    root: Path = Path()
    """The folder of mkdocs.yml."""
    varied: dict[str, Snippet] = field(default_factory=dict)
    """What sliders show: snippets with another constant, by names such as 'a@b=0.5'."""
    records: dict[str, dict[str, Record]] = field(default_factory=dict)
    """By snippet, then by device, the CPU first."""
    errors: dict[str, RunpagesError] = field(default_factory=dict)
    stale: list[str] = field(default_factory=list)
    """Recordings that are not of the current source: shown nowhere."""
    said: list[str] = field(default_factory=list)
    """What runs made just now have to say to authors, and to no reader."""
    included: set[Path] = field(default_factory=set)
    """The files whose text pages have asked for, readable or not."""

    @property
    def programs(self) -> dict[str, Snippet]:
        """All that is run: the snippets, and those with another constant."""
        return self.snippets | self.varied

    @property
    def inputs(self) -> set[Path]:
        """The files that runs have read."""
        runs = [run for runs in self.records.values() for run in runs.values()]
        return {
            self.root / path for run in runs for path in run.facts.get("inputs", ())
        }

    def add(self, name: str, device: str, made: Record, order: list[str]) -> None:
        """Add a record; the order of devices must not depend on which was faster."""
        records = {**self.records.get(name, {}), device: made}
        devices = [*order, *sorted(set(records) - set(order))]
        self.records[name] = {d: records[d] for d in devices if d in records}
