# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Count the steps that each learning rate needs, and predict the count."""

# %% Data
import torch

x = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])  # (5,)
y = torch.tensor([0.0, -1.1, -1.8, -3.1, -4.5])  # (5,)

# %% Start
columns = torch.stack([x, torch.ones_like(x)], dim=1).double()  # (5, 2)
hessian = 2 * columns.T @ columns  # (2, 2)
eigenvalues, directions = torch.linalg.eigh(hessian)  # (2,), (2, 2)
smallest, largest = eigenvalues.tolist()
best, limit = 2 / (smallest + largest), 2 / largest
optimum = torch.linalg.lstsq(columns, y.double().unsqueeze(1)).solution  # (2, 1)

rates = [0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, best, 0.0168, 0.01685, 0.01688]
rates = torch.tensor(rates)  # (10,)
torch.manual_seed(0)
start = torch.stack([torch.rand(1), torch.rand(1)])  # (2, 1): W and b

# %% Train
tolerance = 0.0005  # three decimals of W and of b are right
line = start.repeat(1, len(rates)).double()  # (2, 10): one line for each rate
needed = torch.zeros(len(rates))  # (10,): the steps after which it stays right
for step in range(10_000):
    error = line - optimum  # (2, 10)
    wrong = (error.abs() > tolerance).any(dim=0)  # (10,)
    needed[wrong] = step + 1.0
    line -= rates * (hessian @ error)  # the gradient is the Hessian times the error

# %% Predict
part = (directions.T @ (start - optimum)).abs()  # (2, 1): error along each direction
part *= directions.abs().amax(dim=0).unsqueeze(1)  # as seen in W or b, the larger
shrink = (1 - rates * eigenvalues.unsqueeze(1)).abs()  # (2, 10): per step
predicted = ((tolerance / part).log() / shrink.log()).amax(dim=0).ceil()  # (10,)
for rate, steps, guess in zip(rates, needed, predicted):
    print(f"rate {rate:.5f}  steps {steps:5.0f}  predicted {guess:5.0f}")

# %% Plot
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.8), layout="constrained")
ax.loglog(rates.tolist(), predicted.tolist())
ax.loglog(rates.tolist(), needed.tolist(), "ko")
ax.axvline(limit, color="gray", ls="--", lw=1)
ax.set_xlabel("learning rate")
ax.set_ylabel("steps to three decimals")
ax.text(0.00108, 4800, "counted")
ax.text(0.0027, 1250, "predicted", color="C0", ha="right")
ax.text(0.0155, 8000, f"limit {limit:.4f}", color="gray", ha="right")
plt.show()

# %% In the text
slowest, original, *_ = needed.tolist()
slightly_less, fastest = needed[5].item(), needed[6].item()
largest_gap = (predicted / needed - 1).abs().max().item()
