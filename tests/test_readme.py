"""The Python of the README runs as printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


def test_the_blocks_run_one_after_the_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in BLOCKS:
        exec(block, names)
    assert "آغدام" in capsys.readouterr().out
    assert (tmp_path / "places.geojson").stat().st_size > 0
    assert "Leaflet" in (tmp_path / "map.html").read_text(encoding="utf-8")
    assert {"tagged", "record", "pipeline"} <= names.keys()


def test_every_command_is_in_the_readme() -> None:
    for command in (
        "map",
        "geojson",
        "tag",
        "gazetteer search",
        "gazetteer info",
        "gazetteer add",
        "gazetteer build",
        "gazetteer diff",
        "model list",
        "model train",
        "run",
        "summary",
        "review",
        "evaluate",
        "doctor",
    ):
        assert f"geotag {command}" in README
