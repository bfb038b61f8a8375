"""A tagger without a model, for worker processes in tests: it hangs, fails or dies where a text tells it to."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from geotag.errors import ModelNotFoundError
from geotag.model import Article, TaggedArticle

HANG = "توقف"
FAIL = "خطأ"
DIE = "مات"
SLOW = "بطيء"


class SubstituteTagger:
    def __init__(self, model: str | None, corrections: Path | None) -> None:
        name = model or "none"
        if name.startswith("file:"):
            name = Path(name.removeprefix("file:")).read_text(encoding="utf-8")
        if name == "own":
            name = f"process {os.getpid()}"
        self.provenance: dict[str, Any] = {"model": {"name": name}}
        if corrections:
            self.provenance["corrections"] = corrections.name

    def tag_many(self, articles: Iterable[Article]) -> Iterator[TaggedArticle]:
        for article in articles:
            if HANG in article.text:
                time.sleep(600)
            if FAIL in article.text:
                raise ZeroDivisionError("by hand")
            if DIE in article.text:
                os.kill(os.getpid(), signal.SIGKILL)
            if SLOW in article.text:
                time.sleep(0.02)
            # What a library prints is not for the parent.
            if article.id == "n1":
                print("loud")
            yield TaggedArticle(article, (), (), (), None, self.provenance)


def load(
    model: str | None,
    gazetteer: Path | None,  # noqa: ARG001 - as geotag.load is called
    corrections: Path | None = None,
) -> SubstituteTagger:
    if model == "missing":
        raise ModelNotFoundError("model missing is not there")
    return SubstituteTagger(model, corrections)
