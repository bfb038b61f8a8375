"""Adjectives of the countries of the gazetteer, in their forms."""

from __future__ import annotations

from pathlib import Path

import pytest

from geotag.arabic.demonyms import DemonymIndex
from geotag.arabic.orthography import fold
from geotag.gazetteer import Gazetteer

_ROWS = Path(__file__).with_name("demonyms.tsv").read_text(encoding="utf-8").splitlines()


@pytest.fixture(scope="module")
def index(gazetteer: Gazetteer) -> DemonymIndex:
    return DemonymIndex(gazetteer.country_names)


@pytest.mark.parametrize("row", _ROWS)
def test_a_country_has_its_adjectives_in_all_forms(index: DemonymIndex, gazetteer: Gazetteer, row: str) -> None:
    country, *adjectives = row.split()
    names = {fold(name) for name in gazetteer.country_names[country]}
    for adjective in adjectives:
        bare = [adjective + ending for ending in ("", "ة", "ين", "ون", "ات")]
        forms = [f"{before}{form}" for form in bare for before in ("", "ال", "وال", "ب")]
        forms = [form for form in forms if not any(fold(form).endswith(name) for name in names)]
        # مجريات is a word of its own.
        forms = [form for form in forms if not form.endswith("مجريات")]
        assert {form: index.country(form) for form in forms} == dict.fromkeys(forms, country)


@pytest.mark.parametrize(
    ("word", "country"),
    [("سورياً", "SY"), ("ألمانياً", "DE"), ("للسورية", "SY"), ("الماني", "DE"), ("الأفغان", "AF"), ("الروس", "RU")],
)
def test_other_forms_are_adjectives_too(index: DemonymIndex, word: str, country: str) -> None:
    assert index.country(word) == country


@pytest.mark.parametrize("word", ["سوريا", "سورية", "السعودية", "ماني", "المالية", "برتقالي", "مجرى", "مجريات", "روس"])
def test_names_and_ordinary_words_are_none(index: DemonymIndex, word: str) -> None:
    assert index.country(word) is None


def test_stems_that_are_too_short_are_none() -> None:
    assert DemonymIndex({"AA": ["سوا"]}).country("السويين") is None
    assert DemonymIndex({"AA": ["كردستان"]}).country("الكردي") is None
    assert DemonymIndex({"AA": ["كردستان"]}).country("الكردستاني") == "AA"
