"""GeoPackage (OGC 12-128): the features of GeoJSON as the layer ``places``; needs pyogrio.

Provenance is metadata of the package (the standard's metadata extension).
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

import numpy as np
import pyogrio
import pyogrio.raw
import shapely

from geotag.forking import Lock
from geotag.formats.attribution import attribution
from geotag.formats.columns import PROPERTIES, Batch, batches
from geotag.formats.crs import CRS
from geotag.formats.geojson_features import Per
from geotag.formats.provenance import Provenances
from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]

_lock = Lock()
_LAYER: Final = "places"
#: The package would say when it was written; the same articles are to give the same bytes.
_DATE: Final = "2000-01-01T00:00:00.000Z"
_EMPTY: Final = {str: "", float: 0.0, int: 0}
_TYPES: Final = {str: object, float: np.float64, int: np.int64}


def write(articles: Iterable[TaggedArticle], stream: BinaryIO, per: Per = "place") -> None:
    """Write the features of the articles, in parts of ten thousand; `per` as for GeoJSON."""
    provenances = Provenances()
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder) / "places.gpkg"
        for number, batch in enumerate(batches(provenances.noting(articles), per)):
            _append(batch, package, append=number > 0)
        if provenances.distinct:
            # Only now are all known; an empty part carries them into the package.
            _append(next(batches([], per)), package, _metadata(provenances), append=True)
        with package.open("rb") as whole:
            shutil.copyfileobj(whole, stream)


@contextmanager
def _dated() -> Iterator[None]:
    """Have GDAL take :data:`_DATE` for the current one; one thread at a time, and no caller's code runs meanwhile."""
    with _lock:
        before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": _DATE})
        try:
            yield
        finally:
            pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _metadata(provenances: Provenances) -> dict[str, str]:
    lines = dict.fromkeys(map(attribution, provenances.distinct))
    return {"provenance": to_json(provenances.whole), "attribution": "; ".join(lines)}


def _append(batch: Batch, package: Path, metadata: dict[str, str] | None = None, *, append: bool) -> None:
    values, masks = zip(*_fields(batch), strict=True)
    with _dated():
        pyogrio.raw.write(
            package,
            shapely.to_wkb(batch.geometry),
            list(values),
            list(PROPERTIES),
            field_mask=list(masks),
            layer=_LAYER,
            driver="GPKG",
            geometry_type="Point",
            crs=CRS,
            append=append,
            dataset_metadata=metadata,
        )


def _fields(batch: Batch) -> Iterator[tuple[object, object]]:
    for name, kind in PROPERTIES.items():
        column = batch.properties[name]
        missing = np.array([value is None for value in column], dtype=bool)
        filled = [_EMPTY[kind] if value is None else value for value in column]
        yield np.array(filled, dtype=_TYPES[kind]), missing
