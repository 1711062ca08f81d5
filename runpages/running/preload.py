"""Import ahead what takes long, in the process that is copied for each run."""

import contextlib
import gc

# One thread each: the cores are shared, and a pool of threads does not survive a fork.
ENVIRONMENT = dict.fromkeys(
    ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"
)


def warm_up() -> None:
    """Do once what takes long: import torch and what an optimizer imports, draw."""
    gc.disable()  # it would look a thousand times at what is here to stay
    import torch
    import torch._dynamo

    with contextlib.suppress(ImportError):
        from runpages.running import figures

        figures.warm_up()
    torch.set_num_threads(1)  # a pool of threads would not survive a fork
    gc.freeze()  # children then need not walk through, and so copy, what is here
    gc.enable()
