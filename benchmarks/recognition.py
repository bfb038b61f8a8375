"""What recognition costs, beside the plain Stanza loop, Stanza's default architecture and what the machine can do."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import stanza
import torch

import geotag
from benchmarks.measuring import seconds, show
from geotag.mentions import MentionBuilder
from geotag.ner import resources, tokenizer
from geotag.ner.recogniser import Recogniser

__all__ = ["recognition"]

#: Words that Stanza's default architecture is timed on; it is too slow for more.
DEFAULT_WORDS = 2_500


def entities(pipeline: Any, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """What a plain loop over a Stanza pipeline finds."""
    return [[(e.start_char, e.end_char, e.type) for e in pipeline(text).ents] for text in texts]


def default_architecture(words: Sequence[str]) -> float:
    """Words a second of Stanza's default Arabic architecture, with random weights.

    Word vectors of 100 dimensions, two character language models of 1,024 units, a BiLSTM of 256 units.
    """
    from stanza.models import ner_tagger
    from stanza.models.common.char_model import CharacterLanguageModel, build_charlm_vocab
    from stanza.models.common.doc import Document
    from stanza.models.ner.data import DataLoader
    from stanza.models.ner.trainer import Trainer

    text = " ".join(words)
    with tempfile.TemporaryDirectory() as directory:
        (Path(directory) / "text.txt").write_text(text, encoding="utf-8")
        vocabulary = {"char": build_charlm_vocab(str(Path(directory) / "text.txt"))}
        options = {
            "char_emb_dim": 100,
            "char_hidden_dim": 1024,
            "char_num_layers": 1,
            "char_dropout": 0.05,
            "char_unit_dropout": 1e-5,
            "char_rec_dropout": 0.0,
        }
        arguments = ["--mode=train", "--shorthand=ar_x", "--charlm", "--cpu", "--no_pretrain", "--word_emb_dim=100"]
        for name in ("forward", "backward"):
            path = Path(directory) / f"{name}.pt"
            CharacterLanguageModel(options, vocabulary, is_forward_lm=name == "forward").save(str(path))
            arguments.append(f"--charlm_{name}_file={path}")
        entries = [{"id": i + 1, "text": word, "ner": "S-LOC" if i % 9 else "O"} for i, word in enumerate(words)]
        document = Document([entries[start : start + 25] for start in range(0, len(entries), 25)])
        args = ner_tagger.parse_args(arguments)
        batches = DataLoader(document, 32, args, None)
        trainer = Trainer(args=args, vocab=batches.vocab, device="cpu")

    def run() -> None:
        with torch.no_grad():
            for batch in DataLoader(document, 32, args, vocab=batches.vocab, evaluation=True):
                trainer.predict(batch)

    return len(words) / seconds(run, 1)


def matrix_peak() -> float:
    """Floating-point operations a second of a large matrix product."""
    matrix = torch.randn(2000, 2000)
    return 2 * 2000**3 / seconds(lambda: matrix @ matrix)


def operations_a_word(recogniser: Recogniser) -> float:
    """Floating-point operations of the sentence LSTM and its inputs for a word whose letters are remembered."""
    network: Any = recogniser._network
    inputs = network._words._transform.shape[0]
    outputs = len(network._bias)
    lstm = sum(direction.gates * (inputs + direction.gates // 4) for direction in network._directions)
    return 2.0 * (lstm + inputs * inputs + network._directions[0].gates // 2 * outputs)


def recognition(tagger: geotag.Tagger, texts: Sequence[str]) -> None:
    """Recognition against others, and its share of tagging; one thread."""
    words = [word for text in texts for word in text.split()]
    recogniser = tagger.recogniser
    pipeline = stanza.Pipeline(
        "ar",
        dir=str(resources.bundled()),
        processors={"tokenize": tokenizer.VARIANT, "ner": resources.PACKAGE},
        package=None,
        download_method=None,
        verbose=False,
    )
    recognised = recogniser.recognise_many(texts)
    same = entities(pipeline, texts) == [[(s.start, s.end, s.label) for s in r.spans] for r in recognised]

    def first_time() -> None:
        Recogniser().recognise_many(texts)

    loading = seconds(Recogniser)
    cold = seconds(first_time) - loading
    warm = seconds(lambda: recogniser.recognise_many(texts))
    loop = seconds(lambda: entities(pipeline, texts), 1)
    whole = seconds(lambda: list(tagger.tag_many(texts)))
    building = seconds(
        lambda: [
            MentionBuilder(text, tagger.gazetteer, recogniser.lexicon, tagger.resolver.demonyms).build(found.spans)
            for text, found in zip(texts, recognised, strict=True)
        ]
    )
    slow = default_architecture(words[:DEFAULT_WORDS])
    share = operations_a_word(recogniser) * len(words) / warm / matrix_peak()
    show("entities equal to those of the plain Stanza loop", "yes" if same else "no")
    show("recogniser / plain Stanza loop, words new", f"{loop / cold:.2f}")
    show("recogniser / plain Stanza loop, words remembered", f"{loop / warm:.2f}")
    show("recogniser / Stanza's default architecture", f"{len(words) / cold / slow:.0f}")
    show("share of the matrix-product peak (had nothing been remembered)", f"{share:.2f}")
    show("whole tagger / recogniser, time", f"{whole / warm:.2f}")
    show("mentions with look-up / recogniser, time", f"{building / warm:.2f}")
