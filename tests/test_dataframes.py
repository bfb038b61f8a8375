"""What docs/dataframes.md shows runs as printed, on Spark, Dask and DuckDB where they are installed."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import geotag
from geotag.arrow import SCHEMA, tag_table

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "dataframes.md").read_text(encoding="utf-8")
ARTICLES = {
    "id": ["war", "visit", "void", "flood"],
    "text": [
        "سيطرت القوات على محافظتي آغدام وفضولي في أذربيجان",
        "وصل الرئيس الفرنسي إيمانويل ماكرون إلى بيروت",
        None,
        "ضربت الفيضانات مدينة درنة في ليبيا",
    ],
    "published": ["2020-10-01", None, None, "2023-09-11"],
    "section": ["world", "world", "sport", "weather"],
}


def blocks(section: str) -> list[str]:
    """The Python of a section of the document."""
    text = DOCUMENT.split(f"\n## {section}\n")[1].split("\n## ")[0] if section else DOCUMENT.split("\n## ")[0]
    return re.findall(r"```python\n(.*?)```", text, re.DOTALL)


@pytest.fixture
def articles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pa.Table:
    """The articles, as ``news.parquet`` in the working directory, in two row groups."""
    monkeypatch.chdir(tmp_path)
    table = pa.table(ARTICLES)
    pq.write_table(table, "news.parquet", row_group_size=2)
    return table


def run(tmp_path: Path, code: str) -> str:
    """Run `code` in a Python of its own, as these systems start processes and threads; give what it prints."""
    script = tmp_path / "script.py"
    script.write_text(code, encoding="utf-8")
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_LOCAL_IP": "127.0.0.1",
        "PYSPARK_SUBMIT_ARGS": "--master local[1] --conf spark.ui.enabled=false pyspark-shell",
        "OMP_NUM_THREADS": "1",
    }
    done = subprocess.run(
        [sys.executable, script.name], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return done.stdout


def test_the_first_example(articles: pa.Table, tagger: geotag.Tagger) -> None:
    names: dict[str, Any] = {}
    (block,) = blocks("")
    exec(block, names)
    assert names["tagged"].equals(tag_table(articles, tagger))


def test_every_column_and_field_is_in_the_document() -> None:
    def names(kind: Any) -> list[str]:
        if pa.types.is_list(kind):
            return names(kind.value_type)
        return [field.name for field in kind] if pa.types.is_struct(kind) else []

    for field in SCHEMA:
        for name in [field.name, *names(field.type)]:
            assert f"`{name}`" in DOCUMENT


def test_spark(tmp_path: Path, articles: pa.Table, tagger: geotag.Tagger) -> None:
    pytest.importorskip("pyspark", reason="needs Spark: pip install -c constraints.txt pyspark")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java 17 or later")
    said = run(tmp_path, "\n".join(blocks("Spark")))
    written = pq.read_table(tmp_path / "tagged").sort_by("id")
    expected = tag_table(articles, tagger).sort_by("id")
    assert written.to_pylist() == expected.to_pylist()
    assert re.search(r"آغدام\s*\|\s*AZ\s*\|\s*1\s*\|", said)
    assert re.search(r"flood\s*\|\s*2023-09-11\s*\|\s*weather\s*\|\s*LY", said)


def test_dask(tmp_path: Path, articles: pa.Table, tagger: geotag.Tagger) -> None:
    pytest.importorskip("dask.dataframe", reason="needs Dask: pip install -c constraints.txt 'dask[dataframe]'")
    (block,) = blocks("Dask")
    run(tmp_path, block.rstrip() + "\n    tagged.to_parquet('tagged.parquet')")
    expected = tag_table(articles, tagger)
    # There are two partitions, and each counts its own rows.
    errors = [None, None, "EmptyArticleError: row 1: its text is null", None]
    found = pq.read_table(tmp_path / "tagged.parquet").select(SCHEMA.names)
    assert found["error"].to_pylist() == errors
    assert found.drop_columns("error").to_pylist() == expected.drop_columns("error").to_pylist()


def test_duckdb(articles: pa.Table, tagger: geotag.Tagger) -> None:
    duckdb = pytest.importorskip("duckdb", reason="needs DuckDB: pip install -c constraints.txt duckdb")
    names: dict[str, Any] = {}
    (block,) = blocks("DuckDB")
    exec(block, names)
    connection = names["connection"]
    expected = tag_table(articles, tagger)
    found = connection.sql("FROM tagged").to_arrow_table()
    assert found.drop_columns(["places", "error"]).to_pylist() == expected.drop_columns(["places", "error"]).to_pylist()
    assert connection.execute("SELECT count(*) FROM tagged WHERE error IS NOT NULL").fetchone() == (1,)
    counted = connection.execute("SELECT sum(len(places)) FROM tagged").fetchone()
    assert counted == (sum(len(places or ()) for places in expected["places"].to_pylist()),)
    assert isinstance(connection, duckdb.DuckDBPyConnection)
