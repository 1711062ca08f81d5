"""Work beside the build: done once, whatever becomes of the copy that does it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from projects import survivors

from runpages.site import aside
from runpages.site.aside import Aside

FORKS = [
    pytest.param(
        True,
        marks=pytest.mark.skipif(sys.platform != "linux", reason="nothing is copied"),
    )
]


@pytest.mark.parametrize("fork", [*FORKS, False])
def test_it_is_done_once_it_is_finished(tmp_path: Path, fork: bool) -> None:
    """In the copy where there is one, else here."""
    file = tmp_path / "who"
    work = Aside(lambda: file.write_text(str(os.getpid())) and None, fork)
    work.finish()
    assert (file.read_text() == str(os.getpid())) is not fork


@pytest.mark.parametrize("fork", FORKS)
def test_what_fails_in_the_copy_is_heard_here(fork: bool) -> None:
    """A full disk, say: the error is raised where the build can report it."""

    def fail() -> None:
        raise OSError("no space")

    with pytest.raises(OSError, match="no space"):
        Aside(fail, fork).finish()


@pytest.mark.parametrize("fork", FORKS)
def test_a_copy_that_hangs_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork: bool
) -> None:
    """Its work is done here, and it is gone."""
    monkeypatch.setattr(aside, "PATIENCE", 0.2)
    here, file = os.getpid(), tmp_path / "done"

    def work() -> None:
        if os.getpid() != here:
            time.sleep(60)
        file.touch()

    begun = Aside(work, fork)
    copy = begun.copy
    begun.finish()
    assert file.exists()
    assert copy
    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)


@pytest.mark.parametrize("fork", FORKS)
def test_what_is_dropped_is_not_done(fork: bool) -> None:
    """A build that failed must not go on writing: the copy is gone."""
    begun = Aside(lambda: time.sleep(1000), fork)
    copy = begun.copy
    begun.drop()
    assert copy
    with pytest.raises(ProcessLookupError):
        os.kill(copy, 0)


@pytest.mark.parametrize("fork", FORKS)
def test_a_copy_ends_with_the_build(marked: str, fork: bool) -> None:
    """However that ends: else it would write into the next build."""
    script = f"""
import os, signal, time
from runpages.site.aside import Aside

Aside(lambda: time.sleep(1000), {fork})
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    assert survivors(marked) == []
