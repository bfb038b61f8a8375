"""A made-up corpus of any size, for the tests of its map."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator

from geotag.model import Article, Mention, Person, Place, Resolution, TaggedArticle, TaggedPlace
from tests.maps.factory import PROVENANCE, place

_KINDS = ("city", "city", "city", "village", "admin1", "river", "facility")
_WORDS = [
    "قال",
    "المسؤول",
    "إن",
    "الوفد",
    "وصل",
    "أمس",
    "بعد",
    "محادثات",
    "طويلة",
    "جرت",
    "في",
    "العاصمة",
    "حول",
    "الهدنة",
    "والمساعدات",
    "الإنسانية",
    "للسكان",
]


def corpus(articles: int, places: int = 2000, mentions: int = 5, seed: int = 6) -> Iterator[TaggedArticle]:
    """`articles` articles of `mentions` mentions each, over six years, from eight sources."""
    made = random.Random(seed)
    known = [_place(made, number) for number in range(places)]
    first = datetime.date(2018, 1, 1)
    for number in range(articles):
        text, named = "", []
        for _ in range(mentions):
            where = known[min(int(made.paretovariate(0.6)) - 1, places - 1)]
            text += " ".join(made.choices(_WORDS, k=12)) + " في "
            start = len(text)
            text += f"{where.name} " + " ".join(made.choices(_WORDS, k=6)) + ". "
            confidence = round(made.uniform(0.4, 1), 2)
            status = "resolved" if confidence > 0.6 else "ambiguous"
            resolution = Resolution(status, where, confidence)  # type: ignore[arg-type]
            named.append(Mention(start, start + len(where.name), where.name, "LOC", 0.9, resolution=resolution))
        found = {m.resolution.place for m in named if m.resolution and m.resolution.place}
        yield TaggedArticle(
            Article(
                f"a{number}",
                text,
                title=f"خبر {number}: " + " ".join(made.choices(_WORDS, k=6)),
                source=f"صحيفة {number % 8}",
                url=f"https://example.org/{number}",
                date=(first + datetime.timedelta(days=number * 2190 // articles)).isoformat(),
            ),
            tuple(named),
            tuple(TaggedPlace(p, 1) for p in sorted(found, key=lambda p: p.id)),
            (Person("p1", f"شخص {number % 300}", ()),),
            None,
            PROVENANCE,
        )


def _place(made: random.Random, number: int) -> Place:
    lat, lon = round(made.uniform(5, 45), 4), round(made.uniform(-10, 60), 4)
    return place(f"c{number}", f"بلدة {number}", f"Town {number}", lat, lon, made.choice(_KINDS), country="EG")
