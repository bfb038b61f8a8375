"""Corrections that last: what a user decided about names, applied on every run.

They are a CSV file (UTF-8) with the columns

``scope``
    ``everywhere``, ``source`` or ``article``: where the row counts.
``where``
    The source's name or the article's id, exactly; empty for ``everywhere``.
``name``
    The name, however spelled; a generic head before it (محافظة حلب) keeps the row to names with such a head.
``place``
    Id of a place of the gazetteer, or ``not a place``; empty where coordinates stand instead.
``lat``, ``lon``
    Degrees WGS84, for a place that the gazetteer has not.
``note``
    Why; for readers.

A row counts for every place mention of its name in its scope: an article's row goes before a source's, that before one
for everywhere, and one with a head before one without. A row without a head counts for a name with a head only if it
gives coordinates or a place of a kind that the head announces: what حلب means says nothing of محافظة حلب.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

from geotag.arabic.heads import strip_head
from geotag.arabic.orthography import fold
from geotag.boundaries.countries import CountryOutlines
from geotag.errors import CorrectionsError
from geotag.extraction.mentions import FoundMention
from geotag.model import PLACE_LABELS, Article, Candidate, Match, Place, Resolution
from geotag.paths import StrPath
from geotag.protocols import GazetteerProtocol
from geotag.resolve.reasons import Reason
from geotag.safe_text import printable

__all__ = [
    "CORRECTION_COLUMNS",
    "NOT_A_PLACE",
    "SCOPES",
    "AppliedCorrections",
    "Correction",
    "Corrections",
    "Scope",
    "name_keys",
]

Scope = Literal["everywhere", "source", "article"]
#: From the widest to the narrowest, which goes first.
SCOPES: Final[tuple[Scope, ...]] = ("everywhere", "source", "article")
CORRECTION_COLUMNS: Final = ("scope", "where", "name", "place", "lat", "lon", "note")
_NEEDED: Final = frozenset({"scope", "name"})
#: What the column `place` says of a name that is none, and the finer type of such a mention.
NOT_A_PLACE: Final = "not a place"
_NOT_A_PLACE_TYPE: Final = "not-a-place"
#: Candidates that a record keeps.
_MOST_CANDIDATES: Final = 5
#: Faulty lines that a message lists.
_MOST_FAULTS: Final = 20
_COORDINATE_DIGITS: Final = 6
#: Begins the ids of places that are no more than coordinates.
_POINT_PREFIX: Final = "corrections:"
_LIMITS: Final = {"lat": 90.0, "lon": 180.0}

#: Folded name and the kinds that its head announces; no kinds for a name as a whole.
_Key = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Correction:
    """One decision of a user.

    Attributes
    ----------
    scope, where, name, note
        As in the file.
    place
        What the name means; None: it is not a place.
    line
        Line of the file.
    """

    scope: Scope
    where: str
    name: str
    place: Place | None
    note: str = ""
    line: int = 0

    @property
    def is_of_gazetteer(self) -> bool:
        """Whether the place is one of the gazetteer and not a bare point."""
        return self.place is not None and not self.place.id.startswith(_POINT_PREFIX)

    @property
    def reason(self) -> str:
        """What a corrected decision gives as its first reason."""
        where = f"{self.scope} {self.where}".strip()
        return Reason("corrected", (f"{where} ({self.note})" if self.note else where,)).english

    @property
    def decision(self) -> str:
        """What it decides, in short."""
        return NOT_A_PLACE if self.place is None else self.place.id


@dataclass(frozen=True, slots=True)
class AppliedCorrections:
    """The mentions of one article, corrected before the others are decided.

    Attributes
    ----------
    found
        The mentions: a corrected one has its place as only candidate, so that it tells of the others; what is not a
        place has the label MISC and no candidate.
    corrected
        For each place mention left in `found`, in order, its correction and the candidates that it had, or None.
    not_places
        How many mentions are not places.
    """

    found: list[FoundMention]
    corrected: list[tuple[Correction, tuple[Candidate, ...]] | None] = field(default_factory=list)
    not_places: int = 0

    @property
    def count(self) -> int:
        """How many mentions were given a place."""
        return sum(item is not None for item in self.corrected)

    def decided(self, resolutions: Sequence[Resolution]) -> list[Resolution]:
        """What was decided of the place mentions, with the corrections in the place of decisions."""
        return [
            resolution if item is None else _corrected(*item)
            for resolution, item in zip(resolutions, self.corrected, strict=True)
        ]


class Corrections:
    """Corrections, ready to be applied.

    Parameters
    ----------
    rows
        The corrections.
    sha256
        Hash of the file that they are from, for the provenance.

    Raises
    ------
    CorrectionsError
        If two rows decide the same names otherwise.
    """

    def __init__(self, rows: Sequence[Correction], sha256: str | None = None) -> None:
        self.rows = tuple(rows)
        self._index, faults = _indexed(self.rows)
        if faults:
            raise CorrectionsError("\n".join(map(printable, faults)))
        self.provenance: Mapping[str, Any] = {"rows": len(self.rows), **({"sha256": sha256} if sha256 else {})}

    @classmethod
    def read(cls, path: StrPath, gazetteer: GazetteerProtocol) -> Corrections:
        """Read a file of corrections; it is taken as a whole or not at all.

        Parameters
        ----------
        gazetteer
            Has the places that the file names by their ids.

        Raises
        ------
        CorrectionsError
            If the file cannot be read, or a row of it not used; each faulty line is named with the reason.
        """
        path = Path(path)
        try:
            content = path.read_bytes()
            text = content.decode("utf-8-sig")
        except OSError as error:
            raise CorrectionsError(f"{path}: the corrections cannot be read ({error.strerror or error})") from error
        except UnicodeError as error:
            raise CorrectionsError(
                f"{path}: byte {getattr(error, 'start', '?')} is not UTF-8; save it as UTF-8"
            ) from error
        faults: list[str] = []
        rows = _Reader(gazetteer, lambda line, fault: faults.append(f"line {line}{fault}")).rows(text)
        faults += _indexed(rows)[1]
        if faults:
            shown = [f"{path}, {fault}" for fault in faults[:_MOST_FAULTS]]
            more = len(faults) - len(shown)
            end = [f"… and {more} more"] if more else []
            lines = [*map(printable, shown), *end, "none of the corrections was applied"]
            raise CorrectionsError("\n".join(lines))
        return cls(rows, hashlib.sha256(content).hexdigest())

    def correction(self, article: Article, found: FoundMention) -> Correction | None:
        """The correction of a place mention of an article, or None."""
        names = dict.fromkeys((fold(found.name), fold(found.mention.text)))
        for scope, where in (("article", article.id), ("source", article.source), ("everywhere", "")):
            if where is None:
                continue
            for name in names:
                row = self._row((scope, where), name, found.head.kinds if found.head else frozenset())
                if row is not None:
                    return row
        return None

    def apply(self, article: Article, found: Sequence[FoundMention]) -> AppliedCorrections:
        """Correct the mentions of an article before the resolver decides the others."""
        applied = AppliedCorrections([])
        not_places = 0
        for item in found:
            if item.mention.label not in PLACE_LABELS:
                applied.found.append(item)
                continue
            row = self.correction(article, item)
            if row is None:
                applied.found.append(item)
                applied.corrected.append(None)
            elif row.place is None:
                not_places += 1
                mention = replace(item.mention, label="MISC", type=_NOT_A_PLACE_TYPE)
                applied.found.append(replace(item, mention=mention, candidates=()))
            else:
                own = next((c for c in item.candidates if c.place.id == row.place.id), None)
                sole = own or Candidate(row.place, Match(row.name, "correction", 0.0))
                applied.found.append(replace(item, candidates=(sole,)))
                applied.corrected.append((row, (sole, *(c for c in item.candidates if c is not own))))
        return replace(applied, not_places=not_places)

    def _row(self, scope: tuple[str, str], name: str, kinds: frozenset[str]) -> Correction | None:
        rows = self._index.get(scope, {})
        own = rows.get((name, kinds))
        if own is not None or not kinds:
            return own
        bare = rows.get((name, frozenset()))
        if bare is None or bare.place is None:
            return None
        return bare if not bare.is_of_gazetteer or bare.place.kind in kinds else None


def name_keys(name: str) -> tuple[str, ...]:
    """What the name of a row is told by: two rows whose names share one of these are about the same names.

    Examples
    --------
    >>> name_keys("ولاية حلب")[1] == name_keys("محافظة حَلب")[1]
    True
    """
    return tuple("\t".join((key, *sorted(kinds))) for key, kinds in _keys(name))


def _keys(name: str) -> Iterator[_Key]:
    """The name as a whole, and parted from its head."""
    yield fold(" ".join(name.split())), frozenset()
    parted = strip_head(name)
    if parted is not None:
        yield fold(parted[1]), parted[0].kinds


def _indexed(rows: Sequence[Correction]) -> tuple[dict[tuple[str, str], dict[_Key, Correction]], list[str]]:
    index: dict[tuple[str, str], dict[_Key, Correction]] = {}
    faults = []
    for row in rows:
        own = index.setdefault((row.scope, row.where), {})
        others = [other for key in _keys(row.name) if (other := own.setdefault(key, row)).decision != row.decision]
        if others:
            faults.append(
                f"line {row.line}: {row.name!r} is {row.decision!r} here and {others[0].decision!r} in line "
                f"{others[0].line}; keep one of the two"
            )
    return index, faults


def _corrected(row: Correction, candidates: Sequence[Candidate]) -> Resolution:
    if row.place is None:
        raise ValueError("what is not a place has no resolution")
    first, *others = candidates
    chosen = replace(first, score=1.0, reasons=(row.reason,))
    overruled = (Reason("overruled").english,)
    left = [replace(c, score=0.0, reasons=overruled) for c in others[: _MOST_CANDIDATES - 1]]
    return Resolution("resolved", row.place, 1.0, (chosen, *left))


class _FaultError(Exception):
    """A column of a row cannot be used."""

    def __init__(self, column: str, what: str) -> None:
        super().__init__(f", column {column}: {what}")


class _Reader:
    """Turns the text of a file into corrections and tells the faults of its lines."""

    def __init__(self, gazetteer: GazetteerProtocol, tell: Callable[[int, str], None]) -> None:
        self._gazetteer = gazetteer
        self._tell = tell

    @cached_property
    def _outlines(self) -> CountryOutlines:
        return CountryOutlines()

    def rows(self, text: str) -> list[Correction]:
        lines = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        found: list[Correction] = []
        try:
            columns = list(lines.fieldnames or ())
            if fault := _column_fault(columns):
                self._tell(1, f": {fault}; the columns are {', '.join(CORRECTION_COLUMNS)}")
                return []
            for row in lines:
                if None in row or None in row.values():
                    self._tell(lines.line_num, f": {len(columns)} columns are needed; quote values with commas")
                    continue
                try:
                    found.append(self._correction({key: value.strip() for key, value in row.items()}, lines.line_num))
                except _FaultError as fault:
                    self._tell(lines.line_num, str(fault))
        except csv.Error as error:
            self._tell(lines.line_num, f": no CSV ({error})")
        return found

    def _correction(self, row: Mapping[str, str], line: int) -> Correction:
        scope, where, name, place = (row.get(key, "") for key in ("scope", "where", "name", "place"))
        if scope not in SCOPES:
            raise _FaultError("scope", f"{scope!r} is not one of {', '.join(SCOPES)}")
        if scope == "everywhere" and where:
            raise _FaultError("where", "must be empty for everywhere")
        if scope != "everywhere" and not where:
            raise _FaultError("where", f"must not be empty; it names the {scope}")
        if not fold(name):
            raise _FaultError("name", "must not be empty")
        points = {key: row.get(key, "") for key in _LIMITS}
        if place and any(points.values()):
            raise _FaultError("place", "there are coordinates too; give one of the two")
        if place == NOT_A_PLACE:
            chosen = None
        elif place:
            chosen = self._known(place)
        else:
            chosen = self._point(name, *(_coordinate(key, text) for key, text in points.items()))
        return Correction(scope, where, name, chosen, row.get("note", ""), line)

    def _known(self, place_id: str) -> Place:
        place = self._gazetteer.place(place_id)
        if place is None:
            raise _FaultError(
                "place",
                f"there is no place {place_id!r}; give an id as `geotag gazetteer search NAME --format jsonl` "
                f"shows it, or {NOT_A_PLACE!r}",
            )
        return place

    def _point(self, name: str, lat: float, lon: float) -> Place:
        """A place of the user's own, in the country that it lies in."""
        country = self._outlines.country_at(lat, lon)
        names = self._gazetteer.country_names.get(country or "", ())
        digest = hashlib.sha256(f"{fold(name)} {lat} {lon}".encode()).hexdigest()[:12]
        return Place(
            id=f"{_POINT_PREFIX}{digest}",
            name=name,
            name_en=name,
            lat=lat,
            lon=lon,
            kind="other",
            country=country,
            country_name=names[0] if names else None,
        )


def _coordinate(column: str, text: str) -> float:
    if not text:
        raise _FaultError(
            column, f"must not be empty where place is; fill lat and lon, or place, or {NOT_A_PLACE!r} there"
        )
    limit = _LIMITS[column]
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not abs(number) <= limit:
        raise _FaultError(column, f"{text!r} is not a number from {-limit:g} to {limit:g}")
    return round(number, _COORDINATE_DIGITS)


def _column_fault(columns: Sequence[str]) -> str:
    unknown = sorted(set(columns) - set(CORRECTION_COLUMNS))
    missing = sorted(_NEEDED - set(columns))
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if not columns:
        return "there is no header"
    if unknown:
        return f"there is no column {', '.join(map(repr, unknown))}"
    if missing:
        return f"the column {', '.join(missing)} is missing"
    return f"the column {', '.join(twice)} is there twice" if twice else ""
