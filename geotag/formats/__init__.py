"""Writers: one format a module, each from tagged articles to text.

Every module has ``write(articles, stream, **options)``; what can be streamed is.
"""

from __future__ import annotations

from typing import Any

from geotag.formats.registry import FORMATS, Format, format_for

__all__ = ["FORMATS", "Format", "format_for", "record_schema"]


def record_schema() -> dict[str, Any]:
    """The JSON Schema of the record."""
    # Imported here: the table of its fields would cost every command a fifth of its start.
    from geotag import records

    return records.record_schema()
