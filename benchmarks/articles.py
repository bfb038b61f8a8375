"""What the benchmarks read: a corpus of the user's, or prose that is generated here."""

from __future__ import annotations

import json
import lzma
import random
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import count, islice
from pathlib import Path
from typing import TextIO

from geotag.corpus import read_inputs
from geotag.gazetteer.lookup.store import bundled_database
from geotag.model import CURATED_RANK, Article

__all__ = ["generated", "sample", "write_corpus"]

#: Place, person, number and place stand in for names; of our own making.
_SENTENCES = (
    "قال المتحدث باسم الحكومة في {a} إن الوزير {p} سيصل إلى {b} يوم الأحد لبحث ملف المياه والطاقة.",
    "وأصيب {n} أشخاص في حادث على الطريق بين {a} و{b}، وفق ما أعلنت الشرطة.",
    "وافتتح {p} معرضا للكتاب في مدينة {a}، وشاركت فيه دور نشر من {b} ومن بلدان أخرى.",
    "وتوقعت الأرصاد أمطارا غزيرة على {a} مساء اليوم، ثم تمتد إلى {b} مع رياح نشطة.",
    "ودعا {p} إلى هدنة تبدأ في {a} وتشمل ريف {b} خلال {n} أيام.",
    "وبلغت كلفة الجسر الجديد في {a} نحو {n} ملايين، ويربط المدينة بمنطقة {b}.",
    "وفاز فريق {a} على ضيفه القادم من {b}، وسجل {p} هدف المباراة الوحيد.",
    "وأكد {p} أن المدارس في {a} ستفتح أبوابها بعد {n} أسابيع من إغلاقها.",
    "ونقلت القافلة {n} أطنان من الدواء من ميناء {a} إلى مستشفيات {b}.",
    "ولم يصدر تعليق من {b} على ما قاله {p} خلال زيارته {a}.",
)
_GIVEN = ("أحمد", "محمد", "خالد", "سامي", "ليلى", "مريم", "يوسف", "عمر", "هدى", "نبيل", "فارس", "سلمى", "رامي", "منى")
_FAMILY = ("الحداد", "النجار", "الخطيب", "العلي", "المصري", "الشامي", "القاسم", "الزين", "البكري", "السعيد", "العمري")
_MANY = 20


def generated(sentences: int = 5, seed: int = 1) -> Iterator[Article]:
    """Articles without end, each of so many sentences (about 75 characters) about places of one or two countries."""
    numbers = random.Random(seed)  # noqa: S311 - the same articles every time
    names = _place_names()
    countries = sorted(names)
    for number in count(1):
        around = [name for country in numbers.sample(countries, 2) for name in names[country]]
        people = [f"{numbers.choice(_GIVEN)} {numbers.choice(_FAMILY)}" for _ in range(3)]
        text = " ".join(
            numbers.choice(_SENTENCES).format(
                a=numbers.choice(around),
                b=numbers.choice(around),
                p=numbers.choice(people),
                n=numbers.randint(3, 90),
            )
            for _ in range(sentences)
        )
        yield Article(f"generated-{number}", text)


def _place_names() -> dict[str, list[str]]:
    """Names of curated towns by country, of the countries with many."""
    names: dict[str, list[str]] = {}
    with closing(sqlite3.connect(bundled_database())) as database:
        rows = database.execute(
            "SELECT country, name FROM place WHERE rank = ? AND kind IN ('city', 'village') AND country IS NOT NULL "
            "ORDER BY country, name",
            (CURATED_RANK,),
        )
        for country, name in rows:
            names.setdefault(country, []).append(name)
    return {country: own for country, own in names.items() if len(own) >= _MANY}


def sample(corpus: Path, size: int, seed: int = 1) -> list[Article]:
    """Articles of a corpus drawn at random, each with the same probability, in the order of the corpus.

    Parameters
    ----------
    corpus
        A file or directory that ``geotag run`` reads, or a directory with texts in ``.txt.xz``, in which articles are
        parted by blank lines.
    """
    numbers = random.Random(seed)  # noqa: S311 - the same sample every time
    kept: list[tuple[int, Article]] = []
    for position, article in enumerate(_read(corpus)):
        if position < size:
            kept.append((position, article))
        elif (slot := numbers.randrange(position + 1)) < size:
            kept[slot] = position, article
    return [article for _, article in sorted(kept, key=lambda item: item[0])]


def _read(corpus: Path) -> Iterator[Article]:
    packed = sorted(corpus.glob("*.txt.xz")) if corpus.is_dir() else []
    for path in packed:
        with lzma.open(path, "rt", encoding="utf-8") as lines:
            for number, text in enumerate(_paragraphs(lines), 1):
                yield Article(f"{path.name}-{number}", text)
    if not packed:
        yield from (item for item in read_inputs([corpus]) if isinstance(item, Article))


def _paragraphs(lines: TextIO) -> Iterator[str]:
    own: list[str] = []
    for line in lines:
        if line.strip():
            own.append(line)
        elif own:
            yield "".join(own)
            own = []
    if own:
        yield "".join(own)


def write_corpus(articles: Iterable[Article], path: Path, size: int) -> Path:
    """Write the first `size` articles as JSON Lines."""
    with path.open("w", encoding="utf-8") as stream:
        for article in islice(articles, size):
            stream.write(json.dumps({"id": article.id, "text": article.text}, ensure_ascii=False) + "\n")
    return path
