"""Tables of a schema that are named as the layers, fetched into files that are then read as any.

The connection is the program's own: neither address nor password reaches the process that opens
files, which has no network. What it opens is a GeoParquet file of each table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.config import DistrictConfig, LayerConfig
from roadnet.io.limits import ReadLimits
from roadnet.io.postgis.address import DatabaseAddress, connected, is_database, to_address
from roadnet.schema import layers

if TYPE_CHECKING:
    import pyarrow as pa

_KINDS: Final = {
    "bool": "bool",
    "int2": "int64",
    "int4": "int64",
    "int8": "int64",
    "float4": "double",
    "float8": "double",
}
_BATCH: Final = 20_000
_TABLES: Final = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = %s AND c.relkind IN ('r', 'p', 'v', 'm') ORDER BY c.relname"
)
_COLUMNS: Final = (
    "SELECT a.attname, t.typname FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid"
    " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = %s AND c.relname = %s AND a.attnum > 0 AND NOT a.attisdropped"
    " ORDER BY a.attnum"
)


@contextmanager
def fetched(text: str, limits: ReadLimits) -> Iterator[DistrictConfig]:
    """Fetch a district from a schema for the length of a block; all layers of one moment.

    Raises
    ------
    RoadnetError
        ``source_without_layers``, ``too_many_rows``, ``too_many_columns``, and what
        :func:`roadnet.io.postgis.address.connected` raises.
    """
    address = to_address(text)
    with _folder() as folder:
        files: dict[str, LayerConfig] = {}
        with _reading(address, limits) as connection:
            tables = [row[0] for row in connection.execute(_TABLES, [address.schema])]
            folded = {table.casefold(): table for table in reversed(tables)}
            for name in filter(folded.__contains__, layers()):
                files[name] = LayerConfig(path=folder / f"{name}.parquet")
                _fetch(connection, address.schema, folded[name], files[name].path, limits)
        if not files:
            known = ", ".join(tables[:20]) or "-"
            raise RoadnetError("source_without_layers", source=address.shown, known=known)
        yield DistrictConfig(name=address.schema, layers=files, base=Path.cwd())


@contextmanager
def with_fetched(config: DistrictConfig, limits: ReadLimits) -> Iterator[DistrictConfig]:
    """Fetch the layers whose ``path`` is a database's address for the length of a block.

    ``layer`` names the table, with its schema before a point; else the table is called as the
    layer, in the address's schema. Errors are those of :func:`fetched`, and ``layer_unknown``.
    """
    remote = {name: row for name, row in config.layers.items() if is_database(str(row.path))}
    with _folder() as folder:
        found = dict(config.layers)
        for name, row in remote.items():
            path = folder / f"{name}.parquet"
            address = to_address(str(row.path))
            schema, _, table = row.layer.rpartition(".")
            with _reading(address, limits) as connection:
                _fetch(connection, schema or address.schema, table or name, path, limits)
            found[name] = replace(row, path=path, layer="")
        yield replace(config, layers=found)


@contextmanager
def _folder() -> Iterator[Path]:
    with TemporaryDirectory(prefix="roadnet-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


@contextmanager
def _reading(address: DatabaseAddress, limits: ReadLimits) -> Iterator[Any]:
    """Connect for reading alone, at one moment of the data, for a limited time."""
    with connected(address) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        milliseconds = str(int(limits.seconds * 1000))
        connection.execute("SELECT set_config('statement_timeout', %s, true)", [milliseconds])
        yield connection


def _fetch(connection: Any, schema: str, table: str, path: Path, limits: ReadLimits) -> None:
    import pyarrow as pa
    from psycopg import sql

    columns = connection.execute(_COLUMNS, [schema, table]).fetchall()
    if not columns:
        known = ", ".join(row[0] for row in connection.execute(_TABLES, [schema])) or "-"
        raise RoadnetError("layer_unknown", file=schema, layer=table, known=known[:500])
    if len(columns) > limits.columns:
        raise RoadnetError("too_many_columns", file=table, limit=limits.columns)
    shape = next((name for name, kind in columns if kind == "geometry"), None)
    plain = [(name, kind) for name, kind in columns if kind not in ("geometry", "geography")]
    asked = [_expression(sql.Identifier(name), kind) for name, kind in plain]
    if shape is not None:
        place = sql.Identifier(shape)
        asked.append(sql.SQL("ST_AsBinary(ST_Force2D({}), 'NDR')").format(place))
    source = sql.Identifier(schema, table)
    query = sql.SQL("SELECT {} FROM {} LIMIT {}").format(
        sql.SQL(", ").join(asked), source, sql.Literal(limits.rows + 1)
    )
    types = [(name, pa.type_for_alias(_KINDS.get(kind, "string"))) for name, kind in plain]
    types += [(shape, pa.binary())] if shape is not None else []
    crs = _crs(connection, source, shape) if shape is not None else None
    wanted = pa.schema(types, metadata=_metadata(shape, crs) if shape is not None else None)
    _write(connection, query, wanted, path, table, limits)


def _write(
    connection: Any, query: Any, schema: pa.Schema, path: Path, table: str, limits: ReadLimits
) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    count = 0
    with (
        connection.cursor(name="roadnet", binary=True) as cursor,
        pq.ParquetWriter(path, schema) as writer,
    ):
        cursor.execute(query)
        while rows := cursor.fetchmany(_BATCH):
            count += len(rows)
            if count > limits.rows:
                raise RoadnetError("too_many_rows", file=table, limit=limits.rows)
            arrays = [
                pa.array([row[i] for row in rows], field.type) for i, field in enumerate(schema)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))


def _expression(column: Any, kind: str) -> Any:
    from psycopg import sql

    return column if kind in _KINDS else sql.SQL("{}::text").format(column)


def _crs(connection: Any, source: Any, shape: str) -> tuple[str, int] | None:
    """Return the authority and code of the reference system of the first shape there is."""
    from psycopg import sql

    query = sql.SQL(
        "SELECT s.auth_name, s.auth_srid FROM (SELECT ST_SRID({0}) AS srid FROM {1}"
        " WHERE {0} IS NOT NULL LIMIT 1) g JOIN spatial_ref_sys s ON s.srid = g.srid"
    ).format(sql.Identifier(shape), source)
    row = connection.execute(query).fetchone()
    return (str(row[0]), int(row[1])) if row and row[0] and row[1] else None


def _metadata(shape: str, crs: tuple[str, int] | None) -> dict[str, str]:
    identity = {"id": {"authority": crs[0], "code": crs[1]}} if crs else None
    about: dict[str, Any] = {"encoding": "WKB", "geometry_types": [], "crs": identity}
    return {
        "geo": json.dumps({"version": "1.0.0", "primary_column": shape, "columns": {shape: about}})
    }
