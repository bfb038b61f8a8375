from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import geotag
from geotag.boundaries.distance import kilometres
from geotag.model import Mention
from tests.conftest import KARABAKH


def named(article: geotag.TaggedArticle, text: str) -> list[Mention]:
    return [mention for mention in article.mentions if mention.text == text]


def test_every_mention_is_its_slice(karabakh: geotag.TaggedArticle) -> None:
    assert karabakh.mentions
    for mention in karabakh.mentions:
        assert KARABAKH[mention.start : mention.end] == mention.text
        before = KARABAKH[mention.start - len(mention.proclitics) : mention.start]
        assert before == mention.proclitics
    starts = [mention.start for mention in karabakh.mentions]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("name", "lat", "lon", "kilometres_off"),
    [
        ("قره باغ", 39.9, 46.8, 60),
        ("آغدام", 39.99, 46.93, 60),
        ("فضولي", 39.6, 47.14, 60),
        ("أذربيجان", 40.3, 47.7, 200),
    ],
)
def test_places_are_where_they_should_be(
    karabakh: geotag.TaggedArticle, name: str, lat: float, lon: float, kilometres_off: float
) -> None:
    mentions = named(karabakh, name)
    assert mentions
    for mention in mentions:
        assert mention.resolution is not None
        place = mention.resolution.place
        assert place is not None
        assert place.country == "AZ"
        assert kilometres(place.lat, place.lon, lat, lon) <= kilometres_off


def test_proclitics_and_heads_stand_apart(karabakh: geotag.TaggedArticle) -> None:
    assert [m.proclitics for m in named(karabakh, "قره باغ")] == ["ب", ""]
    assert named(karabakh, "قره باغ")[1].head == "إقليم"
    (fuzuli,) = named(karabakh, "فضولي")
    assert (fuzuli.proclitics, fuzuli.head) == ("و", "محافظتي")
    assert [m.proclitics for m in named(karabakh, "أرمينيا")] == ["ل"]


def test_verbs_and_agencies_are_no_places(karabakh: geotag.TaggedArticle) -> None:
    names = {tagged.place.name_en for tagged in karabakh.places}
    assert not names & {"Palmyra", "Tadmur", "Anatolia"}
    assert not [m for m in karabakh.mentions if "تدمر" in m.text]


def test_people_go_by_their_full_names(karabakh: geotag.TaggedArticle) -> None:
    assert [(p.name, len(p.mentions)) for p in karabakh.people] == [("فلاديمير بوتين", 2), ("إيمانويل ماكرون", 2)]
    for person in karabakh.people:
        assert all(karabakh.mentions[index].person == person.id for index in person.mentions)


def test_focus_and_places(karabakh: geotag.TaggedArticle) -> None:
    assert karabakh.focus is not None
    assert karabakh.focus.country == "AZ"
    west, south, east, north = karabakh.focus.bbox
    assert 44 < west <= east < 51
    assert 38 < south <= north < 42
    ids = [tagged.place.id for tagged in karabakh.places]
    assert len(ids) == len(set(ids))
    mentioned = [m.resolution.place.id for m in karabakh.mentions if m.resolution and m.resolution.place]
    assert {tagged.place.id: tagged.count for tagged in karabakh.places} == {i: mentioned.count(i) for i in ids}


def test_provenance_names_model_and_gazetteer(karabakh: geotag.TaggedArticle) -> None:
    provenance = karabakh.provenance
    assert provenance["geotag"] == geotag.__version__
    assert len(provenance["model"]["sha256"]) == len(provenance["gazetteer"]["sha256"]) == 64
    assert {source["licence"] for source in provenance["gazetteer"]["sources"]} >= {"CC-BY-4.0", "Unicode-3.0"}


@pytest.mark.parametrize("text", ["", "  \n\u200f", "؟!"])
def test_no_text_is_an_error(tagger: geotag.Tagger, text: str) -> None:
    with pytest.raises(geotag.EmptyArticleError, match="text holds no text"):
        tagger.tag(text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("وبلفك الدمشقحبغأإةىء.،؟!\n\u0651\u0640\u200f😀a1"), min_size=1, max_size=120))
def test_any_text_can_be_tagged(tagger: geotag.Tagger, text: str) -> None:
    if any(map(str.isalnum, text)):
        tagged = tagger.tag(text)
        assert all(text[m.start : m.end] == m.text for m in tagged.mentions)


def test_importing_geotag_is_cheap() -> None:
    code = "import sys, geotag, geotag.cli; sys.exit('torch' in sys.modules or 'stanza' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_public_names_exist() -> None:
    assert sorted(geotag.__all__) == geotag.__all__
    for name in geotag.__all__:
        assert getattr(geotag, name) is not None
    with pytest.raises(AttributeError, match="has no attribute 'nothing'"):
        _ = geotag.nothing  # type: ignore[attr-defined]
