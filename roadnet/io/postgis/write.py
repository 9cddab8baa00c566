"""Tables into a schema of a database: all of them in one transaction, or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import geopandas as gpd
import pandas as pd
import shapely

from roadnet.crs import WGS84
from roadnet.errors import RoadnetError
from roadnet.io.postgis.address import connected, to_address
from roadnet.io.write import to_writable

_MARK: Final = "roadnet: replaced at each assessment"
_SHAPE: Final = "geom"
_LONGEST: Final = 63
_COMMENT: Final = (
    "SELECT obj_description(c.oid, 'pg_class') FROM pg_class c"
    " JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s"
)


def write_schema(text: str, tables: Mapping[str, pd.DataFrame]) -> list[str]:
    """Write tables into the schema that an address names, which is made where needed.

    Readers see the old tables until all new ones are there. A table that was not written by this
    function is never replaced, and nothing outside the schema is touched.

    Returns
    -------
    The tables' names with their schema.

    Raises
    ------
    RoadnetError
        ``database_schema_missing`` where the address names none, ``database_table_taken``, and what
        :func:`roadnet.io.postgis.address.connected` raises.
    """
    address = to_address(text)
    if "schema=" not in text:
        raise RoadnetError("database_schema_missing", database=address.shown)
    with connected(address) as connection:
        from psycopg import sql

        exists = "SELECT 1 FROM pg_namespace WHERE nspname = %s"
        if connection.execute(exists, [address.schema]).fetchone() is None:
            connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(address.schema)))
        for name in tables:
            _require_ours(connection, address.schema, name, address.shown)
        for name, frame in tables.items():
            _write_table(connection, address.schema, name, frame)
    return [f"{address.schema}.{name}" for name in tables]


def _require_ours(connection: Any, schema: str, name: str, shown: str) -> None:
    row = connection.execute(_COMMENT, [schema, name]).fetchone()
    if row is not None and row[0] != _MARK:
        raise RoadnetError("database_table_taken", table=f"{schema}.{name}", database=shown)


def _write_table(connection: Any, schema: str, name: str, frame: pd.DataFrame) -> None:
    from psycopg import sql

    table = sql.Identifier(schema, name)
    plain, shapes, srid = _split(to_writable(frame))
    columns = [(column, _type(plain[column])) for column in plain.columns]
    if shapes is not None:
        columns.append((_SHAPE, f"public.geometry(Geometry,{srid})"))
    defined = [sql.SQL(f"{{}} {kind}").format(sql.Identifier(one)) for one, kind in columns]
    connection.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(table))
    connection.execute(sql.SQL("CREATE TABLE {} ({})").format(table, sql.SQL(", ").join(defined)))
    names = sql.SQL(", ").join(sql.Identifier(column) for column, _ in columns)
    copy = sql.SQL("COPY {} ({}) FROM STDIN").format(table, names)
    with connection.cursor() as cursor, cursor.copy(copy) as target:
        for row in _rows(plain, shapes):
            target.write_row(row)
    if shapes is not None:
        index = sql.SQL("CREATE INDEX ON {} USING gist ({})")
        connection.execute(index.format(table, sql.Identifier(_SHAPE)))
    mark = sql.SQL("COMMENT ON TABLE {} IS {}").format(table, sql.Literal(_MARK))
    connection.execute(mark)


def _split(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[str | None] | None, int]:
    """Split columns and shapes, as hexadecimal WKB with the code of their reference system.

    Names that PostgreSQL would cut are cut here, and told apart.
    """
    shapes, srid = None, 0
    if isinstance(frame, gpd.GeoDataFrame):
        place = frame.geometry
        if place.crs is not None and place.crs.to_epsg() is None:
            place = place.to_crs(WGS84)
        srid = place.crs.to_epsg() if place.crs is not None else 0
        blobs = shapely.to_wkb(
            shapely.set_srid(place.to_numpy(), srid), hex=True, include_srid=True
        )
        shapes = blobs.tolist()
        frame = pd.DataFrame(frame.drop(columns=frame.geometry.name))
    taken, names = {_SHAPE}, []
    for name in frame.columns:
        new = cut = _cut(str(name).replace("\x00", ""))
        number = 1
        while new in taken or not new:
            number += 1
            new = f"{_cut(cut, _LONGEST - 4)}_{number}"
        taken.add(new)
        names.append(new)
    return frame.set_axis(names, axis=1), shapes, srid


def _cut(text: str, longest: int = _LONGEST) -> str:
    return text.encode("utf-8", "replace")[:longest].decode("utf-8", "ignore")


def _type(column: pd.Series[Any]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    if pd.api.types.is_integer_dtype(column):
        return "bigint"
    return "double precision" if pd.api.types.is_float_dtype(column) else "text"


def _rows(plain: pd.DataFrame, shapes: list[str | None] | None) -> Iterator[tuple[Any, ...]]:
    columns = [_cells(plain[name]) for name in plain.columns]
    columns += [shapes] if shapes is not None else []
    return zip(*columns, strict=True)


def _cells(column: pd.Series[Any]) -> list[Any]:
    """Return values as the database takes them: no NaN, no zero bytes, no half characters."""
    gone = column.isna().to_numpy()
    is_text = _type(column) == "text"
    values = column.astype(object).tolist()
    return [
        None if none else _text(value) if is_text else value
        for value, none in zip(values, gone, strict=True)
    ]


def _text(value: object) -> str:
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
