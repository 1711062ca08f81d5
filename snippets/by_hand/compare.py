# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Compare a gradient derived on paper with autograd, bit by bit."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Formulas
def from_residuals(W, b):
    residual = x * W + b - y  # (5,)
    return 2 * (residual * x).sum(), 2 * residual.sum()


def from_dot_product(W, b):
    residual = x * W + b - y  # (5,)
    return 2 * (residual @ x), 2 * residual.sum()


sum_xx, sum_x, sum_xy, sum_y = (x * x).sum(), x.sum(), (x * y).sum(), y.sum()


def from_sums(W, b):
    grad_W = 2 * (sum_xx * W + sum_x * b - sum_xy)
    grad_b = 2 * (sum_x * W + len(x) * b - sum_y)
    return grad_W.sum(), grad_b.sum()  # of shape () like the others


# %% Compare
def exact_gradient(W, b):
    """Compute the gradient in float64, which has digits to spare."""
    residual = x.double() * W.double() + b.double() - y.double()  # (5,)
    return 2 * torch.stack([(residual * x.double()).sum(), residual.sum()])  # (2,)


def agreement(formula):
    """Count the steps of a run in which the formula equals autograd in every bit."""
    torch.manual_seed(0)
    W, b = torch.rand(1, requires_grad=True), torch.rand(1, requires_grad=True)
    equal, worst = 0, 0.0
    for step in range(1000):
        loss = (x * W + b - y).pow(2).sum()
        autograd = torch.cat(torch.autograd.grad(loss, [W, b]))  # (2,)
        with torch.no_grad():
            paper = torch.stack(formula(W, b))  # (2,)
            exact = exact_gradient(W, b)  # (2,)
            equal += torch.equal(paper, autograd)
            worst = max(worst, ((paper - exact).norm() / exact.norm()).item())
            W.sub_(autograd[0], alpha=0.001)
            b.sub_(autograd[1], alpha=0.001)
    return equal, worst


residuals_equal, residuals_worst = agreement(from_residuals)
dot_equal, dot_worst = agreement(from_dot_product)
sums_equal, sums_worst = agreement(from_sums)
print(f"2 * (residual * x).sum()  every bit in {residuals_equal:4} of 1000 steps")
print(f"2 * (residual @ x)        every bit in {dot_equal:4} of 1000 steps")
print(f"2 * (55 W + 15 b - ...)   every bit in {sums_equal:4} of 1000 steps")
print(f"worst error: residuals {residuals_worst:.0e}, sums {sums_worst:.0e}")
