#!/usr/bin/env bash
# GDAL's LIBKML driver drops attributes named `end`, `begin` and `timestamp`.
#
# KML lets a placemark carry any attributes (ExtendedData). LIBKML has fields of its own with those three names, of type
# DateTime, for a placemark's TimeSpan and TimeStamp; an attribute of that name is sought there, and its value, if it is no
# date, is gone without a warning. Its other reserved names (altitudeMode, icon, drawOrder, tessellate) keep theirs. Whoever writes
# offsets of a text as `start` and `end` finds the first in QGIS and not the second.
#
# Seen with pyogrio 0.13.0, whose wheel has GDAL 3.12.4:
#     {'start': '7', 'end': None, 'begin': None, 'timestamp': None, 'heading': '7'}
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet pyogrio==0.13.0 numpy==2.4.6
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON'
from pathlib import Path

import pyogrio
from pyogrio.raw import read

names = ["start", "end", "begin", "timestamp", "heading"]
data = "".join(f'<Data name="{name}"><value>7</value></Data>' for name in names)
Path("places.kml").write_text(
    '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>a</name>'
    f"<Placemark><name>p</name><ExtendedData>{data}</ExtendedData><Point><coordinates>37.1,36.2</coordinates></Point>"
    "</Placemark></Folder></Document></kml>",
    encoding="utf-8",
)
meta, _, _, columns = read("places.kml")
found = dict(zip(meta["fields"], (column[0] for column in columns), strict=True))
# A field of type DateTime without a value is NaT, which is not equal to itself.
seen = {name: found[name] if found[name] == found[name] else None for name in names}
print("GDAL", ".".join(map(str, pyogrio.__gdal_version__)), seen)
assert seen == {"start": "7", "end": None, "begin": None, "timestamp": None, "heading": "7"}, "LIBKML has changed"
PYTHON
