# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Say how certain the slope and the intercept are."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    u, v = x - x.mean(), y - y.mean()
    spread = u.pow(2).sum()
    smallest = v.pow(2).sum() - (u * v).sum() ** 2 / spread  # the least loss
    residual_sd = (smallest / 3).sqrt()
    expected_W = residual_sd / spread.sqrt()
    expected_b = residual_sd * (1 / 5 + x.mean() ** 2 / spread).sqrt()
    assert abs(error_W - expected_W.item()) < 1e-4, "error_W is off: divide by n - 2"
    assert abs(error_b - expected_b.item()) < 1e-4, "error_b is off, error_W is not"
    print("correct")


# %% Solution
def loss_of(theta):
    """Return the sum of squares for theta = (W, b)."""
    return (x * theta[0] + theta[1] - y).pow(2).sum()


A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
best = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.flatten()  # (2,)
hessian = torch.autograd.functional.hessian(loss_of, best)  # (2, 2)
variance = loss_of(best) / (len(x) - 2)  # two of five degrees of freedom are used up
covariance = 2 * variance * torch.linalg.inv(hessian)  # (2, 2)
error_W, error_b = covariance.diagonal().sqrt().tolist()
print(f"W {best[0].item():.3f} +- {error_W:.3f}")
print(f"b {best[1].item():.3f} +- {error_b:.3f}")
check()

# %% Plot
import matplotlib.pyplot as plt

quantile = 3.182  # Student's t: 97.5 % with 3 degrees of freedom
grid = torch.linspace(0, 8, 17)  # (17,)
rows = torch.stack([grid, torch.ones_like(grid)], dim=1)  # (17, 2)
line = rows @ best  # (17,)
band = quantile * ((rows @ covariance) * rows).sum(dim=1).sqrt()  # (17,)

fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
low, high = (line - band).tolist(), (line + band).tolist()
ax.fill_between(grid.tolist(), low, high, alpha=0.25)
ax.plot([0, 8], line[[0, -1]].tolist())
ax.plot(x.tolist(), y.tolist(), "ko")
ax.text(2.8, -3.6, "readings", ha="right")
ax.text(6.2, -4.2, "95 % band", color="C0")
ax.set_xlabel("hours after sunset")
ax.set_ylabel("degrees Celsius")
plt.show()
