# /// script
# requires-python = ">=3.11,<3.15"
# dependencies = ["torch==2.13.0", "numpy"]
# ///
"""What .data is: the same memory, out of sight of autograd."""

# %% Look
import torch

W = torch.ones(1, requires_grad=True)
same_memory = W.data.data_ptr() == W.data_ptr()
watched = W.data.requires_grad
version = W._version  # autograd counts the in-place changes of a tensor here
W.data.add_(0.0)
seen_through_data = W._version - version
W.detach().add_(0.0)
seen_through_detach = W._version - version - seen_through_data
print("same memory as W?             ", same_memory)
print("watched by autograd?          ", watched)
print("change through .data, counted:", seen_through_data)
print("change through .detach():     ", seen_through_detach)
