"""Tagged articles from the records of a run, for the map of a corpus."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from geotag.corpus.scratch import ScratchDatabase
from geotag.errors import ResultsError
from geotag.model import Article, BBox, Mention, Person, Place, Resolution, TaggedArticle, TaggedPlace

__all__ = ["Texts", "tagged_articles"]


class Texts:
    """The texts of articles by their hash, which is how records name them; on disk, so that any number fits."""

    def __init__(self, articles: Iterable[Article] = ()) -> None:
        self._database = ScratchDatabase("CREATE TABLE text (hash BLOB PRIMARY KEY, text BLOB) WITHOUT ROWID")
        for article in articles:
            data = article.text.encode("utf-8", "surrogatepass")
            digest = hashlib.sha256(data).digest()
            self._database.change("INSERT OR IGNORE INTO text VALUES (?, ?)", digest, zlib.compress(data, 1))

    def get(self, digest: str) -> str | None:
        """The text whose SHA-256 is `digest`, in hexadecimal, or None."""
        found = self._database.rows("SELECT text FROM text WHERE hash = ?", bytes.fromhex(digest))
        return zlib.decompress(found[0][0]).decode("utf-8", "surrogatepass") if found else None

    def close(self) -> None:
        """Delete the database of the texts."""
        self._database.close()


def tagged_articles(records: Iterable[Mapping[str, Any]], texts: Texts) -> Iterator[TaggedArticle]:
    """The articles of records; where a text is not known, it consists of the names alone, each on a line.

    Candidates and focus are left out.

    Raises
    ------
    ResultsError
        If one of them is no record.
    """
    for number, record in enumerate(records, 1):
        try:
            yield _tagged(record, texts.get(record["text_sha256"]))
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ResultsError(f"record {number}: this is no record of an article ({error!r})") from error


def _tagged(record: Mapping[str, Any], text: str | None) -> TaggedArticle:
    places = {place["id"]: _place(place) for place in record["places"]}
    mentions = [_mention(mention, places) for mention in record["mentions"]]
    if text is None:
        text, mentions = _names_alone(mentions)
    return TaggedArticle(
        Article(record["id"], text, record["title"], record["source"], record["url"], record["date"]),
        tuple(mentions),
        tuple(TaggedPlace(places[place["id"]], place["count"]) for place in record["places"]),
        tuple(Person(person["id"], person["name"], tuple(person["mentions"])) for person in record["people"]),
        None,
        record["provenance"],
    )


def _place(place: Mapping[str, Any]) -> Place:
    box: BBox | None = None
    if place["bbox"] is not None:
        west, south, east, north = place["bbox"]
        box = (west, south, east, north)
    return Place(
        id=place["id"],
        name=place["name"],
        name_en=place["name_en"],
        lat=place["lat"],
        lon=place["lon"],
        kind=place["kind"],
        country=place["country"],
        country_name=place["country_name"],
        admin1=place["admin1"],
        population=place["population"],
        bbox=box,
        links=place["links"],
    )


def _mention(mention: Mapping[str, Any], places: Mapping[str, Place]) -> Mention:
    resolution = None
    if mention["status"] is not None:
        place = places[mention["place"]] if mention["place"] is not None else None
        resolution = Resolution(mention["status"], place, mention["confidence"])
    return Mention(
        start=mention["start"],
        end=mention["end"],
        text=mention["text"],
        label=mention["label"],
        score=mention["score"],
        head=mention["head"],
        proclitics=mention["proclitics"],
        role=mention["role"],
        type=mention.get("type"),
        resolution=resolution,
        person=mention["person"],
    )


def _names_alone(mentions: list[Mention]) -> tuple[str, list[Mention]]:
    text = ""
    moved = []
    for mention in mentions:
        moved.append(replace(mention, start=len(text), end=len(text) + len(mention.text)))
        text += f"{mention.text}\n"
    return text, moved
