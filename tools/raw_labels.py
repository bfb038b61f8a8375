#!/usr/bin/env python3
"""Labels of articles whose text is their publishers': chosen where the model is least sure, corrected by reading.

What is kept in the repository are offsets alone (``training/labels/*.jsonl``: the hash of an article, its spans and its
nested names), of use to whoever has the text. A corpus is a text file, packed by xz or not, whose articles are parted
by empty lines. From the repository's root::

    python -m tools.raw_labels choose CORPUS.xz --batch 1 -o WORK     # writes WORK/batch-01.txt, with the model's marks
    python -m tools.raw_labels apply WORK/batch-01.txt WORK/corrections-01.tsv   # writes training/labels/batch-01.jsonl
    python -m tools.raw_labels bio CORPUS.xz training/labels/*.jsonl --bio raw.bio  # for geotag model train

A file of corrections has three columns: the number of an article, a passage of its marked text that occurs there once,
and the same passage marked as it should be; nothing but marks may differ. ``7*`` for the number is for a passage that
article 7 has several times, as a line that is repeated in it. Every fault is named by its file and line.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import lzma
import random
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tools.marked_prose import Line, Span, check_line, parse_line, to_bio

__all__ = ["Article", "apply", "choose", "marked", "read_batch", "read_corpus"]

LABELS: Final = Path("training/labels")
#: Types of names that were recognised without one.
_TYPES: Final = {"LOC": "CITY"}
#: Articles of so many words are worth their reading: shorter ones tell nothing, longer ones say the same again.
_WORDS: Final = (50, 320)
#: Parts of the corpus, which lie one behind the other by their sources; as many articles are drawn from each.
_PARTS: Final = 25
#: Every so many articles of a part is looked at.
_STEP: Final = 40
#: Share of a batch that is drawn blindly, so that it is not of odd articles alone.
_BLIND: Final = 0.3
#: A name as likely as this to begin somewhere, which the model did not take, counts as doubtful.
_DOUBT: Final = 0.05


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a batch: its number, the hash of its text, and its lines, marked."""

    number: int
    sha256: str
    lines: tuple[str, ...]


def read_corpus(path: Path) -> Iterator[str]:
    """The articles of a corpus, each as its lines without an empty one."""
    with lzma.open(path, "rt", encoding="utf-8") if path.suffix == ".xz" else path.open(encoding="utf-8") as lines:
        article: list[str] = []
        for line in lines:
            if line.strip():
                article.append(" ".join(line.split()))
            elif article:
                yield "\n".join(article)
                article = []
        if article:
            yield "\n".join(article)


