"""What a word is, wherever it stands."""

from __future__ import annotations

from geotag.arabic.analysis import head_of, word


def test_a_word_is_worked_out_once() -> None:
    assert word("وبالمدينة") is word("وبالمدينة")
    own = word("للقَوّات")
    assert (own.form, own.folded) == ("للقوات", "للقوات")
    assert own.stems == ("للقوات", "لقوات", "قوات")
    assert (own.has_article, own.hides_article) == (False, True)
    assert own.nouns == ("قوات",), "without its marks"


def test_a_noun_has_its_article_as_it_is_written() -> None:
    assert word("والأعلام").nouns == ("أعلام",)
    assert word("إلى").nouns == word("ألقت").nouns == ()
    assert word("ألقت").has_article, "its form has lost the hamza"


def test_signs_are_no_words() -> None:
    assert [(word(sign).is_word, word(sign).is_quote) for sign in ("«", "ـ", "7", "‹", "،")] == [
        (False, True),
        (False, False),
        (True, False),
        (False, True),
        (False, False),
    ]


def test_nothing_begins_with_no_head() -> None:
    assert head_of([]) is None
