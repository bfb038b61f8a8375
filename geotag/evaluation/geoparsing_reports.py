"""Evaluations of articles and names: a table for terminals, JSON for programs, a page for browsers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from geotag.evaluation.geoparsing import SYSTEM
from geotag.maps.elements import environment
from geotag.maps.inlining import asset
from geotag.maps.policy import content_security_policy
from geotag.records.serialising import to_json
from geotag.safe_text import replace_surrogates

__all__ = ["REPORTS", "ReportTable", "as_html", "as_json", "as_table", "tables"]

_DIGITS: Final = 3
_NOTHING: Final = "-"
#: Figures in the order of reports, and what they are called there.
_FIGURES: Final[Mapping[str, str]] = {
    "recognition": "places found",
    "people": "people found",
    "end_to_end": "places found and located",
    "resolution_accuracy": "right place, of those found",
    "acc161": "within 161 km",
    "median_km": "median km",
    "found": "places found that have coordinates",
    "accuracy": "cases wholly right",
    "mentions": "annotated mentions",
    "recall": "found",
    "acc161_of_found": "within 161 km, of those found",
    "end_to_end_161": "within 161 km, of all",
    "inside_or_25km": "inside or within 25 km, of all",
    "found_names": "names found",
    "right_first": "first candidate in the right country",
}
_PRF: Final = {"p": "precision", "r": "recall", "f1": "F1"}
_GROUP_COLUMNS: Final[Mapping[str, str]] = {
    "mentions": "mentions",
    "recall": "found",
    "resolution_accuracy": "right",
    "acc161": "in 161 km",
    "median_km": "median km",
}
_GROUP_TITLES: Final[Mapping[str, str]] = {
    "role": "By role",
    "kind": "By kind",
    "country": "By country",
    "ambiguity": "By the number of places of the name",
}
_ERROR_TITLES: Final[Mapping[str, str]] = {
    "elsewhere": "First candidate in another country",
    "wrong": "Wrong places, the farthest first",
    "unresolved": "Found but not resolved",
    "missed": "Not found",
    "spurious": "Places that are not annotated, the surest first",
}


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table of a report; its first column names the rows."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""


def tables(measured: Mapping[str, Any]) -> Iterator[ReportTable]:
    """The tables of an evaluation's figures; the errors are not among them."""
    systems = {SYSTEM: measured, **measured["baselines"]}
    rows = []
    for key, name in _FIGURES.items():
        values = [figures.get(key) for figures in systems.values()]
        if isinstance(values[0], dict):
            for part, word in _PRF.items():
                rows.append((f"{name}: {word}", *(_shown((value or {}).get(part)) for value in values)))
        elif values[0] is not None:
            rows.append((name, *(_figure(key, value) for value in values)))
    yield ReportTable("Figures", ("", *systems), tuple(rows))
    for key, title in (("by_class", "By class"), ("by_category", "By category")):
        if measured.get(key):
            yield ReportTable(
                title, ("", "right"), tuple((name, _shown(value)) for name, value in measured[key].items())
            )
    for key, groups in measured.get("by", {}).items():
        shown = tuple(
            (name, *(_figure(column, own[column]) for column in _GROUP_COLUMNS)) for name, own in groups.items()
        )
        yield ReportTable(_GROUP_TITLES[key], ("", *_GROUP_COLUMNS.values()), shown)
    if "distances" in measured:
        yield from _distance_tables(measured["distances"])
    if "calibration" in measured:
        yield _calibration_table(measured["calibration"])


def as_table(measured: Mapping[str, Any]) -> str:
    """The evaluation as aligned text."""
    lines = [_heading(measured), ""]
    for table in tables(measured):
        lines += [table.title, *_aligned([table.header, *table.rows]), *([table.note] if table.note else []), ""]
    for kind, errors in measured["errors"].items():
        if errors:
            lines += [_ERROR_TITLES[kind], *(line for error in errors for line in _error_lines(error)), ""]
    return replace_surrogates("\n".join(lines))


