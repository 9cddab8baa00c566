"""``python -m roadnet``: the same as the command ``roadnet``."""

from roadnet.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
