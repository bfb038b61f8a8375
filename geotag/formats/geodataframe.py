"""The features of GeoJSON as a GeoDataFrame; needs geopandas."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geotag.formats.columns import PROPERTIES, batches
from geotag.formats.crs import CRS
from geotag.formats.geojson_features import Per
from geotag.formats.provenance import Provenances
from geotag.model import TaggedArticle

if TYPE_CHECKING:
    import geopandas

__all__ = ["geodataframe"]


def geodataframe(articles: Iterable[TaggedArticle], per: Per = "place") -> geopandas.GeoDataFrame:
    """A row for each feature, indexed by the feature's id; what was not resolved has no geometry.

    Parameters
    ----------
    per
        One row per distinct place of an article, or per mention.

    Returns
    -------
    geopandas.GeoDataFrame
        In EPSG:4326, the longitude first in each point, as in all formats. ``attrs["provenance"]`` is the provenance
        that the articles share, or a list of each, as in GeoJSON.

    Raises
    ------
    MissingExtraError
        If geopandas is not installed.
    """
    from geotag.formats.registry import require

    geopandas = require("geopandas", "geo", "a GeoDataFrame")
    provenances = Provenances()
    parts = list(batches(provenances.noting(articles), per))
    columns = {name: [value for part in parts for value in part.properties[name]] for name in PROPERTIES}
    points = [point for part in parts for point in part.geometry]
    frame = geopandas.GeoDataFrame(columns, geometry=points, crs=CRS).set_index("feature")
    frame.attrs["provenance"] = provenances.whole or {}
    return frame
