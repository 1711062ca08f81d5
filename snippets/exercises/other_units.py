# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Turn a model into one for other units, without training."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Given
model = torch.nn.Linear(1, 1)  # hours after sunset -> degrees Celsius
A = torch.stack([x, torch.ones_like(x)], dim=1)  # (5, 2)
best = torch.linalg.lstsq(A, y.unsqueeze(1)).solution  # (2, 1)
with torch.no_grad():
    model.weight.copy_(best[:1])  # (1, 1)
    model.bias.copy_(best[1])  # (1,)


# %% Check
def check():
    """Stop at what is wrong, or print 'correct'."""
    celsius = model(x.unsqueeze(1))  # (5, 1)
    wanted = 1.8 * celsius + 32
    found = other(60 * x.unsqueeze(1))  # (5, 1): the same hours, in minutes
    sunset = other(torch.zeros(1, 1)).item()
    at_sunset = 1.8 * model.bias.item() + 32
    assert abs(sunset - at_sunset) < 1e-3, "off at minute 0: look at the bias"
    assert torch.allclose(found, wanted, atol=1e-3), "the slope is not per minute"
    print("correct")


# %% Solution
other = torch.nn.Linear(1, 1)  # minutes after sunset -> degrees Fahrenheit
with torch.no_grad():
    other.weight.copy_(1.8 * model.weight / 60)
    other.bias.copy_(1.8 * model.bias + 32)
print(f"weight {other.weight.item():.4f}  bias {other.bias.item():.2f}")
check()
