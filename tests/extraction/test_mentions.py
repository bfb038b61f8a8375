"""From spans to mentions, with the bundled gazetteer and spans made by hand."""

from __future__ import annotations

import pytest

import geotag
from geotag.arabic.demonyms import DemonymIndex
from geotag.extraction.annotation import annotate
from geotag.extraction.mentions import FoundMention, MentionBuilder
from geotag.extraction.second_look import second_look
from geotag.gazetteer import Gazetteer
from geotag.ner.recogniser import Span
from geotag.resolve.country_context import CountryContext


class NoPosteriors:
    """A recognition that believes everything a little."""

    def posterior(self, start: int, end: int, label: str) -> float:
        return 0.1

    def beginnings(self, label: str) -> dict[int, float]:
        return dict.fromkeys(range(1_000), 0.1)

    def place_type(self, start: int, end: int) -> str | None:
        return None


@pytest.fixture
def build(tagger: geotag.Tagger, gazetteer: Gazetteer):  # type: ignore[no-untyped-def]
    demonyms = DemonymIndex(gazetteer.country_names)

    def run(text: str, *names: tuple[str, str], score: float = 0.8) -> tuple[MentionBuilder, list[FoundMention]]:
        builder = MentionBuilder(annotate(text, demonyms), gazetteer, tagger.recogniser.lexicon)
        spans, position = [], 0
        for name, label in names:
            start = text.index(name, position)
            position = start + len(name)
            spans.append(Span(start, position, label, score))
        return builder, builder.build(spans)

    return run


@pytest.mark.parametrize(
    ("text", "span", "name", "proclitics", "head"),
    [
        ("دمرت الحرب أذربيجان تدمر أرتالا", "أذربيجان تدمر", "أذربيجان", "", None),
        ("جرت معارك بقره باغ أمس", "باغ", "قره باغ", "ب", None),
        ("غرقت درنة الليبية أمس", "درنة الليبية", "درنة", "", None),
        ("في محافظة حلب", "محافظة حلب", "حلب", "", "محافظة"),
        ("في محافظة حلب", "حلب", "حلب", "", "محافظة"),
        ("على ضفاف نهر الأردن", "نهر الأردن", "نهر الأردن", "", None),
        ("قصف شبه جزيرة القرم", "القرم", "القرم", "", "شبه جزيرة"),
        ("قصف شبه جزيرة القرم", "جزيرة القرم", "القرم", "", "شبه جزيرة"),
        ("استهدفوا ثكنة «تدمر» أمس", "ثكنة «تدمر»", "تدمر", "", "ثكنة"),
        ("قالت صحيفة «النهضة» السعودية أمس", "» السعودية", "السعودية", "", None),
        ("مضت للجزائر", "للجزائر", "جزائر", "لل", None),
        ("وصل إلى أوروبا الوسطى أمس", "أوروبا الوسطى", "أوروبا الوسطى", "", None),
        ("قصف مطار فضولي الدولي", "مطار فضولي الدولي", "مطار فضولي الدولي", "", None),
        ("ثاني مدن أذربيجان", "أذربيجان", "أذربيجان", "", None),
        ("من وليد البحري", "وليد البحري", "وليد البحري", "", None),
    ],
)
def test_extent_proclitics_and_head(build, text: str, span: str, name: str, proclitics: str, head: str | None) -> None:  # type: ignore[no-untyped-def]
    _, (found,) = build(text, (span, "LOC"))
    mention = found.mention
    assert (mention.text, mention.proclitics, mention.head) == (name, proclitics, head)
    assert text[mention.start : mention.end] == mention.text


def test_a_plural_head_governs_a_list(build) -> None:  # type: ignore[no-untyped-def]
    _, found = build(
        "في محافظات حلب وحماة، حمص ودرعا ثم دمشق", *((n, "LOC") for n in ("حلب", "وحماة", "حمص", "ودرعا", "دمشق"))
    )
    assert [f.mention.head for f in found] == ["محافظات", "محافظات", "محافظات", "محافظات", None]


def test_two_spans_of_one_name_are_joined(build) -> None:  # type: ignore[no-untyped-def]
    _, found = build("في كهرمان مرعش وأضنة", ("كهرمان", "LOC"), ("مرعش", "LOC"), ("وأضنة", "LOC"))
    assert [f.mention.text for f in found] == ["كهرمان مرعش", "أضنة"]


def test_adjectives_are_no_places(build) -> None:  # type: ignore[no-untyped-def]
    assert build("لوحوا بالأعلام البيضاء طلبا للنجدة", ("البيضاء", "LOC"))[1] == []
    assert len(build("أمطار على مدينة البيضاء الليبية", ("البيضاء", "LOC"))[1]) == 1


def test_people_are_not_looked_up(build) -> None:  # type: ignore[no-untyped-def]
    _, (found,) = build("قال وماكرون إن", ("وماكرون", "PER"))
    assert (found.mention.text, found.mention.proclitics, found.candidates) == ("ماكرون", "و", ())


