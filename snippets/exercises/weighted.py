# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line to points that do not weigh the same."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
weights = torch.tensor([1.0, 1.0, 1.0, 1.0, 4.0])  # the last point was read four times


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    times = weights.long()
    rows = torch.stack([x, torch.ones(5)], dim=1)  # (5, 2)
    A8 = rows.repeat_interleave(times, dim=0)  # (8, 2)
    y8 = y.repeat_interleave(times).unsqueeze(1)  # (8, 1): the last point four times
    expected = torch.linalg.lstsq(A8, y8).solution.flatten()
    assert abs(W.item() - expected[0].item()) < 1e-3, "W is not the weighted slope"
    assert abs(b.item() - expected[1].item()) < 1e-3, "b is not the weighted intercept"
    print("correct")


# %% Solution
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
root = weights.sqrt().unsqueeze(1)  # (5, 1)
W, b = torch.linalg.lstsq(root * A, root * y.unsqueeze(1)).solution.flatten()
print(f"W {W.item():.4f}  b {b.item():.4f}")
check()
