# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Judge a fitted line: residuals, R squared, MAE, RMSE, and standard errors."""

# %% Fit
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,): hours after sunset
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,): degrees Celsius

A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2): the ones carry b
theta = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.squeeze(1)  # (2,): W, then b
W, b = theta
predicted = W * x + b  # (5,)
print(f"W {W.item():.2f} degrees an hour, b {b.item():.2f} degrees at sunset")

# %% Residuals
residuals = (predicted - y).tolist()
print("residuals:", [f"{r:+.1f}" for r in residuals])

# %% Residual plot
import matplotlib.pyplot as plt

fig, (left, right) = plt.subplots(1, 2, figsize=(4.6, 2.5), layout="constrained")
left.plot(x.tolist(), predicted.tolist(), "C0")
left.plot(x.tolist(), y.tolist(), "ko")
left.text(3.6, -3.5, "line", color="C0", ha="right")
left.text(3.2, -1.6, "readings")
left.set_ylabel("degrees Celsius")
right.axhline(0, color="C0")
right.vlines(x.tolist(), 0, residuals, color="C1", linewidth=1.5)
right.plot(x.tolist(), residuals, "o", color="C1")
right.set(ylabel="residual, °C", ylim=(-0.4, 0.4), yticks=[-0.3, 0, 0.3])
for ax in (left, right):
    ax.set(xlabel="hours after sunset", xticks=range(1, 6), xlim=(0.5, 5.5))
plt.show()


# %% Errors
def scores(predicted, y):
    """Return the mean absolute error, the RMSE, and R squared."""
    errors = predicted - y  # (5,)
    mae = errors.abs().mean()
    rmse = errors.pow(2).mean().sqrt()
    r2 = 1 - errors.pow(2).sum() / (y - y.mean()).pow(2).sum()
    return mae.item(), rmse.item(), r2.item()


baseline = y.mean().expand(5)  # (5,): the mean, whatever the hour
mae, rmse, r2 = scores(predicted, y)
baseline_mae, baseline_rmse, baseline_r2 = scores(baseline, y)
print("          MAE     RMSE    R²")
print(f"line      {mae:.3f}   {rmse:.3f}   {r2:.3f}")
print(f"baseline  {baseline_mae:.3f}   {baseline_rmse:.3f}   {baseline_r2:.3f}")

# %% Shuffled
upside_down = y.flip(0)  # (5,): predictions with the right values in the wrong order
shuffled_r2 = scores(upside_down, y)[2]
print(f"R² {shuffled_r2:.1f}")


# %% Standard errors
def loss_of(theta):
    """Return the sum of squared errors for theta = (W, b)."""
    return (theta[0] * x + theta[1] - y).pow(2).sum()


hessian = torch.func.hessian(loss_of)(theta)  # (2, 2)
variance = loss_of(theta) / (len(x) - 2)  # of a reading; W and b used up two of five
covariance = 2 * variance * torch.linalg.inv(hessian)  # (2, 2)
error_W, error_b = covariance.diagonal().sqrt().tolist()
print(f"W {W.item():.2f} ± {error_W:.2f}")
print(f"b {b.item():.2f} ± {error_b:.2f}")

# %% Intervals
t = 3.182  # Student's t: 95 % of the cases, with 5 - 2 = 3 degrees of freedom
for name, value, error in (("W", W.item(), error_W), ("b", b.item(), error_b)):
    low, high = value - t * error, value + t * error
    print(f"{name} is between {low:.1f} and {high:.1f}")

# %% Hour six
row = torch.tensor([6.0, 1.0])  # (2,): hour six, and the one that carries b
hour_six = (row @ theta).item()
spread = (row @ covariance @ row + variance).sqrt().item()  # line and thermometer
low, high = hour_six - t * spread, hour_six + t * spread
print(f"hour six: {hour_six:.1f}, between {low:.1f} and {high:.1f} degrees")
