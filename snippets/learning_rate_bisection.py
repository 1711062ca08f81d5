# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Find the largest learning rate that trains by trying, and compare the formula."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)


# %% Try
def improves(rate):
    """Train 300 steps: did the last 100 of them lower the loss?"""
    torch.manual_seed(0)
    W = torch.rand(1, requires_grad=True)  # (1,)
    b = torch.rand(1, requires_grad=True)  # (1,)
    losses = []
    for step in range(301):
        loss = (x * W + b - y).pow(2).sum()  # a single number
        losses.append(loss.item())
        gradient_W, gradient_b = torch.autograd.grad(loss, [W, b])
        with torch.no_grad():
            W -= rate * gradient_W
            b -= rate * gradient_b
    return losses[300] < losses[200]  # a comparison with nan is False


# %% Bisect
trains, fails = 0.001, 0.1
tries = 0
while fails - trains > 1e-6:
    middle = (trains + fails) / 2
    if improves(middle):
        trains = middle
    else:
        fails = middle
    tries += 1
    if tries % 2 == 1:
        print(f"try {tries:2}  between {trains:.7f} and {fails:.7f}")

# %% Compare
columns = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
largest = torch.linalg.eigvalsh(2 * columns.T @ columns)[-1].item()
limit = 2 / largest
lands = trains <= limit <= fails  # for the text
print(f"by trying       {trains:.7f} to {fails:.7f}")
print(f"by the formula  {limit:.7f}")
