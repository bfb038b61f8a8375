"""Run by ``tools/check_314.py`` inside an interpreter that has only packages of pure Python."""

from __future__ import annotations

import doctest
import importlib
import sys
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType

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
    paths = sorted(SOURCES.rglob("*.py"))
    faults = list(_compiled(paths))
    modules, left = _imported(paths, faults)
    tried = sum(_tried(module, faults) for module in modules)
    print(f"Python {sys.version.split()[0]} on {sys.platform}")
    print(f"{len(paths)} modules compiled with warnings as errors, {len(modules)} imported, {tried} doctests run")
    print(f"{len(left)} not imported, for want of {', '.join(sorted(set(left.values())))}")
    print("\n".join(faults) or "no fault")
    return int(bool(faults))


def _compiled(paths: Sequence[Path]) -> Iterator[str]:
    """What Python finds wrong with modules when it compiles them."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for path in paths:
            try:
                compile(path.read_bytes(), str(path), "exec")
            except (SyntaxError, Warning) as error:
                yield f"{path}: {error}"


def _imported(paths: Sequence[Path], faults: list[str]) -> tuple[list[ModuleType], dict[str, str]]:
    """The modules that could be imported, and those that could not for want of a compiled package."""
    imported, left = [], {}
    for path in paths:
        name = ".".join(path.relative_to(SOURCES.parent).with_suffix("").parts).removesuffix(".__init__")
        if name.endswith("__main__"):
            continue
        try:
            imported.append(importlib.import_module(name))
        except ImportError as error:
            needed = _needed(error)
            if needed is None:
                faults.append(f"{name}: {error}")
            else:
                left[name] = needed
        except Exception as error:  # noqa: BLE001 - whatever a module raises is reported with those of the others
            faults.append(f"{name}: {type(error).__name__}: {error}")
    return imported, left


def _tried(module: ModuleType, faults: list[str]) -> int:
    """How many examples of a module were run."""
    tried = 0
    for test in doctest.DocTestFinder(exclude_empty=True).find(module):
        if not test.examples:
            continue
        said: list[str] = []
        result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
        tried += result.attempted
        if result.failed and not any(_is_of_compiled(line) for line in said):
            faults.append("".join(said))
    return tried


class _NoBuild:
    """Finds none of the packages that have no build here; those of the other Python would fail in ways of their own."""

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> None:
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
