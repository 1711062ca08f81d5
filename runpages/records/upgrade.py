"""Run all snippets with another torch, in an environment of its own below the cache."""

import os
import subprocess
import sys
import venv
from pathlib import Path

from runpages.devices import WITHOUT_CUDA
from runpages.errors import RunpagesError
from runpages.settings import Settings


def run_with(settings: Settings, version: str) -> Path:
    """Run the snippets with a version of torch; gives the folder of their records.

    The environment is made once. Raises RunpagesError if it cannot be.
    """
    folder = settings.root / ".cache" / f"torch-{version}"
    python = folder / "env" / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not (folder / "installed").exists():
        _install(settings.root, folder, python, version)
        (folder / "installed").touch()
    records = folder / "records"
    command = [str(python), "-m", "runpages", "run", "--cache", str(records)]
    # This package is not installed there. A run that fails is one of the differences.
    path = {"PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(
        command, cwd=settings.root, env={**os.environ, **path}, stdout=sys.stderr
    )
    return records


def _install(root: Path, folder: Path, python: Path, version: str) -> None:
    """Install what requirements.txt names, with that torch; raises RunpagesError."""
    venv.create(folder / "env", with_pip=True, clear=True)
    lines = (root / "requirements.txt").read_text("utf-8").splitlines()
    others = [line for line in lines if not line.startswith(("torch=", "-e "))]
    wanted = folder / "requirements.txt"
    wanted.write_text("\n".join([WITHOUT_CUDA, f"torch=={version}", *others, ""]))
    pip = [str(python), "-m", "pip", "install", "--quiet", "--retries", "1"]
    done = subprocess.run([*pip, "-r", str(wanted)], cwd=root, stdout=sys.stderr)
    if done.returncode:
        what, remedy = f"torch {version} cannot be installed", "pip says above why."
        raise RunpagesError("diff", what, remedy)
