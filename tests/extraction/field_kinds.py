"""The sentences of ``field_kinds.txt``, and whether a tagged one is right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import geotag
from geotag.boundaries.distance import kilometres

FILE: Final = Path(__file__).with_name("field_kinds.txt")
_MARK: Final = re.compile(
    r"\[(?P<name>[^]=]+)=(?P<country>[A-Z]{2})(?:~(?P<lat>[-\d.]+),(?P<lon>[-\d.]+))?\]|<(?P<word>[^>]+)>"
)
_LINE_END: Final = "⏎"
_NO_COUNTRY: Final = "XX"
_NEAR_KM: Final = 30.0


@dataclass(frozen=True, slots=True)
class Expected:
    """A place that must be found: its offsets, country (None for none), and where it is if that is not enough."""

    start: int
    end: int
    country: str | None
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with what is to be found in it, and the offsets of words that are no places."""

    kind: str
    text: str
    places: Sequence[Expected]
    others: Sequence[tuple[int, int]]
    is_open: bool

    def faults(self, tagged: geotag.TaggedArticle) -> list[str]:
        """What is wrong with the tagged sentence; empty if nothing is."""
        found = {(m.start, m.end): m.resolution.place for m in tagged.mentions if m.resolution and m.resolution.place}
        faults = []
        for expected in self.places:
            # Whether a generic head belongs to a name is another matter.
            spans = [s for s in found if s[1] == expected.end and expected.start - s[0] in range(10)]
            place = found[max(spans)] if spans else None
            name = self.text[expected.start : expected.end]
            if place is None:
                faults.append(f"{name} is not found")
            elif place.country != expected.country:
                faults.append(f"{name} is in {place.country}")
            elif expected.point and kilometres(*expected.point, place.lat, place.lon) > _NEAR_KM:
                faults.append(f"{name} is at {place.lat}, {place.lon}")
        for start, end in self.others:
            taken = [s for s in found if s[0] < end and start < s[1]]
            faults += [f"{self.text[slice(*s)]} is no place" for s in taken]
        faults += [
            f"{m.text} has a sign at its edge"
            for m in tagged.mentions
            if not m.text[0].isalnum() or (m.text[-1].isascii() and not m.text[-1].isalnum())
        ]
        return faults


def sentences() -> Iterator[Sentence]:
    """All of the file's, in order; open are those that begin with ``?``, which no rule decides yet."""
    kind = ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("# "):
            kind = line[2:]
        elif line and not line.startswith("; "):
            yield _parsed(kind, line)


def _parsed(kind: str, line: str) -> Sentence:
    written = line.removeprefix("?").replace(_LINE_END, "\n")
    text, places, others, after = "", [], [], 0
    for mark in _MARK.finditer(written):
        text += written[after : mark.start()]
        start, after = len(text), mark.end()
        text += mark["name"] or mark["word"]
        if mark["word"]:
            others.append((start, len(text)))
            continue
        point = (float(mark["lat"]), float(mark["lon"])) if mark["lat"] else None
        country = None if mark["country"] == _NO_COUNTRY else mark["country"]
        places.append(Expected(start, len(text), country, point))
    return Sentence(kind, text + written[after:], places, others, line.startswith("?"))
