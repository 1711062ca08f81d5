# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Beyond the line: polynomial, ridge, lasso, hidden layer, logistic regression."""

# %% Night
import torch
from torch import nn

hours = torch.arange(1, 25) / 2  # (24,): every half hour after sunset
first_half = [-0.4, -1.2, -1.8, -2.1, -2.6, -3.1, -2.8, -3.0, -3.9, -4.0, -4.2, -4.1]
second_half = [-4.1, -5.3, -5.8, -5.6, -6.5, -5.6, -5.4, -3.7, -4.7, -3.2, -2.7, -1.8]
temperature = torch.tensor(first_half + second_half)  # (24,), in °C
targets = temperature.unsqueeze(1)  # (24, 1)
z = (hours - 6) / 6  # (24,): the hours, brought near -1 to 1
torch.manual_seed(2)
order = torch.randperm(24)
train, valid = order[:12], order[12:]  # numbers of readings
grid = (torch.linspace(0.5, 12, 139) - 6) / 6  # (139,): where the curves are drawn
curves = {}  # by name, for the figures
mean_squared_error = nn.MSELoss()


def powers(z, degree):
    """Return the columns z, z², and so on, as many as the degree."""
    return torch.stack([z**k for k in range(1, degree + 1)], dim=1)  # (n, degree)


def rmse(chosen):
    """Return the root of the mean squared error of the model on the chosen readings."""
    with torch.no_grad():
        return mean_squared_error(model(inputs[chosen]), targets[chosen]).sqrt().item()


# %% Line
torch.manual_seed(0)
inputs = powers(z, 1)  # (24, 1)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for step in range(1000):
    loss = mean_squared_error(model(inputs[train]), targets[train])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
curves["line"] = model(powers(grid, 1)).detach()  # (139, 1)
print(f"training {rmse(train):.2f}  validation {rmse(valid):.2f} degrees")

