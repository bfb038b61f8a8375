"""Evaluating the whole of geotag on annotated articles: finding places and people, and locating the places."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from geotag.errors import GoldError, ResultsError
from geotag.evaluation.baselines import Baselines
from geotag.evaluation.figures import (
    calibration,
    case_figures,
    distances,
    grouped,
    news_figures,
    prf,
    share,
    tweet_figures,
)
from geotag.evaluation.gold import ROLES, GoldArticle, GoldFormat, GoldName
from geotag.evaluation.judging import (
    Judgement,
    PredictedArticle,
    judge_articles,
    judge_people,
    judge_tweets,
    predicted_article,
)
from geotag.formats.sentences import quote
from geotag.gazetteer import Gazetteer
from geotag.paths import StrPath
from geotag.protocols import GazetteerProtocol
from geotag.records import text_digest
from geotag.records.results import json_lines

__all__ = ["SYSTEM", "evaluate_articles", "evaluate_names", "read_predictions"]

#: What reports call what is measured, beside the baselines.
SYSTEM: Final = "geotag"
#: Kinds of places that lie in several countries or in none: any country is right.
_ANY_COUNTRY: Final = frozenset({"river", "sea", "strait", "mountain", "region", "continent", "desert"})
_ANY_CODE: Final = "XX"
_AMBIGUITY: Final = ((0, "0"), (1, "1"), (2, "2"), (5, "3-5"), (10, "6-10"))
_MORE: Final = "11 or more"

_Pairs = Sequence[tuple[GoldArticle, PredictedArticle | None]]


def read_predictions(path: StrPath) -> list[PredictedArticle]:
    """The articles of a file that ``geotag tag --format jsonl`` wrote.

    Only what is measured need be there, so that what another program found can be measured too.

    Raises
    ------
    ResultsError
        If a line is no record; file and line are named.
    """
    found = []
    for number, record in json_lines(path):
        try:
            found.append(predicted_article(record))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ResultsError(f"{path}, line {number}: no record of an article ({error!r})") from error
    return found


def evaluate_articles(
    gold: Sequence[GoldArticle],
    form: GoldFormat,
    predicted: Iterable[PredictedArticle],
    gazetteer: GazetteerProtocol,
    *,
    worst: int = 20,
) -> dict[str, Any]:
    """Measure predictions on annotated articles, with two baselines beside them.

    Parameters
    ----------
    gold, form
        The annotated articles, and the form of their file, which says what is counted.
    predicted
        What was found in the same articles.
    gazetteer
        For the baselines, and to count the places of a name.
    worst
        How many errors of each kind to list.

    Returns
    -------
    dict
        The figures by name, ready for JSON; :mod:`geotag.evaluation.geoparsing_reports` shows them.

    Raises
    ------
    GoldError
        If a prediction is of another text than the annotated article of its id.
    """
    pairs = _paired(gold, predicted)
    baselines = Baselines(gazetteer)
    figures = _figures(gold, form, pairs)
    judged = _judged(form, pairs)
    measured: dict[str, Any] = {
        "format": form,
        "articles": len(gold),
        "absent": sum(prediction is None for _, prediction in pairs),
        **figures,
        "baselines": {
            name: _figures(gold, form, [(article, place(p) if p else None) for article, p in pairs])
            for name, place in baselines.all.items()
        },
        "by": {
            name: grouped([j for j in judged if not j.is_optional or name == "role"], group, order)
            for name, (group, order) in _groups(baselines).items()
        },
        "distances": distances(judged),
        "calibration": calibration(judged),
        "errors": _errors(judged, worst),
    }
    for baseline in measured["baselines"].values():
        # They recognise nothing of their own.
        for key in ("recognition", "people", "recall", "by_class", "wrong"):
            baseline.pop(key, None)
    return measured


def evaluate_names(names: Sequence[GoldName], gazetteer: Gazetteer, *, worst: int = 20) -> dict[str, Any]:
    """Measure how often the first candidate of a name, without any context, lies in the right country."""
    found = [gazetteer.search(gold.name) for gold in names]
    first = [
        _in_country(gold, candidates[0].place.country if candidates else None, candidates)
        for gold, candidates in zip(names, found, strict=True)
    ]
    populous = [Baselines(gazetteer).named(gold.name) for gold in names]
    by: dict[str, list[bool]] = {}
    for gold, right in zip(names, first, strict=True):
        by.setdefault(gold.category, []).append(right)
    wrong = [
        {
            "name": gold.name,
            "category": gold.category,
            "expected": sorted(gold.countries),
            "found": None if not candidates else f"{candidates[0].place.name_en} ({candidates[0].place.country})",
        }
        for gold, candidates, right in zip(names, found, first, strict=True)
        if not right
    ]
    return {
        "format": "names",
        "names": len(names),
        "found_names": share(sum(map(bool, found)), len(names)),
        "right_first": share(sum(first), len(names)),
        "by_category": {name: f"{sum(own)}/{len(own)}" for name, own in sorted(by.items())},
        "baselines": {
            "highest population": {
                "found_names": share(sum(map(bool, populous)), len(names)),
                "right_first": share(
                    sum(
                        _in_country(gold, places[0].country if places else None, places)
                        for gold, places in zip(names, populous, strict=True)
                    ),
                    len(names),
                ),
            }
        },
        "errors": {"elsewhere": wrong[:worst]},
    }


def _in_country(gold: GoldName, country: str | None, candidates: Sequence[Any]) -> bool:
    anywhere = _ANY_CODE in gold.countries or gold.category in _ANY_COUNTRY
    return bool(candidates) and (anywhere or (country or _ANY_CODE) in gold.countries)


def _paired(
    gold: Sequence[GoldArticle], predicted: Iterable[PredictedArticle]
) -> list[tuple[GoldArticle, PredictedArticle | None]]:
    by_id = {article.id: article for article in predicted}
    pairs = [(article, by_id.get(article.id)) for article in gold]
    for article, prediction in pairs:
        if prediction is None or prediction.text_sha256 is None:
            continue
        if prediction.text_sha256 != text_digest(article.text):
            raise GoldError(
                f"article {article.id}: the predictions are of another text; tag the gold file's own articles"
            )
    return pairs


def _judged(form: GoldFormat, pairs: _Pairs) -> list[Judgement]:
    return judge_tweets(pairs) if form == "idrisi" else judge_articles(pairs)


def _figures(gold: Sequence[GoldArticle], form: GoldFormat, pairs: _Pairs) -> dict[str, Any]:
    judged = _judged(form, pairs)
    if form == "idrisi":
        return tweet_figures(judged)
    if form == "cases":
        return case_figures(gold, judged)
    return {**news_figures(judged), "people": prf(*judge_people(pairs))}


def _groups(baselines: Baselines) -> Mapping[str, tuple[Callable[[Judgement], str | None], Sequence[str]]]:
    """What annotated mentions are grouped by, and the order of the groups where they have one."""

    def ambiguity(judgement: Judgement) -> str:
        count = len(baselines.named(judgement.gold.surface)) if judgement.gold else 0
        return next((name for most, name in _AMBIGUITY if count <= most), _MORE)

    return {
        "role": (lambda j: j.gold.role if j.gold else None, ROLES),
        "kind": (lambda j: (j.gold.kind or "unstated") if j.gold else None, ()),
        "country": (lambda j: (j.gold.country or "none") if j.gold else None, ()),
        "ambiguity": (ambiguity, [*(name for _, name in _AMBIGUITY), _MORE]),
    }


def _errors(judged: Sequence[Judgement], most: int) -> dict[str, list[dict[str, Any]]]:
    """The errors with their sentences: wrong places by distance, then what was not resolved, missed or spurious."""
    needed = [j for j in judged if j.gold is not None and not j.is_optional]
    wrong = [j for j in needed if j.km is not None and not j.right]
    kinds = {
        "wrong": sorted(wrong, key=lambda j: -(j.km or 0.0)),
        "unresolved": [j for j in needed if j.predicted is not None and j.predicted.point is None and j.is_located],
        "missed": [j for j in needed if j.predicted is None],
        "spurious": sorted(
            (j for j in judged if j.gold is None and j.predicted is not None and j.predicted.point is not None),
            key=lambda j: -((j.predicted.confidence if j.predicted else None) or 0.0),
        ),
    }
    return {name: [_error(judgement) for judgement in own[:most]] for name, own in kinds.items()}


def _error(judgement: Judgement) -> dict[str, Any]:
    gold, predicted, text = judgement.gold, judgement.predicted, judgement.article.text
    span = gold or predicted
    if span is None:
        raise ValueError("a judgement has a gold place, a prediction or both")
    around = quote(text, span.start, span.end)
    return {
        "article": judgement.article.id,
        "name": text[span.start : span.end],
        "start": span.start,
        "km": None if judgement.km is None else round(judgement.km, 1),
        "expected": None if gold is None or gold.lat is None else [gold.lat, gold.lon],
        "country": gold.country if gold else None,
        "place": predicted.place if predicted else None,
        "place_name": predicted.place_name if predicted else None,
        "found": list(predicted.point) if predicted and predicted.point else None,
        "confidence": predicted.confidence if predicted else None,
        "quote": [around.before, around.name, around.after],
    }
