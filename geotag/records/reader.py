"""The one reader of the record: it checks one, and makes of it again what was found.

What a record of an earlier schema lacks is put in here and nowhere else: then it is one of this schema. A record holds
no text, and of a place neither its prominence nor its rank.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from geotag.errors import ResultsError
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
from geotag.records.checking import FaultError, check
from geotag.records.compiled import checker_of, reader_of
from geotag.records.digest import text_digest
from geotag.records.field_table import (
    CANDIDATE,
    FOCUS,
    MATCH,
    MENTION,
    PERSON,
    PLACE,
    RECORD,
    SCHEMA_VERSION,
    Field,
    ListOf,
    Struct,
)

__all__ = ["checked_record", "read_article", "tagged_article"]


def _without(left_out: Struct, struct: Struct) -> Struct:
    """The fields of a struct, and of those in it, but for the lists of `left_out`."""
    fields = []
    for field in struct:
        kind = field.type
        if isinstance(kind, ListOf) and isinstance(kind.item, Struct):
            if kind.item is left_out:
                continue
            field = replace(field, type=replace(kind, item=_without(left_out, kind.item)))
        fields.append(field)
    return replace(struct, fields=tuple(fields))


_Upgrade = Callable[[Mapping[str, Any]], dict[str, Any]]
_TESTS: Final = {schema: checker_of(RECORD, schema) for schema in range(1, SCHEMA_VERSION + 1)}
_TESTS_OF_THE_REST: Final = {schema: checker_of(_without(CANDIDATE, RECORD), schema) for schema in _TESTS}
_ARTICLE_OF: Final = reader_of(Article, RECORD, "article.", "text")
_PLACE_OF: Final = reader_of(Place, PLACE, "place.")
_CANDIDATE_PLACE_OF: Final = reader_of(Place, CANDIDATE, "place.")
_MATCH_OF: Final = reader_of(Match, MATCH)
_CANDIDATE_OF: Final = reader_of(Candidate, CANDIDATE, others="place match")
_MENTION_OF: Final = reader_of(Mention, MENTION, others="resolution")
_PERSON_OF: Final = reader_of(Person, PERSON)
_FOCUS_OF: Final = reader_of(Focus, FOCUS)
#: Characters of an article, at the very most; its text is stood in for by one of that length.
_LONGEST_TEXT: Final = 100_000_000


def read_article(record: Mapping[str, Any], text: str | None = None) -> TaggedArticle:
    """What was found in an article, from its record; :meth:`geotag.TaggedArticle.from_dict` gives it.

    Raises
    ------
    ResultsError
        If it is no record, or `text` is not the one that it is of.
    """
    return tagged_article(checked_record(record), text)


def checked_record(record: Mapping[str, Any], *, candidates: bool = True) -> Mapping[str, Any]:
    """The record itself if it is one of this schema, or one of this schema made of it.

    Parameters
    ----------
    candidates
        Whether the candidates are looked at, which are the larger part of a record.

    Raises
    ------
    ResultsError
        If it is no record; the field is named.
    """
    try:
        schema = _schema_of(record)
        if not _is_right(record, (_TESTS if candidates else _TESTS_OF_THE_REST)[schema]):
            check(RECORD, record, schema)
        _check_references(record)
    except FaultError as fault:
        raise ResultsError(
            f"no record of an article: {fault}; what geotag run or geotag tag --format jsonl wrote is needed"
        ) from None
    return record if schema == SCHEMA_VERSION else _of_this_schema(record)


def tagged_article(record: Mapping[str, Any], text: str | None = None, *, candidates: bool = True) -> TaggedArticle:
    """What was found in an article, from a record that was checked.

    Parameters
    ----------
    text
        The article's text. Where it is not known, one stands in for it that has the names at their offsets and nothing
        else but ends of lines.
    candidates
        Whether to read the candidates too.

    Raises
    ------
    ResultsError
        If `text` is not the one that the record is of.
    """
    digest = record["text_sha256"]
    if text is not None and text_digest(text) != digest:
        raise ResultsError(f"{record['id']}: the text is not the one that the record is of (field text_sha256)")
    places = {place["id"]: _PLACE_OF(place) for place in record["places"]}
    known = dict(places)
    focus = record["focus"]
    return TaggedArticle(
        article=_ARTICLE_OF(record, _text_of_names(record["mentions"]) if text is None else text),
        mentions=tuple([_mention(mention, known, candidates=candidates) for mention in record["mentions"]]),
        places=tuple([TaggedPlace(places[place["id"]], place["count"]) for place in record["places"]]),
        people=tuple(map(_PERSON_OF, record["people"])),
        focus=None if focus is None else _FOCUS_OF(focus),
        provenance=record["provenance"],
        text_sha256=digest if text is None else None,
    )


def _schema_of(record: Any) -> int:
    """The version of a record's schema, if it is one that is known; of one that was put together by hand, this one."""
    provenance = record.get("provenance") if isinstance(record, Mapping) else None
    schema = provenance.get("schema", SCHEMA_VERSION) if isinstance(provenance, Mapping) else SCHEMA_VERSION
    if type(schema) is not int or schema not in _TESTS:
        raise FaultError("provenance.schema", f"is {schema!r:.60}, and this geotag reads 1 to {SCHEMA_VERSION}")
    return schema


