"""What a worker process does: it loads one tagger, then tags what it is sent, until its input ends.

Messages are JSON, one a line: settings first, then lists of articles; the answers are what the settings led to, then a
list of outcomes for each list of articles. :func:`geotag.corpus.isolation.isolated_command` runs it.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any

from geotag.errors import GeotagError
from geotag.model import ARTICLE_FIELDS, Article, Role, TaggedArticle
from geotag.outcomes import TaggingFailure, outcomes
from geotag.records.serialising import to_json
from geotag.resolve.selection import with_roles

__all__ = ["article_fields", "main"]


def article_fields(article: Article) -> list[str | None]:
    """An article as it is sent to a worker."""
    return [getattr(article, name) for name in ARTICLE_FIELDS]


def main() -> None:
    """Serve until stdin ends."""
    replies = os.fdopen(os.dup(1), "wb")
    # Whatever a library prints must not come between the messages.
    os.dup2(2, 1)
    requests: SimpleQueue[Any] = SimpleQueue()
    # A thread of its own listens, so that the process ends with its parent even while an article hangs.
    Thread(target=_listen, args=(requests,), daemon=True).start()

    def reply(message: Any) -> None:
        replies.write(json.dumps(message).encode() + b"\n")
        replies.flush()

    settings = requests.get()
    roles = settings.pop("roles")
    try:
        tagger = _load(**settings)
    except GeotagError as error:
        reply({"error": type(error).__name__, "message": str(error)})
        return
    reply({"provenance": tagger.provenance})
    while True:
        articles = [Article(**dict(zip(ARTICLE_FIELDS, fields, strict=True))) for fields in requests.get()]
        reply(_outcomes(tagger, articles, roles))


def _listen(requests: SimpleQueue[Any]) -> None:
    for line in sys.stdin.buffer:
        requests.put(json.loads(line))
    os._exit(0)


def _load(factory: str, model: str | None, gazetteer: str | None, corrections: str | None, threads: int) -> Any:
    module, _, name = factory.partition(":")
    # A factory that knows of no corrections, or of no threads, need not take any.
    options: dict[str, Any] = {"corrections": Path(corrections)} if corrections else {}
    if threads != 1:
        options["threads"] = threads
    return getattr(importlib.import_module(module), name)(model, Path(gazetteer) if gazetteer else None, **options)


def _outcomes(tagger: Any, articles: Sequence[Article], roles: Sequence[Role]) -> list[tuple[str | None, str, str]]:
    """For each article its record, or the kind of its failure and a message."""
    return [_answer(outcome, roles) for outcome in outcomes(tagger, articles)]


def _answer(outcome: TaggedArticle | TaggingFailure, roles: Sequence[Role]) -> tuple[str | None, str, str]:
    if isinstance(outcome, TaggedArticle):
        try:
            kept = with_roles(outcome, roles) if roles else outcome
            return to_json(kept.to_dict()), "", ""
        except Exception as error:  # noqa: BLE001 - a record that cannot be written takes no other with it
            outcome = TaggingFailure(outcome.article, error)
    return None, outcome.kind, outcome.message


if __name__ == "__main__":
    main()
