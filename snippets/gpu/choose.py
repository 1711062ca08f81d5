# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Choose the accelerator of this machine, or the CPU if it has none."""

# %% Choose
import torch

device = torch.accelerator.current_accelerator(check_available=True)
torch.set_default_device(device or "cpu")

# %% See
on_device = torch.zeros(1).device == torch.get_default_device()
print("new tensors are made on the default device:", on_device)
