"""What any resolver must beat: two simple ways to choose among the places of exactly a mention's name.

Both get the mentions that were recognised, and choose a place for each by its name as it stands.

    highest population       the most populous place of the name
    nearest to the others    the place that lies nearest to places of the article's other names [1]_

References
----------
.. [1] J. L. Leidner, G. Sinclair, B. Webber: Grounding spatial named entities for information extraction and question
   answering. HLT-NAACL Workshop on the Analysis of Geographic References, 2003.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from geotag.arabic.orthography import fold
from geotag.boundaries.distance import EARTH_DIAMETER_KM
from geotag.evaluation.judging import PredictedArticle
from geotag.model import Place
from geotag.protocols import GazetteerProtocol

__all__ = ["Baselines"]

_EXACT: Final = frozenset({"exact", "orthography"})
#: Places of one name that are compared with those of the others, the most populous.
_MOST_PLACES: Final = 20
#: Other names that are looked at, the most often mentioned.
_MOST_OTHERS: Final = 50
_CACHED_NAMES: Final = 65_536

_Points = npt.NDArray[np.float64]


class Baselines:
    """The baselines over a gazetteer.

    Parameters
    ----------
    gazetteer
        Gives the places of each name.
    """

    def __init__(self, gazetteer: GazetteerProtocol) -> None:
        self._gazetteer = gazetteer
        self.named = lru_cache(_CACHED_NAMES)(self._named)

    @property
    def all(self) -> Mapping[str, Callable[[PredictedArticle], PredictedArticle]]:
        """The baselines by name."""
        return {"highest population": self.highest_population, "nearest to the others": self.nearest_to_the_others}

    def highest_population(self, article: PredictedArticle) -> PredictedArticle:
        """The article with the most populous place for each mention."""
        return _placed(article, {name: places[0] for name in _names(article) if (places := self.named(name))})

    def nearest_to_the_others(self, article: PredictedArticle) -> PredictedArticle:
        """The article with the place for each name that is nearest to places of the others, on average."""
        counts = Counter(fold(mention.name) for mention in article.places)
        places = {name: named[:_MOST_PLACES] for name in _names(article) if (named := self.named(name))}
        points = {name: np.array([(place.lat, place.lon) for place in own]) for name, own in places.items()}
        common = sorted(places, key=lambda name: (-counts[fold(name)], name))[:_MOST_OTHERS]
        chosen: dict[str, Place] = {}
        for name, own in places.items():
            others = [points[other] for other in common if fold(other) != fold(name)]
            # Without others the most populous place, which is the first, is as near as any.
            chosen[name] = own[int(_mean_distances(points[name], others).argmin())]
        return _placed(article, chosen)

    def _named(self, name: str) -> tuple[Place, ...]:
        """Places of exactly that name, the most populous first."""
        found = [c.place for c in self._gazetteer.find(name) if c.match.via in _EXACT]
        return tuple(sorted(found, key=lambda place: (-(place.population or 0), place.id)))


def _names(article: PredictedArticle) -> list[str]:
    return sorted({mention.name for mention in article.places})


def _placed(article: PredictedArticle, places: Mapping[str, Place]) -> PredictedArticle:
    mentions = []
    for mention in article.places:
        place = places.get(mention.name)
        mentions.append(
            replace(
                mention,
                place=place.id if place else None,
                place_name=place.name_en if place else None,
                point=(place.lat, place.lon) if place else None,
                confidence=None,
            )
        )
    return replace(article, places=tuple(mentions))


def _mean_distances(points: _Points, others: Sequence[_Points]) -> _Points:
    """For each point the mean distance to the nearest point of each of the others, kilometres."""
    if not others:
        return np.zeros(len(points))
    starts = np.cumsum([0, *(len(other) for other in others[:-1])])
    distances = _kilometres(points, np.concatenate(others))
    means: _Points = np.minimum.reduceat(distances, starts, axis=1).mean(axis=1)
    return means


def _kilometres(one: _Points, other: _Points) -> _Points:
    a, b = np.radians(one)[:, None, :], np.radians(other)[None, :, :]
    lat_a, lat_b = a[..., 0], b[..., 0]
    half = np.sin((lat_b - lat_a) / 2) ** 2
    half = half + np.cos(lat_a) * np.cos(lat_b) * np.sin((b[..., 1] - a[..., 1]) / 2) ** 2
    result: _Points = EARTH_DIAMETER_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0)))
    return result
