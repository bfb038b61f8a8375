"""The command line: each module is one command, thin over the library.

Exit codes: 0 all well, 1 some articles failed (the others are written), 2 bad usage, 3 model or gazetteer missing or
damaged. Messages go to stderr, data to stdout.
"""

from __future__ import annotations

import click

from geotag._version import __version__
from geotag.cli.doctor import doctor
from geotag.cli.evaluate import evaluate
from geotag.cli.gazetteer import gazetteer
from geotag.cli.map import map_
from geotag.cli.messages import ErrorHandlingGroup
from geotag.cli.model import model
from geotag.cli.review import review
from geotag.cli.run import run
from geotag.cli.summary import summary
from geotag.cli.tag import geojson, tag

__all__ = ["main"]


@click.group("geotag", cls=ErrorHandlingGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="geotag")
def main() -> None:
    """Find the places and people in Arabic news, and put the places on a map.

    Nothing leaves this machine: the recogniser and the gazetteer are local.
    """


for _command in (map_, geojson, tag, run, summary, review, gazetteer, model, evaluate, doctor):
    main.add_command(_command)
