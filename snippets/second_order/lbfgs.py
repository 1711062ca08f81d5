# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line with LBFGS, which calls a closure as often as it likes."""

# %% Train
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)
optimizer = torch.optim.LBFGS([W, b], line_search_fn="strong_wolfe")
calls = 0


def closure():
    """Clear the gradients, compute the loss and its gradients, return the loss."""
    global calls
    optimizer.zero_grad()
    loss = (x * W + b - y).pow(2).sum()  # a single number
    loss.backward()
    calls += 1
    if calls <= 4:  # what comes later hangs on the last bits of these
        print(f"call {calls} W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")
    return loss


returned = optimizer.step(closure)

# %% Result
loss = (x * W + b - y).pow(2).sum()
print(f"returned by step: {returned.item():7.3f}")
print(f"after the step:   {loss.item():7.3f}  W {W.item():.4f} b {b.item():.4f}")
