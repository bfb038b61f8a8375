from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from geotag.errors import ModelDamagedError
from geotag.ner import resources
from geotag.ner.recogniser import Recogniser
from geotag.ner.training.selftraining import Ensemble

BUNDLED = resources.bundled_model()
SENTENCES = [["زار", "الوفد", "باريس", "ثم", "حلب"], ["عاد"], ["قال", "فلاديمير", "بوتين", "في", "موسكو"]]


def test_one_model_labels_as_the_recogniser_does() -> None:
    found = [[tag for _, tag in sentence] for sentence, _ in Ensemble([BUNDLED], resources.MAIN).label(SENTENCES)]
    assert found == [["O", "O", "B-LOC", "O", "B-LOC"], ["O"], ["O", "B-PER", "I-PER", "O", "B-LOC"]]


def test_a_model_agrees_with_itself() -> None:
    one, two = Ensemble([BUNDLED]), Ensemble([BUNDLED, BUNDLED])
    for (alone, sure), (together, surer) in zip(one.label(SENTENCES), two.label(SENTENCES), strict=True):
        assert alone == together
        assert sure == pytest.approx(surer)
        assert 0 < sure <= 1


def test_the_finest_tags_are_the_default() -> None:
    ((sentence, _),) = Ensemble([BUNDLED]).label([["توجه", "الوفد", "الى", "سوريا", "ونهر", "الفرات"]])
    assert sentence[3] == ("سوريا", "B-COUNTRY")
    assert Recogniser().recognise("توجه الوفد الى سوريا").spans[0].type == "COUNTRY"


def test_an_altered_model_does_not_label(tmp_path: Path) -> None:
    shutil.copytree(BUNDLED, tmp_path / "altered")
    (tmp_path / "altered" / resources.LEXICON_FILE).write_text("LOC\tباكو\t1\n", encoding="utf-8")
    with pytest.raises(ModelDamagedError, match="was altered"):
        Ensemble([tmp_path / "altered"])


def test_models_with_other_tags_do_not_mix() -> None:
    with pytest.raises(ValueError, match="has the tag sets"):
        Ensemble([BUNDLED], "unknown")
