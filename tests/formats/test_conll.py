from __future__ import annotations

from typing import Any

import conllu

from geotag.model import Article, Mention, TaggedArticle
from tests.factory import tagged
from tests.formats.writing import HOSTILE, written
from tests.maps.factory import karabakh


def read(*articles: TaggedArticle) -> list[Any]:
    return list(conllu.parse(written("conll", *articles)))


def spans(sentences: list[Any], column: str) -> list[tuple[int, int, str, str]]:
    """The names that the tags of a column stand for."""
    found: list[tuple[int, int, str, str]] = []
    reference = "geotag:ref" if column == "geotag:ne" else "geotag:inner_ref"
    for sentence in sentences:
        for token in sentence:
            start, end, tag = int(token["geotag:start"]), int(token["geotag:end"]), token[column] or "O"
            if tag.startswith("B-"):
                found.append((start, end, tag[2:], token[reference] or "_"))
            elif tag.startswith("I-"):
                found[-1] = (found[-1][0], end, *found[-1][2:])
    return found


def test_another_reader_gets_the_names_back() -> None:
    article = karabakh()
    sentences = read(article)
    outer, inner = spans(sentences, "geotag:ne"), spans(sentences, "geotag:inner")
    wanted = set()
    for m in article.mentions:
        place = m.resolution.place if m.resolution else None
        wanted.add((m.start, m.end, m.label, place.id if place else m.person or "_"))
    assert set(outer) | set(inner) == wanted
    assert [article.article.text[a:b] for a, b, *_ in inner] == ["فضولي"]


def test_tokens_are_the_text_at_their_offsets_and_proclitics_stand_alone() -> None:
    article = karabakh()
    tokens = [token for sentence in read(article) for token in sentence]
    for token in tokens:
        assert article.article.text[int(token["geotag:start"]) : int(token["geotag:end"])] == token["form"]
    forms = [token["form"] for token in tokens]
    assert forms[forms.index("فضولي") - 1] == "و"


def test_comments_name_places_people_and_provenance() -> None:
    metadata = read(tagged())[0].metadata
    assert metadata["newdoc id"] == "baku"
    assert metadata["attribution"] == "geotag 0.1.0; model news; gazetteer 1: us (Apache-2.0)"
    text = written("conll", tagged())
    assert "# place.1 = geonames:587084\t40.37767\t49.892\tcity\tAZ\tباكو\tBaku\n" in text
    assert "# person.1 = p1\tإلهام علييف\n" in text


def test_each_place_and_person_is_a_comment_of_its_own_to_another_reader() -> None:
    article = karabakh()
    places = {f"place.{number}": item.place.id for number, item in enumerate(article.places, 1)}
    people = {f"person.{number}": person.id for number, person in enumerate(article.people, 1)}
    assert len(places) > 1
    assert len(people) > 1
    metadata = read(article)[0].metadata
    assert {key: metadata[key].split("\t")[0] for key in (*places, *people)} == {**places, **people}


def test_articles_are_kept_apart() -> None:
    ids = [s.metadata["newdoc id"] for s in read(tagged("a"), tagged("b")) if "newdoc id" in s.metadata]
    assert ids == ["a", "b"]


def test_hostile_text_breaks_no_line() -> None:
    text = f"باكو {HOSTILE} باكو"
    article = TaggedArticle(
        Article(HOSTILE, text, title=HOSTILE), (Mention(0, 4, "باكو", "LOC", 0.9),), (), (), None, {}
    )
    for line in written("conll", article).split("\n"):
        assert not line or line.startswith("#") or len(line.split("\t")) == 7
    assert spans(read(article), "geotag:ne") == [(0, 4, "LOC", "_")]
