"""Find which objects of torch the names in a cell are, for links to its documentation.

An object does not know under which name it is documented: `torch.optim.SGD` says that
it is of `torch.optim.sgd`. So a name counts as it is written, with imports resolved, if
it leads to that object in the run; a method counts by the classes that have it.
"""

import ast
import sys
import types
from collections.abc import Iterator
from typing import Any

PACKAGE = "torch"
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
MISSING = object()


def found(source: str, namespace: dict[str, Any], script: str) -> list[list[Any]]:
    """Find where a cell first has each name of torch: line, start, end, full names.

    The line counts from 1, the full names are those it may be documented under. The
    cell of the script has run: the namespace is what it left. Nothing is called, and no
    attribute is asked for that could run code.
    """
    if PACKAGE not in sys.modules:
        return []
    first: dict[str, ast.expr] = {}
    chains = list(_chains(ast.parse(source), frozenset()))
    for node in sorted(chains, key=lambda node: (node.lineno, node.col_offset)):
        first.setdefault(_dotted(node), node)
    lines, imported = source.split("\n"), dict(_imported(ast.parse(script)))
    names = []
    for dotted, node in first.items():
        if full := list(dict.fromkeys(_full(dotted, namespace, imported))):
            start = len(lines[node.lineno - 1].encode()[: node.col_offset].decode())
            names.append([node.lineno, start, start + len(dotted), full])
    return names


def _chains(node: ast.AST, local: frozenset[str]) -> Iterator[ast.expr]:
    """Find the dotted names below a node whose first part is no local variable."""
    if isinstance(node, ast.Attribute | ast.Name) and (dotted := _dotted(node)):
        if dotted.partition(".")[0] not in local and node.lineno == node.end_lineno:
            yield node
        return
    if isinstance(node, SCOPES + COMPREHENSIONS):
        local |= _bound(node)
    for child in ast.iter_child_nodes(node):
        yield from _chains(child, local)


def _dotted(node: ast.AST) -> str:
    """Write `a.b.c` as it stands; nothing for what is more than names."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def _bound(scope: ast.AST) -> set[str]:
    """Find the names that a function or a comprehension binds itself."""
    nodes = list(ast.walk(scope))
    stored = {
        node.id
        for node in nodes
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    return stored | {node.arg for node in nodes if isinstance(node, ast.arg)}


def _imported(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Find what `from a import b as c` calls c, in full."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                yield alias.asname or alias.name, f"{node.module}.{alias.name}"


def _full(
    dotted: str, namespace: dict[str, Any], imported: dict[str, str]
) -> Iterator[str]:
    """Find the names of torch that a dotted name stands for, the likeliest first."""
    first, *rest = dotted.split(".")
    thing = namespace.get(first, MISSING)
    if thing is MISSING:
        return
    names = list(_public(thing))
    if first in imported and not isinstance(thing, types.ModuleType):
        names.insert(0, imported[first])
    while rest and isinstance(thing, types.ModuleType):
        thing, names = vars(thing).get(rest[0], MISSING), [f"{names[0]}.{rest[0]}"]
        rest = rest[1:]
    if thing is MISSING or isinstance(thing, types.ModuleType):
        return
    if rest:
        names = _methods(thing, rest)
    yield from (name for name in names if name.startswith(f"{PACKAGE}."))


def _methods(thing: Any, rest: list[str]) -> list[str]:
    """Name an attribute of an object by each of the classes that have it."""
    kind = thing if isinstance(thing, type) else type(thing)
    owners = [one for one in kind.__mro__ if _of_package(one)]
    if len(rest) > 1 or not any(rest[0] in vars(owner) for owner in owners):
        return []
    return [f"{name}.{rest[0]}" for owner in owners for name in _public(owner)]


def _public(thing: Any) -> Iterator[str]:
    """Name a module, or a class by each name that it can be imported by."""
    if isinstance(thing, types.ModuleType):
        yield thing.__name__
    elif isinstance(thing, type) and _of_package(thing):
        parts, name = thing.__module__.split("."), thing.__qualname__
        for count in range(1, len(parts) + 1):
            module = ".".join(parts[:count])
            there = vars(sys.modules.get(module, types))
            if there.get(name) is thing:
                yield f"{module}.{name}"


def _of_package(kind: type) -> bool:
    return kind.__module__.partition(".")[0] == PACKAGE
