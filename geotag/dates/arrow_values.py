"""Dates in columns of Arrow and Parquet. Needs pyarrow."""

from __future__ import annotations

import datetime
from typing import Final

import pyarrow as pa

__all__ = ["given_date"]

_EPOCH: Final = datetime.datetime(1970, 1, 1)
_PARTS: Final = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}


def given_date(scalar: pa.Scalar) -> object:
    """The value of a column of dates, for :func:`geotag.dates.read_date`: a moment in the zone of its column.

    Where that zone is not known here, the moment is in UTC, as Arrow stores it. What Python has no value for comes out
    as what it is made of, and is no date.
    """
    if isinstance(scalar, pa.DictionaryScalar):
        scalar = scalar.value
    if not scalar.is_valid:
        return None
    try:
        if pa.types.is_timestamp(scalar.type):
            return _moment(scalar.value, scalar.type.unit, scalar.type.tz)
        return scalar.as_py()
    except UnicodeDecodeError:
        return bytes(scalar.as_buffer())
    except (ValueError, OverflowError):
        return f"{scalar.type}: {getattr(scalar, 'value', '?')}"


def _moment(value: int, unit: str, zone: str | None) -> datetime.datetime:
    """The moment that is stored so; what is less than a microsecond is dropped."""
    seconds, rest = divmod(value, _PARTS[unit])
    moment = _EPOCH + datetime.timedelta(seconds=seconds, microseconds=rest * 1_000_000 // _PARTS[unit])
    if not zone:
        return moment
    utc = moment.replace(tzinfo=datetime.UTC)
    try:
        return utc.astimezone(pa.lib.string_to_tzinfo(zone))
    except (ValueError, LookupError, OSError):
        return utc
