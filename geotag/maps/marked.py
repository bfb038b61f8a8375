"""The marked text of articles as an HTML page without a map, and without a script."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import Any, TextIO

from geotag.maps.article_view import view_article
from geotag.maps.credits import credits_of
from geotag.maps.elements import environment
from geotag.maps.inlining import asset
from geotag.maps.policy import content_security_policy
from geotag.model import TaggedArticle
from geotag.safe_text import replace_surrogates

__all__ = ["write"]


def write(articles: Iterable[TaggedArticle], stream: TextIO) -> None:
    """Write the articles as they come, one below the other."""
    remaining = iter(articles)
    first = list(islice(remaining, 1))
    title = (first[0].article.title or first[0].article.id) if first else "geotag"
    styles = [asset("text.css")]
    page = environment().get_template("marked.html.j2").module
    opening = page.opening(title, content_security_policy(styles), styles)  # type: ignore[attr-defined]
    stream.write(replace_surrogates(str(opening)).lstrip())
    provenances: list[Mapping[str, Any]] = []
    for index, tagged in enumerate(chain(first, remaining)):
        if tagged.provenance not in provenances:
            provenances.append(tagged.provenance)
        shown = page.reading(view_article(tagged, {}), index)  # type: ignore[attr-defined]
        stream.write(replace_surrogates(str(shown)))
    stream.write(replace_surrogates(str(page.closing(credits_of(provenances)))))  # type: ignore[attr-defined]
