"""Addresses: what is understood, what is refused, and that no message repeats a password."""

from __future__ import annotations

import builtins
from typing import Any

import pytest

from roadnet.batch.stamp import stamp_of
from roadnet.batch.task import Options
from roadnet.errors import RoadnetError
from roadnet.io.postgis.address import DatabaseAddress, connected, is_database, to_address

WORD = "pw-93f1-geheim"


def test_parts() -> None:
    found = to_address("postgresql://li%20si@db.example:5433/roads?schema=a%20b&sslmode=require")
    wanted = DatabaseAddress("roads", "a b", "db.example", 5433, "li si", {"sslmode": "require"})
    assert found == wanted
    assert found.shown == "postgresql://db.example:5433/roads?schema=a b"
    assert to_address("postgres:///roads").schema == "public"


def test_a_path_that_lost_a_slash_is_still_an_address() -> None:
    assert is_database("postgresql:/u@h/d")
    assert to_address("postgresql:/u@h/d").host == "h"
    assert not is_database("postgresql.gpkg")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (f"postgresql://u:{WORD}@h/d", "database_password"),
        (f"postgresql:/u:{WORD}@h/d", "database_password"),
        (f"postgresql://u@h/d?password={WORD}", "database_password"),
        (f"postgresql://u@h/d?options={WORD}", "database_address"),
        (f"postgresql://u@h:{WORD}/d", "database_address"),
        (f"postgresql://u@[{WORD}/d", "database_address"),
        ("postgresql://u@h", "database_address"),
        ("postgresql://u@h/d?schema=", "database_address"),
        (f"postgresql://u@h/d?schema={'x' * 64}", "database_address"),
    ],
)
def test_refused_without_repeating_it(text: str, code: str) -> None:
    with pytest.raises(RoadnetError) as caught:
        to_address(text)
    assert caught.value.code == code
    assert WORD not in caught.value.message("zh") + caught.value.message("en")
    assert caught.value.__context__ is None


def test_a_missing_extra_is_one_message(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def without(name: str, *rest: Any, **more: Any) -> Any:
        if name == "psycopg":
            raise ModuleNotFoundError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(RoadnetError) as caught, connected(to_address("postgresql://u@h/d")):
        pass
    assert ".[postgis]" in caught.value.message("en")


def test_a_database_is_never_taken_for_done() -> None:
    options = Options()
    address = "postgresql://u@h/d"
    assert stamp_of(address, options) != stamp_of(address, options)
