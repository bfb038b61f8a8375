"""What is known of each token of an article."""

from __future__ import annotations

from geotag.arabic.demonyms import DemonymIndex
from geotag.extraction.annotation import annotate, head_of, word

DEMONYMS = DemonymIndex({"SY": ["سوريا"]})


def test_a_word_is_worked_out_once() -> None:
    assert word("وبالمدينة") is word("وبالمدينة")
    own = word("للقَوّات")
    assert (own.form, own.folded) == ("للقوات", "للقوات")
    assert own.stems == ("للقوات", "لقوات", "قوات")
    assert (own.has_article, own.hides_article) == (False, True)
    assert own.nouns == ("قَوّات",) or own.nouns == ("قوات",)


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


def test_where_a_token_stands() -> None:
    text = annotate("في شبه جزيرة\nالقرم «حلب» السورية-الشمالية", DEMONYMS)
    assert [token.text for token in text.tokens] == [own.text for own in text.words]
    head = text.head(1, 2)
    assert head is not None
    assert (head[0].word, head[1]) == ("شبه جزيرة", 2)
    assert text.head(1, 1) is None
    assert text.are_adjacent(0, 2)
    assert not text.are_adjacent(2, 3), "a line ends"
    names = [token.text for token in text.tokens]
    quoted, dash, adjective = names.index("حلب"), names.index("-"), names.index("السورية")
    assert text.is_quoted(quoted, quoted)
    assert not text.is_quoted(adjective, adjective)
    assert text.is_glued(dash)
    assert not text.is_glued(3)
    assert text.demonyms[adjective].country == "SY"
    assert text.slice(1, 2) == "شبه جزيرة"
    assert text.token_range(text.text.index("زيرة"), text.text.index("القرم")) == (2, 2)
    assert text.form_counts["حلب"] == 1


def test_a_text_without_tokens() -> None:
    assert len(annotate(" \n", DEMONYMS)) == 0
    assert head_of([]) is None
