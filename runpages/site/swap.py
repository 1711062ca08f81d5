"""Swap a finished build for the site: it is written beside it and renamed at the end.

Whatever fails before, the last good site stays. The next build tidies up what a killed
one left: it puts the old site back into its place, unless the new one is there.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import get_plugin_logger
from mkdocs.utils import clean_directory

from runpages.errors import RunpagesError

try:
    import fcntl
except ImportError:  # on Windows: nothing tells then whether a build still runs
    fcntl = None  # type: ignore[assignment]

log = get_plugin_logger("runpages")
_FILLED = "%s cannot be renamed (%s): it was filled in place, and not whole meanwhile."


class Swap:
    """The folder of one build. `begin` it, and `end` it or `drop` it.

    It is beside the site, or in `spare`, a folder of the project, where nothing can be
    written there.
    """

    def __init__(self, config: MkDocsConfig, spare: Path) -> None:
        self.config, self.wanted = config, config.site_dir
        self.site = Path(os.path.realpath(config.site_dir))  # a link stays one
        beside = self.site.parent
        if beside.exists() and not os.access(beside, os.W_OK):
            beside = spare
        self.folder, name = beside, f".{self.site.name}"
        self.new = beside / f"{name}.new-{os.getpid()}"
        self.old = beside / f"{name}.old"
        self.lock: int | None = None

    def begin(self) -> None:
        """Have MkDocs build into a new folder, once all is tidied up that was left."""
        with self._alone():
            self._finish()
            for left in self.folder.glob(f".{self.site.name}.new-*"):
                if _abandoned(left):
                    shutil.rmtree(left, ignore_errors=True)
            self.new.mkdir()
            self.lock = _lock(self.new)  # so it is not taken for abandoned
        self.config.site_dir = str(self.new)

    def end(self) -> None:
        """Replace the site by what was built."""
        with self._alone():
            self._finish()
            try:
                if self.site.is_dir():
                    shutil.copymode(self.site, self.new)
                    self.site.rename(self.old)
                self.new.rename(self.site)
            except OSError as error:
                self._finish()
                if error.errno == errno.ENOSPC:
                    raise
                self._fill(error)
            self._finish()
        log.info("What was built is now in %s", self.wanted)
        self.drop()

    def drop(self) -> None:
        """Delete what was built, if it is still there; the site has its own name."""
        self.config.site_dir = self.wanted
        shutil.rmtree(self.new, ignore_errors=True)
        _unlock(self.lock)
        self.lock = None

    def _finish(self) -> None:
        """Tidy up the old site: put it back, or take from it what is hidden."""
        if not self.old.is_dir():
            return
        if not self.site.exists():
            self.old.rename(self.site)
            return
        for kept in self.old.glob(".*"):  # MkDocs never deletes what is hidden
            if not (self.site / kept.name).exists():
                kept.rename(self.site / kept.name)
        shutil.rmtree(self.old)

    def _fill(self, error: OSError) -> None:
        """Fill a folder that cannot be renamed: a mount, say."""
        clean_directory(str(self.site))
        shutil.copytree(self.new, self.site, dirs_exist_ok=True)
        log.info(_FILLED, self.site, error.strerror)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Wait while another build swaps the same site; say what cannot be done."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = _lock(self.folder)
            try:
                yield
            finally:
                _unlock(lock)
        except OSError as error:
            what = f"cannot be replaced: {error.strerror}: {error.filename or ''}"
            remedy = "Make room or make it writable, and build again."
            raise RunpagesError(self.site, what.rstrip(": "), remedy) from error


def _lock(folder: Path, wait: bool = True) -> int | None:
    """Lock a folder until its descriptor is closed, or this process ends."""
    if not fcntl:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:  # a file system without locks: as if nobody else were there
        pass
    return descriptor


def _unlock(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)


def _abandoned(folder: Path) -> bool:
    """Tell whether no build writes a folder any more."""
    with contextlib.suppress(OSError):  # it may be gone
        lock = _lock(folder, wait=False)
        _unlock(lock)
        return lock is not None
    return False
