# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Forgetting to zero is momentum 1.0."""

# %% Setup
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


def path(learning_rate, momentum, zeroing, steps=1000):
    torch.manual_seed(0)
    W = torch.rand(1, requires_grad=True)
    b = torch.rand(1, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=learning_rate, momentum=momentum)
    places = []
    for _ in range(steps):
        if zeroing:
            optimizer.zero_grad()
        (x * W + b - y).pow(2).sum().backward()
        optimizer.step()
        places.append((W.item(), b.item()))
    return places


# %% Compare
forgotten = path(0.001, momentum=0.0, zeroing=False)
momentum_one = path(0.001, momentum=1.0, zeroing=True)
equal_steps = sum(p == q for p, q in zip(forgotten, momentum_one))
print(f"steps with the same bits: {equal_steps} of {len(forgotten)}")

# %% Limit
import math

A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
flat, steep = torch.linalg.eigvalsh(2 * A.T @ A).tolist()  # the two curvatures
limit = 4 / steep
below = path(0.98 * limit, momentum=0.0, zeroing=False)
above = path(1.02 * limit, momentum=0.0, zeroing=False)
finite_below = all(math.isfinite(W + b) for W, b in below)
finite_above = all(math.isfinite(W + b) for W, b in above)
largest_below = max(abs(number) for place in below for number in place)
print(f"4 / lambda_max = {limit:.4f}")
print(f"2 % below: finite {finite_below}, |W| and |b| under {largest_below:.1f}")
print(f"2 % above: finite {finite_above}")

# %% Period
swing_steep = 2 * math.pi / math.acos(1 - 0.001 * steep / 2)  # steps a swing
swing_flat = 2 * math.pi / math.acos(1 - 0.001 * flat / 2)
print(f"across the valley: {swing_steep:.1f} steps, along it: {swing_flat:.1f} steps")
