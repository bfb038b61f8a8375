from __future__ import annotations

from pathlib import Path

import pytest

from geotag.errors import ModelDamagedError, ModelNotFoundError
from geotag.ner import resources


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    directory = tmp_path / "small"
    for name in (resources.NER_FILE, resources.VECTORS_FILE, resources.LEXICON_FILE):
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_bytes(name.encode())
    resources.write_descriptions(directory, {"version": "3"})
    return directory


def test_a_whole_model_passes(directory: Path) -> None:
    info = resources.read_info(directory)
    resources.verify(info)
    assert info.name == "small"
    assert info.details == {"version": "3"}
    assert len(info.sha256) == 64


@pytest.mark.parametrize("content", [b"", b"ar/ner/news", b"ar/ner/news.px"])
def test_a_file_cut_short_or_altered_is_named(directory: Path, content: bytes) -> None:
    (directory / resources.NER_FILE).write_bytes(content)
    with pytest.raises(ModelDamagedError, match=r"news\.pt was altered or cut short"):
        resources.verify(resources.read_info(directory))


def test_a_missing_file_is_named(directory: Path) -> None:
    (directory / resources.VECTORS_FILE).unlink()
    with pytest.raises(ModelNotFoundError, match=r"pretrain.*news\.pt is missing"):
        resources.verify(resources.read_info(directory))


def test_no_model_at_all(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match="there is no model in"):
        resources.read_info(tmp_path)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"name": "x"}'])
def test_a_damaged_description(directory: Path, text: str) -> None:
    (directory / "model.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelDamagedError, match=r"model\.json is damaged"):
        resources.read_info(directory)


def test_the_bundled_model_is_small_and_listed() -> None:
    (info,) = resources.installed()
    assert info.directory == resources.bundled_model()
    assert info.size <= 45_000_000
