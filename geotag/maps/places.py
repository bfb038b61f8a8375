"""The places of all articles of a page: one marker for each, and what its popup says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from shapely.geometry import MultiPolygon

from geotag.formats.sentences import Quote, quote
from geotag.maps.interface_texts import (
    GROUP_OF,
    KIND_WORDS,
    Bilingual,
    coordinates,
    country_name,
    place_name,
    reason_words,
    shortened,
)
from geotag.maps.outlines import coordinates_of, division_outline, is_outlined_country, shown_at
from geotag.model import Place, Resolution, TaggedArticle
from geotag.resolve.reasons import Reason

__all__ = ["MappedPlace", "Occurrence", "described", "map_places"]

#: How near the map goes to show one, at least.
_ZOOM_OF_GROUP: Final = {"land": 4, "region": 5, "town": 6, "nature": 5, "site": 7, "other": 6}
#: Names of the steps of confidence, each with the least that it stands for.
_SURENESS: Final = (("high", 0.85), ("middle", 0.6), ("low", 0.0))
_REASONS_SHOWN: Final = 6
_ALTERNATIVES_SHOWN: Final = 3
#: Where else a place can be read about: its key in `Place.links`, what a sound id looks like, and the page.
_LINKS: Final = (
    ("wikidata", re.compile(r"Q[0-9]+"), Bilingual("ويكي بيانات", "Wikidata"), "https://www.wikidata.org/wiki/"),
    ("geonames", re.compile(r"[0-9]+"), Bilingual("GeoNames", "GeoNames"), "https://www.geonames.org/"),
)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A mention of a place: which mention of which article (by their indices), and its sentence."""

    article: int
    mention: int
    quote: Quote
    resolution: Resolution


@dataclass(slots=True)
class MappedPlace:
    """A place and its mentions in all articles.

    Attributes
    ----------
    counts
        How many mentions each article has, by the article's index.
    """

    place: Place
    counts: dict[int, int] = field(default_factory=dict)
    occurrences: list[Occurrence] = field(default_factory=list)

    @property
    def count(self) -> int:
        """Mentions in all articles together."""
        return sum(self.counts.values())

    @property
    def group(self) -> str:
        """The group of kinds that gives its colour."""
        return GROUP_OF[self.place.kind]

    @property
    def ambiguous(self) -> bool:
        """Whether no mention of it is certain."""
        return bool(self.occurrences) and all(o.resolution.status == "ambiguous" for o in self.occurrences)

    @property
    def confidences(self) -> list[float]:
        """The confidence of each mention that has one, ascending."""
        return sorted(o.resolution.confidence for o in self.occurrences if o.resolution.confidence is not None)

    @property
    def outline(self) -> MultiPolygon | None:
        """The outline of a division or region, where it is known."""
        return division_outline(self.place)

    @property
    def outlined(self) -> bool:
        """Whether it is shown as an outline rather than as a marker."""
        return is_outlined_country(self.place) or self.outline is not None

    @property
    def sureness(self) -> str:
        """High, middle or low, by the mean confidence of its mentions: what gives its other colour."""
        mean = sum(self.confidences) / len(self.confidences) if self.confidences else 1.0
        return next(name for name, least in _SURENESS if mean >= least)

    def popup(self) -> dict[str, Any]:
        """What the popup shows, as JSON: pairs are Arabic and English."""
        place = self.place
        country = None if place.kind == "country" else country_name(place.country, place.country_name)
        facts = [
            (Bilingual("النوع", "Kind"), KIND_WORDS[place.kind]),
            (Bilingual("الدولة", "Country"), country),
            (Bilingual("التقسيم الإداري", "Division"), shortened(place.admin1) if place.admin1 else None),
            (Bilingual("السكان", "Population"), f"{place.population:,}" if place.population else None),
            (Bilingual("الإحداثيات", "Coordinates"), coordinates(place.lat, place.lon)),
            (Bilingual("الثقة", "Confidence"), _percent(self.confidences)),
            (Bilingual("مرات الذكر", "Mentions"), str(self.count)),
        ]
        return {
            "name": place_name(place.name, place.name_en),
            "country": place.country if place.kind == "country" else None,
            "shape": coordinates_of(self.outline) if self.outline else None,
            "at": tuple(round(degrees, 4) for degrees in shown_at(place)),
            "zoom": _ZOOM_OF_GROUP[self.group],
            "articles": sorted(self.counts),
            "facts": [fact for fact in facts if fact[1]],
            "ambiguous": self.ambiguous,
            "reasons": list(dict.fromkeys(self._reasons()))[:_REASONS_SHOWN],
            "alternatives": list(dict.fromkeys(self._alternatives()))[:_ALTERNATIVES_SHOWN],
            "links": [
                {"label": label, "href": page + place.links[key]}
                for key, sound, label, page in _LINKS
                if key in place.links and sound.fullmatch(place.links[key])
            ],
            "occurrences": [
                {
                    "article": o.article,
                    "mention": o.mention,
                    "before": o.quote.before,
                    "name": o.quote.name,
                    "after": o.quote.after,
                }
                for o in self.occurrences
            ],
        }

    def _reasons(self) -> Iterator[Bilingual]:
        for occurrence in self.occurrences:
            for candidate in occurrence.resolution.candidates:
                if candidate.place.id == self.place.id:
                    country = country_name(candidate.place.country, candidate.place.country_name)
                    for reason in map(Reason.parse, candidate.reasons):
                        # Its population is a fact of the popup already.
                        if reason.code != "population":
                            yield reason_words(reason, country)

    def _alternatives(self) -> Iterator[Bilingual]:
        for occurrence in self.occurrences:
            if occurrence.resolution.status == "ambiguous":
                for candidate in occurrence.resolution.candidates:
                    if candidate.place.id != self.place.id:
                        yield described(candidate.place)


def described(place: Place) -> Bilingual:
    """A place by name, kind and country, to tell it from others of its name."""
    name, kind = place_name(place.name, place.name_en), KIND_WORDS[place.kind]
    country = None if place.kind == "country" else country_name(place.country, place.country_name)
    return Bilingual(
        f"{name.ar} ({kind.ar}{f'، {country.ar}' if country else ''})",
        f"{name.en} ({kind.en}{f', {country.en}' if country else ''})",
    )


def map_places(articles: Sequence[TaggedArticle]) -> list[MappedPlace]:
    """All places of `articles`, the most mentioned first."""
    found: dict[str, MappedPlace] = {}
    seen: Counter[tuple[str, int]] = Counter()
    for a, tagged in enumerate(articles):
        for item in tagged.places:
            found.setdefault(item.place.id, MappedPlace(item.place)).counts[a] = item.count
        for m, mention in enumerate(tagged.mentions):
            resolution = mention.resolution
            if resolution is not None and resolution.place is not None:
                mapped = found.setdefault(resolution.place.id, MappedPlace(resolution.place))
                mapped.occurrences.append(
                    Occurrence(a, m, quote(tagged.article.text, mention.start, mention.end), resolution)
                )
                seen[resolution.place.id, a] += 1
    for (place_id, a), count in seen.items():
        found[place_id].counts.setdefault(a, count)
    return sorted(found.values(), key=lambda mapped: (-mapped.count, mapped.place.id))


def _percent(confidences: Sequence[float]) -> str | None:
    if not confidences:
        return None
    low, high = (round(100 * confidences[i]) for i in (0, -1))
    return f"{high}%" if low == high else f"{low}–{high}%"
