"""Each rule where it holds and where it does not."""

from __future__ import annotations

import pytest

import geotag
from geotag.extraction.rules import RULES
from tests.extraction.spans import place_span, refusal

#: Rule, text, name, and what else the rule asks.
HOLDS = [
    ("person", "قاد الفنان لبنان بعلبكي الفرقة", "لبنان", {"people": ("الفنان", "بعلبكي")}),
    ("adjective", "لوحوا بالأعلام البيضاء طلبا للنجدة", "البيضاء", {}),
    ("adjective", "دفع ألف ليرة سورية أمس", "سورية", {}),
    ("adjective", "قصفوا قرى أذربيجانية أمس", "أذربيجانية", {}),
    ("adjective", "بحثوا العلاقات الإيرانية-السعودية أمس", "السعودية", {}),
    ("description", "وصلوا إلى الأراضي الروسية أمس", "الأراضي الروسية", {}),
    ("description", "وصلوا إلى السواحل الشمالية أمس", "السواحل الشمالية", {}),
    ("prayer", "خرجوا بعد صلاة المغرب بقليل", "المغرب", {}),
    ("agency", "قال شاهد للأناضول إن المطر توقف", "للأناضول", {}),
    ("age", "احتفت البلدة بجدة في السبعين من عمرها", "بجدة", {}),
    ("phrase", "عاد إلى مسقط رأسه أمس", "مسقط", {}),
    ("phrase", "انقطع السير في شارع بغداد أمس", "بغداد", {}),
    ("flood", "قطعت سيول جارفة الطريق أمس", "سيول", {}),
    ("bank", "عبروا إلى الضفة الأخرى سباحة", "الضفة", {}),
    ("bank", "نزلوا على الضفة الغربية لنهر دجلة", "الضفة الغربية", {}),
    ("family name", "قرأ الطلاب جاك لندن أمس", "لندن", {}),
    ("bare head", "دمر الانفجار مرفأ المدينة أمس", "مرفأ المدينة", {}),
    ("bare head", "سيول في #مدينة_ اليوم", "مدينة_", {}),
    ("quoted work", "عرضوا سيارة «حلب» الجديدة", "حلب", {"score": 0.2}),
    ("verb", "قالوا إن الطائرات تدمر جسرا كبيرا", "تدمر", {}),
    ("verb", "روسيا تدمر الجسور", "تدمر", {"country": "روسيا"}),
]
HOLDS_NOT = [
    ("person", "قاد الفنان لبنان، بعلبكي الفرقة", "لبنان", {"people": ("الفنان", "بعلبكي")}),
    ("person", "قاد الفنان لبنان بعلبكي الفرقة", "لبنان", {"people": ("الفنان",)}),
    ("adjective", "أمطار على مدينة البيضاء الليبية", "البيضاء", {}),
    ("adjective", "تجمعوا شمالي سورية", "سورية", {}),
    ("adjective", "لوحوا بالأعلام البيضاء طلبا للنجدة", "البيضاء", {"score": 0.95}),
    ("description", "اقتحموا الأراضي الفلسطينية أمس", "الأراضي الفلسطينية", {}),
    ("description", "وصلوا إلى الأراضي المنسية أمس", "الأراضي المنسية", {}),
    ("prayer", "عادوا من مدن المغرب بقليل", "المغرب", {}),
    ("agency", "سافر شاهد للأناضول بعد المطر", "للأناضول", {}),
    ("agency", "قال شاهد للقاهرة كلمة", "للقاهرة", {}),
    ("age", "احتفت البلدة بجدة في السبعين عملا", "بجدة", {}),
    ("phrase", "عاد إلى مسقط أمس", "مسقط", {}),
    ("phrase", "انقطع السير في شرق بغداد أمس", "بغداد", {}),
    ("flood", "زارت بعثة من كوريا سيول جارفة", "سيول", {}),
    ("flood", "وصلت البعثة إلى سيول أمس", "سيول", {}),
    ("bank", "نزلوا في الضفة الغربية المحتلة", "الضفة الغربية", {}),
    ("bank", "نزلوا في الضفة المحتلة أمس", "الضفة", {}),
    ("family name", "زار الطلاب باريس لندن أمس", "لندن", {}),
    ("family name", "قرأ الطلاب جاك، لندن أمس", "لندن", {}),
    ("bare head", "وصل إلى منطقة المدينة أمس", "منطقة المدينة", {}),
    ("bare head", "سيول في المدينة المنورة اليوم", "المدينة المنورة", {}),
    ("quoted work", "عرضوا سيارة «حلب» الجديدة", "حلب", {"score": 0.4}),
    ("quoted work", "عرضوا سيارة في حلب الجديدة", "حلب", {"score": 0.2}),
    ("verb", "وصلوا إلى تدمر جسرا كبيرا", "تدمر", {}),
    ("verb", "دخلت القوات تدمر فجرا", "تدمر", {}),
    ("verb", "قالوا إن الطائرات تدمر جسرا كبيرا", "تدمر", {"score": 0.9}),
]


@pytest.mark.parametrize(("rule", "text", "name", "given"), HOLDS)
def test_a_rule_refuses(rule: str, text: str, name: str, given: dict[str, object]) -> None:
    assert refusal(place_span(text, name, **given)) == rule  # type: ignore[arg-type]


@pytest.mark.parametrize(("rule", "text", "name", "given"), HOLDS_NOT)
def test_a_rule_lets_pass(rule: str, text: str, name: str, given: dict[str, object]) -> None:
    span = place_span(text, name, **given)  # type: ignore[arg-type]
    assert not next(row for row in RULES if row.name == rule).holds(span)


def test_every_rule_is_tried_both_ways_and_tells_its_reason() -> None:
    names = [rule.name for rule in RULES]
    assert len(set(names)) == len(names)
    assert {row[0] for row in HOLDS} == {row[0] for row in HOLDS_NOT} == set(names)
    assert all(rule.reason.isascii() and not rule.reason_ar.isascii() for rule in RULES)


def test_what_was_refused_is_told_with_the_reason(tagger: geotag.Tagger) -> None:
    text = "دمرت سيول جارفة جسورا في درنة. وقال شاهد للأناضول إن الضفة الأخرى من النهر غرقت."
    told = tagger.refused(text)
    assert [(item.text, item.rule.name) for item in told] == [
        ("سيول", "flood"),
        ("للأناضول", "agency"),
        ("الضفة", "bank"),
    ]
    assert all(text[item.start : item.end] == item.text for item in told)
    assert [mention.text for mention in tagger.tag(text).mentions] == ["درنة"]