def as_json(measured: Mapping[str, Any]) -> str:
    """The evaluation as one JSON object."""
    return to_json(dict(measured), indent=1) + "\n"


def as_html(measured: Mapping[str, Any]) -> str:
    """The evaluation as a page that needs no network and runs no script."""
    styles = [asset("text.css"), asset("evaluation.css")]
    errors = [(_ERROR_TITLES[kind], own) for kind, own in measured["errors"].items() if own]
    page = (
        environment()
        .get_template("evaluation.html.j2")
        .render(
            title=_heading(measured),
            policy=content_security_policy(styles),
            styles=styles,
            tables=list(tables(measured)),
            errors=[(title, [{**error, "description": _description(error)} for error in own]) for title, own in errors],
        )
    )
    return replace_surrogates(page)


#: Report by name.
REPORTS: Final[Mapping[str, Callable[[Mapping[str, Any]], str]]] = {
    "table": as_table,
    "json": as_json,
    "html": as_html,
}


def _heading(measured: Mapping[str, Any]) -> str:
    what = f"{measured['names']} names" if "names" in measured else f"{measured['articles']} articles"
    absent = f", {measured['absent']} without predictions" if measured.get("absent") else ""
    return f"{measured.get('gold', 'Evaluation')} ({measured['format']}): {what}{absent}"


def _distance_tables(distances: Mapping[str, Any]) -> Iterator[ReportTable]:
    quantiles = tuple((f"{float(q):.0%}", f"{km:,.1f}") for q, km in distances["quantiles"].items())
    yield ReportTable("Kilometres off, by share of the places found", ("share", "at most km"), quantiles)
    within = tuple((f"{int(limit):,}", _shown(part)) for limit, part in distances["within"].items())
    yield ReportTable("Share of the places found within a distance", ("km", "share"), within)


def _calibration_table(calibration: Mapping[str, Any]) -> ReportTable:
    rows = tuple(
        (f"{own['from']:.1f}-{own['to']:.1f}", *(_shown(own[key]) for key in ("mentions", "confidence", "accuracy")))
        for own in calibration["bins"]
    )
    note = (
        f"expected calibration error {_shown(calibration['error'])}; "
        f"{_shown(calibration['error_with_spurious'])} where places that are not annotated count as wrong"
    )
    return ReportTable("Calibration", ("stated confidence", "mentions", "mean", "right"), rows, note)


def _error_lines(error: Mapping[str, Any]) -> list[str]:
    if "quote" not in error:
        return [f"  {error['name']} ({error['category']}): {_description(error)}"]
    line = f"  {error['article']}: {error['name']}  {_description(error)}".rstrip()
    return [line, f"      {' '.join(''.join(error['quote']).split())}"]


def _description(error: Mapping[str, Any]) -> str:
    """What was wrong, in words."""
    if "quote" not in error:
        return f"{error['found'] or 'nothing'}, not {' or '.join(error['expected'])}"
    parts = []
    if error["place"]:
        at = "{:.3f}, {:.3f}".format(*error["found"])
        parts.append(f"taken for {error['place_name']} ({error['place']}; {at})")
    if error["confidence"] is not None:
        parts.append(f"confidence {_shown(error['confidence'])}")
    if error["km"] is not None:
        parts.append(f"{error['km']:,.1f} km off")
    if error["expected"]:
        parts.append("annotated at {:.3f}, {:.3f}".format(*error["expected"]))
    return "; ".join(parts)


def _figure(key: str, value: Any) -> str:
    return f"{value:,.1f}" if key == "median_km" and value is not None else _shown(value)


def _shown(value: Any) -> str:
    if value is None:
        return _NOTHING
    return f"{value:.{_DIGITS}f}" if isinstance(value, float) else str(value)


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            ["", row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))]
        ).rstrip()
        for row in rows
    ]
