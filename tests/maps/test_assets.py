"""What is left out of our script: comments on lines of their own and indents, nothing else."""

from __future__ import annotations

from importlib.resources import files

import pytest

from roadnet.maps.assets import FACE_SCRIPTS, SCRIPTS, script_text, strip_asides


@pytest.mark.parametrize(
    ("script", "left"),
    [
        ("/* a */\nf();\n", "f();\n"),
        ("/* a\n   b */\nf();\n", "f();\n"),
        ("  // a\n    f();\n", "f();\n"),
        # Code after a comment stays, and so does all up to the next comment.
        ("/* a */ f();\ng();\n/* b */\nh();\n", "/* a */ f();\ng();\nh();\n"),
        ("  /* a */ f(); /* b */\ng();\n", "/* a */ f(); /* b */\ng();\n"),
        # A comment that code stands before, and signs of a comment in a text.
        ("f(); // a\n", "f(); // a\n"),
        ('f("/*");\ng("*/");\n', 'f("/*");\ng("*/");\n'),
    ],
)
def test_comments_end_at_their_own_end(script: str, left: str) -> None:
    assert strip_asides(script) == left


@pytest.mark.parametrize("name", SCRIPTS + FACE_SCRIPTS)
def test_every_line_of_code_is_still_there(name: str) -> None:
    """Read line by line: a line is code, or begins a comment that ends at a line's end."""
    own = files("roadnet.maps").joinpath("js", name).read_text(encoding="utf-8")
    code, is_comment = [], False
    for line in own.splitlines():
        text = line.strip()
        is_comment |= text.startswith("/*")
        if is_comment:
            assert "*/" not in text[:-2], f"{name}: code after a comment: {text}"
            is_comment = not text.endswith("*/")
        elif text and not text.startswith("//"):
            # Of a text over several lines the indent would be lost.
            assert text.count("`") % 2 == text.count("\\`") % 2, f"{name}: {text}"
            code.append(line.strip(" "))
    kept = [line for line in strip_asides(own).splitlines() if line]
    assert kept == code
    assert strip_asides(own) in script_text()
