"""Compiled templates, kept between builds: those of a theme take long to compile."""

import contextlib
import hashlib
import os
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import meta
from jinja2.bccache import Bucket

DIGEST = 32
"""Bytes of the hash before the code: what is damaged must not reach the interpreter."""


class Compiled(jinja2.BytecodeCache):
    """A cache in a folder that need not be there, or may be read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get_bucket(
        self,
        environment: jinja2.Environment,
        name: str,
        filename: str | None,
        source: str,
    ) -> Bucket:
        """The place of a template; what decides how it is compiled decides it too."""
        how = [
            jinja2.__version__,
            environment.block_start_string,
            environment.variable_start_string,
            environment.comment_start_string,
            environment.trim_blocks,
            environment.lstrip_blocks,
            sorted(environment.extensions),
        ]
        return super().get_bucket(environment, name, filename, f"{how}{source}")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept, if it is whole."""
        with contextlib.suppress(OSError):
            data = (self.folder / bucket.key).read_bytes()
            if hashlib.sha256(data[DIGEST:]).digest() == data[:DIGEST]:
                bucket.bytecode_from_string(data[DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if that can be done."""
        code = bucket.bytecode_to_string()
        temporary = self.folder / f"{bucket.key}.{os.getpid()}"
        with contextlib.suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(hashlib.sha256(code).digest() + code)
            temporary.replace(self.folder / bucket.key)

    def prepare(self, environment: jinja2.Environment, name: str) -> None:
        """Compile a template of a theme, and all that it names, in advance."""
        environment.bytecode_cache = self
        waiting, done = [name], set()
        while waiting:
            done.add(name := waiting.pop())
            with contextlib.suppress(jinja2.TemplateError):
                environment.get_template(name)
                source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
                named = meta.find_referenced_templates(environment.parse(source))
                waiting += {n for n in named if n and n not in done}

    def compile(
        self, environment: jinja2.Environment, source: str, name: str, path: str
    ) -> CodeType:
        """A template that no loader has, compiled; `path` is for tracebacks."""
        bucket = self.get_bucket(environment, name, path, source)
        if bucket.code is None:
            bucket.code = environment.compile(source, name, path)
            self.set_bucket(bucket)
        return bucket.code
