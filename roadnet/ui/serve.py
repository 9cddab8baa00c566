"""The server of the app as ``roadnet app`` starts it: it works ahead while the browser starts."""

from __future__ import annotations

import sys

from roadnet.ui.warm import make_first_result


def main() -> int:
    """Start what the first page shows, then hand over to streamlit with the same arguments."""
    from streamlit.web.cli import main as serve

    make_first_result()
    return int(serve(prog_name="streamlit") or 0)


if __name__ == "__main__":
    sys.exit(main())
