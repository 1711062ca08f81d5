# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Predict a slope after 20 steps without taking one."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
learning_rate, steps = 0.001, 20  # starting from W = 0


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    W = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([W], lr=learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        (x * W - y).pow(2).sum().backward()
        optimizer.step()
    print(f"W after {steps} steps {W.item():.4f}")
    best = ((x * y).sum() / x.pow(2).sum()).item()
    assert abs(predicted - best) > 1e-3, "20 steps do not reach the best slope"
    assert abs(predicted - W.item()) < 1e-4, "what share of the distance stays?"
    print("correct")


# %% Solution
best = ((x * y).sum() / x.pow(2).sum()).item()  # where the gradient is zero
curvature = 2 * x.pow(2).sum().item()  # how fast the gradient grows with W
share = 1 - learning_rate * curvature  # what a step leaves of the distance to best
predicted = best + share**steps * (0 - best)
print(f"predicted W {predicted:.4f}")
check()
