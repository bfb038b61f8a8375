from __future__ import annotations

import time

import pytest

from geotag.ner.people import PersonMention, link_people
from geotag.ner.people.name_spelling import are_variants
from geotag.ner.people.names import parse_name


def linked(*names: str) -> list[tuple[str, tuple[int, ...]]]:
    mentions = [PersonMention(index, name) for index, name in enumerate(names)]
    return [(person.name, person.mentions) for person in link_people(mentions)]


def test_a_surname_joins_its_full_name_wherever_that_stands() -> None:
    assert linked("بوتين", "فلاديمير بوتين", "ماكرون", "إيمانويل ماكرون") == [
        ("فلاديمير بوتين", (0, 1)),
        ("إيمانويل ماكرون", (2, 3)),
    ]


def test_spelling_variants_are_one_person() -> None:
    assert linked("أحمد الشرع", "احمد الشرع") == [("أحمد الشرع", (0, 1))]


def test_two_who_share_a_surname_are_not_merged() -> None:
    assert linked("بشار الأسد", "حافظ الأسد", "الأسد") == [
        ("بشار الأسد", (0,)),
        ("حافظ الأسد", (1,)),
        ("الأسد", (2,)),
    ]


def test_middle_names_may_be_left_out() -> None:
    assert linked("محمد علي الحوثي", "محمد الحوثي") == [("محمد علي الحوثي", (0, 1))]


def test_a_first_name_joins_the_one_who_has_it() -> None:
    assert linked("ليلى حداد", "ليلى") == [("ليلى حداد", (0, 1))]
    assert len(linked("ليلى حداد", "ليلى منصور", "ليلى")) == 3


@pytest.mark.parametrize("names", [(), ("بوتين",)])
def test_few(names: tuple[str, ...]) -> None:
    assert [name for name, _ in linked(*names)] == list(names)


def told(text: str, *names: str) -> list[tuple[str, tuple[int, ...]]]:
    """People of an article in which `names` stand in this order."""
    mentions, offset = [], 0
    for index, name in enumerate(names):
        start = text.index(name, offset)
        offset = start + len(name)
        mentions.append(PersonMention(index, name, start))
    return [(person.name, person.mentions) for person in link_people(mentions, text)]


@pytest.mark.parametrize(
    ("a", "b"),
    [("غوتيريش", "جوتيريس"), ("نتنياهو", "نتانياهو"), ("ترامب", "ترمب"), ("بلينكن", "بلنكن"), ("شافيز", "تشافيز")],
)
def test_spellings_of_a_foreign_name(a: str, b: str) -> None:
    assert are_variants(a, b)
    assert len(linked(a, b)) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [("حسن", "حسين"), ("محمد", "محمود"), ("علي", "عالية"), ("سالم", "سليم"), ("مبارك", "مبروك"), ("سلمان", "سليمان")],
)
def test_arabic_names_that_look_alike_stay_apart(a: str, b: str) -> None:
    assert not are_variants(a, b)
    assert len(linked(a, b)) == 2
    assert len(linked(f"كمال {a}", f"كمال {b}")) == 2


def test_a_slip_of_the_pen_in_a_full_name() -> None:
    assert len(linked("فلورنتينو بيريز", "فلورنتيو بيريز")) == 1
    assert len(linked("أحمد سالم", "أحمد السالمي")) == 2


def test_compounds_are_one_unit() -> None:
    assert [unit.key for unit in parse_name("عبد الله بن أبي بكر").units] == ["عبدالله", "بنابوبكر"]
    assert len(linked("محمد أبو تريكة", "أبوتريكة", "محمد ابوتريكة")) == 1
    assert len(linked("محمد بن سلمان", "ابن سلمان", "بن سلمان")) == 1
    assert len(linked("حسن نصر الله", "نصرالله", "الله")) == 2


def test_titles_are_no_part_of_the_name() -> None:
    assert linked("الرئيس الروسي فلاديمير بوتين", "الرئيس بوتين") == [("فلاديمير بوتين", (0, 1))]
    assert linked("ولي العهد محمد بن سلمان") == [("محمد بن سلمان", (0,))]
    assert linked("الرئيس السيسي") == [("السيسي", (0,))]
    assert linked("السيد البدوي") == [("السيد البدوي", (0,))]


def test_a_name_without_its_end() -> None:
    assert linked("محمد بن راشد", "محمد بن راشد آل مكتوم") == [("محمد بن راشد آل مكتوم", (0, 1))]


def test_the_house_is_not_the_man() -> None:
    assert len(linked("آل مبارك", "حسني مبارك")) == 2
    assert len(linked("زكي آل عمار", "آل عمار")) == 1


