"""The processor ``geo`` in Stanza pipelines, without a network."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import stanza
from stanza.models.common.doc import Document

import geotag
from geotag.formats import record_schema
from geotag.model import Mention
from geotag.stanza import bundled
from tests.conftest import KARABAKH

SENTENCE = "وصل الوزير إلى بغداد وبيروت"


def make(processors: str = "tokenize,ner,geo", **options: Any) -> Any:
    options = {"dir": str(bundled()), "download_method": None, "verbose": False, **options}
    return stanza.Pipeline("ar", processors=processors, **options)


@pytest.fixture(scope="module")
def pipeline() -> Any:
    return make()


@pytest.fixture(scope="module")
def geo() -> Any:
    """A pipeline for documents whose entities are there already."""
    return make("geo")


def document(*sentences: str, text: str | None = None) -> Document:
    """A document of tokens with their tags (``token/S-LOC``), which stand in the text in this order."""
    text = text or " ".join(word.split("/")[0] for sentence in sentences for word in sentence.split())
    entries, at = [], 0
    for sentence in sentences:
        entries.append([])
        for number, word in enumerate(sentence.split(), 1):
            form, _, tag = word.partition("/")
            start = text.index(form, at)
            at = start + len(form)
            misc = f"start_char={start}|end_char={at}"
            entries[-1].append({"id": number, "text": form, "ner": tag or "O", "misc": misc})
    made = Document(entries, text)
    made.build_ents()
    return made


def country(mention: Mention | None) -> str | None:
    return mention.resolution.place.country if mention and mention.resolution and mention.resolution.place else None


def test_places_are_on_the_entities(pipeline: Any) -> None:
    found = pipeline(SENTENCE)
    assert [(e.text, e.geo.text, e.geo.proclitics, country(e.geo)) for e in found.ents] == [
        ("بغداد", "بغداد", "", "IQ"),
        ("وبيروت", "بيروت", "و", "LB"),
    ]
    assert [tagged.place.name_en for tagged in found.places] == ["Baghdad", "Beirut"]
    assert found.focus == found.geo.focus


def test_what_is_found_is_what_the_tagger_finds(pipeline: Any, tagger: geotag.Tagger) -> None:
    texts = [KARABAKH, *(path.read_text(encoding="utf-8") for path in sorted(Path("examples").glob("*.txt")))]
    for text in texts:
        expected = tagger.tag(geotag.Article("document", text))
        found = pipeline(text)
        assert found.geo.to_dict() == expected.to_dict()
        known = set(expected.mentions)
        assert {entity.geo for entity in found.ents} <= known | {None}
    together = pipeline.bulk_process([*texts, ""])
    assert [d.geo.to_dict() for d in together[:-1]] == [pipeline(text).geo.to_dict() for text in texts]
    assert (together[-1].places, together[-1].focus) == ((), None)


def test_people_are_mentions_and_verbs_are_nothing(pipeline: Any, geo: Any) -> None:
    people = [e.geo.person for e in pipeline(KARABAKH).ents if e.type == "PER"]
    assert people[0] is not None
    # A model that takes the verb for Palmyra.
    found = geo(document("أعلنت أذربيجان/S-LOC تدمر/S-LOC دبابات أرمينية"))
    assert [country(entity.geo) for entity in found.ents] == ["AZ", None]
    assert found.ents[1].geo is None


def test_a_document_tagged_elsewhere(geo: Any) -> None:
    # Split as a treebank splits, with another model's labels; the name is inside a token of geotag's.
    text = "سيطرت القوات على آغدام وفضولي في أذربيجان. وصل إلهام علييف."
    found = geo(
        document(
            "سيطرت القوات على آغدام/S-GPE و فضولي/S-GPE في أذربيجان/S-GPE .",
            "وصل إلهام/B-PERSON علييف/E-PERSON .",
            text=text,
        )
    )
    aghdam, fuzuli, azerbaijan, aliyev = (entity.geo for entity in found.ents)
    assert [country(m) for m in (aghdam, fuzuli, azerbaijan)] == ["AZ", "AZ", "AZ"]
    assert (fuzuli.text, fuzuli.proclitics, fuzuli.score) == ("فضولي", "و", 0.75)
    assert (aliyev.label, aliyev.text) == ("PER", "إلهام علييف")
    jsonschema.validate(found.geo.to_dict(), record_schema())
    assert found.geo.provenance["model"] == {"name": "entities of the document", "sha256": "0" * 64}


def test_entities_that_share_a_token_are_one_mention(geo: Any) -> None:
    found = geo(document("في بير/S-LOC وت/S-LOC أمس", text="في بيروت أمس"))
    assert len(found.geo.mentions) == 1
    assert found.ents[0].geo is found.ents[1].geo


def test_another_model_has_no_posteriors_and_its_own_provenance(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    weights = shutil.copy(bundled() / "ar" / "ner" / "news.pt", "other.pt")
    vectors = bundled() / "ar" / "pretrain" / "news.pt"
    found = make(ner_model_path=str(weights), ner_pretrain_path=str(vectors))(SENTENCE)
    assert [(country(e.geo), e.geo.score) for e in found.ents] == [("IQ", 0.75), ("LB", 0.75)]
    assert found.geo.provenance["model"]["name"] == "other"
    assert len(found.geo.provenance["model"]["sha256"]) == 64


def test_corrections_and_gazetteer_are_options(tmp_path: Path) -> None:
    corrections = tmp_path / "corrections.csv"
    corrections.write_text("scope,where,name,place,lat,lon,note\neverywhere,,بيروت,not a place,,,\n", encoding="utf-8")
    found = make("geo", geo_corrections=str(corrections), geo_gazetteer=str(geotag.Gazetteer().path))(
        document("وصل إلى بغداد/S-LOC وبيروت/S-LOC")
    )
    assert [tagged.place.name_en for tagged in found.places] == ["Baghdad"]
    with pytest.raises(geotag.GazetteerError, match=r"no\.sqlite"):
        make("geo", geo_gazetteer=str(tmp_path / "no.sqlite"))


def test_before_it_ran_there_is_nothing() -> None:
    plain = document("وصل إلى بغداد/S-LOC")
    assert (plain.geo, plain.places, plain.focus, plain.ents[0].geo) == (None, None, None, None)


def test_what_it_cannot_take_is_said(geo: Any) -> None:
    with pytest.raises(geotag.InputError, match="takes a Stanza document, not a str; put ner first"):
        geo(SENTENCE)
    with pytest.raises(geotag.InputError, match="no entities were looked for in the document; put ner before geo"):
        make("tokenize,geo")(SENTENCE)
    with pytest.raises(geotag.InputError, match="needs the document's text"):
        geo(Document([[{"id": 1, "text": "بغداد", "ner": "S-LOC"}]]))


def test_other_languages_are_refused(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL, "stanza")
    with pytest.raises(ValueError, match="geo is for Arabic"):
        stanza.Pipeline(
            "xx", dir=str(bundled()), processors={"geo": "default"}, download_method=None, allow_unknown_language=True
        )


def test_what_the_document_shows_runs_as_printed(capsys: pytest.CaptureFixture[str]) -> None:
    text = (Path(__file__).parents[1] / "docs" / "stanza.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {}
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        exec(block, names)
    lines = [line for line in capsys.readouterr().out.splitlines() if not line.startswith(("20", "=", "|", "-"))]
    assert lines[:2] == ["بغداد LOC بغداد Baghdad", "وبيروت LOC بيروت Beirut"]
    assert [item.place.name_en for item in names["document"].places] == ["Baghdad", "Beirut"]
