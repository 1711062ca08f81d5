# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Find out why a model learns a flat line."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
X = x.unsqueeze(1)  # (5, 1): one row per point, as nn.Linear wants it


def train(loss_of):
    """Return the slope and the intercept after 1000 steps on this loss."""
    torch.manual_seed(0)
    model = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    for _ in range(1000):
        optimizer.zero_grad()
        loss_of(model).backward()
        optimizer.step()
    return model.weight.item(), model.bias.item()


def wrong(model):
    """Return the mean squared error, or so it seems."""
    return (model(X) - y).pow(2).mean()


W, b = train(wrong)
print(f"the line is at {1 * W + b:.3f} for x = 1 and at {5 * W + b:.3f} for x = 5")


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    A = torch.stack([x, torch.ones(5)], dim=1)  # (5, 2)
    best_W, best_b = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.flatten().tolist()
    assert abs(W - best_W) < 1e-3, "print the shape of model(X) - y"
    assert abs(b - best_b) < 1e-3, "the slope is right, the intercept is not"
    print("correct")


# %% Solution
def right(model):
    """Return the mean squared error."""
    return (model(X).squeeze(1) - y).pow(2).mean()  # (5,) minus (5,)


W, b = train(right)
print(f"the line is at {1 * W + b:.3f} for x = 1 and at {5 * W + b:.3f} for x = 5")
check()
