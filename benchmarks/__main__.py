"""``make bench``: what recognition and tagging cost, as ratios of one run, which hold on any machine.

Times of one thread are processor time, so that what else the machine does counts little, and the shortest of rounds in
which everything takes its turn.
"""

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
from geotag.extraction.annotation import annotate
from geotag.extraction.mentions import MentionBuilder
from geotag.ner import resources, tokenizer
from geotag.ner.products import Product
from geotag.ner.recogniser import Recogniser

#: Words that Stanza's default architecture is timed on; it is too slow for more.
DEFAULT_WORDS = 2_500


def seconds(action: Callable[[], object]) -> float:
    """Processor time of one run."""
    start = time.process_time()
    action()
    return time.process_time() - start


def shortest(rounds: int, **actions: Callable[[], float]) -> dict[str, float]:
    """Shortest time of each action over rounds in which they take turns."""
    times = [{name: action() for name, action in actions.items()} for _ in range(rounds)]
    return {name: min(found[name] for found in times) for name in actions}


def entities(pipeline: Any, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """What a plain loop over a Stanza pipeline finds."""
    return [[(e.start_char, e.end_char, e.type) for e in pipeline(text).ents] for text in texts]


def default_architecture(words: Sequence[str]) -> Callable[[], None]:
    """Stanza's default Arabic architecture with random weights, ready to tag `words`.

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

    return run


@torch.inference_mode()
def matrix_peaks() -> tuple[float, float]:
    """Operations a second of a large matrix product: torch's own, and with a matrix laid out for oneDNN."""
    matrix, total = torch.randn(2048, 2048), torch.zeros(2048, 2048)
    product = Product(matrix, 2048)
    times = shortest(
        5,
        plain=lambda: seconds(lambda: matrix @ matrix),
        prepacked=lambda: seconds(lambda: product.add(total, matrix)),
    )
    return 2 * 2048**3 / times["plain"], 2 * 2048**3 / times["prepacked"]


def operations_a_token(recogniser: Recogniser) -> float:
    """Floating-point operations of matrix products for a token whose word is remembered."""
    network: Any = recogniser._network
    units = sum(direction.size for direction in network._directions)
    return 2.0 * sum(d.gates * d.size for d in network._directions) + 2.0 * units * len(network._bias)


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
    parser.add_argument("--rounds", type=int, default=3, help="of which the shortest time counts (3)")
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
        dir=str(resources.bundled_model()),
        processors={"tokenize": tokenizer.VARIANT, "ner": resources.PACKAGE},
        package=None,
        download_method=None,
        verbose=False,
    )
    recognised = recogniser.recognise_many(texts)
    same = entities(pipeline, texts) == [[(s.start, s.end, s.label) for s in r.spans] for r in recognised]
    default = default_architecture(words[:DEFAULT_WORDS])

    def words_new() -> float:
        fresh = Recogniser()
        return seconds(lambda: fresh.recognise_many(texts))

    def build_mentions() -> None:
        for text, found in zip(texts, recognised, strict=True):
            annotated = annotate(text, tagger.resolver.demonyms)
            MentionBuilder(annotated, tagger.gazetteer, recogniser.lexicon).build(found.spans)

    times = shortest(
        options.rounds,
        new=words_new,
        remembered=lambda: seconds(lambda: recogniser.recognise_many(texts)),
        loop=lambda: seconds(lambda: entities(pipeline, texts)),
        default=lambda: seconds(default),
        tagger=lambda: seconds(lambda: list(tagger.tag_many(texts))),
        mentions=lambda: seconds(build_mentions),
    )
    slow = times["default"] / len(words[:DEFAULT_WORDS]) * len(words)
    sentences = [sentence for found in recognised for sentence in found._sentences]
    tokens = sum(len(sentence.starts) for sentence in sentences)
    plain, prepacked = matrix_peaks()
    reached = operations_a_token(recogniser) * tokens / times["remembered"]
    print(f"{len(texts)} articles, {len(words)} words, {len(sentences)} sentences; one thread")
    print(f"entities equal to those of the plain Stanza loop         {same}")
    for name, label in (("new", "words new"), ("remembered", "words remembered")):
        print(f"{f'recogniser / plain Stanza loop, {label}':<56} {times['loop'] / times[name]:.2f}")
        print(f"{f'recogniser / default architecture, {label}':<56} {slow / times[name]:.1f}")
    print(f"two processes / one                                      {processes(1, texts) / processes(2, texts):.2f}")
    print(f"matrix products: oneDNN, laid out / torch                {prepacked / plain:.2f}")
    print(f"share of torch's matrix-product peak                     {reached / plain:.2f}")
    print(f"share of oneDNN's matrix-product peak                    {reached / prepacked:.2f}")
    print(f"whole tagger / recogniser                                {times['tagger'] / times['remembered']:.2f}")
    print(f"mentions with look-up / recogniser                       {times['mentions'] / times['remembered']:.2f}")
    report_start_up()


if __name__ == "__main__":
    main()
