from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geotag
from geotag.corpus import InputFailure
from geotag.corpus.duplicates import Duplicate, link_duplicates
from geotag.corpus.near_duplicates import NearDuplicates
from geotag.corpus.run_store import read_records
from geotag.corpus.running import run_corpus
from tests.corpus.readers.prose import BODY, SECOND
from tests.corpus.test_running import FewAtATime, content, not_finished

WORDS = [word.strip("،.") for word in BODY.split()]


def article(identifier: str, text: str, **fields: str) -> geotag.Article:
    return geotag.Article(identifier, text, **fields)


def prose(seed: int, words: int = 300) -> list[str]:
    """Words in an order that no other text has."""
    draw = random.Random(seed)
    return [f"{draw.choice(WORDS)}{draw.randrange(10**9)}" for _ in range(words)]


def links(items: list[geotag.Article], near: float | None = None) -> dict[str, str]:
    return {item.article.id: item.original for item in link_duplicates(items, near) if isinstance(item, Duplicate)}


def test_texts_that_differ_in_white_space_only_are_linked_to_the_first() -> None:
    failure = InputFailure("x", geotag.InputError("x"))
    items = [
        article("a", f"{BODY}\n{SECOND}"),
        failure,
        article("b", f"{BODY} {SECOND}\r\n\n"),
        article("c", SECOND),
        article("d", f"\t{BODY}\u00a0{SECOND}"),
        article("e", BODY.replace("ا", "أ")),
    ]
    found = list(link_duplicates(items))
    assert found == [
        items[0],
        failure,
        Duplicate(items[2], "a", 1.0),
        items[3],
        Duplicate(items[4], "a", 1.0),
        items[5],
    ]


def test_near_duplicates_are_linked_only_if_similar_enough() -> None:
    words = prose(1)
    changed = [*words[:150], "جديد", *words[151:]]
    items = [
        article("a", " ".join(words)),
        article("b", "عاجل: " + "، ".join(words)),
        article("c", " ".join(changed)),
        article("d", " ".join(words[:200])),
        article("e", " ".join(prose(2))),
    ]
    assert links(items) == {}
    assert links(items, 0.95) == {"b": "a", "c": "a"}
    assert links(items, 0.985) == {"b": "a"}
    assert links(items, 0.5) == {"b": "a", "c": "a", "d": "a"}


def test_spelling_and_punctuation_make_no_difference() -> None:
    items = [article("a", BODY), article("b", BODY.replace("إ", "ا").replace("،", " —").replace("باكو", "بـاكُو"))]
    assert [item.similarity for item in link_duplicates(items, 1.0) if isinstance(item, Duplicate)] == [1.0]


def test_short_and_long_texts() -> None:
    items = [article("a", "باكو"), article("b", "باكو!"), article("c", "موسكو"), article("d", "في باكو")]
    assert links(items, 0.9) == {"b": "a"}
    long = prose(3, 30_000)
    assert links([article("a", " ".join(long)), article("b", " ".join([*long, "و"]))], 0.99) == {"b": "a"}


def test_similarity_is_what_is_shared_of_three_words_in_sequence() -> None:
    items = [article("a", "ا ب ج د ه"), article("b", "ا ب ج د و")]
    (first, second) = link_duplicates(items, 0.1)
    assert isinstance(second, Duplicate)
    assert second.similarity == pytest.approx(2 / 4)
    assert first == items[0]


def test_the_first_of_several_that_are_similar_is_linked_to() -> None:
    words = prose(4)
    items = [article(f"n{n}", " ".join([*prose(10 + n, 40 - 10 * n), *words])) for n in range(4)]
    assert links(items, 0.7) == {"n1": "n0", "n2": "n0", "n3": "n0"}


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(60, 250), st.sampled_from([0.5, 0.7, 0.9]))
def test_what_is_similar_enough_is_found(seed: int, kept: int, threshold: float) -> None:
    words = prose(seed)
    other = words[:kept]
    near = NearDuplicates(threshold)
    assert near.original(article("a", " ".join(words))) is None
    found = near.original(article("b", " ".join(other)))
    near.close()
    similarity = (kept - 2) / (len(words) - 2)
    if similarity >= threshold + 0.02:
        assert found is not None
        assert found[1] == pytest.approx(similarity, abs=0.01)
    elif similarity < threshold - 0.02:
        assert found is None


@pytest.mark.parametrize("threshold", [0.0, -1, 1.1])
def test_a_similarity_that_is_none_is_refused(threshold: float) -> None:
    with pytest.raises(ValueError, match="above 0 and at most 1"):
        NearDuplicates(threshold)


def corpus() -> Iterator[geotag.Article | InputFailure | Duplicate]:
    items: list[geotag.Article | InputFailure] = []
    for number in range(60):
        text = f"{BODY} {number // 3}"
        items.append(
            article(f"n{number}", text, source="وكالة", date="2024-03-05", url=f"https://news.example/{number}")
        )
    items.insert(7, InputFailure("bad", geotag.InputError("bad")))
    return link_duplicates(items)


def test_a_run_keeps_links_beside_its_records(tmp_path: Path) -> None:
    counts = run_corpus(corpus(), tmp_path / "out", FewAtATime())
    assert (counts.inputs, counts.tagged, counts.failed, counts.duplicates) == (61, 20, 1, 40)
    assert [record["id"] for record in read_records(tmp_path / "out")] == [f"n{n}" for n in range(0, 60, 3)]
    lines = (tmp_path / "out" / "duplicates.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 40
    assert json.loads(lines[0]) == {
        "id": "n1",
        "duplicate_of": "n0",
        "similarity": 1.0,
        "title": None,
        "source": "وكالة",
        "url": "https://news.example/1",
        "date": "2024-03-05",
    }
    about = json.loads((tmp_path / "out" / "run.json").read_text(encoding="utf-8"))
    assert about["counts"] == {"inputs": 61, "tagged": 20, "failed": 1, "duplicates": 40}


def test_a_run_with_links_goes_on_as_if_it_had_not_stopped(tmp_path: Path) -> None:
    run_corpus(corpus(), tmp_path / "whole", FewAtATime())
    lines = (tmp_path / "whole" / "index.jsonl").read_bytes().splitlines(keepends=True)
    for cut in (0, 2, 9, 40, 61):
        directory = tmp_path / f"cut{cut}"
        run_corpus(corpus(), directory, FewAtATime())
        (directory / "index.jsonl").write_bytes(b"".join(lines[:cut]) + b'{"inp')
        not_finished(directory)
        counts = run_corpus(corpus(), directory, FewAtATime(), resume=True)
        assert counts.duplicates == 40
        assert content(directory) == content(tmp_path / "whole")
