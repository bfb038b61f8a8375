"""Builds the gazetteer database when the package is built, editable installs included."""

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GazetteerBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        sys.path.insert(0, str(root))
        from geotag.gazetteer.building import build

        build(root / "gazetteer" / "sources.toml", root / "geotag" / "gazetteer" / "data")
