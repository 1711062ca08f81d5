# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a polynomial to a night's temperature, with a ridge penalty, in closed form."""

# %% Night
import torch

hours = torch.arange(1, 25) / 2  # (24,): every half hour
first_half = [-0.4, -1.2, -1.8, -2.1, -2.6, -3.1, -2.8, -3.0, -3.9, -4.0, -4.2, -4.1]
second_half = [-4.1, -5.3, -5.8, -5.6, -6.5, -5.6, -5.4, -3.7, -4.7, -3.2, -2.7, -1.8]
temperature = torch.tensor(first_half + second_half)  # (24,), in °C
targets = temperature.unsqueeze(1)  # (24, 1)
z = (hours - 6) / 6  # (24,): the hours, brought near -1 to 1
torch.manual_seed(2)
order = torch.randperm(24)
train, valid = order[:12], order[12:]  # numbers of readings


def powers(z, degree):
    """Return the columns z, z², and so on, as many as the degree."""
    return torch.stack([z**k for k in range(1, degree + 1)], dim=1)  # (n, degree)


# %% Fit
degree = 9
strength = 0.01
columns = torch.cat([torch.ones(24, 1), powers(z, degree)], dim=1)
A = columns.double()  # (24, degree + 1)
# The penalty as more readings: each wants a weight, but not the bias, to be 0.
penalty = (12 * strength) ** 0.5 * torch.eye(degree + 1).double()[1:]
rows = torch.cat([A[train], penalty])  # (12 + degree, degree + 1)
goals = torch.cat([targets[train], torch.zeros(degree, 1)]).double()
weights = torch.linalg.lstsq(rows, goals).solution  # (degree + 1, 1)
errors = A @ weights - targets  # (24, 1)
train_error = errors[train].pow(2).mean().sqrt().item()
valid_error = errors[valid].pow(2).mean().sqrt().item()
largest = weights[1:].abs().max().item()
print(f"largest weight {largest:.1f}")
print(f"training {train_error:.2f}  validation {valid_error:.2f} degrees")

# %% Plot
import matplotlib.pyplot as plt

times = torch.linspace(0.5, 12, 139).double()  # (139,)
curve = weights[0] + powers((times - 6) / 6, degree) @ weights[1:]  # (139, 1)
fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
ax.plot(hours[train].tolist(), temperature[train].tolist(), "ko", label="training")
ax.plot(hours[valid].tolist(), temperature[valid].tolist(), "C2^", label="validation")
ax.plot(times.tolist(), curve.tolist())
ax.set(ylim=(-11, 1.8), xlabel="hours after sunset", ylabel="degrees Celsius")
fig.legend(loc="outside lower left", ncols=2)
plt.show()
