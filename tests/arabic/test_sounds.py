from __future__ import annotations

import pytest

from geotag.arabic.sounds import arabic_letters, arabic_sounds, latin_letters, latin_sounds, skeleton, sound_class


@pytest.mark.parametrize(
    ("name", "country", "letters"),
    [
        ("Kəlbəcər", "AZ", "^kelbejer'"),
        ("Şuşa", "AZ", "^shusha'"),
        ("Xankəndi", "AZ", "^khankendi'"),
        ("Al Qāmishlī", "SY", "ALqamishli'"),
        ("Ash Shaykh Zuwayd", "EG", "ALshaykh'zuwayd'"),
        ("Dayr az Zawr", "SY", "^dayr'ALzawr'"),
        ("El Paso", "US", "^=el'paso'"),
        ("Hughson", "US", "^huson'"),
        ("Łódź", "PL", "^lodzh'"),
        ("Szeged", "HU", "^seGed'"),
        ("Blois", "FR", "^blwas'"),
        ("Chieti", "IT", "^kieti'"),
        ("Cesena", "IT", "^chesena'"),
        ("Jerez", "ES", "^kherez'"),
        ("Sabra (Gaza)", "PS", "^sabra'"),
        ("Stratford, London", "GB", "^stratford'"),
        ("Saint-Étienne", "FR", "^saint'=etiene'"),
        ("١٢ 12", None, ""),
        ("", "US", ""),
    ],
)
def test_latin_names_as_their_country_reads_them(name: str, country: str | None, letters: str) -> None:
    assert latin_letters(name, country) == letters


@pytest.mark.parametrize(
    ("arabic", "latin", "country"),
    [
        ("باخموت", "Bakhmut", "UA"),
        ("أفدييفكا", "Avdiivka", "UA"),
        ("القامشلي", "Al Qāmishlī", "SY"),
        ("شوشا", "Şuşa", "AZ"),
        ("غرينفيل", "Greenville", "US"),
        ("تشيستر", "Chester", "GB"),
    ],
)
def test_names_in_both_scripts_share_their_skeleton(arabic: str, latin: str, country: str) -> None:
    ours = skeleton(arabic_sounds(arabic_letters(arabic)))
    assert ours == skeleton(latin_sounds(latin_letters(latin, country)))


def test_only_letters_count_and_consonants_once() -> None:
    assert arabic_letters("مُحَمَّد آباد ٢ (x)") == "محمداباد"
    assert arabic_letters("باررانكيتاس") == arabic_letters("بارانكيتاس")
    # ال before ل is no doubled consonant.
    assert arabic_letters("اللد") == "اللد"


def test_the_article_is_one_sound() -> None:
    assert arabic_sounds("الموصل")[0] == "AL"
    assert arabic_sounds("الغا") == ["^", "ا", "ل", "غ", "ا'"]


def test_sounds_without_a_class_open_a_skeleton() -> None:
    assert [sound_class(sound) for sound in ("=a", "h", "x'", "kh", "تش")] == ["", "", "KS", "H", "X"]
    assert skeleton(latin_sounds(latin_letters("Aa"))) == "V"
    assert skeleton([]) == ""
