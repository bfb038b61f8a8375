"""Search in the bundled gazetteer."""

from __future__ import annotations

import pytest

from geotag.boundaries.distance import kilometres
from geotag.gazetteer import Gazetteer


@pytest.mark.parametrize(
    ("name", "country", "via"),
    [
        ("القاهرة", "EG", "exact"),
        ("القاهره", "EG", "orthography"),
        ("کرکوک", "IQ", "orthography"),
        ("حَلَب", "SY", "orthography"),
        ("نيو يورك", "US", "spacing"),
        ("قرةباغ", "AZ", "spacing"),
        ("قره باغ", "AZ", "exact"),
        ("إقليم قره باغ", "AZ", "head"),
        ("بمدينة حلب", "SY", "head"),
        ("وبغداد", "IQ", "proclitic"),
        ("للجزائر", "DZ", "proclitic"),
    ],
)
def test_levels(gazetteer: Gazetteer, name: str, country: str, via: str) -> None:
    best = gazetteer.search(name)[0]
    assert best.place.country == country
    assert best.match.via == via
    assert (best.match.cost == 0) == (via == "exact")


def test_two_places_written_alike_stay_two(gazetteer: Gazetteer) -> None:
    assert {"OM", "JO"} <= {candidate.place.country for candidate in gazetteer.search("عمان")}


def test_scores_are_shares(gazetteer: Gazetteer) -> None:
    found = gazetteer.search("باريس", limit=100)
    assert found[0].place.country == "FR"
    assert [c.score for c in found] == sorted((c.score for c in found), reverse=True)
    assert sum(c.score for c in found) < 1


@pytest.mark.parametrize("name", ["", " ", "و", "ال", "لو", "كلمةلاوجودلها", "؟", "\u064b"])
def test_what_is_no_name_finds_nothing(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.search(name) == []


def test_places_by_id(gazetteer: Gazetteer) -> None:
    place = gazetteer.search("بغداد")[0].place
    assert gazetteer.place(place.id) == place
    assert gazetteer.place("geonames:0") is None


def test_distance_agrees_with_geopy() -> None:
    from geopy.distance import great_circle

    baku, yerevan = (40.4093, 49.8671), (40.1811, 44.5136)
    assert kilometres(*baku, *yerevan) == pytest.approx(great_circle(baku, yerevan).km, rel=1e-6)


@pytest.mark.parametrize(
    "spellings",
    [
        "اغدام أغدام آغدام",
        "القاهره القاهرة",
        "کرکوک كركوك",
        "حَلَب حلب",
        "الرقه الرقة",
        "ادلب إدلب",
        "وبغداد بغداد",
        "قرةباغ قره_باغ",
        "نيويورك نيو_يورك",
        "إسطنبول اسطنبول",
        "غنجة كنجه غانجا",
        "كييف كييڤ",
        "هونغ_كونغ هونج_كونج",
        "كلبجار كيلبجار كلبجر",
    ],
)
def test_spellings_that_meet(gazetteer: Gazetteer, spellings: str) -> None:
    best = {gazetteer.search(spelling.replace("_", " "))[0].place.id for spelling in spellings.split()}
    assert len(best) == 1


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("الكوت", "الكويت"),
        ("السويد", "السويداء"),
        ("مالي", "مالطا"),
        ("النيجر", "نيجيريا"),
        ("العريش", "عريشة"),
        ("الصين", "صنين"),
    ],
)
def test_names_that_do_not_meet(gazetteer: Gazetteer, name: str, other: str) -> None:
    ours = {candidate.place.id for candidate in gazetteer.search(name, 100)}
    theirs = {candidate.place.id for candidate in gazetteer.search(other, 100)}
    assert ours
    assert theirs
    assert not ours & theirs


def test_places_near_a_point(gazetteer: Gazetteer) -> None:
    found = gazetteer.near(33.51, 36.29, 20)
    distances = [kilometres(33.51, 36.29, place.lat, place.lon) for place in found]
    assert found[0].name == "دمشق"
    assert distances == sorted(distances)
    assert len(found) == 20
    assert gazetteer.near(0.0, -30.0) == []


def test_places_near_the_antimeridian(gazetteer: Gazetteer) -> None:
    assert {place.country for place in gazetteer.near(-16.8, -179.97, 50, within_km=120)} == {"FJ"}


def test_the_first_letter_of_an_unknown_word_may_be_its_own(gazetteer: Gazetteer) -> None:
    found = gazetteer.search("للعيون", 10)
    assert {candidate.match.via for candidate in found} == {"proclitic", "transliteration"}
    assert [candidate.score for candidate in found] == sorted((c.score for c in found), reverse=True)
    assert sum(candidate.score for candidate in found) <= 1
    assert len({candidate.place.id for candidate in found}) == len(found)
