"""Words that are places in other sentences: verbs, nouns, media, clubs, families, adjectives, parts of bodies."""

from __future__ import annotations

import pytest

import geotag


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("قالت الوزارة إن الفيضانات تدمر المحاصيل في كل ربيع.", "تدمر"),
        ("غارات الطيران تدمر مستودعا للذخيرة قرب الحدود.", "تدمر"),
        ("أغلق الحارس الباب وانصرف.", "الباب"),
        ("فتحت المفاوضات الباب أمام هدنة طويلة.", "الباب"),
        ("نشرت الصحيفة صور الضحايا على صفحتها الأولى.", "صور"),
        ("عرض المتحف صور الفنان الراحل.", "صور"),
        ("وتضم الفرقة طلابا من المدارس السورية واللبنانية.", "السورية"),
        ("أعلنت القوات العراقية بدء العملية.", "العراقية"),
        ("وقاد متطوعو الدفاع المدني السوري، المعروفون باسم الخوذ البيضاء، عمليات البحث.", "البيضاء"),
        ("وانتشل عناصر الخوذ البيضاء ثلاثة ناجين من تحت الأنقاض.", "البيضاء"),
    ],
)
def test_ordinary_words_are_no_places(tagger: geotag.Tagger, text: str, word: str) -> None:
    assert word not in [mention.text for mention in tagger.tag(text).mentions if mention.label in ("LOC", "FAC")]


@pytest.mark.parametrize(
    ("text", "name", "label"),
    [
        ("ذكرت وكالة الأناضول أن الاجتماع تأجل.", "الأناضول", "ORG"),
        ("وقال مراسل قناة الجزيرة إن الطريق مقطوع.", "الجزيرة", "ORG"),
        ("فاز ريال مدريد على ضيفه بثلاثة أهداف.", "ريال مدريد", "ORG"),
        ("وخسر برشلونة أمام مانشستر سيتي في دوري الأبطال.", "مانشستر سيتي", "ORG"),
        ("قتل أبو بكر البغدادي في غارة عام 2019.", "أبو بكر البغدادي", "PER"),
        ("وقال المحلل ياسين الحلبي إن السوق مستقر.", "ياسين الحلبي", "PER"),
        ("أصدرت جامعة دمشق نتائج القبول.", "جامعة دمشق", "ORG"),
    ],
)
def test_names_after_places_keep_their_own_kind(tagger: geotag.Tagger, text: str, name: str, label: str) -> None:
    mentions = tagger.tag(text).mentions
    assert [(m.text, m.label) for m in mentions if m.text == name] == [(name, label)]
    assert all(m.resolution is None for m in mentions if m.text == name)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("وصلت قافلة مساعدات إلى تدمر وسط سوريا.", "تدمر"),
        ("نزح المئات من مدينة الباب شمالي سوريا.", "الباب"),
        ("وصلت فرق الإغاثة إلى مدينة صور في جنوب لبنان.", "صور"),
        ("تجددت الاشتباكات في حلب وإدلب.", "حلب"),
    ],
)
def test_the_places_themselves_are_found(tagger: geotag.Tagger, text: str, place: str) -> None:
    assert place in [m.text for m in tagger.tag(text).mentions if m.resolution and m.resolution.place]
