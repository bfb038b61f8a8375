"""The page on which decisions are reviewed: it shows them beside a map, and saves what was picked as corrections."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from geotag.corrections import CORRECTION_COLUMNS, NOT_A_PLACE, Correction, Corrections, name_keys
from geotag.maps.elements import OUTLINES_ZOOM, BareMap, BaseMap, Page, Start
from geotag.maps.inlining import (
    asset,
    cities,
    countries,
    leaflet_script,
    leaflet_style,
    page_script,
    script_json,
)
from geotag.maps.interface_texts import (
    KIND_WORDS,
    STATUS_WORDS,
    WORDS,
    Bilingual,
    country_name,
    date_words,
    place_name,
    reason_words,
)
from geotag.resolve.reasons import Reason
from geotag.review.decisions import Decision

__all__ = ["REVIEW_WORDS", "review_page"]

_SCRIPTS: Final = ("dom.js", "names.js", "basemap.js", "controls.js", "review_file.js", "review.js")
#: What the page's scripts say.
REVIEW_WORDS: Final[Mapping[str, Bilingual]] = {
    "zoom in": WORDS["zoom in"],
    "zoom out": WORDS["zoom out"],
    "leave": Bilingual("لم يُراجَع بعد", "not reviewed"),
    "not a place": Bilingual("ليس مكانًا", "not a place"),
    "coordinates": Bilingual("مكان آخر، إحداثياته", "elsewhere, at"),
    "latitude": Bilingual("خط العرض", "latitude"),
    "longitude": Bilingual("خط الطول", "longitude"),
    "chosen": Bilingual("اختيار البرنامج", "chosen by geotag"),
    "applies to": Bilingual("يسري على", "applies to"),
    "article": Bilingual("هذا المقال", "this article"),
    "source": Bilingual("كل مقالات هذا المصدر", "all articles of this source"),
    "everywhere": Bilingual("كل المقالات", "all articles"),
    "note": Bilingual("ملاحظة", "note"),
    "reviewed": Bilingual("رُوجع", "reviewed"),
    "of": WORDS["of"],
    "mentions": WORDS["mentions"],
    "certainty": Bilingual("الثقة", "certainty"),
    "nothing fits": Bilingual("لا مكان بهذا الاسم في المعجم", "no place of this name is known"),
    "bad latitude": Bilingual("خط العرض عدد بين 90- و90", "a latitude is a number from -90 to 90"),
    "bad longitude": Bilingual("خط الطول عدد بين 180- و180", "a longitude is a number from -180 to 180"),
    "conflict": Bilingual(
        "يخالف هذا ما اخترته لاسم مثله يسري عليه", "This contradicts what you picked for a name like it"
    ),
    "nothing": Bilingual("لم تختر شيئًا بعد", "Nothing is picked yet"),
    "saved": Bilingual("حُفظ الملف، وفيه من التصحيحات:", "Saved; corrections in the file:"),
}


def review_page(decisions: Sequence[Decision], corrections: Corrections | None = None) -> str:
    """The page as HTML: one file that needs no network; the same decisions give the same bytes.

    Parameters
    ----------
    decisions
        What is to be reviewed, in the order of the page.
    corrections
        What was decided before: the page saves them too, save those that are decided anew.
    """
    page = Page(
        "review.html.j2",
        {
            "count": len(decisions),
            "kept": len(corrections.rows) if corrections else 0,
            "styles": [leaflet_style(), asset("text.css"), asset("map.css"), asset("review.css")],
            "scripts": [leaflet_script(), page_script(*_SCRIPTS)],
            "words": script_json(REVIEW_WORDS),
            "countries": countries(),
            "cities": cities(),
            "data": script_json(
                {
                    "columns": CORRECTION_COLUMNS,
                    "notAPlace": NOT_A_PLACE,
                    "decisions": [_shown(decision) for decision in decisions],
                    "kept": [_kept(row) for row in corrections.rows] if corrections else [],
                }
            ),
        },
    )
    drawn = BareMap(page, max_zoom=OUTLINES_ZOOM)
    drawn.add_child(BaseMap(over_tiles=False))
    drawn.add_child(Start())
    return str(drawn.get_root().render())


def _shown(decision: Decision) -> dict[str, Any]:
    return {
        "name": decision.name,
        "keys": name_keys(decision.name),
        "article": decision.article,
        "title": decision.title or decision.article,
        "source": decision.source or "",
        "date": date_words(decision.date) if decision.date else "",
        "count": decision.count,
        "status": STATUS_WORDS[decision.status],  # type: ignore[index]
        "certainty": None if decision.certainty is None else round(100 * decision.certainty),
        "chosen": decision.place["id"] if decision.place else None,
        "candidates": [_candidate(candidate) for candidate in decision.candidates],
        "quotes": [(quote.before, quote.name, quote.after) for quote in decision.quotes],
    }


def _candidate(candidate: Mapping[str, Any]) -> dict[str, Any]:
    country = None if candidate["kind"] == "country" else country_name(candidate["country"])
    kind = KIND_WORDS[candidate["kind"]]
    description = Bilingual(f"{kind.ar}، {country.ar}", f"{kind.en}, {country.en}") if country else kind
    return {
        "place": candidate["place"],
        "name": place_name(candidate["name"], candidate["name_en"] or ""),
        "description": description,
        "at": (candidate["lat"], candidate["lon"]),
        "percent": round(100 * candidate["score"]),
        "reasons": [reason_words(reason) for reason in map(Reason.parse, candidate["reasons"])],
    }


def _kept(row: Correction) -> dict[str, Any]:
    place = row.place
    point = place if place is not None and not row.is_of_gazetteer else None
    values = {
        "scope": row.scope,
        "where": row.where,
        "name": row.name,
        "place": "" if point else row.decision,
        "lat": str(point.lat) if point else "",
        "lon": str(point.lon) if point else "",
        "note": row.note,
    }
    return {"keys": name_keys(row.name), "row": [values[column] for column in CORRECTION_COLUMNS]}
