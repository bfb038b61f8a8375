"""Comparing what was found in an article with what was annotated there, mention by mention.

A prediction matches an annotated mention when they overlap by at least half of the longer one; each matches one at
most. It is right when it lies within the annotation's own tolerance, :data:`RIGHT_WITHIN_KM` at least, or in
its box if it has one. Places inside longer names (nested) need not be found.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Protocol, TypeVar

from geotag.boundaries.distance import kilometres
from geotag.evaluation.gold import GoldArticle, GoldPlace
from geotag.records import looked_up_name

__all__ = [
    "RIGHT_WITHIN_KM",
    "Judgement",
    "PredictedArticle",
    "PredictedPlace",
    "TextSpan",
    "is_right",
    "judge_articles",
    "judge_people",
    "judge_tweets",
    "matches",
    "overlap",
    "predicted_article",
]

RIGHT_WITHIN_KM: Final = 25.0
_PLACE_LABELS: Final = frozenset({"LOC", "GPE", "FAC"})


class _Spanned(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_Span = TypeVar("_Span", bound=_Spanned)


@dataclass(frozen=True, slots=True)
class TextSpan:
    """A part of a text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class PredictedPlace:
    """A mention that was taken for a place; `point` (latitude, longitude) is None where it was not resolved."""

    start: int
    end: int
    name: str
    place: str | None = None
    place_name: str | None = None
    point: tuple[float, float] | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class PredictedArticle:
    """What was found in an article; `text_sha256` is of the text that it was found in."""

    id: str
    places: tuple[PredictedPlace, ...] = ()
    people: tuple[tuple[int, int], ...] = ()
    text_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """An annotated mention, what was found there, or both.

    Attributes
    ----------
    gold
        None for what is no annotated mention.
    predicted
        None for what was not found.
    km
        Distance of the two, where both have coordinates.
    right
        Whether they are the same place.
    """

    article: GoldArticle
    gold: GoldPlace | None
    predicted: PredictedPlace | None
    km: float | None = None
    right: bool = False

    @property
    def is_optional(self) -> bool:
        """Whether the mention need not be found."""
        return self.gold is not None and self.gold.role == "nested"

    @property
    def is_located(self) -> bool:
        """Whether the annotation has coordinates."""
        return self.gold is not None and self.gold.lat is not None


def predicted_article(record: Mapping[str, Any]) -> PredictedArticle:
    """What a record (:meth:`geotag.TaggedArticle.to_dict`) says was found."""
    places = {place["id"]: place for place in record.get("places", ())}
    mentions = record.get("mentions", ())
    return PredictedArticle(
        id=str(record["id"]),
        places=tuple(
            _predicted(mention, places.get(mention.get("place")))
            for mention in mentions
            if mention.get("label") in _PLACE_LABELS or mention.get("place")
        ),
        people=tuple((m["start"], m["end"]) for m in mentions if m.get("label") == "PER"),
        text_sha256=record.get("text_sha256"),
    )


def _predicted(mention: Mapping[str, Any], place: Mapping[str, Any] | None) -> PredictedPlace:
    predicted = PredictedPlace(mention["start"], mention["end"], looked_up_name(mention))
    if place is None:
        return predicted
    return replace(
        predicted,
        place=place["id"],
        place_name=place.get("name_en") or place.get("name"),
        point=(place["lat"], place["lon"]),
        confidence=mention.get("confidence"),
    )


def overlap(one: _Spanned, other: _Spanned) -> int:
    """How many characters two spans share; 0 or less if none."""
    return min(one.end, other.end) - max(one.start, other.start)


def matches(one: _Spanned, other: _Spanned) -> bool:
    """Whether two spans share at least half of the longer one."""
    longer = max(one.end - one.start, other.end - other.start)
    return overlap(one, other) > 0 and 2 * overlap(one, other) >= longer


def _paired(gold: Sequence[_Spanned], predicted: Sequence[_Span]) -> tuple[list[_Span | None], list[_Span]]:
    """For each annotated span the prediction that overlaps it most, and the predictions that are left."""
    left = dict(enumerate(predicted))
    found: list[_Span | None] = []
    for annotated in gold:
        fitting = [number for number, span in left.items() if matches(annotated, span)]
        best = max(fitting, key=lambda number: overlap(annotated, left[number]), default=None)
        found.append(None if best is None else left.pop(best))
    return found, list(left.values())


def is_right(lat: float, lon: float, gold: GoldPlace) -> bool:
    """Whether a point is the annotated place: within its tolerance, or in its box where it has one."""
    if gold.lat is None or gold.lon is None:
        return False
    if kilometres(gold.lat, gold.lon, lat, lon) <= max(RIGHT_WITHIN_KM, gold.acc_km):
        return True
    if gold.box is None:
        return False
    south, north, west, east = gold.box
    return south <= lat <= north and west <= lon <= east


def judge_articles(pairs: Iterable[tuple[GoldArticle, PredictedArticle | None]]) -> list[Judgement]:
    """Every annotated mention with what matches it, and every prediction that matches none, article by article."""
    judged = []
    for article, predicted in pairs:
        found, extra = _paired(article.places, predicted.places if predicted else ())
        judged += [_judged(article, gold, span) for gold, span in zip(article.places, found, strict=True)]
        judged += [Judgement(article, None, span) for span in extra]
    return judged


def judge_tweets(pairs: Iterable[tuple[GoldArticle, PredictedArticle | None]]) -> list[Judgement]:
    """Every annotated mention with the prediction that shares most with it, however little.

    Predictions that share nothing are not judged: the tweets' annotations leave many mentions out.
    """
    judged = []
    for article, predicted in pairs:
        spans = predicted.places if predicted else ()
        for gold in article.places:
            best = max(spans, key=lambda span, gold=gold: overlap(gold, span), default=None)  # type: ignore[misc]
            if best is not None and overlap(gold, best) <= 0:
                best = None
            judged.append(_judged(article, gold, best))
    return judged


def judge_people(pairs: Iterable[tuple[GoldArticle, PredictedArticle | None]]) -> tuple[int, int, int]:
    """How many mentions of people were found, how many found that are none, and how many missed."""
    hits = extra = missed = 0
    for article, predicted in pairs:
        spans = [TextSpan(*span) for span in predicted.people] if predicted else []
        found, left = _paired([TextSpan(*span) for span in article.people], spans)
        hits += sum(span is not None for span in found)
        missed += sum(span is None for span in found)
        extra += len(left)
    return hits, extra, missed


def _judged(article: GoldArticle, gold: GoldPlace, predicted: PredictedPlace | None) -> Judgement:
    if predicted is None or predicted.point is None or gold.lat is None or gold.lon is None:
        return Judgement(article, gold, predicted)
    km = kilometres(gold.lat, gold.lon, *predicted.point)
    return Judgement(article, gold, predicted, km, is_right(*predicted.point, gold))
