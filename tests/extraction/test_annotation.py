"""What is known of each token of an article."""

from __future__ import annotations

from geotag.arabic.demonyms import DemonymIndex
from geotag.extraction.annotation import annotate

DEMONYMS = DemonymIndex({"SY": ["سوريا"]})


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
