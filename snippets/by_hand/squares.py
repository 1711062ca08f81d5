# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""The squares of the residuals of a line, its gradient by hand and by autograd."""

# %% Line
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,): hours after sunset
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,): degrees
W = torch.tensor([-0.5], requires_grad=True)  # (1,)
b = torch.tensor([0.0], requires_grad=True)  # (1,)
residual = x * W + b - y  # (5,)
loss = residual.pow(2).sum()  # a single number

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 3.0), layout="constrained")
for across, up, side in zip(x.tolist(), y.tolist(), residual.tolist()):
    square = plt.Rectangle((across, up), abs(side), side, color="C1", alpha=0.3)
    ax.add_patch(square)
    ax.plot([across, across], [up, up + side], color="C1", lw=2)
ax.plot([0, 7], [b.item(), 7 * W.item() + b.item()], color="C0")
ax.plot(x.tolist(), y.tolist(), "o", color="k")
ax.text(1.8, -1.5, "readings", ha="right")
ax.text(4.9, -3.4, "error", color="C1", ha="right")
ax.set(xlabel="hours after sunset", ylabel="degrees Celsius")
ax.set_aspect("equal", adjustable="datalim")
plt.show()

# %% Gradients
loss.backward()
print(f"autograd: {W.grad.item():.1f} for W, {b.grad.item():.1f} for b")

# %% Pulls
pulls = (2 * residual * x).tolist()  # (5,): what each reading adds to the gradient of W
print("each reading's part of it:", [round(pull, 1) for pull in pulls])
