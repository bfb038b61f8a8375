from __future__ import annotations

import pytest

import geotag


def roles(tagger: geotag.Tagger, text: str) -> dict[str, str]:
    return {m.text: m.role for m in tagger.tag(text).mentions if m.resolution and m.resolution.place}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("واشنطن ترفض المقترح الجديد.", "واشنطن"),
        ("وقالت موسكو إن الاتفاق لا يزال ساريا.", "موسكو"),
        ("وأضاف الوزير أن تركيا لن تسحب قواتها.", "تركيا"),
        ("تصعيد جديد في أوكرانيا\nموسكو تحتفظ بحق الرد على الهجوم.", "موسكو"),
        ("أبلغت إيران الوكالة الدولية بقرارها.", "إيران"),
        ("خرجت مسيرة داعمة لفلسطين وسط العاصمة.", "فلسطين"),
        ("انتقد النائب مواقف برلين من الأزمة.", "برلين"),
        ("وقّعت الحكومة اتفاقا مع «طهران» قبل عام.", "طهران"),
        ("وقّعت الحكومة اتفاقا مع ‹طهران› قبل عام.", "طهران"),
    ],
)
def test_those_who_govern_are_a_metonym(tagger: geotag.Tagger, text: str, name: str) -> None:
    assert roles(tagger, text)[name] == "metonym"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("وصل الوفد إلى موسكو صباح اليوم.", "موسكو"),
        ("اندلع حريق كبير في تركيا وأصيب عشرة أشخاص.", "تركيا"),
        ("أغلقت السلطات المعابر على الحدود مع بولندا.", "بولندا"),
        ("سقطت صواريخ على مدينة حلب فجر اليوم.", "حلب"),
        ("شحنة قمح جديدة لفلسطين وصلت أمس.", "فلسطين"),
    ],
)
def test_where_something_happens_is_a_place(tagger: geotag.Tagger, text: str, name: str) -> None:
    assert roles(tagger, text)[name] == "literal"
