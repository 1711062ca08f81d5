# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Early stopping: end the training when the validation error stops falling."""

# %% Night
import copy

import torch
from torch import nn

hours = torch.arange(1, 25) / 2  # (24,): every half hour after sunset
first_half = [-0.4, -1.2, -1.8, -2.1, -2.6, -3.1, -2.8, -3.0, -3.9, -4.0, -4.2, -4.1]
second_half = [-4.1, -5.3, -5.8, -5.6, -6.5, -5.6, -5.4, -3.7, -4.7, -3.2, -2.7, -1.8]
degrees = torch.tensor(first_half + second_half)  # (24,)
z = (hours - 6) / 6
inputs = torch.stack([z**k for k in range(1, 10)], dim=1)  # (24, 9): nine powers
targets = degrees.unsqueeze(1)  # (24, 1)
torch.manual_seed(2)
order = torch.randperm(24)
train, valid = order[:12], order[12:]

# %% Stop early
model = nn.Linear(9, 1)
mean_squared_error = nn.MSELoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)


def rmse(chosen):
    """Return the root of the mean squared error on the chosen readings."""
    with torch.no_grad():
        return mean_squared_error(model(inputs[chosen]), targets[chosen]).sqrt().item()


def take_step():
    """Take one step of gradient descent on the training readings."""
    loss = mean_squared_error(model(inputs[train]), targets[train])  # a single number
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()


best, patience = float("inf"), 3
steps, train_errors, valid_errors = [], [], []
for step in range(5000):
    if step % 100 == 0:
        steps.append(step)
        train_errors.append(rmse(train))
        valid_errors.append(rmse(valid))
        if valid_errors[-1] < best:
            best, best_step = valid_errors[-1], step
            kept = copy.deepcopy(model.state_dict())  # a copy: training goes on
        elif step - best_step >= 100 * patience:
            break
    take_step()
stopped = step
print(f"step {stopped}: three checks without a better one")
print(f"back to step {best_step}, validation error {best:.2f} degrees")

# %% Go on
for step in range(stopped, 5000):
    take_step()
    if (step + 1) % 100 == 0:
        steps.append(step + 1)
        train_errors.append(rmse(train))
        valid_errors.append(rmse(valid))
print(f"step {steps[-1]}, validation error {valid_errors[-1]:.2f} degrees")

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
ax.loglog(steps[1::2], train_errors[1::2], "C0")
ax.loglog(steps[1::2], valid_errors[1::2], "C2--")
ax.axvline(best_step, color="gray", linewidth=1)
ax.set(xlabel="step", ylabel="RMSE, °C")
ax.set_yticks([0.5, 1, 2], ["0.5", "1", "2"])
ax.minorticks_off()
ax.text(steps[-1], 0.32, "training", color="C0", ha="right")
ax.text(steps[-1], 1.3, "validation", color="C2", ha="right")
ax.text(best_step * 1.05, 1.6, "best step", color="gray")
plt.show()

# %% Keep
model.load_state_dict(kept)
print(f"the model that is kept: {rmse(valid):.2f} degrees")
