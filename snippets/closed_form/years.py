# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""The same line far from 0: how many digits does each formula keep?"""

# %% Data
import math

import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)
years = x + 2020  # (5,): 2021 to 2025
true_W, true_b = -1.1, 1.2 + 1.1 * 2020  # the same line, moved to the right


# %% Formulas
def columns(x):
    """The matrix A: x in one column, ones in the other."""
    return torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)


def invert(A, y):
    """The normal equation as textbooks print it."""
    return torch.linalg.inv(A.T @ A) @ (A.T @ y)  # (2,)


def solve(A, y):
    """The normal equation, solved instead of inverted."""
    return torch.linalg.solve(A.T @ A, A.T @ y)  # (2,)


def qr(A, y):
    """A = QR, then R p = Q^T y. The product A^T A never appears."""
    Q, R = torch.linalg.qr(A)  # (5, 2), (2, 2)
    Qy = (Q.T @ y).unsqueeze(1)  # (2, 1)
    return torch.linalg.solve_triangular(R, Qy, upper=True).squeeze(1)  # (2,)


# %% Compare
def digits(W):
    """How many digits of the slope are right."""
    return -math.log10(abs(W / true_W - 1))


invert_W, invert_b = invert(columns(years), y).tolist()
solve_W, solve_b = solve(columns(years), y).tolist()
qr_W, qr_b = qr(columns(years), y).tolist()
print(f"invert  W {invert_W:8.5f}  b {invert_b:8.2f}  digits {digits(invert_W):.1f}")
print(f"solve   W {solve_W:8.5f}  b {solve_b:8.2f}  digits {digits(solve_W):.1f}")
print(f"qr      W {qr_W:8.5f}  b {qr_b:8.2f}  digits {digits(qr_W):.1f}")
print(f"exact   W {true_W:8.5f}  b {true_b:8.2f}")

# %% Center
middle = years.mean()  # 2023
A = columns(years - middle)  # (5, 2)
centered_W, height = torch.linalg.lstsq(A, y.unsqueeze(1)).solution.flatten().tolist()
print(f"W {centered_W:8.5f}, and {height:.5f} in the middle of {middle.item():.0f}")


# %% Condition
def condition(x):
    """How many times larger an error may be in the answer than in the columns."""
    A = columns(x.double())  # (5, 2)
    return torch.linalg.cond(A / A.norm(dim=0)).item()  # each column of length 1


condition_near, condition_far = condition(x), condition(years)
epsilon = torch.finfo(torch.float32).eps
angle = torch.atan(years.std(correction=0) / years.mean()).rad2deg().item()
print(
    f"1 to 5        condition {condition_near:6.1f}  squared {condition_near**2:9.0f}"
)
print(f"2021 to 2025  condition {condition_far:6.1f}  squared {condition_far**2:9.0f}")
print(f"float32 keeps one part in {1 / epsilon:.0f}")
print(f"angle between the years and the ones: {angle:.3f} degrees")


# %% Sweep
def error(formula, x):
    """By what share the slope is off."""
    try:
        return abs(formula(columns(x), y)[0].item() / true_W - 1)
    except torch.linalg.LinAlgError:  # no inverse left to compute
        return 1.0


shifts = torch.logspace(0, 4, 49).round().unique().tolist()
invert_errors = [error(invert, x + shift) for shift in shifts]
qr_errors = [error(qr, x + shift) for shift in shifts]
center_errors = [error(qr, x + shift - (x + shift).mean()) for shift in shifts]
conditions = [condition(x + shift) for shift in shifts]

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
ax.loglog(shifts, invert_errors, "C0x", markersize=4)
ax.loglog(shifts, qr_errors, "C2o", markersize=4)
ax.loglog(shifts, center_errors, "C3.", markersize=4)
ax.loglog(shifts, [c**2 * epsilon for c in conditions], ":", color="gray")
ax.loglog(shifts, [c * epsilon for c in conditions], ":", color="gray")
ax.set_xlabel("distance of x from 0")
ax.set_ylabel("relative error of W")
ax.set_ylim(1e-8, 10)
ax.text(60, 0.001, "invert", color="C0", ha="right")
ax.text(1e4, 2e-6, "qr", color="C2", ha="right")
ax.text(1e4, 4e-8, "center, then qr", color="C3", ha="right")
plt.show()

# %% Default
A = columns(years)  # (5, 2)
default = torch.linalg.lstsq(A, y.unsqueeze(1)).solution  # (2, 1)
gels = torch.linalg.lstsq(A, y.unsqueeze(1), driver="gels").solution  # (2, 1)
rank = torch.linalg.matrix_rank(A).item()
default_W, gels_W = default[0].item(), gels[0].item()
print(f"default        W {default_W:8.5f}")
print(f"driver='gels'  W {gels_W:8.5f}")
print(f"columns that float32 can tell apart: {rank} of {A.shape[1]}")

# %% In the text
invert_digits, qr_digits = digits(invert_W), digits(qr_W)
