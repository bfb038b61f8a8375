"""What can be run of geotag on CPython 3.14 where only Node.js is at hand: the interpreter is that of npm's pyodide.

All modules are compiled with warnings as errors, all that can be are imported, and their doctests run. Packages of
pure Python come from the environment that runs this script; those with compiled parts (numpy, shapely, torch, lxml,
pyarrow …) have no build for this interpreter, so that modules which import them are compiled only, and counted.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RELEASE = "314.0.8"
NODE = """
import { loadPyodide } from "pyodide";
const python = await loadPyodide();
python.mountNodeFS("/sources", process.argv[2]);
python.mountNodeFS("/packages", process.argv[3]);
process.exit(python.runPython(`
import runpy, sys
sys.path.insert(0, "/sources")
sys.path.append("/packages")
runpy.run_path("/sources/tools/within_314.py")["check"]()
`));
"""


def main() -> None:
    """Fetch the interpreter into a temporary directory, and run :mod:`tools.within_314` in it."""
    packages = next(path for path in sys.path if path.endswith("site-packages"))
    with tempfile.TemporaryDirectory(prefix="geotag-314-") as directory:
        work = Path(directory)
        (work / "package.json").write_text('{"private": true, "type": "module"}', encoding="utf-8")
        (work / "run.mjs").write_text(NODE, encoding="utf-8")
        subprocess.run(
            ["npm", "install", "--silent", "--no-audit", "--no-fund", f"pyodide@{RELEASE}"],
            cwd=work,
            check=True,
        )
        done = subprocess.run(
            ["node", "run.mjs", str(ROOT), packages],
            cwd=work,
            check=False,
        )
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()
