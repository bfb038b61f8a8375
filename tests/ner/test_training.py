from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from geotag.ner.recogniser import Recogniser
from geotag.ner.training import TrainingOptions, package, train

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
    options = TrainingOptions(steps=40, evaluate_every=10, hidden_units=8, learning_rate=0.05, patience=9, threads=1)
    weights = train([corpus], corpus, vectors, tmp_path / "work", options)
    info = package(weights, tmp_path / "work", [corpus], tmp_path / "tiny", {"version": "1"})
    assert str(tmp_path).encode() not in (info.directory / "ar/ner/news.pt").read_bytes()
    spans = Recogniser(info.directory).recognise("وصل نادر إلى باكو .").spans
    assert [(span.start, span.end, span.label) for span in spans] == [(4, 8, "PER"), (13, 17, "LOC")]
