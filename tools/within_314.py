"""Run by ``tools/check_314.py`` inside an interpreter that has only packages of pure Python."""

from __future__ import annotations

import doctest
import importlib
import sys
import warnings
from pathlib import Path

SOURCES = Path(__file__).resolve().parents[1] / "geotag"
#: Packages with compiled parts, and those that are nothing without them. Only these may be what an import fails for.
COMPILED = frozenset(
    (
        *("folium", "geopandas", "google", "lxml", "numpy", "orjson", "pandas", "pyarrow", "pyogrio", "pyproj"),
        *("ray", "regex", "shapely", "stanza", "torch", "trafilatura", "yaml"),
    )
)


def check() -> int:
    """Compile, import and try all modules; the exit code."""
    sys.meta_path.insert(0, _NoBuild())
    modules = sorted(SOURCES.rglob("*.py"))
    faults: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in modules:
            try:
                compile(path.read_bytes(), str(path), "exec")
            except (SyntaxError, Warning) as error:
                faults.append(f"{path}: {error}")
    imported, left = [], {}
    for path in modules:
        name = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts).removesuffix(".__init__")
        if "derive" in name or name.endswith("__main__"):
            continue
        try:
            imported.append(importlib.import_module(name))
        except ImportError as error:
            needed = _needed(error)
            if needed is None:
                faults.append(f"{name}: {error}")
            else:
                left[name] = needed
        except Exception as error:
            faults.append(f"{name}: {type(error).__name__}: {error}")
    tried = 0
    for module in imported:
        for test in doctest.DocTestFinder(exclude_empty=True).find(module):
            if not test.examples:
                continue
            said: list[str] = []
            result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
            tried += result.attempted
            if result.failed and not any(_is_of_compiled(line) for line in said):
                faults.append("".join(said))
    print(f"Python {sys.version.split()[0]} on {sys.platform}")
    print(f"{len(modules)} modules compiled with warnings as errors, {len(imported)} imported, {tried} doctests run")
    print(f"{len(left)} not imported, for want of {', '.join(sorted(set(left.values())))}")
    print("\n".join(faults) or "no fault")
    return int(bool(faults))


class _NoBuild:
    """Finds none of the packages that have no build here; those of the other Python would fail in ways of their own."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name.partition(".")[0] in COMPILED:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


def _needed(error: BaseException | None) -> str | None:
    """The compiled package that an import failed for, if it did."""
    while error is not None:
        name = (getattr(error, "name", None) or "").partition(".")[0]
        if name in COMPILED:
            return name
        error = error.__cause__ or error.__context__
    return None


def _is_of_compiled(text: str) -> bool:
    return any(f"No module named '{name}" in text for name in COMPILED)
