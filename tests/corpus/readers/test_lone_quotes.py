"""A quote that is none of a cell takes in no rows; cells of several lines stay as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from geotag.corpus import InputFailure
from tests.corpus.readers.prose import BODY, SECOND, articles, complaints, ids, read, write

LONG = "وصل الوفد إلى حلب"


def rows(*lines: str, header: str = "id,text,source") -> str:
    return "\n".join([header, *lines, ""])


@pytest.mark.parametrize(
    ("header", "lines"),
    [
        ("id,text,source", [f'1,"{LONG},أ', f"2,{LONG} غدا,ب", f"3,{LONG} أمس,ج", f'4,{LONG}",د']),
        ("id,text", [f'a,"{LONG}', f"b,{LONG} غدا", f"c,{LONG} أمس", f'd,{LONG}"']),
        ("id\ttext", [f'7\t"{LONG}', f'8\t{LONG}"']),
        ("date;text;id", [f'2024-03-05;"{LONG};1', f'2024-03-06;{LONG}";2', f"2024-03-07;{LONG};3"]),
        ("url,text", [f'https://x.example/1,"{LONG}', f'https://x.example/2,{LONG}"']),
        ("text,id", [f'"{LONG},1', f"{LONG},2", f'{LONG}",3']),
        # The next quote is one of a cell.
        ("id,text,source", [f'1,"{LONG},أ', f"2,{LONG},ب", f'3,"{LONG}",ج']),
        ("id,text,source", [f'1,"{LONG},أ', f"2,{LONG},ب", f'3,"{LONG}, غدا",ج', f"4,{LONG},د"]),
        # There is no other quote.
        ("id,text,source", [f'1,"{LONG},أ', f"2,{LONG},ب", f"3,{LONG},ج"]),
    ],
)
def test_rows_after_a_lone_quote_are_kept_and_its_line_named(tmp_path: Path, header: str, lines: list[str]) -> None:
    path = write(tmp_path / "a.csv", rows(*lines, header=header))
    found = read(path)
    assert sum(not isinstance(item, InputFailure) for item in found) == len(lines), found
    assert all(item.text.count(LONG) == 1 for item in found if not isinstance(item, InputFailure))
    (complaint,) = complaints(path)
    assert complaint.startswith(f"{path}, line 2: a quote is opened here")
    assert "(lines 3 to " in complaint


@pytest.mark.parametrize(
    "cell",
    [
        f"{BODY}\n{SECOND}",
        f"{BODY}\n\n{SECOND}\n",
        "قال الوزير, اليوم, هذا\nوقال, غدا, ذاك",
        "أسعار اليوم:\n1, سعر الخبز ارتفع\n2, سعر الزيت انخفض",
        "قال,وأضاف الوزير في المدينة\nثم عاد إلى البلاد وزار حلب",
        f'قال: ""{BODY}""\nثم عاد, وقال',
        "سطر أول\nسطر ثان، وثالث\nسطر رابع; وخامس",
        "\n" + BODY,
    ],
)
@pytest.mark.parametrize("row", ['1,"{}"', '1,"{}",x', '"1","{}","x"', '1,x,"{}"', '"{}",1'])
def test_cells_of_several_lines_stay_as_they_are(tmp_path: Path, row: str, cell: str) -> None:
    header = {'1,"{}"': "id,text", '1,x,"{}"': "id,source,text", '"{}",1': "text,id"}.get(row, "id,text,source")
    path = write(tmp_path / "a.csv", f"{header}\n{row.format(cell)}\n{row.format(SECOND)}\n")
    first, second = articles(path)
    assert (first.text, second.text) == (cell.replace('""', '"'), SECOND)


def test_lone_quotes_in_many_rows(tmp_path: Path) -> None:
    lines = [f'{n},"{LONG},x' if n % 3 else f'{n},"{LONG}",x' for n in range(90)]
    path = write(tmp_path / "a.csv", rows(*lines))
    assert ids(path) == [str(n) for n in range(90)]
    assert len(complaints(path)) == 60


def test_a_lone_quote_does_not_cost_the_rows_of_a_long_file(tmp_path: Path) -> None:
    lines = [f'{n},"{BODY},x' if n == 5 else f"{n},{BODY},x" for n in range(3_000)]
    path = write(tmp_path / "a.csv", rows(*lines))
    assert ids(path, max_bytes=20_000) == [str(n) for n in range(3_000)]
    (complaint,) = complaints(path, max_bytes=20_000)
    assert "a.csv, line 7: a quote is opened here and takes in the rows after it" in complaint


def test_a_cell_cut_at_the_end_is_named_and_not_read(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", f'id,text\n1,{BODY}\n2,"{BODY}\n{SECOND}')
    assert ids(path) == ["1"]
    assert "line 3: this is no row of a table (a quote that is opened here is closed nowhere)" in complaints(path)[0]
