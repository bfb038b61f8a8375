"""From what an input gives as a date to ISO 8601.

One grammar reads all written forms: a text is cut into numbers, names of months and weekdays, times, zones and eras,
and is a date only if nothing else is in it, and all days that it states are one. What the order of the parts leaves
open is decided by a weekday that stands with it or by custom (03/04/2024 is 3 April in all Arabic locales).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final, Literal

from geotag.dates.vocabulary import FILLERS, HIJRI_MONTHS, LATER, LOCAL_ZONES, MONTHS, WEEKDAYS, ZONES, folded

__all__ = ["YEARS", "DateReading", "day_of", "parse_date", "read_date", "stated_date"]

#: Of articles: Arabic newspapers begin about 1800. Hijri years (1445) and those of the Persian sun (1403) lie outside.
YEARS: Final = range(1800, 2100)
_HIJRI_YEARS: Final = range(1200, 1600)
_LONGEST: Final = 200
#: What databases and tables write where they have no date.
_NOTHING: Final = frozenset(
    ("", "-", "--", "0", "none", "null", "nil", "nan", "nat", "n/a", "na", "<na>", "0000-00-00", "0000-00-00 00:00:00")
)
_EPOCH: Final = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
#: Microseconds of the units of Unix time, and the least number that is one: 3 March 1973 in each.
_UNIX: Final = ((100_000_000, 1_000_000), (100_000_000_000, 1_000), (100_000_000_000_000, 1))
_UNIX_NANOSECONDS: Final = 100_000_000_000_000_000
_UNIX_END: Final = 4_102_444_800
_LARGEST_NUMBER: Final = 10**19
_LARGEST_OFFSET: Final = 14 * 60

Order = Literal["open", "month first"]


@dataclass(frozen=True, slots=True)
class DateReading:
    """What a value was read as.

    Attributes
    ----------
    date
        A day (``2024-03-15``), or a day and a time with the offset as stated, if any (``2024-03-15T10:30:00+03:00``);
        None where the value is no date.
    reason
        Why there is none: ``nothing`` was given, it is a ``Hijri`` date alone, or ``unknown``.
    order
        ``open`` where day and month could be exchanged, and were read by custom; ``month first`` where they must be.
    """

    date: str | None = None
    reason: Literal["", "nothing", "Hijri", "unknown"] = ""
    order: Order | None = None


_UNKNOWN: Final = DateReading(reason="unknown")
_NONE_GIVEN: Final = DateReading(reason="nothing")


@dataclass(frozen=True, slots=True)
class _Day:
    date: datetime.date
    order: Order | None = None


@dataclass(frozen=True, slots=True)
class _Time:
    """A time of day, None for a vague one; the text of its offset, or nothing; and whether a zone was named at all."""

    time: datetime.time | None
    next_day: bool = False
    offset: str = ""
    zoned: bool = False


_Token = tuple[str, re.Match[str]]


def _alternatives(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest first, as whole words."""
    longest = sorted(words, key=len, reverse=True)
    return rf"(?<![^\W\d_])(?:{'|'.join(re.escape(word).replace(chr(92) + ' ', ' *') for word in longest)})(?![^\W\d_])"


