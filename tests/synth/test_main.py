from pathlib import Path

import pytest
from typer.testing import CliRunner

from sketchapp.errors import SketchAppError
from sketchapp.synth import __main__ as command
from sketchapp.synth.designs import catalogue
from sketchapp.synth.store import Store
from tests.synth import made_catalogue
from tests.synth.test_pipeline import grey_photograph


@pytest.fixture(autouse=True)
def crates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(catalogue, "CATEGORIES", made_catalogue.CATEGORIES)
    monkeypatch.setattr(command, "CATEGORIES", made_catalogue.CATEGORIES)
    monkeypatch.setattr(command, "_open_studio", lambda threads: grey_photograph)


def run(*words: str) -> str:
    result = CliRunner().invoke(command.app, list(words))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.output


def test_families_are_listed() -> None:
    assert "bad: loose, broken" in run("families")


def test_two_shards_render_everything_and_the_rest_of_the_verbs_follow(tmp_path: Path) -> None:
    out = str(tmp_path)
    common = ("--out", out, "--category", "box", "--per-family", "4")
    run("render", *common, "--shard", "0/2")
    assert len(Store(tmp_path).done()) == 2
    run("render", *common, "--shard", "1/2")
    ids = Store(tmp_path).done()
    assert len(ids) == 4
    run("trace", *common)
    run("drop", ids[0], "--out", out, "--reason", "dull")
    assert "3 items" in run("pack", "--out", out)
    run("sheet", "--out", out, "--to", str(tmp_path / "s.png"), "--family", "crate")
    assert (tmp_path / "s.png").is_file()


def test_failures_are_told_and_tried_again_only_when_asked(tmp_path: Path) -> None:
    words = ("render", "--out", str(tmp_path), "--family", "loose", "--per-family", "2")
    assert "2 failed" in run(*words)
    assert "failed" not in run(*words)
    assert "2 failed" in run(*words, "--retry")


def test_limit_stops_early(tmp_path: Path) -> None:
    run("render", "--out", str(tmp_path), "--category", "box", "--limit", "1")
    assert len(Store(tmp_path).done()) == 1


@pytest.mark.parametrize("shard", ["2/2", "a/b", "1", "-1/2", "0/0"])
def test_a_wrong_shard_is_refused(tmp_path: Path, shard: str) -> None:
    with pytest.raises(SketchAppError, match="try 0/2"):
        run("render", "--out", str(tmp_path), "--shard", shard)


def test_only_rendered_items_can_be_dropped(tmp_path: Path) -> None:
    with pytest.raises(SketchAppError, match="not rendered"):
        run("drop", "box-crate-0000", "--out", str(tmp_path), "--reason", "dull")
