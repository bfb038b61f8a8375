from __future__ import annotations

import json
import lzma
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from geotag.model import Article, Mention, TaggedArticle
from tests.factory import PROVENANCE, tagged
from tests.formats.writing import HOSTILE, written
from tests.maps.factory import karabakh

TEI = {"t": "http://www.tei-c.org/ns/1.0"}
XML_ID = "{http://www.w3.org/XML/1998/namespace}id"


def parsed(*articles: TaggedArticle) -> etree._Element:
    return etree.fromstring(written("tei", *articles).encode("utf-8"))


def text_of(tree: etree._Element) -> str:
    body = tree.find(".//t:ab", TEI)
    assert body is not None
    return "".join(str(piece) for piece in body.itertext())


@pytest.fixture(scope="module")
def schema() -> etree.RelaxNG:
    packed = Path(__file__).parent / "data" / "tei_all.rng.xz"
    return etree.RelaxNG(etree.fromstring(lzma.decompress(packed.read_bytes())))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_it_fits_the_schema_of_tei(schema: etree.RelaxNG, count: int) -> None:
    tree = parsed(*[karabakh(), tagged(), tagged("c")][:count])
    schema.assertValid(tree.getroottree())
    assert etree.QName(tree).localname == ("TEI" if count == 1 else "teiCorpus")


def test_without_names_and_without_a_date_it_still_fits(schema: etree.RelaxNG) -> None:
    bare = TaggedArticle(Article("x", "لا أسماء", date="أمس"), (), (), (), None, {})
    schema.assertValid(parsed(bare).getroottree())


def test_ids_offsets_and_coordinates_come_back() -> None:
    article = karabakh()
    tree = parsed(article)
    assert text_of(tree) == article.article.text
    places = {}
    for place in tree.iterfind(".//t:listPlace/t:place", TEI):
        lat, lon = (float(degrees) for degrees in place.findtext(".//t:geo", "", TEI).split())
        places["#" + place.attrib[XML_ID]] = (place.findtext('t:idno[@type="geotag"]', "", TEI), lat, lon)
    body = tree.find(".//t:ab", TEI)
    assert body is not None
    for name in body.iter("{*}placeName"):
        index = int(name.attrib[XML_ID].rpartition("mention")[2])
        mention = article.mentions[index]
        assert (len(text_before(body, name)), "".join(map(str, name.itertext()))) == (mention.start, mention.text)
        meant = mention.resolution.place if mention.resolution else None
        assert places.get(name.get("ref", "")) == ((meant.id, meant.lat, meant.lon) if meant else None)
    assert {name.get("ref") for name in body.iter("{*}persName")} == {"#a1.person1", "#a1.person2"}


def text_before(body: etree._Element, element: etree._Element) -> str:
    """The text of `body` before `element`, by walking in document order."""
    found = [body.text or ""]
    for event, node in etree.iterwalk(body, events=("start", "end")):
        if node is element and event == "start":
            break
        if node is not body:
            found.append((node.text if event == "start" else node.tail) or "")
    return "".join(found)


def test_nested_names_are_nested_elements() -> None:
    inner = parsed(karabakh()).findall(".//t:ab//t:placeName/t:placeName", TEI)
    assert [name.text for name in inner] == ["فضولي"]
    assert inner[0].get("type") == "nested"


def test_a_name_that_crosses_another_is_written_in_two_pieces() -> None:
    text = "جامعة حلب الدولية"
    crossing = (Mention(0, 9, text[0:9], "ORG", 0.9), Mention(6, 17, text[6:17], "LOC", 0.9))
    tree = parsed(TaggedArticle(Article("x", text), crossing, (), (), None, PROVENANCE))
    assert text_of(tree) == text
    second = tree.find(".//t:placeName[@prev]", TEI)
    assert second is not None
    assert (second.get("prev"), second.text) == ("#a1.mention1", " الدولية")


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=8))
def test_any_spans_leave_the_text_whole(text: str, spans: list[tuple[int, int]]) -> None:
    mentions = tuple(Mention(a, b, text[a:b], "LOC", 0.5) for a, b in sorted(spans) if a < b)
    legal = re.sub("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "\ufffd", text)
    assert text_of(parsed(TaggedArticle(Article("x", text), mentions, (), (), None, {}))) == legal


def test_hostile_text_is_text_and_provenance_is_whole() -> None:
    article = tagged(text=tagged().article.text + HOSTILE)
    tree = parsed(replace(article, article=replace(article.article, title=HOSTILE, url="javascript:alert(1)")))
    assert text_of(tree) == article.article.text.replace("\0", "\ufffd").replace("\ufffe", "\ufffd")
    assert json.loads(tree.findall(".//t:application/t:p", TEI)[1].text or "") == PROVENANCE