_FORENOON: Final = ("am", "a.m.", "a.m", "ص", folded("صباحا"), folded("فجرا"), folded("قبل الظهر"))
_AFTERNOON: Final = ("pm", "p.m.", "p.m", "م", folded("مساء"), folded("مساءا"), folded("عصرا"), folded("بعد الظهر"))
#: Hours of these are before or after noon as it happens: 11:30 and 1:30 at midday.
_VAGUE: Final = (folded("ظهرا"), folded("ليلا"))
_SIGN: Final = r"[+\-−]"
_AFTER_OFFSET: Final = r"(?![\d/.:])(?!-\d)"
_ZONE: Final = (
    rf"(?:utc|gmt|z)? ?(?P<sign>{_SIGN})(?P<hours>\d{{2}}):?(?P<minutes>\d{{2}}){_AFTER_OFFSET}"
    rf"|(?:utc|gmt) ?(?P<sign1>{_SIGN}) ?(?P<hours1>\d{{1,2}}){_AFTER_OFFSET}"
    rf"|(?<=\d)(?P<sign2>{_SIGN})(?P<hours2>\d{{2}}){_AFTER_OFFSET}"
    rf"|(?P<named>{_alternatives(ZONES)})"
    rf"|(?P<local>{_alternatives(LOCAL_ZONES)}|[a-z]+/[a-z_]+(?:/[a-z_]+)?"
    r"|(?:ب|بال)?توقيت +[^\W\d_]+(?: المحلي)?)"
)
_TIME: Final = (
    r"(?:(?<=\d)t)?(?<![\d:.])(?P<hour>\d{1,2}) ?[:h] ?(?P<minute>\d{2})"
    r"(?: ?: ?(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?(?!\d|:)"
    rf"(?:\s*(?P<half>{_alternatives((*_FORENOON, *_AFTERNOON, *_VAGUE))}))?"
    rf"(?:\s*\(?(?:{_ZONE})\)?(?:\s*(?:\([^()]*\)|\[[^\[\]]*\]))?)?"
)
#: Dates in tokens: with a Hijri month, in numbers, and with the name of a month.
_DATE: Final = r"NJ(?:YH?)?|YJN|JNYH?|D[HG]?|NMY[HG]?|YMN|MNY[HG]?|NMN"
_DATES: Final = re.compile(_DATE)
_ONLY_DATES: Final = re.compile(rf"(?:{_DATE})+")
_COMPACT: Final = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d{2})-?(?P<day>\d{2})"
    r"(?:[t ]?(?P<hour>\d{2})(?:(?P<minute>\d{2})(?:(?P<second>\d{2})(?:[.,](?P<fraction>\d{1,9}))?)?)?"
    rf"(?:\s*(?:{_ZONE}))?)?"
)
#: As XML Schema has days with a zone.
_ZONED_DAY: Final = re.compile(r"(\d{4}-\d{2}-\d{2})(?:z|[+-]\d{2}:\d{2})")
_WEEK: Final = re.compile(r"(\d{4})-?w(\d{2})-?(\d)")
_DIGITS: Final = re.compile(r"(\d{8,19})(?:\.(\d{1,9}))?")
_SCRIPT: Final = re.compile(r"/date\((\d{9,16})(?:[+-]\d{4})?\)/")


@cache
def _token_pattern() -> re.Pattern[str]:
    """The kinds of tokens of dates, by letters; compiled when first asked for: every command imports this module."""
    return re.compile(
        rf"(?P<T>{_TIME})"
        r"|(?P<D>(?<!\d)(?P<first>\d{1,4})\s*(?P<mark>[/\\.\-–−؍])\s*(?P<second_>\d{1,2})\s*(?P=mark)\s*(?P<third>\d{1,4})(?!\d))"
        r"|(?P<N>(?<!\d)\d{1,2}(?!\d)(?:(?:st|nd|rd|th|er)(?![^\W_]))?)"
        r"|(?P<Y>(?<!\d)\d{4}(?!\d))"
        rf"|(?P<J>{_alternatives(HIJRI_MONTHS)})"
        rf"|(?P<M>{_alternatives(MONTHS)})"
        rf"|(?P<W>{_alternatives(WEEKDAYS)})"
        rf"|(?P<H>(?:(?<=\d)|(?<=\d ))(?:ه|هجري[هة]?|a\.?h\.?)(?![^\W_]))"
        rf"|(?P<G>(?:(?<=\d)|(?<=\d ))(?:م|ميلادي[هة]?|a\.?d\.?|c\.?e\.?)(?![^\W_]))"
        rf"|(?P<F>{_alternatives(FILLERS)})"
        r"|(?P<X>[^\W_]+|[^\s\w,،;؛|/\\()\[\].:·•…'\"«»\-–—−])"
    )


