"""Compiled templates, kept between builds: those of a theme take long to compile."""

import contextlib
from pathlib import Path
from types import CodeType

import jinja2
from jinja2.bccache import Bucket


class Compiled(jinja2.FileSystemBytecodeCache):
    """A cache in a folder that need not be there, or may be read-only."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if that can be done."""
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)

    def compile(
        self, environment: jinja2.Environment, source: str, name: str, path: str
    ) -> CodeType:
        """A template that no loader has, compiled; `path` is for tracebacks."""
        bucket = self.get_bucket(environment, name, path, source)
        if bucket.code is None:
            bucket.code = environment.compile(source, name, path)
            self.set_bucket(bucket)
        return bucket.code
