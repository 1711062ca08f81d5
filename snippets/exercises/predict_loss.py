# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Predict the loss after 200 steps without taking one."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
learning_rate, steps = 0.01, 200  # starting from W = 0, b = 0


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    W = torch.zeros(1, requires_grad=True)
    b = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=learning_rate)
    for _ in range(steps):
        optimizer.zero_grad()
        (x * W + b - y).pow(2).sum().backward()
        optimizer.step()
    loss = (x * W + b - y).pow(2).sum().item()
    print(f"loss after {steps} steps {loss:.4f}")
    assert abs(predicted - loss) < 1e-4, "the prediction is off: the best loss is not 0"
    print("correct")


# %% Solution
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
best = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.flatten()  # (2,)
eigenvalues, directions = torch.linalg.eigh(2 * A.T @ A)  # (2,), (2, 2)
distance = directions.T @ (torch.zeros(2) - best)  # (2,): along each direction
distance = distance * (1 - learning_rate * eigenvalues) ** steps
smallest = (A @ best - y).pow(2).sum()
predicted = (smallest + (eigenvalues * distance**2).sum() / 2).item()
print(f"predicted loss {predicted:.4f}")
check()
