"""The language of embeds, and compiled templates kept between builds.

Those of a theme take long to compile. This is Jinja's own cache for that, but its
folder need not be there and may be read-only, and what decides how a template is
compiled decides whether what was kept still counts.
"""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import meta, nodes
from jinja2.bccache import Bucket
from jinja2.filters import FILTERS
from jinja2.tests import TESTS


def language() -> jinja2.Environment:
    """The environment of embeds: delimiters that neither attributes nor LaTeX use."""
    return jinja2.Environment(
        block_start_string="{%<",
        block_end_string=">%}",
        variable_start_string="{{<",
        variable_end_string=">}}",
        comment_start_string="{#<",
        comment_end_string=">#}",
        trim_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )


def calls(text: str) -> Iterator[tuple[str, list[Any], int]]:
    """The embeds in the text of a page: name, arguments, line in the text, from 1.

    What is quoted is no embed; an argument that is computed is None. Nothing is found
    in a text that is wrong: rendering says what is.
    """
    with suppress(jinja2.TemplateSyntaxError):
        for call in language().parse(text).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name):
                yield call.node.name, [_constant(a) for a in call.args], call.lineno


def _constant(node: nodes.Expr) -> Any:
    with suppress(nodes.Impossible):
        return node.as_const()
    return None


class Compiled(jinja2.FileSystemBytecodeCache):
    """A folder of compiled templates."""

    def __init__(self, folder: Path) -> None:
        super().__init__(str(folder))
        self.sources: dict[str, str] = {}

    def get_bucket(
        self,
        environment: jinja2.Environment,
        name: str,
        filename: str | None,
        source: str,
    ) -> Bucket:
        """Find the place of a template, by its source and the settings that count."""
        how: list[object] = [jinja2.__version__, sorted(environment.extensions)]
        how += [s for s in vars(environment).items() if isinstance(s[1], str | bool)]
        for called, function in (environment.filters | environment.tests).items():
            how.append((called, str(getattr(function, "jinja_pass_arg", ""))))
        bucket = super().get_bucket(environment, name, filename, f"{how}{source}")
        self.sources[bucket.key] = source
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept; what is damaged is made again."""
        with suppress(Exception):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, if that can be done, and it will be as good the next time."""
        if not _holds_results(bucket.environment, self.sources[bucket.key]):
            with suppress(OSError):
                Path(self.directory).mkdir(parents=True, exist_ok=True)
                super().dump_bytecode(bucket)

    def prepare(self, environment: jinja2.Environment, name: str) -> None:
        """Compile a template of a theme, and all that it names, in advance."""
        environment.bytecode_cache = self
        waiting, done = [name], set()
        while waiting:
            done.add(name := waiting.pop())
            with suppress(jinja2.TemplateError):
                environment.get_template(name)
                source = environment.loader.get_source(environment, name)[0]  # type: ignore[union-attr]
                named = meta.find_referenced_templates(environment.parse(source))
                waiting += {n for n in named if n and n not in done}

    def compile(
        self, environment: jinja2.Environment, source: str, name: str, path: str
    ) -> CodeType:
        """Compile a template that no loader has; `path` is for tracebacks."""
        bucket = self.get_bucket(environment, name, path, source)
        if bucket.code is None:
            bucket.code = environment.compile(source, name, path)
            self.set_bucket(bucket)
        return bucket.code


def _holds_results(environment: jinja2.Environment, source: str) -> bool:
    """Whether Jinja calls a filter of somebody else's already when it compiles."""
    called, known = environment.filters | environment.tests, FILTERS | TESTS
    for node in environment.parse(source).find_all((nodes.Filter, nodes.Test)):
        with suppress(nodes.Impossible):
            if called.get(node.name) is not known.get(node.name):
                node.as_const(nodes.EvalContext(environment))
                return True
    return False
