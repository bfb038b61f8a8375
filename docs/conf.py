"""How ``make docs`` makes the pages: the user guide as it lies here, and the reference from the docstrings."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

from geotag import __version__

project = "geotag"
author = "the geotag developers"
release = __version__
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.intersphinx",
    "numpydoc",
    "sphinx_click",
]
source_suffix = {".md": "markdown"}
exclude_patterns = ["_build"]
html_theme = "furo"
html_title = f"geotag {release}"
# Nothing is fetched, neither when the pages are made nor when they are read.
intersphinx_mapping: dict[str, object] = {}
html_show_sphinx = False

myst_heading_anchors = 3
myst_enable_extensions = ["colon_fence"]
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False


def tables_as_they_are(app: Any, context: Any, lines: list[str]) -> None:
    """Keep the columns of a command's help: lines that are set in are a literal block."""
    kept: list[str] = []
    for is_set_in, group in groupby(lines, lambda line: line.startswith(("  ", "| "))):
        kept += ["", "::", "", *("  " + line.removeprefix("| ") for line in group), ""] if is_set_in else group
    lines[:] = kept


def options_as_they_are(app: Any, context: Any, lines: list[str]) -> None:
    """Keep stars, which would begin an emphasis, and the brackets around an option's metavar, which are taken off."""
    metavars = {str(each.metavar).strip("<[{()}]>$"): each.metavar for each in context.command.params if each.metavar}
    for number, line in enumerate(lines):
        if line.startswith(".. option::"):
            name, _, metavar = line.partition(" <")
            shown = metavar.removesuffix(">")
            lines[number] = f"{name} <{metavars.get(shown, shown)}>" if metavar else line
        else:
            lines[number] = re.sub(r"(?<!\*)\*(?!\*)", r"\\*", line)


def setup(app: Any) -> None:
    """Correct what sphinx-click makes of the commands' help."""
    app.connect("sphinx-click-process-description", tables_as_they_are)
    app.connect("sphinx-click-process-options", options_as_they_are)
