"""The command of another interpreter that imports what this one does, and nothing from the working directory.

``python -m`` puts the working directory before the standard library: a ``stanza.py`` or a ``geotag/`` that happens to
lie beside the articles would be run in the place of the real one.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

import geotag

__all__ = ["isolated_command", "isolated_environment", "search_path"]

#: Takes where geotag lies, the module to run and the search path. What it imports before that is set is built in.
_BEGIN: Final = """
import sys
_, home, name, *sys.path[:] = sys.argv
del sys.argv[1:]
from importlib.machinery import PathFinder
class SameGeotag:
    @staticmethod
    def find_spec(name, path=None, target=None):
        return PathFinder.find_spec(name, [home]) if name == "geotag" else None
sys.meta_path.insert(0, SameGeotag)
import runpy
runpy.run_module(name, run_name="__main__", alter_sys=True)
"""


def isolated_command(module: str, *, everything: bool = False) -> list[str]:
    """The command that runs a module of geotag: of this very geotag, wherever it lies.

    Parameters
    ----------
    everything
        As of :func:`search_path`.
    """
    flags = [flag for flag, on in (("-E", sys.flags.ignore_environment), ("-s", sys.flags.no_user_site)) if on]
    home = str(Path(geotag.__file__).absolute().parents[1])
    return [sys.executable, "-P", *flags, "-c", _BEGIN, home, module, *search_path(everything=everything)]


def isolated_environment(environment: Mapping[str, str], **changes: str) -> dict[str, str]:
    """An environment in which no interpreter puts the working directory into its search path by itself.

    What the user names in ``PYTHONPATH`` stays; an empty entry there, as ``$UNSET:/lib`` leaves one, would be the
    working directory.
    """
    changed = {**environment, "PYTHONSAFEPATH": "1", **changes}
    if "PYTHONPATH" in changed:
        changed["PYTHONPATH"] = os.pathsep.join(filter(None, changed["PYTHONPATH"].split(os.pathsep)))
    return changed


def search_path(*, everything: bool = False, entries: Sequence[str] | None = None) -> list[str]:
    """Where this interpreter looks for modules, without the working directory that Python puts first by itself.

    Parameters
    ----------
    everything
        Keep that too: for a caller's own module, which may lie there.
    entries
        By default ``sys.path``.
    """
    found = [entry for entry in (sys.path if entries is None else entries) if isinstance(entry, str)]
    if everything:
        return [str(Path(entry).absolute()) for entry in found]
    # As -m and an interactive interpreter have it. Where a user or an installation names the directory, it comes again.
    if found and not sys.flags.safe_path and Path(found[0]).absolute() == Path.cwd():
        del found[0]
    return [str(Path(entry).absolute()) for entry in found if entry]
