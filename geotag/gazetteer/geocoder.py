"""The gazetteer as a geopy geocoder, for code that speaks geopy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geopy.exc import GeocoderQueryError
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from geotag.gazetteer.search import Gazetteer
from geotag.model import Candidate, candidate_record

__all__ = ["GazetteerGeocoder"]

_MOST = 100


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Looks Arabic place names up in a local gazetteer; no network is used.

    Parameters
    ----------
    gazetteer
        The bundled one by default.

    Examples
    --------
    >>> location = GazetteerGeocoder().geocode("آغدام")
    >>> location.raw["country"], round(location.latitude)
    ('AZ', 40)
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        super().__init__(scheme="https", timeout=1, proxies=None, user_agent="geotag")
        self._gazetteer = gazetteer or Gazetteer()

    def geocode(
        self, query: str, *, exactly_one: bool = True, limit: int = 5, country_codes: str | Sequence[str] = ()
    ) -> Location | list[Location] | None:
        """Return the best place of that name, or up to `limit` of them; None if there is none.

        Parameters
        ----------
        query
            A place name.
        country_codes
            One or more ISO 3166-1 alpha-2 codes that results must lie in.

        Raises
        ------
        geopy.exc.GeocoderQueryError
            If the query is empty.
        """
        if not query.strip():
            raise GeocoderQueryError("the query is empty")
        wanted = {country_codes.upper()} if isinstance(country_codes, str) else {c.upper() for c in country_codes}
        found = [
            _location(candidate)
            for candidate in self._gazetteer.search(query, _MOST)
            if not wanted or candidate.place.country in wanted
        ]
        if not found:
            return None
        return found[0] if exactly_one else found[:limit]


def _location(candidate: Candidate) -> Location:
    place = candidate.place
    raw: dict[str, Any] = candidate_record(candidate)
    address = "، ".join(filter(None, (place.name, place.country_name)))
    return Location(address, (place.lat, place.lon), raw)
