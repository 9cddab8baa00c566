"""A real database; where none is named the tests are left out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from urllib.parse import urlsplit
from uuid import uuid4

import pytest

VARIABLE = "ROADNET_TEST_POSTGIS"


@pytest.fixture
def schema() -> Iterator[str]:
    """The address of a schema of its own, not there yet; its name is hostile."""
    address = os.environ.get(VARIABLE)
    if not address:
        pytest.skip(f"no database: name one with PostGIS in {VARIABLE}, its password in PGPASSWORD")
    psycopg = pytest.importorskip("psycopg")
    name = f"s-{uuid4().hex[:8]}';DROP"
    yield f"{address}?schema={name}"
    with psycopg.connect(address) as connection:
        connection.execute(
            psycopg.sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(psycopg.sql.Identifier(name))
        )


@pytest.fixture
def password() -> str:
    """The password as the tests got it: no output may hold it."""
    word = os.environ.get("PGPASSWORD", "")
    if not word:
        pytest.skip("the database has no password in PGPASSWORD")
    return word


def server_of(address: str) -> str:
    """The address without its schema."""
    return urlsplit(address)._replace(query="").geturl()


def schema_of(address: str) -> str:
    return address.partition("?schema=")[2]
