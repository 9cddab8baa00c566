"""The process that reads mutated files, one after another: ``python -m tests.fuzz.worker``.

Each line of its input is ``[reader, number, seed]``, each line of its output one JSON object. It
does what the reader's child and the program after it do, in one process, so that an exception shows
where it comes from. A crash of the process is seen by whoever started it.
"""

from __future__ import annotations

import json
import random
import resource
import shutil
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from roadnet.errors import RoadnetError
from roadnet.io.browse import list_layers  # noqa: F401 - what it loads is loaded before the clock
from roadnet.io.formats.open import describe_file
from roadnet.io.limits import ReadLimits
from roadnet.io.raw import Job
from roadnet.io.read import read_district
from tests.fuzz.mutate import mutate
from tests.fuzz.seeds import Parts, Reader, make_readers

_READING: Final = frozenset({"read_job", "describe_file"})
_DESCRIBED_EACH: Final = 5


def main() -> int:
    """Answer until the input ends."""
    limits = ReadLimits()
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    readers = {reader.name: reader for reader in make_readers()}
    print(json.dumps({"readers": sorted(readers)}), flush=True)
    with TemporaryDirectory(prefix="roadnet-fuzz-") as folder:
        for line in sys.stdin:
            name, number, seed = json.loads(line)
            parts = make_input(readers[name], number, seed)
            answer = _run(parts, Path(folder) / "input", number, limits)
            print(json.dumps(answer), flush=True)
    return 0


def make_input(reader: Reader, number: int, seed: int) -> Parts:
    """Make the files of one run: the same for the same reader, number and seed."""
    rng = random.Random(f"{seed}:{reader.name}:{number}")
    return mutate(rng.choice(reader.seeds), rng)


def _run(parts: Parts, folder: Path, number: int, limits: ReadLimits) -> dict[str, Any]:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for name, data in parts.items():
        (folder / name).write_bytes(data)
    _reset_peak()
    start = time.perf_counter()
    try:
        answer = _read(folder, sorted(parts), number, limits)
    except RoadnetError as error:
        for lang in ("zh", "en"):
            error.message(lang)  # type: ignore[arg-type]
        answer = {"ends": "message", "code": error.code}
    except MemoryError:
        answer = {"ends": "message", "code": "file_too_large"}
    except Exception as error:  # it is what is looked for
        answer = _judge(error)
    return {**answer, "seconds": time.perf_counter() - start, "peak_bytes": _peak()}


def _read(folder: Path, names: list[str], number: int, limits: ReadLimits) -> dict[str, Any]:
    if number % _DESCRIBED_EACH == 0 and not any(name.endswith(".toml") for name in names):
        with TemporaryDirectory(dir=folder.parent) as scratch:
            name = next((n for n in names if n.endswith(".shp")), names[0])
            describe_file(Job(str(folder / name), describe=True), limits, Path(scratch))
        return {"ends": "described"}
    district = read_district(folder, inline=True, limits=limits)
    for source in district.sources.values():
        if source.accepted + source.rejected != source.read:
            raise AssertionError("rows lost or counted twice")
    for finding in district.findings:
        finding.message("zh")
        finding.mend("en")
    return {"ends": "findings"}


def _judge(error: Exception) -> dict[str, Any]:
    """Tell a library's word on a broken file, of which the child makes a message, from a fault."""
    frames = traceback.extract_tb(error.__traceback__)
    reading = any(frame.name in _READING for frame in frames)
    ours = [frame for frame in frames if "/roadnet/" in frame.filename]
    module = type(error).__module__
    library = module.split(".")[0] not in (
        "builtins",
        "struct",
        "json",
        "zipfile",
        "roadnet",
        "csv",
    )
    library = (
        library or "site-packages" in frames[-1].filename or frames[-1].filename.endswith(".pyx")
    )
    kind = f"{module}.{type(error).__name__}"
    if reading and library:
        return {"ends": "message", "code": f"file_unreadable ({kind})"}
    last = ours[-1] if ours else frames[-1]
    where = f"{Path(last.filename).name}:{last.lineno} {last.name}"
    return {"ends": "fault", "code": f"{kind} at {where}", "text": str(error)[:200]}


def _reset_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) * 1024


if __name__ == "__main__":
    raise SystemExit(main())
