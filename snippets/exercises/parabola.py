# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Find gravity in the heights of a thrown ball."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
t = torch.tensor([0.0, 0.2, 0.4, 0.6, 0.8, 1.0, 1.2, 1.4])  # seconds
h = torch.tensor([1.52, 2.47, 3.13, 3.32, 3.18, 2.57, 1.66, 0.27])  # meters


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    A = torch.stack([torch.ones_like(t), t, -(t**2) / 2], dim=1)  # (8, 3)
    best = torch.linalg.lstsq(A, h.unsqueeze(1)).solution.flatten()
    assert abs(2 * gravity - best[2].item()) > 0.01, "mind the 1/2 before g"
    assert abs(gravity - best[2].item()) < 0.01, "not yet at the minimum: train longer"
    print("correct")


# %% Solution
theta = torch.zeros(3, requires_grad=True)  # height, velocity, gravity
optimizer = torch.optim.SGD([theta], lr=0.02, momentum=0.95)
for _ in range(2000):
    height, velocity, gravity = theta
    loss = (height + velocity * t - gravity * t**2 / 2 - h).pow(2).sum()
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
gravity = theta[2].item()
print(f"gravity {gravity:.2f} m/s^2, with a loss of {loss.item():.4f}")
check()
