"""The decisions of a run, the least certain first.

A decision is what was chosen for all mentions of a name in an article, under heads of the same kinds: what one row of
corrections (:mod:`geotag.corrections`) would decide instead.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geotag.arabic.heads import head_at
from geotag.arabic.orthography import fold
from geotag.formats.sentences import Quote, quote
from geotag.model import PLACE_LABELS, SCORE_DIGITS, Article
from geotag.records import text_digest

__all__ = ["Decision", "decisions", "texts_by_id"]

_MOST_QUOTES: Final = 3


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a name in an article.

    Attributes
    ----------
    name
        As a correction names it: with its head, where one stands before it.
    status
        Of its least certain mention.
    place
        What was chosen, as in the record's ``places``; None where nothing was.
    certainty
        Probability that the decision is right, as the record has it: the confidence of a place, or what the candidates
        of an unresolved name leave for none of them; None where there was nothing to choose from.
    candidates
        As in the record, best first.
    count
        How many mentions it is of.
    quotes
        The sentences of some of them, where the article's text is known.
    """

    article: str
    title: str | None
    source: str | None
    date: str | None
    name: str
    status: str
    place: Mapping[str, Any] | None
    certainty: float | None
    candidates: tuple[Mapping[str, Any], ...]
    count: int
    quotes: tuple[Quote, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The decision as JSON."""
        place = self.place
        return {
            "article": self.article,
            "title": self.title,
            "source": self.source,
            "date": self.date,
            "name": self.name,
            "count": self.count,
            "status": self.status,
            "certainty": self.certainty,
            "place": None
            if place is None
            else {key: place.get(key) for key in ("id", "name", "name_en", "lat", "lon", "kind", "country")},
            "candidates": [dict(candidate) for candidate in self.candidates],
            "quotes": [str(each) for each in self.quotes],
        }


def texts_by_id(articles: Iterable[Article]) -> dict[str, str]:
    """The texts of articles by their hash, which is how records name them."""
    return {text_digest(a.text): a.text for a in articles}


def decisions(records: Iterable[Mapping[str, Any]], texts: Mapping[str, str] | None = None) -> list[Decision]:
    """Every decision about a place, the least certain first; those without any candidate come last.

    Parameters
    ----------
    records
        As :func:`geotag.records.read_results` gives them.
    texts
        As :func:`texts_by_id` gives them, for sentences.
    """
    found = [
        decision for record in records for decision in _of_article(record, (texts or {}).get(record["text_sha256"]))
    ]
    # Sorting is stable: equals stay in the order of the run.
    return sorted(
        found,
        key=lambda d: (d.certainty is None, d.certainty if d.certainty is not None else 0.0, -d.count),
    )


def _of_article(record: Mapping[str, Any], text: str | None) -> Iterator[Decision]:
    places = {place["id"]: place for place in record["places"]}
    groups: dict[tuple[str, frozenset[str]], list[Mapping[str, Any]]] = {}
    for mention in record["mentions"]:
        if mention["label"] in PLACE_LABELS:
            groups.setdefault((fold(mention["name"]), _head_kinds(mention)), []).append(mention)
    for mentions in groups.values():
        # One name may have two senses in an article; the doubt is about the lesser one.
        mention = min(mentions, key=lambda m: _rank(_certainty(m)))
        yield Decision(
            article=record["id"],
            title=record["title"],
            source=record["source"],
            date=record["date"],
            name=f"{mention['head'] or ''} {mention['name']}".strip(),
            status=mention["status"],
            place=places.get(mention["place"]),
            certainty=_certainty(mention),
            candidates=tuple(mention["candidates"]),
            count=len(mentions),
            quotes=_quotes(text, [mention, *(other for other in mentions if other is not mention)]),
        )


def _head_kinds(mention: Mapping[str, Any]) -> frozenset[str]:
    head = head_at(mention["head"].split()) if mention["head"] else None
    return head[0].kinds if head else frozenset()


def _certainty(mention: Mapping[str, Any]) -> float | None:
    if mention["confidence"] is not None:
        return float(mention["confidence"])
    if not mention["candidates"]:
        return None
    taken: float = sum(candidate["score"] for candidate in mention["candidates"])
    return round(max(0.0, 1.0 - taken), SCORE_DIGITS)


def _rank(certainty: float | None) -> float:
    return 2.0 if certainty is None else certainty


def _quotes(text: str | None, mentions: Sequence[Mapping[str, Any]]) -> tuple[Quote, ...]:
    if text is None:
        return ()
    different = {str(each): each for each in (quote(text, m["start"], m["end"]) for m in mentions)}
    return tuple(different.values())[:_MOST_QUOTES]
