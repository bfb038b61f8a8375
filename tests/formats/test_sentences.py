from __future__ import annotations

import pytest

from geotag.formats.sentences import Quote, quote, whole


def quoted(text: str, name: str) -> Quote:
    start = text.index(name)
    return quote(text, start, start + len(name))


def test_a_quote_is_the_sentence() -> None:
    text = "وصل أمس. وقال إن باريس بعيدة؟ ثم عاد."
    found = quoted(text, "باريس")
    assert (found.before, found.name, found.after) == ("وقال إن ", "باريس", " بعيدة؟")


def test_a_long_sentence_is_cut_at_words() -> None:
    text = "كلمة " * 60 + "باريس" + " كلمة" * 60
    found = quoted(text, "باريس")
    assert found.before.startswith("… كلمة ")
    assert found.after.endswith(" كلمة …")
    assert len(found.before + found.after) < 200


@pytest.mark.parametrize("text", ["باريس", "باريس\nثم", "\nباريس"])
def test_a_quote_at_the_edge(text: str) -> None:
    found = quoted(text, "باريس")
    assert (found.before, found.name, found.after) == ("", "باريس", "")


def test_a_full_stop_within_a_number_ends_no_sentence() -> None:
    text = "ضرب أمس. زلزال قوته 7.4 درجات حلب فجرا."
    assert quoted(text, "حلب").before == "زلزال قوته 7.4 درجات "
    assert str(quoted(text, "حلب")) == "زلزال قوته 7.4 درجات حلب فجرا."


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_a_sentence(end: str) -> None:
    assert str(quoted(f"عنوان{end}في حلب{end}ثم", "حلب")) == "في حلب"


def test_a_quote_in_one_line_has_its_name_whole() -> None:
    text = "وصل\tإلى  حلبَ أمس"
    assert str(quote(text, 10, 13)) == "وصل إلى حلبَ أمس"


def test_offsets_outside_the_text_do_no_harm() -> None:
    assert str(quote("حلب", -2, 99)) == "حلب"
    assert whole("حلب", 99) == 3


def test_a_long_line_without_a_space_is_cut() -> None:
    assert str(quoted("ا" * 10_000 + "حلب" + "ا" * 10_000, "حلب")) == "… حلب …"
