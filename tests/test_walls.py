from __future__ import annotations

from pathlib import Path

import pytest

from tools.walls import EXCEPTIONS, PAGE, ROOMS, Import, breaches, circles, imports, page_with


@pytest.fixture(scope="module")
def found() -> list[Import]:
    return list(imports())


def test_no_import_goes_through_a_wall(found: list[Import]) -> None:
    assert len(found) > 500
    assert breaches(found) == []


def test_no_circle(found: list[Import]) -> None:
    assert circles(found) == []


def test_every_exception_is_needed(found: list[Import]) -> None:
    def is_in(module: str, name: str) -> bool:
        return f"{module}/".startswith(f"{name}/")

    for one, other in EXCEPTIONS:
        assert any(is_in(each.module, one) and is_in(each.imported, other) for each in found), (one, other)


def test_a_row_may_import_only_rows_above_it() -> None:
    above: set[str] = set()
    for room in ROOMS:
        assert set(room.imports) - {"*"} <= above, room.names
        above |= set(room.names)


def test_the_page_shows_the_table() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page_with(text) == text, "python -m tools.walls --write"


def test_breaches_and_circles_are_found(tmp_path: Path) -> None:
    files = {
        "arabic/tokens.py": "from geotag.errors import GeotagError\n",
        "boundaries/__init__.py": "",
        "boundaries/distance.py": "def far():\n    import geotag.ner.span\n",
        "errors.py": "",
        "maps/a.py": "from geotag.maps import b\n",
        "maps/b.py": "from geotag.maps.c import d\n",
        "maps/c.py": "import geotag.maps.a\nif typing.TYPE_CHECKING:\n    from geotag import cli\n",
        "cli/__init__.py": "from geotag.maps import a\nfrom geotag import evaluation\n",
        "evaluation.py": "",
        "ner/span.py": "",
    }
    for name, text in files.items():
        path = tmp_path / "geotag" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    found = list(imports(tmp_path))
    assert breaches(found) == [
        "geotag/arabic/tokens.py, line 1: errors is not for arabic",
        "geotag/boundaries/distance.py, line 2: ner/span is not for boundaries",
        "geotag/maps/c.py, line 3: cli is not for maps",
    ]
    assert circles(found) == [["maps/a", "maps/b", "maps/c"]]


def test_types_may_come_from_below(tmp_path: Path) -> None:
    package = tmp_path / "geotag"
    (package / "resolve").mkdir(parents=True)
    (package / "resolve" / "resolver.py").touch()
    guarded = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from geotag.resolve import resolver\n"
    (package / "protocols.py").write_text(guarded, encoding="utf-8")
    assert breaches(list(imports(tmp_path))) == []
    (package / "protocols.py").write_text("from geotag.resolve import resolver\n", encoding="utf-8")
    assert breaches(list(imports(tmp_path))) == ["geotag/protocols.py, line 1: resolve/resolver is not for protocols"]
