# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line although one reading is wrong."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
typed = torch.tensor([0.0, -1.1, -1.8, 3.1, -4.5])  # (5,): the fourth lost its sign


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    A = torch.stack([x, torch.ones(5)], dim=1)  # (5, 2)
    good = torch.tensor([0, 1, 2, 4])  # all points but the fourth
    good_W = torch.linalg.lstsq(A[good], y[good].unsqueeze(1)).solution[0].item()
    assert abs(W.item() - good_W) < 0.2, "the wrong point still pulls the line"
    print("correct")


# %% Solution
W = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
optimizer = torch.optim.SGD([W, b], lr=0.01)
for _ in range(1000):
    prediction = x * W + b
    loss = torch.nn.functional.huber_loss(prediction, typed, reduction="sum", delta=0.5)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
print(f"W {W.item():.2f}  b {b.item():.2f}")
check()

# %% Compare
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
good = torch.tensor([0, 1, 2, 4])  # all points but the fourth
squares_W = torch.linalg.lstsq(A, typed.unsqueeze(1)).solution[0].item()
good_W = torch.linalg.lstsq(A[good], y[good].unsqueeze(1)).solution[0].item()
print(f"slope with squares {squares_W:.2f}, without the wrong point {good_W:.2f}")
