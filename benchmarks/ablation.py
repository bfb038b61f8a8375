"""What each kind of evidence is worth: resolution learned and measured without it, beside two baselines.

    python -m benchmarks.ablation --train TRAIN.jsonl --test DEV.jsonl [--test DEV2.jsonl …]

The gold files are those of ``geotag evaluate``. For each kind of evidence the weights are learned anew without it from
the training articles; the share of names rightly decided on unseen folds of them stands beside the test files' figures.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import geotag
from geotag.evaluation.geoparsing import evaluate_articles
from geotag.evaluation.gold import GoldArticle, GoldFormat, gold_format, read_articles
from geotag.evaluation.judging import predicted_article
from geotag.ner.recogniser import Recognition
from geotag.resolve.features import FEATURE_NAMES
from geotag.resolve.learning.training import annotated_examples
from geotag.resolve.learning.weights import Example, fit
from geotag.resolve.ranking import Weights, bundled_weights
from geotag.resolve.resolver import Resolver

KINDS: Final[Mapping[str, Sequence[str]]] = {
    "prominence": ("prominence",),
    "curated before others": ("curated",),
    "cost of the match": ("match cost",),
    "countries of the article": ("country share", "no country", "stranger"),
    "country beside the name": ("beside its country", "beside another country"),
    "adjective of a country": ("described as its country's", "described as another's"),
    "head word": ("head agrees", "head disagrees", "division without head"),
    "recogniser's type": ("type agrees", "type disagrees"),
    "recogniser's posterior": ("recognised",),
    "distance to other places": ("very near", "near", "same part of the world"),
    "shared division": ("same division",),
    "place that it is in": ("in the place after it", "not in the place after it"),
    "lists and ranges": ("listed with its country", "near its fellow"),
    "dateline": ("dateline's country",),
    "source": ("source's country",),
}
_STRENGTH: Final = 5.0


class _Remembering:
    """A recogniser that recognises each text once."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser
        self._known: dict[str, Recognition] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._recogniser, name)

    def recognise_many(self, texts: Sequence[str]) -> list[Recognition]:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._recogniser.recognise_many(new), strict=True))
        return [self._known[text] for text in texts]


def _without(left_out: Iterable[str], articles: Sequence[Sequence[Example]]) -> list[list[Example]]:
    gone = [FEATURE_NAMES.index(name) for name in left_out]

    def blank(values: Sequence[float]) -> tuple[float, ...]:
        return tuple(0.0 if position in gone else value for position, value in enumerate(values))

    return [[replace(each, features=tuple(map(blank, each.features))) for each in article] for article in articles]


def _figure(measured: Mapping[str, Any], form: GoldFormat) -> str:
    if form == "cases":
        return f"{measured['accuracy']:.3f}"
    if form == "idrisi":
        return f"{measured['acc161_of_found']:.3f}"
    return f"{measured['resolution_accuracy']:.3f} / {measured['acc161']:.3f}"


def _evaluated(tagger: geotag.Tagger, gold: Sequence[GoldArticle], form: GoldFormat) -> dict[str, Any]:
    articles = (geotag.Article(each.id, each.text, source=each.source, date=each.date) for each in gold)
    predicted = [predicted_article(tagged.to_dict()) for tagged in tagger.tag_many(articles)]
    return evaluate_articles(gold, form, predicted, tagger.gazetteer, worst=0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path, action="append", required=True)
    parser.add_argument("--test", type=Path, action="append", required=True)
    arguments = parser.parse_args()
    tagger = geotag.load()
    tagger.recogniser = _Remembering(tagger.recogniser)  # type: ignore[assignment]
    trained: list[list[Example]] = []
    for path in arguments.train:
        form = gold_format(path)
        gold = read_articles(path, form)
        for article, recognition in zip(gold, tagger.recogniser.recognise_many([a.text for a in gold]), strict=True):
            trained.append(annotated_examples(tagger, article, form, recognition))
    tests = [(path, form, read_articles(path, form)) for path in arguments.test for form in [gold_format(path)]]
    prior = bundled_weights()

    print("| Left out | unseen folds |", " | ".join(path.stem for path, *_ in tests), "|")
    print("|---|---|" + "---|" * len(tests))
    baselines: dict[str, list[str]] = {}
    for name, left_out in {"nothing": (), **KINDS}.items():
        start = Weights({**prior.features, **dict.fromkeys(left_out, 0.0)}, prior.none)
        result = fit(_without(left_out, trained), start, _STRENGTH)
        tagger.resolver = Resolver(tagger.gazetteer, result.weights)
        figures = []
        for _, form, gold in tests:
            measured = _evaluated(tagger, gold, form)
            figures.append(_figure(measured, form))
            if not left_out:
                for baseline, own in measured["baselines"].items():
                    baselines.setdefault(baseline, []).append(_figure(own, form))
        _print_row(name, f"{result.accuracy:.3f}", figures)
    for baseline, figures in baselines.items():
        _print_row(f"baseline: {baseline}", "", figures)


def _print_row(name: str, unseen: str, figures: Sequence[str]) -> None:
    print(f"| {name} | {unseen} |", " | ".join(figures), "|", flush=True)


if __name__ == "__main__":
    main()
