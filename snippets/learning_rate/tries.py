# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Choose a learning rate by trying: each rate three times the next, 20 steps each."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Tries
def loss_after(learning_rate, steps=20):
    """Train a few steps from the usual start and return the loss."""
    torch.manual_seed(0)
    W = torch.rand(1, requires_grad=True)  # (1,)
    b = torch.rand(1, requires_grad=True)  # (1,)
    optimizer = torch.optim.SGD([W, b], lr=learning_rate)
    for step in range(steps):
        loss = (x * W + b - y).pow(2).sum()  # a single number
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return (x * W + b - y).pow(2).sum().item()


tried = [0.1, 0.03, 0.01, 0.003, 0.001, 0.0003, 0.0001]
reached = [loss_after(rate) for rate in tried]
for rate, loss in zip(tried, reached):
    print(f"rate {rate:<6g}  loss after 20 steps {loss:8.3g}")

# %% In the text
chosen = tried[reached.index(min(reached))]
