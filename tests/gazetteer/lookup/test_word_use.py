"""What news uses words for."""

from __future__ import annotations

from pathlib import Path

import pytest

from geotag.errors import GazetteerDamagedError
from geotag.gazetteer import Gazetteer
from geotag.gazetteer.lookup.word_use import WordCount, WordUse, bundled_word_use


def test_the_bundled_counts_know_news() -> None:
    use = bundled_word_use()
    assert use.place_odds("دمشق") == 0
    assert use.place_odds("الحكومة") < -4
    assert use.place_odds("وبغداد") == 0
    assert use.place_odds("ترامب") < -4
    assert use.name_odds("ترامب") == 0
    assert use.place_odds("كغغثظ") == 0
    assert use.place_odds("مدينة حلب") == 0


def test_counts_are_the_same_when_read_again(tmp_path: Path) -> None:
    use = WordUse.counted([WordCount("حلب", 30, 30, 31), WordCount("كتاب", 0, 0, 1000), WordCount("سامي", 0, 9, 9)])
    use.save(tmp_path / "a.xz")
    again = WordUse.load(tmp_path / "a.xz")
    assert [again.place_odds(word) for word in ("حلب", "كِتاب", "سامي", "بيت")] == [0, -7, -2, 0]
    assert [again.name_odds(word) for word in ("حلب", "كِتاب", "سامي", "بيت")] == [0, -7, 0, 0]
    again.save(tmp_path / "b.xz")
    assert (tmp_path / "a.xz").read_bytes() == (tmp_path / "b.xz").read_bytes()


@pytest.mark.parametrize("content", [None, b"", b"no xz"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "use.xz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(GazetteerDamagedError, match=r"use\.xz.*reinstall"):
        WordUse.load(path)


def test_what_news_uses_a_word_for_decides(gazetteer: Gazetteer) -> None:
    name = "غيستي"
    assert gazetteer.search(name)
    elsewhere = Gazetteer(gazetteer.path, word_use=WordUse.counted([WordCount(name, 0, 0, 10_000)]))
    assert elsewhere.search(name) == []
    elsewhere.close()
