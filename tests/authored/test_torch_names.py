"""Names of torch in a cell: what the run says they are."""

from typing import Any

import pytest
import torch

from runpages.authored.torch_names import found

SETUP = """
import torch
import torch.nn.functional as F
from torch import nn
from torch.func import hessian as second
W = torch.rand(1, requires_grad=True)
loss = (W * 2).sum()
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD([W], lr=0.1)
SGD = torch.optim.SGD
rand = len  # not torch's
"""


def names(cell: str) -> dict[str, list[str]]:
    """The full names of what a cell names, by how it is written there."""
    namespace: dict[str, Any] = {}
    exec(SETUP, namespace)
    lines = cell.split("\n")
    places = found(cell, namespace, SETUP + cell)
    return {lines[line - 1][a:b]: full for line, a, b, full in places}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("torch.optim.SGD([W])", "torch.optim.SGD"),
        ("SGD([W])", "torch.optim.SGD"),
        ("nn.Linear(1, 1)", "torch.nn.Linear"),
        ("F.relu(W)", "torch.nn.functional.relu"),
        ("second(f)", "torch.func.hessian"),
        ("loss.backward()", "torch.Tensor.backward"),
        ("optimizer.step()", "torch.optim.SGD.step"),
        ("print(f'{W.item():.4f}')", "torch.Tensor.item"),
        ("with torch.no_grad():\n    pass", "torch.no_grad"),
    ],
)
def test_a_name_is_the_one_that_it_is_imported_by(written: str, name: str) -> None:
    """Aliases are resolved; methods are those of the object's class."""
    (full,) = names(written).values()
    assert full[0] == name


def test_a_method_may_be_documented_with_any_class_that_has_it() -> None:
    """The object's own class first, then those that it inherits from."""
    (full,) = names("model.parameters()").values()
    assert full.index("torch.nn.Linear.parameters") < full.index(
        "torch.nn.Module.parameters"
    )


@pytest.mark.parametrize(
    "written",
    [
        "rand(1)",
        "torch",
        "unknown.step()",
        "len(loss)",
        "loss.nothing",
        "def f(loss):\n    return loss.item()",
        "[W.item() for W in ()]",
        "text = 'torch.rand'  # torch.rand",
    ],
)
def test_what_is_not_torchs_is_not_named(written: str) -> None:
    """Nor what a function calls by the name of something of torch."""
    assert names(written) == {}


def test_only_the_first_of_several_is_placed() -> None:
    """A page that led there at each would be all links; letters count, not bytes."""
    places = found("é = W.item()\nW.item()", {"W": torch.rand(1)}, "")
    assert [place[:3] for place in places] == [[1, 4, 10]]


def test_nothing_is_asked_of_an_object() -> None:
    """A property could run code, or warn."""

    class Trap(torch.nn.Module):
        @property
        def weight(self) -> None:
            raise AssertionError

    assert found("trap.weight.item()", {"trap": Trap()}, "") == []
