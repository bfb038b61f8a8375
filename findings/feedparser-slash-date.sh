#!/usr/bin/env bash
# feedparser reads a date with slashes as a day of the month in which it runs, and Unix time as a day of another year.
#
# `2024/03/15` is no form that RSS allows, but feeds of newspapers have it. feedparser's reader of ISO 8601 takes the first
# four digits for the year and stops; the missing month becomes the current one, the day the first. So one feed has other
# dates each month, and none is empty, as it is for dates that feedparser cannot read. Ten digits of Unix time (1710460800
# is 15 March 2024) become a century, a year and the day of it: 14 April 2017.
#
# Seen with feedparser 6.0.14 in December 2026: 2024/03/15 -> 2024-12-01, 1710460800 -> 2017-04-14
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet feedparser==6.0.14
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
import time

import feedparser


def read(date: str) -> str:
    feed = f"<rss version='2.0'><channel><item><title>a</title><pubDate>{date}</pubDate></item></channel></rss>"
    return time.strftime("%Y-%m-%d", feedparser.parse(feed).entries[0].published_parsed)


month = time.gmtime().tm_mon
seen = read("2024/03/15"), read("1710460800")
print("feedparser", feedparser.__version__, seen)
assert seen == (f"2024-{month:02}-01", "2017-04-14"), "feedparser has changed"
PYTHON
