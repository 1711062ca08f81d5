# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit the line in a single step."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    A = torch.stack([x, torch.ones(5)], dim=1)  # (5, 2)
    best_W, best_b = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.flatten().tolist()
    assert abs(W - best_W) < 1e-4, "with which correction does x.std() divide?"
    assert abs(b - best_b) < 1e-4, "b is the height of the line at x = 0, not at z = 0"
    print("correct")


# %% Solution
z = (x - x.mean()) / x.std(correction=0)  # mean 0, mean square 1
W_z = torch.zeros(1, requires_grad=True)
b_z = torch.zeros(1, requires_grad=True)
(z * W_z + b_z - y).pow(2).sum().backward()
with torch.no_grad():
    W_z -= 0.1 * W_z.grad
    b_z -= 0.1 * b_z.grad

W = W_z.item() / x.std(correction=0).item()
b = b_z.item() - W * x.mean().item()
print(f"W {W:.4f}  b {b:.4f}")
check()
