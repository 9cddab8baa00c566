"""The built-in district is generated once, whole or not at all."""

import pytest

from roadnet.demo import source
from roadnet.demo.mark import mark_generator


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Count the generations; each writes one file."""
    calls = []

    def write(folder):
        calls.append(folder)
        folder.mkdir()
        (folder / "district.toml").write_text("[district]")

    monkeypatch.setenv("ROADNET_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr("roadnet.demo.write.write_demo", write)
    monkeypatch.setattr(source, "_SHIPPED", tmp_path / "no checkout")
    return calls


def test_it_is_generated_once(made, tmp_path):
    first, second = source.demo_source(), source.demo_source()
    assert first == second
    assert first.parent.parent == tmp_path / "cache"
    assert first.read_text() == "[district]"
    assert len(made) == 1
    assert [p.name for p in (tmp_path / "cache").iterdir()] == [first.parent.name]


def test_what_is_half_there_is_made_anew(made):
    config = source.demo_source()
    config.unlink()
    (config.parent / "left.over").write_text("x")
    assert source.demo_source() == config
    assert not (config.parent / "left.over").exists()
    assert len(made) == 2


def test_a_run_that_fails_leaves_nothing(made, tmp_path, monkeypatch):
    def fail(folder):
        folder.mkdir()
        raise KeyboardInterrupt

    monkeypatch.setattr("roadnet.demo.write.write_demo", fail)
    with pytest.raises(KeyboardInterrupt):
        source.demo_source()
    assert list((tmp_path / "cache").iterdir()) == []


def test_the_checkouts_own_is_copied_if_this_generator_made_it(made, tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "district.toml").write_text("[district] # kept")
    mark_generator(kept)
    monkeypatch.setattr(source, "_SHIPPED", kept)
    config = source.demo_source()
    assert config.read_text() == "[district] # kept"
    assert kept not in config.parents  # nothing is ever written into the checkout
    assert made == []


def test_the_checkouts_own_is_not_taken_from_another_generator(made, tmp_path, monkeypatch):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "district.toml").write_text("[district] # kept")
    (kept / "generator.txt").write_text("0123456789ab")
    monkeypatch.setattr(source, "_SHIPPED", kept)
    assert source.demo_source().read_text() == "[district]"
    assert len(made) == 1
