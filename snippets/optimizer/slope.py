# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""The gradient is the slope of the loss."""

# %% Slope
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
torch.manual_seed(0)
W = torch.rand(1, requires_grad=True)  # (1,)
b = torch.rand(1, requires_grad=True)  # (1,)
loss = (x * W + b - y).pow(2).sum()
loss.backward()
print(f"W {W.item():.4f}  loss {loss.item():.3f}  W.grad {W.grad.item():.3f}")

# %% Nudge
nudged = W.item() + 0.1
nudged_loss = (x * nudged + b.item() - y).pow(2).sum()
change = (nudged_loss - loss).item()
predicted = 0.1 * W.grad.item()
print(f"W 0.1 larger: the loss grows by {change:.2f}, predicted {predicted:.2f}")

# %% Plot
import matplotlib.pyplot as plt

slopes = torch.linspace(-2.6, 0.9, 71)  # (71,): candidates for W
errors = slopes[:, None] * x + b.item() - y  # (71, 5)
losses = errors.pow(2).sum(dim=1)  # (71,): one loss for each candidate
at, height, slope = W.item(), loss.item(), W.grad.item()
near = [at - 0.45, at + 0.35]
tangent = [height + slope * (place - at) for place in near]

fig, ax = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
ax.plot(slopes.tolist(), losses.tolist(), color="C0")
ax.plot(near, tangent, color="C1", lw=2.5)
ax.plot([at], [height], "ko", mfc="w")
ax.set_xlabel("W")
ax.set_ylabel("loss")
ax.text(-2.3, 115, "loss, b at its start", color="C0")
ax.text(near[0] - 0.1, tangent[0], "slope W.grad", color="C1", ha="right")
ax.text(at + 0.1, height, "start", va="center")
plt.show()
