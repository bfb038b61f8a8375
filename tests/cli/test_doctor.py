"""What ``geotag doctor`` tells of Python, torch's build and the extras."""

from __future__ import annotations

import importlib.util
import platform
from importlib import metadata
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest
from click.testing import CliRunner

from geotag.cli import main


def doctor() -> tuple[int, str]:
    result = CliRunner().invoke(main, ["doctor"])
    return result.exit_code, result.stdout


def test_it_names_python_torchs_build_and_what_can_be_read() -> None:
    code, told = doctor()
    assert code == 0
    assert f"Python {platform.python_version()}" in told
    assert f"ok         torch {metadata.version('torch')}, built for " in told
    assert "ok         reading feed: feedparser" in told
    assert "ok         reading Zstandard" in told
    assert "ok         GeoParquet, GeoPackage and GeoDataFrames: geopandas, pyarrow, pyogrio" in told


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("cuda = '12.8'\nhip = None\n", ", built for CUDA 12.8; geotag needs no more than the build for CPUs"),
        ("cuda = None\nhip = '6.4'\n", ", built for ROCm 6.4; geotag needs"),
        ("cuda = None\n", ", built for CPUs\n"),
    ],
)
def test_the_build_of_torch_is_told(lines: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "__init__.py").write_text("raise SystemExit('torch was imported')", encoding="utf-8")
    (tmp_path / "version.py").write_text(lines, encoding="utf-8")
    find = importlib.util.find_spec
    other = ModuleSpec("torch", None, origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: other if name == "torch" else find(name))
    assert told in doctor()[1]


def test_what_is_missing_is_told_with_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    find, version = importlib.util.find_spec, metadata.version

    def installed(name: str) -> str:
        if name == "geopy":
            raise metadata.PackageNotFoundError(name)
        return version(name)

    monkeypatch.setattr("importlib.util.find_spec", lambda name: None if name == "pyogrio" else find(name))
    monkeypatch.setattr("importlib.metadata.version", installed)
    code, told = doctor()
    assert code == 3
    assert "missing    geopy; type: pip install 'geopy>=2.4'" in told
    assert (
        "absent     GeoParquet, GeoPackage and GeoDataFrames: without pyogrio; type: pip install 'geotag[geo]'" in told
    )
