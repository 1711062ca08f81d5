"""Keep compiled Jinja templates between builds: those of a theme take their time."""

from contextlib import suppress
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket
from jinja2.filters import FILTERS

KNOWN = {*FILTERS, "url", "script_tag"}
"""The filters of Jinja and MkDocs."""


class TemplateCache(jinja2.FileSystemBytecodeCache):
    """Jinja's own cache, in a folder that need not be there and may be read-only."""

    def get_source_checksum(self, source: str) -> str:
        """Hash a template; another Jinja may compile it differently."""
        return super().get_source_checksum(jinja2.__version__ + source)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was kept; what is damaged is compiled again."""
        with suppress(Exception):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it, where that can be done, and it will be as good the next time.

        Jinja calls filters when it compiles: what those of others made may change.
        """
        if not set(bucket.environment.filters) <= KNOWN:
            return
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)
