"""The process that opens users' files: ``python -m roadnet.io.child``.

It reads a request from standard input, one JSON object, and answers with one JSON line a job. It
loads neither pandas nor geopandas, so that it starts fast; what it hands back has been reduced to
plain rows and plain WKB.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.abc import MetaPathFinder
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, Final

from roadnet.collector import collect_seldom
from roadnet.errors import RoadnetError
from roadnet.io.formats.drivers import ALLOWED_DRIVERS, driver_environment

_AGAIN: Final = "ROADNET_READER_AGAIN"
_HEAVY: Final = frozenset({"pandas", "geopandas"})


class _NotHere(MetaPathFinder):
    """Makes the heavy packages look absent: this process has no use for them."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        """Refuse the packages of the list."""
        if fullname in _HEAVY:
            raise ModuleNotFoundError(fullname, name=fullname)


def main() -> int:
    """Read each job's file; say so line by line. The end of the process is the end of the work."""
    collect_seldom()
    sys.meta_path.insert(0, _NotHere())
    request = json.loads(sys.stdin.buffer.readline().decode("utf-8"))
    _bound_memory(int(request["limits"]["memory_bytes"]))
    _require_drivers(request)
    for answer in _answers(request):
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()
    return 0


def _answers(request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    from roadnet.io.formats.open import describe_file, read_job
    from roadnet.io.limits import from_dict
    from roadnet.io.raw import to_job, write_raw

    limits = from_dict(request["limits"])
    first: dict[str, int] = {}
    for number, table in enumerate(request["jobs"]):
        yield {"start": number}
        job = to_job(table)
        try:
            with _scratch(
                request["folder"], job.path, first.setdefault(job.path, number)
            ) as scratch:
                if job.describe:
                    about: Any = describe_file(job, limits, Path(scratch))
                else:
                    raw = read_job(job, limits, Path(scratch))
                    about = write_raw(raw, Path(request["folder"]) / f"{number}.arrow")
            yield {"done": number, "about": about}
        except RoadnetError as error:
            yield {"error": number, "code": error.code, "params": _plain(error.params)}
        except MemoryError:
            yield {
                "error": number,
                "code": "file_too_large",
                "params": {"file": Path(job.path).name},
            }
        except (
            Exception
        ) as error:  # whatever a library throws at a broken file is that file's fault
            params = {"file": Path(job.path).name, "reason": _short(error)}
            yield {"error": number, "code": "file_unreadable", "params": params}


def _scratch(folder: str, path: str, first: int) -> AbstractContextManager[str]:
    """Give a job a folder; the tables of one GeoPackage share theirs, so that it is copied once.

    That one goes with the folder of all.
    """
    if not path.lower().endswith(".gpkg"):
        return TemporaryDirectory(dir=folder, ignore_cleanup_errors=True)
    shared = Path(folder) / f"package-{first}"
    shared.mkdir(exist_ok=True)
    return nullcontext(str(shared))


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}".splitlines()[0][:300]


def _plain(params: Mapping[str, object]) -> dict[str, object]:
    return {k: v if isinstance(v, int | float | str) else str(v) for k, v in params.items()}


def _bound_memory(limit_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent watches instead
        return
    resource.setrlimit(resource.RLIMIT_AS, (limit_bytes, limit_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _require_drivers(request: Mapping[str, Any]) -> None:
    """Start once again when this build of GDAL knows drivers that nobody allowed."""
    import pyogrio

    extra = sorted(set(pyogrio.list_drivers()) - ALLOWED_DRIVERS)
    if not extra:
        return
    if os.environ.get(_AGAIN):
        raise SystemExit(f"drivers cannot be put off: {extra}")
    import subprocess

    environment = {**os.environ, **driver_environment(extra), _AGAIN: "1"}
    done = subprocess.run(
        [sys.executable, "-m", "roadnet.io.child"],
        input=json.dumps(request).encode() + b"\n",
        env=environment,
        check=False,
    )
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    raise SystemExit(main())
