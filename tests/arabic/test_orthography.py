from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geotag.arabic.orthography import fold, fold_with_offsets, is_arabic, model_form

ARABIC_TEXT = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىًٌٍَُِّْـ ٠١٢3 کیگچپڤﻻﷲ\u200c\u200f-"))


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("اغدام", "آغدام"),
        ("أغدام", "آغدام"),
        ("القاهره", "القاهرة"),
        ("کرکوک", "كركوك"),
        ("حَلَب", "حلب"),
        ("الرقه", "الرقة"),
        ("ادلب", "إدلب"),
        ("كييڤ", "كييف"),
        ("حـــلب", "حلب"),
        ("ﺣﻠﺐ", "حلب"),
        ("صنعا", "صنعاء"),
        ("مى", "مي"),
        ("São-Paulo", "sao paulo"),
        ("٢٠٢٠", "2020"),
        ("قره\u200cباغ", "قرهباغ"),
    ],
)
def test_spellings_of_one_name_meet(a: str, b: str) -> None:
    assert fold(a) == fold(b)


@pytest.mark.parametrize(
    ("a", "b"),
    [("الكوت", "الكويت"), ("السويد", "السويداء"), ("مالي", "مالطا"), ("النيجر", "نيجيريا"), ("الصين", "صنين")],
)
def test_different_names_stay_apart(a: str, b: str) -> None:
    assert fold(a) != fold(b)


@given(ARABIC_TEXT)
def test_offsets_lead_back_to_the_text(text: str) -> None:
    folded = fold_with_offsets(text)
    assert len(folded.origins) == len(folded.text)
    assert list(folded.origins) == sorted(folded.origins)
    assert all(0 <= origin < len(text) for origin in folded.origins)
    assert folded.origin(len(folded.text)) == len(text)
    for index, character in enumerate(folded.text):
        assert character in fold_with_offsets(text[folded.origin(index)]).text


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(min_size=1))
def test_model_form_is_never_empty_and_stable(text: str) -> None:
    assert model_form(text)
    assert model_form(model_form(text)) == model_form(text)


def test_model_form_is_that_of_the_training_text() -> None:
    assert [model_form(t) for t in ("أَذربيجـان", "إلى", "کیف", "١٢٫٥", "BBC", "ة")] == [
        "اذربيجان", "الى", "كيف", "0٫0", "bbc", "ة",
    ]  # fmt: skip


def test_arabic_letters_are_told_from_others() -> None:
    assert all(map(is_arabic, "حلبپﺣ"))
    assert not any(map(is_arabic, "aя1،؟ "))
