"""Makes cities.json, the cities of the base map: ``python -m tools.outlines.derive_cities``.

They are drawn from the hand-compiled facts.

Each line is a city: Arabic name, English name, latitude, longitude, and the zoom from which its name is shown.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CURATED = ROOT / "gazetteer" / "curated"
CITIES = ROOT / "geotag" / "maps" / "data" / "cities.json"
TABLES = ("capitals", "arab_cities", "world_cities", "caucasus_ukraine")
#: The zoom from which a city with so many inhabitants is named.
ZOOMS = ((5_000_000, 4), (1_500_000, 5), (500_000, 6), (100_000, 7))


def cities() -> Iterator[tuple[str, str, float, float, int]]:
    """The cities that are named, the largest first, each once."""
    found: dict[tuple[str, int, int], tuple[int, tuple[str, str, float, float, int]]] = {}
    for table in TABLES:
        with (CURATED / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                population = int(row["population"] or 0)
                zoom = next((z for least, z in ZOOMS if population >= least), None)
                if table == "capitals":
                    zoom = min(zoom or 6, 5 if population >= 500_000 else 6)
                if row["kind"] == "city" and zoom is not None:
                    lat, lon = round(float(row["lat"]), 2), round(float(row["lon"]), 2)
                    city = (row["name"], row["name_en"], lat, lon, zoom)
                    found.setdefault((row["name"], round(lat), round(lon)), (population, city))
    for _, city in sorted(found.values(), key=lambda item: (item[1][4], -item[0], item[1])):
        yield city


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(city, ensure_ascii=False) for city in cities())
    CITIES.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
