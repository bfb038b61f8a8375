"""``make bench``: what recognition and tagging cost, as ratios of one run, which hold on any machine."""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import stanza
import torch

import geotag
from benchmarks.processes import processes
from geotag.mentions import MentionBuilder
from geotag.ner import resources, tokenizer
from geotag.ner.recogniser import Recogniser

#: Words that Stanza's default architecture is timed on; it is too slow for more.
DEFAULT_WORDS = 2_500


def seconds(action: Callable[[], object], rounds: int = 3) -> float:
    """Shortest time of several runs."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return min(times)


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


def start_up(*arguments: str, rounds: int = 3) -> tuple[float, float]:
    """Shortest wall time and processor time, seconds, of a fresh Python with these arguments."""
    walls, spent = [], []
    for _ in range(rounds):
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603
        walls.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(walls), min(spent)


def report_start_up() -> None:
    """Print what the first tagged article costs beyond ``import stanza``, in the library and on the command line."""
    bare = start_up("-c", "import stanza")
    library = start_up("-c", "import geotag; geotag.load().tag('انسحبت القوات من آغدام وفضولي')")
    command = start_up("-m", "geotag", "tag", "examples/derna-flood.txt")
    for name, spent in (("library", library), ("command line", command)):
        wall, processor = (a - b for a, b in zip(spent, bare, strict=True))
        label = f"start-up beyond import stanza, {name}"
        print(f"{label:<56} {wall:.2f} s ({processor:.2f} s of processor time)")
    print(f"{'import stanza alone':<56} {bare[0]:.2f} s ({bare[1]:.2f} s of processor time)")


def main() -> None:
    """Measure, one thread."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("articles", nargs="?", type=Path, help="JSON Lines file with text; the examples by default")
    parser.add_argument("--limit", type=int, default=300, help="articles to take (300)")
    options = parser.parse_args()
    if options.articles:
        lines = options.articles.read_text(encoding="utf-8").splitlines()[: options.limit]
        texts = [json.loads(line)["text"] for line in lines]
    else:
        texts = [path.read_text(encoding="utf-8") for path in sorted(Path("examples").glob("*.txt"))] * 20

    torch.set_num_threads(1)
    words = [word for text in texts for word in text.split()]
    tagger = geotag.load()
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
    loop = seconds(lambda: entities(pipeline, texts))
    whole = seconds(lambda: list(tagger.tag_many(texts)))
    building = seconds(
        lambda: [
            MentionBuilder(text, tagger.gazetteer, recogniser.lexicon, tagger.resolver.demonyms).build(found.spans)
            for text, found in zip(texts, recognised, strict=True)
        ]
    )
    tokens = sum(map(len, (found._sentences for found in recognised)))
    slow = default_architecture(words[:DEFAULT_WORDS])
    share = operations_a_word(recogniser) * len(words) / warm / matrix_peak()
    print(f"{len(texts)} articles, {len(words)} words, {tokens} sentences; one thread")
    print(f"entities equal to those of the plain Stanza loop         {same}")
    print(f"recogniser / plain Stanza loop, words new                {loop / cold:.2f}")
    print(f"recogniser / plain Stanza loop, words remembered         {loop / warm:.2f}")
    print(f"recogniser / Stanza's default architecture               {len(words) / cold / slow:.0f}")
    print(f"two processes / one                                      {processes(1, texts) / processes(2, texts):.2f}")
    print(f"share of the matrix-product peak (had nothing been remembered) {share:.2f}")
    print(f"whole tagger / recogniser                                {whole / warm:.2f}")
    print(f"mentions with look-up / recogniser                       {building / warm:.2f}")
    report_start_up()


if __name__ == "__main__":
    main()
