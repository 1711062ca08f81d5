# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Train with many learning rates at once."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
rates = torch.linspace(0.001, 0.0169, 160)  # (160,)
steps = 200  # starting from W = 0, b = 0


# %% Check
def loss_at(rate):
    """Return the loss after the same steps with one rate."""
    W, b = torch.zeros(1, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([W, b], lr=rate)
    for _ in range(steps):
        optimizer.zero_grad()
        (x * W + b - y).pow(2).sum().backward()
        optimizer.step()
    return (x * W + b - y).pow(2).sum().item()


def check():
    """Stop at what is wrong, or print 'correct'."""
    assert torch.is_tensor(losses), "losses should be one tensor"
    assert losses.shape == (160,), "losses should hold one loss per rate"
    for i in (0, 80, 155):
        one = loss_at(rates[i].item())
        assert abs(losses[i].item() - one) < 1e-3 * one, f"rate {i} has another loss"
    print("correct")


# %% Solution
def loss_of(theta):
    """Return the sum of squares for one theta = (W, b)."""
    return (x * theta[0] + theta[1] - y).pow(2).sum()


gradients = torch.func.vmap(torch.func.grad(loss_of))  # (160, 2) -> (160, 2)
thetas = torch.zeros(160, 2)  # one line per rate
for _ in range(steps):
    thetas = thetas - rates.unsqueeze(1) * gradients(thetas)
losses = torch.func.vmap(loss_of)(thetas)  # (160,)
best_rate = rates[losses.argmin()].item()
print(f"of 160 rates, {best_rate:.4f} has the smallest loss")
check()
