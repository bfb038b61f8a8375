"""Cells of notebooks: the first holds what all share."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from geotag.maps.notebook import MOST_BYTES, Notebook
from geotag.maps.places import map_places
from geotag.maps.sketch import sketch
from tests.factory import TONGA
from tests.factory import tagged as other
from tests.maps.factory import earthquake, karabakh, summit
from tests.maps.test_drawing import hostile


def test_only_the_first_cell_is_large() -> None:
    notebook = Notebook()
    cells = [notebook.cell(article) for article in (karabakh(), summit(), karabakh(), earthquake(), hostile())]
    assert all(cell.count("<iframe") == 1 for cell in cells)
    assert len(cells[0].encode()) > MOST_BYTES
    assert "قره باغ" in cells[0]
    for cell in cells[1:]:
        assert len(cell.encode()) <= MOST_BYTES
        assert "&lt;circle" in cell
        assert "&lt;script&gt;" in cell


def test_a_later_cell_is_small_however_long_its_article_is() -> None:
    article = karabakh()
    words = " ".join(str(number**5) for number in range(40_000))
    long = replace(article, article=replace(article.article, text=f"{article.article.text} {words}"))
    notebook = Notebook()
    notebook.cell(long)
    cell = notebook.cell(long)
    assert len(cell.encode()) <= MOST_BYTES
    assert "&lt;circle" in cell


def test_the_same_article_gives_the_same_cell() -> None:
    one, two = Notebook(), Notebook()
    for article in (karabakh(), summit(), summit()):
        assert one.cell(article) == two.cell(article)


def test_articles_show_themselves_so() -> None:
    code = "from tests.maps.factory import karabakh; print(*(len(karabakh()._repr_html_().encode()) for _ in range(2)))"
    first, second = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(second) <= MOST_BYTES < int(first)


def test_nothing_that_is_said_becomes_markup_of_a_still_map() -> None:
    notebook = Notebook()
    notebook.cell(summit())
    for article in (hostile(), summit()):
        cell = notebook.cell(article)
        # The packed page and the script that unpacks it; what is said is escaped twice.
        assert cell.count("&lt;script") == 2
        assert "&lt;img" not in cell


def test_a_still_map_holds_its_places() -> None:
    for article in (karabakh(), other(other=TONGA), replace(karabakh(), mentions=(), places=())):
        drawn = sketch(map_places([article]))
        assert drawn.land.startswith("M")
        assert len(drawn.marks) == len(article.places)
        assert all(0 <= mark.x <= drawn.width and 0 <= mark.y <= drawn.height for mark in drawn.marks)
        assert 0.3 < drawn.height / drawn.width < 0.7
