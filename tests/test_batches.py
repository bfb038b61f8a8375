"""An article has the same record alone and among others: in any order, in batches of any size."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import geotag
from geotag.model import Article
from geotag.records.serialising import to_json
from tests.conftest import KARABAKH

pytestmark = pytest.mark.model

EXAMPLES = Path(__file__).parents[1] / "examples"
COUNT = 200
SENTENCE_ENDS = re.compile(r"(?<=[.؟!\n])\s+")


def prose() -> list[str]:
    """The sentences of our own articles."""
    texts = [KARABAKH, *(path.read_text(encoding="utf-8") for path in sorted(EXAMPLES.glob("*.txt")))]
    lines = (EXAMPLES / "dispatches.jsonl").read_text(encoding="utf-8").splitlines()
    texts += [json.loads(line)["text"] for line in lines]
    return [sentence.strip() for text in texts for sentence in SENTENCE_ENDS.split(text) if sentence.strip()]


def articles(count: int = COUNT, seed: int = 5) -> list[Article]:
    """Articles of one sentence to thirty, drawn from our own; some begin with a title, some hold a lone name."""
    draw = random.Random(seed)
    sentences = prose()
    made = []
    for number in range(count):
        length = min(30, int(draw.paretovariate(0.9)))
        chosen = draw.choices(sentences, k=length)
        text = draw.choice(("\n\n", " ", "\n")).join(chosen)
        if number % 20 == 0:
            text = draw.choice(sentences).split()[0]
        made.append(Article(f"a{number}", text))
    return made


@pytest.fixture(scope="module")
def alone(tagger: geotag.Tagger) -> dict[str, str]:
    """The record of each article, tagged by itself."""
    return {article.id: to_json(tagger.tag(article).to_dict()) for article in articles()}


def in_batches(tagger: geotag.Tagger, order: Sequence[Article], size: int) -> Iterator[tuple[str, str]]:
    for start in range(0, len(order), size):
        for tagged in tagger.tag_many(order[start : start + size]):
            yield tagged.article.id, to_json(tagged.to_dict())


@pytest.mark.parametrize("size", [2, 17, COUNT])
def test_batch_equals_single(tagger: geotag.Tagger, alone: dict[str, str], size: int) -> None:
    order = articles()
    random.Random(size).shuffle(order)
    found = list(in_batches(tagger, order, size))
    assert [article_id for article_id, _ in found] == [article.id for article in order]
    different = [article_id for article_id, record in found if record != alone[article_id]]
    assert different == []


def test_the_articles_say_something(alone: dict[str, str]) -> None:
    records = [json.loads(record) for record in alone.values()]
    assert len(records) == COUNT
    assert sum(len(record["places"]) for record in records) > 2 * COUNT
    assert sum(len(record["people"]) for record in records) > COUNT / 4
    lengths = sorted(len(article.text) for article in articles())
    assert lengths[0] < 10
    assert lengths[-1] > 2_000


def test_a_fresh_tagger_agrees(alone: dict[str, str]) -> None:
    """What is remembered of words that were seen before changes nothing."""
    order = articles()[::-1][:60]
    assert all(record == alone[article_id] for article_id, record in in_batches(geotag.load(), order, 60))
