"""Compiled templates, kept between builds: those of a theme take long to compile."""

import contextlib
import hashlib
from pathlib import Path
from types import CodeType

import jinja2
from jinja2 import meta, nodes
from jinja2.bccache import Bucket
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from runpages.errors import RunpagesError
from runpages.files import write

DIGEST = 32
"""Bytes of the hash before the code: what is damaged must not reach the interpreter."""

HOW = (
    "autoescape",
    "block_end_string",
    "block_start_string",
    "comment_end_string",
    "comment_start_string",
    "finalize",
    "is_async",
    "keep_trailing_newline",
    "line_comment_prefix",
    "line_statement_prefix",
    "lstrip_blocks",
    "newline_sequence",
    "trim_blocks",
    "variable_end_string",
    "variable_start_string",
)
"""The settings of an environment that decide how it compiles."""


class Compiled(jinja2.BytecodeCache):
    """A cache in a folder that need not be there, or may be read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sources: dict[str, str] = {}

    def get_bucket(
        self,
        environment: jinja2.Environment,
        name: str,
        filename: str | None,
        source: str,
    ) -> Bucket:
        """The place of a template; what decides how it is compiled decides it too."""
        how = [jinja2.__version__, *(_name(getattr(environment, n)) for n in HOW)]
        called = {**environment.filters, **environment.tests}
        how += [f"{n} {_passed(called[n])}" for n in called if _passed(called[n])]
        how += sorted(environment.extensions)
        bucket = super().get_bucket(environment, name, filename, f"{how}{source}")
        self.sources[bucket.key] = source
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept, if it is whole."""
        with contextlib.suppress(OSError):
            data = (self.folder / bucket.key).read_bytes()
            if hashlib.sha256(data[DIGEST:]).digest() == data[:DIGEST]:
                bucket.bytecode_from_string(data[DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if that can be done, and it will be as good the next time."""
        if _holds_results(bucket.environment, self.sources[bucket.key]):
            return
        code = bucket.bytecode_to_string()
        with contextlib.suppress(RunpagesError):
            data = hashlib.sha256(code).digest() + code
            write(self.folder / bucket.key, data)

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


def _holds_results(environment: jinja2.Environment, source: str) -> bool:
    """Whether Jinja calls a filter of somebody else's already when it compiles."""
    called = {**environment.filters, **environment.tests}
    known = {**FILTERS, **TESTS}
    for node in environment.parse(source).find_all((nodes.Filter, nodes.Test)):
        with contextlib.suppress(nodes.Impossible):
            if called.get(node.name) is not known.get(node.name):
                node.as_const(nodes.EvalContext(environment))
                return True
    return False


def _name(setting: object) -> str:
    """A setting as text; a function by its name, since its address changes."""
    return str(getattr(setting, "__qualname__", setting))


def _passed(function: object) -> str:
    """What Jinja hands a function beside its arguments, if anything."""
    return str(getattr(function, "jinja_pass_arg", ""))
