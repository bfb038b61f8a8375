"""The gazetteer as a geopy geocoder, for code that speaks geopy."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, Literal, TypeAlias, overload

from geopy.exc import GeocoderQueryError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geotag.boundaries.distance import kilometres
from geotag.forking import Lock
from geotag.gazetteer.lookup.addresses import address_of, find_address
from geotag.gazetteer.lookup.search import Gazetteer
from geotag.model import BBox, Candidate, Place
from geotag.records import candidate_record

__all__ = ["GazetteerGeocoder"]

_MOST: Final = 100
_ANSWERS_KEPT: Final = 1_000

Found: TypeAlias = Location | list[Location] | None


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Looks place names up in a local gazetteer; no network is used unless `fallback` uses it.

    Parameters
    ----------
    gazetteer
        The bundled one by default.
    fallback
        Another geopy geocoder, asked for what the gazetteer does not have (and sent that query). None by default.
    min_delay_seconds
        Least time between two questions to `fallback`; its answers are remembered.

    Examples
    --------
    >>> geocoder = GazetteerGeocoder()
    >>> location = geocoder.geocode("آغدام")
    >>> location.raw["country"], round(location.latitude)
    ('AZ', 40)
    >>> geocoder.reverse((40.38, 49.87)).raw["country"]
    'AZ'
    """

    def __init__(
        self, gazetteer: Gazetteer | None = None, *, fallback: Geocoder | None = None, min_delay_seconds: float = 1.0
    ) -> None:
        super().__init__(scheme="https", timeout=1, proxies=None, user_agent="geotag")
        self._gazetteer = gazetteer or Gazetteer()
        self._fallback = fallback
        self._answers: OrderedDict[tuple[Any, ...], Found] = OrderedDict()
        self._lock = Lock()
        # One limiter for both methods: the service counts questions, not kinds of them.
        self._ask: Callable[[partial[Found]], Found] = RateLimiter(
            lambda question: question(), min_delay_seconds=min_delay_seconds, max_retries=0, swallow_exceptions=False
        )

    @overload
    def geocode(
        self,
        query: str,
        *,
        exactly_one: Literal[True] = True,
        timeout: Any = ...,
        limit: int = ...,
        country_codes: str | Sequence[str] | None = ...,
        viewbox: Sequence[Any] | None = ...,
        bounded: bool = ...,
    ) -> Location | None: ...
    @overload
    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool,
        timeout: Any = ...,
        limit: int = ...,
        country_codes: str | Sequence[str] | None = ...,
        viewbox: Sequence[Any] | None = ...,
        bounded: bool = ...,
    ) -> Found: ...
    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,
        limit: int = 5,
        country_codes: str | Sequence[str] | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
    ) -> Found:
        """Return the best place of that name, or up to `limit` of them; None if there is none.

        Parameters
        ----------
        query
            A place name, or one with what the place lies in behind commas, Arabic or Latin: its division, a city
            around it, its country by name or by ISO code (``حلب، سوريا``, ``Aleppo, SY``). Where no place of that name
            lies in all of them, nothing is found, rather than a place elsewhere.
        timeout
            Seconds that `fallback` may take.
        country_codes
            One or more ISO 3166-1 alpha-2 codes that results must lie in.
        viewbox
            Two opposite corners; places in it come first, and alone if `bounded`.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is empty, or the viewbox is none.
        """
        if not query.strip():
            raise GeocoderQueryError("the query is empty")
        codes = [country_codes] if isinstance(country_codes, str) else list(country_codes or ())
        wanted = {code.upper() for code in codes}
        box = None if viewbox is None else _box(viewbox)
        found = [
            candidate
            for candidate in find_address(self._gazetteer, query, _MOST)
            if not wanted or candidate.place.country in wanted
        ]
        if box is not None:
            inside = [candidate for candidate in found if _in_box(candidate.place, box)]
            found = inside if bounded else inside + [candidate for candidate in found if candidate not in inside]
        if not found and self._fallback is not None and not wanted and box is None:
            return _cut(self._from_fallback("geocode", query, exactly_one, timeout), limit)
        return _shaped([self._location(candidate) for candidate in found[: 1 if exactly_one else limit]], exactly_one)

    @overload
    def reverse(
        self, query: Any, *, exactly_one: Literal[True] = True, timeout: Any = ..., limit: int = ...
    ) -> Location | None: ...
    @overload
    def reverse(self, query: Any, *, exactly_one: bool, timeout: Any = ..., limit: int = ...) -> Found: ...
    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL, limit: int = 5
    ) -> Found:
        """Return the populated place nearest to a point, or up to `limit` of them; None if none is within 50 km.

        An address names the country, and the division where the country has more important places of that name;
        :meth:`geocode` finds the place by it, as far as name, division and country tell it from others.

        Parameters
        ----------
        query
            Whatever geopy takes for a point: ``(lat, lon)``, ``"lat, lon"``, a :class:`geopy.Point`.
        timeout
            Seconds that `fallback` may take.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is no point.
        """
        point = _point(query)
        places = self._gazetteer.near(point.latitude, point.longitude, 1 if exactly_one else limit)
        if not places and self._fallback is not None:
            return _cut(self._from_fallback("reverse", (point.latitude, point.longitude), exactly_one, timeout), limit)
        found = []
        for place in places:
            distance = kilometres(point.latitude, point.longitude, place.lat, place.lon)
            address = address_of(self._gazetteer, place)
            found.append(Location(address, (place.lat, place.lon), _facts(place, distance)))
        return _shaped(found, exactly_one)

    def _location(self, candidate: Candidate) -> Location:
        place = candidate.place
        return Location(address_of(self._gazetteer, place), (place.lat, place.lon), candidate_record(candidate))

    def _from_fallback(self, method: str, query: Any, exactly_one: bool, timeout: Any) -> Found:
        key = (method, query, exactly_one)
        with self._lock:
            if key in self._answers:
                return self._answers[key]
        ask = getattr(self._fallback, method)
        answer = self._ask(partial(ask, query, exactly_one=exactly_one, timeout=timeout))
        with self._lock:
            self._answers[key] = answer
            if len(self._answers) > _ANSWERS_KEPT:
                self._answers.popitem(last=False)
        return answer


def _shaped(found: list[Location], exactly_one: bool) -> Found:
    if not found:
        return None
    return found[0] if exactly_one else found


def _cut(found: Found, limit: int) -> Found:
    """At most `limit` places; not every geocoder has a parameter for it."""
    return found[:limit] if isinstance(found, list) else found


def _point(query: Any) -> Point:
    try:
        return Point(query)
    except (ValueError, TypeError) as error:
        raise GeocoderQueryError(f"{query!r} is no point: {error}") from error


def _box(viewbox: Sequence[Any]) -> BBox:
    if len(viewbox) != 2:
        raise GeocoderQueryError("a viewbox is two opposite corners")
    a, b = map(_point, viewbox)
    return (
        min(a.longitude, b.longitude),
        min(a.latitude, b.latitude),
        max(a.longitude, b.longitude),
        max(a.latitude, b.latitude),
    )


def _in_box(place: Place, box: BBox) -> bool:
    west, south, east, north = box
    return west <= place.lon <= east and south <= place.lat <= north


def _facts(place: Place, distance: float) -> dict[str, Any]:
    return {
        "place": place.id,
        "name": place.name,
        "name_en": place.name_en,
        "lat": place.lat,
        "lon": place.lon,
        "country": place.country,
        "kind": place.kind,
        "distance_km": round(distance, 3),
    }
