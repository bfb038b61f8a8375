"""Tagged articles made by hand, for the tests of maps."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

from geotag.model import (
    Article,
    Candidate,
    Focus,
    Label,
    Match,
    Mention,
    Person,
    Place,
    Resolution,
    Role,
    Status,
    TaggedArticle,
    TaggedPlace,
)
from geotag.records import SCHEMA_VERSION

PROVENANCE: dict[str, Any] = {
    "geotag": "0.1.0",
    "schema": SCHEMA_VERSION,
    "model": {"name": "news", "sha256": "ab" * 32},
    "gazetteer": {
        "version": "2026.11",
        "sha256": "cd" * 32,
        "sources": [
            {"name": "geonames", "title": "GeoNames", "licence": "CC-BY-4.0", "attribution": "GeoNames (geonames.org)"}
        ],
    },
    "parameters": {"ambiguous_below": 0.6},
}


def place(key: str, name: str, name_en: str, lat: float, lon: float, kind: Any = "city", **fields: Any) -> Place:
    return Place(f"test:{key}", name, name_en, lat, lon, kind, **fields)


AZERBAIJAN = place("az", "أذربيجان", "Azerbaijan", 40.4, 47.8, "country", country="AZ", country_name="أذربيجان")
KARABAKH = place(
    "karabakh", "قره باغ", "Karabakh", 39.85, 46.75, "region", country="AZ", country_name="أذربيجان", admin1="Karabakh"
)
AGHDAM = place("aghdam", "آغدام", "Aghdam", 39.9911, 46.9297, country="AZ", country_name="أذربيجان", population=28031)
FUZULI = place("fuzuli", "فضولي", "Fuzuli", 39.6009, 47.1453, country="AZ", country_name="أذربيجان")
SHUSHA = place("shusha", "شوشة", "Shusha", 39.7601, 46.7499, country="AZ", country_name="أذربيجان")
BAKU = place(
    "baku",
    "باكو",
    "Baku",
    40.3777,
    49.892,
    country="AZ",
    country_name="أذربيجان",
    population=1116513,
    links={"geonames": "587084", "wikidata": "Q9248"},
)
MOSCOW = place("moscow", "موسكو", "Moscow", 55.7522, 37.6156, country="RU", country_name="روسيا", population=10381222)
PARIS = place("paris", "باريس", "Paris", 48.8534, 2.3488, country="FR", country_name="فرنسا", population=2138551)
PARIS_TEXAS = place(
    "paris-tx", "باريس", "Paris", 33.6609, -95.5555, country="US", country_name="الولايات المتحدة", admin1="Texas"
)
ARAS = place("aras", "نهر أرس", "Aras", 39.2, 47.0, "river")

TEXT = """سيطرت قوات أذربيجان على آغدام وفضولي

أعلنت وزارة الدفاع في أذربيجان 🇦🇿 أن قواتها دخلت مدينتي آغدام وفضولي بعد معارك دامت ستة أسابيع في إقليم قره باغ، \
وأن طريق شوشة صار مفتوحًا. وقال السكان إنهم سمعوا دويّ المدافع قرب نهر أرس وفي قرية دشت خاور طوال الليل.

وفي موسكو قال الرئيس الروسي فلاديمير بوتين إن القتال في قره باغ يجب أن يتوقف، وأضاف بوتين أن مراقبين سيصلون إلى \
باكو خلال أيام. ودعا إيمانويل ماكرون من باريس إلى هدنة تشرف عليها الأمم المتحدة، فيما قال مسؤول بباكو إن مطار فضولي \
الدولي سيُبنى من جديد.
"""
TITLE = "سيطرت قوات أذربيجان على آغدام وفضولي"


def mention(
    text: str,
    name: str,
    label: Label = "LOC",
    to: Place | None = None,
    *,
    nth: int = 0,
    status: Status | None = None,
    confidence: float = 0.93,
    others: tuple[Place, ...] = (),
    role: Role = "literal",
    person: str | None = None,
) -> Mention:
    """The `nth` occurrence of `name` in `text`, resolved to the place `to` if there is one."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(name, start + 1)
    resolution = None
    if label in {"LOC", "FAC"}:
        candidates = tuple(
            Candidate(p, Match(p.name, "exact", 0.0), confidence, ("co-mentioned: أذربيجان", "known in news"))
            for p in ((to,) if to else ()) + others
        )
        status = status or ("resolved" if to else "unresolved")
        resolution = Resolution(status, to, confidence if to else None, candidates)
    return Mention(start, start + len(name), name, label, 0.97, role=role, resolution=resolution, person=person)