def parse_date(value: object) -> str | None:
    """The date that a value states, or None; see :class:`DateReading`.

    Parameters
    ----------
    value
        A text, a number of seconds, milliseconds, microseconds or nanoseconds since 1970, or a date of :mod:`datetime`.

    Examples
    --------
    >>> parse_date("الجمعة ١٥ آذار/مارس ٢٠٢٤"), parse_date("Fri, 15 Mar 2024 10:30:00 +0300")
    ('2024-03-15', '2024-03-15T10:30:00+03:00')
    >>> parse_date(1710488400), parse_date("1445-09-05"), parse_date("أمس")
    ('2024-03-15T07:40:00Z', None, None)
    """
    return read_date(value).date


def day_of(date: str | None) -> str | None:
    """The day that an article's date states, where it was stated (``2024-03-15``); None where it states none.

    Examples
    --------
    >>> day_of("2024-03-15T00:30:00+03:00"), day_of("1710488400"), day_of("2024")
    ('2024-03-15', '2024-03-15', None)
    """
    found = parse_date(date)
    return found[:10] if found else None


def read_date(value: object) -> DateReading:
    """What a value is as a date, and why it is none; never an error. Parameters as of :func:`parse_date`."""
    if value is None:
        return _NONE_GIVEN
    if isinstance(value, str):
        return _text(value) if len(value) <= _LONGEST else _UNKNOWN
    if isinstance(value, datetime.date):
        return _moment(value)
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return _number(value)
    return _UNKNOWN


def stated_date(text: str) -> str | None:
    """The only day, with its time if it has one, in a text that says more than it, such as the line below a headline.

    What comes after a word for an update is left out.

    Examples
    --------
    >>> stated_date("بقلم سعاد الأحمد - 15 مارس 2024 | آخر تحديث 16 مارس 2024")
    '2024-03-15'
    """
    plain = folded(text[: 2 * _LONGEST])
    end = min((position for word in LATER if (position := plain.find(folded(word))) >= 0), default=len(plain))
    tokens = list(_tokens(plain[:end]))
    return _only(tokens, _DATES.finditer(_kinds(tokens))).date


def _number(value: float | Decimal) -> DateReading:
    if isinstance(value, Decimal) and value.is_nan():
        return _NONE_GIVEN
    if value != value or value == 0:
        return _NONE_GIVEN
    if not 0 < value < _LARGEST_NUMBER:
        return _UNKNOWN
    whole = int(value)
    return _digits(str(whole)) if whole == value else _unix(whole, Decimal(str(value)) - whole)


def _digits(text: str, fraction: str = "") -> DateReading:
    """A day without separators, or Unix time."""
    if not text.isdecimal():
        return _UNKNOWN
    if len(text) in {8, 12, 14} and (match := _COMPACT.fullmatch(text)):
        found = _compact(match)
        if found.date or found.reason == "Hijri":
            return found
    if len(text) == 10 and (match := _COMPACT.fullmatch(text)) and _compact(match).date:
        # 2024031510 is ten o'clock in 2024 and a second of 2034: who knows.
        return _UNKNOWN
    return _unix(int(text), Decimal(f"0.{fraction or 0}"))


