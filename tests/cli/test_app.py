"""What ``roadnet app`` starts."""

from __future__ import annotations

from roadnet.ui.launch import to_command


def test_a_first_start_asks_nothing_in_the_terminal() -> None:
    # Without this flag Streamlit waits for an e-mail address on a machine it never ran on.
    assert "--server.showEmailPrompt=false" in to_command(None, open_browser=True)
