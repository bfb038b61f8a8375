from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import numpy
import pytest
from stanza.models.common.pretrain import PretrainedWordVocab
from stanza.models.common.vocab import EMPTY_ID, UNK_ID

from geotag.ner.training.batches import SentenceBatches, build_vocabulary, read_corpora
from geotag.ner.training.options import Corpus

FINE = "زار\tO\nسامي\tB-PER\nحلب\tB-CITY\n\nفي\tO\nخان\tB-CITY\nيونس\tI-CITY\n"
COARSE = "في\tO\nباريس\tB-LOC\n\n" * 3


@pytest.fixture
def corpora(tmp_path: Path) -> list[Corpus]:
    (tmp_path / "fine.bio").write_text(FINE, encoding="utf-8")
    (tmp_path / "coarse.bio").write_text(COARSE, encoding="utf-8")
    return [Corpus(tmp_path / "fine.bio"), Corpus(tmp_path / "coarse.bio", "old", 0.5)]


@pytest.fixture
def loaded(corpora: list[Corpus]) -> tuple[list[Any], Any]:
    tagsets, sentences = read_corpora(corpora)
    words = PretrainedWordVocab(["زار", "حلب", "في"])
    return [s for part in sentences for s in part], build_vocabulary(sentences, len(tagsets), words, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a/b.bio", Corpus(Path("a/b.bio"))),
        ("a.bio*4", Corpus(Path("a.bio"), "main", 4.0)),
        ("old=a.bio*0.5", Corpus(Path("a.bio"), "old", 0.5)),
    ],
)
def test_corpora_are_named_with_tag_set_and_weight(text: str, expected: Corpus) -> None:
    assert Corpus.parse(text) == expected


@pytest.mark.parametrize("text", ["a.bio*0", "a.bio*-1", "a.bio*x", "a.bio*", "a.bio*nan", "a.bio*inf"])
def test_a_weight_is_a_positive_number(text: str) -> None:
    with pytest.raises(ValueError, match="must be a positive number"):
        Corpus.parse(text)


def test_each_tag_set_has_a_column(corpora: list[Corpus]) -> None:
    tagsets, (fine, coarse) = read_corpora(corpora)
    assert tagsets == ["main", "types", "old"]
    assert fine[0].columns == (("O", "B-PER", "B-LOC"), ("O", "B-PER", "B-CITY"), None)
    assert coarse[0].columns == (None, None, ("O", "B-LOC"))


def test_only_words_with_a_vector_are_tuned(loaded: tuple[list[Any], Any]) -> None:
    _, vocabulary = loaded
    assert "في" in vocabulary["delta"]
    assert "باريس" not in vocabulary["delta"]  # no vector
    assert "حلب" not in vocabulary["delta"]  # too rare


def test_every_tag_of_every_column_has_a_number(loaded: tuple[list[Any], Any]) -> None:
    _, vocabulary = loaded
    assert vocabulary["tag"].items(0)[4:] == ["O", *(f"{p}-{x}" for x in ("LOC", "PER") for p in "SBIE")]
    assert vocabulary["tag"].items(2)[4:] == ["O", "S-LOC", "B-LOC", "I-LOC", "E-LOC"]


def test_a_batch_holds_sentences_of_one_length(loaded: tuple[list[Any], Any]) -> None:
    sentences, vocabulary = loaded
    batches = SentenceBatches(sentences, {"lowercase": True}, vocabulary, 4, random=Random(1))
    sizes = [[len(words) for words in batch[0]] for batch in batches]
    assert sorted(sizes) == [[2], [2, 2], [3], [3]]
    tags = numpy.concatenate([batch[4].reshape(-1, 3).numpy() for batch in batches])
    assert (tags[:, 0] == EMPTY_ID).sum() == 6
    assert UNK_ID not in tags


def test_vectors_are_hidden_and_letters_are_not(loaded: tuple[list[Any], Any]) -> None:
    sentences, vocabulary = loaded
    (batch,) = SentenceBatches(sentences[:1], {"lowercase": True}, vocabulary, 9, hide=1.0, random=Random(1))
    assert vocabulary["word"].map([word.lower() for word in batch[0][0]]) == [UNK_ID] * 3
    assert (batch[1] != UNK_ID).any()
