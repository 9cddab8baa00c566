"""The page of the command line is what the program says of itself."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_page_of_the_command_line_is_up_to_date():
    spec = importlib.util.spec_from_file_location("generate_cli", ROOT / "docs/generate_cli.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    assert (ROOT / "docs/cli.md").read_text(encoding="utf-8") == module.cli_page()


def test_every_command_has_a_heading():
    from roadnet.cli.commands import build_command

    page = (ROOT / "docs/cli.md").read_text(encoding="utf-8")
    for name in build_command("zh").commands:
        assert f"## roadnet {name}\n" in page
