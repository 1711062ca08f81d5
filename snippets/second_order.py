# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Fit a line with one step of Newton's method."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Start
torch.manual_seed(0)
W = torch.rand(1)  # (1,)
b = torch.rand(1)  # (1,)


# %% Newton
def loss_at(params):
    """The loss as a function of one vector that holds W and b."""
    return (x * params[0] + params[1] - y).pow(2).sum()  # a single number


start = torch.cat([W, b])  # (2,)
gradient = torch.func.grad(loss_at)(start)  # (2,)
hessian = torch.func.hessian(loss_at)(start)  # (2, 2)
params = start - torch.linalg.solve(hessian, gradient)  # (2,)

# %% Result
for step, point in enumerate((start, params)):
    W, b = point.split(1)  # (1,), (1,)
    loss = loss_at(point)  # a single number
    print(f"step {step} W {W.item():.4f} b {b.item():.4f} loss {loss.item():.3f}")
hour_six = (6 * W + b).item()
print(f"hour six: {hour_six:.1f} degrees")

# %% Curvature
print("hessian:", hessian.tolist())
flattest, steepest = torch.linalg.eigvalsh(hessian).tolist()
condition = steepest / flattest
print(f"curvature {flattest:.5g} to {steepest:.5g}, condition number {condition:.2f}")
cosine = torch.cosine_similarity(-gradient, params - start, dim=0)
angle = torch.rad2deg(torch.acos(cosine)).item()
print(f"angle between downhill and Newton's step: {angle:.1f} degrees")

# %% Plot
import matplotlib.pyplot as plt

# Lines of equal loss are ellipses around the minimum, drawn from the curvatures.
curvatures, directions = torch.linalg.eigh(hessian)  # (2,), (2, 2)
turn = torch.linspace(0, 2 * torch.pi, 61)  # (61,)
circle = torch.stack([turn.cos(), turn.sin()])  # (2, 61)
fig, ax = plt.subplots(figsize=(4.6, 3.0), layout="constrained")
for height in (1, 4, 12, 30, 60, 120):  # above the smallest loss
    radii = (2 * height / curvatures).sqrt().unsqueeze(1)  # (2, 1)
    ellipse = params.unsqueeze(1) + directions @ (radii * circle)  # (2, 61)
    ax.fill(*ellipse.tolist(), fc=("C0", 0.04), ec="gray", lw=0.8)

downhill = start - gradient / steepest  # (2,): one step of gradient descent
for end, color in ((downhill, "C0"), (params, "C2")):
    route = torch.stack([start, end]).T.tolist()  # the Ws, then the bs
    ax.plot(*route, "o-", color=color)
ax.text(-0.3, 0.4, "minus gradient", color="C0")
ax.text(-0.3, 1.05, "Newton", color="C2")
ax.plot(*start.tolist(), "ko", mfc="w")
ax.text(0.55, 0.75, "start", va="center")
ax.plot(*params.tolist(), "k*", ms=10)
ax.text(-1.1, 1.3, "best", ha="center")
ax.set(xlim=(-2.5, 1.1), ylim=(-0.4, 1.8), xlabel="W", ylabel="b", aspect="equal")
ax.set_yticks([0, 1])
plt.show()