def _is_right(record: Mapping[str, Any], test: Callable[[Any], bool]) -> bool:
    try:
        return test(record)
    except (AttributeError, KeyError, TypeError):
        return False


def _check_references(record: Mapping[str, Any]) -> None:
    """Make sure that what a record refers to is in it, and that each name is as long as its offsets say."""
    mentions = record["mentions"]
    places = {place["id"] for place in record["places"]}
    if len(places) < len(record["places"]):
        raise FaultError("places", "has two of the same id")
    if not {mention["place"] for mention in mentions} <= {*places, None}:
        at = next(at for at, mention in enumerate(mentions) if mention["place"] not in {*places, None})
        raise FaultError(f"mentions[{at}].place", f"is not in places: {mentions[at]['place']!r:.60}")
    wrong = [at for at, each in enumerate(mentions) if each["end"] - each["start"] != len(each["text"])]
    wrong = wrong or [at for at, each in enumerate(mentions) if each["end"] > _LONGEST_TEXT]
    if wrong:
        raise FaultError(f"mentions[{wrong[0]}].text", "does not reach from start to end")
    for at, person in enumerate(record["people"]):
        if max(person["mentions"]) >= len(mentions):
            raise FaultError(f"people[{at}].mentions", f"has no index into mentions: {max(person['mentions'])}")


def _of_this_schema(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """A record of this schema, from one of an earlier schema that was checked."""
    found = _UPGRADE(record) if _UPGRADE else record
    return {**found, "provenance": {**found["provenance"], "schema": SCHEMA_VERSION}}


def _upgrader_of(struct: Struct) -> _Upgrade | None:
    """What puts into an object, and into those in it, what an earlier schema lacks; None if it lacks nothing there."""
    within = {field.name: _upgrader_of(kind) for field in struct if (kind := _struct_in(field))}
    if not any(within.values()) and all(field.since == 1 for field in struct):
        return None

    def upgrade(item: Mapping[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for field in struct:
            inner = within.get(field.name)
            if field.name not in item:
                if not field.optional:
                    found[field.name] = field.before(item) if field.before else None
            elif inner is None or item[field.name] is None:
                found[field.name] = item[field.name]
            elif isinstance(field.type, ListOf):
                found[field.name] = [inner(each) for each in item[field.name]]
            else:
                found[field.name] = inner(item[field.name])
        return found

    return upgrade


def _struct_in(field: Field) -> Struct | None:
    kind = field.type.item if isinstance(field.type, ListOf) else field.type
    return kind if isinstance(kind, Struct) and not field.as_text else None


_UPGRADE: Final = _upgrader_of(RECORD)


def _mention(record: Mapping[str, Any], places: dict[str, Place], *, candidates: bool) -> Mention:
    """A mention; `places` has the article's places by their ids, and gets those of the candidates."""
    resolution = None
    if record["status"] is not None:
        place = None if record["place"] is None else places[record["place"]]
        found = tuple([_candidate(each, places) for each in record["candidates"]]) if candidates else ()
        resolution = Resolution(record["status"], place, record["confidence"], found)
    mention: Mention = _MENTION_OF(record, resolution)
    return mention


def _candidate(record: Mapping[str, Any], places: dict[str, Place]) -> Candidate:
    place = places.get(record["place"])
    if place is None:
        place = places[record["place"]] = _CANDIDATE_PLACE_OF(record)
    candidate: Candidate = _CANDIDATE_OF(record, place, _MATCH_OF(record["match"]))
    return candidate


def _text_of_names(mentions: list[Mapping[str, Any]]) -> str:
    """Ends of lines with the names at their offsets, so that no name is in a sentence with another."""
    text = ["\n"] * max((mention["end"] for mention in mentions), default=0)
    for mention in mentions:
        text[mention["start"] : mention["end"]] = mention["text"]
    return "".join(text)
