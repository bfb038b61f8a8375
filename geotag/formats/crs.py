"""The one coordinate reference system of all formats: tables that were read from any two of them can be joined.

What geographic programs read from GeoJSON, KML and GeoPackage is EPSG:4326 to them, so the others say the same. Points
have the longitude first everywhere, whatever order of axes EPSG names: so GeoJSON, GeoPackage and GeoParquet lay down.
"""

from __future__ import annotations

from typing import Any, Final

__all__ = ["CRS", "WGS84"]

CRS: Final = "EPSG:4326"
#: The same as PROJJSON, which GeoParquet wants.
WGS84: Final[dict[str, Any]] = {
    "$schema": "https://proj.org/schemas/v0.7/projjson.schema.json",
    "type": "GeographicCRS",
    "name": "WGS 84",
    "datum_ensemble": {
        "name": "World Geodetic System 1984 ensemble",
        "members": [
            {"name": f"World Geodetic System 1984 ({name})", "id": {"authority": "EPSG", "code": code}}
            for name, code in (
                ("Transit", 1166),
                ("G730", 1152),
                ("G873", 1153),
                ("G1150", 1154),
                ("G1674", 1155),
                ("G1762", 1156),
                ("G2139", 1309),
                ("G2296", 1383),
            )
        ],
        "ellipsoid": {"name": "WGS 84", "semi_major_axis": 6378137, "inverse_flattening": 298.257223563},
        "accuracy": "2.0",
        "id": {"authority": "EPSG", "code": 6326},
    },
    "coordinate_system": {
        "subtype": "ellipsoidal",
        "axis": [
            {"name": "Geodetic latitude", "abbreviation": "Lat", "direction": "north", "unit": "degree"},
            {"name": "Geodetic longitude", "abbreviation": "Lon", "direction": "east", "unit": "degree"},
        ],
    },
    "id": {"authority": "EPSG", "code": 4326},
}
