# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Compute the full gradient one point at a time."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
W = torch.ones(1, requires_grad=True)
b = torch.ones(1, requires_grad=True)


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    residual = x * 1.0 + 1.0 - y  # at W = b = 1
    full_W, full_b = 2 * (x * residual).sum(), 2 * residual.sum()
    assert W.item() == 1.0 and b.item() == 1.0, "this exercise takes no step"
    assert W.grad is not None and b.grad is not None, "there is no gradient yet"
    assert torch.allclose(W.grad, full_W), "dW is not the full gradient"
    assert torch.allclose(b.grad, full_b), "db is not the full gradient"
    print("correct")


# %% Solution
for x_i, y_i in zip(x, y):
    loss = (x_i * W + b - y_i).pow(2).sum()  # of one point
    loss.backward()  # adds to W.grad and b.grad
print(f"dW {W.grad.item():.1f}  db {b.grad.item():.1f}")
check()
