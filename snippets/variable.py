# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line by hand with torch.autograd.Variable, as it was done up to 2018."""

# %% Data
import torch
from torch.autograd import Variable

x = Variable(torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0]))  # (5,)
y = Variable(torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5]))  # (5,)

# %% Start
torch.manual_seed(0)
W = Variable(torch.rand(1), requires_grad=True)  # (1,)
b = Variable(torch.rand(1), requires_grad=True)  # (1,)

# %% Train
learning_rate = 0.001
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()  # a single number
    if step % 100 == 0:
        print(f"step {step:4} W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")
    loss.backward()
    W.data -= learning_rate * W.grad.data
    b.data -= learning_rate * b.grad.data
    W.grad.data.zero_()
    b.grad.data.zero_()

# %% Result
loss = (x * W + b - y).pow(2).sum()
print(f"step 1000 W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")

# %% Plot
import matplotlib.pyplot as plt

loss.backward()  # once more, so that there is a gradient to show
number, gradient = f"{W.item():.4f}", f"{W.grad.item():.4f}"
boxes = [  # across, up, what it is, what it holds
    (0, 4, "Variable", "W"),
    (2, 4, "tensor", number),
    (0, 2.5, "Variable", "W.grad"),
    (2, 2.5, "tensor", gradient),
    (0, 0.6, "tensor W", number),
    (2, 0.6, "tensor", gradient),
]
arrows = [  # from, to, the name of the way
    ((0.5, 4), (1.5, 4), ".data"),
    ((0, 3.6), (0, 2.9), ".grad"),
    ((0.5, 2.5), (1.5, 2.5), ".data"),
    ((0.5, 0.6), (1.5, 0.6), ".grad"),
]
fig, ax = plt.subplots(figsize=(4.6, 3.0), layout="constrained")
for across, up, kind, content in boxes:
    corner = (across - 0.5, up - 0.4)
    ax.add_patch(plt.Rectangle(corner, 1, 0.8, fill=False, edgecolor="gray"))
    ax.text(across, up + 0.18, kind, ha="center", va="center")
    ax.text(across, up - 0.18, content, ha="center", va="center", color="C0")
for start, end, name in arrows:
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "color": "C1"})
    across, up = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    if across == 0:  # an arrow downward: its name stands beside it
        ax.text(0.1, up, name, va="center")
    else:
        ax.text(across, up + 0.2, name, ha="center", va="center")
ax.text(-0.5, 4.75, "Up to PyTorch 0.3", va="center", weight="bold")
ax.text(-0.5, 1.35, "Since PyTorch 0.4", va="center", weight="bold")
ax.set(xlim=(-0.55, 2.55), ylim=(0.15, 4.95))
ax.axis("off")
plt.show()
