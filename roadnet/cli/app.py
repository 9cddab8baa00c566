"""``roadnet app``: open the web app."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import Final

from roadnet.cli.console import complain
from roadnet.cli.source import DEMO
from roadnet.errors import RoadnetError
from roadnet.io.postgis.address import is_database, to_address
from roadnet.text import Lang, tr

FIRST_PORT: Final = 8501
_PORTS: Final = 100


def run_app(source: str, port: int | None, lang: Lang) -> int:
    """Say where the app is, and run it until it is stopped.

    Raises
    ------
    RoadnetError
        ``source_missing`` where there is nothing to open; ``port_taken``.
    """
    from roadnet.ui.launch import launch

    if is_database(source):
        to_address(source)  # it has no password, or is refused
    elif source != DEMO and not Path(source).exists():
        raise RoadnetError("source_missing", source=source)
    if port is not None and not is_free(port):
        raise RoadnetError("port_taken", port=port)
    port = port or first_free_port()
    complain(tr("cli.app.address", lang, address=f"http://127.0.0.1:{port}"))
    return launch(source, port, lang)


def first_free_port() -> int:
    """Return the first port from 8501 on that nobody on this machine listens on.

    Raises
    ------
    RoadnetError
        ``port_taken`` where a hundred in a row are taken.
    """
    for port in range(FIRST_PORT, FIRST_PORT + _PORTS):
        if is_free(port):
            return port
    raise RoadnetError("port_taken", port=FIRST_PORT + _PORTS - 1)


def is_free(port: int) -> bool:
    """Whether a server of this machine can listen on a port."""
    with socket.socket() as probe:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows would share it with another server
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # a server that was stopped a moment ago does not hold it
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
