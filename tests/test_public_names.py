"""What users may name: every error, and every path as text or as any object that stands for one."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import geotag
from geotag import errors
from geotag.corpus import read_inputs
from geotag.corpus.run_store import read_records
from geotag.evaluation.geoparsing import read_predictions
from geotag.evaluation.gold import gold_format
from geotag.formats import format_for
from geotag.gazetteer.build.diff import differing_places
from geotag.gazetteer.build.from_recipe import read_recipe
from geotag.maps import write_corpus_map, write_map
from geotag.ner.corpora import read_bio
from geotag.ner.resources import bundled_model, find, read_info

ROOT = Path(__file__).parents[1]
SOURCES = ROOT / "geotag"
#: Errors that never leave the package: readers of inputs, runs and records turn them into others; its words are whole.
CAUGHT = {"DamagedRunError", "DamagedStreamError", "FaultError", "WordListError", "WordTableError"}
#: Modules that no user calls, and records whose fields hold a path for others to read.
INTERNAL = {
    "corpus/consumption.py",
    "corpus/durable.py",
    "records/run_index.py",
    "corpus/walking.py",
    "files/unpacking.py",
    "gazetteer/lookup/connections.py",
    "gazetteer/build/user_files.py",
    "gazetteer/build/sources/geonames_divisions.py",
    "gazetteer/build/sources/geonames_rows.py",
    "ner/checkpoints.py",
    "ner/network.py",
    "ner/stanza_network.py",
    "ner/training/trainer.py",
}


class Named:
    """A path that is neither text nor a pathlib.Path."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __fspath__(self) -> str:
        return str(self._path)


KINDS = pytest.mark.parametrize("kind", [str, Path, Named])


def _modules() -> list[tuple[str, ast.Module]]:
    return [
        (path.relative_to(SOURCES).as_posix(), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(SOURCES.rglob("*.py"))
    ]


def _error_classes() -> set[str]:
    return {
        node.name
        for _, module in _modules()
        for node in ast.walk(module)
        if isinstance(node, ast.ClassDef) and node.name.endswith("Error") and not node.name.startswith("_")
    }


def test_every_error_is_exported_and_described() -> None:
    defined = _error_classes() - CAUGHT
    in_errors = {name for name, value in vars(errors).items() if inspect.isclass(value)}
    page = (ROOT / "docs" / "library.md").read_text(encoding="utf-8")
    assert len(defined) > 20
    assert defined == in_errors == set(errors.__all__)
    assert defined <= set(geotag.__all__)
    for name in defined:
        assert issubclass(getattr(geotag, name), geotag.GeotagError)
        assert f"`{name}`" in page
        assert re.search(rf"\b{name}\b", str(errors.__doc__))


def test_all_that_is_exported_is_there() -> None:
    for name in geotag.__all__:
        assert getattr(geotag, name) is not None


def test_no_public_function_insists_on_a_pathlib_path() -> None:
    insisting = []
    for name, module in _modules():
        if name in INTERNAL or name.startswith(("cli/", "corpus/readers/")):
            continue
        public = next(
            (set(ast.literal_eval(n.value)) for n in module.body if isinstance(n, ast.Assign) and _is_all(n)), set()
        )
        for node in module.body:
            if getattr(node, "name", None) not in public:
                continue
            methods = node.body if isinstance(node, ast.ClassDef) else [node]
            for function in methods:
                if isinstance(function, ast.FunctionDef) and (function.name == "__init__" or function.name[0] != "_"):
                    arguments = function.args.args + function.args.kwonlyargs
                    insisting += [
                        f"{name}: {function.name}({argument.arg})"
                        for argument in arguments
                        if argument.annotation and re.search(r"\bPath\b", ast.unparse(argument.annotation))
                    ]
    assert insisting == []


def _is_all(node: ast.Assign) -> bool:
    return isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"


@KINDS
def test_a_tagger_is_loaded_by_any_path(kind: Callable[[Path], Any], tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.csv"
    corrections.write_text("scope,name,place\neverywhere,آغدام,not a place\n", encoding="utf-8")
    database = SOURCES / "gazetteer" / "data" / "gazetteer.sqlite"
    tagger = geotag.load(kind(bundled_model()), kind(database), corrections=kind(corrections))
    assert not tagger.tag("انسحبت القوات من آغدام").places
    gazetteer = geotag.Gazetteer(kind(database))
    assert gazetteer.path == database
    assert len(geotag.Corrections.read(kind(corrections), gazetteer).rows) == 1


@KINDS
def test_maps_are_written_to_any_path(
    kind: Callable[[Path], Any], karabakh: geotag.TaggedArticle, tmp_path: Path
) -> None:
    write_map([karabakh], kind(tmp_path / "map.html"))
    write_corpus_map([karabakh], kind(tmp_path / "corpus.html"))
    for name in ("map.html", "corpus.html"):
        assert "آغدام" in (tmp_path / name).read_text(encoding="utf-8")


@KINDS
def test_files_are_read_from_any_path(kind: Callable[[Path], Any], tmp_path: Path) -> None:
    article, labelled = tmp_path / "a.txt", tmp_path / "a.bio"
    article.write_text("انسحبت القوات من آغدام", encoding="utf-8")
    labelled.write_text("آغدام\tB-LOC\n", encoding="utf-8")
    (tmp_path / "p.jsonl").write_text("", encoding="utf-8")
    (tmp_path / "g.jsonl").write_text('{"text": "باكو", "toponyms": []}\n', encoding="utf-8")
    # One path alone is one input, not one of each of its letters.
    assert [item.id for item in read_inputs(kind(article)) if isinstance(item, geotag.Article)] == ["a"]
    assert [item.id for item in read_inputs([kind(article)]) if isinstance(item, geotag.Article)] == ["a"]
    assert list(read_bio(kind(labelled)))
    assert read_predictions(kind(tmp_path / "p.jsonl")) == []
    assert format_for(kind(tmp_path / "a.geojson")).name == "geojson"
    assert find(kind(bundled_model())) == bundled_model()
    assert read_info(kind(bundled_model())).name == "news"
    assert read_recipe(kind(ROOT / "gazetteer" / "sources.toml"))[1]
    with pytest.raises(geotag.GazetteerNotFoundError, match="old"):
        list(differing_places(kind(tmp_path / "old.sqlite"), kind(tmp_path / "new.sqlite")))
    with pytest.raises(geotag.GoldError):
        gold_format(kind(labelled))
    (tmp_path / "index.jsonl").write_text("", encoding="utf-8")
    assert list(read_records(kind(tmp_path))) == []


@pytest.mark.parametrize("nothing", ["", "no-such.sqlite"])
def test_an_empty_path_is_not_the_default(nothing: str) -> None:
    with pytest.raises(geotag.GazetteerError):
        geotag.Gazetteer(nothing)
