# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Subtract a row from a column: 25 differences where five were meant."""

# %% Data
import torch
from torch import nn

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
inputs = x.unsqueeze(1)  # (5, 1)
targets = y.unsqueeze(1)  # (5, 1)

# %% Difference
torch.manual_seed(0)
model = nn.Linear(1, 1)
prediction = model(inputs)  # (5, 1)
print("(5, 1) - (5, 1) has shape", tuple((prediction - targets).shape))
print("(5, 1) - (5,)   has shape", tuple((prediction - y).shape))


# %% Learn
def fit(targets):
    """Fit nn.Linear to the targets with the squared errors written by hand."""
    torch.manual_seed(0)  # both fits start from the same W and b
    model = nn.Linear(1, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.001)
    for _ in range(1000):
        loss = (model(inputs) - targets).pow(2).sum()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


right, wrong = fit(targets), fit(y)
right_W, right_b = right.weight.item(), right.bias.item()
wrong_W, wrong_b = wrong.weight.item(), wrong.bias.item()
mean_y = y.mean().item()
print(f"targets (5, 1):  W {right_W:7.4f}  b {right_b:7.4f}")
print(f"targets (5,):    W {wrong_W:7.4f}  b {wrong_b:7.4f}  mean of y {mean_y:.4f}")

# %% Plot
import matplotlib.pyplot as plt

differences = (right(inputs) - y).tolist()  # (5, 5): row i, column j
fig, (grid, lines) = plt.subplots(
    1, 2, figsize=(4.6, 2.6), width_ratios=[5, 4], layout="constrained"
)
for i, row in enumerate(differences, 1):
    for j, value in enumerate(row, 1):
        style = {"color": "C0", "weight": "bold"} if i == j else {"color": "gray"}
        number = f"{value:z.1f}".replace("-", "−")
        grid.text(j, i, number, ha="center", va="center", **style)
grid.set(xlim=(0.4, 5.6), ylim=(5.6, 0.4), xticks=range(1, 6), yticks=range(1, 6))
grid.grid(False)
grid.set(xlabel="hour of the target", ylabel="hour of the prediction")
lines.plot(x.tolist(), y.tolist(), "ko")
lines.plot(x.tolist(), right(inputs).flatten().tolist(), "C0")
lines.plot(x.tolist(), wrong(inputs).flatten().tolist(), "C1--")
lines.set(xlabel="hours after sunset", ylabel="degrees Celsius", xticks=range(1, 6))
lines.text(2.1, -0.6, "targets (5, 1)", color="C0")
lines.text(1, -2.3, "targets (5,)", color="C1", va="top")
plt.show()

# %% Warn
loss = nn.MSELoss(reduction="sum")(model(inputs), y)

# %% In the text
largest = max(abs(value) for row in differences for value in row)
