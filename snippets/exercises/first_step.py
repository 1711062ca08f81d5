# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Take one step of gradient descent from zero."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    expected_W = 0.001 * 2 * (x * y).sum().item()
    expected_b = 0.001 * 2 * y.sum().item()
    assert torch.is_tensor(W) and torch.is_tensor(b), "W and b are not tensors"
    assert W.requires_grad and b.requires_grad, "W and b lost requires_grad"
    assert W.is_leaf and b.is_leaf, "W and b are results, not leaves: change in place"
    assert abs(W.item() - expected_W) < 1e-6, "W is not one step away from 0"
    assert abs(b.item() - expected_b) < 1e-6, "b is not one step away from 0"
    print("correct")


# %% Solution
W = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
loss = (x * W + b - y).pow(2).sum()
loss.backward()
with torch.no_grad():
    W -= 0.001 * W.grad
    b -= 0.001 * b.grad
print(f"W {W.item():.4f}  b {b.item():.4f}")
check()
