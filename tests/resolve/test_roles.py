from __future__ import annotations

import pytest

import geotag
from geotag.arabic.tokens import tokens
from geotag.model import Mention, Place
from geotag.resolve.roles import is_metonym


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


#: A capital that everybody knows, and a town that is no government.
MOSCOW = Place("x:1", "موسكو", "Moscow", 55.75, 37.6, "city", prominence=6.6)
ALEPPO = Place("x:2", "موسكو", "Moscow", 36.2, 37.2, "city", prominence=6.3)


@pytest.mark.parametrize(
    ("text", "place", "expected"),
    [
        ("موسكو رفضت العرض", MOSCOW, True),
        ("موسكو رفضت العرض", ALEPPO, False),
        ("موسكو تم الاتفاق فيها", MOSCOW, False),
        ("موسكو بيت الثقافة", MOSCOW, False),
        ("موسكو بنايات قديمة", MOSCOW, False),
        ("موسكو المدينة", MOSCOW, False),
        ("زار موسكو ترافقه زوجته", MOSCOW, False),
    ],
)
def test_the_one_who_acts_is_a_capital_with_a_feminine_verb(text: str, place: Place, expected: bool) -> None:
    found, start = tokens(text), text.index("موسكو")
    mention = Mention(start, start + len("موسكو"), "موسكو", "LOC", 0.9)
    assert is_metonym(mention, place, text, found, [token.start for token in found]) is expected
