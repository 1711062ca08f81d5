"""Read text, write a file whole or not at all, keep data, tell what is private."""

import contextlib
import errno
import hashlib
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from runpages.errors import RunpagesError
from runpages.text import decode


def read_text(file: Path, path: str) -> str:
    """Read the text of a file that messages call `path`.

    Raises RunpagesError if it is not UTF-8 or cannot be read.
    """
    return decode(read_bytes(file, path), path)


def read_bytes(file: Path, path: str) -> bytes:
    """Read what a file holds; raises RunpagesError if it cannot be read."""
    try:
        if file.is_fifo() or file.is_char_device():
            raise OSError(errno.EINVAL, "it is no file, and may never end")
        return file.read_bytes()
    except OSError as error:
        what = f"cannot be read: {error.strerror}"
        raise RunpagesError(path, what, "Mend or remove it.") from error


def is_private(file: Path, root: Path) -> bool:
    """Tell whether a file has a hidden name below the root, or git ignores it."""
    if any(part.startswith(".") for part in file.relative_to(root).parts):
        return True
    ask = ["git", "check-ignore", "--quiet", str(file)]
    with contextlib.suppress(OSError, subprocess.TimeoutExpired):  # as if without git
        done = subprocess.run(ask, cwd=root, capture_output=True, timeout=10)
        return done.returncode == 0
    return False


def made_once(
    folder: Path, suffix: str, key: bytes, make: Callable[[], bytes]
) -> bytes:
    """Make data, or read what a folder keeps of the same key; raises RunpagesError."""
    file = folder / f"{hashlib.sha256(key).hexdigest()}{suffix}"
    if not file.exists():
        write(file, make())
    return file.read_bytes()


def write(file: Path, data: str | bytes, before: Path | None = None) -> None:
    """Write a file whole or not at all; raises RunpagesError where that fails.

    If the one `before` holds the same, it gets this name too: that takes a file system
    a tenth of the time of a new file.
    """
    if isinstance(data, str):
        data = data.encode("utf-8", "surrogateescape")
    temporary = file.with_name(f".{file.name}.{os.getpid()}.tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if before and _shared(before, file, data):
            return
        temporary.write_bytes(data)
        temporary.replace(file)
    except OSError as error:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        remedy = "Make room or make it writable, or choose another folder."
        what = f"cannot be written: {error.strerror}"
        raise RunpagesError(file, what, remedy) from error


def _shared(before: Path, file: Path, data: bytes) -> bool:
    """Give a file a second name if it holds these data, where that can be done."""
    with contextlib.suppress(OSError):
        if before.read_bytes() == data:
            os.link(before, file)
            return True
    return False
