"""Articles of our own to write files with, and reading that must succeed or fail."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geotag
from geotag.corpus import InputFailure, read_inputs

TITLE = "هدوء في باكو"
BODY = "وصل الوفد إلى مدينة باكو صباح اليوم قادما من موسكو، وبحث وقف إطلاق النار مع المسؤولين."
SECOND = "وقال المتحدث إن المحادثات ستستمر في أنقرة يوم الأحد المقبل بحضور وفود من دول عدة."
TEXT = f"{TITLE}\n\n{BODY}\n"


def read(*paths: object, **options: Any) -> list[geotag.Article | InputFailure]:
    return list(read_inputs([str(path) for path in paths], **options))


def articles(*paths: object, **options: Any) -> list[geotag.Article]:
    found = read(*paths, **options)
    assert all(isinstance(item, geotag.Article) for item in found), found
    return [item for item in found if isinstance(item, geotag.Article)]


def complaints(*paths: object, **options: Any) -> list[str]:
    """The messages of all failures, each of which names its input."""
    failures = [item for item in read(*paths, **options) if isinstance(item, InputFailure)]
    for failure in failures:
        assert str(failure.error).startswith(failure.input), failure
    return [str(failure.error) for failure in failures]


def ids(*paths: object, **options: Any) -> list[str]:
    return [item.id for item in read(*paths, **options) if isinstance(item, geotag.Article)]


def page(title: str = TITLE, body: str = BODY, charset: str = "utf-8") -> str:
    """A page as news sites have them."""
    return f"""<!doctype html>
<html lang="ar" dir="rtl"><head><meta charset="{charset}"><title>{title} | أخبار الاختبار</title>
<meta property="og:title" content="{title}"><meta property="og:site_name" content="أخبار الاختبار">
<meta property="article:published_time" content="2024-03-05T10:00:00+03:00">
<link rel="canonical" href="https://news.example/a/1"></head>
<body><nav><ul><li><a href="/">الرئيسية</a></li><li><a href="/s">رياضة</a></li></ul></nav>
<article><h1>{title}</h1><p>{body}</p><p>{SECOND}</p></article>
<aside><p><a href="/x">اقرأ أيضا: خبر آخر</a></p></aside><footer>جميع الحقوق محفوظة</footer></body></html>
"""


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path