def tagged(
    text: str, *mentions: Mention, article_id: str = "article", provenance: dict[str, Any] | None = None, **fields: Any
) -> TaggedArticle:
    """An article with `mentions`; its places and people follow from them."""
    in_order = tuple(sorted(mentions, key=lambda m: (m.start, -m.end)))
    found = {m.resolution.place.id: m.resolution.place for m in in_order if m.resolution and m.resolution.place}
    counts = Counter(m.resolution.place.id for m in in_order if m.resolution and m.resolution.place)
    people: dict[str, list[int]] = {}
    for i, m in enumerate(in_order):
        if m.person:
            people.setdefault(m.person, []).append(i)
    return TaggedArticle(
        article=Article(article_id, text, **fields),
        mentions=in_order,
        places=tuple(TaggedPlace(p, counts[key]) for key, p in found.items()),
        people=tuple(
            Person(key, max((in_order[i].text for i in which), key=len), tuple(which)) for key, which in people.items()
        ),
        focus=Focus("AZ", (KARABAKH.id, AGHDAM.id, FUZULI.id), 0.8, (46.7, 39.6, 47.2, 40.0))
        if KARABAKH.id in found
        else None,
        provenance=PROVENANCE if provenance is None else provenance,
    )


def karabakh() -> TaggedArticle:
    """An article of war news: repeated, ambiguous, nested and unresolved places, people, an organisation, an emoji."""
    return tagged(
        TEXT,
        mention(TEXT, "أذربيجان", to=AZERBAIJAN),
        mention(TEXT, "أذربيجان", to=AZERBAIJAN, nth=1),
        mention(TEXT, "آغدام", to=AGHDAM),
        mention(TEXT, "آغدام", to=AGHDAM, nth=1),
        mention(TEXT, "فضولي", to=FUZULI, confidence=0.88),
        mention(TEXT, "فضولي", to=FUZULI, nth=1, confidence=0.91),
        mention(TEXT, "مطار فضولي الدولي", "FAC"),
        mention(TEXT, "فضولي", to=FUZULI, nth=2, role="nested"),
        mention(TEXT, "قره باغ", to=KARABAKH),
        mention(TEXT, "قره باغ", to=KARABAKH, nth=1),
        mention(TEXT, "شوشة", to=SHUSHA, confidence=0.81),
        mention(TEXT, "أرس", to=ARAS, confidence=0.7),
        mention(TEXT, "دشت خاور"),
        mention(TEXT, "موسكو", to=MOSCOW),
        mention(TEXT, "باكو", to=BAKU),
        mention(TEXT, "باكو", to=BAKU, nth=1),
        mention(TEXT, "باريس", to=PARIS, status="ambiguous", confidence=0.55, others=(PARIS_TEXAS,)),
        mention(TEXT, "فلاديمير بوتين", "PER", person="p1"),
        mention(TEXT, "بوتين", "PER", nth=1, person="p1"),
        mention(TEXT, "إيمانويل ماكرون", "PER", person="p2"),
        mention(TEXT, "الأمم المتحدة", "ORG"),
        mention(TEXT, "وزارة الدفاع", "ORG"),
        article_id="karabakh",
        title=TITLE,
        source="وكالة للاختبار",
        date="2020-11-20",
        url="https://example.org/karabakh?a=1&b=2",
    )


def earthquake() -> TaggedArticle:
    """One of the examples, with a country, a province that is named twice, and a city in it."""
    text = Path("examples/earthquake-2023.txt").read_text(encoding="utf-8")
    turkey = place("tr", "تركيا", "Turkey", 39.0, 35.0, "country", country="TR", country_name="تركيا")
    hatay = place("hatay", "هاتاي", "Hatay", 36.4, 36.2, "admin1", country="TR", country_name="تركيا")
    antakya = place("antakya", "أنطاكيا", "Antakya", 36.2025, 36.1606, country="TR", country_name="تركيا")
    return tagged(
        text,
        mention(text, "تركيا", to=turkey),
        mention(text, "هاتاي", to=hatay),
        mention(text, "هاتاي", to=hatay, nth=1, confidence=0.5),
        mention(text, "أنطاكيا", to=antakya),
        article_id="earthquake",
    )


def summit() -> TaggedArticle:
    """A second, shorter article that shares a place with :func:`karabakh`."""
    text = "استقبلت موسكو وفدًا من تبليسي، ثم زار الوفد باكو."
    tbilisi = place("tbilisi", "تبليسي", "Tbilisi", 41.6941, 44.8337, country="GE", country_name="جورجيا")
    return tagged(
        text,
        mention(text, "موسكو", to=MOSCOW, role="metonym"),
        mention(text, "تبليسي", to=tbilisi),
        mention(text, "باكو", to=BAKU),
        article_id="summit",
        title="وفد في موسكو",
    )
