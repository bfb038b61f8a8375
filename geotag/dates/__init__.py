"""Dates of articles: the one place where they are read, in inputs, in pages, and again where they are written.

A date is right or absent. What states no day, more than one, or a day that depends on where it was written is no date.
"""

from geotag.dates.given import DateFaults, GivenDates
from geotag.dates.parsing import DateReading, day_of, parse_date, read_date, stated_date

__all__ = ["DateFaults", "DateReading", "GivenDates", "day_of", "parse_date", "read_date", "stated_date"]
