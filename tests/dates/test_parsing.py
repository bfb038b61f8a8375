"""Forms of dates as inputs have them, each with the only thing that it can mean."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from geotag.dates import parse_date, read_date, stated_date
from geotag.dates.parsing import YEARS
from geotag.dates.vocabulary import HIJRI_MONTHS, MONTHS, ZONES

#: 15 March 2024 was a Friday.
DAY: Final = "2024-03-15"

FORMS: Final = {
    # ISO 8601, and what programs make of it.
    "2024-03-15": DAY,
    "2024-3-5": "2024-03-05",
    "20240315": DAY,
    "2024-W11-5": DAY,
    "2024-03-15Z": DAY,
    "2024-03-15+03:00": DAY,
    "2024-03-15T10:30": "2024-03-15T10:30:00",
    "2024-03-15T10:30:00": "2024-03-15T10:30:00",
    "2024-03-15 10:30:00": "2024-03-15T10:30:00",
    "2024-03-15T10:30:00Z": "2024-03-15T10:30:00Z",
    "2024-03-15t10:30:00z": "2024-03-15T10:30:00Z",
    "2024-03-15T00:30:00+03:00": "2024-03-15T00:30:00+03:00",
    "2024-03-15T10:30:00+0300": "2024-03-15T10:30:00+03:00",
    "2024-03-15T10:30:00+03": "2024-03-15T10:30:00+03:00",
    "2024-03-15T10:30:00−04:30": "2024-03-15T10:30:00-04:30",
    "2024-03-15T10:30:00+00:00": "2024-03-15T10:30:00+00:00",
    "2024-03-15T10:30:00.000Z": "2024-03-15T10:30:00Z",
    "2024-03-15T10:30:00,123456+03:00": "2024-03-15T10:30:00.123456+03:00",
    "2024-03-15T10:30:00+03:00[Asia/Riyadh]": "2024-03-15T10:30:00+03:00",
    "2024-03-15T24:00:00": "2024-03-16T00:00:00",
    "20240315T103000Z": "2024-03-15T10:30:00Z",
    "20240315T1030+0300": "2024-03-15T10:30:00+03:00",
    "20240315103000": "2024-03-15T10:30:00",
    "202403151030": "2024-03-15T10:30:00",
    "2024-03-15 10:30:00 UTC": "2024-03-15T10:30:00Z",
    "2024-03-15 10:30:00 Asia/Baghdad": "2024-03-15T10:30:00",
    # RFC 822 and 5322, and their kin.
    "Fri, 15 Mar 2024 10:30:00 +0300": "2024-03-15T10:30:00+03:00",
    "Fri, 15 Mar 2024 10:30:00 GMT": "2024-03-15T10:30:00Z",
    "15 Mar 2024 10:30 -0000 (UTC)": "2024-03-15T10:30:00Z",
    "Fri, 15 Mar 24 10:30:00 GMT": "2024-03-15T10:30:00Z",
    "Sat, 15 Mar 97 10:30:00 EST": "1997-03-15T10:30:00-05:00",
    "Fri, 15 Mar 2024 10:30:00 AST": "2024-03-15T10:30:00",
    "Fri, 15 Mar 2024 10:30:00 CST": "2024-03-15T10:30:00",
    "Fri, 15 Mar 2024 10:30:00 EET": "2024-03-15T10:30:00+02:00",
    "Fri Mar 15 10:30:00 2024": "2024-03-15T10:30:00",
    "Fri Mar 15 10:30:00 +0000 2024": "2024-03-15T10:30:00+00:00",
    "Fri Mar 15 2024 10:30:00 GMT+0300 (Arabian Standard Time)": "2024-03-15T10:30:00+03:00",
    # Since 1970: seconds, milliseconds, microseconds, nanoseconds.
    "1710488400": "2024-03-15T07:40:00Z",
    "1710488400.25": "2024-03-15T07:40:00.250Z",
    "1710488400000": "2024-03-15T07:40:00Z",
    "1710488400123456": "2024-03-15T07:40:00.123456Z",
    "1710488400123456789": "2024-03-15T07:40:00.123456Z",
    "/Date(1710488400000)/": "2024-03-15T07:40:00Z",
    "١٧١٠٤٨٨٤٠٠": "2024-03-15T07:40:00Z",
    # Numbers.
    "2024/03/15": DAY,
    "2024/3/15": DAY,
    "2024.03.15": DAY,
    "2024/03/15 10:30": "2024-03-15T10:30:00",
    "15/03/2024": DAY,
    "15-3-2024": DAY,
    "15.03.2024": DAY,
    "15 / 3 / 2024": DAY,
    "03/15/2024": DAY,
    "03/04/2024": "2024-04-03",
    "الأربعاء 03/04/2024": "2024-04-03",
    "الاثنين 03/04/2024": "2024-03-04",
    "١٥/٣/٢٠٢٤": DAY,
    "۱۵/۳/۲۰۲۴": DAY,
    "\u200f15\u200f/3\u200f/2024\u200f": DAY,
    "15/03/2024م 10:30 م": "2024-03-15T22:30:00",
    "12:05 ص | 15/3/2024": "2024-03-15T00:05:00",
    # English and French.
    "March 15, 2024": DAY,
    "Friday, 15th March 2024": DAY,
    "15-Mar-2024": DAY,
    "Mar. 15, 2024, 3:04 p.m.": "2024-03-15T15:04:00",
    "March 15, 2024 at 12:00 AM": "2024-03-15T00:00:00",
    "vendredi 15 mars 2024 à 10h30": "2024-03-15T10:30:00",
    "1er août 2024": "2024-08-01",
    # Arabic: Egypt and the Gulf, the Levant and Iraq, and both.
    "15 مارس 2024": DAY,
    "مارس 15, 2024": DAY,
    "الجمعة، ١٥ مارس ٢٠٢٤": DAY,
    "جُمعة 15 آذَار 2024": DAY,
    "الجمعة 15 آذار/مارس 2024 - 10:30": "2024-03-15T10:30:00",
    "30 سبتمبر/أيلول 2020": "2020-09-30",
    "30 أيلول / سبتمبر 2020": "2020-09-30",
    "30 أيلول (سبتمبر) 2020": "2020-09-30",
    "2024 آذار 15": DAY,
    "١٥ كانون الثاني ٢٠٢٤": "2024-01-15",
    "15 كانون أول 2023": "2023-12-15",
    "15 تشرين الثاني/نوفمبر 2023": "2023-11-15",
    "15 تشرين الاول 2023م": "2023-10-15",
    "نُشر في: 15 مارس 2024 الساعة 10:30 صباحًا": "2024-03-15T10:30:00",
    "15 مارس 2024 - 10:30 بتوقيت غرينتش": "2024-03-15T10:30:00Z",
    "15 مارس 2024 10:30 م بتوقيت مكة المكرمة": "2024-03-15T22:30:00+03:00",
    "15 مارس 2024 10:30 (GMT+3)": "2024-03-15T10:30:00+03:00",
    "15 مارس 2024 07:30 غرينتش": "2024-03-15T07:30:00Z",
    "15 مارس 2024 10:30 بتوقيت مكة (07:30 بتوقيت غرينتش)": "2024-03-15T10:30:00+03:00",
    "15 مارس 2024 10:30 بالتوقيت المحلي": "2024-03-15T10:30:00",
    "15 مارس 2024 10:30 بتوقيت القاهرة": "2024-03-15T10:30:00",
    "15 مارس 2024 الساعة 11:45 ظهرا": DAY,
    "15 مـــارس 2024 ميلادية": DAY,
    # The Maghreb, and Libya until 2011.
    "15 جانفي 2024": "2024-01-15",
    "15 فيفري 2024": "2024-02-15",
    "15 أفريل 2024": "2024-04-15",
    "15 ماي 2024": "2024-05-15",
    "15 جوان 2024": "2024-06-15",
    "15 جويلية 2024": "2024-07-15",
    "15 أوت 2024": "2024-08-15",
    "15 يوليوز 2024": "2024-07-15",
    "15 غشت 2024": "2024-08-15",
    "15 شتنبر 2024": "2024-09-15",
    "15 نونبر 2024": "2024-11-15",
    "15 دجنبر 2024": "2024-12-15",
    "1 الفاتح 2009": "2009-09-01",
    # With the Hijri date beside it.
    "5 رمضان 1445 هـ الموافق 15 مارس 2024 م": DAY,
    "الجمعة 05 رمضان 1445هـ - 15 مارس 2024م": DAY,
    "1445/9/5 هـ - 2024/3/15 م": DAY,
    "15مارس2024": DAY,
    "الجمعة 15 مارس 2024 - 5 رمضان": DAY,
    "5 رمضان 15 مارس 2024": DAY,
    "15 مارس 2024 الموافق لـ ٥ رمضان المبارك ١٤٤٥ هجرية": DAY,
}

NONE: Final = {
    "1445-09-05": "Hijri",
    "1445/09/05": "Hijri",
    "14450905": "Hijri",
    "5-9-1445": "Hijri",
    "1403/12/25": "Hijri",
    "5/9/1445هـ": "Hijri",
    "5 رمضان 1445": "Hijri",
    "الخميس ١٢ ربيع الأول ١٤٤٦ هـ": "Hijri",
    "9 ذو الحجة 1445 هـ": "Hijri",
    "1 جمادى الآخرة 1445هـ": "Hijri",
    "أمس": "unknown",
    "قبل 3 ساعات": "unknown",
    "منذ 15 مارس": "unknown",
    "15 مارس": "unknown",
    "مارس 2024": "unknown",
    "2024": "unknown",
    "2024-03": "unknown",
    "10:30": "unknown",
    "31/02/2024": "unknown",
    "2024-02-30": "unknown",
    "2023-02-29": "unknown",
    "2024-13-15": "unknown",
    "2024/15/03": "unknown",
    "15/3/24": "unknown",
    "05 Mar 24": "unknown",
    "2924-03-15": "unknown",
    "0001-01-01T00:00:00": "unknown",
    "2024-03-15T25:00:00": "unknown",
    "2024-03-15T10:61:00": "unknown",
    "2024-03-15T10:30:00+25:00": "unknown",
    "15/03/2024 13:30 ص": "unknown",
    "الخميس 03/04/2024": "unknown",
    "2024-03-15/2024-03-20": "unknown",
    "15 مارس 2024 - 16 مارس 2024": "unknown",
    "15-16 مارس 2024": "unknown",
    "15 مارس أبريل 2024": "unknown",
    "15 رمضان مارس 2024": "unknown",
    "2024-03-15?": "unknown",
    "45366": "unknown",
    "2024031510": "unknown",
    "99999999": "unknown",
    "-1710488400": "unknown",
    "1.7105E+09": "unknown",
    "192.168.1.1": "unknown",
    "النسخة 2.3.2024 تجريبية": "unknown",
    "Invalid date": "unknown",
    "ص 15 مارس 2024": "unknown",
    "": "nothing",
    " \u200f": "nothing",
    "NULL": "nothing",
    "NaN": "nothing",
    "0000-00-00 00:00:00": "nothing",
}


@pytest.mark.parametrize("form", FORMS)
def test_forms(form: str) -> None:
    assert parse_date(form) == FORMS[form]
    # What it is read as is read as the same.
    assert parse_date(FORMS[form]) == FORMS[form]
    assert parse_date(f" \u202b{form}\u202c\n") == FORMS[form]


@pytest.mark.parametrize("form", NONE)
def test_what_is_no_date(form: str) -> None:
    found = read_date(form)
    assert (found.date, found.reason) == (None, NONE[form])


@pytest.mark.parametrize(
    ("value", "date"),
    [
        (1710488400, "2024-03-15T07:40:00Z"),
        (1710488400000, "2024-03-15T07:40:00Z"),
        (1710488400.0, "2024-03-15T07:40:00Z"),
        (Decimal("1710488400.5"), "2024-03-15T07:40:00.500Z"),
        (20240315, DAY),
        (datetime.date(2024, 3, 15), DAY),
        (datetime.datetime(2024, 3, 15, 10), "2024-03-15T10:00:00"),
        (datetime.datetime(2024, 3, 15, 10, tzinfo=datetime.UTC), "2024-03-15T10:00:00+00:00"),
        (datetime.datetime(1445, 9, 5), None),
        (datetime.time(10), None),
        (2024, None),
        (0, None),
        (-5, None),
        (True, None),
        (10**400, None),
        (float("inf"), None),
        (Decimal("sNaN"), None),
        (b"2024-03-15", None),
        (["2024-03-15"], None),
    ],
)
def test_values_that_are_no_text(value: object, date: str | None) -> None:
    assert parse_date(value) == date


def test_what_custom_decides_is_known_to_be_open() -> None:
    orders = {form: read_date(form).order for form in ("03/04/2024", "15/03/2024", "03/15/2024", "04/04/2024")}
    assert orders == {"03/04/2024": "open", "15/03/2024": None, "03/15/2024": "month first", "04/04/2024": None}
    assert read_date("الأربعاء 03/04/2024").order is None


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("بقلم سعاد الأحمد - دمشق، 15 آذار/مارس 2024 - 10:30 ص | 5 تعليقات", "2024-03-15T10:30:00"),
        ("الجزيرة نت 15/3/2024 | آخر تحديث: 16/3/2024 10:30 (توقيت مكة)", DAY),
        ("آخر تحديث: 15 مارس 2024", None),
        ("Updated 15 March 2024", None),
        ("من 15 مارس 2024 إلى 20 مارس 2024", None),
        ("5 رمضان 1445 هـ - 15 مارس 2024 م بقلم سعاد", DAY),
        ("1445/9/5 بقلم سعاد", None),
        ("لا تاريخ هنا", None),
    ],
)
def test_the_only_date_of_a_line(text: str, date: str | None) -> None:
    assert stated_date(text) == date


def test_no_name_stands_for_two_things() -> None:
    assert not MONTHS.keys() & HIJRI_MONTHS.keys()
    assert set(MONTHS.values()) == set(HIJRI_MONTHS.values()) == set(range(1, 13))
    assert all(abs(minutes) <= 14 * 60 for minutes in ZONES.values())


DAYS = st.dates(datetime.date(YEARS.start, 1, 1), datetime.date(YEARS.stop - 1, 12, 31))
OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda minutes: datetime.timezone(datetime.timedelta(minutes=minutes)))
MOMENTS = st.datetimes(
    datetime.datetime(YEARS.start, 1, 1), datetime.datetime(YEARS.stop - 1, 12, 31), timezones=st.none() | OFFSETS
)
ARABIC_DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
PIECES = st.sampled_from(
    [
        *MONTHS,
        *HIJRI_MONTHS,
        *ZONES,
        *"0123456789/-.:+م",
        "2024",
        "1445",
        "15",
        "10:30",
        "الجمعة",
        " ",
        "هـ",
        "T",
        "ص",
        "\u200f",
    ]
)


@given(MOMENTS)
def test_every_moment_comes_back(moment: datetime.datetime) -> None:
    for text in (moment.isoformat(), moment.isoformat(" "), moment.isoformat().translate(ARABIC_DIGITS)):
        found = parse_date(text)
        assert found is not None
        assert datetime.datetime.fromisoformat(found) == moment
        assert found.endswith(moment.isoformat()[19:][-6:]) or moment.tzinfo is None
    again = parse_date(moment)
    assert again is not None
    assert datetime.datetime.fromisoformat(again) == moment


@given(DAYS, st.sampled_from(sorted(MONTHS)))
def test_every_day_comes_back_in_every_form(day: datetime.date, name: str) -> None:
    numbers = f"{day.day}/{day.month}/{day.year}"
    for text in (day.isoformat(), day.strftime("%Y%m%d").zfill(8), f"{day.year}/{day.month}/{day.day}", numbers):
        assert parse_date(text) == day.isoformat()
    named = min(day.day, 28)
    assert parse_date(f"{named} {name} {day.year}") == f"{day.year}-{MONTHS[name]:02}-{named:02}"


@given(st.integers(100_000_000, 4_102_444_799))
def test_every_second_since_1973_comes_back(second: int) -> None:
    moment = datetime.datetime.fromtimestamp(second, datetime.UTC)
    # Milliseconds of before 2001 have twelve digits, as 202403151030 has.
    for value in (second, second * 1000 if second >= 1_000_000_000 else second, second * 1_000_000, float(second)):
        found = parse_date(value)
        # A number may also be a day or an hour without separators, and is then not read as a time.
        assert found is None or datetime.datetime.fromisoformat(found) == moment
    assert parse_date(second) or re.fullmatch(r"(?:1[89]|20)\d\d[01]\d[0-3]\d[012]\d", str(second))


@given(
    st.text(max_size=60)
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.datetimes()
    | st.lists(PIECES, max_size=12).map("".join)
    | st.lists(PIECES, max_size=12).map(" ".join)
)
@example("2099-12-31T24:00:00")
@example("1" * 5000)
@example("\ud800")
@example(float("nan"))
def test_nothing_raises_and_what_comes_is_a_plausible_date(value: object) -> None:
    found = parse_date(value)
    if isinstance(value, str):
        stated = stated_date(value)
        assert stated is None or datetime.datetime.fromisoformat(stated).year in YEARS
    if found is None:
        assert read_date(value).reason
        return
    assert datetime.datetime.fromisoformat(found).year in YEARS
    assert re.fullmatch(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:\.\d{3}|\.\d{6})?(?:Z|[+-]\d\d:\d\d)?)?", found)
    assert parse_date(found) == found
