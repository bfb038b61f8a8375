"""Tagged articles made by hand, for tests that need no model."""

from __future__ import annotations

from geotag.model import (
    Article,
    Candidate,
    Focus,
    Match,
    Mention,
    Person,
    Place,
    Resolution,
    TaggedArticle,
    TaggedPlace,
)
from geotag.records import SCHEMA_VERSION

TEXT = "هدوء في باكو\n\nوصل إلهام علييف إلى باكو. وقالت وزارة الدفاع إن القتال في قلعة الورد توقف 😀 قرب فيجي."

BAKU = Place(
    id="geonames:587084",
    name="باكو",
    name_en="Baku",
    lat=40.377669999,
    lon=49.892,
    kind="city",
    country="AZ",
    country_name="أذربيجان",
    population=1116513,
    links={"geonames": "587084"},
)
FIJI = Place(id="geonames:2205218", name="فيجي", name_en="Fiji", lat=-17.8, lon=178.0, kind="country", country="FJ")
TONGA = Place(id="geonames:4032283", name="تونغا", name_en="Tonga", lat=-21.2, lon=-175.2, kind="country", country="TO")
PROVENANCE = {
    "geotag": "0.1.0",
    "schema": SCHEMA_VERSION,
    "model": {"name": "news", "sha256": "0" * 64},
    "gazetteer": {
        "version": "1",
        "sha256": "1" * 64,
        "sources": [{"name": "ours", "title": "Ours", "licence": "Apache-2.0", "attribution": "us"}],
    },
    "parameters": {},
}


def resolved(place: Place, confidence: float = 0.9) -> Resolution:
    candidate = Candidate(place, Match(place.name, "exact", 0.0), confidence, ("known in news",))
    status = "resolved" if confidence >= 0.5 else "ambiguous"
    return Resolution(status, place, confidence, (candidate,))


def mention(text: str, name: str, occurrence: int = 1, **properties: object) -> Mention:
    start = -1
    for _ in range(occurrence):
        start = text.index(name, start + 1)
    values = {"label": "LOC", "score": 0.9, **properties}
    return Mention(start, start + len(name), name, **values)  # type: ignore[arg-type]


def tagged(article_id: str = "baku", text: str = TEXT, other: Place = FIJI) -> TaggedArticle:
    mentions = (
        mention(text, "باكو", resolution=resolved(BAKU, 0.8)),
        mention(text, "إلهام علييف", label="PER", person="p1"),
        mention(text, "باكو", 2, resolution=resolved(BAKU, 0.95)),
        mention(text, "وزارة الدفاع", label="ORG"),
        mention(text, "قلعة الورد", resolution=Resolution("unresolved")),
        mention(text, "فيجي", resolution=resolved(other, 0.4)),
    )
    return TaggedArticle(
        article=Article(article_id, text, title="هدوء في باكو", url="https://news.example/1", date="2020-11-10"),
        mentions=mentions,
        places=(TaggedPlace(BAKU, 2), TaggedPlace(other, 1)),
        people=(Person("p1", "إلهام علييف", (1,)),),
        focus=Focus("AZ", (BAKU.id,), 0.8, (49.892, 40.37767, 49.892, 40.37767)),
        provenance=PROVENANCE,
    )
