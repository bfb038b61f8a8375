from __future__ import annotations

import csv
import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from tests.factory import BAKU, tagged
from tests.formats.writing import HOSTILE, file_of, written
from tests.maps.factory import karabakh


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_for_each_mention_gives_ids_offsets_and_coordinates_back() -> None:
    article = karabakh()
    table = rows(written("csv", article))
    assert len(table) == len(article.mentions)
    places = {item.place.id: item.place for item in article.places}
    for row, mention in zip(table, article.mentions, strict=True):
        assert article.article.text[int(row["start"]) : int(row["end"])] == row["text"] == mention.text
        if row["place"]:
            place = places[row["place"]]
            assert (float(row["lat"]), float(row["lon"])) == (place.lat, place.lon)
    assert {row["person_name"] for row in table if row["label"] == "PER"} == {"فلاديمير بوتين", "إيمانويل ماكرون"}


def test_every_row_is_attributed() -> None:
    assert {row["attribution"] for row in rows(written("csv", tagged()))} == {
        "geotag 0.1.0; model news; gazetteer 1: us (Apache-2.0)"
    }


@pytest.mark.gdal
def test_pandas_and_gdal_read_it(tmp_path: Path) -> None:
    path = file_of(tmp_path, "csv", tagged("a"), tagged("b"))
    frame = pd.read_csv(path)
    assert frame["article"].tolist() == ["a"] * 6 + ["b"] * 6
    assert frame.loc[0, "lat"] == BAKU.lat
    options = ["-oo", "X_POSSIBLE_NAMES=lon", "-oo", "Y_POSSIBLE_NAMES=lat"]
    result = subprocess.run(["ogrinfo", "-ro", "-al", *options, path], capture_output=True, text=True, check=True)
    assert "Feature Count: 12" in result.stdout
    assert "POINT (49.892 40.37" in result.stdout


def test_nothing_breaks_out_of_its_field() -> None:
    article = tagged()
    hostile = replace(article, article=replace(article.article, title=HOSTILE, source=f"a,b\n{HOSTILE}"))
    table = rows(written("csv", hostile))
    assert len(table) == 6
    assert table[0]["title"] == HOSTILE.replace("\0", "\ufffd")


def test_text_that_a_spreadsheet_takes_for_a_formula_stays_as_it_is() -> None:
    article = replace(tagged().article, title="=HYPERLINK(1)", source="@SUM(1)")
    assert {(row["title"], row["source"]) for row in rows(written("csv", replace(tagged(), article=article)))} == {
        ("=HYPERLINK(1)", "@SUM(1)")
    }
