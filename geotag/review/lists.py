"""Decisions as lists: a table for terminals, CSV for spreadsheets, JSON for programs."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from geotag.formats.text_table import aligned
from geotag.records.serialising import to_json
from geotag.review.decisions import Decision
from geotag.safe_text import replace_surrogates

__all__ = ["LISTS", "LIST_COLUMNS", "as_csv", "as_json", "as_table"]

LIST_COLUMNS: Final = (
    "article", "title", "source", "date", "name", "count", "status", "certainty",
    "place", "place_name", "country", "lat", "lon", "alternatives", "quote",
)  # fmt: skip
_TABLE_COLUMNS: Final = ("certainty", "name", "count", "place", "or else", "article")


def as_table(decisions: Sequence[Decision]) -> str:
    """A row for each decision, the sentence below it where it is known."""
    rows = [_TABLE_COLUMNS, *map(_table_row, decisions)]
    lines = []
    for line, decision in zip(aligned(rows), [None, *decisions], strict=True):
        lines.append(line)
        if decision is not None and decision.quotes:
            lines.append(f"      {decision.quotes[0]}")
    return replace_surrogates("\n".join([*lines, ""]))


def as_csv(decisions: Sequence[Decision]) -> str:
    """A row for each decision (RFC 4180); the fields are `COLUMNS`."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(LIST_COLUMNS)
    for decision in decisions:
        place = decision.place or {}
        writer.writerow(
            [
                decision.article,
                decision.title,
                decision.source,
                decision.date,
                decision.name,
                decision.count,
                decision.status,
                decision.certainty,
                *(place.get(key) for key in ("id", "name_en", "country", "lat", "lon")),
                "|".join(str(c["place"]) for c in decision.candidates if c["place"] != place.get("id")),
                str(decision.quotes[0]) if decision.quotes else None,
            ]
        )
    return replace_surrogates(stream.getvalue()).replace("\0", "\ufffd")


def as_json(decisions: Sequence[Decision]) -> str:
    """An array of decisions."""
    return to_json([decision.to_dict() for decision in decisions], indent=1) + "\n"


#: List by name.
LISTS: Final[Mapping[str, Callable[[Sequence[Decision]], str]]] = {"table": as_table, "csv": as_csv, "json": as_json}


def _table_row(decision: Decision) -> tuple[str, ...]:
    chosen = decision.place["id"] if decision.place else None
    others = [candidate for candidate in decision.candidates if candidate["place"] != chosen]
    return (
        "-" if decision.certainty is None else f"{decision.certainty:.2f}",
        decision.name,
        str(decision.count),
        _description(decision.place) if decision.place else decision.status,
        _description(others[0]) if others else "-",
        decision.article,
    )


def _description(place: Mapping[str, Any]) -> str:
    return f"{place['name_en'] or place['name']} ({', '.join(filter(None, (place['kind'], place['country'])))})"
