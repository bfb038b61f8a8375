"""Annotated articles of our own and predictions for them, of which every figure can be counted by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

TEXTS = {
    "visit": "زار وزير الخارجية دمشق ثم بيروت، وقال سامي خوري إن طرابلس هادئة. وأعلنت بلدية غزة هدنة.",
    "war": "قصفت الطائرات حلب وإدلب وحمص، وردت موسكو ببيان.",
}
#: Name, latitude, longitude, role, country, kind; one without coordinates could not be located.
GOLD: dict[str, list[tuple[str, float | None, float | None, str, str, str]]] = {
    "visit": [
        ("دمشق", 33.51, 36.29, "literal", "SY", "city"),
        ("بيروت", 33.89, 35.50, "literal", "LB", "city"),
        ("طرابلس", 34.43, 35.84, "literal", "LB", "city"),
        ("غزة", 31.50, 34.47, "nested", "PS", "city"),
    ],
    "war": [
        ("حلب", 36.20, 37.16, "literal", "SY", "city"),
        ("إدلب", None, None, "literal", "SY", "admin1"),
        ("حمص", 34.73, 36.71, "literal", "SY", "city"),
        ("موسكو", 55.75, 37.62, "metonym", "RU", "city"),
    ],
}
#: Name, latitude, longitude, confidence; without coordinates: found, and not resolved.
FOUND: dict[str, list[tuple[str, float | None, float | None, float | None]]] = {
    "visit": [
        ("دمشق", 33.51, 36.30, 0.95),  # right, 0.9 km off
        ("بيروت", None, None, None),  # not resolved
        ("طرابلس", 32.89, 13.19, 0.65),  # Libya's: wrong, 2,100 km off
        ("هدنة", 10.0, 10.0, 0.35),  # spurious
    ],
    "war": [
        ("حلب", 36.30, 37.16, 0.85),  # right, 11.1 km off
        ("إدلب", 35.93, 36.63, 0.75),  # not judged: nobody knows
        ("موسكو", 55.75, 37.62, 0.95),  # right, 0 km off; حمص is missed
    ],
}


def span(article: str, name: str) -> dict[str, int]:
    start = TEXTS[article].index(name)
    return {"start": start, "end": start + len(name)}


def gold_records() -> list[dict[str, Any]]:
    return [
        {
            "id": article,
            "text": TEXTS[article],
            "places": [
                {**span(article, name), "lat": lat, "lon": lon, "role": role, "cc": country, "kind": kind, "acc_km": 25}
                for name, lat, lon, role, country, kind in places
            ],
            "people": [span(article, "سامي خوري")] if article == "visit" else [],
        }
        for article, places in GOLD.items()
    ]


def predicted_records() -> list[dict[str, Any]]:
    records = []
    for article, found in FOUND.items():
        mentions = [
            {
                **span(article, name),
                "text": name,
                "label": "LOC",
                "proclitics": "",
                "place": None if lat is None else f"test:{name}",
                "confidence": confidence,
            }
            for name, lat, lon, confidence in found
        ]
        if article == "visit":
            mentions.append({**span(article, "خوري"), "text": "خوري", "label": "PER", "place": None})
        places = [
            {"id": f"test:{n}", "name_en": n, "lat": lat, "lon": lon} for n, lat, lon, _ in found if lat is not None
        ]
        digest = hashlib.sha256(TEXTS[article].encode()).hexdigest()
        records.append({"id": article, "text_sha256": digest, "mentions": mentions, "places": places})
    return records


def write(path: Path, records: Iterable[Mapping[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path
