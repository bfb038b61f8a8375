#!/usr/bin/env python3
"""The walk of one article through :meth:`geotag.Tagger.tag_recognised`, as one who reads its code goes it.

The reader reads each function where the article first calls it. A room is a package or a module right under
``geotag/``; a *stay* is a run of such first calls within one room; a *climb back* is a step to a room that the reader
was in before, from one that stands above it in the table of rooms (:data:`tools.walls.ROOMS`), where those stand first
that the others build on. Another article was tagged before, so that what is read once is not counted. Run from the
repository's root::

    python -m tools.walk examples/derna-flood.txt
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

import geotag
from geotag.model import Article
from tools.walls import ROOMS

__all__ = ["Stay", "Walk", "rooms_of", "walked"]

_PACKAGE: Final = Path(geotag.__file__).parent
_FLOORS: Final = {name: floor for floor, room in enumerate(ROOMS) for name in room.names}
_WARM_UP: Final = "وصل الوفد إلى بغداد أمس"


@dataclass(frozen=True, slots=True)
class Stay:
    """A run of first calls within one room, and the first function that is called there."""

    room: str
    function: str


@dataclass(frozen=True, slots=True)
class Walk:
    """The stays of one article, in order."""

    stays: Sequence[Stay]

    @property
    def rooms(self) -> frozenset[str]:
        """The rooms that it goes through."""
        return frozenset(stay.room for stay in self.stays)

    @property
    def climbs(self) -> int:
        """How often it climbs back to a room that it was in before."""
        seen: set[str] = set()
        count, floor = 0, -1
        for stay in self.stays:
            count += stay.room in seen and _floor(stay.room) > floor
            floor = _floor(stay.room)
            seen.add(stay.room)
        return count


def rooms_of(module: Path) -> str:
    """The room of a module, by its path below ``geotag/``."""
    return module.parent.as_posix() if len(module.parts) > 1 else module.stem


def walked(calls: Sequence[tuple[str, str]]) -> Walk:
    """The walk of these calls, each a room and a function of it."""
    seen: set[tuple[str, str]] = set()
    stays: list[Stay] = []
    for call in calls:
        if call in seen:
            continue
        seen.add(call)
        if not stays or stays[-1].room != call[0]:
            stays.append(Stay(*call))
    return Walk(stays)


def _floor(room: str) -> int:
    """The row of a room, or of the package that it is in."""
    while room not in _FLOORS and "/" in room:
        room = room.rpartition("/")[0]
    return _FLOORS.get(room, 0)


def _calls(tagger: geotag.Tagger, text: str) -> list[tuple[str, str]]:
    (recognition,) = tagger.recogniser.recognise_many([text])
    calls: list[tuple[str, str]] = []

    def called(frame: FrameType, event: str, _: Any) -> None:
        path = Path(frame.f_code.co_filename)
        if event == "call" and path.is_relative_to(_PACKAGE):
            # What is defined inside a function is read with it.
            function = frame.f_code.co_qualname.split(".<locals>")[0]
            calls.append((rooms_of(path.relative_to(_PACKAGE)), f"{path.stem}.{function}"))

    sys.setprofile(called)
    try:
        tagger.tag_recognised(Article("walk", text), recognition)
    finally:
        sys.setprofile(None)
    return calls


def main() -> None:
    """Print the stays of an article, and their counts."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("article", type=Path)
    options = parser.parse_args()
    tagger = geotag.load()
    tagger.tag(_WARM_UP)
    walk = walked(_calls(tagger, options.article.read_text(encoding="utf-8")))
    for number, stay in enumerate(walk.stays, 1):
        print(f"{number:3} {stay.room:<18} {stay.function}")
    print(f"{len(walk.stays)} stays in {len(walk.rooms)} rooms, {walk.climbs} climbs back")


if __name__ == "__main__":
    main()
