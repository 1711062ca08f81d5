"""Print what the records in a folder say, without what they measured.

`python .ci/outputs.py .cache/runpages` writes plain text, so that `diff` can compare
the runs of two versions of torch.
"""

import hashlib
import json
import sys
from pathlib import Path


def main(folder: Path) -> None:
    """Print every record, in the order of their names."""
    for file in sorted(folder.rglob("*.ipynb")):
        print(f"==== {file.relative_to(folder).with_suffix('').as_posix()}")
        show(json.loads(file.read_text("utf-8")))


def show(notebook: dict) -> None:
    """Print a record; where a cell measures time, figures and values depend on it."""
    cells = notebook["cells"]
    measured = [c for c in cells if "measured" in c["metadata"].get("tags", ())]
    for cell in cells:
        if cell not in measured:
            print(f"-- {cell['metadata']['title']}")
            for output in cell["outputs"]:
                show_output(output, figures=not measured)
    if not measured:
        for name, value in notebook["metadata"]["runpages"]["values"].items():
            print(name, "=", rounded(value))


def show_output(output: dict, figures: bool) -> None:
    """Print text as it is, an error's message, and a digest of a figure."""
    if output["output_type"] == "stream":
        print(output["text"].removesuffix("\n"))
    elif output["output_type"] == "error":
        print(f"{output['ename']}: {output['evalue']}")
    elif figures:
        drawn = json.dumps(output["data"].get("image/svg+xml", ""))
        print("figure", hashlib.sha256(drawn.encode()).hexdigest()[:12])


def rounded(value: object) -> object:
    """To six digits: no page shows more, and the last bits are the tests' business."""
    if isinstance(value, list):
        return [rounded(item) for item in value]
    return f"{value:.6g}" if isinstance(value, float) else value


if __name__ == "__main__":
    main(Path(sys.argv[1]))
