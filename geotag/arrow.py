"""Arrow in, Arrow out: articles in the rows of a table become records in the rows of another.

What speaks Arrow needs no more of geotag than this: Spark (``mapInArrow`` takes :func:`tag_batches`), Dask, DuckDB,
Polars, pandas. The columns of the result are the fields of the JSON record under the same names (:data:`SCHEMA`), and
``error``, which says why an article could not be tagged; the others are tagged all the same.

Needs pyarrow, the extra ``arrow``.

Examples
--------
>>> import pyarrow
>>> from geotag.arrow import tag_table
>>> tagged = tag_table(pyarrow.table({"text": ["انسحبت القوات من آغدام", None]}))   # doctest: +SKIP
>>> tagged["places"][0][0]["country"], tagged["error"][1]                         # doctest: +SKIP
(<pyarrow.StringScalar: 'AZ'>, <pyarrow.StringScalar: 'EmptyArticleError: row 2: its text is null'>)
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from geotag.dates import DateFaults, GivenDates
from geotag.errors import EmptyArticleError, InputError
from geotag.forking import Lock
from geotag.formats.registry import require
from geotag.model import ARTICLE_FIELDS, Article, TaggedArticle
from geotag.outcomes import TaggingFailure, outcomes
from geotag.records import text_digest, to_json
from geotag.records.field_table import RECORD, Field, FieldType, ListOf, MapOf, Scalar

if TYPE_CHECKING:
    import pyarrow as pa

    from geotag.tagger import Tagger
else:
    pa = require("pyarrow", "arrow", "geotag.arrow")

from geotag.dates.arrow_values import given_date

__all__ = ["SCHEMA", "tag_batches", "tag_table", "tagged_schema"]

_LOG: Final = logging.getLogger(__name__)


_TYPES: Final = {str: pa.string(), int: pa.int64(), float: pa.float64()}


def _arrow_type(kind: FieldType) -> Any:
    """Arrow's type of what a field of the record holds: only the types that Spark, DuckDB and pandas all have."""
    if isinstance(kind, Scalar):
        return _TYPES[kind.python]
    if isinstance(kind, ListOf):
        return pa.list_(_arrow_type(kind.item))
    if isinstance(kind, MapOf):
        return pa.map_(pa.string(), pa.string() if kind.value is None else _arrow_type(kind.value))
    return pa.struct([_column(field) for field in kind])


def _column(field: Field) -> tuple[str, Any]:
    return field.name, pa.string() if field.as_text else _arrow_type(field.type)


#: Columns of a result: the fields of the record, its provenance as JSON text, and why an article could not be tagged.
SCHEMA: Final = pa.schema([*map(_column, RECORD), ("error", pa.string())])
#: Rows of a result's batches at most. Records are larger than articles; so many do not fill the memory.
_ROWS: Final = 256
_ID_DIGITS: Final = 16

_lock = Lock()
_taggers: dict[tuple[tuple[str, str], ...], Tagger] = {}


def tagged_schema(
    schema: pa.Schema, *, columns: Mapping[str, str | None] | None = None, keep: bool | Sequence[str] = False
) -> pa.Schema:
    """Schema of what comes of a table of this schema; no model is loaded.

    Parameters
    ----------
    schema
        Of the articles.
    columns, keep
        As of :func:`tag_table`.

    Raises
    ------
    InputError
        As :func:`tag_table`.
    """
    return _Layout(schema, columns, keep).result