def choose(corpus: Sequence[str], count: int, known: set[str], seed: int) -> list[str]:
    """Articles to label: from each part of the corpus the least sure ones, and some drawn blindly.

    Parameters
    ----------
    known
        Hashes of articles that are labelled already.
    """
    from geotag.ner.recogniser import Recogniser

    recogniser = Recogniser()
    generator = random.Random(seed)  # noqa: S311 - the same each time
    each = max(1, count // _PARTS)
    chosen: list[str] = []
    for part in range(_PARTS):
        articles = corpus[len(corpus) * part // _PARTS : len(corpus) * (part + 1) // _PARTS]
        articles = [a for a in articles[seed % _STEP :: _STEP] if _WORDS[0] <= len(a.split()) <= _WORDS[1]]
        articles = [a for a in articles if digest(a) not in known and not set("{|}\t") & set(a)]
        doubts = {
            a: doubt(r) / len(a.split()) for a, r in zip(articles, recogniser.recognise_many(articles), strict=True)
        }
        blind = generator.sample(articles, min(len(articles), round(each * _BLIND)))
        unsure = sorted((a for a in articles if a not in blind), key=lambda a: -doubts[a])
        chosen += blind + unsure[: each - len(blind)]
    return chosen


def doubt(recognition: object) -> float:
    """How unsure the recogniser is of an article: of the names that it took, and of those that it nearly took."""
    spans = recognition.spans  # type: ignore[attr-defined]
    taken = {span.start for span in spans}
    nearly = sum(
        probability
        for label in ("LOC", "PER", "ORG", "FAC")
        for start, probability in recognition.beginnings(label).items()  # type: ignore[attr-defined]
        if probability >= _DOUBT and start not in taken
    )
    return float(sum(1.0 - span.score for span in spans) + nearly)


def marked(text: str, spans: Iterable[Span]) -> str:
    """A line with its names marked, as :func:`tools.marked_prose.parse_line` reads it."""
    for span in sorted(spans, reverse=True):
        text = f"{text[: span.start]}{{{text[span.start : span.end]}|{span.type}}}{text[span.end :]}"
    return text


def model_marks(texts: Sequence[str]) -> Iterator[str]:
    """Texts with what the model finds marked in them, proclitics and heads outside."""
    import geotag

    for tagged in geotag.load().tag_many(texts):
        text = tagged.article.text
        found = [m for m in tagged.mentions if m.role != "nested" and m.label != "MISC"]
        yield marked(text, [Span(m.start, m.end, _TYPES.get(m.type or m.label, m.type or m.label)) for m in found])


def digest(text: str) -> str:
    """The hash by which an article is known."""
    return hashlib.sha256(text.encode()).hexdigest()


def write_batch(path: Path, texts: Sequence[str]) -> None:
    """Write articles with the model's marks, each behind a line ``=== number hash``."""
    with path.open("w", encoding="utf-8") as stream:
        for number, (text, marks) in enumerate(zip(texts, model_marks(texts), strict=True), 1):
            stream.write(f"=== {number} {digest(text)}\n{marks}\n")


def read_batch(path: Path) -> list[Article]:
    """The articles of a batch."""
    articles: list[Article] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("=== "):
            _, number, sha256 = line.split()
            articles.append(Article(int(number), sha256, ()))
        else:
            last = articles.pop()
            articles.append(Article(last.number, last.sha256, (*last.lines, line)))
    return articles


def corrected(article: Article, old: str, new: str, *, repeated: bool = False) -> Article:
    """An article with one passage marked anew; with all that are the same if it is `repeated`.

    Raises
    ------
    ValueError
        If the passage does not occur once, or more than marks would change.
    """
    whole = "\n".join(article.lines)
    count = whole.count(old)
    if count != 1 and not (repeated and count):
        raise ValueError(f"occurs {count} times in article {article.number}, not once: {old}")
    if parse_line(new).text != _unmarked(old):
        raise ValueError(f"more than marks would change: {old} -> {new}")
    return Article(article.number, article.sha256, tuple(whole.replace(old, new).split("\n")))


def _unmarked(passage: str) -> str:
    """A passage without its marks, which may begin or end within one."""
    try:
        return parse_line(passage).text
    except ValueError as error:
        raise ValueError(f"take whole marks into the passage: {passage} ({error})") from error


def apply(batch: Path, corrections: Path, skipped: Collection[int] = ()) -> tuple[list[dict[str, object]], list[str]]:
    """Labels of a batch with its corrections, and the faults that were found.

    Parameters
    ----------
    skipped
        Numbers of articles that cannot be labelled: garbled, or not Arabic.
    """
    articles = {article.number: article for article in read_batch(batch)}
    counts = dict.fromkeys(articles, 0)
    faults: list[str] = []
    for number, line in enumerate(corrections.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            which, old, new = line.split("\t")
            own = int(which.removesuffix("*"))
            articles[own] = corrected(articles[own], old, new, repeated=which.endswith("*"))
            counts[own] += 1
        except (ValueError, KeyError) as error:
            faults.append(f"{corrections}:{number}: {error}")
    records = []
    for article in articles.values():
        if article.number in skipped:
            continue
        try:
            records.append(_record(article, counts[article.number]))
        except ValueError as error:
            faults.append(f"{batch}, article {article.number}: {error}")
    return records, faults


def _record(article: Article, corrections: int) -> dict[str, object]:
    lines = [parse_line(line) for line in article.lines]
    faults = [fault for line in lines for fault in check_line(line)]
    if faults:
        raise ValueError("; ".join(faults))
    if digest("\n".join(line.text for line in lines)) != article.sha256:
        raise ValueError("its text is not the one that was drawn")
    spans, nested, start = [], [], 0
    for line in lines:
        spans += [[s.start + start, s.end + start, s.type] for s in line.outer]
        nested += [[s.start + start, s.end + start, s.type] for s in line.nested]
        start += len(line.text) + 1
    return {"sha256": article.sha256, "spans": spans, "nested": nested, "corrections": corrections}


def labelled(corpus: Iterable[str], records: Iterable[dict[str, object]]) -> Iterator[Line]:
    """The lines of labelled articles, with their names."""
    wanted = {record["sha256"]: record for record in records}
    for text in corpus:
        record = wanted.get(digest(text))
        if record is None:
            continue
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            inside = [Span(s - start, e - start, t) for s, e, t in record["spans"] if start <= s < end]  # type: ignore[attr-defined]
            yield Line(line, tuple(inside), ())
            start = end + 1


def main() -> None:
    """Choose, apply or write BIO."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    choosing = commands.add_parser("choose")
    choosing.add_argument("corpus", type=Path)
    choosing.add_argument("--count", type=int, default=200)
    choosing.add_argument("--batch", type=int, required=True, help="its number; another number draws other articles")
    choosing.add_argument("-o", "--output", type=Path, required=True)
    applying = commands.add_parser("apply")
    applying.add_argument("batch", type=Path)
    applying.add_argument("corrections", type=Path)
    applying.add_argument("--skip", type=int, nargs="*", default=[], help="articles that cannot be labelled")
    writing = commands.add_parser("bio")
    writing.add_argument("corpus", type=Path)
    writing.add_argument("labels", type=Path, nargs="+")
    writing.add_argument("--bio", type=Path, required=True)
    options = parser.parse_args()
    if options.command == "choose":
        known = {json.loads(line)["sha256"] for path in LABELS.glob("*.jsonl") for line in path.open(encoding="utf-8")}
        texts = choose(list(read_corpus(options.corpus)), options.count, known, options.batch)
        options.output.mkdir(parents=True, exist_ok=True)
        write_batch(options.output / f"batch-{options.batch:02}.txt", texts)
    elif options.command == "apply":
        records, faults = apply(options.batch, options.corrections, options.skip)
        for fault in faults:
            print(fault, file=sys.stderr)
        if faults:
            sys.exit(1)
        LABELS.mkdir(exist_ok=True)
        target = LABELS / f"{options.batch.stem}.jsonl"
        target.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
        print(f"{target}: {len(records)} articles, {sum(int(str(r['corrections'])) for r in records)} corrections")
    else:
        records = [json.loads(line) for path in options.labels for line in path.open(encoding="utf-8")]
        with options.bio.open("w", encoding="utf-8") as stream:
            for line in labelled(read_corpus(options.corpus), records):
                stream.write(to_bio(line))


if __name__ == "__main__":
    main()
