# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Follow the same path with the mean instead of the sum."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Given
def path(loss_of, learning_rate):
    """Return W after each of 100 steps on this loss."""
    W = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=learning_rate)
    seen = []
    for _ in range(100):
        optimizer.zero_grad()
        loss_of((x * W + b - y).pow(2)).backward()
        optimizer.step()
        seen.append(W.item())
    return torch.tensor(seen)  # (100,)


with_sum = path(torch.sum, 0.001)


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    mine = path(torch.mean, rate)
    assert torch.allclose(mine, with_sum, atol=1e-5), "how many points share the mean?"
    print("correct")


# %% Solution
rate = len(x) * 0.001  # the mean is a fifth of the sum, and so is its gradient
with_mean = path(torch.mean, rate)
print(f"largest distance {(with_mean - with_sum).abs().max().item():.4f}")
check()
