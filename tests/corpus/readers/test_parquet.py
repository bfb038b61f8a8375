from __future__ import annotations

import datetime
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.corpus.readers.prose import BODY, TEXT, articles, complaints, ids, read


def write(path: Path, columns: dict[str, object], **options: object) -> Path:
    parquet.write_table(pa.table(columns), path, **options)  # type: ignore[arg-type]
    return path


def test_columns_become_fields(tmp_path: Path) -> None:
    path = write(
        tmp_path / "c.parquet",
        {
            "key": pa.array([5, None]),
            "body": pa.array([TEXT, BODY]).dictionary_encode(),
            "day": pa.array([datetime.date(2024, 3, 5), None]),
            "source": pa.array(["وكالة", None], pa.large_string()),
            "more": pa.array([[1, 2], []]),
        },
    )
    first, second = articles(path, fields={"id": "key", "text": "body", "date": "day"})
    assert (first.id, first.text, first.date, first.source) == ("5", TEXT, "2024-03-05", "وكالة")
    assert (second.id, second.text, second.date, second.source) == ("c-2", BODY, None, None)
    assert "there is no column text; there are key, body, day, source, more" in complaints(path)[0]
    assert "there is no column title" in complaints(path, fields={"text": "body", "title": "title"})[0]


def test_moments_are_dates_too(tmp_path: Path) -> None:
    moment = datetime.datetime(2024, 3, 5, 10, tzinfo=datetime.UTC)
    path = write(tmp_path / "c.pq", {"text": [BODY], "date": pa.array([moment], pa.timestamp("ms", "UTC"))})
    assert articles(path)[0].date == "2024-03-05T10:00:00+00:00"


def test_bad_rows_are_named_and_the_others_read(tmp_path: Path) -> None:
    texts = [BODY, None, BODY * 100, "", "An English text about Baku", BODY]
    path = write(tmp_path / "c.parquet", {"text": texts}, row_group_size=2)
    assert ids(path, max_bytes=5_000) == ["c-1", "c-6"]
    none, long, empty, english = complaints(path, max_bytes=5_000)
    assert "c.parquet, row 2, column text: a text is needed" in none
    assert "row 3: 0.0 MB is too long for an article" in long
    assert "row 4, column text: it is empty" in empty
    assert "row 5: this is not Arabic" in english
    number = write(tmp_path / "n.parquet", {"text": [1]})
    assert "row 1, column text: a text is needed" in complaints(number)[0]


def test_files_cut_or_damaged_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "c.parquet", {"text": [f"{BODY} {n}" for n in range(3_000)]}, row_group_size=1_000)
    data = bytearray(path.read_bytes())
    (tmp_path / "cut.parquet").write_bytes(data[:-100])
    assert "cut.parquet: this is no Parquet file, or it is cut short" in complaints(tmp_path / "cut.parquet")[0]
    start = parquet.ParquetFile(path).metadata.row_group(1).column(0).dictionary_page_offset
    data[start : start + 50] = b"\xff" * 50
    path.write_bytes(data)
    found = read(path)
    assert len(found) == 2_001
    assert "c.parquet, rows 1001-2000: they are damaged" in str(complaints(path)[0])
    assert getattr(found[-1], "id", None) == "c-3000"


def test_a_column_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from geotag.corpus.readers import parquet as reader

    monkeypatch.setattr(reader, "_UNSUSPECTED_BYTES", 100_000)
    path = write(
        tmp_path / "c.parquet", {"text": ["0" * 2_000_000]}, compression="zstd", use_dictionary=False, row_group_size=1
    )
    assert "c.parquet, rows 1-1, column text: it unpacks to 2 MB, over 1000 times its size" in complaints(path)[0]


def test_parquet_comes_from_a_pipe_too(tmp_path: Path) -> None:
    path = write(tmp_path / "c.parquet", {"text": [BODY]})
    assert articles("-", stdin=io.BytesIO(path.read_bytes()))[0].id == "stdin-1"


def test_parquet_comes_from_an_archive_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "news.zip", "w") as archive:
        archive.write(write(tmp_path / "c.parquet", {"text": [BODY, BODY]}), "c.parquet")
    assert ids(tmp_path / "news.zip") == ["c-1", "c-2"]


def test_bytes_that_are_no_text_are_named(tmp_path: Path) -> None:
    texts = pa.StringArray.from_buffers(
        2, pa.py_buffer(b"\x00\x00\x00\x00\x02\x00\x00\x00\x04\x00\x00\x00"), pa.py_buffer(b"\xcf\xea\xcf\xea")
    )
    path = write(tmp_path / "c.parquet", {"text": texts})
    assert complaints(path) == [f"{path}, row {n}, column text: this is not UTF-8 (byte 0)" for n in (1, 2)]


def test_columns_of_one_name_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([BODY]), pa.array([BODY])], names=["text", "text"])
    parquet.write_table(table, tmp_path / "c.parquet")
    assert complaints(tmp_path / "c.parquet") == [f"{tmp_path}/c.parquet: 2 columns are called text"]


@pytest.mark.parametrize(
    ("values", "date"),
    [
        (pa.array([1_710_453_600], pa.timestamp("s")), "2024-03-14T22:00:00"),
        (pa.array([1_710_453_600_000_000_123], pa.timestamp("ns", "Asia/Riyadh")), "2024-03-15T01:00:00+03:00"),
        (pa.array([1_710_453_600_000], pa.timestamp("ms", "-05:00")), "2024-03-14T17:00:00-05:00"),
        (pa.array([1_710_453_600_000_000], pa.timestamp("us", "Mars/Phobos")), "2024-03-14T22:00:00+00:00"),
        (pa.array([19_797], pa.date32()), "2024-03-15"),
        (pa.array([19_797 * 86_400_000], pa.date64()), "2024-03-15"),
        (pa.array([1_710_453_600]), "2024-03-14T22:00:00Z"),
        (pa.array([1_710_453_600_000.0]), "2024-03-14T22:00:00Z"),
        (pa.array([20_240_315], pa.int32()), "2024-03-15"),
        (pa.array(["١٥ آذار ٢٠٢٤"]).dictionary_encode(), "2024-03-15"),
    ],
)
def test_dates_of_all_types_are_read_by_one_rule(tmp_path: Path, values: pa.Array, date: str) -> None:
    path = write(tmp_path / "c.parquet", {"text": [BODY], "date": values})
    assert [article.date for article in articles(path)] == [date]


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (pa.array([10**13], pa.timestamp("s")), "timestamp[ms]: 10000000000000000"),
        (pa.array([3_000_000], pa.date32()), "date32[day]: 3000000"),
        (pa.array([36_000], pa.time32("s")), "datetime.time(10, 0)"),
        (pa.array([["2024-03-15"]]), "['2024-03-15']"),
        (pa.array([True]), "True"),
    ],
)
def test_dates_that_cannot_be_read_are_left_out_and_told_of(tmp_path: Path, values: pa.Array, shown: str) -> None:
    path = write(tmp_path / "c.parquet", {"text": [BODY], "date": values})
    notes: list[str] = []
    assert [article.date for article in articles(path, tell=notes.append)] == [None]
    assert len(notes) == 1
    assert shown in notes[0]
