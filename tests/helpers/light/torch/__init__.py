"""Stands in for torch where no run needs it: to import torch takes seconds."""

from types import SimpleNamespace

Tensor = type("Tensor", (), {})
accelerator = SimpleNamespace(current_accelerator=lambda check_available: None)
backends = SimpleNamespace(cpu=SimpleNamespace(get_cpu_capability=lambda: "light"))
default_generator = SimpleNamespace(seed=lambda: None)


def set_num_threads(count: int) -> None:
    """Nothing: there are none."""