def tag_table(
    table: pa.Table,
    tagger: Tagger | Mapping[str, Any] | None = None,
    *,
    columns: Mapping[str, str | None] | None = None,
    keep: bool | Sequence[str] = False,
) -> pa.Table:
    """Tag the articles of a table, one a row.

    Parameters
    ----------
    table
        Has a column of texts: string, large_string, string_view, or a dictionary of one of these.
    tagger
        A tagger, or what :func:`geotag.load` makes one from, by name (``{"gazetteer": "mine.sqlite"}``); then each
        process that tags loads one, once, for all its threads.
    columns
        Which column holds which field of an article (``id``, ``text``, ``title``, ``source``, ``url``, ``date``), as
        ``{"text": "body", "id": "url"}``. Other fields are read from the column of their name, if there is one;
        ``{"title": None}`` leaves one out. Dates that cannot be read are null, and a warning is logged that counts
        them. An article without an id gets the beginning of its text's SHA-256, the same wherever it is tagged.
    keep
        Columns of the table to pass on, after those of the result: their names, or True for all but those whose names
        the result has itself.

    Returns
    -------
    pyarrow.Table
        A row for each article, in order, with the columns of :data:`SCHEMA` and those to keep. Where ``error`` is not
        null, what would have been found is.

    Raises
    ------
    InputError
        If a column is missing, has no texts, or cannot be kept.
    ModelError, GazetteerError
        If the tagger cannot be loaded.
    """
    layout = _Layout(table.schema, columns, keep)
    # Small chunks are joined, large ones divided, neither with a copy of the whole.
    parts = (table.slice(start, _ROWS).combine_chunks() for start in range(0, table.num_rows, _ROWS))
    batches = (batch for part in parts for batch in part.to_batches())
    return pa.Table.from_batches(tag_batches(batches, tagger, columns=columns, keep=keep), layout.result)


def tag_batches(
    batches: Iterable[pa.RecordBatch],
    tagger: Tagger | Mapping[str, Any] | None = None,
    *,
    columns: Mapping[str, str | None] | None = None,
    keep: bool | Sequence[str] = False,
) -> Iterator[pa.RecordBatch]:
    """Tag the articles of record batches as they come; parameters and errors as of :func:`tag_table`.

    Yields
    ------
    pyarrow.RecordBatch
        At most 256 rows of the result; one batch without rows for a batch without rows.
    """
    before, dates = 0, GivenDates()
    for batch in batches:
        layout = _Layout(batch.schema, columns, keep)
        for start in range(0, max(batch.num_rows, 1), _ROWS):
            part = batch.slice(start, _ROWS)
            rows = _tagged_rows(layout.articles(part, before, dates), tagger)
            before += part.num_rows
            found = pa.RecordBatch.from_pylist(rows, schema=SCHEMA)
            kept = [part.column(name) for name in layout.kept]
            yield pa.RecordBatch.from_arrays([*found.columns, *kept], schema=layout.result)
    faults = DateFaults()
    faults.add("the table", dates)
    for note in faults.notes("the table"):
        _LOG.warning(note)


class _Layout:
    """Which columns of the articles hold what, and what the result looks like."""

    def __init__(self, schema: pa.Schema, columns: Mapping[str, str | None] | None, keep: bool | Sequence[str]) -> None:
        for name in schema.names:
            if schema.names.count(name) > 1:
                raise InputError(f"the table has several columns {name!r}; rename all but one")
        self._columns = _field_columns(schema, columns or {})
        own = set(SCHEMA.names)
        self.kept = [name for name in schema.names if name not in own] if keep is True else list(keep or ())
        for name in self.kept:
            if name in own:
                raise InputError(f"column {name!r} cannot be kept: the result has a column of that name; rename it")
            _require_column(schema, name)
        self.result = pa.schema([*SCHEMA, *(schema.field(name) for name in self.kept)])

    def articles(self, batch: pa.RecordBatch, before: int, dates: GivenDates) -> list[Article | _Failure]:
        """The articles of a batch; `before` counts the rows before it, for messages, and `dates` reads its dates."""
        values = {field: _texts(batch.column(name), field, dates) for field, name in self._columns.items()}
        return [
            _article(before + row + 1, {field: column[row] for field, column in values.items()})
            for row in range(batch.num_rows)
        ]


