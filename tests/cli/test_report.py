"""The commands ``report`` and ``template``, run as users do; figures equal those of ``assess``."""

import json
import re
import subprocess
import sys
from pathlib import Path

import docx
import pypdf
import pytest

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "data" / "demo"


def run(*words):
    return subprocess.run(
        [sys.executable, "-m", "roadnet", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, encoding="utf-8", timeout=240,
    )  # fmt: skip


def squeezed(text):
    return "".join(text.split())


def texts_of(folder):
    """Return all that the Word and the PDF file say, without spaces."""
    (word,) = folder.glob("*.docx")
    (pdf,) = folder.glob("*.pdf")
    made = docx.Document(str(word))
    cells = [
        cell.text or "" for table in made.tables for row in table._tbl.tr_lst
        for cell in row.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t")
    ]  # fmt: skip
    said = [line.text for line in made.paragraphs]
    pages = [page.extract_text() for page in pypdf.PdfReader(str(pdf)).pages]
    return squeezed("".join([*said, *cells])), squeezed("".join(pages))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    words = ("--formats", "pdf,word", "--earlier", DEMO / "2023", "--json", "--lang", "zh")
    done = run("report", DEMO / "2024", "-o", folder, *words)
    assert done.returncode in (0, 1), done.stderr
    files = json.loads(done.stdout)["files"]
    assert sorted(Path(file).name for file in files) == sorted(p.name for p in folder.iterdir())
    return folder


@pytest.fixture(scope="module")
def summary(tmp_path_factory):
    folder = tmp_path_factory.mktemp("assess")
    done = run("assess", DEMO / "2024", "-o", folder, "--json")
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


def test_word_and_pdf_say_the_figures_of_the_summary(written, summary):
    roads, bus, chain = summary["connectivity"], summary["bus"], summary["logistics"]
    broken = chain["broken_at"]

    def rate(part):
        return f"{100 * part['rate']:.1f}%"

    sentences = [
        f"应通硬化路的村{roads['eligible']}个，已通{roads['connected']}个，通达率{rate(roads)}",
        f"通路未硬化{roads['by_status']['unhardened']}个，路不通{roads['by_status']['no_route']}个",
        f"最少需硬化或新建道路{roads['missing_km']:.3f}公里",
        f"应通客车的建制村{bus['eligible']}个，已通{bus['served']}个，通客车率{rate(bus)}",
        f"每天有班次{bus['by_level']['daily']}个，每周有班次{bus['by_level']['weekly']}个",
        f"三级贯通{chain['complete']}个，占{rate(chain)}；中断于村级{broken['village']}个",
        f"计入里程{summary['roads']['counted_km']:,.3f}公里",
    ]
    for text in texts_of(written):
        for sentence in sentences:
            assert sentence in text, sentence


def test_every_gap_is_listed_with_its_village(written, summary):
    missing = summary["connectivity"]["eligible"] - summary["connectivity"]["connected"]
    (file,) = written.glob("*.docx")
    tables = {
        tuple(cell.text for cell in table.rows[0].cells): table
        for table in docx.Document(str(file)).tables
    }
    (road,) = [t for heads, t in tables.items() if any("最少缺路" in head for head in heads)]
    assert len(road.rows) == 1 + missing
    numbers = [row.cells[0].text for row in road.rows[1:]]
    assert numbers == [str(at) for at in range(1, missing + 1)]
    assert all(len(row.cells[-1].text) > 5 for row in road.rows[1:])  # a reason each


def test_lengths_by_class_add_up_to_the_total_as_they_are_shown(written):
    (file,) = written.glob("*.docx")
    table = next(
        table
        for table in docx.Document(str(file)).tables
        if table.rows[0].cells[0].text == "行政等级"
    )
    for column in (1, 2):
        shown = [row.cells[column].text.replace(",", "") for row in table.rows[1:]]
        thousandths = [round(float(one) * 1000) for one in shown]
        assert all(re.fullmatch(r"\d+\.\d{3}", one) for one in shown)
        assert sum(thousandths[:-1]) == thousandths[-1]


def test_a_format_that_there_is_not_is_one_clear_message(tmp_path):
    done = run("report", DEMO / "2024", "-o", tmp_path, "--formats", "scroll", "--lang", "en")
    assert done.returncode == 2
    assert "scroll" in done.stderr and "word" in done.stderr and "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_template_is_written_changed_and_filled_in(tmp_path):
    done = run("template", tmp_path / "own.docx", "--lang", "en")
    assert done.returncode == 0, done.stderr
    done = run("template", tmp_path / "own.docx", "--lang", "en")
    assert done.returncode == 2 and "own.docx" in done.stderr
    options = ("--formats", "word", "--template", tmp_path / "own.docx", "--lang", "en")
    done = run("report", DEMO / "2024", "-o", tmp_path / "out", *options)
    assert done.returncode in (0, 1), done.stderr
    (file,) = (tmp_path / "out").iterdir()
    assert file.suffix == ".docx"
    assert not any("{{" in line.text for line in docx.Document(str(file)).paragraphs)