@pytest.mark.parametrize("phrase", ["الأراضي الروسية", "والسواحل الشمالية", "المنطقة الحدودية"])
def test_stretches_of_land_are_no_names(build, phrase: str) -> None:  # type: ignore[no-untyped-def]
    _, found = build(f"وصلوا إلى {phrase} أمس", (phrase, "LOC"))
    assert found == []


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("قالوا إن الطائرات تدمر جسرا كبيرا", "تدمر", []),
        ("وصلوا إلى تدمر ليلا", "تدمر", ["تدمر"]),
        ("وصلوا إلى تدمر شهرا كاملا", "تدمر", ["تدمر"]),
        ("دخلت القوات تدمر فجرا", "تدمر", ["تدمر"]),
        ("انتشروا في حلب غربا، تدمر شرقا، ودرعا جنوبا", "تدمر", ["تدمر"]),
        ("دفع ألف ليرة سورية أمس", "سورية", []),
        ("وصلوا إلى سورية أمس", "سورية", ["سورية"]),
        ("أكدت قيادة سوريا أمس", "سوريا", ["سوريا"]),
        ("قصفوا قرى أذربيجانية أمس", "أذربيجانية", []),
    ],
)
def test_verbs_and_adjectives_are_no_places(build, text: str, name: str, found: list[str]) -> None:  # type: ignore[no-untyped-def]
    _, mentions = build(text, (name, "LOC"), score=0.6)
    assert [item.mention.text for item in mentions] == found


def test_a_town_right_behind_a_country_is_a_verb(build) -> None:  # type: ignore[no-untyped-def]
    _, mentions = build("روسيا تدمر الجسور", ("روسيا", "LOC"), ("تدمر", "LOC"), score=0.6)
    assert [item.mention.text for item in mentions] == ["روسيا"]
    _, mentions = build("روسيا تدمر الجسور", ("روسيا", "LOC"), ("تدمر", "LOC"), score=0.95)
    assert len(mentions) == 2


def test_stretches_of_land_with_a_name_are(build) -> None:  # type: ignore[no-untyped-def]
    _, found = build("اقتحموا الأراضي الفلسطينية أمس", ("الأراضي الفلسطينية", "LOC"))
    assert found[0].candidates


def test_the_second_look_finds_what_was_overlooked(build, tagger: geotag.Tagger) -> None:  # type: ignore[no-untyped-def]
    text = "سيطرت أذربيجان على جبرائيل وفضولي وقوبادلي بعد معركة شوشا، كما قال علييف"
    names = (("أذربيجان", "LOC"), ("جبرائيل", "PER"), ("وفضولي", "PER"), ("علييف", "PER"))
    builder, found = build(text, *names)
    context = CountryContext({"AZ": 2.0}, ())
    seen = second_look(found, builder, NoPosteriors(), context, tagger.recogniser.lexicon.ranks)  # type: ignore[arg-type]
    assert [(f.mention.text, f.mention.label) for f in seen] == [
        ("أذربيجان", "LOC"),
        ("جبرائيل", "LOC"),
        ("فضولي", "LOC"),
        ("قوبادلي", "LOC"),
        ("شوشا", "LOC"),
        ("علييف", "PER"),
    ]


def test_the_second_look_takes_no_token_twice(build, tagger: geotag.Tagger) -> None:  # type: ignore[no-untyped-def]
    builder, found = build("وصل اليوم أشرفية صحنايا وعاد")
    ranks = tagger.recogniser.lexicon.ranks
    seen = second_look(found, builder, NoPosteriors(), CountryContext({"SY": 2.0}, ()), ranks)  # type: ignore[arg-type]
    assert [item.mention.text for item in seen] == ["أشرفية صحنايا"]


def test_the_second_look_needs_a_country(build, tagger: geotag.Tagger) -> None:  # type: ignore[no-untyped-def]
    builder, found = build("وصل جبرائيل ورأى شوشا", ("جبرائيل", "PER"))
    ranks = tagger.recogniser.lexicon.ranks
    assert second_look(found, builder, NoPosteriors(), CountryContext({}, ()), ranks) == found  # type: ignore[arg-type]
    elsewhere = CountryContext({"FR": 5.0}, ())
    assert second_look(found, builder, NoPosteriors(), elsewhere, ranks) == found  # type: ignore[arg-type]


def test_the_second_look_needs_none_behind_a_preposition_of_place(build, tagger: geotag.Tagger) -> None:  # type: ignore[no-untyped-def]
    builder, found = build("وصل الموكب إلى شوشا")
    seen = second_look(found, builder, NoPosteriors(), CountryContext({}, ()), tagger.recogniser.lexicon.ranks)  # type: ignore[arg-type]
    assert [item.mention.text for item in seen] == ["شوشا"]


def looked(build, tagger: geotag.Tagger, text: str, *names: tuple[str, str], **given: float) -> list[tuple[str, str]]:  # type: ignore[no-untyped-def]
    builder, found = build(text, *names, **given)
    ranks = tagger.recogniser.lexicon.ranks
    seen = second_look(found, builder, NoPosteriors(), CountryContext({}, {}), ranks)  # type: ignore[arg-type]
    return [(item.mention.text, item.mention.label) for item in seen]


