"""Build hook: compile the Vietnamese catalogue, for wheels and for ``pip install -e`` alike."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueHook(BuildHookInterface[Any]):
    """Writes ``locales/compiled/vi.mo`` before files are collected."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """``version`` is "standard" or "editable"; a source archive without fragments has its catalogue already."""
        sys.path.insert(0, self.root)
        try:
            from locales.compile import FRAGMENTS, main
        finally:
            sys.path.remove(self.root)
        if any(Path(FRAGMENTS).glob("*.po")):
            main()
