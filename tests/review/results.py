"""Records of a run, made by hand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from geotag.model import Mention, TaggedArticle
from tests.maps.factory import PARIS, PARIS_TEXAS, karabakh, mention, place, tagged

TEXT = "وصل الوفد إلى باريس، ثم إلى مدينة حلب. وقال إن باريس هادئة وإن تيرا بعيدة."
ALEPPO = place("aleppo", "حلب", "Aleppo", 36.2, 37.16, country="SY", country_name="سوريا")


def visit() -> TaggedArticle:
    """An article with a doubtful name that is mentioned twice, a sure one with a head, and one that is unknown."""
    paris = {"to": PARIS, "status": "ambiguous", "others": (PARIS_TEXAS,)}
    return tagged(
        TEXT,
        mention(TEXT, "باريس", confidence=0.45, **paris),  # type: ignore[arg-type]
        mention(TEXT, "باريس", nth=1, confidence=0.4, **paris),  # type: ignore[arg-type]
        headed(mention(TEXT, "حلب", to=ALEPPO, confidence=0.9), "مدينة"),
        mention(TEXT, "تيرا"),
        article_id="visit",
        title="زيارة",
        source='وكالة, "ب"',
        date="2020-11-20",
    )


def headed(found: Mention, head: str) -> Mention:
    return replace(found, head=head)


def results() -> list[TaggedArticle]:
    return [visit(), karabakh()]


def write(path: Path, articles: Iterable[TaggedArticle | Mapping[str, Any]]) -> Path:
    records = (each.to_dict() if isinstance(each, TaggedArticle) else each for each in articles)
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), encoding="utf-8")
    return path
