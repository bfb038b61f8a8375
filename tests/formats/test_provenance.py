"""The licence and attribution of every source, the user's own included, are in every output."""

from __future__ import annotations

import html
from dataclasses import replace
from pathlib import Path

import pytest

from geotag.formats import FORMATS
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.build.from_recipe import build
from geotag.gazetteer.build.overlay import OverlayFile, add_overlay
from geotag.maps import write_corpus_map, write_map
from geotag.model import TaggedArticle
from tests.factory import PROVENANCE, tagged
from tests.formats.writing import file_of
from tests.gazetteer.build.test_from_recipe import ROWS, write

LICENCE, ATTRIBUTION = "ODbL-1.0", "Friends of the Hill"


@pytest.fixture(scope="module")
def article(tmp_path_factory: pytest.TempPathFactory) -> TaggedArticle:
    """An article as a gazetteer with places of the user's own would have tagged it."""
    directory = tmp_path_factory.mktemp("overlay")
    base = build(write(directory, ROWS), directory / "base")
    mine = directory / "mine.csv"
    mine.write_text("name,name_en,kind,lat,lon\nحقلي,My field,facility,1,2\n", encoding="utf-8")
    overlay = OverlayFile(mine, licence=LICENCE, attribution=ATTRIBUTION)
    made = Gazetteer(add_overlay(base, overlay.changes(), overlay.info(), directory / "out"))
    return replace(tagged(), provenance={**PROVENANCE, "gazetteer": dict(made.info)})


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_every_format(article: TaggedArticle, tmp_path: Path, name: str) -> None:
    content = file_of(tmp_path, name, article).read_bytes()
    for text in (LICENCE, ATTRIBUTION, "Apache-2.0"):
        assert text.encode() in content


@pytest.mark.parametrize("write_page", [write_map, write_corpus_map])
def test_every_map(article: TaggedArticle, tmp_path: Path, write_page: object) -> None:
    path = tmp_path / "map.html"
    assert callable(write_page)
    write_page([article], path)
    content = html.unescape(path.read_text(encoding="utf-8"))
    for text in (LICENCE, ATTRIBUTION, "Apache-2.0"):
        assert text in content
