"""Compiled templates are kept, and damaged ones made again."""

from pathlib import Path

import jinja2
import pytest

from runpages.template_cache import TemplateCache


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_template_is_compiled_again(
    tmp_path: Path, damage: bytes | None
) -> None:
    """Emptied, overwritten, or cut in the middle."""

    def made() -> str:
        loader = jinja2.DictLoader({"a": "{{ 1 + 1 }}"})
        cache = TemplateCache(tmp_path / "kept")
        environment = jinja2.Environment(loader=loader, bytecode_cache=cache)
        return environment.get_template("a").render()

    assert made() == "2"
    (file,) = (tmp_path / "kept").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert made() == "2"
    assert file.read_bytes() == whole
