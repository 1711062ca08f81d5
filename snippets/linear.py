# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Fit a line with nn.Linear, nn.MSELoss and an optimizer."""

# %% Data and model
import torch
from torch import nn

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
inputs = x.unsqueeze(1)  # (5, 1): five rows, one feature
targets = y.unsqueeze(1)  # (5, 1): five rows, one answer
model = nn.Linear(in_features=1, out_features=1)

# %% Start
torch.manual_seed(0)
W = torch.rand(1)  # (1,)
b = torch.rand(1)  # (1,)
with torch.no_grad():
    model.weight.copy_(W.reshape(1, 1))  # (1, 1)
    model.bias.copy_(b)  # (1,)

# %% Train
learning_rate = 0.001
squared_errors = nn.MSELoss(reduction="sum")
optimizer = torch.optim.SGD(model.parameters(), lr=learning_rate)
W, b = model.weight, model.bias  # two names for what the model holds
for step in range(1000):
    loss = squared_errors(model(inputs), targets)  # a single number
    if step % 100 == 0:
        print(f"step {step:4} W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% Result
loss = squared_errors(model(inputs), targets)
print(f"step 1000 W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")

# %% Predict
with torch.no_grad():  # nothing needs to be recorded
    hour_six = model(torch.tensor([[6.0]])).item()  # (1, 1) in, (1, 1) out
print(f"hour six: {hour_six:.1f} degrees")
print(f"weight {W.item():.2f} degrees an hour, bias {b.item():.2f} degrees")
