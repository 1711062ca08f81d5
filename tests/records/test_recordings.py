"""Two devices: where their outputs differ, the page shows both."""

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from projects import Project, shown
from sites import CONFIG, LIGHT, Site

from runpages.devices import FAKE
from runpages.errors import RunpagesError
from runpages.records.record import place
from runpages.rendering.document import PerDevice, Printed

pytestmark = pytest.mark.slow
SNIPPET = """
    # %% Same
    print("the same")

    # %% Other
    import os
    print("two devices")
"""
PAGE = '{{< cell("Same") >}}\n\n{{< cell("Other") >}}\n'


@pytest.fixture
def with_gpu(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A machine with a pretend GPU, a CPU under another name."""
    monkeypatch.setenv(FAKE, "cuda")
    monkeypatch.setenv("PYTHONPATH", str(LIGHT))
    project = Project(tmp_path)
    project.write("it", SNIPPET)
    yield project
    project.runner.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with a recording whose second cell printed otherwise, and a run."""
    project = Project(tmp_path_factory.mktemp("recorded"))
    project.write("it", SNIPPET)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(LIGHT))
        patch.setenv(FAKE, "cuda")
        project.runner.record("cuda")
        project.runner.close()
        patch.delenv(FAKE)
        change(project, lambda n: n["cells"][1]["outputs"][0].update(text="a GPU\n"))
        project.refresh()
        project.runner.close()
    return project.root


@pytest.fixture
def recorded(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Project]:
    """A machine without a GPU, and a recording of one."""
    monkeypatch.setenv("PYTHONPATH", str(LIGHT))
    shutil.copytree(made, tmp_path / "copy")
    project = Project(tmp_path / "copy")
    yield project
    project.runner.close()


def change(project: Project, edit: Any) -> None:
    """Edit the recording of the snippet."""
    file = place(project.runner.recordings, "it", "cuda")
    notebook = json.loads(file.read_text("utf-8"))
    edit(notebook)
    file.write_text(json.dumps(notebook), "utf-8")


def test_each_device_runs_each_snippet(with_gpu: Project) -> None:
    """Where outputs are the same they are shown once."""
    library = with_gpu.refresh()
    assert list(library.records["it"]) == ["cpu", "cuda"]
    document = with_gpu.render(PAGE)
    assert [p.text for p in shown(document, Printed)].count("two devices") == 1
    assert not shown(document, PerDevice)


# What a machine that only makes recordings may lack: all but what `record` needs.
BARE = """
import sys

for name in ("mkdocs.config", "mkdocs.plugins", "material", "math_core", "markdown",
             "pymdownx", "pygments", "nbconvert", "nbclient", "mkdocs_jupyter",
             "IPython", "PIL.ImageTk"):
    sys.modules[name] = None
"""


@pytest.mark.parametrize(
    "fork", ["true", pytest.param("false", marks=pytest.mark.thorough)]
)
def test_recordings_need_no_mkdocs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fork: str
) -> None:
    """Only torch, matplotlib, jinja2, and how MkDocs reads YAML."""
    site = Site(tmp_path)
    site.light = False
    config = CONFIG.replace("timeout: 30", f"timeout: 60, fork: {fork}")
    (tmp_path / "mkdocs.yml").write_text(config, "utf-8")
    (tmp_path / "bare").mkdir()
    (tmp_path / "bare/sitecustomize.py").write_text(BARE, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "bare"))
    monkeypatch.setenv(FAKE, "cuda")
    status, output = site.call("runpages", "record", "--device", "cuda")
    assert status == 0, output
    assert (tmp_path / "recordings/cuda/it.ipynb").exists()


def test_a_recording_fills_the_tab_of_a_missing_device(recorded: Project) -> None:
    """Only where outputs differ, with what each ran on."""
    document = recorded.render(PAGE)
    assert [p.text for p in shown(document, Printed)].count("the same") == 1
    (tabs,) = shown(document, PerDevice)
    texts = {run.provenance.label: run.parts[0].text for run in tabs.runs}
    assert texts == {"CPU": "two devices", "GPU": "a GPU"}
    assert str(tabs.runs[1].provenance).startswith("GPU (a stand-in), torch 2.")


def test_an_id_stands_once_on_a_page_with_tabs(recorded: Project) -> None:
    """In the tab of the first device."""
    (tabs,) = shown(recorded.render(PAGE), PerDevice)
    assert [run.parts[0].anchor for run in tabs.runs] == ["output-other", ""]


def test_a_stale_recording_is_listed_and_not_shown(recorded: Project) -> None:
    """A changed snippet makes it stale; recording again makes it current."""
    recorded.write("it", SNIPPET + "    x = 1\n")
    library = recorded.refresh()
    assert library.stale == ["recordings/cuda/it.ipynb"]
    assert list(library.records["it"]) == ["cpu"]


def test_an_option_restricts_the_devices(recorded: Project) -> None:
    """Also those of recordings."""
    only = Project(recorded.root, devices=("cpu",))
    assert list(only.refresh().records["it"]) == ["cpu"]
    only.runner.close()


def test_a_page_can_ask_for_a_device(recorded: Project) -> None:
    """Whether there is a run, and what a value was there."""
    change(recorded, lambda n: n["metadata"]["runpages"].update(values={"x": 2}))
    text = (
        '{{< has_recording("it", "cuda") >}} {{< value("x", ".1f", device="cuda") >}}'
    )
    assert recorded.render(PAGE + text).text.endswith("True 2.0")


def test_recording_for_a_device_that_is_not_there_is_refused(recorded: Project) -> None:
    """And says which devices there are."""
    with pytest.raises(RunpagesError, match=r"no 'mps' here\. .*devices: cpu"):
        recorded.runner.record("mps")


def test_what_is_recorded_is_not_recorded_again(with_gpu: Project) -> None:
    """Unless forced; recordings of deleted snippets go, other devices' stay."""
    with_gpu.runner.record("cuda")
    other = place(with_gpu.runner.recordings, "it", "xpu")
    gone = place(with_gpu.runner.recordings, "gone", "cuda")
    for file in (other, gone):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(place(with_gpu.runner.recordings, "it", "cuda").read_bytes())
    with_gpu.runner.record("cuda")
    assert len(with_gpu.reports) == 1
    assert (other.exists(), gone.exists()) == (True, False)
    with_gpu.runner.record("cuda", force=True)
    assert len(with_gpu.reports) == 2


@pytest.mark.gpu
def test_a_real_gpu_runs_all_snippets_unmodified(tmp_path: Path) -> None:
    """Skipped where torch sees none."""
    torch = pytest.importorskip("torch")
    accelerator = torch.accelerator.current_accelerator(check_available=True)
    if accelerator is None:
        pytest.skip("torch sees no GPU here")
    root = Path(__file__).parents[2]
    os.symlink(root / "snippets", tmp_path / "snippets")
    project = Project(tmp_path)
    library = project.runner.record(accelerator.type)
    project.runner.close()
    assert library.errors == {}
