# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Find the largest stable learning rate with momentum."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    A = torch.stack([x, torch.ones(5)], dim=1)  # (5, 2)
    largest = torch.linalg.eigvalsh(2 * A.T @ A).max().item()
    ratio = limit / (2 / largest)
    print(f"{ratio:.2f} times the limit without momentum")
    assert abs(ratio - (1 + 0.9)) < 0.02, "not the limit of momentum 0.9"
    print("correct")


# %% Solution
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
hessian = 2 * A.T @ A  # (2, 2)
constant = 2 * A.T @ y  # (2,): the gradient is hessian @ theta - constant


def runs_away(rate):
    """Say whether 1000 steps with momentum 0.9 leave a reasonable range."""
    theta, velocity = torch.zeros(2), torch.zeros(2)
    for _ in range(1000):
        velocity = 0.9 * velocity + hessian @ theta - constant
        theta = theta - rate * velocity
    return not theta.norm().item() < 1e3  # nan is not less than 1000 either


low, high = 0.0, 1.0  # stable, and not
for _ in range(14):
    middle = (low + high) / 2
    low, high = (low, middle) if runs_away(middle) else (middle, high)
limit = low
print(f"stable up to {limit:.4f}")
check()
