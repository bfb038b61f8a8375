"""Two cells of a notebook in one page, as notebooks show them: a frame for each."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from geotag.maps.notebook import Notebook
from tests.browser.conftest import Open
from tests.maps.factory import karabakh, summit

pytestmark = pytest.mark.browser


def page_of(folder: Path, *cells: str) -> Path:
    path = folder / "notebook.html"
    path.write_text(f"<!DOCTYPE html><meta charset='utf-8'>{''.join(cells)}", encoding="utf-8")
    return path


def test_every_cell_shows_its_interactive_map(open_page: Open, tmp_path: Path) -> None:
    notebook = Notebook()
    cells = [notebook.cell(article) for article in (karabakh(), summit(), summit())]
    # A later cell may stand before the one that it takes the common part from.
    opened = open_page(page_of(tmp_path, cells[1], cells[0], cells[2]), height=2600)
    for number, article in enumerate((summit(), karabakh(), summit())):
        frame = opened.page.frame_locator("iframe").nth(number)
        expect(frame.locator("path.place")).to_have_count(len(article.places))
        assert frame.locator("path.country").count() > 100
    frame.locator("path.place").first.click()
    expect(frame.locator(".popup")).to_have_count(1)
    assert opened.errors == []


def test_a_still_map_stays_where_the_first_cell_is_gone(open_page: Open, tmp_path: Path) -> None:
    notebook = Notebook()
    notebook.cell(karabakh())
    opened = open_page(page_of(tmp_path, notebook.cell(summit())))
    frame = opened.page.frame_locator("iframe")
    expect(frame.locator("svg circle")).to_have_count(len(summit().places))
    shown = frame.locator("svg text").all_text_contents()
    assert sorted(shown) == sorted(item.place.name for item in summit().places)
    assert opened.errors == []
