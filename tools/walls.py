#!/usr/bin/env python3
"""The walls between the packages: what each may import, held by a test, and shown in CONTRIBUTING.md.

A row of :data:`ROOMS` is a package or a module under ``geotag/``; it may import itself, what it names, and nothing else
of ours. It can name only rows above it, so that the rows are in the order in which data flows, and no circle can come
about. Every import counts, those inside functions and those for type checkers alone included. Run from the repository's
root::

    python -m tools.walls            # names every import that goes through a wall
    python -m tools.walls --write    # writes the table into CONTRIBUTING.md
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, NamedTuple

__all__ = [
    "EXCEPTIONS",
    "PAGE",
    "ROOMS",
    "Import",
    "Room",
    "breaches",
    "circles",
    "imports",
    "page_with",
]

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "CONTRIBUTING.md"
_BEGIN: Final = "<!-- The table is written by `python -m tools.walls --write`. -->\n"
_END: Final = "<!-- End of the table. -->\n"


class Room(NamedTuple):
    """A package, a module, or several, and the rows above that it may import.

    Attributes
    ----------
    types
        Rows, of whatever place in the table, whose types it may name: these are imported for type checkers alone.
    """

    names: tuple[str, ...]
    does: str
    imports: tuple[str, ...] = ()
    types: tuple[str, ...] = ()


class Import(NamedTuple):
    """That a module imports another; `when` is ``start``, ``call`` (inside a function) or ``types``."""

    module: str
    imported: str
    when: str
    line: int


#: What any module but those of ``arabic`` and of this row may import.
_GROUND: Final = ("errors", "paths", "readonly", "forking", "safe_text", "_version")
ROOMS: Final = (
    Room(("arabic",), "folding, tokens, proclitics, heads, demonyms; the rules' words as data"),
    Room(
        _GROUND,
        "errors; types of paths, read-only mappings, locks that survive a fork, text for terminals; all below may "
        "import them",
    ),
    Room(("model",), "the records that flow through all below"),
    Room(("records",), "the record written and read, and its schema", ("model",)),
    Room(("dates",), "dates as inputs state them", ("arabic",)),
    Room(("fetching",), "files over the network, taken up where they stopped and verified"),
    Room(("files",), "files as users have them: their encoding, how they are packed", ("arabic",)),
    Room(("boundaries",), "outlines of countries and divisions, distances", ("arabic", "model")),
    Room(
        ("resolve/reasons", "resolve/features", "resolve/relations"),
        "the features by which candidates are told apart; reasons, and their words",
        ("boundaries", "model"),
        ("resolve",),
    ),
    Room(("ner",), "the Stanza pipeline, its model, people", ("arabic", "fetching", "model")),
    Room(("gazetteer/schema",), "what a gazetteer is on disk"),
    Room(
        ("gazetteer/lookup",),
        "names and points looked up in a gazetteer; the geopy geocoder",
        ("arabic", "boundaries", "gazetteer/schema", "model", "records"),
    ),
    Room(
        ("gazetteer/build",),
        "gazetteers made, extended and compared",
        ("arabic", "boundaries", "fetching", "files", "gazetteer/lookup", "gazetteer/schema", "model"),
    ),
    Room(("gazetteer",), "offers the search and the geocoder, imported when asked for", ("gazetteer/lookup",)),
    Room(
        ("protocols",),
        "what the tagger asks of its parts",
        ("model",),
        ("arabic", "corrections", "extraction", "ner", "resolve"),
    ),
    Room(
        ("extraction",),
        "text to tokens, spans and mentions; the table of rules",
        ("arabic", "gazetteer/lookup", "model", "ner", "protocols"),
    ),
    Room(
        ("resolve",),
        "one place, or none, for each name",
        ("arabic", "boundaries", "extraction", "gazetteer/lookup", "model", "protocols", "resolve/reasons"),
    ),
    Room(
        ("corrections",),
        "a user's decisions, applied before the resolver's",
        ("arabic", "boundaries", "extraction", "model", "protocols", "resolve/reasons"),
    ),
    Room(("outcomes",), "what became of each article", ("model",)),
    Room(
        ("tagger", "recipe"),
        "all of it as one, and what it was loaded from",
        ("arabic", "corrections", "extraction", "model", "ner", "outcomes", "protocols", "records", "resolve"),
    ),
    Room(
        ("__init__",),
        "`import geotag`: the public names, and `load`",
        ("corrections", "gazetteer", "model", "ner", "outcomes", "tagger"),
    ),
    Room(("formats",), "one writer a format", ("arabic", "boundaries", "dates", "model", "records")),
    Room(
        ("maps",),
        "HTML pages; `maps/marked.py` is the format `html`",
        ("arabic", "boundaries", "dates", "formats", "model", "records", "resolve/reasons"),
    ),
    Room(
        ("corpus",),
        "what is read; runs over many articles",
        ("__init__", "arabic", "dates", "files", "formats", "model", "ner", "outcomes", "records", "resolve"),
    ),
    Room(
        ("review",),
        "the least certain decisions of a run, and the page to correct them",
        ("arabic", "corrections", "formats", "maps", "model", "records", "resolve/reasons"),
    ),
    Room(("summary",), "what a whole run found, counted", ("arabic", "corpus", "dates", "formats", "model", "records")),
    Room(
        ("arrow",),
        "tables of articles to tables of records",
        ("__init__", "dates", "formats", "model", "outcomes", "records", "tagger"),
    ),
    Room(("stanza",), "a processor for Stanza's pipelines", ("__init__", "arabic", "model", "ner")),
    Room(
        ("evaluation",),
        "metrics; models and geotag over annotated files; reports",
        ("arabic", "boundaries", "formats", "gazetteer", "maps", "model", "ner", "protocols", "records"),
    ),
    Room(("ner/training",), "training of the recogniser", ("arabic", "evaluation", "model", "ner")),
    Room(
        ("resolve/learning",),
        "learning of the resolver's weights",
        (
            "arabic",
            "evaluation",
            "extraction",
            "gazetteer/lookup",
            "model",
            "protocols",
            "resolve",
            "resolve/reasons",
            "tagger",
        ),
    ),
    Room(("cli", "__main__"), "one command a module: parses, calls the library, prints", ("*",)),
)
#: Imports through a wall, of modules or of rows, and why.
EXCEPTIONS: Final[Mapping[tuple[str, str], str]] = {
    ("model", "records"): "`to_dict` and `from_dict`, when they are called",
    ("model", "formats/geodataframe"): "`to_geodataframe`, when it is called",
    ("model", "maps/notebook"): "how a notebook shows an article, when it does",
    ("recipe", "__init__"): "a tagger that was pickled is loaded as users load it",
}


def imports(root: Path = ROOT) -> Iterator[Import]:
    """Every import of one of our modules by another; modules are named by their paths under ``geotag/``."""
    package = root / "geotag"
    known = {_name(path, package): path for path in sorted(package.rglob("*.py"))}
    for name, path in known.items():
        for node, when in _import_nodes(ast.parse(path.read_text(encoding="utf-8")), "start"):
            for imported in _imported(node, known):
                if imported != name:
                    yield Import(name, imported, when, node.lineno)


def breaches(found: Sequence[Import]) -> list[str]:
    """The imports that go through a wall, each with the file and line."""
    return [
        f"geotag/{module}.py, line {line}: {imported} is not for {_room_of(module).names[0]}"
        for module, imported, when, line in found
        if not _is_allowed(module, imported, when)
    ]


def circles(found: Sequence[Import]) -> list[list[str]]:
    """Modules that import each other when they start, however long the way round."""
    graph: dict[str, set[str]] = defaultdict(set)
    for module, imported, when, _ in found:
        if when == "start":
            graph[module].add(imported)
    reached = {module: _reached(module, graph) for module in sorted(graph)}
    rings = {
        tuple(sorted(other for other in reached[module] if module in reached.get(other, ())))
        for module in reached
        if module in reached[module]
    }
    return [list(ring) for ring in sorted(rings)]


def _table() -> str:
    """The rows as CONTRIBUTING.md shows them."""
    lines = ["| Package | What it does | Imports of ours |", "|---|---|---|"]
    for room in ROOMS:
        shown = ["all" if name == "*" else f"`{name}`" for name in room.imports]
        types = ", ".join(f"`{name}`" for name in room.types)
        allowed = "; ".join(filter(None, (", ".join(shown), types and f"types of {types}"))) or "nothing"
        lines.append(f"| {', '.join(f'`{name}`' for name in room.names)} | {room.does} | {allowed} |")
    lines += ["", "Through a wall go only:", ""]
    lines += [f"- `{one}` imports `{other}`: {why}" for (one, other), why in EXCEPTIONS.items()]
    return "\n".join(lines) + "\n"


def page_with(text: str) -> str:
    """The page with the table as it is to be."""
    before, _, rest = text.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{_table()}\n{_END}{after}"


def _name(path: Path, package: Path) -> str:
    name = path.relative_to(package).with_suffix("").as_posix()
    return name if name == "__init__" else name.removesuffix("/__init__")


def _import_nodes(node: ast.AST, when: str) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, when
        elif isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test):
            yield from _import_nodes(child, "types")
        else:
            inside = "call" if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef) else when
            yield from _import_nodes(child, inside)


def _imported(node: ast.Import | ast.ImportFrom, known: Mapping[str, Path]) -> Iterator[str]:
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif node.level:
        raise ValueError(f"line {node.lineno}: imports are absolute here")
    else:
        submodules = [f"{node.module}.{alias.name}" for alias in node.names]
        names = [name if _path_of(name) in known else str(node.module) for name in submodules]
    for name in dict.fromkeys(names):
        if name.split(".")[0] == "geotag":
            yield _path_of(name)


def _path_of(name: str) -> str:
    return name.removeprefix("geotag").removeprefix(".").replace(".", "/") or "__init__"


def _room_of(module: str) -> Room:
    """The row that a module is in: the longest name that it lies under."""
    rows = [(len(name), room) for room in ROOMS for name in room.names if _is_in(module, name)]
    if not rows:
        raise ValueError(f"geotag/{module}.py is in no row of ROOMS")
    return max(rows, key=lambda row: row[0])[1]


def _is_allowed(module: str, imported: str, when: str) -> bool:
    room, other = _room_of(module), _room_of(imported)
    if other is room or "*" in room.imports or _is_exception(module, imported):
        return True
    if room.names != ("arabic",) and room.names != _GROUND and other.names == _GROUND:
        return True
    named = room.imports if when != "types" else (*room.imports, *room.types)
    return any(name in other.names for name in named)


def _is_exception(module: str, imported: str) -> bool:
    return any(_is_in(module, one) and _is_in(imported, other) for one, other in EXCEPTIONS)


def _is_in(module: str, name: str) -> bool:
    return f"{module}/".startswith(f"{name}/")


def _reached(start: str, graph: Mapping[str, set[str]]) -> set[str]:
    reached: set[str] = set()
    ahead = list(graph[start])
    while ahead:
        module = ahead.pop()
        if module not in reached:
            reached.add(module)
            ahead.extend(graph.get(module, ()))
    return reached


def main(arguments: Sequence[str] | None = None) -> int:
    """Check the imports, or write the table; 1 if an import goes through a wall."""
    parser = argparse.ArgumentParser(description="The walls between the packages.")
    parser.add_argument("--write", action="store_true", help="write the table into CONTRIBUTING.md")
    if parser.parse_args(arguments).write:
        PAGE.write_text(page_with(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
        return 0
    found = list(imports())
    faults = [*breaches(found), *(f"a circle: {', '.join(ring)}" for ring in circles(found))]
    for fault in faults:
        print(fault)
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
