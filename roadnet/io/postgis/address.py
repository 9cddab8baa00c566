"""The address of a database schema, and the connection to it; a password is never part of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

from roadnet.errors import RoadnetError

if TYPE_CHECKING:
    import psycopg

_SCHEME: Final = re.compile(r"^(postgresql|postgres):/", re.IGNORECASE)
_OPTIONS: Final = frozenset({"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout"})
_CONNECT_S: Final = 10
_LONGEST: Final = 63
"""Bytes of an identifier: PostgreSQL cuts what is longer, and two may then be the same."""


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """Where a schema is.

    What is not said comes from the environment (``PGHOST``, ``PGUSER``, ...), and the password
    from ``PGPASSWORD`` or the password file alone, as in every tool of PostgreSQL.
    """

    database: str
    schema: str
    host: str = ""
    port: int | None = None
    user: str = ""
    options: dict[str, str] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """The address as it may be shown: no user, no options."""
        port = f":{self.port}" if self.port else ""
        return f"postgresql://{self.host}{port}/{self.database}?schema={self.schema}"


def is_database(text: str) -> bool:
    """Whether a text is meant as a database's address; a path that lost a slash is, too."""
    return bool(_SCHEME.match(text))


def to_address(text: str) -> DatabaseAddress:
    """Convert ``postgresql://user@host:port/database?schema=name``; the schema else is ``public``.

    Raises
    ------
    RoadnetError
        ``database_password`` where a password stands in it, ``database_address`` where it cannot
        be understood. Neither repeats the text.
    """
    parts = _split(text)
    if parts is None:
        raise RoadnetError("database_address")
    split, port, asked = parts
    if split.password is not None or "password" in asked:
        raise RoadnetError("database_password")
    schema = asked.pop("schema", "public")
    database = unquote(split.path.strip("/"))
    names = (schema, database)
    if asked.keys() - _OPTIONS or not all(map(_is_name, names)) or split.fragment:
        raise RoadnetError("database_address")
    host, user = unquote(split.hostname or ""), unquote(split.username or "")
    return DatabaseAddress(database, schema, host, port, user, asked)


def _split(text: str) -> tuple[Any, int | None, dict[str, str]] | None:
    try:
        split = urlsplit(re.sub(_SCHEME, "postgresql://", text.replace("://", ":/", 1), count=1))
        return split, split.port, dict(parse_qsl(split.query, keep_blank_values=True))
    except ValueError:
        return None


def _is_name(text: str) -> bool:
    return 0 < len(text.encode("utf-8", "replace")) <= _LONGEST and text.isprintable()


def require_psycopg() -> None:
    """Require the extra ``postgis``.

    Raises
    ------
    RoadnetError
        ``database_extra_missing``.
    """
    try:
        import psycopg  # noqa: F401
    except ImportError:
        missing = True
    else:
        missing = False
    if missing:
        raise RoadnetError("database_extra_missing")


@contextmanager
def connected(address: DatabaseAddress) -> Iterator[psycopg.Connection[Any]]:
    """Connect for the length of a block, which is one transaction.

    Raises
    ------
    RoadnetError
        ``database_unreachable``, ``database_failed``; neither carries the library's exception,
        whose text and frames may know the password.
    """
    require_psycopg()
    import psycopg

    given = {
        "host": address.host,
        "port": address.port,
        "user": address.user,
        "dbname": address.database,
        "application_name": "roadnet",
        "connect_timeout": _CONNECT_S,
        **address.options,
    }
    code, reason = "", ""
    try:
        connection = psycopg.connect(**{k: v for k, v in given.items() if v})  # type: ignore[arg-type]
    except psycopg.Error as error:
        code, reason = "database_unreachable", _kind(error)
    if code:
        raise RoadnetError(code, database=address.shown, reason=reason)
    try:
        with connection:
            yield connection
    except psycopg.Error as error:
        code, reason = "database_failed", _kind(error)
    if code:
        raise RoadnetError(code, database=address.shown, reason=reason)


def _kind(error: psycopg.Error) -> str:
    """Say what the server says in one line; of a failed connection its kind alone."""
    said = error.diag.message_primary
    return " ".join((said or type(error).__name__).split())[:200]
