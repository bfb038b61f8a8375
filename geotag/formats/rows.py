"""Every mention as a flat row, for tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from geotag.formats.attribution import attribution
from geotag.formats.sentences import quote
from geotag.model import TaggedArticle

__all__ = ["MENTION_COLUMNS", "mention_rows"]

Value = str | int | float | None

MENTION_COLUMNS: Final = (
    "article", "mention", "start", "end", "text", "label", "type", "head", "proclitics", "role", "score", "status",
    "place", "name", "name_en", "kind", "country", "country_name", "admin1", "lat", "lon", "confidence",
    "person", "person_name", "quote", "title", "source", "url", "date", "attribution",
)  # fmt: skip


def mention_rows(tagged: TaggedArticle) -> Iterator[tuple[Value, ...]]:
    """A row for each mention, people and organisations too, in text order; its fields are `COLUMNS`."""
    article = tagged.article
    people = {person.id: person.name for person in tagged.people}
    credit = attribution(tagged.provenance)
    for index, mention in enumerate(tagged.mentions):
        resolution = mention.resolution
        place = resolution.place if resolution else None
        yield (
            article.id,
            index,
            mention.start,
            mention.end,
            mention.text,
            mention.label,
            mention.type,
            mention.head,
            mention.proclitics,
            mention.role,
            mention.score,
            resolution.status if resolution else None,
            *(
                (place.id, place.name, place.name_en, place.kind, place.country, place.country_name, place.admin1)
                if place
                else (None,) * 7
            ),
            place.lat if place else None,
            place.lon if place else None,
            resolution.confidence if resolution else None,
            mention.person,
            people.get(mention.person) if mention.person else None,
            str(quote(article.text, mention.start, mention.end)),
            article.title,
            article.source,
            article.url,
            article.date,
            credit,
        )
