"""Write a file whole or not at all: to a temporary name, which is then renamed."""

import contextlib
import os
from pathlib import Path

from runpages.errors import RunpagesError


def write(file: Path, data: str | bytes) -> None:
    """Write a file whole or not at all; raises RunpagesError where that fails."""
    data = data.encode() if isinstance(data, str) else data
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        remedy = "Make room or make it writable, or choose another folder."
        what = f"cannot be written: {error.strerror}"
        raise RunpagesError(file, what, remedy) from error
