"""GeoParquet 1.1: the features of GeoJSON as a table, points as WKB, with a covering box; needs pyarrow.

Provenance is metadata of the file, under ``geotag:provenance``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, BinaryIO, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geotag.formats.columns import PROPERTIES, Batch, batches
from geotag.formats.crs import WGS84
from geotag.formats.geojson import bounding_box
from geotag.formats.geojson_features import Per
from geotag.formats.provenance import Provenances
from geotag.model import TaggedArticle
from geotag.records.serialising import to_json

__all__ = ["write"]

_TYPES: Final = {str: pa.string(), float: pa.float64(), int: pa.int64()}
_BOX: Final = ("xmin", "ymin", "xmax", "ymax")
_SCHEMA: Final = pa.schema(
    [
        *(pa.field(name, _TYPES[kind], nullable=kind is not int) for name, kind in PROPERTIES.items()),
        pa.field("bbox", pa.struct([(edge, pa.float64()) for edge in _BOX])),
        pa.field("geometry", pa.binary()),
    ]
)


def write(articles: Iterable[TaggedArticle], stream: BinaryIO, per: Per = "place") -> None:
    """Write the features of the articles, a row group for each ten thousand; `per` as for GeoJSON."""
    provenances = Provenances()
    corners: set[tuple[float, float]] = set()
    # Without a stored Arrow schema readers take the file's metadata for the table's, and write it again with the table;
    # with one, only what is known before the first row could be in it, and the box of all points is not.
    with pq.ParquetWriter(stream, _SCHEMA, compression="zstd", store_schema=False) as writer:
        for batch in batches(provenances.noting(articles), per):
            points = shapely.get_coordinates(batch.geometry)
            corners |= set(map(tuple, points.tolist()))
            writer.write_table(_table(batch))
        writer.add_key_value_metadata(
            {"geo": to_json(_metadata(corners)), "geotag:provenance": to_json(provenances.distinct)}
        )


def _table(batch: Batch) -> pa.Table:
    columns = [pa.array(batch.properties[name], _TYPES[kind]) for name, kind in PROPERTIES.items()]
    missing = shapely.is_missing(batch.geometry)
    x, y = shapely.get_x(batch.geometry), shapely.get_y(batch.geometry)
    box = pa.StructArray.from_arrays([x, y, x, y], names=list(_BOX), mask=pa.array(missing))
    wkb = pa.array(np.where(missing, None, shapely.to_wkb(batch.geometry)), pa.binary())
    return pa.Table.from_arrays([*columns, box, wkb], schema=_SCHEMA)


def _metadata(points: set[tuple[float, float]]) -> dict[str, Any]:
    column: dict[str, Any] = {
        "encoding": "WKB",
        "crs": WGS84,
        "geometry_types": ["Point"] if points else [],
        "covering": {"bbox": {edge: ["bbox", edge] for edge in _BOX}},
    }
    if points:
        column["bbox"] = bounding_box(sorted(points))
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
