"""Files are copied before they are read: whole or not at all."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from roadnet.io.formats.open import _stage


def test_a_package_half_copied_is_not_taken_for_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, scratch = tmp_path / "a.gpkg", tmp_path / "scratch"
    source.write_bytes(b"0123456789")
    source.with_suffix(".gpkg-wal").write_bytes(b"log")
    scratch.mkdir()

    def full_disk(source: Path, target: Path) -> None:
        Path(target).write_bytes(Path(source).read_bytes()[:5])
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full_disk)
        with pytest.raises(OSError, match="no space"):
            _stage(source, "gpkg", scratch)
    staged = _stage(source, "gpkg", scratch)
    assert staged.read_bytes() == b"0123456789"
    assert staged.with_suffix(".gpkg-wal").read_bytes() == b"log"
    source.unlink()
    assert _stage(source, "gpkg", scratch) == staged  # for another of its tables
