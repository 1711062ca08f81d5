"""Fenced blocks that authors write, highlighted like the code of cells."""

from typing import Any

from markdown import Markdown
from pymdownx.superfences import highlight_validator

from runpages.markup.highlight import block, highlighted, titled


def highlight_fences(md: Markdown) -> None:
    """Have pymdownx.superfences make its blocks as we do, unless it is told how."""
    for extension in md.registeredExtensions:
        kinds = getattr(extension, "superfences", [])
        if kinds and kinds[0]["name"] == "superfences":
            usual = kinds[0]["formatter"]

            def formatted(
                options: dict[str, Any], usual: Any = usual, **given: Any
            ) -> Any:
                numbered = set(options) - {"title"}
                return (usual if numbered else _block)(options=options, **given)

            extension.extend_super_fences("*", formatted, _validator, None)


def _validator(
    language: str, inputs: Any, options: Any, attrs: Any, md: Markdown
) -> bool:
    """Sort what stands behind the ticks of a fence."""
    md.preprocessors["fenced_code_block"].get_hl_settings()
    return bool(highlight_validator(language, inputs, options, attrs, md))


def _block(
    src: str,
    language: str | None,
    options: dict[str, Any],
    classes: list[str] | None,
    id_value: str,
    attrs: dict[str, str],
    **_: Any,
) -> str:
    kinds = [*(classes or []), "highlight"]
    code = highlighted(src, language or "text")
    if title := options.get("title"):
        return titled(code, kinds, title)
    said = {"changes": "What changes", "error": "Error"}
    name = next((said[kind] for kind in kinds if kind in said), "")
    return block(code, kinds, name, id_value, attrs)
