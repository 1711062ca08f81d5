"""Compiled templates are kept, and damaged ones made again."""

from pathlib import Path

import jinja2
import pytest

from runpages.rendering.jinja import Compiled


@pytest.mark.parametrize("damage", [b"", b"x" * 40, None])
def test_a_damaged_template_is_compiled_again(
    tmp_path: Path, damage: bytes | None
) -> None:
    """Emptied, overwritten, or cut in the middle."""
    environment = jinja2.Environment()

    def made() -> str:
        code = Compiled(tmp_path / "kept").compile(environment, "{{ 1 + 1 }}", "a", "a")
        return jinja2.Template.from_code(environment, code, {}).render()

    assert made() == "2"
    (file,) = (tmp_path / "kept").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2] if damage is None else damage)
    assert made() == "2"
    assert file.read_bytes() == whole


def test_a_template_is_compiled_anew_for_other_settings(tmp_path: Path) -> None:
    """The same text can mean something else."""
    kept = Compiled(tmp_path)

    def made(**settings: bool) -> str:
        environment = jinja2.Environment(**settings)
        code = kept.compile(environment, "{% if 1 %}\nx{% endif %}", "a", "a")
        return jinja2.Template.from_code(environment, code, {}).render()

    assert (made(trim_blocks=False), made(trim_blocks=True)) == ("\nx", "x")
