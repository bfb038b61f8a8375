"""Write the JSON Schema of the record anew, from the table of its fields.

Run from the repository's root::

    python tools/write_record_schema.py
"""

from __future__ import annotations

import json
from pathlib import Path

from geotag.records.json_schema import json_schema

if __name__ == "__main__":
    path = Path("geotag/records/record.schema.json")
    path.write_text(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
