"""Run snippets and note every number that they write, with its format and its line.

`python tests/helpers/printing.py FILE...` prints a line of JSON for each number: the
file, the line, the number, and what `format` was told. It forks: torch is imported
once.
"""

import ast
import contextlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

Note = Callable[[int, Any, str], None]


class _Watch(ast.NodeTransformer):
    """Put `_watch(line, value, spec)` where an f-string formats, or `round` rounds."""

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        if node.format_spec is not None and node.conversion == -1:
            node.value = self._call(node, node.value, node.format_spec)
            node.format_spec = None
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if getattr(node.func, "id", "") == "round" and len(node.args) == 2:
            number, digits = node.args
            spec = ast.JoinedStr(
                [
                    ast.Constant("."),
                    ast.FormattedValue(digits, -1, None),
                    ast.Constant("f"),
                ]
            )
            return ast.Call(
                ast.Name("float", ast.Load()), [self._call(node, number, spec)], []
            )
        return node

    def _call(self, node: Any, value: ast.expr, spec: ast.expr) -> ast.expr:
        function = ast.Name("_watch", ast.Load())
        return ast.Call(function, [ast.Constant(node.lineno), value, spec], [])


def run(file: Path, note: Note) -> None:
    """Run a script as Python would, with its numbers noted as they are written."""

    def watch(line: int, value: Any, spec: str) -> str:
        note(line, value, spec)
        return format(value, spec)

    tree = _Watch().visit(ast.parse(file.read_text("utf-8")))
    code = compile(ast.fix_missing_locations(tree), str(file), "exec")
    sys.argv = [str(file)]
    exec(code, {"__name__": "__main__", "__file__": str(file), "_watch": watch})


def watch_tensors(note: Note) -> None:
    """Note the numbers of tensors that are printed as tensors."""
    from torch._tensor_str import PRINT_OPTS, _Formatter

    write = _Formatter.format

    def watched(self: Any, value: Any) -> str:
        if self.floating_dtype and not self.int_mode:
            kind = "e" if self.sci_mode else "f"
            note(0, float(value), f".{PRINT_OPTS.precision}{kind}")
        return write(self, value)

    _Formatter.format = watched


def main(files: list[Path]) -> None:
    """Run each file in a copy of this process, in a folder of its own."""
    import matplotlib.pyplot  # noqa: F401
    import torch

    torch.set_num_threads(1)  # a pool of threads does not survive a fork
    for file in files:
        if not os.fork():
            _child(file, os.dup(1))
        os.wait()


def _child(file: Path, answers: int) -> None:
    """Write the notes of a run to a file descriptor, and end."""
    os.chdir(tempfile.mkdtemp())
    for stream in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream)

    def note(line: int, value: Any, spec: str) -> None:
        if isinstance(value, float):
            text = json.dumps([str(file), line, value, spec])
            os.write(answers, f"{text}\n".encode())

    watch_tensors(note)
    with contextlib.suppress(BaseException):  # meant, or another test's business
        run(file, note)
    os._exit(0)


if __name__ == "__main__":
    main([Path(name).absolute() for name in sys.argv[1:]])