def _unix(whole: int, fraction: Decimal) -> DateReading:
    for least, microseconds in _UNIX:
        if least <= whole < _UNIX_END * (1_000_000 // microseconds):
            return _since_1970(whole * microseconds + int(fraction * microseconds))
    if _UNIX_NANOSECONDS <= whole < _UNIX_END * 1_000_000_000:
        return _since_1970(whole // 1_000)
    return _UNKNOWN


def _since_1970(microseconds: int) -> DateReading:
    moment = _EPOCH + datetime.timedelta(microseconds=microseconds)
    return DateReading(f"{moment.date().isoformat()}T{_clock(moment.time())}Z")


def _moment(value: datetime.date) -> DateReading:
    try:
        if value != value:
            # The date of pandas that is none, NaT.
            return _NONE_GIVEN
        if value.year not in YEARS:
            return _UNKNOWN
        if not isinstance(value, datetime.datetime):
            return DateReading(value.isoformat())
        offset = value.utcoffset()
        text = f"{value.date().isoformat()}T{_clock(value.time())}"
        # Before zones there were local times of odd seconds, which ISO 8601 has no offsets for.
        minutes, odd = divmod(round(offset.total_seconds()), 60) if offset is not None else (0, 1)
        return DateReading(text if odd else text + _offset(minutes))
    except (ValueError, OverflowError, AttributeError, TypeError):
        return _UNKNOWN


@lru_cache(4_096)
def _text(text: str) -> DateReading:
    plain = " ".join(folded(text).split())
    if plain in _NOTHING:
        return _NONE_GIVEN
    if match := _DIGITS.fullmatch(plain):
        return _digits(match[1], match[2] or "")
    if match := _SCRIPT.fullmatch(plain):
        return _unix(int(match[1]), Decimal(0))
    if match := _COMPACT.fullmatch(plain):
        return _compact(match)
    if match := _WEEK.fullmatch(plain):
        return _week(*map(int, match.groups()))
    if match := _ZONED_DAY.fullmatch(plain):
        plain = match[1]
    tokens = list(_tokens(plain))
    kinds = _kinds(tokens)
    return _only(tokens, _DATES.finditer(kinds)) if _ONLY_DATES.fullmatch(kinds) else _UNKNOWN


def _tokens(plain: str) -> Iterator[_Token]:
    """The tokens of a folded text without those that say nothing; both names of one month are one token."""
    month = None
    for match in _token_pattern().finditer(plain):
        kind = next(kind for kind in "TDNYJMWHGFX" if match[kind] is not None)
        before, month = month, MONTHS[_words(match[0])] if kind == "M" else None
        if kind != "F" and not (kind == "M" and before == month):
            yield kind, match


def _words(text: str) -> str:
    """A name as the tables have it, whose spaces may be more or left out."""
    return text if text in MONTHS or text in HIJRI_MONTHS else _SPACED.get(text.replace(" ", ""), text)


_SPACED: Final = {name.replace(" ", ""): name for name in (*MONTHS, *HIJRI_MONTHS)}


def _kinds(tokens: Iterable[_Token]) -> str:
    """The kinds of tokens that dates are made of; weekdays and times stand where they will."""
    return "".join(kind for kind, _ in tokens if kind not in "WT")


def _only(tokens: Iterable[_Token], found: Iterator[re.Match[str]]) -> DateReading:
    """The one day that tokens state in the places that were found, with the time that they state."""
    tokens = list(tokens)
    parts = [token for token in tokens if token[0] not in "WT"]
    times = {time for kind, match in tokens if kind == "T" for time in [_time(match)]}
    time = next(iter(times)) if len(times) == 1 else None
    weekdays = {WEEKDAYS[match[0]] for kind, match in tokens if kind == "W"}
    days: dict[datetime.date, _Day] = {}
    hijri = False
    for place in found:
        read = _day(place[0], parts[place.start() : place.end()], weekdays, rfc=time is not None and time.zoned)
        if read is None:
            return _UNKNOWN
        if read == "Hijri":
            hijri = True
        else:
            days[read.date] = read
    if len(days) != 1 or (None in times):
        return DateReading(reason="Hijri") if hijri and not days else _UNKNOWN
    (day,) = days.values()
    return _with_time(day, time)


def _day(kinds: str, tokens: list[_Token], weekdays: set[int], *, rfc: bool) -> _Day | Literal["Hijri"] | None:
    """The day that some tokens state, ``Hijri``, or None for what no calendar has."""
    if "J" in kinds or kinds.endswith("H"):
        return "Hijri"
    if kinds.startswith("D"):
        match = tokens[0][1]
        return _numeric(match["first"], match["second_"], match["third"], weekdays)
    day, *more = (re.sub(r"\D", "", match[0]) for kind, match in tokens if kind == "N")
    month = next(MONTHS[_words(match[0])] for kind, match in tokens if kind == "M")
    year = next((match[0] for kind, match in tokens if kind == "Y"), "")
    if more and rfc:
        # As RFC 5322 reads the years of RFC 822.
        year = str(int(more[0]) + (2000 if int(more[0]) < 50 else 1900))
    return _made(year, month, day)


def _numeric(first: str, second: str, third: str, weekdays: set[int]) -> _Day | Literal["Hijri"] | None:
    if (len(first) == 4) == (len(third) == 4):
        return None
    year, one = (first, third) if len(first) == 4 else (third, first)
    if int(year) in _HIJRI_YEARS:
        return "Hijri"
    if len(first) == 4:
        return _made(first, int(second), third)
    day_first, month_first = _made(year, int(second), one), _made(year, int(one), second)
    if day_first is None or month_first is None or day_first == month_first:
        return day_first or (month_first and _Day(month_first.date, "month first"))
    if not weekdays:
        return _Day(day_first.date, "open")
    fitting = [each for each in (day_first, month_first) if each.date.isoweekday() in weekdays]
    return fitting[0] if len(fitting) == 1 else None


def _made(year: str, month: int, day: str) -> _Day | None:
    if len(year) != 4 or int(year) not in YEARS or len(day) > 2:
        return None
    try:
        return _Day(datetime.date(int(year), month, int(day)))
    except ValueError:
        return None


def _week(year: int, week: int, day: int) -> DateReading:
    try:
        return _moment(datetime.date.fromisocalendar(year, week, day))
    except ValueError:
        return _UNKNOWN


def _compact(match: re.Match[str]) -> DateReading:
    if int(match["year"]) in _HIJRI_YEARS:
        return DateReading(reason="Hijri")
    day = _made(match["year"], int(match["month"]), match["day"])
    time = _time(match) if match["hour"] else None
    if day is None or (match["hour"] and time is None):
        return _UNKNOWN
    return _with_time(day, time)


def _time(match: re.Match[str]) -> _Time | None:
    """The time of a match, or None for what no clock shows."""
    parts = match.groupdict()
    hour, minute, second = (int(parts[name] or 0) for name in ("hour", "minute", "second"))
    half = parts.get("half")
    if half in _VAGUE:
        return _Time(None)
    if half and (hour > 12 or hour == 0) and half in _FORENOON:
        return None
    if half and hour <= 12:
        hour = hour % 12 + (12 if half in _AFTERNOON else 0)
    offset = _stated_offset(parts)
    if offset is None:
        return None
    zoned = bool(offset or parts["local"])
    if (hour, minute, second) == (24, 0, 0):
        return _Time(datetime.time.min, True, offset, zoned)
    try:
        fraction = int((parts["fraction"] or "0").ljust(6, "0")[:6])
        # The second 60 is a leap second.
        return _Time(
            datetime.time(hour, minute, min(second, 59) if second == 60 else second, fraction), False, offset, zoned
        )
    except ValueError:
        return None


def _stated_offset(parts: dict[str, str | None]) -> str | None:
    """The offset of a time as ISO 8601 has it, nothing where none is stated, None for what is none."""
    if parts["named"]:
        return _offset(ZONES[parts["named"]], utc="Z")
    for end in ("", "1", "2"):
        if sign := parts[f"sign{end}"]:
            hours, minutes = int(parts[f"hours{end}"] or 0), int((parts["minutes"] if not end else None) or 0)
            total = hours * 60 + minutes
            if minutes > 59 or total > _LARGEST_OFFSET:
                return None
            # RFC 5322: at -0000 the time is UTC, and nothing is said of the place.
            return _offset(total if sign == "+" else -total, utc="+00:00" if sign == "+" else "Z")
    return ""


def _offset(minutes: int, utc: str = "+00:00") -> str:
    if minutes == 0:
        return utc
    hours, rest = divmod(abs(minutes), 60)
    return f"{'-' if minutes < 0 else '+'}{hours:02}:{rest:02}"


def _with_time(day: _Day, time: _Time | None) -> DateReading:
    if time is None or time.time is None:
        return DateReading(day.date.isoformat(), order=day.order)
    date = day.date + datetime.timedelta(days=time.next_day)
    if date.year not in YEARS:
        return _UNKNOWN
    return DateReading(f"{date.isoformat()}T{_clock(time.time)}{time.offset}", order=day.order)


def _clock(time: datetime.time) -> str:
    time = time.replace(tzinfo=None)
    return time.isoformat(
        "seconds" if not time.microsecond else "milliseconds" if time.microsecond % 1000 == 0 else "auto"
    )
