# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Check a gradient with finite differences: the smallest step is not the best."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Check
def squared_errors(W, b):
    return (x * W + b - y).pow(2).sum()  # a single number


def relative_error(h, dtype):
    """Compare (L(W + h) - L(W)) / h with the gradient at the start."""
    torch.manual_seed(0)
    W, b = torch.rand(1).to(dtype), torch.rand(1).to(dtype)
    paper = 2 * ((x * W + b - y) * x).sum()
    slope = (squared_errors(W + h, b) - squared_errors(W, b)) / h
    return abs(slope - paper).item() / abs(paper).item()


steps = [10 ** (-k / 4) for k in range(4, 65)]  # from 0.1 down to 1e-16
errors_32 = [relative_error(h, torch.float32) for h in steps]
errors_64 = [relative_error(h, torch.float64) for h in steps]
smallest_32, best_h_32 = min(zip(errors_32, steps))
smallest_64, best_h_64 = min(zip(errors_64, steps))
tiny_32 = relative_error(1e-8, torch.float32)
print(f"float32: off by {smallest_32:.0e} at best, with h = {best_h_32:.0e}")
print(f"float64: off by {smallest_64:.0e} at best, with h = {best_h_64:.0e}")
print(f"float32 with h = 1e-8: off by {tiny_32:.0%}")

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.7), layout="constrained")
ax.loglog(steps, errors_32, "C2o-", markersize=3)
ax.loglog(steps, errors_64, "C0o-", markersize=3)
ax.set(xlabel="step h", ylabel="relative error of the slope")
ax.invert_xaxis()
ax.text(1e-9, 0.1, "float32", color="C2")
ax.text(1e-12, 1e-7, "float64", color="C0")
plt.show()
