"""Run all snippets with another torch, in an environment of its own below the cache."""

import os
import subprocess
import sys
import venv
from pathlib import Path

from runpages.errors import RunpagesError
from runpages.settings import Settings

CPU = "https://download.pytorch.org/whl/cpu"
INDEX = ["--index-url", CPU] if sys.platform == "linux" else []
"""PyTorch's own index: on Linux its torch brings no CUDA."""


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
    """Install that torch, and else what requirements.txt names."""
    venv.create(folder / "env", with_pip=True, clear=True)
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    torch = [*pip, f"torch=={version}"]
    try:
        _call([*torch, *INDEX, "--retries", "1"], root, f"torch {version}")
    except RunpagesError:
        if not INDEX:
            raise
        _call(torch, root, f"torch {version}")  # from where pip looks otherwise
    wanted = folder / "requirements.txt"
    lines = (root / "requirements.txt").read_text("utf-8").splitlines(keepends=True)
    wanted.write_text(
        "".join(line for line in lines if not line.startswith(("torch=", "-e ")))
    )
    _call([*pip, "-r", str(wanted)], root, "requirements.txt")


def _call(command: list[str], root: Path, what: str) -> None:
    done = subprocess.run(command, cwd=root, stdout=sys.stderr)
    if done.returncode:
        remedy = "Its own message is above."
        raise RunpagesError("diff", f"{what} cannot be installed", remedy)
