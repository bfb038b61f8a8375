"""The record of an article: how it is written, read, checked and described, each in one place.

field_table   the fields: what is written, what is read and both schemas follow from it
writer        from what was found in an article to its record
reader        back; also from records of earlier schemas (``checking`` finds what is wrong with a record)
results       the records of a run, from its directory (``run_index``) or from a file
json_schema   the JSON Schema
digest        the hash by which a record names its text
serialising   any value as JSON text
"""

from geotag.records.digest import text_digest
from geotag.records.field_table import SCHEMA_VERSION, looked_up_name
from geotag.records.json_schema import record_schema
from geotag.records.results import read_results
from geotag.records.serialising import to_json
from geotag.records.writer import candidate_record

__all__ = [
    "SCHEMA_VERSION",
    "candidate_record",
    "looked_up_name",
    "read_results",
    "record_schema",
    "text_digest",
    "to_json",
]
