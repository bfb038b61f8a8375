"""Great-circle distances, fast and without dependencies: the build, which has no geopy, needs them too."""

from __future__ import annotations

import math
from typing import Final

__all__ = ["EARTH_DIAMETER_KM", "KM_PER_DEGREE", "kilometres"]

#: Of the sphere that geopy uses too (IUGG mean radius).
EARTH_DIAMETER_KM: Final = 2 * 6371.009
#: Length of a degree of latitude, and of longitude at the equator.
KM_PER_DEGREE: Final = 111.19


def kilometres(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance of two points in degrees WGS84, kilometres (haversine).

    Examples
    --------
    >>> round(kilometres(40.41, 49.87, 40.18, 44.51))
    455
    """
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half = (
        math.sin((phi_b - phi_a) / 2) ** 2
        + math.cos(phi_a) * math.cos(phi_b) * math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    )
    return EARTH_DIAMETER_KM * math.asin(min(1.0, math.sqrt(half)))
