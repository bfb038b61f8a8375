from __future__ import annotations

import datetime
import hashlib
import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

import geotag
from geotag.arrow import SCHEMA, tag_batches, tag_table, tagged_schema
from geotag.formats import record_schema
from geotag.model import Article, TaggedArticle
from tests.conftest import KARABAKH
from tests.factory import tagged

TEXTS = ["سيطرت القوات على محافظتي آغدام وفضولي في أذربيجان", "وصل الرئيس الفرنسي إيمانويل ماكرون إلى بيروت"]


class SubstituteTagger:
    """Gives each article what the factory has for it; fails where the text says so, alone or in company."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    def tag_many(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
        articles = list(articles)
        self.calls.append(len(articles))
        for article in articles:
            if article.text == "خطأ":
                raise ZeroDivisionError("by hand")
            yield tagged(article.id)

    def tag(self, article: Article) -> TaggedArticle:
        return next(self.tag_many([article]))


def record(row: dict[str, Any]) -> dict[str, Any]:
    """A row of a result as the JSON record that it stands for."""
    assert row.pop("error") is None
    row["provenance"] = json.loads(row["provenance"])
    for place in row["places"]:
        place["links"] = dict(place["links"])
    for mention in row["mentions"]:
        if mention["type"] is None:
            del mention["type"]
    return row


def test_rows_are_the_records_of_the_tagger(tagger: geotag.Tagger) -> None:
    texts = [KARABAKH, *TEXTS]
    table = pa.table({"id": ["a", "b", "c"], "text": texts, "title": ["ت", None, None], "date": ["2020-10-01"] * 3})
    result = tag_table(table, tagger)
    assert result.schema == SCHEMA
    rows = [record(row) for row in result.to_pylist()]
    titles = ["ت", None, None]
    assert rows == [
        tagger.tag(Article(i, text, title=title, date="2020-10-01")).to_dict()
        for i, text, title in zip("abc", texts, titles, strict=True)
    ]
    for row in rows:
        jsonschema.validate(row, record_schema())


def test_the_schema_has_every_field_of_the_json_record() -> None:
    def names(schema: dict[str, Any], kind: Any) -> None:
        if "$ref" in schema:
            schema = definitions[schema["$ref"].rsplit("/", 1)[1]]
        if "anyOf" in schema:
            return names(schema["anyOf"][0], kind)
        if pa.types.is_struct(kind):
            assert {field.name for field in kind} == set(schema["properties"])
            for field in kind:
                names(schema["properties"][field.name], field.type)
        elif pa.types.is_list(kind):
            names(schema["items"], kind.value_type)
        return None

    whole = record_schema()
    definitions = whole["$defs"]
    assert set(SCHEMA.names) == {*whole["properties"], "error"}
    for field in SCHEMA:
        if field.name not in {"error", "provenance"}:
            names(whole["properties"][field.name], field.type)


def test_rows_that_cannot_be_tagged_say_why_and_the_others_are_tagged() -> None:
    substitute = SubstituteTagger()
    table = pa.table({"text": ["نص", None, "خطأ", "نص", "نص"], "url": ["u1", "u2", "u3", None, "u5"]})
    result = tag_table(table, substitute)  # type: ignore[arg-type]
    assert result["error"].to_pylist() == [
        None,
        "EmptyArticleError: row 2: its text is null",
        "ZeroDivisionError: by hand",
        None,
        None,
    ]
    for column in ("mentions", "places", "people", "focus", "provenance", "text_sha256"):
        assert [value is None for value in result[column].to_pylist()] == [False, True, True, False, False]
    assert result["url"].to_pylist()[1:3] == ["u2", "u3"]
    # Together, the one that failed alone, the rest together again.
    assert substitute.calls == [4, 1, 2]


def test_an_empty_text_is_an_error_of_its_row(tagger: geotag.Tagger) -> None:
    result = tag_table(pa.table({"id": ["x", "y"], "text": ["  \u200f", TEXTS[0]]}), tagger)
    assert result["error"].to_pylist() == ["EmptyArticleError: x holds no text", None]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.large_string())], ids=str
)
def test_any_type_of_texts_and_any_chunks_give_the_same(tagger: geotag.Tagger, kind: Any) -> None:
    plain = tag_table(pa.table({"text": [*TEXTS, None]}), tagger)
    # Cast, as pyarrow 17 makes no dictionary of large strings from Python's.
    chunks = pa.chunked_array([pa.array(part).cast(kind) for part in ([TEXTS[0]], [], [TEXTS[1], None])], kind)
    assert tag_table(pa.table({"text": chunks}), tagger).equals(plain)


def test_tables_without_rows_or_texts() -> None:
    empty = pa.schema([("text", pa.string()), ("n", pa.int8())]).empty_table()
    substitute = SubstituteTagger()
    result = tag_table(empty, substitute, keep=True)  # type: ignore[arg-type]
    assert (result.num_rows, result.schema.names) == (0, [*SCHEMA.names, "text", "n"])
    (batch,) = tag_batches(empty.to_batches() or [pa.RecordBatch.from_pylist([], empty.schema)], substitute)  # type: ignore[arg-type]
    assert (batch.num_rows, batch.schema) == (0, SCHEMA)
    nulls = tag_table(pa.table({"text": pa.nulls(2)}), substitute)  # type: ignore[arg-type]
    assert nulls["id"].to_pylist() == [None, None]
    assert substitute.calls == []


def test_columns_are_mapped_and_others_kept() -> None:
    day = datetime.date(2024, 5, 1)
    table = pa.table(
        {
            "key": [7, None],
            "body": ["نص", "نص"],
            "day": [day, None],
            "title": ["ا", "ب"],
            "n": pa.array([1, 2], pa.int8()),
        }
    )
    columns = {"id": "key", "text": "body", "date": "day", "title": None}
    result = tag_table(table, SubstituteTagger(), columns=columns, keep=["n", "key"])  # type: ignore[arg-type]
    assert result.schema == tagged_schema(table.schema, columns=columns, keep=["n", "key"])
    assert result.schema.names == [*SCHEMA.names, "n", "key"]
    assert result.schema.field("n").type == pa.int8()
    assert result["n"].to_pylist() == [1, 2]
    # The same text has the same id everywhere.
    assert result["id"].to_pylist() == ["7", hashlib.sha256("نص".encode()).hexdigest()[:16]]


def test_fields_reach_the_article(tagger: geotag.Tagger) -> None:
    table = pa.table({"body": TEXTS[:1], "day": [datetime.datetime(2024, 5, 1, 12)], "title": ["عنوان"]})
    (row,) = tag_table(table, tagger, columns={"text": "body", "date": "day", "title": None}).to_pylist()
    assert (row["date"], row["title"], row["url"]) == ("2024-05-01T12:00:00", None, None)


def test_large_batches_are_divided() -> None:
    batch = pa.RecordBatch.from_pydict({"id": list(map(str, range(600))), "text": ["نص"] * 599 + [None]})
    parts = list(tag_batches(iter([batch]), SubstituteTagger()))  # type: ignore[arg-type]
    assert [part.num_rows for part in parts] == [256, 256, 88]
    assert pa.Table.from_batches(parts)["id"].to_pylist() == list(map(str, range(600)))
    assert parts[-1]["error"][-1].as_py() == "EmptyArticleError: row 600: its text is null"


@pytest.mark.parametrize(
    ("table", "options", "message"),
    [
        ({"body": ["x"]}, {}, r'no column holds the texts; name it: columns=\{"text": …\}, one of: body'),
        ({"text": [1]}, {}, r"column 'text' is of type int64, not of texts; cast it to string"),
        ({"text": [b"x"]}, {}, r"is of type binary"),
        ({"text": ["x"]}, {"columns": {"body": "text"}}, r"articles have no field 'body'; columns can give: id, text"),
        ({"text": ["x"]}, {"columns": {"id": "key"}}, r"there is no column 'key'; the table has: text"),
        ({"text": ["x"], "id": ["y"]}, {"keep": ["id"]}, r"column 'id' cannot be kept: .* rename it"),
        ({"text": ["x"]}, {"keep": ["n"]}, r"there is no column 'n'"),
    ],
)
def test_what_cannot_be_done_is_said(table: dict[str, Any], options: dict[str, Any], message: str) -> None:
    with pytest.raises(geotag.InputError, match=message):
        tag_table(pa.table(table), SubstituteTagger(), **options)  # type: ignore[arg-type]


def test_columns_of_one_name_are_refused() -> None:
    table = pa.Table.from_arrays([pa.array(["x"]), pa.array(["y"])], names=["text", "text"])
    with pytest.raises(geotag.InputError, match="several columns 'text'"):
        tag_table(table, SubstituteTagger())  # type: ignore[arg-type]


def test_without_pyarrow_it_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import geotag\n"
        "try:\n import geotag.arrow\n"
        "except geotag.MissingExtraError as error:\n print(error)"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said == "geotag.arrow needs pyarrow, which is not installed: pip install 'geotag[arrow]'\n"


def test_settings_are_loaded_once_for_all_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    from geotag import arrow

    loaded: list[dict[str, Any]] = []

    def load(**settings: Any) -> SubstituteTagger:
        loaded.append(settings)
        return SubstituteTagger()

    monkeypatch.setattr(geotag, "load", load)
    monkeypatch.setattr(arrow, "_taggers", {})
    table = pa.table({"text": ["نص"]})
    for _ in range(2):
        assert tag_table(table)["error"].to_pylist() == [None]
        tag_table(table, {"model": "stanza", "gazetteer": "mine.sqlite"})
    assert loaded == [{}, {"model": "stanza", "gazetteer": Path("mine.sqlite")}]
    with ThreadPoolExecutor(4) as threads:
        for tagged in threads.map(tag_table, [table] * 8):
            assert tagged["error"].to_pylist() == [None]
    assert len(loaded) == 2