def test_father_and_son_are_two() -> None:
    text = "فاز عمر خالد الراوي بالجائزة، وقال والده خالد الراوي إنه فخور به"
    assert len(told(text, "عمر خالد الراوي", "خالد الراوي")) == 2


def test_second_names_that_the_article_gives() -> None:
    text = 'قُتل القائد وائل حمية "أبو ليث"، وكان أبو ليث من البلدة'
    assert told(text, "وائل حمية", "أبو ليث", "أبو ليث") == [("وائل حمية", (0, 1, 2))]
    text = "أوقف سمير درّة المعروف بـ«الصقر» أمس، ثم أفرج عن الصقر"
    assert len(told(text, "سمير درّة", "الصقر", "الصقر")) == 1
    assert len(told("وصل سمير درّة ومعه الصقر", "سمير درّة", "الصقر")) == 2


def test_one_kunya_of_two_people_is_told_apart_by_place() -> None:
    text = 'هما وائل حمية "أبو علي" وسامر غنوي "أبو علي"، وقال أبو علي'
    assert [mentions for _, mentions in told(text, "وائل حمية", "أبو علي", "سامر غنوي", "أبو علي", "أبو علي")] == [
        (0, 1),
        (2, 3),
        (4,),
    ]


def test_kunyas_of_public_figures_need_the_full_name() -> None:
    assert linked("أبو مازن", "محمود عباس") == [("محمود عباس", (0, 1))]
    assert linked("أبو مازن") == [("أبو مازن", (0,))]


def test_a_spouse_does_not_take_the_surname() -> None:
    text = "وصل جورج خوري وزوجته هدى خوري. وقال خوري إن الزيارة ناجحة"
    assert told(text, "جورج خوري", "هدى خوري", "خوري") == [("جورج خوري", (0, 2)), ("هدى خوري", (1,))]


def test_a_verb_tells_the_sex() -> None:
    text = "قال جورج خوري ذلك، وقالت هدى خوري غيره. وأضافت خوري أنها باقية"
    assert told(text, "جورج خوري", "هدى خوري", "خوري") == [("جورج خوري", (0,)), ("هدى خوري", (1, 2))]


def test_a_title_tells_who_is_meant_and_the_family_is_nobody() -> None:
    text = "التقى الرئيس بشار الأسد القائد رفعت الأسد. وقال الرئيس الأسد كلمة عن عائلة الأسد"
    assert [m for _, m in told(text, "بشار الأسد", "رفعت الأسد", "الأسد", "الأسد")] == [(0, 2), (1,), (3,)]


def test_a_prince_goes_by_his_first_name() -> None:
    text = "وصل الأمير محمد بن سلمان. وتحدث الدكتور محمد البرادعي. ثم غادر الأمير محمد"
    assert [m for _, m in told(text, "محمد بن سلمان", "محمد البرادعي", "محمد")] == [(0, 2), (1,)]


def test_first_names_that_are_of_others() -> None:
    assert (
        len(told("قال خالد حمدي. ووصل شقيقه إبراهيم. ثم إبراهيم الخليلي", "خالد حمدي", "إبراهيم", "إبراهيم الخليلي"))
        == 3
    )
    assert len(told("خطب علي منصور عن علي رضي الله عنه", "علي منصور", "علي")) == 2


def test_the_article_hidden_by_a_proclitic_comes_back() -> None:
    (person,) = link_people([PersonMention(0, "جبالي", 8, "الجبالي")], "رسالة للجبالي")
    assert person.name == "الجبالي"


def test_latin_letters() -> None:
    assert linked("إيمانويل ماكرون", "Emmanuel Macron") == [("إيمانويل ماكرون", (0, 1))]
    assert len(linked("إيمانويل ماكرون", "John Smith")) == 2


def test_ids_run_in_order_and_every_mention_has_one_person() -> None:
    names = ["بوتين", "؟", "فلاديمير بوتين", "ماكرون", "بن", "آل"]
    people = link_people([PersonMention(index, name) for index, name in enumerate(names)])
    assert [person.id for person in people] == [f"p{n}" for n in range(1, len(people) + 1)]
    assert sorted(index for person in people for index in person.mentions) == list(range(len(names)))


def test_time_grows_with_the_number_of_mentions() -> None:
    def seconds(count: int) -> float:
        letters = "بتجدرسفكلمن"
        names = [
            "محمد " + "".join(letters[(i * 7919 // len(letters) ** k) % len(letters)] for k in range(6))
            for i in range(count)
        ]
        mentions = [PersonMention(i, name) for i, name in enumerate(names)]
        start = time.process_time()
        link_people(mentions)
        return time.process_time() - start

    seconds(100)
    # The least of some: clocks of busy machines jump.
    few, many = (min(seconds(count) for _ in range(3)) for count in (500, 2000))
    assert many < 12 * max(few, 0.05)
