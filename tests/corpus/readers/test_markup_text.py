from __future__ import annotations

import time

import pytest

from geotag.corpus.readers.markup_text import markup_text
from tests.corpus.readers.prose import BODY


@pytest.mark.parametrize(
    "unit", ["<!--", "<a", "<a b='", "<a b='>'", "</a", "<![CDATA[", "<!x", "&#", "<p>", "<script>"]
)
def test_markup_without_ends_takes_no_longer_than_other(unit: str) -> None:
    markup = f"<p>{BODY}</p>" + unit * (200_000 // len(unit))
    start = time.process_time()
    text = markup_text(markup)
    assert time.process_time() - start < 10
    assert text.startswith(BODY)


def test_a_few_tags_without_ends_leave_the_rest_as_it_is() -> None:
    assert BODY in markup_text(f"<p title='a > b'>{BODY}<br <a href='x'>")
    assert "a > b" not in markup_text(f"<p title='a > b'>{BODY}<br <a href='x'>")