class _Failure:
    """An article that cannot be tagged: the fields of its row."""

    def __init__(self, fields: Mapping[str, Any], error: Exception) -> None:
        self.row = {**fields, "error": f"{type(error).__name__}: {error}"}


def _field_columns(schema: pa.Schema, columns: Mapping[str, str | None]) -> dict[str, str]:
    unknown = sorted(set(columns) - set(ARTICLE_FIELDS))
    if unknown:
        raise InputError(f"articles have no field {unknown[0]!r}; columns can give: {', '.join(ARTICLE_FIELDS)}")
    found = {field: field for field in ARTICLE_FIELDS if field in schema.names and field not in columns}
    for field, name in columns.items():
        if name is not None:
            _require_column(schema, name)
            found[field] = name
    if "text" not in found:
        raise InputError(
            f'no column holds the texts; name it: columns={{"text": …}}, one of: {", ".join(schema.names) or "(none)"}'
        )
    kind = schema.field(found["text"]).type
    if not _is_text(kind):
        raise InputError(f"column {found['text']!r} is of type {kind}, not of texts; cast it to string")
    return found


def _require_column(schema: pa.Schema, name: str) -> None:
    if name not in schema.names:
        raise InputError(f"there is no column {name!r}; the table has: {', '.join(schema.names) or '(none)'}")


def _is_text(kind: Any) -> bool:
    values = kind.value_type if pa.types.is_dictionary(kind) else kind
    checks = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
    return any(check(values) for check in checks)


def _texts(column: pa.Array, field: str, dates: GivenDates) -> list[str | None]:
    if field == "date":
        return [dates.read(given_date(scalar)) for scalar in column]
    return [_as_text(value) for value in column.to_pylist()]


def _as_text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    # Dates and times as ISO 8601, numbers as they are printed.
    return str(value.isoformat()) if hasattr(value, "isoformat") else str(value)


def _article(row: int, fields: Mapping[str, str | None]) -> Article | _Failure:
    text = fields["text"]
    named = {field: value for field, value in fields.items() if field != "text"}
    if text is None:
        return _Failure(named, EmptyArticleError(f"row {row}: its text is null"))
    article_id = fields.get("id") or text_digest(text)[:_ID_DIGITS]
    return Article(article_id, text, named.get("title"), named.get("source"), named.get("url"), named.get("date"))


def _tagged_rows(
    articles: Sequence[Article | _Failure], tagger: Tagger | Mapping[str, Any] | None
) -> list[dict[str, Any]]:
    taggable = [item for item in articles if isinstance(item, Article)]
    if taggable and (tagger is None or isinstance(tagger, Mapping)):
        tagger = _loaded(tagger or {})
    found = map(_outcome_row, outcomes(tagger, taggable))
    return [item.row if isinstance(item, _Failure) else next(found) for item in articles]


def _outcome_row(outcome: TaggedArticle | TaggingFailure) -> dict[str, Any]:
    if isinstance(outcome, TaggedArticle):
        try:
            return _row(outcome)
        except Exception as error:  # noqa: BLE001 - one row that cannot be written takes no other with it
            return _outcome_row(TaggingFailure(outcome.article, error))
    named = {name: getattr(outcome.article, name) for name in ("id", "source", "url", "title", "date", "language")}
    return _Failure(named, outcome.error).row


def _row(tagged: TaggedArticle) -> dict[str, Any]:
    record = tagged.to_dict()
    for place in record["places"]:
        place["links"] = list(place["links"].items())
    record["provenance"] = to_json(record["provenance"])
    return record


def _loaded(settings: Mapping[str, Any]) -> Tagger:
    """The tagger of this process with these settings, for all its threads."""
    key = tuple(sorted((name, str(value)) for name, value in settings.items()))
    with _lock:
        if key not in _taggers:
            import geotag

            paths = {name: Path(settings[name]) for name in ("gazetteer", "corrections") if settings.get(name)}
            _taggers[key] = geotag.load(**{**settings, **paths})
        return _taggers[key]
