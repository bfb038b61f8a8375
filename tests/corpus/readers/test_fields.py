"""One rule for the fields of rows and objects, whatever format they come in."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.corpus.readers.prose import BODY, articles, complaints


def as_jsonl(path: Path, row: dict[str, object]) -> Path:
    file = path / "c.jsonl"
    file.write_text(json.dumps({**row, "text": BODY}))
    return file


def as_parquet(path: Path, row: dict[str, object]) -> Path:
    file = path / "c.parquet"
    parquet.write_table(pa.table({name: [value] for name, value in {**row, "text": BODY}.items()}), file)
    return file


formats = pytest.mark.parametrize("as_file", [as_jsonl, as_parquet])


@formats
@pytest.mark.parametrize("name", ["id", "title", "source", "url"])
@pytest.mark.parametrize(
    ("value", "wanted"),
    [(7, "7"), (7.0, "7"), (-3, "-3"), (2.5, "2.5"), ("x", "x"), (2**60, str(2**60)), (10**15 + 0.0, "1" + 15 * "0")],
)
def test_numbers_and_texts_are_taken(
    tmp_path: Path, as_file: Callable[[Path, dict[str, object]], Path], name: str, value: object, wanted: str
) -> None:
    assert getattr(articles(as_file(tmp_path, {name: value}))[0], name) == wanted


@formats
@pytest.mark.parametrize("name", ["id", "title", "source", "url", "date"])
@pytest.mark.parametrize("value", [None, "", "  ", float("nan")])
def test_nothing_is_nothing(
    tmp_path: Path, as_file: Callable[[Path, dict[str, object]], Path], name: str, value: object
) -> None:
    (article,) = articles(as_file(tmp_path, {name: value}), tell=lambda _: None)
    assert getattr(article, name) == ("c-1" if name == "id" else None)


@formats
@pytest.mark.parametrize("name", ["id", "title", "source", "url"])
@pytest.mark.parametrize("value", [True, [1], {"a": 1}, float("inf")])
def test_other_values_are_named(
    tmp_path: Path, as_file: Callable[[Path, dict[str, object]], Path], name: str, value: object
) -> None:
    (complaint,) = complaints(as_file(tmp_path, {name: value}))
    assert f" {name}: a text or a number is needed, not " in complaint


@formats
def test_a_number_as_date_refuses_nothing(tmp_path: Path, as_file: Callable[[Path, dict[str, object]], Path]) -> None:
    assert articles(as_file(tmp_path, {"date": 1_710_460_800}), tell=lambda _: None)[0].text == BODY


def test_keys_that_an_object_has_twice_are_named(tmp_path: Path) -> None:
    path = tmp_path / "c.jsonl"
    path.write_text(f'{{"text": "{BODY}", "text": "x"}}\n{{"a": 1, "a": 2, "text": "{BODY}"}}\n', encoding="utf-8")
    assert complaints(path) == [f"{path}, line 1, field text: this object has it more than once; leave only one"]
