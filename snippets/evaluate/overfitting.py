# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Overfitting: more and more powers, judged on readings that were not trained on."""

# %% Night
import torch

hours = torch.arange(1, 25, dtype=torch.float64) / 2  # (24,): every half hour
first_half = [-0.4, -1.2, -1.8, -2.1, -2.6, -3.1, -2.8, -3.0, -3.9, -4.0, -4.2, -4.1]
second_half = [-4.1, -5.3, -5.8, -5.6, -6.5, -5.6, -5.4, -3.7, -4.7, -3.2, -2.7, -1.8]
degrees = torch.tensor(first_half + second_half, dtype=torch.float64)  # (24,), in °C


# %% Line
def powers(hours, degree):
    """Return the columns 1, z, z², and so on; z is the hour, brought near -1 to 1."""
    z = (hours - 6) / 6
    return torch.stack([z**k for k in range(degree + 1)], dim=1)  # (n, degree + 1)


def fit(hours, degrees, degree):
    """Return the weights with the smallest sum of squared errors."""
    return torch.linalg.lstsq(powers(hours, degree), degrees.unsqueeze(1)).solution


line = fit(hours, degrees, 1)  # (2, 1)
errors = (powers(hours, 1) @ line).squeeze(1) - degrees  # (24,)
residuals = errors.tolist()
r2 = (1 - errors.pow(2).sum() / (degrees - degrees.mean()).pow(2).sum()).item()
print(f"R² {r2:.2f}")

# %% Line plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
ax.axhline(0, color="C0")
ax.plot(hours.tolist(), residuals, "o", color="C1")
ax.set(xlabel="hours after sunset", ylabel="residual, °C")
plt.show()

# %% Split
torch.manual_seed(2)
order = torch.randperm(24)
train, valid = order[:12], order[12:]  # numbers of readings


def rmse(weights, chosen):
    """Return the root of the mean squared error on the chosen readings."""
    predicted = (powers(hours[chosen], len(weights) - 1) @ weights).squeeze(1)
    return (predicted - degrees[chosen]).pow(2).mean().sqrt().item()


# %% Degrees
curves, train_errors, valid_errors = [], [], []
for degree in range(1, 10):
    weights = fit(hours[train], degrees[train], degree)
    curves.append(weights)
    train_errors.append(rmse(weights, train))
    valid_errors.append(rmse(weights, valid))
    print(
        f"degree {degree}  training {train_errors[-1]:.2f}"
        f"  validation {valid_errors[-1]:.2f}"
    )
best_degree = 1 + valid_errors.index(min(valid_errors))

# %% Curves
grid = torch.linspace(0.5, 12, 139, dtype=torch.float64)  # (139,)
fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
for degree, style in [(1, "C3--"), (best_degree, "C0"), (9, "C1:")]:
    curve = powers(grid, degree) @ curves[degree - 1]  # (139, 1)
    ax.plot(grid.tolist(), curve.flatten().tolist(), style)
for kind, style, chosen in [("training", "ko", train), ("validation", "C2^", valid)]:
    ax.plot(hours[chosen].tolist(), degrees[chosen].tolist(), style, label=kind)
ax.set(ylim=(-11, 1.8), xlabel="hours after sunset", ylabel="degrees Celsius")
ax.text(0.5, -3.6, "degree 1", color="C3")
ax.text(5.2, -6.8, f"degree {best_degree}", color="C0")
ax.text(7.8, -8.4, "degree 9", color="C1")
fig.legend(loc="outside lower left", ncols=2)
plt.show()

# %% In the text
numbers = torch.arange(30.0, 41, dtype=torch.float64)  # (11,)
pairs = torch.stack([numbers, numbers**2])  # (2, 11)
gentle_r2 = torch.corrcoef(pairs)[0, 1].pow(2).item()  # of the best line
