from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy
import pytest
import torch

from geotag.ner.recogniser import Recogniser
from geotag.ner.training.options import Corpus, TrainingOptions
from geotag.ner.training.trainer import Run, package, train_recogniser

#: Enough for four names.
TINY = TrainingOptions(
    rounds=3, round_words=1_500, batch_words=40, hidden_units=8, learning_rate=0.02, threads=1, averaging=0.9
)

BIO = "".join(
    f"وصل\tO\n{person}\tB-PER\nإلى\tO\n{place}\tB-CITY\n.\tO\n\n"
    for person, place in [("سامي", "حلب"), ("ليلى", "باكو"), ("نادر", "صور"), ("هدى", "غزة")] * 4
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.bio"
    path.write_text(BIO, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["npz", "txt"])
def test_a_model_is_trained_packaged_and_loaded(corpus: Path, tmp_path: Path, form: str) -> None:
    words = sorted({line.split("\t")[0] for line in BIO.splitlines() if line})
    table = numpy.random.default_rng(1).normal(size=(len(words), 6)).astype(numpy.float32)
    vectors = tmp_path / f"vectors.{form}"
    if form == "npz":
        numpy.savez(vectors, words=numpy.array(words), vectors=table)
    else:
        rows = (f"{word} {' '.join(map(str, row))}" for word, row in zip(words, table, strict=True))
        vectors.write_text(f"{len(words)} 6\n" + "\n".join(rows), encoding="utf-8")
    weights = train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "work", TINY)
    info = package(weights, tmp_path / "work", [corpus], tmp_path / "tiny", {"version": "1"})
    assert str(tmp_path).encode() not in (info.directory / "ar/ner/news.pt").read_bytes()
    spans = Recogniser(info.directory).recognise("وصل نادر إلى باكو .").spans
    found = [(span.start, span.end, span.label, span.type) for span in spans]
    assert found == [(4, 8, "PER", None), (13, 17, "LOC", "CITY")]


@pytest.fixture
def vectors(tmp_path: Path) -> Path:
    path = tmp_path / "vectors.npz"
    table = numpy.random.default_rng(1).normal(size=(3, 6)).astype(numpy.float32)
    numpy.savez(path, words=numpy.array(["حلب", "وصل", "سامي"]), vectors=table)
    return path


def test_an_interrupted_training_goes_on(corpus: Path, vectors: Path, tmp_path: Path) -> None:
    train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "whole", TINY)
    Run([Corpus(corpus)], corpus, vectors, tmp_path / "parts", TINY).learn()
    train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "parts", TINY)
    whole, parts = (torch.load(tmp_path / name / "checkpoint.pt", weights_only=True) for name in ("whole", "parts"))
    assert whole["round"] == parts["round"] == TINY.rounds
    assert all(torch.equal(whole["average"][name], parts["average"][name]) for name in whole["average"])


def test_a_checkpoint_of_another_training_is_refused(corpus: Path, vectors: Path, tmp_path: Path) -> None:
    train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "work", replace(TINY, rounds=1))
    with pytest.raises(ValueError, match=r"checkpoint\.pt is of a training with other options"):
        train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "work", TINY)


def test_a_training_learns_on_from_another(corpus: Path, vectors: Path, tmp_path: Path) -> None:
    start = train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "first", TINY)
    run = Run([Corpus(corpus)], corpus, vectors, tmp_path / "second", TINY, start)
    saved = torch.load(start, weights_only=True)["model"]
    assert torch.equal(run._parameters["tag_clfs.0.weight"], saved["tag_clfs.0.weight"])
    run.learn()


def test_it_learns_on_over_the_same_vectors_and_labels_only(corpus: Path, vectors: Path, tmp_path: Path) -> None:
    start = train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "first", replace(TINY, rounds=1))
    other = tmp_path / "other.npz"
    numpy.savez(other, words=numpy.array(["باكو", "وصل", "سامي"]), vectors=numpy.ones((3, 6), dtype=numpy.float32))
    with pytest.raises(ValueError, match="was trained over other word vectors"):
        train_recogniser([Corpus(corpus)], corpus, other, tmp_path / "second", TINY, start)
    corpus.write_text(BIO.replace("B-CITY", "B-NATURAL"), encoding="utf-8")
    with pytest.raises(ValueError, match="has no label NATURAL in its tag set 'types'"):
        train_recogniser([Corpus(corpus)], corpus, vectors, tmp_path / "third", TINY, start)


def test_something_must_be_of_the_main_tag_set(corpus: Path, vectors: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no corpus of the tag set 'main'"):
        train_recogniser([Corpus(corpus, "old")], corpus, vectors, tmp_path / "work", TINY)
