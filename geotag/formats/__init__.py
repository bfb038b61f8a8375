"""Writers: one format a module, each from tagged articles to text.

Every module has ``write(articles, stream, **options)``; what can be streamed is.
"""

from __future__ import annotations

from geotag.formats.registry import FORMATS, Format, format_for
from geotag.records import record_schema

__all__ = ["FORMATS", "Format", "format_for", "record_schema"]
