"""What the tests of all formats share."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from geotag.formats import FORMATS
from geotag.model import TaggedArticle

HOSTILE = "</script><!--]]>&\"'`=1+1\t\r\u2028\u202e\0\ufffe{{7*7}}"


def written(name: str, *articles: TaggedArticle, **options: Any) -> str:
    stream = io.StringIO(newline="")
    FORMATS[name].write(articles, stream, **options)
    return stream.getvalue()


def file_of(folder: Path, name: str, *articles: TaggedArticle, **options: Any) -> Path:
    entry = FORMATS[name]
    path = folder / f"places{entry.suffixes[0]}"
    if entry.binary:
        with path.open("wb") as stream:
            entry.write(articles, stream, **options)
    else:
        path.write_bytes(written(name, *articles, **options).encode("utf-8"))
    return path
