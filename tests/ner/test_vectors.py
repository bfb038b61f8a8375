from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from geotag.errors import InputError
from geotag.ner.training.raw_text import RawText
from geotag.ner.training.vectors import WordProfiles, induce_vectors

ANIMALS, TOWNS = ["قط", "كلب", "حصان"], ["حلب", "باكو", "صور"]


@pytest.fixture
def text(tmp_path: Path) -> RawText:
    """A text in which every animal runs and every town is far."""
    lines = [f"{animal} يجري سريعا دائما" for animal in ANIMALS] + [f"مدينة {town} بعيدة جدا" for town in TOWNS]
    path = tmp_path / "text.txt"
    path.write_text("\n".join(lines * 50), encoding="utf-8")
    return RawText.read([path])


def test_text_becomes_numbers(text: RawText) -> None:
    assert text.words[:2] == ["قط", "يجري"]
    assert list(text.lengths) == [4] * 300
    assert text.counts[text.words.index("بعيدة")] == 150


def test_a_sample_is_made_of_sentences(text: RawText) -> None:
    sample = list(text.sample(10, seed=1))
    assert len(sample) == 10
    assert all(len(sentence) == 4 for sentence in sample)
    assert sample == list(text.sample(10, seed=1))
    assert sample != list(text.sample(10, seed=2))


def test_a_word_without_a_vector_gets_one_like_those_of_its_kind(text: RawText) -> None:
    known = {"قط": (1, 0), "كلب": (1, 0), "حلب": (0, 1), "باكو": (0, 1), "يجري": (1, 0.2), "بعيدة": (0.2, 1)}
    words, vectors = induce_vectors(text, list(known), numpy.array(list(known.values()), dtype=numpy.float32), 9)
    found = dict(zip(words, vectors, strict=True))
    assert not set(found) & set(known)
    assert found["حصان"][0] > 3 * abs(found["حصان"][1])
    assert found["صور"][1] > 3 * abs(found["صور"][0])


def test_a_text_too_short_to_learn_from_is_refused(text: RawText) -> None:
    with pytest.raises(ValueError, match="the text is too short"):
        induce_vectors(text, ["باريس"], numpy.ones((1, 2), dtype=numpy.float32), 9)


def test_text_in_another_encoding_is_named(tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("حلب".encode("windows-1256"))
    with pytest.raises(ValueError, match=r"old\.txt: not UTF-8"):
        RawText.read([tmp_path / "old.txt"])


def test_profiles_say_how_words_were_labelled(tmp_path: Path) -> None:
    profiles = WordProfiles()
    profiles.count([[("وصل", "O"), ("سامي", "B-PER"), ("حداد", "I-PER"), ("حلب", "B-CITY")]] * 20)
    profiles.save(tmp_path / "profiles.npz")
    loaded = WordProfiles.load(tmp_path / "profiles.npz")
    words = ["وصل", "سامي", "حداد", "حلب", "باكو"]
    table = loaded.add_to(words, numpy.ones((5, 2), dtype=numpy.float32) * [1, -1])[:, 2:]
    assert table.argmax(axis=1)[1:4].tolist() == [2, 3, 0]
    assert table[0, :6].max() < 0
    assert table[4].tolist() == [0] * 7


def test_other_files_are_no_profiles(tmp_path: Path) -> None:
    path = tmp_path / "profiles.npz"
    for content in (b"", b"junk", b"PK\x03\x04"):
        path.write_bytes(content)
        with pytest.raises(InputError, match=r"profiles\.npz holds no profiles; 'geotag model label"):
            WordProfiles.load(path)
    numpy.savez(path, other=numpy.zeros(1))
    with pytest.raises(InputError, match="holds no profiles"):
        WordProfiles.load(path)
