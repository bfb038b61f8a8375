from __future__ import annotations

import geotag
from geotag.extraction.mentions import place_mentions
from geotag.resolve.features import FEATURE_NAMES
from geotag.resolve.learning.qualified import qualified_examples
from geotag.resolve.learning.weights import Example


def examples_of(tagger: geotag.Tagger, text: str) -> list[Example]:
    article = geotag.Article("a", text)
    found, tokens = tagger.find(article, tagger.recogniser.recognise(text))
    return qualified_examples(tagger.resolver, article, place_mentions(found), tokens, weight=0.5)


def test_an_adjective_labels_the_name_and_is_hidden(tagger: geotag.Tagger) -> None:
    (example,) = examples_of(tagger, "شهدت طرابلس الليبية احتجاجات. ثم عاد الهدوء إلى طرابلس مساء أمس.")
    countries = {place.country for place, right in zip(example.places, example.right, strict=True) if right}
    assert countries == {"LY"}
    assert {place.country for place in example.places} >= {"LY", "LB"}
    assert example.weight == 0.5
    for evidence in ("described as its country's", "described as another's", "country share", "beside its country"):
        assert {row[FEATURE_NAMES.index(evidence)] for row in example.features} == {0.0}


def test_a_country_that_it_lies_in_labels_the_name(tagger: geotag.Tagger) -> None:
    (example,) = examples_of(tagger, "هبطت الطائرة في طرابلس في لبنان ظهرا. وتبعد طرابلس ساعة عن العاصمة.")
    assert {place.country for place, right in zip(example.places, example.right, strict=True) if right} == {"LB"}
    assert {row[FEATURE_NAMES.index("country share")] for row in example.features} == {0.0}


def test_a_name_that_is_said_once_or_of_two_countries_labels_nothing(tagger: geotag.Tagger) -> None:
    assert examples_of(tagger, "شهدت طرابلس الليبية احتجاجات أمس.") == []
    assert examples_of(tagger, "بين طرابلس الليبية وطرابلس اللبنانية تشابه في الاسم فقط.") == []
