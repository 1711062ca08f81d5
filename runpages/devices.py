"""Name what a run's output depends on beside its source: processor, versions, code.

Only torch knows its devices, and importing it takes seconds. So the worker asks once,
in a throwaway process (asking spoils CUDA for children forked later), and the answer
is kept as long as nothing that it depends on has changed.
"""

import hashlib
import json
import os
import platform
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from glob import glob
from importlib.metadata import PackageNotFoundError, distribution, version
from pathlib import Path

from runpages.files import write

WITHOUT_CUDA = "--extra-index-url https://download.pytorch.org/whl/cpu"
"""Where pip finds the torch that is a tenth of the size on Linux."""
FAKE = "RUNPAGES_FAKE_DEVICE"
"""Names a pretend device, a second CPU, with which tests cover the path of a GPU."""


VARIANT = (
    "ATEN_CPU_CAPABILITY",
    "ONEDNN_MAX_CPU_ISA",
    "DNNL_MAX_CPU_ISA",
    "MKL_CBWR",
    "MKL_ENABLE_INSTRUCTIONS",
)
"""What can be set to choose the kernels of ATen, oneDNN and MKL on one machine."""

THREADS = "1"
"""That a run computes with; the order of a sum may depend on it."""

RUN_CODE = ("authored/cells.py", "authored/torch_names.py", "child/*.py")
"""The modules that decide what a record holds: new code there makes records stale."""


@dataclass(frozen=True)
class Machine:
    """The processor's vector capability, and the name of each device by its type."""

    capability: str
    devices: dict[str, str]


def probe() -> Machine:
    """Ask torch for the devices. Call it in a process that runs nothing else."""
    import torch

    devices = {"cpu": _processor()}
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if accelerator:
        module = torch.get_device_module(accelerator)
        ask = getattr(module, "get_device_name", lambda: accelerator.type.upper())
        devices[accelerator.type] = ask()
    if fake := os.environ.get(FAKE):
        devices[fake] = "a stand-in"
    return Machine(torch.backends.cpu.get_cpu_capability(), devices)


def variant() -> str:
    """Name what is set to choose kernels, as in 'MKL_CBWR=AVX2'; mostly nothing is."""
    return " ".join(f"{n}={os.environ[n]}" for n in VARIANT if os.environ.get(n))


def facts(packages: Iterable[str], device: str, here: Machine) -> dict[str, str]:
    """Name all that the output of a run depends on, but for its source and inputs."""
    if device == "cpu":
        on = {"kernels": f"{here.capability} {variant()} threads={THREADS}"}
    else:
        on = {device: here.devices.get(device, "missing")}
    versions = {p: f"{package(p)} {sources(p)}".strip() for p in packages}
    return {"Python": sys.version, **versions, **on, "runpages": run_code()}


def recordable(packages: Iterable[str], device: str, here: Machine) -> dict[str, str]:
    """Name what a recording, which may be of any machine, shares with this project.

    A torch for a GPU has another local version, as in 2.13.0+cu130.
    """
    versions = {p: package(p).partition("+")[0] for p in packages}
    there = "there" if device in here.devices else "missing"
    return {**versions, device: there, "runpages": run_code()}


def fingerprint() -> str:
    """Hash what decides the answers of `probe`; needs no torch."""
    nodes = [*Path("/dev").glob("nvidia*"), *Path("/dev").glob("dri/*")]
    facts = [
        package("torch"),
        platform.python_version(),
        platform.platform(),
        _cpuinfo("flags") or platform.machine(),
        _processor(),
        *sorted(map(str, [*nodes, *Path("/dev").glob("kfd")])),
        os.environ.get(FAKE, ""),
        os.environ.get("CUDA_VISIBLE_DEVICES", ""),
        variant(),
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def recall(cache: Path) -> Machine | None:
    """Read the answers in the cache, if they are still those of this machine."""
    try:
        kept = json.loads((cache / "machine.json").read_text("utf-8"))
        if kept.pop("fingerprint") != fingerprint():
            return None
        return Machine(**kept)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def remember(here: Machine, cache: Path) -> None:
    """Keep the answers in the cache; raises RunpagesError if that fails."""
    kept = {"fingerprint": fingerprint(), **asdict(here)}
    write(cache / "machine.json", json.dumps(kept, indent=1))


@cache
def package(name: str) -> str:
    """Find the version of an installed package, or 'missing'."""
    try:
        return version(name)
    except PackageNotFoundError:
        return "missing"


@cache
def sources(name: str) -> str:
    """Hash the modules of a package that is installed from a folder and edited there.

    Of any other, whose version says what it holds, nothing.
    """
    try:
        installed = distribution(name).read_text("direct_url.json") or "{}"
    except PackageNotFoundError:
        return ""
    found = json.loads(installed)
    if not found.get("dir_info", {}).get("editable"):
        return ""
    from urllib.parse import urlsplit
    from urllib.request import url2pathname  # which takes long to import

    folder = url2pathname(urlsplit(found["url"]).path)
    files = sorted(glob("**/*.py", root_dir=folder, recursive=True))
    code = b"".join(Path(folder, file).read_bytes() for file in files)
    return hashlib.sha256(code).hexdigest()


@cache
def run_code() -> str:
    """Hash the modules that decide what a record holds."""
    here = Path(__file__).parent
    files = [file for pattern in RUN_CODE for file in sorted(here.glob(pattern))]
    code = b"\n".join(line for file in files for line in deciding(file.read_bytes()))
    return hashlib.sha256(code).hexdigest()[:16]


def deciding(code: bytes) -> list[bytes]:
    """List the lines of a module, but for comments and blank ones."""
    lines = [line.rstrip() for line in code.split(b"\n")]
    return [line for line in lines if line and not line.lstrip().startswith(b"#")]


def _processor() -> str:
    return _cpuinfo("model name") or platform.processor() or platform.machine()


def _cpuinfo(key: str) -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return ""
    named = (line.partition(":")[2].strip() for line in lines if line.startswith(key))
    return next(named, "")