@pytest.mark.parametrize(
    ("text", "names", "joined"),
    [
        ("تصل الحافلات من مكة إلى المدينة يوميا", ["مكة"], "المدينة"),
        ("احترقت غابات قرب كسب واللاذقية أمس", ["واللاذقية"], "كسب"),
        ("زار باكو، فضولي، لندن ثم عاد", ["باكو", "لندن"], "فضولي"),
    ],
)
def test_a_name_that_is_joined_to_a_place_is_one(  # type: ignore[no-untyped-def]
    build, tagger: geotag.Tagger, text: str, names: list[str], joined: str
) -> None:
    assert (joined, "LOC") in looked(build, tagger, text, *((name, "LOC") for name in names))
    assert looked(build, tagger, text) == [], "alone it may be an ordinary word"


def test_a_name_joined_to_a_place_elsewhere_is_not_trusted(build, tagger: geotag.Tagger) -> None:  # type: ignore[no-untyped-def]
    assert looked(build, tagger, "قرب كسب وطوكيو أمس", ("وطوكيو", "LOC")) == [("طوكيو", "LOC")]


def test_a_quoted_person_stays_one(build) -> None:  # type: ignore[no-untyped-def]
    builder, found = build("عرضت في سوريا سيارة «حلب» الجديدة", ("سوريا", "LOC"), ("حلب", "PER"), score=0.5)
    seen = second_look(found, builder, NoPosteriors(), CountryContext({"SY": 2.0}, {}), {})  # type: ignore[arg-type]
    assert [(item.mention.text, item.mention.label) for item in seen] == [("سوريا", "LOC"), ("حلب", "PER")]


def test_a_place_name_between_parts_of_a_persons_name_is_the_persons(build) -> None:  # type: ignore[no-untyped-def]
    names = (("الفنان", "PER"), ("لبنان", "LOC"), ("بعلبكي", "PER"))
    _, found = build("قاد الفنان لبنان بعلبكي الفرقة", *names)
    assert [item.mention.label for item in found] == ["PER", "PER", "PER"]
    _, found = build("قاد الفنان لبنان، بعلبكي الفرقة", *names)
    assert [item.mention.label for item in found] == ["PER", "LOC", "PER"]


def test_a_generic_word_alone_is_no_place(build) -> None:  # type: ignore[no-untyped-def]
    assert build("سيول في #مدينة_الأحلام اليوم", ("مدينة_", "LOC"))[1] == []
    assert build("دمر الانفجار مرفأ المدينة أمس", ("مرفأ المدينة", "LOC"))[1] == []
    assert len(build("وصل إلى منطقة المدينة أمس", ("منطقة المدينة", "LOC"))[1]) == 1
    assert len(build("سيول في المدينة المنورة اليوم", ("المدينة المنورة", "LOC"))[1]) == 1


@pytest.mark.parametrize(
    ("text", "name"), [("قال إن المصادر أكدت أنأوكرانيا خسرت", "أوكرانيا"), ("وصل الوفد إلىبغداد أمس", "بغداد")]
)
def test_a_particle_glued_to_a_known_name_is_parted_from_it(build, text: str, name: str) -> None:  # type: ignore[no-untyped-def]
    word = next(word for word in text.split() if word.endswith(name))
    ((mention, candidates),) = [(item.mention, item.candidates) for item in build(text, (word, "LOC"))[1]]
    assert (mention.text, mention.proclitics) == (name, "")
    assert text[mention.start : mention.end] == name
    assert candidates


def test_a_name_that_begins_like_a_particle_stays_whole(build) -> None:  # type: ignore[no-untyped-def]
    names = [item.mention.text for item in build("زار أنطاكيا ومنبج", ("أنطاكيا", "LOC"), ("ومنبج", "LOC"))[1]]
    assert names == ["أنطاكيا", "منبج"]


def test_what_has_an_age_is_no_place(build) -> None:  # type: ignore[no-untyped-def]
    assert build("احتفت البلدة بجدة في السبعين من عمرها", ("بجدة", "LOC"))[1] == []
    assert len(build("احتفت البلدة بجدة في السبعين عملا", ("بجدة", "LOC"))[1]) == 1


@pytest.mark.parametrize("text", ["دمرت منظومات دفاع جوي أرمينية", "تقدمت قوات أرمينية", "أعلنتها حكومة أرمينية"])
def test_an_adjective_of_a_country_after_what_it_describes_is_no_place(build, text: str) -> None:  # type: ignore[no-untyped-def]
    assert build(text, ("أرمينية", "LOC"))[1] == []


@pytest.mark.parametrize("text", ["تجمعوا شمالي سورية", "عاد لاجئي سورية", "اشتباكات في سورية"])
def test_the_name_of_a_country_that_looks_like_an_adjective_is_one(build, text: str) -> None:  # type: ignore[no-untyped-def]
    assert [item.mention.text for item in build(text, ("سورية", "LOC"))[1]] == ["سورية"]
