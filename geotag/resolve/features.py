"""The features by which candidates are told apart: one table of what each is, and what a loser lacks by it.

A feature is a number for one candidate of one name, relative to the article: which countries it names or describes,
what stands next to the mention, which other places are near. The numbers are weighed in
:mod:`geotag.resolve.ranking`. To add a feature, add a row to :data:`FEATURES` and learn the weights anew
(``geotag model resolver``).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from geotag.model import CURATED_RANK, POPULATED_KINDS
from geotag.resolve.relations import DIVISIONS, Relations

if TYPE_CHECKING:
    from geotag.model import Candidate, Place
    from geotag.resolve.country_context import CountryContext
    from geotag.resolve.local_context import LocalContext
    from geotag.resolve.query import Query

__all__ = ["FEATURES", "FEATURE_NAMES", "CandidateContext", "Feature", "article_features", "with_relations"]

_VERY_NEAR_KM: Final = 20.0
_NEAR_KM: Final = 100.0
_SAME_PART_KM: Final = 600.0
_LEAST_POSTERIOR: Final = 0.01
#: Kinds of places that the recogniser's finer types stand for.
_KINDS_OF_TYPE: Final[Mapping[str, Set[str]]] = {
    "COUNTRY": {"country"},
    "CITY": POPULATED_KINDS,
    "ADMIN": {"admin1", "admin2"},
    "REGION": {"region", "continent", "admin1"},
    "NATURAL": {"sea", "lake", "river", "strait", "island", "mountain", "desert"},
    "FAC": {"facility", "crossing"},
}
_NO_RELATIONS: Final = Relations()


@dataclass(frozen=True, slots=True)
class CandidateContext:
    """What the features of one candidate are computed from.

    Attributes
    ----------
    candidate, query
        The candidate, and the name that it is one of.
    countries
        The countries that the article speaks of.
    local
        What stands around the name's mentions.
    relations
        How it lies to the places of the other names.
    """

    candidate: Candidate
    query: Query
    countries: CountryContext
    local: LocalContext
    relations: Relations = field(default=_NO_RELATIONS)

    @property
    def place(self) -> Place:
        """The candidate's place."""
        return self.candidate.place

    @property
    def country(self) -> str | None:
        """The country of the place, or the place itself if it is one."""
        return self.candidate.place.country

    @property
    def surrounding_country(self) -> str | None:
        """The country that the place lies in; None for countries, which lie in none."""
        return None if self.place.kind == "country" else self.country

    @property
    def is_beside_its_country(self) -> bool:
        """Whether the country that the place lies in is named or described right after the name."""
        return self.surrounding_country in self.local.countries

    @property
    def is_announced(self) -> bool:
        """Whether the name has a head that announces places of this kind."""
        return self.query.head is not None and self.place.kind in self.query.head.kinds

    @property
    def kinds_of_type(self) -> Set[str]:
        """Kinds that the recogniser means; none behind a head, which says what the place is: a type is a guess."""
        return _KINDS_OF_TYPE.get(self.query.type or "", frozenset()) if self.query.head is None else frozenset()

    @property
    def log_odds(self) -> float:
        """The recogniser's posterior as log odds."""
        posterior = min(max(self.query.posterior, _LEAST_POSTERIOR), 1.0 - _LEAST_POSTERIOR)
        return math.log(posterior / (1.0 - posterior))


@dataclass(frozen=True, slots=True)
class Feature:
    """One kind of evidence.

    Attributes
    ----------
    name
        As the weights call it.
    compute
        Gives its value for a candidate.
    lost_en, lost_ar
        What a candidate lacks that the winner has, where this feature tells most between them.
    is_relative
        Whether it looks at :attr:`CandidateContext.relations`, and so has to be computed again when other names'
        places change.
    """

    name: str
    compute: Callable[[CandidateContext], float]
    lost_en: str
    lost_ar: str
    is_relative: bool = False


_LESS_KNOWN: Final = ("less known", "أقل شهرة")
_OF_ANOTHER_COUNTRY: Final = ("described as another country's", "يوصف بأنه في دولة أخرى")
_OTHER_HEAD: Final = ("the word before it fits another kind", "الكلمة التي قبله تناسب نوعًا آخر")
_OTHER_KIND: Final = ("another kind of place is meant", "المقصود نوع آخر من الأماكن")
_FARTHER: Final = ("farther from the other places", "أبعد عن بقية الأماكن")
_OUTSIDE: Final = ("not in the place named after it", "ليس في المكان المذكور بعده")
_FELLOWS_ELSEWHERE: Final = ("the names beside it lie elsewhere", "الأسماء المجاورة له في مكان آخر")

