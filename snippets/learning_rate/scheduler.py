# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""A learning rate scheduler: large steps first, small ones at the end."""

# %% Schedule
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
z = (x - x.mean()) / x.std(correction=0)  # (5,): standardized


def late_loss(scheduled):
    """Train on one point at a time; return the mean loss of the last ten epochs."""
    torch.manual_seed(0)
    W = torch.rand(1, requires_grad=True)  # (1,)
    b = torch.rand(1, requires_grad=True)  # (1,)
    optimizer = torch.optim.SGD([W, b], lr=0.2)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100)
    losses = []
    for epoch in range(100):
        for i in torch.randperm(5).tolist():  # the five points in random order
            loss = (z[i] * W + b - y[i]).pow(2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if scheduled:
            scheduler.step()  # a smaller rate from here on, and almost 0 at the end
        losses.append((z * W + b - y).pow(2).sum().item())
    return sum(losses[-10:]) / 10


constant, annealed = late_loss(scheduled=False), late_loss(scheduled=True)
print(f"constant rate   loss {constant:.3f}")
print(f"with scheduler  loss {annealed:.3f}")
