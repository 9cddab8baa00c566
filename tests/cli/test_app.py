"""What ``roadnet app`` starts, and what it says before."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

import pytest

from roadnet.cli import main
from roadnet.cli.app import first_free_port, is_free
from roadnet.cli.console import command_name
from roadnet.ui.launch import to_command


def test_a_first_start_asks_nothing_in_the_terminal() -> None:
    # Without this flag Streamlit waits for an e-mail address on a machine it never ran on.
    assert "--server.showEmailPrompt=false" in to_command(None, open_browser=True)


def test_nothing_of_the_framework_stands_over_the_pages() -> None:
    command = to_command(None, open_browser=True)
    assert "--logger.hideWelcomeMessage=true" in command
    # The files of a folder `pages` beside the script would show as a menu until ours is there.
    script = next(Path(word) for word in command if word.endswith(".py"))
    assert script.is_file()
    assert not (script.parent / "pages").exists()


def test_the_address_is_said_and_a_taken_port_is_refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("roadnet.ui.launch.launch", lambda *words: 0)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        assert not is_free(port)
        assert main(["app", "demo", "--port", str(port), "--lang", "en"]) == 2
        assert f"Port {port} is taken" in capsys.readouterr().err
    assert main(["app", "demo", "--port", str(port), "--lang", "en"]) == 0
    assert f"http://127.0.0.1:{port}" in capsys.readouterr().err


def test_a_port_that_is_taken_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("roadnet.cli.app.is_free", lambda port: port >= 8503)
    assert first_free_port() == 8503


def test_what_to_type_next_is_what_was_typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", [str(Path("bin") / "roadnet"), "demo"])
    assert command_name() == "roadnet"
    monkeypatch.setattr(sys, "argv", [str(Path("roadnet") / "__main__.py"), "demo"])
    here = Path.cwd() / ".venv" / "bin" / "python"
    monkeypatch.setattr(sys, "executable", str(here))
    assert command_name() == f"{Path('.venv') / 'bin' / 'python'} -m roadnet"
    monkeypatch.setattr(sys, "executable", str(Path("/opt/my tools/python")))
    assert command_name() == f'"{Path("/opt/my tools/python")}" -m roadnet'
