"""GeoParquet and plain Parquet, by Arrow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from roadnet.errors import RoadnetError
from roadnet.io.formats.columns import mend_text, to_plain_columns, with_rows
from roadnet.io.formats.coordinates import place_rows
from roadnet.io.formats.wkb import to_plain_column
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import WKB, Job, RawLayer


def read_parquet(path: Path, job: Job, limits: ReadLimits) -> RawLayer:
    """Read a Parquet table; geometry is the primary column of its ``geo`` metadata, as WKB.

    Raises
    ------
    RoadnetError
        ``too_many_rows``, ``file_too_large``, ``geometry_encoding_unknown``, ``file_unreadable``.
    """
    import pyarrow.parquet as pq

    file = Path(job.path).name
    try:
        with pq.ParquetFile(path) as parquet:
            _require_modest(parquet.metadata, file, limits)
            table = parquet.read()
    except pa.ArrowException as error:
        raise RoadnetError("file_unreadable", file=file, reason=str(error)) from error
    geo = _geo(table, file)
    table, garbled = mend_text(table)
    plain = with_rows(to_plain_columns(table))
    column = str(geo.get("primary_column", ""))
    if not column or column not in table.column_names:
        return place_rows(RawLayer(plain, notes=garbled), job)
    if column in plain.column_names:
        plain = plain.drop_columns([column])
    wkb, notes = to_plain_column(table[column])
    crs, stated = _crs(geo.get("columns", {}).get(column, {}))
    return RawLayer(plain.append_column(WKB, wkb), "", crs, stated, notes=(*garbled, *notes))


def _require_modest(metadata: Any, file: str, limits: ReadLimits) -> None:
    if metadata.num_rows > limits.rows:
        raise RoadnetError("too_many_rows", file=file, limit=limits.rows)
    if metadata.num_columns > limits.columns:
        raise RoadnetError("too_many_columns", file=file, limit=limits.columns)
    groups = (metadata.row_group(i) for i in range(metadata.num_row_groups))
    if sum(group.total_byte_size for group in groups) > limits.expanded_bytes:
        raise RoadnetError("file_too_large", file=file)


def _geo(table: pa.Table, file: str) -> dict[str, Any]:
    try:
        geo = json.loads((table.schema.metadata or {}).get(b"geo", b"{}"))
        columns = geo.get("columns", {})
        encodings = {str(about.get("encoding", "WKB")).upper() for about in columns.values()}
    except (ValueError, AttributeError) as error:
        raise RoadnetError("file_unreadable", file=file, reason="geo") from error
    if encodings - {"WKB"}:
        raise RoadnetError("geometry_encoding_unknown", file=file, encoding=", ".join(encodings))
    return dict(geo)


def _crs(about: dict[str, Any]) -> tuple[str, bool]:
    """Return the reference system: absent means WGS 84 by the format, null means unknown."""
    if "crs" not in about:
        return "EPSG:4326", False
    crs = about["crs"]
    if not crs:
        return "", False
    identity = crs.get("id") if isinstance(crs, dict) else None
    if not isinstance(identity, dict):
        return json.dumps(crs), True
    authority, code = identity.get("authority"), identity.get("code")
    if authority == "OGC" and code == "CRS84":
        return "EPSG:4326", True
    return (f"{authority}:{code}" if authority and code else json.dumps(crs)), True
