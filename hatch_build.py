"""Builds the gazetteer database when the package is built, editable installs included.

With ``GEOTAG_KEEP_GAZETTEER=1`` in the environment a database that is there already is packed as it is: the tests of
the wheel do so, since the set-up before them has just built it.
"""

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GazetteerBuildHook(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        data = root / "geotag" / "gazetteer" / "data"
        built = all((data / name).exists() for name in ("gazetteer.sqlite", "gazetteer.json"))
        if built and os.environ.get("GEOTAG_KEEP_GAZETTEER") == "1":
            return
        sys.path.insert(0, str(root))
        from geotag.gazetteer.build.from_recipe import build

        build(root / "gazetteer" / "sources.toml", data)
