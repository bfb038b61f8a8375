from __future__ import annotations

import pytest

from geotag.formats.markup import iso_day


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2020-09-30", "2020-09-30"),
        ("2020-09-30T10:00:00Z", "2020-09-30"),
        ("20200930", "2020-09-30"),
        ("2020-W40-3", "2020-09-30"),
        ("أمس", None),
        (None, None),
    ],
)
def test_days_are_written_as_xml_schema_has_them(date: str | None, day: str | None) -> None:
    assert iso_day(date) == day