#: All features, in the order in which they are summed and learned.
FEATURES: Final = (
    Feature("prominence", lambda c: c.place.prominence, *_LESS_KNOWN),
    Feature("match cost", lambda c: c.candidate.match.cost, "spelled less alike", "كتابته أبعد عن المذكور"),
    Feature(
        "country share",
        lambda c: c.countries.share(c.country) if c.country else 0.0,
        "its country is named less",
        "بلده أقل ذكرًا",
    ),
    Feature("no country", lambda c: float(c.country is None), "in no one country", "لا يقع في بلد واحد"),
    Feature(
        "beside its country",
        lambda c: float(c.is_beside_its_country),
        "its country is not beside it",
        "لا يجاوره اسم بلده",
    ),
    Feature(
        "beside another country",
        lambda c: float(bool(c.local.countries) and not c.is_beside_its_country and c.place.kind != "country"),
        "another country is beside it",
        "يجاوره اسم بلد آخر",
    ),
    Feature(
        "described as its country's",
        lambda c: float(c.country in c.local.described),
        *_OF_ANOTHER_COUNTRY,
    ),
    Feature(
        "described as another's",
        lambda c: float(bool(c.local.described) and c.country not in c.local.described),
        *_OF_ANOTHER_COUNTRY,
    ),
    Feature("head agrees", lambda c: float(c.is_announced), *_OTHER_HEAD),
    Feature("head disagrees", lambda c: float(c.query.head is not None and not c.is_announced), *_OTHER_HEAD),
    Feature("type agrees", lambda c: float(c.place.kind in c.kinds_of_type), *_OTHER_KIND),
    Feature(
        "type disagrees",
        lambda c: float(bool(c.kinds_of_type) and c.place.kind not in c.kinds_of_type),
        *_OTHER_KIND,
    ),
    Feature(
        "division without head",
        lambda c: float(c.query.head is None and c.place.kind in DIVISIONS),
        "no word for a division before it",
        "لا تسبقه كلمة تدل على إقليم",
    ),
    Feature("very near", lambda c: math.exp(-c.relations.town_km / _VERY_NEAR_KM), *_FARTHER, is_relative=True),
    Feature("near", lambda c: math.exp(-c.relations.town_km / _NEAR_KM), *_FARTHER, is_relative=True),
    Feature(
        "same part of the world",
        lambda c: math.exp(-c.relations.place_km / _SAME_PART_KM),
        *_FARTHER,
        is_relative=True,
    ),
    Feature("in the place after it", lambda c: float(c.relations.is_in_container is True), *_OUTSIDE, is_relative=True),
    Feature(
        "not in the place after it", lambda c: float(c.relations.is_in_container is False), *_OUTSIDE, is_relative=True
    ),
    Feature(
        "listed with its country",
        lambda c: float(c.relations.has_fellow_in_country),
        *_FELLOWS_ELSEWHERE,
        is_relative=True,
    ),
    Feature(
        "near its fellow",
        lambda c: math.exp(-c.relations.fellow_km / _NEAR_KM),
        *_FELLOWS_ELSEWHERE,
        is_relative=True,
    ),
    Feature(
        "same division",
        lambda c: float(c.relations.has_town_in_division),
        "no other place of its division is named",
        "لم يُذكر مكان آخر من إقليمه",
        is_relative=True,
    ),
    Feature(
        "stranger",
        lambda c: c.countries.strangeness(c.surrounding_country) if c.surrounding_country else 0.0,
        "its country is not named",
        "لم يُذكر بلده",
    ),
    Feature(
        "dateline's country",
        lambda c: float(c.surrounding_country is not None and c.surrounding_country == c.countries.dateline),
        "the dateline is of another country",
        "مكان تحرير الخبر في بلد آخر",
    ),
    Feature(
        "source's country",
        lambda c: float(c.surrounding_country is not None and c.surrounding_country == c.countries.source),
        "the source is of another country",
        "المصدر من بلد آخر",
    ),
    Feature("curated", lambda c: float(c.place.rank == CURATED_RANK), "less known in news", "أقل ورودًا في الأخبار"),
    Feature("recognised", lambda c: c.log_odds, *_LESS_KNOWN),
)
#: Their names, in that order.
FEATURE_NAMES: Final = tuple(feature.name for feature in FEATURES)
_RELATIVE: Final = tuple((index, feature.compute) for index, feature in enumerate(FEATURES) if feature.is_relative)


def article_features(context: CandidateContext) -> tuple[float, ...]:
    """All features of a candidate while nothing is known of the other names' places."""
    return tuple(feature.compute(context) for feature in FEATURES)


def with_relations(known: Sequence[float], context: CandidateContext) -> tuple[float, ...]:
    """The features of a candidate whose relations have changed.

    Parameters
    ----------
    known
        What :func:`article_features` gave for it: what is not relative is taken from there.
    """
    values = list(known)
    for index, compute in _RELATIVE:
        values[index] = compute(context)
    return tuple(values)
