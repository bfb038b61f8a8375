from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from tests.corpus.readers.prose import BODY, articles, write

UNIX = 1_710_488_400


def jsonl(path: Path, *dates: object) -> Path:
    return write(path, "".join(json.dumps({"text": BODY, "date": date}) + "\n" for date in dates))


@pytest.mark.parametrize(
    ("value", "date"),
    [
        (UNIX, "2024-03-15T07:40:00Z"),
        (UNIX * 1000, "2024-03-15T07:40:00Z"),
        (UNIX + 0.5, "2024-03-15T07:40:00.500Z"),
        (20240315, "2024-03-15"),
        ("15/03/2024", "2024-03-15"),
        (None, None),
        (math.nan, None),
        (5, None),
        (True, None),
        ([], None),
        ({"day": 1}, None),
    ],
)
def test_any_date_of_a_json_line_leaves_the_article(tmp_path: Path, value: object, date: str | None) -> None:
    notes: list[str] = []
    assert [article.date for article in articles(jsonl(tmp_path / "a.jsonl", value), tell=notes.append)] == [date]
    nothing = value is None or value != value
    assert len(notes) == (date is None and not nothing)


def test_a_column_of_unix_seconds(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f"text,date\n{BODY},{UNIX}\n{BODY} ثم,{UNIX}.0\n")
    assert [article.date for article in articles(path)] == ["2024-03-15T07:40:00Z"] * 2


def test_dates_are_told_of_once_an_input(tmp_path: Path) -> None:
    first = jsonl(tmp_path / "a.jsonl", "أمس", "2024-03-15", "غدا", "1445-09-05", "", None)
    second = jsonl(tmp_path / "b.jsonl", "2024-03-15", "\u202e2024-13-45" + "x" * 100)
    notes: list[str] = []
    found = articles(first, second, tell=notes.append)
    assert [article.date for article in found] == [None, "2024-03-15", None, None, None, None, "2024-03-15", None]
    assert notes[0] == f"{first}: dates that could not be read, and are left out: 2, such as 'أمس'"
    assert notes[1].startswith(f"{first}: Hijri dates, ")
    assert notes[1].endswith("left out: 1, such as '1445-09-05'")
    (last,) = notes[2:]
    assert "\u202e" not in last
    assert last.endswith("x…")


def test_an_input_that_puts_the_month_first_is_not_read_by_custom(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", "03/04/2024", "03/15/2024", "05/06/2024", "06/06/2024", "07/31/2024")
    notes: list[str] = []
    found = [article.date for article in articles(path, tell=notes.append)]
    assert found == ["2024-04-03", "2024-03-15", None, "2024-06-06", "2024-07-31"]
    left_out, before = notes
    assert left_out.startswith(f"{path}: dates in which day or month could be first, left out")
    assert left_out.endswith(": 1, such as '05/06/2024'")
    assert before.startswith(f"{path}: dates read with the day first")
    assert before.endswith(": 1, such as '03/04/2024'")


def test_a_directory_is_told_of_once(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(3):
        jsonl(tmp_path / "in" / f"{number}.jsonl", "2024-03-15", *["أمس"] * number)
    notes: list[str] = []
    assert len(articles(tmp_path / "in", tell=notes.append)) == 6
    what = "dates that could not be read, and are left out: 3 in 2 files, such as 'أمس'"
    assert notes == [f"{tmp_path}/in: {what} in {tmp_path}/in/1.jsonl"]


def test_an_input_that_puts_the_day_first_is_read_without_a_word(tmp_path: Path) -> None:
    path = jsonl(tmp_path / "a.jsonl", "03/04/2024", "31/12/2023")
    notes: list[str] = []
    assert [article.date for article in articles(path, tell=notes.append)] == ["2024-04-03", "2023-12-31"]
    assert notes == []


def test_by_default_it_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    articles(jsonl(tmp_path / "a.jsonl", "أمس"))
    assert "dates that could not be read, and are left out: 1" in caplog.text
