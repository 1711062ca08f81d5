# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""Find the tensor that was left behind, on a machine without a GPU."""

# %% Data
import numpy
import torch

table = numpy.array([[1.0, 0.0], [2.0, -1.1], [3.0, -1.8], [4.0, -3.1], [5.0, -4.5]])
x, y = torch.from_numpy(table.astype("float32")).T  # (5,) each, in the CPU's memory

# %% Forget tags=["raises-exception"]
with torch.device("meta"):  # the default device of this block: it stores no numbers
    W = torch.rand(1, requires_grad=True)  # follows the default device; x does not
prediction = x * W