# %% Polynomial
torch.manual_seed(0)
inputs = powers(z, 3)  # (24, 3)
model = nn.Linear(3, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for step in range(1000):
    loss = mean_squared_error(model(inputs[train]), targets[train])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
curves["cubic"] = model(powers(grid, 3)).detach()  # (139, 1)
print(f"training {rmse(train):.2f}  validation {rmse(valid):.2f} degrees")

# %% Polynomial plot
import matplotlib.pyplot as plt


def draw(*labels):
    """Draw the readings and some curves, each with its name beside it."""
    fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
    for name, style, right, up in labels:
        across = (6 * grid + 6).tolist()
        ax.plot(across, curves[name].flatten().tolist(), style)
        ax.text(right, up, name, color=style[:2])
    for kind, style, chosen in [
        ("training", "ko", train),
        ("validation", "C2^", valid),
    ]:
        degrees = temperature[chosen].tolist()
        ax.plot(hours[chosen].tolist(), degrees, style, label=kind)
    ax.set(ylim=(-11, 1.8), xlabel="hours after sunset", ylabel="degrees Celsius")
    fig.legend(loc="outside lower left", ncols=2)
    plt.show()


draw(("line", "C3--", 0.5, -3.6), ("cubic", "C0", 5.2, -6.6))

# %% No penalty
columns = torch.cat([torch.ones(24, 1), powers(z, 9)], dim=1).double()  # (24, 10)
goal = targets.double()
free = torch.linalg.lstsq(columns[train], goal[train]).solution  # (10, 1)
errors = columns @ free - goal  # (24, 1)
free_train = errors[train].pow(2).mean().sqrt().item()
free_valid = errors[valid].pow(2).mean().sqrt().item()
free_weights = free[1:].flatten().tolist()
curves["no penalty"] = free[0] + powers(grid, 9).double() @ free[1:]  # (139, 1)
print(f"training {free_train:.2f}  validation {free_valid:.2f} degrees")
print(f"largest weight {max(free_weights, key=abs):.0f}")

# %% Ridge
torch.manual_seed(0)
strength = 0.01
inputs = powers(z, 9)  # (24, 9)
model = nn.Linear(9, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for step in range(1000):
    loss = mean_squared_error(model(inputs[train]), targets[train])
    loss = loss + strength * model.weight.pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
curves["ridge"] = model(powers(grid, 9)).detach()  # (139, 1)
print(f"training {rmse(train):.2f}  validation {rmse(valid):.2f} degrees")
ridge_weights = model.weight.flatten().tolist()
print(f"largest weight {max(ridge_weights, key=abs):.1f}")

# %% Lasso
torch.manual_seed(0)
strength = 0.03
inputs = powers(z, 9)  # (24, 9)
model = nn.Linear(9, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
for step in range(1000):
    loss = mean_squared_error(model(inputs[train]), targets[train])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    with torch.no_grad():
        smaller = nn.functional.softshrink(model.weight, 0.3 * strength)
        model.weight.copy_(smaller)  # nearer to 0 by 0.3 * strength, or 0
curves["lasso"] = model(powers(grid, 9)).detach()  # (139, 1)
print(f"training {rmse(train):.2f}  validation {rmse(valid):.2f} degrees")
lasso_weights = model.weight.flatten().tolist()
kept = [power for power, weight in enumerate(lasso_weights, 1) if weight != 0]
print("powers with a weight:", kept)

# %% Penalty plot
draw(
    ("no penalty", "C1:", 7.3, -8.4),
    ("ridge", "C0", 12.3, -1.2),
    ("lasso", "C3--", 12.3, -2.6),
)

# %% Hidden layer
torch.manual_seed(0)
inputs = powers(z, 1)  # (24, 1)
model = nn.Sequential(nn.Linear(1, 16), nn.Tanh(), nn.Linear(16, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
for step in range(1000):
    loss = mean_squared_error(model(inputs[train]), targets[train])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
curves["hidden layer"] = model(powers(grid, 1)).detach()  # (139, 1)
print(f"training {rmse(train):.2f}  validation {rmse(valid):.2f} degrees")

# %% Hidden layer plot
draw(("hidden layer", "C0", 5.2, -3.2))

# %% Evenings
evening = torch.tensor([-2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0])  # °C at sunset
milder = torch.tensor([2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0])
evening = torch.cat([evening, milder])  # (16,)
frost = torch.tensor([1.0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 0])  # 1: it froze

# %% Logistic regression
torch.manual_seed(0)
inputs = evening.unsqueeze(1)  # (16, 1)
targets = frost.unsqueeze(1)  # (16, 1)
model = nn.Linear(1, 1)
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)
cross_entropy = nn.BCEWithLogitsLoss()
for step in range(1000):
    loss = cross_entropy(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
W, b = model.weight.item(), model.bias.item()
print(f"W {W:.2f}, b {b:.2f}")

# %% Probability
with torch.no_grad():
    probability = torch.sigmoid(model(inputs))  # (16, 1): between 0 and 1
even = -b / W
right = ((probability > 0.5) == (targets == 1)).sum().item()
odds = model.weight.exp().item()
tonight = torch.sigmoid(model(torch.tensor([[1.0]]))).item()
print(f"each degree more multiplies the odds by {odds:.2f}")
print(f"as likely as not at {even:.1f} degrees")
print(f"right about {right} of 16 nights")
print(f"after an evening at 1 degree: {tonight:.0%} for frost")

# %% Probability plot
fig, ax = plt.subplots(figsize=(4.6, 2.6), layout="constrained")
across = torch.linspace(-3, 8, 45)  # (45,)
up = torch.sigmoid(model(across.unsqueeze(1))).detach().flatten()
ax.plot(across.tolist(), up.tolist(), "C0")
ax.plot(evening.tolist(), frost.tolist(), "ko")
ax.axvline(even, color="gray", linewidth=1)
ax.text(even + 0.2, 0.5, "one half", color="gray", va="center")
ax.set(xlabel="temperature at sunset, °C", ylabel="probability of frost")
ax.set_yticks([0, 0.5, 1])
plt.show()
