# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy", "matplotlib"]
# ///
"""Time a step on the CPU, and on the accelerator of this machine if it has one."""

# %% Choose
import torch

accelerator = torch.accelerator.current_accelerator(check_available=True)
devices = ["cpu"] if accelerator is None else ["cpu", accelerator.type]

# %% Step
import time


def seconds_of_a_step(x, y, W, b):
    """Take one step and wait until the device has finished it."""
    start = time.perf_counter()
    (x * W + b - y).pow(2).mean().backward()
    with torch.no_grad():
        for parameter in (W, b):
            parameter -= 0.01 * parameter.grad
            parameter.grad = None
    if x.device.type != "cpu":
        torch.accelerator.synchronize()
    return time.perf_counter() - start


def milliseconds_per_step(n, device):
    """Return the shortest time of a few steps with n points on a device."""
    x = torch.linspace(1, 5, n, device=device)  # (n,)
    y = 1.2 - 1.1 * x  # (n,)
    W = torch.zeros(1, device=device, requires_grad=True)
    b = torch.zeros(1, device=device, requires_grad=True)
    repeats = 3 if n > 10**5 else 20
    return 1000 * min(seconds_of_a_step(x, y, W, b) for _ in range(repeats))


# %% Cost tags=["measured"]
sizes = [10**k for k in range(1, 8)]
milliseconds = {device: [] for device in devices}
print("milliseconds of a step" + "".join(f"{device:>8}" for device in devices))
for n in sizes:
    for device in devices:
        milliseconds[device].append(milliseconds_per_step(n, device))
    row = "".join(f"{milliseconds[device][-1]:8.2f}" for device in devices)
    print(f"with {n:10,} points{row}")

# %% Turn tags=["measured"]
cpu_ms = milliseconds["cpu"]
other_ms = milliseconds[devices[-1]]  # of the CPU again, where there is nothing else
fixed_ms = min(cpu_ms)  # a few points cost next to nothing
cheap = [n for n, ms in zip(sizes, cpu_ms) if ms < 2 * fixed_ms]
turn = 10 * max(cheap)  # from here on, most of a step is spent on the points
print(f"without points, a step on the CPU costs {fixed_ms:.2f} ms")
print(f"it costs more than twice that from {turn:,} points on")

# %% Plot tags=["measured"]
import matplotlib.pyplot as plt

fig, ax = plt.subplots(figsize=(4.6, 2.9), layout="constrained")
for device in devices:
    [curve] = ax.loglog(sizes, milliseconds[device], "o-")
    last = milliseconds[device][-1]
    ax.text(
        sizes[-1] / 2, last, f"a step, {device}", color=curve.get_color(), ha="right"
    )
ax.axhline(fixed_ms, color="gray", linestyle=":")
ax.text(sizes[0], fixed_ms / 1.4, "a step without points", color="gray", va="top")
ax.set_ylim(bottom=fixed_ms / 3)
ax.axvline(turn, color="gray", linestyle="--")
ax.text(turn / 1.3, 20 * fixed_ms, "the points decide", color="gray", ha="right")
ax.set_xlabel("points")
ax.set_ylabel("milliseconds")
plt.show()
