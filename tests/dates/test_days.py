from __future__ import annotations

import pytest

from geotag.dates import day_of


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2020-09-30", "2020-09-30"),
        ("2020-09-30T10:00:00Z", "2020-09-30"),
        ("2020-09-30T00:30:00+03:00", "2020-09-30"),
        ("2020-09-30T23:30:00-05:00", "2020-09-30"),
        ("20200930", "2020-09-30"),
        ("2020-W40-3", "2020-09-30"),
        # The first ten digits of a Unix time are a day of the 17th century in basic ISO 8601.
        ("1601424000", "2020-09-30"),
        ("1710488400000", "2024-03-15"),
        ("30/09/2020", "2020-09-30"),
        ("1445-09-05", None),
        ("2020-09", None),
        ("2020", None),
        ("أمس", None),
        ("", None),
        (None, None),
    ],
)
def test_the_day_of_a_date_is_the_one_where_it_was_stated(date: str | None, day: str | None) -> None:
    assert day_of(date) == day
