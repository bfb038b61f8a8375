from __future__ import annotations

import json
from typing import Any

import pytest
from pyld import jsonld

from tests.factory import PROVENANCE, tagged
from tests.formats.writing import written
from tests.maps.factory import karabakh

OA, AS = "http://www.w3.org/ns/oa#", "http://www.w3.org/ns/activitystreams#"
#: The terms of the published context that the annotations use, so that reading them needs no network.
ANNO_CONTEXT = {
    "@context": {
        "@version": 1.1,
        "oa": OA,
        "as": AS,
        "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "dcterms": "http://purl.org/dc/terms/",
        "foaf": "http://xmlns.com/foaf/0.1/",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "id": "@id",
        "type": "@type",
        **{
            name: f"oa:{name}"
            for name in ("Annotation", "SpecificResource", "TextPositionSelector", "TextQuoteSelector", "TextualBody")
        },
        "AnnotationCollection": "as:OrderedCollection",
        "AnnotationPage": "as:OrderedCollectionPage",
        "Software": "as:Application",
        "identifying": "oa:identifying",
        "classifying": "oa:classifying",
        "body": {"@id": "oa:hasBody", "@type": "@id"},
        "target": {"@id": "oa:hasTarget", "@type": "@id"},
        "source": {"@id": "oa:hasSource", "@type": "@id"},
        "selector": {"@id": "oa:hasSelector", "@type": "@id"},
        "motivation": {"@id": "oa:motivatedBy", "@type": "@vocab"},
        "purpose": {"@id": "oa:hasPurpose", "@type": "@vocab"},
        "value": "rdf:value",
        "exact": "oa:exact",
        "prefix": "oa:prefix",
        "suffix": "oa:suffix",
        "start": {"@id": "oa:start", "@type": "xsd:nonNegativeInteger"},
        "end": {"@id": "oa:end", "@type": "xsd:nonNegativeInteger"},
        "label": "rdfs:label",
        "name": "foaf:name",
        "generator": {"@id": "as:generator", "@type": "@id"},
        "first": {"@id": "as:first", "@type": "@id"},
        "items": {"@id": "as:items", "@type": "@id", "@container": "@list"},
        "total": {"@id": "as:totalItems", "@type": "xsd:nonNegativeInteger"},
        "startIndex": {"@id": "as:startIndex", "@type": "xsd:nonNegativeInteger"},
    }
}


def load(url: str, _options: dict[str, Any]) -> dict[str, Any]:
    assert url == "http://www.w3.org/ns/anno.jsonld"
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": ANNO_CONTEXT}


@pytest.fixture
def expanded() -> dict[str, Any]:
    document = json.loads(written("webanno", karabakh(), tagged()))
    (collection,) = jsonld.expand(document, {"documentLoader": load})
    found: dict[str, Any] = collection
    return found


def test_a_json_ld_reader_gets_ids_offsets_and_coordinates(expanded: dict[str, Any]) -> None:
    assert expanded["@type"] == [f"{AS}OrderedCollection"]
    annotations = expanded[f"{AS}first"][0][f"{AS}items"][0]["@list"]
    articles = [karabakh(), tagged()]
    mentions = [(article, mention) for article in articles for mention in article.mentions]
    assert len(annotations) == len(mentions) == expanded[f"{AS}totalItems"][0]["@value"]
    assert len({annotation["@id"] for annotation in annotations}) == len(annotations)
    for annotation, (article, mention) in zip(annotations, mentions, strict=True):
        (target,) = annotation[f"{OA}hasTarget"]
        assert target[f"{OA}hasSource"] == [{"@id": article.article.url}]
        position, quote = target[f"{OA}hasSelector"]
        start, end = position[f"{OA}start"][0]["@value"], position[f"{OA}end"][0]["@value"]
        text = article.article.text
        assert text[start:end] == quote[f"{OA}exact"][0]["@value"] == mention.text
        assert text[:start].endswith(quote[f"{OA}prefix"][0]["@value"])
        assert text[end:].startswith(quote[f"{OA}suffix"][0]["@value"])
        place = mention.resolution.place if mention.resolution else None
        if place:
            (source,) = annotation[f"{OA}hasBody"][1][f"{OA}hasSource"]
            geo = "http://www.w3.org/2003/01/geo/wgs84_pos#"
            assert source["https://schema.org/identifier"] == [{"@value": place.id}]
            assert source[f"{geo}lat"] == [{"@value": round(place.lat, 7)}]
            assert source[f"{geo}long"] == [{"@value": round(place.lon, 7)}]


def test_it_says_how_it_was_made(expanded: dict[str, Any]) -> None:
    (provenance,) = expanded["urn:geotag:terms:provenance"]
    assert PROVENANCE in provenance["@value"]
    credit = expanded[f"{AS}generator"][0]["https://schema.org/creditText"]
    assert {"@value": "geotag 0.1.0; model news; gazetteer 1: us (Apache-2.0)"} in credit


def test_an_unsafe_address_is_no_target() -> None:
    from dataclasses import replace

    article = tagged("مقال 1")
    odd = replace(article, article=replace(article.article, url="javascript:alert(1)"))
    items = json.loads(written("webanno", odd))["first"]["items"]
    assert {item["target"]["source"] for item in items} == {"urn:geotag:article:%D9%85%D9%82%D8%A7%D9%84%201"}
