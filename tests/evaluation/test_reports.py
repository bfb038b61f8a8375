from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from geotag.evaluation.models import Evaluation, evaluate_tagger
from geotag.evaluation.reports import as_json, as_markdown, as_table, short_names
from geotag.evaluation.span_scores import Score

CORPUS = "زار\tO\nسامي\tB-PER\nحلب\tB-CITY\nسوريا\tB-COUNTRY\n\nعاد\tO\nأمس\tB-TIME\n"


class Everything:
    """Takes every word of at least four letters for a city."""

    def tags(self, tokenised: Iterable[Sequence[str]]) -> Iterator[list[str]]:
        for tokens in tokenised:
            yield ["S-CITY" if len(token) > 3 else "O" for token in tokens]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    path = tmp_path / "corpus.bio"
    path.write_text(CORPUS, encoding="utf-8")
    return path


def test_finer_labels_count_as_coarse_and_others_do_not_count(corpus: Path) -> None:
    found = evaluate_tagger(Everything(), corpus, model="everything")
    assert (found.model, found.file, found.sentences, found.tokens) == ("everything", "corpus.bio", 2, 6)
    assert found.scores == {"PER": Score(1, 0, 0), "LOC": Score(2, 2, 1), "ORG": Score(0, 0, 0)}
    assert found.micro == Score(3, 2, 1)


def test_an_empty_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "empty.bio"
    path.write_text("\n\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"empty\.bio holds no sentence"):
        evaluate_tagger(Everything(), path)


def evaluations() -> list[Evaluation]:
    def one(model: str, file: str, correct: int) -> Evaluation:
        scores = {"PER": Score(4, 2, correct), "LOC": Score(0, 0, 0), "ORG": Score(1, 1, 1)}
        return Evaluation(model, file, 3, 20, scores)

    return [one("small", "a.bio", 1), one("small", "b.bio", 2), one("large", "a.bio", 2), one("large", "b.bio", 0)]


def test_models_stand_beside_each_other() -> None:
    lines = as_table(evaluations()).splitlines()
    assert lines[0].split() == [
        "a.bio",
        "gold",
        "small",
        "P",
        "small",
        "R",
        "small",
        "F1",
        *["large", "P", "large", "R", "large", "F1"],
    ]
    assert lines[1].split() == ["PER", "4", "0.500", "0.250", "0.333", "1.000", "0.500", "0.667"]
    assert lines[4].split() == ["micro", "5", "0.667", "0.400", "0.500", "1.000", "0.600", "0.750"]
    assert lines[5] == ""
    assert lines[6].startswith("b.bio")
    assert len({len(line) for line in lines[:5]}) == 1


def test_one_model_needs_no_name() -> None:
    assert as_table(evaluations()[:1]).splitlines()[0].split() == ["a.bio", "gold", "P", "R", "F1"]


def test_markdown_is_one_table() -> None:
    lines = as_markdown(evaluations()).splitlines()
    assert lines[0] == "| file | label | gold | small P | small R | small F1 | large P | large R | large F1 |"
    assert lines[1] == "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
    assert lines[5] == "| a.bio | micro | 5 | 0.667 | 0.400 | 0.500 | 1.000 | 0.600 | 0.750 |"
    assert [line.split(" | ")[0] for line in lines[2:]] == ["| a.bio"] * 4 + ["| b.bio"] * 4
    assert {line.count("|") for line in lines} == {10}


def test_json_has_every_count() -> None:
    first = json.loads(as_json(evaluations()))[0]
    assert first["labels"]["PER"] == {
        "precision": 0.5, "recall": 0.25, "f1": 0.3333, "gold": 4, "predicted": 2, "correct": 1
    }  # fmt: skip
    assert (first["model"], first["file"], first["sentences"], first["tokens"]) == ("small", "a.bio", 3, 20)
    assert first["micro"]["correct"] == 2


def test_names_are_as_short_as_they_can_be() -> None:
    assert short_names([Path("/x/a/test.bio"), Path("/x/b/test.bio")]) == ["a/test.bio", "b/test.bio"]
    assert short_names([Path("test.bio"), Path("b/test.bio")]) == ["test.bio", "b/test.bio"]
