# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Get ridge regression from the weight decay of SGD."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
strength = 1.0  # of the penalty strength * W**2


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    W_t, b_t = W.detach().requires_grad_(), b.detach().requires_grad_()
    penalized = (x * W_t + b_t - y).pow(2).sum() + strength * W_t.pow(2).sum()
    dW, db = torch.autograd.grad(penalized, [W_t, b_t])
    assert dW.abs().item() < 1e-2, "W is not at the minimum of loss plus penalty"
    assert db.abs().item() < 1e-2, "b is not at the minimum: is it penalized too?"
    assert abs(W.item() - closed_W) < 1e-3, "the closed form says something else"
    print("correct")


# %% Solution
x_c, y_c = x - x.mean(), y - y.mean()
closed_W = ((x_c * y_c).sum() / (x_c.pow(2).sum() + strength)).item()

W = torch.zeros(1, requires_grad=True)
b = torch.zeros(1, requires_grad=True)
groups = [
    {"params": [W], "weight_decay": 2 * strength},  # the gradient of the penalty
    {"params": [b], "weight_decay": 0.0},  # the intercept is left alone
]
optimizer = torch.optim.SGD(groups, lr=0.01)
for _ in range(1000):
    optimizer.zero_grad()
    (x * W + b - y).pow(2).sum().backward()
    optimizer.step()
print(f"closed form {closed_W:.4f}, SGD {W.item():.4f}")
check()
