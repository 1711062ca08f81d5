"""Import ahead what takes long, and hide it until a script imports it itself."""

import contextlib
import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType

# One thread each: the cores are shared, and a pool of threads does not survive a fork.
ENVIRONMENT = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"
)


def warm_up() -> None:
    """Do once what takes long: import torch and what an optimizer imports, draw."""
    gc.disable()  # it would look a thousand times at what is here to stay
    import torch

    ahead(_dynamo)
    with contextlib.suppress(ImportError):
        import matplotlib  # noqa: F401

        ahead(warm_up_figures)
    torch.set_num_threads(1)  # a pool of threads would not survive a fork
    gc.freeze()  # children then need not walk through, and so copy, what is here
    gc.enable()


def ahead(load: Callable[[], None]) -> None:
    """Import modules that a script has not asked for."""
    before = set(sys.modules)
    load()
    HIDDEN.add({name: sys.modules[name] for name in set(sys.modules) - before})


def hide() -> None:
    """Take away what was imported ahead: `import matplotlib` brings no pyplot."""
    HIDDEN.hide()


class _Hidden(MetaPathFinder, Loader):
    """Gives hidden modules back, with the first of those that came together all."""

    def __init__(self) -> None:
        self.groups: list[dict[str, ModuleType]] = []

    def add(self, group: dict[str, ModuleType]) -> None:
        self.groups.append(group)

    def hide(self) -> None:
        for group in self.groups:
            for parent, name, module in _seams(group):
                if vars(parent).get(name) is module:
                    delattr(parent, name)
        for name in {name for group in self.groups for name in group}:
            sys.modules.pop(name, None)
        sys.meta_path.insert(0, self)

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        for group in [group for group in self.groups if name in group]:
            self.groups.remove(group)
            # Not yet the one that is asked for, or it would be loaded from its file.
            sys.modules.update({n: m for n, m in group.items() if n != name})
            for parent, leaf, module in _seams(group):
                setattr(parent, leaf, module)
            return ModuleSpec(name, self, loader_state=group[name])
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        module: ModuleType = spec.loader_state
        spec.loader_state = module.__spec__
        return module

    def exec_module(self, module: ModuleType) -> None:
        if module.__spec__:
            module.__spec__ = module.__spec__.loader_state


HIDDEN = _Hidden()


def _seams(
    group: dict[str, ModuleType],
) -> Iterator[tuple[ModuleType, str, ModuleType]]:
    """Where modules of a group are attributes of packages that are not in it."""
    for name, module in group.items():
        parent, _, leaf = name.rpartition(".")
        if parent and parent not in group and parent in sys.modules:
            yield sys.modules[parent], leaf, module


def _dynamo() -> None:
    import torch._dynamo  # noqa: F401


def figures() -> None:
    """Import what draws."""
    from runpages.child import figures  # noqa: F401


def warm_up_figures() -> None:
    """Draw a figure that nobody sees."""
    from runpages.child import figures

    figures.warm_up()
