# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""A change through .data makes a gradient wrong, silently."""

# %% Setup
import torch

s = (torch.arange(-40, 41) / 10).requires_grad_()  # (81,): from -4 to 4
out = torch.sigmoid(s)  # (81,): backward will need these numbers

# %% Change
slope = (out * (1 - out)).tolist()  # the slope of the sigmoid, from its formula
out.data.mul_(2)
out.sum().backward()
answer = s.grad.tolist()
negative = sum(g < 0 for g in answer)
points = len(answer)
for i in (0, 20, 40, 60, 80):
    print(f"s {s[i].item():4.1f}  slope {slope[i]:6.4f}  s.grad {answer[i]:7.4f}")
print(f"{negative} of {points} gradients are negative")

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
ax.axhline(0, color="gray", lw=0.8)
ax.plot(s.tolist(), slope, color="C0")
ax.plot(s.tolist(), answer, "--", color="C1")
ax.set_xlabel("s")
ax.set_ylabel("gradient")
ax.text(0.9, 0.25, "slope of the sigmoid", color="C0")
ax.text(0.7, -1, "s.grad after .data", color="C1", ha="right")
ax.set_ylim(-2.1, 0.5)
plt.show()
