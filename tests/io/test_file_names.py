"""Names of files that every system accepts."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadnet.io.file_names import to_file_name


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("岚溪县（示范）报告", "岚溪县（示范）报告.docx"),
        ("../../etc/passwd", "_.._etc_passwd.docx"),
        ('a<b>:"/\\|?*c', "a_b________c.docx"),
        ("CON", "_CON.docx"),
        ("com1.x", "_com1.x.docx"),
        ("", "_.docx"),
        (" . ", "_.docx"),
        ("two\nlines\x00", "two_lines_.docx"),
        ("\u202egpj.exe", "_gpj.exe.docx"),
    ],
)
def test_what_a_system_forbids_is_replaced(name, file):
    assert to_file_name(name, ".docx") == file


@given(st.text(max_size=400))
def test_any_name_is_accepted(name):
    file = to_file_name(name, ".pdf")
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', file)
    assert 4 < len(file.encode()) <= 160
    assert file == file.strip(" .")
    assert to_file_name(file[:-4], ".pdf") == file  # once safe, it stays as it is
