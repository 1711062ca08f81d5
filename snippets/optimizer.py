# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line with torch.optim.SGD."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Start
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,): the slope of the line
b = torch.rand(1, requires_grad=True)  # (1,): where it crosses x = 0

# %% Train
learning_rate = 0.001
optimizer = torch.optim.SGD([W, b], lr=learning_rate)
for step in range(1000):
    loss = (x * W + b - y).pow(2).sum()  # a single number
    if step % 100 == 0:
        print(f"step {step:4} W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()

# %% Result
loss = (x * W + b - y).pow(2).sum()
print(f"step 1000 W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")

# %% Plot
import matplotlib.pyplot as plt

torch.manual_seed(0)  # the same numbers as above: where W and b started
start_W, start_b = torch.rand(1).item(), torch.rand(1).item()
ends = torch.tensor([0.5, 5.5])  # (2,): a line needs two points
line = (ends * W + b).tolist()
before = (x * start_W + start_b).tolist()
after = (x * W + b).tolist()

fig, ax = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
ax.plot(ends.tolist(), (ends * start_W + start_b).tolist(), "--", color="gray")
ax.vlines(x.tolist(), y.tolist(), before, color="C1", lw=1.5, ls=":")
ax.plot(ends.tolist(), line, color="C0")
ax.vlines(x.tolist(), y.tolist(), after, color="C1", lw=4)
ax.plot(x.tolist(), y.tolist(), "ko", ms=4)
ax.text(5.2, 5.2 * start_W + start_b - 1.1, "start", color="gray")
ax.text(4.1, 0.8, "errors", color="C1")
ax.text(1.9, -1.9, "readings", ha="right")
ax.text(3.6, -3.3, "after 1000 steps", color="C0", ha="right")
ax.set_xlabel("hours after sunset")
ax.set_ylabel("degrees Celsius")
plt.show()

# %% Predict
hour_six = 6 * W.item() + b.item()
print(f"hour six: {hour_six:.1f} degrees")
