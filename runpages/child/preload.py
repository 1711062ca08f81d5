"""Import modules ahead, and hide them until a script imports one of them itself."""

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

Group = dict[str, ModuleType]
"""Modules that came together, by name."""
_AHEAD: list[Group] = []


def ahead(name: str) -> ModuleType:
    """Import a module for which no script has asked, and so all that it imports."""
    before = set(sys.modules)
    module = import_module(name)
    _AHEAD.append({name: sys.modules[name] for name in set(sys.modules) - before})
    return module


def hide(late: dict[str, Callable[[], None]]) -> None:
    """Take away what was imported ahead: `import matplotlib` brings no pyplot.

    `late` names modules and what is to be done once a script imports them.
    """
    for group in _AHEAD:
        for parent, leaf, module in _seams(group):
            if vars(parent).get(leaf) is module:
                delattr(parent, leaf)
    for name in {name for group in _AHEAD for name in group}:
        sys.modules.pop(name, None)
    sys.meta_path.insert(0, _Hidden(late))


def _seams(group: Group) -> Iterator[tuple[ModuleType, str, ModuleType]]:
    """Find modules of a group that are attributes of packages outside of it."""
    for name, module in group.items():
        parent, _, leaf = name.rpartition(".")
        if parent and parent not in group and parent in sys.modules:
            yield sys.modules[parent], leaf, module


class _Hidden(MetaPathFinder, Loader):
    """Give hidden modules back: with the first that is imported its whole group."""

    def __init__(self, late: dict[str, Callable[[], None]]) -> None:
        self.late = late

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        for group in [group for group in _AHEAD if name in group]:
            _AHEAD.remove(group)
            # Not yet the one that is asked for, or it would be loaded from its file.
            sys.modules.update({n: m for n, m in group.items() if n != name})
            for parent, leaf, module in _seams(group):
                setattr(parent, leaf, module)
            return ModuleSpec(name, self, loader_state=group[name])
        if prepare := self.late.pop(name, None):
            prepare()  # this imports it
            return ModuleSpec(name, self, loader_state=sys.modules.pop(name))
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module: ModuleType = spec.loader_state
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__:
            module.__spec__ = module.__spec__.loader_state
