# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Write an optimizer with momentum."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Check
def path(optimizer_class):
    """Return W and b after each of 200 steps."""
    W = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimizer = optimizer_class([W, b], lr=0.001, momentum=0.9)
    seen = []
    for _ in range(200):
        optimizer.zero_grad()
        (x * W + b - y).pow(2).sum().backward()
        optimizer.step()
        seen.append([W.item(), b.item()])
    return torch.tensor(seen)  # (200, 2)


def skips_none():
    """Does a step leave a parameter alone that has moved before and has no .grad?"""
    p = torch.zeros(1, requires_grad=True)
    p.grad = torch.ones(1)
    optimizer = Momentum([p], lr=0.001, momentum=0.9)
    optimizer.step()
    before = p.item()
    optimizer.zero_grad()
    try:
        optimizer.step()
    except (TypeError, AttributeError):  # it computed with None
        return False
    return p.item() == before


def check():
    """Stop at what is wrong, or print 'correct'."""
    mine, theirs = path(Momentum), path(torch.optim.SGD)
    assert torch.allclose(mine[0], theirs[0]), "the first step differs"
    assert torch.allclose(mine[1], theirs[1]), "the second: is the velocity kept?"
    assert torch.allclose(mine, theirs, atol=1e-4), "the paths part later"
    assert skips_none(), "a parameter whose .grad is None is to be skipped"
    print("correct")


# %% Solution
class Momentum(torch.optim.Optimizer):
    """Gradient descent with momentum."""

    def __init__(self, parameters, lr, momentum):
        super().__init__(parameters, {"lr": lr, "momentum": momentum})

    @torch.no_grad()
    def step(self):
        """Move every parameter along its velocity."""
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:  # no loss has used it since zero_grad()
                    continue
                velocity = self.state[p].get("velocity", torch.zeros_like(p))
                velocity = group["momentum"] * velocity + p.grad
                self.state[p]["velocity"] = velocity
                p -= group["lr"] * velocity


check()
