"""``python -m tests.cli.substituted``: the command line with a tagger that needs no model."""

from __future__ import annotations

import functools

from geotag.cli import main
from geotag.corpus import workers

if __name__ == "__main__":
    workers.TaggerSettings = functools.partial(  # type: ignore[misc, assignment]
        workers.TaggerSettings, factory="tests.corpus.substitute_tagger:load"
    )
    main(prog_name="geotag")
