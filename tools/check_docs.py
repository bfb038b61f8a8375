"""Whether the pages that ``make docs`` made name all that users may use: ``python tools/check_docs.py DIRECTORY``.

Every command with its options, and every name that geotag exports, must stand in the reference.
"""

from __future__ import annotations

import html
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

import geotag
from geotag.cli import main as cli
from geotag.formats import FORMATS


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """The commands below one, itself included, each with what is typed for it."""
    yield path, command
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from commands(below, f"{path} {name}")


def missing(directory: Path) -> Iterator[str]:
    """What the reference lacks."""
    pages = {page.stem: _text(page) for page in (directory / "reference").glob("*.html")}
    for path, command in commands(cli, "geotag"):
        if f"{path} [" not in pages["commands"]:
            yield f"the command {path}"
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not any(each in pages["commands"] for each in parameter.opts):
                yield f"the option {parameter.opts[0]} of {path}"
    everything = "\n".join(pages.values())
    for name in geotag.__all__:
        if not name.startswith("__") and not re.search(rf"\bgeotag\.(?:errors\.)?{name}\b", everything):
            yield f"geotag.{name}"
    for name in FORMATS:
        if name not in everything:
            yield f"the format {name}"


def _text(page: Path) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page.read_text(encoding="utf-8")))


def main() -> None:
    """Say what is missing; exit with 1 if anything is."""
    lacking = list(missing(Path(sys.argv[1])))
    for line in lacking:
        print(f"not in the reference: {line}", file=sys.stderr)
    sys.exit(bool(lacking))


if __name__ == "__main__":
    main()
