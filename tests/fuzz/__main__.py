"""Fuzz the readers and print a table: ``python -m tests.fuzz --runs N --seed S [--only NAME]``.

Ends with 1 where a run ended otherwise than in findings or a message, within time and memory.
``--only NAME --run K`` does one run; with ``--keep DIR`` its files are written there.
"""

from __future__ import annotations

import argparse
import signal
import time
from pathlib import Path

from tests.fuzz.campaign import Campaign
from tests.fuzz.seeds import make_readers
from tests.fuzz.worker import make_input


def main() -> int:
    """Run what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--runs", type=int, default=2_000, help="in all, shared by the readers")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", help="a reader's name; may be repeated")
    parser.add_argument("--run", type=int, help="this run alone")
    parser.add_argument("--keep", type=Path, help="write the files of --run here")
    given = parser.parse_args()
    if given.keep and given.only and given.run is not None:
        reader = next(one for one in make_readers() if one.name == given.only[0])
        given.keep.mkdir(parents=True, exist_ok=True)
        for name, data in make_input(reader, given.run, given.seed).items():
            (given.keep / name).write_bytes(data)
    start = time.perf_counter()
    campaign = Campaign(given.seed)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        campaign.run(given.runs, only=given.only, run=given.run)
    except KeyboardInterrupt:
        print("stopped")  # what was done so far is told all the same
    finally:
        campaign.close()
    print(campaign.to_table())
    print(f"\n{campaign.count} runs in {time.perf_counter() - start:.0f} s, seed {given.seed}")
    for fault in campaign.faults:
        print(f"FAULT {fault}")
    return 1 if campaign.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
