from __future__ import annotations

from pathlib import Path

import pytest

from geotag.ner.lexicon import NameLexicon

SENTENCES = [
    [("قال", "O"), ("ماكرون", "B-PER"), ("في", "O"), ("باريس", "B-LOC")],
    [("وليد", "B-PER"), ("جنبلاط", "I-PER"), ("في", "O"), ("بيروت", "B-LOC")],
    [("وصل", "O"), ("ماكرون", "B-PER"), ("إلى", "O"), ("الجزائر", "B-LOC")],
]
RANKS = {"ماكرون": 3000, "وليد": 4000, "بيروت": 500, "الجزائر": 300, "يروت": 90_000}


@pytest.fixture
def lexicon() -> NameLexicon:
    return NameLexicon.from_sentences(SENTENCES, RANKS)


@pytest.mark.parametrize(
    ("word", "label", "proclitics"),
    [
        ("وماكرون", "PER", "و"),
        ("ماكرون", "PER", ""),
        ("وليد", "PER", ""),
        ("بيروت", "LOC", ""),
        ("ببيروت", "LOC", "ب"),
        ("للجزائر", "LOC", "لل"),
        ("والجزائر", "LOC", "و"),
    ],
)
def test_reading_of_first_words(lexicon: NameLexicon, word: str, label: str, proclitics: str) -> None:
    assert lexicon.read_name(word, "", label, {}).proclitics == proclitics


def test_the_article_itself_is_evidence(lexicon: NameLexicon) -> None:
    unknown = "وكليتشدار"
    assert lexicon.read_name(unknown, "", "PER", {"كليتشدار": 3}).proclitics == "و"


def test_the_gazetteer_is_evidence(lexicon: NameLexicon) -> None:
    known = {"ودان": 4.0}
    assert lexicon.read_name("ودان", "", "LOC", {}, lambda name: known.get(name, 0.0)).proclitics == ""


def test_round_trip(lexicon: NameLexicon, tmp_path: Path) -> None:
    lexicon.write(tmp_path / "lexicon.tsv")
    again = NameLexicon.read(tmp_path / "lexicon.tsv", RANKS)
    again.write(tmp_path / "again.tsv")
    assert (tmp_path / "again.tsv").read_bytes() == (tmp_path / "lexicon.tsv").read_bytes()
    assert again.read_name("وماكرون", "", "PER", {}).proclitics == "و"
